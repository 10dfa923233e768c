import { messageLimits } from '@casement/platform'
import { type ContentFindings, kindOf, limitCount, requireText } from './fields.ts'
import { type Json, objectIn, textIn } from './json.ts'

const PARTS = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix'] as const
const LISTS = ['phones', 'emails', 'addresses', 'urls'] as const

/** `contacts`: a list of cards, each with `name.formatted_name` and one more part of the name. */
export function checkContacts(contacts: unknown, found: ContentFindings): void {
  if (!Array.isArray(contacts)) {
    found.add('content.value', 'contacts', 'Give a list of contact cards.', 'list', kindOf(contacts))
    return
  }
  limitCount(found, 'contacts.count', contacts.length, 1, messageLimits.contacts.cards.value, 'contacts', 'contact cards')
  if (contacts.length > messageLimits.contacts.cardsAdvised.value && contacts.length <= messageLimits.contacts.cards.value)
    found.add(
      'contacts.many',
      'contacts',
      `Send ${messageLimits.contacts.cardsAdvised.value} or fewer in a message: that many every version accepts.`,
      messageLimits.contacts.cardsAdvised.value,
      contacts.length,
    )
  for (let at = 0; at < contacts.length; at++) checkCard(contacts[at], at, found)
}

function checkCard(value: unknown, at: number, found: ContentFindings): void {
  const card = objectIn(value)
  if (card === undefined) {
    found.add('content.value', `contacts[${at}]`, 'Give a contact card.', 'object', kindOf(value))
    return
  }
  const name = objectIn(card.name)
  if (name === undefined) found.add('content.required', `contacts[${at}].name`, 'Give the contact a name.')
  else {
    if (textIn(name.formatted_name) === undefined)
      requireText(found, name.formatted_name, `contacts[${at}].name.formatted_name`, 'the full name')
    if (!hasPart(name)) found.add('contacts.name.part', `contacts[${at}].name`, 'Add a first name or another part of the name.')
  }
  for (const list of LISTS)
    if (card[list] !== undefined && !Array.isArray(card[list]))
      found.add('content.value', `contacts[${at}].${list}`, 'Give a list, even for one entry.', 'list', kindOf(card[list]))
}

function hasPart(name: Json): boolean {
  for (const part of PARTS) if (textIn(name[part]) !== undefined) return true
  return false
}

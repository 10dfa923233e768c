import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, requireText } from '../fields.ts'
import { itemsOf, type Json, objectIn, objectOf, textIn } from '../json.ts'
import { checkActionName } from './action-name.ts'

const INDIA = 'IN'

/** `address_message`: a form for a postal address, in the few countries that have it. */
export function checkAddress(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'address_message')
  const parameters = objectOf(action.parameters)
  const path = 'interactive.action.parameters'
  const country = requireText(found, parameters.country, `${path}.country`, 'the country')
  const countries: readonly string[] = messageLimits.address.countries.value
  if (country !== undefined && !countries.includes(country))
    found.add(
      'address.country',
      `${path}.country`,
      `Ask for it in words: forms exist in ${countries.join(' and ')} only.`,
      countries.join(', '),
      country,
    )
  if (country !== INDIA) return
  checkPin(parameters.values, `${path}.values`, found)
  const saved = itemsOf(parameters.saved_addresses)
  for (let at = 0; at < saved.length; at++) checkPin(objectOf(saved[at]).value, `${path}.saved_addresses[${at}].value`, found)
}

function checkPin(values: unknown, path: string, found: ContentFindings): void {
  const pin = textIn(objectIn(values)?.in_pin_code)
  const digits = messageLimits.address.pinDigits.value
  if (pin === undefined || (pin.length === digits && /^\d+$/.test(pin))) return
  found.add('address.pin', `${path}.in_pin_code`, `Write the PIN code with ${digits} digits.`, digits, pin.slice(0, 20))
}

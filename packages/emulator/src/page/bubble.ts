import { errorByCode } from '@casement/platform'
import type { AppMessage } from '../coexistence/business-app.ts'
import { type Choice, choicesOf } from '../crowd/choices.ts'
import { isRecord } from '../graph/request.ts'
import { fill, variablesIn } from '../templates/variables.ts'
import type { InboundMessage, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'

export type Card = { header: string | null; body: string }

/** One message as the customer's phone draws it. */
export type Bubble = {
  id: string
  /** `business` wrote it, or `customer`. */
  by: 'business' | 'customer'
  /** When it came to stand in the chat: of the business's, when it was delivered. */
  at: string
  type: string
  /** Text above the body, or what kind of media stands there. */
  header: { kind: string; text: string } | null
  body: string
  footer: string | null
  choices: Choice[]
  cards: Card[]
  /** What a list is opened by. */
  listButton: string | null
  /** The message it answers or reacts to. */
  about: string | null
  /** Of the business's: how far it came. */
  status: string | null
  failure: { code: number; title: string; remedy: string | null } | null
}

type Part = Record<string, unknown>

const part = (value: unknown): Part => (isRecord(value) ? value : {})
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const upper = (value: unknown): string => text(value).toUpperCase()

/** A message of the business, with templates filled in and its buttons as what pressing them says. */
export function bubbleOf(world: World, message: OutboundMessage): Bubble {
  const drawn = message.type === 'template' ? drawTemplate(world, message) : drawContent(message.type, message.content)
  return {
    id: message.id,
    by: 'business',
    at: iso(message.timeline.find(({ status }) => status === 'delivered')?.at ?? message.acceptedAt),
    type: message.type,
    ...drawn,
    choices: choicesOf(world, message),
    about: aboutOf(message.type, message.content),
    status: message.status,
    failure: failureOf(message),
  }
}

/** A message the customer wrote. */
export function bubbleOfInbound(message: InboundMessage): Bubble {
  return {
    id: message.id,
    by: 'customer',
    at: iso(message.at),
    type: message.type,
    ...drawContent(message.type, message.content),
    choices: [],
    about: aboutOf(message.type, message.content),
    status: null,
    failure: null,
  }
}

/** A message from the Business app, written by its owner or by the customer before the number came here. */
export function bubbleOfApp({ id, from, at, type, content }: AppMessage): Bubble {
  return {
    id,
    by: from,
    at: iso(at),
    type,
    ...drawContent(type, content),
    choices: [],
    about: aboutOf(type, content),
    status: from === 'business' ? 'delivered' : null,
    failure: null,
  }
}

const iso = (at: number): string => new Date(at).toISOString()

function failureOf({ failure }: OutboundMessage): Bubble['failure'] {
  if (!failure) return null
  const known = errorByCode(failure.code)
  return { code: failure.code, title: known?.happened ?? failure.details, remedy: known?.remedy ?? null }
}

function aboutOf(type: string, content: Part): string | null {
  const id =
    type === 'reaction' ? part(content.reaction).message_id : (part(content.context).id ?? part(content.context).message_id)
  return text(id) || null
}

type Drawn = Pick<Bubble, 'header' | 'body' | 'footer' | 'cards' | 'listButton'>

const plain = (body: string, more: Partial<Drawn> = {}): Drawn => ({
  header: null,
  body,
  footer: null,
  cards: [],
  listButton: null,
  ...more,
})

function drawTemplate(world: World, message: OutboundMessage): Drawn {
  const template = message.templateId === null ? undefined : world.templates.get(message.templateId)
  const sent = part(message.content.template)
  if (!template) return plain(`Template ${text(sent.name)}, which is gone by now`)
  return drawComponents(template.components, parts(sent.components), template.category === 'AUTHENTICATION')
}

function drawComponents(defined: readonly Part[], sent: readonly Part[], isCode: boolean): Drawn {
  const drawn = plain('')
  const given = (type: string) => parts(sent.find((one) => upper(one.type) === type)?.parameters)
  for (const component of defined) {
    const words = text(component.text)
    switch (upper(component.type)) {
      case 'HEADER': {
        const kind = upper(component.format) || 'TEXT'
        const [value] = given('HEADER')
        const media = part(value?.[text(value?.type)])
        drawn.header =
          kind === 'TEXT'
            ? { kind: 'text', text: filled(words, given('HEADER')) }
            : { kind: kind.toLowerCase(), text: text(media.filename) || text(media.name) || text(media.link) || text(media.id) }
        break
      }
      case 'BODY':
        drawn.body = filled(isCode && words === '' ? CODE : words, given('BODY'))
        if (isCode && component.add_security_recommendation === true && words === '') drawn.body += ` ${NOT_TO_SHARE}`
        break
      case 'FOOTER':
        drawn.footer =
          words || (component.code_expiration_minutes ? `Expires in ${text(component.code_expiration_minutes)} minutes.` : null)
        break
      case 'CAROUSEL': {
        const cards = parts(sent.find((one) => upper(one.type) === 'CAROUSEL')?.cards)
        drawn.cards = parts(component.cards).map((card, index) => {
          const its = cards.find((one) => Number(one.card_index ?? 0) === index)
          const inner = drawComponents(parts(card.components), parts(its?.components), false)
          return { header: inner.header?.kind ?? null, body: inner.body }
        })
      }
    }
  }
  return drawn
}

const CODE = '*{{1}}* is your verification code.'
const NOT_TO_SHARE = 'For your security, do not share this code.'

function filled(words: string, given: readonly Part[]): string {
  const names = variablesIn(words)
  const values: Record<string, string> = {}
  for (const [index, parameter] of given.entries()) {
    const name = text(parameter.parameter_name) || (names[index] ?? String(index + 1))
    const value = part(parameter[text(parameter.type)])
    values[name] = text(parameter.text) || text(value.fallback_value)
  }
  return fill(words, values)
}

function drawContent(type: string, content: Part): Drawn {
  const inner = part(content[type])
  switch (type) {
    case 'text':
      return plain(text(inner.body))
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return plain(text(inner.caption), {
        header: { kind: type, text: text(inner.filename) || text(inner.link) || text(inner.id) },
      })
    case 'location':
      return plain([text(inner.name), text(inner.address)].filter(Boolean).join('\n'), {
        header: { kind: 'location', text: `${text(inner.latitude)}, ${text(inner.longitude)}` },
      })
    case 'contacts':
      return plain(
        parts(content.contacts)
          .map((one) => text(part(one.name).formatted_name))
          .join(', '),
        {
          header: { kind: 'contacts', text: '' },
        },
      )
    case 'reaction':
      return plain(text(inner.emoji))
    case 'button':
      return plain(text(inner.text))
    case 'order': {
      const items = parts(inner.product_items)
      return plain(items.map((item) => `${text(item.quantity)} × ${text(item.product_retailer_id)}`).join('\n'), {
        header: { kind: 'order', text: '' },
      })
    }
    case 'interactive':
      return drawInteractive(inner)
    case 'request_welcome':
      return plain('Opened the chat for the first time')
    default:
      return plain(text(inner.body) || type.replace(/_/g, ' '))
  }
}

function drawInteractive(inner: Part): Drawn {
  const type = text(inner.type)
  const answer = part(inner[type])
  if (type.endsWith('_reply')) {
    if (type === 'nfm_reply') return plain(`${text(answer.body) || 'Sent'}: ${text(answer.response_json)}`)
    return plain([text(answer.title), text(answer.description)].filter(Boolean).join('\n') || `Calls: ${text(answer.response)}`)
  }
  const header = part(inner.header)
  const kind = text(header.type)
  const media = part(header[kind])
  const action = part(inner.action)
  return plain(text(part(inner.body).text), {
    header:
      kind === ''
        ? null
        : { kind, text: kind === 'text' ? text(header.text) : text(media.filename) || text(media.link) || text(media.id) },
    footer: text(part(inner.footer).text) || null,
    listButton: type === 'list' ? text(action.button) : null,
    cards:
      type === 'carousel'
        ? parts(action.cards).map((card) => ({ header: text(part(card.header).type) || null, body: text(part(card.body).text) }))
        : [],
  })
}

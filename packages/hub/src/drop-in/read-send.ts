import { readWire, sendRequestSchema, type WireFinding } from '@casement/platform/wire'
import type { To } from '../messages/find-recipient.ts'
import type { MessageContent } from '../messages/judge-message.ts'
import { GraphRefusal } from './graph-refusal.ts'

export type AskedSend = {
  to: To
  /** The recipient as the caller wrote it: answered as `contacts[].input`. */
  input: string
  /** Meta's message without envelope; `biz_opaque_callback_data` of the caller stays in it, and is replaced by ours on the way out. */
  message: MessageContent
}

const OPAQUE_CHARACTERS = 512

/** Reads the body of `POST /{phone-number-id}/messages`. Throws GraphRefusal with the code Graph has for it. */
export function readSend(body: Record<string, unknown>): AskedSend {
  const { messaging_product, recipient_type, to, recipient, ...content } = body
  if (messaging_product !== 'whatsapp') throw missing('messaging_product', 'Send messaging_product "whatsapp".')
  if (recipient_type !== undefined && recipient_type !== 'individual') {
    throw new GraphRefusal({
      code: 131041,
      details: 'Messages to groups do not pass through here: leave recipient_type out, or send "individual".',
    })
  }
  if (typeof (content.type ?? 'text') !== 'string')
    throw new GraphRefusal({ code: 100, details: 'type should be a text, such as "text".' })
  const message = readLeniently(content)
  const read = readWire(sendRequestSchema, { ...body, ...message })
  const [finding] = read.ok ? [] : read.findings
  if (finding && !['to', 'recipient'].includes(finding.path)) throw refusalOfShape(finding)
  const opaque = message.biz_opaque_callback_data
  if (opaque !== undefined && (typeof opaque !== 'string' || opaque.length > OPAQUE_CHARACTERS)) {
    throw new GraphRefusal({
      code: 131009,
      details: `biz_opaque_callback_data is a text of at most ${OPAQUE_CHARACTERS} characters.`,
    })
  }
  return { ...recipientOf(to, recipient), message }
}

/** As Graph reads it: the type in any case, text where nothing is said, and numbers where texts are meant. */
function readLeniently(content: Record<string, unknown>): MessageContent {
  const { biz_opaque_callback_data: opaque } = content
  return {
    ...content,
    type: String(content.type ?? 'text').toLowerCase(),
    ...(typeof opaque === 'number' ? { biz_opaque_callback_data: String(opaque) } : {}),
  }
}

/** Graph calls what a template lacks by name, under the code of any parameter. */
function refusalOfShape({ path, sentence, isMissing }: WireFinding): GraphRefusal {
  const [named, ...within] = path.split('.')
  if (named !== 'template' || within.length === 0)
    return new GraphRefusal({ code: isMissing ? 131008 : 131009, details: sentence })
  const name = `template${within.map((part) => `['${part}']`).join('')}`
  return isMissing ? missing(name, sentence) : new GraphRefusal({ code: 100, details: sentence })
}

/** Where both are given, `to` wins. Numbers may come as numbers. */
function recipientOf(to: unknown, recipient: unknown): { to: To; input: string } {
  if ((typeof to === 'string' && to.trim() !== '') || typeof to === 'number') return { to: String(to), input: String(to) }
  if (typeof recipient === 'string' && recipient !== '') return { to: { bsuid: recipient }, input: recipient }
  throw missing('to', 'Name the recipient in to (a phone number) or in recipient (a business-scoped id).')
}

const missing = (name: string, details: string): GraphRefusal =>
  new GraphRefusal({ code: 100, message: `(#100) The parameter ${name} is required.`, details })

/** A form as Graph reads it: objects and lists come as JSON texts. */
export function readForm(form: string): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(form)) body[name] = /^\s*[[{]/.test(value) ? parse(name, value) : value
  return body
}

function parse(name: string, value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw new GraphRefusal({ code: 100, details: `The parameter ${name} is not JSON: check quotes, commas and braces.` })
  }
}

import { itemsOf, type Json, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { languageOf, type TemplateInput } from './components.ts'
import { directionOf } from './direction.ts'
import { emojiOnly, parseMarks } from './marks.ts'
import { mediaKind, renderLocation, renderMedia } from './render-header.ts'
import { renderInteractive } from './render-interactive.ts'
import { renderCart } from './render-order.ts'
import { renderTemplate } from './render-template.ts'
import type { Rendered, RenderedContact, Span } from './rendered.ts'

/** Meta's content object, as sent or as received: `{type: 'text', text: {body}}` and so on. */
export type MessageInput = object

/**
 * Any message, sent or received, as a phone shows it. `template` is the definition that a template send refers to; without it only
 * the send's own values can be shown. Unknown types and broken objects become a line that says so; never throws.
 */
export function renderMessage(message: MessageInput, template?: TemplateInput): Rendered {
  const content = objectOf(message)
  // Meta lets `type` be absent for text.
  const kind = textIn(content.type) ?? 'text'
  const parts = renderContent(kind, content, template)
  const context = objectOf(content.context)
  const quotes = textIn(context.message_id) ?? textIn(context.id)
  const referral = objectIn(content.referral)
  const body = parts.body ?? []
  return {
    kind,
    buttons: [],
    direction: directionOf(body),
    ...parts,
    body,
    ...(quotes !== undefined && { quotes }),
    ...(context.frequently_forwarded === true ? { forwarded: 'often' } : context.forwarded === true ? { forwarded: 'once' } : {}),
    ...(referral !== undefined && {
      referral: {
        headline: textOf(referral.headline),
        body: textOf(referral.body),
        url: textOf(referral.source_url),
        source: textOf(referral.source_type),
      },
    }),
  }
}

type Mutable = Partial<Omit<Rendered, 'kind'>>

function renderContent(kind: string, content: Json, template: TemplateInput | undefined): Mutable {
  const own = objectOf(content[kind])
  const media = mediaKind(kind)
  if (media !== undefined) return { header: renderMedia(media, own), body: parseMarks(textOf(own.caption)) }
  switch (kind) {
    case 'text':
      return renderText(own)
    case 'template':
      return template === undefined ? renderSendAlone(own) : renderTemplate(template, own)
    case 'interactive':
      return renderInteractive(own)
    case 'location':
      return { header: renderLocation(own) }
    case 'contacts':
      return { contacts: itemsOf(content.contacts).map((contact) => renderContact(objectOf(contact))) }
    case 'reaction':
      return { reaction: { emoji: textOf(own.emoji), messageId: textOf(own.message_id) } }
    case 'button':
      return { body: [plain(textOf(own.text))] }
    case 'order':
      return { order: renderCart(own), body: parseMarks(textOf(own.text)) }
    case 'system':
      return { notice: textOf(own.body) || 'Contact details changed' }
    case 'edit':
      return renderEdit(own)
    case 'revoke':
      return { notice: 'Message deleted' }
    case 'pin':
      return { notice: own.type === 'unpin' ? 'Message unpinned' : 'Message pinned' }
    case 'call':
      return { notice: own.direction === 'USER_INITIATED' ? 'The customer called' : 'We called' }
    case 'media_placeholder':
      return { notice: 'A file, still on the phone' }
    case 'request_welcome':
      return { notice: 'Opened the chat' }
    default:
      return { notice: 'This message cannot be shown here. Ask for it again in another form.' }
  }
}

function renderText(text: Json): Mutable {
  const body = parseMarks(textOf(text.body))
  const emoji = emojiOnly(body)
  const url = text.preview_url === true ? firstLink(body) : undefined
  return { body, ...(emoji !== undefined && { emojiOnly: emoji }), ...(url !== undefined && { preview: { url } }) }
}

function firstLink(spans: readonly Span[]): string | undefined {
  for (const span of spans) {
    if (span.kind === 'link') return span.url
    const inner = span.kind === 'list' ? span.items.flat() : 'spans' in span ? span.spans : undefined
    const url = inner === undefined ? undefined : firstLink(inner)
    if (url !== undefined) return url
  }
  return undefined
}

/** A template whose definition is not at hand: all that is known is its name. */
const renderSendAlone = (send: Json): Mutable => ({
  template: { name: textOf(send.name), language: languageOf(send.language) },
  notice: textIn(send.name) === undefined ? 'Template' : `Template ${textOf(send.name)}`,
})

function renderEdit(edit: Json): Mutable {
  const message = objectOf(edit.message)
  // One level only: an edit holds a message, and a message in it that claims to be an edit is none.
  return message.type === 'edit'
    ? { notice: 'Message edited' }
    : renderContent(textIn(message.type) ?? 'text', message, undefined)
}

function renderContact(contact: Json): RenderedContact {
  const name = objectOf(contact.name)
  return {
    name: textIn(name.formatted_name) ?? [textOf(name.first_name), textOf(name.last_name)].filter(Boolean).join(' '),
    phones: itemsOf(contact.phones).map((phone) => textOf(objectOf(phone).phone) || textOf(objectOf(phone).wa_id)),
    emails: itemsOf(contact.emails).map((email) => textOf(objectOf(email).email)),
    organisation: textOf(objectOf(contact.org).company),
  }
}

const plain = (text: string): Span => ({ kind: 'text', text })

import { parameterRules } from '../template/parameter-rules.ts'

/** A rule about what a message holds. `code`: what the platform answers when it is broken; absent where it lets it pass. */
export type ContentRule = {
  readonly id: string
  readonly title: string
  readonly severity: 'error' | 'warning'
  readonly source: string
  readonly code?: number
}

const error = <const Id extends string>(id: Id, title: string, source: string, code: number) =>
  ({ id, title, severity: 'error', source, code }) as const
const warning = <const Id extends string>(id: Id, title: string, source: string) =>
  ({ id, title, severity: 'warning', source }) as const

const MISSING = 131008
const INVALID = 131009
const MEDIA = 131053

/** Every rule that `checkContent` can name, in the order of the files beside this one. Numbers stand in the platform's limits. */
export const contentRules = [
  error('content.type', 'The type of a message is one that WhatsApp knows', 'OA', 100),
  error('content.required', 'What a message needs is there', 'M:error-codes', MISSING),
  error('content.value', 'A field holds a value of its kind', 'M:error-codes', INVALID),
  error('content.opaque.length', 'Callback data stays within its length', 'OA', INVALID),

  error('text.body.length', 'A text stays within its length', 'M:messages/text-messages', INVALID),
  warning('text.preview.link', 'A link preview needs a link in the text', 'M:messages/text-messages'),

  error('media.source', 'A file comes from an upload or from a link', 'M:messages/image-messages', MISSING),
  warning('media.source.both', 'A file comes from one place, not from two', 'OA'),
  error('media.link', 'A link to a file is a web address', 'M:messages/image-messages', INVALID),
  warning('media.link.https', 'A link to a file is encrypted', 'M:messages/image-messages'),
  error('media.caption.length', 'A caption stays within its length', 'M:messages/image-messages', INVALID),
  error('media.caption.none', 'Sounds and stickers take no caption', 'M:messages/audio-messages', INVALID),
  error('media.format', 'A file has a format that its kind allows', 'M:business-phone-numbers/media', MEDIA),
  error('media.size', 'A file is not empty and not too large', 'M:business-phone-numbers/media', MEDIA),
  error('media.codec', 'A file is encoded as phones can play it', 'M:business-phone-numbers/media', MEDIA),
  warning('video.ratio', 'A video is neither too wide nor too tall', 'seedB'),
  error('audio.voice.format', 'A voice message is Ogg with Opus', 'M:messages/audio-messages', MEDIA),
  warning('audio.voice.size', 'A voice message is small enough to play at once', 'M:messages/audio-messages'),
  warning(
    'document.format',
    'A document that comes by link has a format that every phone opens',
    'M:business-phone-numbers/media',
  ),
  warning('document.filename', 'A document has a filename with the right extension', 'seedB'),
  error('document.filename.length', 'A filename stays within its length', 'BSP:Infobip', INVALID),
  warning('sticker.dimensions', 'A sticker has the one size that stickers have', 'mem'),

  error('location.latitude', 'A latitude lies between the poles', 'M:messages/location-messages', INVALID),
  error('location.longitude', 'A longitude lies on the globe', 'M:messages/location-messages', INVALID),
  error('contacts.count', 'Contact cards stay within their number', 'M:messages/contacts-messages', INVALID),
  warning('contacts.many', 'A few contact cards, not a phone book', 'OA'),
  error('contacts.name.part', 'A contact has one more part of a name beside the full one', 'OA', MISSING),
  error('reaction.emoji', 'A reaction is one emoji, or none to take it back', 'M:messages/reaction-messages', INVALID),
  error('reaction.target', 'A reaction goes to a message that can still take one', 'M:messages/reaction-messages', INVALID),
  warning('reaction.quote', 'A reaction quotes nothing', 'M:messages/reaction-messages'),

  error('pin.group', 'Messages are pinned in groups only', 'RS', INVALID),
  error('pin.days', 'A message is pinned for a time that WhatsApp allows', 'RS', INVALID),

  error('interactive.body.length', 'The body stays within its length', 'M:messages/interactive-reply-buttons-messages', INVALID),
  error(
    'interactive.footer.length',
    'The footer stays within its length',
    'M:messages/interactive-reply-buttons-messages',
    INVALID,
  ),
  error(
    'interactive.header.length',
    'A header text stays within its length',
    'M:messages/interactive-reply-buttons-messages',
    INVALID,
  ),
  error(
    'interactive.header.kind',
    'A header is of a kind that this message allows',
    'M:messages/interactive-list-messages',
    INVALID,
  ),
  error('interactive.footer.kind', 'Some messages have no footer', 'M:messages/interactive-media-carousel-messages', INVALID),
  error(
    'interactive.label.length',
    'The label of a button stays within its length',
    'M:messages/interactive-reply-buttons-messages',
    INVALID,
  ),
  warning('interactive.marks', 'Buttons and headers show no formatting marks', 'seedB'),

  error('buttons.count', 'Reply buttons stay within their number', 'M:messages/interactive-reply-buttons-messages', INVALID),
  error(
    'buttons.kind',
    'Beside reply buttons stand only reply buttons',
    'M:messages/interactive-reply-buttons-messages',
    INVALID,
  ),
  error(
    'buttons.id.length',
    'The id of a button stays within its length',
    'M:messages/interactive-reply-buttons-messages',
    INVALID,
  ),
  error('buttons.id.unique', 'Every button has an id of its own', 'M:messages/interactive-reply-buttons-messages', INVALID),
  error('buttons.title.unique', 'Every button has a title of its own', 'M:messages/interactive-reply-buttons-messages', INVALID),

  error(
    'list.sections.count',
    'The sections of a list stay within their number',
    'M:messages/interactive-list-messages',
    INVALID,
  ),
  error('list.section.title', 'With more than one section, each has a title', 'M:messages/interactive-list-messages', MISSING),
  error(
    'list.section.title.length',
    'The title of a section stays within its length',
    'M:messages/interactive-list-messages',
    INVALID,
  ),
  error(
    'list.rows.total',
    'The rows of all sections together stay within their number',
    'M:messages/interactive-list-messages',
    INVALID,
  ),
  error('list.row.id.length', 'The id of a row stays within its length', 'M:messages/interactive-list-messages', INVALID),
  error('list.row.id.unique', 'Every row has an id of its own', 'M:messages/interactive-list-messages', INVALID),
  error('list.row.title.length', 'The title of a row stays within its length', 'M:messages/interactive-list-messages', INVALID),
  error(
    'list.row.description.length',
    'The description of a row stays within its length',
    'M:messages/interactive-list-messages',
    INVALID,
  ),

  error('button.url', 'A link button goes to a web address', 'M:messages/interactive-cta-url-messages', INVALID),
  error('address.country', 'Addresses can be asked for in a few countries only', 'M:messages/address-messages', INVALID),
  error('address.pin', 'An Indian PIN code has its digits', 'M:messages/address-messages', INVALID),
  error('flow.reference', 'A flow is named by its id or by its name', 'M:flows/guides/sendingaflow', MISSING),
  error('flow.cta.length', 'The label of a flow stays within its length', 'M:flows/guides/sendingaflow', INVALID),
  warning('flow.cta.long', 'The label of a flow is short enough for older phones', 'mem'),
  error('flow.cta.emoji', 'The label of a flow holds no emoji', 'M:flows/guides/sendingaflow', INVALID),

  error(
    'catalogue.connected',
    'Products come from a catalogue that is connected',
    'M:catalogs/sell-products-and-services',
    INVALID,
  ),
  error('products.count', 'Products stay within their number', 'M:catalogs/sell-products-and-services/share-products', INVALID),
  error(
    'products.sections.count',
    'The sections of products stay within their number',
    'M:catalogs/sell-products-and-services/share-products',
    INVALID,
  ),
  error(
    'products.section.title',
    'With more than one section, each has a title',
    'M:catalogs/sell-products-and-services/share-products',
    MISSING,
  ),
  error(
    'products.section.title.length',
    'The title of a section stays within its length',
    'M:catalogs/sell-products-and-services/share-products',
    INVALID,
  ),
  error('products.unique', 'Every product is there once', 'seedB', INVALID),

  error(
    'carousel.cards.count',
    'The cards of a carousel stay within their number',
    'M:messages/interactive-media-carousel-messages',
    INVALID,
  ),
  error(
    'carousel.card.index',
    'Cards are numbered in their order from 0',
    'M:messages/interactive-media-carousel-messages',
    INVALID,
  ),
  error(
    'carousel.cards.alike',
    'The cards of a carousel have one shape',
    'M:messages/interactive-media-carousel-messages',
    INVALID,
  ),
  error(
    'carousel.card.body.length',
    'The text of a card stays within its length',
    'M:messages/interactive-media-carousel-messages',
    INVALID,
  ),
  error(
    'carousel.card.body.lines',
    'The text of a card stays within its lines',
    'M:messages/interactive-media-carousel-messages',
    INVALID,
  ),
  error(
    'carousel.catalogue',
    'The products of a carousel come from one catalogue',
    'M:messages/interactive-product-carousel-messages',
    INVALID,
  ),

  error('call.ttl', 'A call button lives for a time that WhatsApp allows', 'M:calling/call-button-messages-deep-links', INVALID),
  error(
    'call.payload.length',
    'The payload of a call button stays within its length',
    'M:calling/call-button-messages-deep-links',
    INVALID,
  ),
  error('order.reference.length', 'The reference of an order stays within its length', 'OA', INVALID),
  error('order.item.name.length', 'The name of an item stays within its length', 'OA', INVALID),
  error('order.amount', 'An amount is a whole number of parts with an offset', 'OA', INVALID),
  error('order.total', 'The total is what the parts come to', 'OA', INVALID),
  error('order.currency', 'An order is in a currency that WhatsApp takes payments in', 'OA', INVALID),
  error('order.status', 'An order is in one of the known states', 'OA', INVALID),

  ...parameterRules,
] as const satisfies readonly ContentRule[]

export type ContentRuleId = (typeof contentRules)[number]['id']

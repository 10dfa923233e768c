import { fact } from '../fact.ts'

const page = (name: string) => `M:messages/${name}`
const products = 'M:catalogs/sell-products-and-services/share-products'

/** Limits of everything that can be sent, by kind; each leaf is a fact (`messageLimits.list.rowsTotal.value`). Lengths in characters. */
export const messageLimits = {
  envelope: {
    opaqueCallback: fact('message.opaque-callback', 'Length of biz_opaque_callback_data', 512, 'characters', 'OA'),
  },
  text: {
    body: fact('text.body', 'Text of a message', 4096, 'characters', page('text-messages'), {
      note: 'One source gives it to templates too; their body has 1,024.',
    }),
  },
  media: {
    caption: fact('media.caption', 'Caption of an image, video or document', 1024, 'characters', page('image-messages'), {
      note: 'A provider says 3,000. Audio and stickers have none.',
    }),
    filename: fact('document.filename', 'Name of a document', 240, 'characters', 'BSP:Infobip', {
      note: 'Optional at Meta, required in one source: we always send one.',
    }),
    linkCacheMinutes: fact(
      'media.link-cache',
      'Minutes for which Meta keeps the file behind a link',
      10,
      'minutes',
      page('image-messages'),
    ),
    voiceIconBytes: fact(
      'audio.voice-icon',
      'Size up to which a voice message shows a play button',
      524_288,
      'bytes',
      page('audio-messages'),
    ),
    videoRatio: fact('video.ratio', 'Width to height of a video that shows well', [1 / 1.91, 1.91], 'ratio', 'seedB', {
      note: 'Advice of one source; Meta has no such rule.',
    }),
  },
  location: {
    latitude: fact('location.latitude', 'Latitude', [-90, 90], 'degrees', page('location-messages')),
    longitude: fact('location.longitude', 'Longitude', [-180, 180], 'degrees', page('location-messages')),
  },
  contacts: {
    cards: fact('contacts.cards', 'Contact cards of one message', 257, 'cards', page('contacts-messages'), {
      note: 'Meta’s OpenAPI says 5, one source “10+”: more than 5 warns.',
    }),
    cardsAdvised: fact('contacts.cards-advised', 'Contact cards above which to warn', 5, 'cards', 'OA'),
  },
  reaction: {
    emoji: fact('reaction.emoji', 'Emoji of one reaction', 1, 'emoji', page('reaction-messages')),
    days: fact('reaction.days', 'Age up to which a message can be reacted to', 30, 'days', page('reaction-messages')),
  },
  interactive: {
    body: fact(
      'interactive.body',
      'Body of an interactive message',
      1024,
      'characters',
      page('interactive-reply-buttons-messages'),
    ),
    header: fact(
      'interactive.header',
      'Text header of an interactive message',
      60,
      'characters',
      page('interactive-reply-buttons-messages'),
    ),
    footer: fact(
      'interactive.footer',
      'Footer of an interactive message',
      60,
      'characters',
      page('interactive-reply-buttons-messages'),
    ),
  },
  button: {
    buttons: fact('button.buttons', 'Reply buttons', 3, 'buttons', page('interactive-reply-buttons-messages'), {
      note: 'Replies only; one URL is a message of type cta_url.',
    }),
    title: fact('button.title', 'Label of a reply button, unique', 20, 'characters', page('interactive-reply-buttons-messages')),
    id: fact('button.id', 'Id of a reply button, unique', 256, 'characters', page('interactive-reply-buttons-messages')),
  },
  list: {
    button: fact('list.button', 'Label that opens the list', 20, 'characters', page('interactive-list-messages')),
    body: fact('list.body', 'Body of a list message', 4096, 'characters', page('interactive-list-messages')),
    sections: fact('list.sections', 'Sections of a list', 10, 'sections', page('interactive-list-messages')),
    rowsTotal: fact('list.rows.total', 'Rows of a list over all its sections', 10, 'rows', page('interactive-list-messages'), {
      note: 'One source says 10 rows for each section, Meta’s OpenAPI checks only that; the documentation says in all.',
    }),
    sectionTitle: fact(
      'list.section.title',
      'Title of a section, required when there are several',
      24,
      'characters',
      page('interactive-list-messages'),
    ),
    rowId: fact('list.row.id', 'Id of a row, unique', 200, 'characters', page('interactive-list-messages')),
    rowTitle: fact('list.row.title', 'Title of a row', 24, 'characters', page('interactive-list-messages')),
    rowDescription: fact('list.row.description', 'Description of a row', 72, 'characters', page('interactive-list-messages')),
  },
  ctaUrl: {
    displayText: fact('cta-url.display-text', 'Label of the URL button', 20, 'characters', page('interactive-cta-url-messages')),
  },
  flow: {
    cta: fact('flow.cta', 'Label of a flow’s button, without emoji', 30, 'characters', 'M:flows/guides/sendingaflow', {
      note: 'Older material says 20: longer warns.',
    }),
    ctaAdvised: fact('flow.cta-advised', 'Length above which to warn', 20, 'characters', 'mem', { uncertain: true }),
  },
  address: {
    countries: fact('address.countries', 'Countries with address messages', ['IN', 'SG'], 'countries', page('address-messages'), {
      note: 'The page names India only, the reference Singapore too.',
    }),
    pinDigits: fact('address.pin-digits', 'Digits of an Indian PIN code', 6, 'digits', page('address-messages')),
  },
  product: {
    sections: fact('product-list.sections', 'Sections of a multi-product message', 10, 'sections', products),
    productsTotal: fact('product-list.products.total', 'Products of it over all sections', 30, 'products', products),
    sectionTitle: fact('product-list.section.title', 'Title of a section', 24, 'characters', products),
    header: fact('product-list.header', 'Header of a multi-product message', ['text'], 'kinds', products, {
      note: 'Required. One source also allows image, video and document.',
    }),
  },
  carousel: {
    cards: fact(
      'carousel.cards',
      'Cards of a carousel, least and most',
      [2, 10],
      'cards',
      page('interactive-media-carousel-messages'),
    ),
    cardBody: fact('carousel.card.body', 'Text of a card', 160, 'characters', page('interactive-media-carousel-messages')),
    cardLineBreaks: fact(
      'carousel.card.line-breaks',
      'Line breaks in it',
      2,
      'line breaks',
      page('interactive-media-carousel-messages'),
    ),
    button: fact('carousel.button', 'Label of a card’s button', 20, 'characters', page('interactive-media-carousel-messages')),
  },
  voiceCall: {
    displayText: fact(
      'voice-call.display-text',
      'Label of the call button',
      20,
      'characters',
      'M:calling/call-button-messages-deep-links',
    ),
    ttlMinutes: fact(
      'voice-call.ttl',
      'Life of the button, shortest and longest',
      [1, 43_200],
      'minutes',
      'M:calling/call-button-messages-deep-links',
    ),
    ttlDefault: fact(
      'voice-call.ttl-default',
      'Life of the button by default',
      10_080,
      'minutes',
      'M:calling/call-button-messages-deep-links',
    ),
    payload: fact('voice-call.payload', 'Payload of the button', 512, 'characters', 'M:calling/call-button-messages-deep-links'),
  },
  order: {
    referenceId: fact('order.reference-id', 'Reference of an order', 35, 'characters', 'RS'),
    itemName: fact('order.item-name', 'Name of an item', 60, 'characters', 'RS'),
    currencies: fact('order.currencies', 'Currencies of orders', ['INR', 'BRL', 'SGD'], 'currencies', 'RS'),
  },
  pin: {
    days: fact('pin.days', 'Life of a pinned message, shortest and longest', [1, 30], 'days', 'RS'),
  },
} as const

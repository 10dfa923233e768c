import { DAY, mediaLimits, messageLimits, platformTime } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameterRules } from '../template/parameter-rules.ts'
import { checkContent } from './check-content.ts'
import type { ContentContext, MediaFacts } from './context.ts'
import { contentRules } from './rules.ts'

type Case = { label: string; message: object; context?: ContentContext; finds: readonly string[] }

const letters = (count: number): string => 'a'.repeat(count)
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const text = (body: unknown, more: object = {}) => ({ type: 'text', text: { body, ...more } })
const media = (type: string, more: object = {}) => ({ type, [type]: { id: '7741', ...more } })
const linked = (type: string, link: unknown, more: object = {}) => ({ type, [type]: { link, ...more } })
/** What is known of the file with the id 7741, or behind a link. */
const known = (facts: MediaFacts, source = '7741'): { context: ContentContext } => ({ context: { media: { [source]: facts } } })
const place = (latitude: unknown, longitude: unknown) => ({ type: 'location', location: { latitude, longitude } })
const card = (more: object = {}) => ({ name: { formatted_name: 'Ada Byrne', first_name: 'Ada' }, ...more })
const reaction = (more: object = {}) => ({ type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍', ...more } })
const interactive = (type: string, action: unknown, more: object = {}) => ({
  type: 'interactive',
  interactive: { type, body: { text: 'Choose' }, action, ...more },
})
const reply = (at: number, more: object = {}) => ({ type: 'reply', reply: { id: `id${at}`, title: `Title ${at}`, ...more } })
const buttons = (list: unknown, more: object = {}) => interactive('button', { buttons: list }, more)
const row = (at: number, more: object = {}) => ({ id: `row${at}`, title: `Row ${at}`, ...more })
const list = (sections: unknown, more: object = {}) => interactive('list', { button: 'See all', sections, ...more })
const rows = (count: number, from = 0) => times(count, (at) => row(from + at))
const cta = (more: object = {}) =>
  interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://shop.example/a', ...more } })
const flow = (more: object = {}) =>
  interactive('flow', { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Book', ...more } })
const product = (id: string) => ({ product_retailer_id: id })
const products = (sections: unknown, more: object = {}) =>
  interactive('product_list', { catalog_id: '900', sections }, { header: { type: 'text', text: 'Our plants' }, ...more })
const section = (count: number, title = 'Plants', from = 0) => ({
  title,
  product_items: times(count, (at) => product(`sku${from + at}`)),
})
const mediaCard = (at: number, more: object = {}) => ({
  card_index: at,
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://shop.example/a.jpg' } },
  action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://shop.example/a' } },
  ...more,
})
const productCard = (at: number, catalog_id = '900') => ({
  card_index: at,
  type: 'product',
  action: { catalog_id, product_retailer_id: `sku${at}` },
})
const carousel = (cards: unknown, more: object = {}) => interactive('carousel', { cards }, more)
const call = (parameters: object) => interactive('voice_call', { name: 'voice_call', parameters })
const address = (parameters: object) => interactive('address_message', { name: 'address_message', parameters })
const cents = (value: unknown) => ({ value, offset: 100 })
const order = (more: object = {}, parameters: object = {}) =>
  interactive('order_details', {
    name: 'review_and_pay',
    parameters: {
      reference_id: 'A-1',
      type: 'physical-goods',
      currency: 'INR',
      total_amount: cents(2300),
      order: {
        status: 'pending',
        items: [{ name: 'Fern', amount: cents(1000), quantity: 2 }],
        subtotal: cents(2000),
        tax: cents(200),
        shipping: cents(150),
        discount: cents(50),
        ...more,
      },
      ...parameters,
    },
  })
const orderStatus = (status: unknown) =>
  interactive('order_status', { name: 'review_order', parameters: { reference_id: 'A-1', order: { status } } })
const megabyte = 1_048_576
const now = platformTime('2026-11-20T12:00:00Z')

const cases: Case[] = [
  { label: 'a short text', message: text('Hello'), finds: [] },
  { label: 'a text without a type, as Meta allows', message: { text: { body: 'Hello' } }, finds: [] },
  { label: 'an empty text', message: text('  '), finds: ['content.required'] },
  { label: 'no body at all', message: { type: 'text', text: {} }, finds: ['content.required'] },
  { label: 'a body that is a number', message: text(5), finds: ['content.value'] },
  { label: 'no object for the type', message: { type: 'image' }, finds: ['content.required'] },
  { label: 'a list where an object belongs', message: { type: 'image', image: [] }, finds: ['content.value'] },
  { label: 'a type nobody knows', message: { type: 'hologram' }, finds: ['content.type'] },
  { label: 'a type that every object has', message: { type: 'constructor' }, finds: ['content.type'] },
  { label: 'a preview with a link', message: text('See https://shop.example', { preview_url: true }), finds: [] },
  { label: 'a preview without a link', message: text('See below', { preview_url: true }), finds: ['text.preview.link'] },
  { label: 'a preview that is neither yes nor no', message: text('Hi', { preview_url: 'maybe' }), finds: ['content.value'] },
  {
    label: 'callback data that is too long',
    message: { ...text('Hi'), biz_opaque_callback_data: letters(513) },
    finds: ['content.opaque.length'],
  },

  { label: 'an image by id', message: media('image'), finds: [] },
  { label: 'an image from nowhere', message: { type: 'image', image: {} }, finds: ['media.source'] },
  {
    label: 'an image from two places',
    message: media('image', { link: 'https://shop.example/a.jpg' }),
    finds: ['media.source.both'],
  },
  { label: 'an image by something that is no id', message: { type: 'image', image: { id: {} } }, finds: ['content.value'] },
  { label: 'an image by a link', message: linked('image', 'https://shop.example/a.jpg'), finds: [] },
  { label: 'a link that is not encrypted', message: linked('image', 'http://shop.example/a.jpg'), finds: ['media.link.https'] },
  { label: 'a link to another kind of place', message: linked('image', 'ftp://shop.example/a.jpg'), finds: ['media.link'] },
  { label: 'a link with a blank', message: linked('image', 'https://shop.example/a b.jpg'), finds: ['media.link'] },
  { label: 'a JPEG that fits', message: media('image'), ...known({ mime: 'image/jpeg', bytes: 5 * megabyte }), finds: [] },
  { label: 'a HEIC', message: media('image'), ...known({ mime: 'image/heic', bytes: 10 }), finds: ['media.format'] },
  { label: 'a file of nothing', message: media('image'), ...known({ bytes: 0 }), finds: ['media.size'] },
  { label: 'a caption that is a list', message: media('image', { caption: [] }), finds: ['content.value'] },
  {
    label: 'a video in H.264 and AAC',
    message: media('video'),
    ...known({ mime: 'video/mp4', codec: 'avc1.42E01E', audioCodec: 'mp4a.40.2', audioStreams: 1 }),
    finds: [],
  },
  {
    label: 'a video in HEVC with Opus and two tracks',
    message: media('video'),
    ...known({ mime: 'video/mp4', codec: 'hevc', audioCodec: 'opus', audioStreams: 2 }),
    finds: ['media.codec', 'media.codec', 'media.codec'],
  },
  { label: 'a video as wide as is shown well', message: media('video'), ...known({ width: 191, height: 100 }), finds: [] },
  { label: 'a video that is wider', message: media('video'), ...known({ width: 192, height: 100 }), finds: ['video.ratio'] },
  { label: 'a video as tall as is shown well', message: media('video'), ...known({ width: 100, height: 191 }), finds: [] },
  { label: 'a video that is taller', message: media('video'), ...known({ width: 100, height: 192 }), finds: ['video.ratio'] },
  {
    label: 'Ogg with Opus on one channel',
    message: media('audio'),
    ...known({ mime: 'audio/ogg; codecs=opus', channels: 1 }),
    finds: [],
  },
  { label: 'Ogg with Vorbis', message: media('audio'), ...known({ mime: 'audio/ogg; codecs=vorbis' }), finds: ['media.codec'] },
  {
    label: 'Ogg in stereo',
    message: media('audio'),
    ...known({ mime: 'audio/ogg', codec: 'opus', channels: 2 }),
    finds: ['media.codec'],
  },
  { label: 'MP3 in stereo', message: media('audio'), ...known({ mime: 'audio/mpeg', channels: 2 }), finds: [] },
  { label: 'a sound with a caption', message: media('audio', { caption: 'Listen' }), finds: ['media.caption.unseen'] },
  {
    label: 'a voice message',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/ogg; codecs=opus', bytes: 524_288 }),
    finds: [],
  },
  {
    label: 'a voice message in MP3',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/mpeg' }),
    finds: ['audio.voice.format'],
  },
  {
    label: 'a long voice message',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/ogg', bytes: 524_289 }),
    finds: ['audio.voice.size'],
  },
  { label: 'a voice that is neither yes nor no', message: media('audio', { voice: 1 }), finds: ['content.value'] },
  {
    label: 'a document with its name',
    message: media('document', { filename: 'invoice.pdf' }),
    ...known({ mime: 'application/pdf' }),
    finds: [],
  },
  { label: 'a document without a name', message: media('document'), finds: ['document.filename'] },
  { label: 'a name without an extension', message: media('document', { filename: 'invoice' }), finds: ['document.filename'] },
  {
    label: 'a name with the wrong extension',
    message: media('document', { filename: 'invoice.doc' }),
    ...known({ mime: 'application/pdf' }),
    finds: ['document.filename'],
  },
  {
    label: 'a ZIP that was uploaded',
    message: media('document', { filename: 'a.zip' }),
    ...known({ mime: 'application/zip' }),
    finds: ['media.format'],
  },
  {
    label: 'a ZIP by link',
    message: linked('document', 'https://shop.example/a.zip', { filename: 'a.zip' }),
    ...known({ mime: 'application/zip' }, 'https://shop.example/a.zip'),
    finds: ['document.format'],
  },
  {
    label: 'a ZIP by link, of which only the name is known',
    message: linked('document', 'https://shop.example/x', { filename: 'a.zip' }),
    finds: ['document.format'],
  },
  { label: 'a PDF by link', message: linked('document', 'https://shop.example/x', { filename: 'a.pdf' }), finds: [] },
  { label: 'a sticker', message: media('sticker'), ...known({ mime: 'image/webp', width: 512, height: 512 }), finds: [] },
  {
    label: 'a sticker of another size',
    message: media('sticker'),
    ...known({ mime: 'image/webp', width: 512, height: 511 }),
    finds: ['sticker.dimensions'],
  },
  { label: 'a sticker in PNG', message: media('sticker'), ...known({ mime: 'image/png' }), finds: ['media.format'] },

  { label: 'a place as text', message: place('51.5', '-0.12'), finds: [] },
  { label: 'a place without numbers', message: place('north', undefined), finds: ['content.value', 'content.required'] },
  { label: 'a place beyond the south pole', message: place(-90.1, 0), finds: ['location.latitude'] },
  { label: 'a place west of the world', message: place(0, -180.1), finds: ['location.longitude'] },
  { label: 'a contact card', message: { type: 'contacts', contacts: [card()] }, finds: [] },
  { label: 'no contact cards', message: { type: 'contacts', contacts: [] }, finds: ['contacts.count'] },
  { label: 'contacts that are no list', message: { type: 'contacts', contacts: card() }, finds: ['content.value'] },
  { label: 'contacts that are not there', message: { type: 'contacts' }, finds: ['content.required'] },
  {
    label: 'a card with the full name only',
    message: { type: 'contacts', contacts: [card({ name: { formatted_name: 'Ada' } })] },
    finds: ['contacts.name.part'],
  },
  {
    label: 'a card without a full name',
    message: { type: 'contacts', contacts: [card({ name: { first_name: 'Ada' } })] },
    finds: ['content.required'],
  },
  {
    label: 'a card without a name, with one phone',
    message: { type: 'contacts', contacts: [{ phones: {} }] },
    finds: ['content.required', 'content.value'],
  },
  { label: 'a card that is none', message: { type: 'contacts', contacts: ['Ada'] }, finds: ['content.value'] },
  { label: 'a thumb', message: reaction(), finds: [] },
  { label: 'a heart without its variation selector', message: reaction({ emoji: '❤' }), finds: [] },
  { label: 'a family', message: reaction({ emoji: '👨‍👩‍👧‍👦' }), finds: [] },
  { label: 'a reaction taken back', message: reaction({ emoji: '' }), finds: [] },
  { label: 'two emoji', message: reaction({ emoji: '👍👍' }), finds: ['reaction.emoji'] },
  { label: 'a word', message: reaction({ emoji: 'ok' }), finds: ['reaction.emoji'] },
  { label: 'an emoji that is a number', message: reaction({ emoji: 1 }), finds: ['content.value'] },
  { label: 'a reaction to nothing', message: reaction({ message_id: undefined }), finds: ['content.required'] },
  { label: 'a reaction that quotes', message: { ...reaction(), context: { message_id: 'wamid.2' } }, finds: ['reaction.quote'] },
  {
    label: 'a reaction to a message 30 days old',
    message: reaction(),
    context: { now, target: { at: platformTime(now - 30 * DAY) } },
    finds: [],
  },
  {
    label: 'a reaction to one that is older',
    message: reaction(),
    context: { now, target: { at: platformTime(now - 30 * DAY - 1) } },
    finds: ['reaction.target'],
  },
  {
    label: 'a reaction to a deleted reaction',
    message: reaction(),
    context: { target: { deleted: true, type: 'reaction' } },
    finds: ['reaction.target', 'reaction.target'],
  },

  { label: 'an unknown kind of interactive', message: interactive('poll', {}), finds: ['content.type'] },
  { label: 'nothing to do', message: interactive('button', undefined), finds: ['content.required'] },
  { label: 'no body', message: buttons([reply(1)], { body: undefined }), finds: ['content.required'] },
  { label: 'a header without text', message: buttons([reply(1)], { header: { type: 'text' } }), finds: ['content.required'] },
  {
    label: 'a header that is a picture',
    message: buttons([reply(1)], { header: { type: 'image', image: { id: '1' } } }),
    finds: [],
  },
  {
    label: 'a header that is a picture from nowhere',
    message: buttons([reply(1)], { header: { type: 'image', image: {} } }),
    finds: ['media.source'],
  },
  {
    label: 'a header with no picture in it',
    message: buttons([reply(1)], { header: { type: 'image' } }),
    finds: ['content.required'],
  },
  { label: 'a picture above a list', message: list([{ rows: rows(1) }], {}), finds: [] },
  {
    label: 'a picture as header of a list',
    message: interactive(
      'list',
      { button: 'See', sections: [{ rows: rows(1) }] },
      { header: { type: 'image', image: { id: '1' } } },
    ),
    finds: ['interactive.header.kind'],
  },
  {
    label: 'a header over a request for a place',
    message: interactive('location_request_message', { name: 'send_location' }, { header: { type: 'text', text: 'Where' } }),
    finds: ['interactive.header.kind'],
  },
  {
    label: 'a footer under a carousel',
    message: carousel([mediaCard(0), mediaCard(1)], { footer: { text: 'Bye' } }),
    finds: ['interactive.footer.kind'],
  },
  { label: 'a footer that is bare text', message: buttons([reply(1)], { footer: 'Bye' }), finds: ['content.value'] },
  {
    label: 'stars in a header',
    message: buttons([reply(1)], { header: { type: 'text', text: '*New*' } }),
    finds: ['interactive.marks'],
  },
  { label: 'stars that mark nothing', message: buttons([reply(1)], { header: { type: 'text', text: '5 * 3' } }), finds: [] },
  { label: 'stars in a button', message: buttons([reply(1, { title: '_Yes_' })]), finds: ['interactive.marks'] },

  { label: 'no buttons', message: buttons([]), finds: ['buttons.count'] },
  { label: 'buttons that are no list', message: buttons({}), finds: ['content.required'] },
  { label: 'a link among replies', message: buttons([reply(1), { type: 'url' }]), finds: ['buttons.kind'] },
  { label: 'a button without a reply', message: buttons([{ type: 'reply' }]), finds: ['content.required'] },
  { label: 'a button without id and title', message: buttons([{ reply: {} }]), finds: ['content.required', 'content.required'] },
  { label: 'one id twice', message: buttons([reply(1), reply(2, { id: 'id1' })]), finds: ['buttons.id.unique'] },
  { label: 'one title twice', message: buttons([reply(1), reply(2, { title: 'Title 1' })]), finds: ['buttons.title.unique'] },
  {
    label: 'a list of ten rows in two sections',
    message: list([
      { title: 'A', rows: rows(5) },
      { title: 'B', rows: rows(5, 5) },
    ]),
    finds: [],
  },
  {
    label: 'a list of ten sections with two rows each',
    message: list(times(10, (at) => ({ title: `S${at}`, rows: rows(2, at * 2) }))),
    finds: ['list.rows.total'],
  },
  {
    label: 'two sections, one without a title',
    message: list([{ title: 'A', rows: rows(1) }, { rows: rows(1, 1) }]),
    finds: ['list.section.title'],
  },
  { label: 'a section without rows', message: list([{ title: 'A' }]), finds: ['content.required'] },
  { label: 'a list without sections', message: list([]), finds: ['list.sections.count'] },
  { label: 'sections that are no list', message: list('A'), finds: ['content.required'] },
  { label: 'one row twice', message: list([{ rows: [row(1), row(1, { title: 'Other' })] }]), finds: ['list.row.id.unique'] },
  { label: 'a row of nothing', message: list([{ rows: [{}] }]), finds: ['content.required', 'content.required'] },
  { label: 'a link button', message: cta(), finds: [] },
  { label: 'a link button to a phone', message: cta({ url: 'tel:+44' }), finds: ['button.url'] },
  {
    label: 'a link button under another name',
    message: interactive('cta_url', { name: 'url', parameters: { display_text: 'Open', url: 'https://a.example' } }),
    finds: ['content.value'],
  },
  { label: 'a request for a place', message: interactive('location_request_message', { name: 'send_location' }), finds: [] },
  {
    label: 'a request for contact details',
    message: interactive('request_contact_info', { name: 'request_contact_info' }),
    finds: [],
  },
  { label: 'a form for an Indian address', message: address({ country: 'IN', values: { in_pin_code: '560001' } }), finds: [] },
  { label: 'a form for an address elsewhere', message: address({ country: 'GB' }), finds: ['address.country'] },
  {
    label: 'a PIN code of five digits',
    message: address({ country: 'IN', values: { in_pin_code: '56000' } }),
    finds: ['address.pin'],
  },
  {
    label: 'a saved PIN code of letters',
    message: address({ country: 'IN', saved_addresses: [{ value: { in_pin_code: 'ABCDEF' } }] }),
    finds: ['address.pin'],
  },
  { label: 'a flow', message: flow(), finds: [] },
  { label: 'a flow by id and name', message: flow({ flow_name: 'book' }), finds: ['flow.reference'] },
  { label: 'a flow by neither', message: flow({ flow_id: undefined }), finds: ['flow.reference'] },
  { label: 'a flow with an emoji', message: flow({ flow_cta: 'Book 🎉' }), finds: ['flow.cta.emoji'] },
  { label: 'a flow in an unknown mode', message: flow({ mode: 'beta', flow_action: 'navigate' }), finds: ['content.value'] },

  {
    label: 'a product',
    message: interactive('product', { catalog_id: '900', product_retailer_id: 'sku1' }, { body: undefined }),
    context: { catalogues: ['900'] },
    finds: [],
  },
  {
    label: 'a product without any catalogue',
    message: interactive('product', { catalog_id: '900', product_retailer_id: 'sku1' }),
    context: { catalogues: [] },
    finds: ['catalogue.connected'],
  },
  {
    label: 'a product of another catalogue',
    message: interactive('product', { catalog_id: '901', product_retailer_id: 'sku1' }),
    context: { catalogues: ['900'] },
    finds: ['catalogue.connected'],
  },
  {
    label: 'the catalogue',
    message: interactive('catalog_message', { name: 'catalog_message' }),
    context: { catalogues: ['900'] },
    finds: [],
  },
  {
    label: 'the catalogue when there is none',
    message: interactive('catalog_message', { name: 'catalog_message' }),
    context: { catalogues: [] },
    finds: ['catalogue.connected'],
  },
  {
    label: 'products under a picture',
    message: products([section(1)], { header: { type: 'image', image: { id: '1' } } }),
    finds: ['interactive.header.kind'],
  },
  { label: 'products without a header', message: products([section(1)], { header: undefined }), finds: ['content.required'] },
  { label: 'products without sections', message: products(undefined), finds: ['content.required'] },
  { label: 'one product twice', message: products([section(2, 'A'), section(2, 'B', 1)]), finds: ['products.unique'] },
  {
    label: 'two sections, one without a title',
    message: products([section(1, 'A'), section(1, '', 1)]),
    finds: ['products.section.title'],
  },
  { label: 'a carousel of pictures', message: carousel([mediaCard(0), mediaCard(1)]), finds: [] },
  {
    label: 'a carousel of quick replies',
    message: carousel(
      times(2, (at) =>
        mediaCard(at, {
          type: 'quick_reply',
          action: { buttons: [{ type: 'quick_reply', quick_reply: { id: `${at}`, title: 'Yes' } }] },
        }),
      ),
    ),
    finds: [],
  },
  {
    label: 'cards in the wrong order',
    message: carousel([mediaCard(1), mediaCard(0)]),
    finds: ['carousel.card.index', 'carousel.card.index'],
  },
  {
    label: 'a picture beside a video',
    message: carousel([mediaCard(0), mediaCard(1, { header: { type: 'video', video: { id: '1' } } })]),
    finds: ['carousel.cards.alike'],
  },
  {
    label: 'a card with text beside one without',
    message: carousel([mediaCard(0), mediaCard(1, { body: { text: 'Fern' } })]),
    finds: ['carousel.cards.alike'],
  },
  {
    label: 'a card under a document',
    message: carousel(times(2, (at) => mediaCard(at, { header: { type: 'document', document: { id: '1' } } }))),
    finds: ['interactive.header.kind', 'interactive.header.kind'],
  },
  { label: 'a carousel of products', message: carousel([productCard(0), productCard(1)]), finds: [] },
  {
    label: 'products of two catalogues',
    message: carousel([productCard(0), productCard(1, '901')]),
    finds: ['carousel.catalogue'],
  },
  { label: 'cards that are no list', message: carousel({}), finds: ['content.required'] },
  { label: 'a call button', message: call({ display_text: 'Call us', ttl_minutes: 100, payload: 'x' }), finds: [] },
  { label: 'a call button that lives no time', message: call({ ttl_minutes: 0 }), finds: ['call.ttl'] },
  {
    label: 'a request to call',
    message: interactive('call_permission_request', { name: 'call_permission_request' }, { body: undefined }),
    finds: [],
  },

  { label: 'a bill', message: order(), finds: [] },
  { label: 'a bill that does not add up', message: order({}, { total_amount: cents(2301) }), finds: ['order.total'] },
  {
    label: 'items that are not the subtotal',
    message: order({ items: [{ name: 'Fern', amount: cents(999), quantity: 2 }] }),
    finds: ['order.total'],
  },
  {
    label: 'items at their sale price',
    message: order({ items: [{ name: 'Fern', amount: cents(1500), sale_amount: cents(1000), quantity: 2 }] }),
    finds: [],
  },
  { label: 'a broken amount', message: order({ tax: cents(1.5) }), finds: ['order.amount', 'order.total'] },
  {
    label: 'an amount in thousandths',
    message: order({}, { total_amount: { value: 23000, offset: 1000 } }),
    finds: ['order.amount'],
  },
  { label: 'a bill in pounds', message: order({}, { currency: 'GBP' }), finds: ['order.currency'] },
  { label: 'a bill without an order', message: order({}, { order: undefined }), finds: ['content.required'] },
  { label: 'a bill for nothing', message: order({ items: [] }), finds: ['content.required'] },
  {
    label: 'half an item',
    message: order({ items: [{ name: 'Fern', amount: cents(4000), quantity: 0.5 }] }),
    finds: ['content.value'],
  },
  { label: 'an order on its way', message: orderStatus('shipped'), finds: [] },
  { label: 'an order that is lost', message: orderStatus('lost'), finds: ['order.status'] },
  { label: 'an order in no state', message: orderStatus(undefined), finds: ['content.required'] },

  {
    label: 'a template of which nothing else is known',
    message: { type: 'template', template: { name: 'hello', language: { code: 'en_GB' } } },
    finds: [],
  },
  {
    label: 'a template without name and language',
    message: { type: 'template', template: {} },
    finds: ['content.required', 'content.required'],
  },
]

/** Each limit with both its sides: `at` is the last that passes. */
type Edge = {
  rule: string
  at: number
  message: (n: number) => object
  facts?: (n: number) => MediaFacts
  also?: readonly string[]
}

const { list: listLimits, button: buttonLimits } = messageLimits
const edges: Edge[] = [
  { rule: 'text.body.length', at: 4096, message: (n) => text(letters(n)) },
  { rule: 'content.opaque.length', at: 512, message: (n) => ({ ...text('Hi'), biz_opaque_callback_data: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('image', { caption: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('video', { caption: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('document', { caption: letters(n), filename: 'a.pdf' }) },
  { rule: 'document.filename.length', at: 240, message: (n) => media('document', { filename: `${letters(n - 4)}.pdf` }) },
  { rule: 'media.size', at: 5 * megabyte, message: () => media('image'), facts: (bytes) => ({ bytes }) },
  { rule: 'media.size', at: 16 * megabyte, message: () => media('video'), facts: (bytes) => ({ bytes }) },
  { rule: 'media.size', at: 16 * megabyte, message: () => media('audio'), facts: (bytes) => ({ bytes }) },
  {
    rule: 'media.size',
    at: 100 * megabyte,
    message: () => media('document', { filename: 'a.pdf' }),
    facts: (bytes) => ({ bytes }),
  },
  { rule: 'media.size', at: mediaLimits.sticker.maxBytes.value, message: () => media('sticker'), facts: (bytes) => ({ bytes }) },
  {
    rule: 'media.size',
    at: mediaLimits.sticker.maxBytesAnimated.value,
    message: () => media('sticker'),
    facts: (bytes) => ({ bytes, animated: true }),
  },
  { rule: 'audio.voice.size', at: 524_288, message: () => media('audio', { voice: true }), facts: (bytes) => ({ bytes }) },
  { rule: 'location.latitude', at: 90, message: (n) => place(n, 0) },
  { rule: 'location.longitude', at: 180, message: (n) => place(0, n) },
  { rule: 'contacts.count', at: 257, message: (n) => ({ type: 'contacts', contacts: times(n, () => card()) }) },
  { rule: 'contacts.many', at: 5, message: (n) => ({ type: 'contacts', contacts: times(n, () => card()) }) },
  { rule: 'interactive.body.length', at: 1024, message: (n) => buttons([reply(1)], { body: { text: letters(n) } }) },
  {
    rule: 'interactive.body.length',
    at: 4096,
    message: (n) => interactive('list', { button: 'See', sections: [{ rows: rows(1) }] }, { body: { text: letters(n) } }),
  },
  { rule: 'interactive.footer.length', at: 60, message: (n) => buttons([reply(1)], { footer: { text: letters(n) } }) },
  {
    rule: 'interactive.header.length',
    at: 60,
    message: (n) => buttons([reply(1)], { header: { type: 'text', text: letters(n) } }),
  },
  { rule: 'buttons.count', at: buttonLimits.buttons.value, message: (n) => buttons(times(n, (at) => reply(at))) },
  { rule: 'interactive.label.length', at: 20, message: (n) => buttons([reply(1, { title: letters(n) })]) },
  { rule: 'buttons.id.length', at: 256, message: (n) => buttons([reply(1, { id: letters(n) })]) },
  { rule: 'interactive.label.length', at: 20, message: (n) => list([{ rows: rows(1) }], { button: letters(n) }) },
  {
    rule: 'list.sections.count',
    at: listLimits.sections.value,
    message: (n) => list(times(n, (at) => ({ title: `S${at}`, rows: rows(1, at) }))),
    also: ['list.rows.total'],
  },
  { rule: 'list.rows.total', at: listLimits.rowsTotal.value, message: (n) => list([{ rows: rows(n) }]) },
  { rule: 'list.section.title.length', at: 24, message: (n) => list([{ title: letters(n), rows: rows(1) }]) },
  { rule: 'list.row.id.length', at: 200, message: (n) => list([{ rows: [row(1, { id: letters(n) })] }]) },
  { rule: 'list.row.title.length', at: 24, message: (n) => list([{ rows: [row(1, { title: letters(n) })] }]) },
  { rule: 'list.row.description.length', at: 72, message: (n) => list([{ rows: [row(1, { description: letters(n) })] }]) },
  { rule: 'interactive.label.length', at: 20, message: (n) => cta({ display_text: letters(n) }) },
  { rule: 'flow.cta.long', at: 20, message: (n) => flow({ flow_cta: letters(n) }) },
  { rule: 'flow.cta.length', at: 30, message: (n) => flow({ flow_cta: letters(n) }) },
  { rule: 'products.count', at: 30, message: (n) => products([section(n)]) },
  { rule: 'products.sections.count', at: 10, message: (n) => products(times(n, (at) => section(1, `S${at}`, at))) },
  { rule: 'products.section.title.length', at: 24, message: (n) => products([section(1, letters(n))]) },
  { rule: 'carousel.cards.count', at: 10, message: (n) => carousel(times(n, (at) => mediaCard(at))) },
  {
    rule: 'carousel.card.body.length',
    at: 160,
    message: (n) => carousel(times(2, (at) => mediaCard(at, { body: { text: letters(at === 0 ? n : 3) } }))),
  },
  {
    rule: 'carousel.card.body.lines',
    at: 2,
    message: (n) => carousel(times(2, (at) => mediaCard(at, { body: { text: `a${at === 0 ? '\na'.repeat(n) : ''}` } }))),
  },
  {
    rule: 'interactive.label.length',
    at: 20,
    message: (n) =>
      carousel([mediaCard(0), mediaCard(1, { action: { parameters: { display_text: letters(n), url: 'https://a.example' } } })]),
  },
  { rule: 'interactive.label.length', at: 20, message: (n) => call({ display_text: letters(n) }) },
  { rule: 'call.ttl', at: 43_200, message: (n) => call({ ttl_minutes: n }) },
  { rule: 'call.payload.length', at: 512, message: (n) => call({ payload: letters(n) }) },
  { rule: 'order.reference.length', at: 35, message: (n) => order({}, { reference_id: letters(n) }) },
  {
    rule: 'order.item.name.length',
    at: 60,
    message: (n) => order({ items: [{ name: letters(n), amount: cents(2000), quantity: 1 }] }),
  },
]

const rulesFound = (message: object, context?: ContentContext): string[] => checkContent(message, context).map((one) => one.rule)

describe('what a message holds', () => {
  test.each(cases)('$label → $finds', ({ message, context, finds }) => {
    expect(rulesFound(message, context)).toEqual(finds)
  })

  test.each(edges)('$rule: $at passes and one more does not', ({ rule, at, message, facts, also = [] }) => {
    const judge = (n: number) => rulesFound(message(n), facts && { media: { '7741': facts(n) } })
    expect(judge(at).filter((found) => found === rule)).toEqual([])
    expect(judge(at + 1).filter((found) => !also.includes(found))).toContain(rule)
  })

  test('least numbers have both their sides too', () => {
    expect(rulesFound(carousel([mediaCard(0), mediaCard(1)]))).toEqual([])
    expect(rulesFound(carousel([mediaCard(0)]))).toEqual(['carousel.cards.count'])
    expect(rulesFound(call({ ttl_minutes: 1 }))).toEqual([])
  })

  test('a character outside the basic plane counts as two, which is never too long for whoever counts one', () => {
    expect(rulesFound(text('😀'.repeat(2048)))).toEqual([])
    expect(rulesFound(text('😀'.repeat(2049)))).toEqual(['text.body.length'])
  })

  test('every rule decides at least one case', () => {
    const elsewhere: ReadonlySet<string> = new Set(parameterRules.map((rule) => rule.id))
    const decided = new Set([...cases.flatMap((one) => one.finds), ...edges.map((one) => one.rule)])
    expect(contentRules.map((rule) => rule.id).filter((id) => !elsewhere.has(id) && !decided.has(id))).toEqual([])
  })

  test('no rule is written down twice', () => {
    const ids = contentRules.map((rule) => rule.id)
    expect(ids).toEqual([...new Set(ids)])
  })

  test('a finding says where, how much and what to do', () => {
    expect(checkContent(list([{ rows: [row(0), row(1, { title: letters(25) })] }]))).toEqual([
      {
        rule: 'list.row.title.length',
        severity: 'error',
        path: 'interactive.action.sections[0].rows[1].title',
        limit: 24,
        actual: 25,
        fix: 'Shorten the title to 24 characters; it has 25.',
      },
    ])
  })

  test('everything wrong is said at once', () => {
    const message = buttons([reply(1, { title: letters(21) }), reply(1), reply(2), reply(3)], { footer: { text: letters(61) } })
    expect(rulesFound(message)).toEqual([
      'interactive.footer.length',
      'buttons.count',
      'interactive.label.length',
      'buttons.id.unique',
    ])
  })

  test('whatever a finding is about, its sentence ends', () => {
    for (const { message, context } of cases) for (const { fix } of checkContent(message, context)) expect(fix).toMatch(/[.?]$/)
  })
})

describe('any JSON at all', () => {
  const types = [
    'text',
    'image',
    'video',
    'audio',
    'document',
    'sticker',
    'location',
    'contacts',
    'reaction',
    'interactive',
    'template',
  ]
  const kinds = [
    'button',
    'list',
    'cta_url',
    'flow',
    'product_list',
    'carousel',
    'order_details',
    'order_status',
    'address_message',
    'voice_call',
  ]

  test('never throws, and says something about what is no message', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(checkContent(value as object))).toBe(true)
      }),
    )
  })

  test('never throws inside any type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.jsonValue(), fc.jsonValue(), (type, value, more) => {
        checkContent({ type, [type]: value, context: more } as object, { catalogues: [] })
      }),
    )
  })

  test('never throws inside any kind of interactive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        (type, one, other, many) => {
          const action = { buttons: many, sections: many, cards: many, parameters: one, catalog_id: other, name: type }
          checkContent({ type: 'interactive', interactive: { type, header: one, body: other, footer: one, action } } as object)
        },
      ),
    )
  })

  test('a thing of every case broken at random still gets an answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.jsonValue(), fc.nat(), ({ message, context }, value, at) => {
        const paths = leavesOf(message)
        checkContent(broken(message, paths[at % paths.length] ?? [], value) as object, context)
      }),
      { numRuns: 500 },
    )
  })
})

function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))]
}

function broken(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return by
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  copy[key] = broken(copy[key], rest, by)
  return copy
}

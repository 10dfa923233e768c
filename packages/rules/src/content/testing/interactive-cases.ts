import { messageLimits } from '@casement/platform'
import { type Case, type Edge, letters, times } from './case.ts'

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

/** Every kind of `interactive`. */
export const interactiveCases: readonly Case[] = [
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
  { label: 'a footer that is bare text', message: buttons([reply(1)], { footer: 'Bye' }), finds: ['content.required'] },
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
  { label: 'a button without a type', message: buttons([{ reply: { id: '1', title: 'Yes' } }]), finds: ['buttons.kind'] },
  { label: 'a button without a reply', message: buttons([{ type: 'reply' }]), finds: ['content.required'] },
  {
    label: 'a button without id and title',
    message: buttons([{ type: 'reply', reply: {} }]),
    finds: ['content.required', 'content.required'],
  },
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
  { label: 'a single card', message: carousel([mediaCard(0)]), finds: ['carousel.cards.count'] },
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
  { label: 'a call button that lives a minute', message: call({ ttl_minutes: 1 }), finds: [] },
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
]

const { list: listLimits, button: buttonLimits } = messageLimits

export const interactiveEdges: readonly Edge[] = [
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
      carousel([
        mediaCard(0),
        mediaCard(1, { action: { name: 'cta_url', parameters: { display_text: letters(n), url: 'https://a.example' } } }),
      ]),
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

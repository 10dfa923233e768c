/** What a message may need to know of the chat it goes to. */
export type Chat = {
  /** Id of the customer's last message, or null. */
  readonly lastInboundId: string | null
}

export type OutboundContent = { readonly type: string } & Record<string, unknown>

const text = (body: unknown): OutboundContent => ({ type: 'text', text: { body } })
const link = (type: string, more: object = {}): OutboundContent => ({
  type,
  [type]: { link: `https://nordlys-home.example/files/${type}`, ...more },
})
const interactive = (type: string, action: unknown, more: object = {}): OutboundContent => ({
  type: 'interactive',
  interactive: { type, body: { text: 'Which of them shall it be?' }, action, ...more },
})
const reply = (n: number, title = `Choice ${n}`) => ({ type: 'reply', reply: { id: `choice-${n}`, title } })
const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => ({ id: `row-${from + i}`, title: `Row ${from + i}` }))
const template = (name: string, language: string, components?: unknown): OutboundContent => ({
  type: 'template',
  template: { name, language: { code: language }, ...(components === undefined ? {} : { components }) },
})
const body = (...texts: unknown[]) => ({ type: 'body', parameters: texts.map((value) => ({ type: 'text', text: value })) })
const named = (values: Record<string, string>) => ({
  type: 'body',
  parameters: Object.entries(values).map(([name, value]) => ({ type: 'text', parameter_name: name, text: value })),
})
const urlButton = (value: string, index = '0') => ({
  type: 'button',
  sub_type: 'url',
  index,
  parameters: [{ type: 'text', text: value }],
})
const header = (type: string, value?: unknown) => ({
  type: 'header',
  parameters: [{ type, ...(value === undefined ? {} : { [type]: value }) }],
})
const picture = { link: 'https://nordlys-home.example/spring.jpg' }
const place = { latitude: 53.8, longitude: -1.55, name: 'Warehouse', address: 'Canal Road 4, Leeds' }
const coupon = (code: string, index = '0') => ({
  type: 'button',
  sub_type: 'copy_code',
  index,
  parameters: [{ type: 'coupon_code', coupon_code: code }],
})
const offerUntil = (time: number | undefined) => ({
  type: 'limited_time_offer',
  parameters: [{ type: 'limited_time_offer', limited_time_offer: time === undefined ? {} : { expiration_time_ms: time } }],
})
const NEXT_YEARS = Date.parse('2030-01-01T00:00:00Z')
const cards = (n: number) => ({
  type: 'carousel',
  cards: Array.from({ length: n }, (_, index) => ({ card_index: index, components: [header('image', picture)] })),
})
const visit = { first_name: 'Maja', showroom: 'Leeds', visit_time: 'Friday at 14:30' }

/** Well-formed free-form messages of every type that needs no catalogue, file or flow of its own. */
const freeForm: Record<string, (chat: Chat) => OutboundContent> = {
  text: () => text('Good morning, how can we help?'),
  'text of full length': () => text('x'.repeat(4096)),
  image: () => link('image', { caption: 'The sofa' }),
  video: () => link('video'),
  audio: () => link('audio'),
  document: () => link('document', { filename: 'invoice.pdf' }),
  sticker: () => link('sticker'),
  location: () => ({ type: 'location', location: { latitude: 53.8, longitude: -1.55, name: 'Showroom' } }),
  contacts: () => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Maja Lindqvist', first_name: 'Maja' } }] }),
  reaction: ({ lastInboundId }) =>
    lastInboundId === null ? text('👍') : { type: 'reaction', reaction: { message_id: lastInboundId, emoji: '👍' } },
  'reaction taken back': ({ lastInboundId }) =>
    lastInboundId === null ? text('No') : { type: 'reaction', reaction: { message_id: lastInboundId, emoji: '' } },
  buttons: () => interactive('button', { buttons: [reply(1), reply(2), reply(3)] }),
  list: () => interactive('list', { button: 'Show', sections: [{ title: 'Sofas', rows: rows(10) }] }),
  'list of two sections': () =>
    interactive('list', {
      button: 'Show',
      sections: [
        { title: 'Sofas', rows: rows(5) },
        { title: 'Rugs', rows: rows(5, 5) },
      ],
    }),
  'link button': () =>
    interactive('cta_url', {
      name: 'cta_url',
      parameters: { display_text: 'Open', url: 'https://nordlys-home.example/sale' },
    }),
  'location request': () => interactive('location_request_message', { name: 'send_location' }),
}

/** Free-form messages that break one rule each, at the edge where there is one. */
const malformed: Record<string, (chat: Chat) => OutboundContent> = {
  'text one too long': () => text('x'.repeat(4097)),
  'text of nothing': () => text(''),
  'text without a body': () => ({ type: 'text', text: {} }),
  'image from nowhere': () => ({ type: 'image', image: { caption: 'The sofa' } }),
  'image from no address': () => ({ type: 'image', image: { link: 'sofa.jpg' } }),
  'caption one too long': () => link('image', { caption: 'x'.repeat(1025) }),
  'location off the globe': () => ({ type: 'location', location: { latitude: 91, longitude: 0 } }),
  'location without longitude': () => ({ type: 'location', location: { latitude: 1 } }),
  'contact without a name': () => ({ type: 'contacts', contacts: [{ phones: [{ phone: '+447700900456' }] }] }),
  'contact with one name only': () => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Maja' } }] }),
  'no contacts': () => ({ type: 'contacts', contacts: [] }),
  'reaction to nothing': () => ({ type: 'reaction', reaction: { emoji: '👍' } }),
  'reaction in words': ({ lastInboundId }) => ({
    type: 'reaction',
    reaction: { message_id: lastInboundId ?? '', emoji: 'what a lovely idea' },
  }),
  'four buttons': () => interactive('button', { buttons: [reply(1), reply(2), reply(3), reply(4)] }),
  'no buttons': () => interactive('button', { buttons: [] }),
  'button title one too long': () => interactive('button', { buttons: [reply(1, 'x'.repeat(21))] }),
  'two buttons alike': () => interactive('button', { buttons: [reply(1), reply(1)] }),
  'buttons titled alike': () => interactive('button', { buttons: [reply(1, 'Yes'), reply(2, 'Yes')] }),
  'list of eleven rows': () => interactive('list', { button: 'Show', sections: [{ title: 'Sofas', rows: rows(11) }] }),
  'list of rows over sections': () =>
    interactive('list', {
      button: 'Show',
      sections: [
        { title: 'Sofas', rows: rows(6) },
        { title: 'Rugs', rows: rows(5, 6) },
      ],
    }),
  'list of untitled sections': () =>
    interactive('list', { button: 'Show', sections: [{ rows: rows(1) }, { title: 'Rugs', rows: rows(1, 1) }] }),
  'list with a picture': () =>
    interactive(
      'list',
      { button: 'Show', sections: [{ rows: rows(1) }] },
      { header: { type: 'image', image: { link: 'https://nordlys-home.example/a.jpg' } } },
    ),
  'list without a label': () => interactive('list', { sections: [{ rows: rows(1) }] }),
  'footer one too long': () => interactive('button', { buttons: [reply(1)] }, { footer: { text: 'x'.repeat(61) } }),
  'body one too long': () => interactive('button', { buttons: [reply(1)] }, { body: { text: 'x'.repeat(1025) } }),
  'link button to nowhere': () =>
    interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'Open', url: 'nowhere' } }),
  'list of no sections': () => interactive('list', { button: 'Show', sections: [] }),
  'list of no rows': () => interactive('list', { button: 'Show', sections: [{ title: 'Sofas', rows: [] }] }),
  'list of rows alike': () => interactive('list', { button: 'Show', sections: [{ rows: [...rows(1), ...rows(1)] }] }),
  'row title one too long': () =>
    interactive('list', { button: 'Show', sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] }),
  'row description one too long': () =>
    interactive('list', { button: 'Show', sections: [{ rows: [{ id: 'a', title: 'A', description: 'x'.repeat(73) }] }] }),
  'label one too long': () => interactive('list', { button: 'x'.repeat(21), sections: [{ rows: rows(1) }] }),
  'header one too long': () => interactive('button', { buttons: [reply(1)] }, { header: { type: 'text', text: 'x'.repeat(61) } }),
  'button id one too long': () =>
    interactive('button', { buttons: [{ type: 'reply', reply: { id: 'x'.repeat(257), title: 'Yes' } }] }),
  'button without an id': () => interactive('button', { buttons: [{ type: 'reply', reply: { title: 'Yes' } }] }),
  'list body one too long': () =>
    interactive('list', { button: 'Show', sections: [{ rows: rows(1) }] }, { body: { text: 'x'.repeat(4097) } }),
  'interactive without a body': () => interactive('button', { buttons: [reply(1)] }, { body: undefined }),
  'link button label one too long': () =>
    interactive('cta_url', {
      name: 'cta_url',
      parameters: { display_text: 'x'.repeat(21), url: 'https://nordlys-home.example' },
    }),
  'location request by another name': () => interactive('location_request_message', { name: 'send_place' }),
  'message of no type': () => ({ type: 'hologram', hologram: {} }),
  'interactive of no type': () => interactive('hologram', { name: 'x' }),
  'audio with a caption': () => link('audio', { caption: 'Listen' }),
  'filename one too long': () => link('document', { filename: 'x'.repeat(241) }),
  'location in words': () => ({ type: 'location', location: { latitude: 'north', longitude: 'east' } }),
  'text that is a number': () => text(42),
  'interactive of no action': () => interactive('button', undefined),
}

/** Template sends whose values fit. */
const templates: Record<string, () => OutboundContent> = {
  hello_world: () => template('hello_world', 'en_US'),
  'order_update in British': () => template('order_update', 'en_GB', [body('NH-20418', 'Tuesday')]),
  'order_update in American': () => template('order_update', 'en_US', [body('NH-20418', 'Tuesday')]),
  answer_to_your_question: () => template('answer_to_your_question', 'en_GB', [body('your order')]),
  winter_sale: () => template('winter_sale', 'en_GB', [body('Maja', '20%')]),
  clearance_last_call: () => template('clearance_last_call', 'en_GB', [body('Maja')]),
  sign_in_code: () => template('sign_in_code', 'en_GB', [body('482915'), urlButton('482915')]),
  showroom_visit: () => template('showroom_visit', 'en_GB', [named(visit)]),
  track_delivery: () => template('track_delivery', 'en_GB', [body('NH-20418'), urlButton('NH-20418')]),
  spring_catalogue: () => template('spring_catalogue', 'en_GB', [header('image', picture), body('Maja'), coupon('SPRING25')]),
  come_and_see: () => template('come_and_see', 'en_GB', [header('location', place)]),
  invoice_ready: () =>
    template('invoice_ready', 'en_GB', [
      header('document', { link: 'https://nordlys-home.example/118.pdf', filename: '118.pdf' }),
      body('2026-118'),
    ]),
  delivery_of_today: () => template('delivery_of_today', 'en_GB', [header('text', 'NH-20418')]),
  weekend_offer: () =>
    template('weekend_offer', 'en_GB', [offerUntil(NEXT_YEARS), body('Maja'), coupon('RUGS50'), urlButton('half', '1')]),
  two_sofas: () => template('two_sofas', 'en_GB', [cards(2)]),
}

/** Template sends whose name, language or values do not fit. */
const misfits: Record<string, () => OutboundContent> = {
  'template of another company': () => template('black_friday', 'en_GB', [body('Maja')]),
  'template in another language': () => template('winter_sale', 'de', [body('Maja', '20%')]),
  'too few values': () => template('order_update', 'en_GB', [body('NH-20418')]),
  'too many values': () => template('order_update', 'en_GB', [body('NH-20418', 'Tuesday', 'morning')]),
  'values for no variables': () => template('hello_world', 'en_US', [body('Maja')]),
  'value with a line break': () => template('order_update', 'en_GB', [body('NH-20418', 'Tuesday\nor later')]),
  'value with five blanks': () => template('order_update', 'en_GB', [body('NH-20418', 'Tue     sday')]),
  'value with four blanks': () => template('order_update', 'en_GB', [body('NH-20418', 'Tue    sday')]),
  'empty value': () => template('order_update', 'en_GB', [body('NH-20418', '')]),
  'values too long': () => template('order_update', 'en_GB', [body('x'.repeat(1000), 'Tuesday')]),
  'value of another kind': () =>
    template('order_update', 'en_GB', [
      {
        type: 'body',
        parameters: [
          { type: 'image', image: { link: 'https://nordlys-home.example/a.jpg' } },
          { type: 'text', text: 'x' },
        ],
      },
    ]),
  'value of another name': () => template('showroom_visit', 'en_GB', [named({ first_name: 'Maja', showroom: 'Leeds', at: 'x' })]),
  'header without its picture': () => template('spring_catalogue', 'en_GB', [body('Maja'), coupon('SPRING25')]),
  'header of another kind': () =>
    template('spring_catalogue', 'en_GB', [header('video', picture), body('Maja'), coupon('SPRING25')]),
  'header with a picture from nowhere': () =>
    template('spring_catalogue', 'en_GB', [header('image', {}), body('Maja'), coupon('SPRING25')]),
  'header text without its value': () => template('delivery_of_today', 'en_GB', []),
  'header text too long': () => template('delivery_of_today', 'en_GB', [header('text', 'x'.repeat(61))]),
  'header for none': () => template('answer_to_your_question', 'en_GB', [header('text', 'x'), body('your order')]),
  'place without coordinates': () => template('come_and_see', 'en_GB', [header('location', { name: 'Warehouse' })]),
  'place forgotten': () => template('come_and_see', 'en_GB'),
  'coupon forgotten': () => template('spring_catalogue', 'en_GB', [header('image', picture), body('Maja')]),
  'coupon one too long': () =>
    template('spring_catalogue', 'en_GB', [header('image', picture), body('Maja'), coupon('X'.repeat(21))]),
  'coupon on another button': () =>
    template('spring_catalogue', 'en_GB', [header('image', picture), body('Maja'), coupon('SPRING25', '1')]),
  'value for no button': () =>
    template('spring_catalogue', 'en_GB', [header('image', picture), body('Maja'), coupon('SPRING25'), urlButton('x', '7')]),
  'offer without an end': () =>
    template('weekend_offer', 'en_GB', [offerUntil(undefined), body('Maja'), coupon('RUGS50'), urlButton('half', '1')]),
  'one card of two': () => template('two_sofas', 'en_GB', [cards(1)]),
  'three cards of two': () => template('two_sofas', 'en_GB', [cards(3)]),
  'cards forgotten': () => template('two_sofas', 'en_GB'),
  'code of sixteen': () => template('sign_in_code', 'en_GB', [body('x'.repeat(16)), urlButton('x'.repeat(16))]),
  'codes that differ': () => template('sign_in_code', 'en_GB', [body('482915'), urlButton('482916')]),
  'button without its value': () => template('track_delivery', 'en_GB', [body('NH-20418')]),
  'code without its button': () => template('sign_in_code', 'en_GB', [body('482915')]),
}

export const outboundMessages: Readonly<Record<string, (chat: Chat) => OutboundContent>> = {
  ...freeForm,
  ...malformed,
  ...templates,
  ...misfits,
}
export const freeFormNames = Object.keys(freeForm)
export const malformedNames = Object.keys(malformed)
export const templateNames = Object.keys(templates)
export const misfitNames = Object.keys(misfits)

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

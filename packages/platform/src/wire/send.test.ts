import { describe, expect, test } from 'vitest'
import { interactiveTypes } from './content.ts'
import { readWire } from './read.ts'
import {
  marketingSendRequestSchema,
  markReadRequestSchema,
  messageSchema,
  sendRequestSchema,
  sendResponseSchema,
  sendTypes,
} from './send.ts'

const link = { link: 'https://files.example/a' }
const image = { type: 'image', image: link }
const body = { text: 'Choose' }

/** One message of each type, as it is posted. */
const messages: Record<(typeof sendTypes)[number], object> = {
  text: { body: 'Hello', preview_url: true },
  image: { id: '7741', caption: 'A view' },
  video: { ...link, caption: 'A film' },
  audio: { id: 7741, voice: true },
  document: { ...link, filename: 'a.pdf' },
  sticker: { id: '7741' },
  location: { latitude: 51.5, longitude: '-0.12', name: 'Office', address: '1 High Street' },
  contacts: [
    {
      name: { formatted_name: 'Ada Byrne', first_name: 'Ada' },
      phones: [{ phone: '+447700900456', type: 'WORK', wa_id: '447700900456' }],
    },
  ],
  reaction: { message_id: 'wamid.A', emoji: '' },
  interactive: { type: 'button', body, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } },
  template: { name: 'hello_world', language: { code: 'en_US' } },
  pin: { type: 'pin', message_id: 'wamid.A', expiration_days: 7 },
} as const

const interactive: Record<(typeof interactiveTypes)[number], object> = {
  button: { header: image, body, footer: body, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } },
  list: { body, action: { button: 'Open', sections: [{ title: 'One', rows: [{ id: 'a', title: 'A', description: 'first' }] }] } },
  cta_url: { body, action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://x.example' } } },
  location_request_message: { body, action: { name: 'send_location' } },
  address_message: { body, action: { name: 'address_message', parameters: { country: 'IN', values: { city: 'Pune' } } } },
  flow: {
    body,
    action: {
      name: 'flow',
      parameters: {
        flow_message_version: '3',
        flow_id: '1',
        flow_cta: 'Book',
        mode: 'draft',
        flow_action_payload: { screen: 'START', data: { a: 1 } },
      },
    },
  },
  product: { action: { catalog_id: '1', product_retailer_id: 'sku' } },
  product_list: {
    header: { type: 'text', text: 'Ours' },
    body,
    action: { catalog_id: '1', sections: [{ title: 'One', product_items: [{ product_retailer_id: 'sku' }] }] },
  },
  catalog_message: { body, action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku' } } },
  carousel: {
    body,
    action: {
      cards: [0, 1].map((card_index) => ({
        card_index,
        type: 'cta_url',
        header: image,
        body,
        action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://x.example' } },
      })),
    },
  },
  call_permission_request: { action: { name: 'call_permission_request' } },
  voice_call: { body, action: { name: 'voice_call', parameters: { display_text: 'Call', ttl_minutes: 100, payload: 'x' } } },
  request_contact_info: { body, action: { name: 'request_contact_info' } },
  order_details: {
    body,
    action: {
      name: 'review_and_pay',
      parameters: {
        reference_id: 'r1',
        type: 'digital-goods',
        currency: 'INR',
        total_amount: { value: 21_000, offset: 100 },
        order: {
          status: 'pending',
          items: [{ retailer_id: 'a', name: 'A', amount: { value: 1, offset: 100 }, quantity: 1 }],
          subtotal: { value: 1, offset: 100 },
        },
      },
    },
  },
  order_status: { body, action: { name: 'review_order', parameters: { reference_id: 'r1', order: { status: 'shipped' } } } },
}

const components = [
  { type: 'header', parameters: [{ type: 'image', image: { id: '7741' } }] },
  { type: 'header', parameters: [{ type: 'location', location: { latitude: 1, longitude: 2 } }] },
  { type: 'header', parameters: [{ type: 'product', product: { product_retailer_id: 'sku', catalog_id: '1' } }] },
  { type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ada' }] },
  { type: 'body', parameters: [{ type: 'currency', currency: { fallback_value: '£5', code: 'GBP', amount_1000: 5000 } }] },
  { type: 'body', parameters: [{ type: 'date_time', date_time: { fallback_value: '4 May', day_of_week: 1 } }] },
  { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'STOP' }] },
  { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: 's/9' }] },
  { type: 'button', sub_type: 'copy_code', index: '0', parameters: [{ type: 'coupon_code', coupon_code: 'A1' }] },
  {
    type: 'button',
    sub_type: 'flow',
    index: '0',
    parameters: [{ type: 'action', action: { flow_token: 't', flow_action_data: {} } }],
  },
  {
    type: 'button',
    sub_type: 'mpm',
    index: '0',
    parameters: [
      {
        type: 'action',
        action: { thumbnail_product_retailer_id: 'a', sections: [{ title: 'A', product_items: [{ product_retailer_id: 'a' }] }] },
      },
    ],
  },
  { type: 'button', sub_type: 'voice_call', index: '0', parameters: [{ type: 'ttl_minutes', ttl_minutes: 100 }] },
  {
    type: 'limited_time_offer',
    parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_790_000_000_000 } }],
  },
  { type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'body', parameters: [{ type: 'text', text: 'A' }] }] }] },
  {
    type: 'tap_target_configuration',
    parameters: [{ type: 'tap_target_configuration', tap_target_configuration: [{ url: 'https://x.example', title: 'X' }] }],
  },
]

const post = (content: object) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+44 7700 900456',
  ...content,
})

describe('every type can be sent', () => {
  test.each(sendTypes)('%s', (type) => {
    const request = post({ type, [type]: messages[type] })
    expect(readWire(sendRequestSchema, request)).toEqual({ ok: true, value: request })
    expect(readWire(messageSchema, { type, [type]: messages[type] }).ok).toBe(true)
  })

  test.each(interactiveTypes)('interactive %s', (type) => {
    const request = post({ type: 'interactive', interactive: { type, ...interactive[type] } })
    expect(readWire(sendRequestSchema, request)).toEqual({ ok: true, value: request })
  })

  test.each(components.map((component) => [JSON.stringify(component), component] as const))(
    'template with %s',
    (_, component) => {
      const template = { name: 'x', language: { code: 'en_GB', policy: 'deterministic' }, components: [component] }
      expect(readWire(sendRequestSchema, post({ type: 'template', template })).ok).toBe(true)
      expect(readWire(marketingSendRequestSchema, post({ type: 'template', template, product_policy: 'STRICT' })).ok).toBe(true)
    },
  )

  test.each([
    ['text without a type', post({ text: { body: 'Hi' } })],
    ['a recipient given as a number', { ...post({ text: { body: 'Hi' } }), to: 447700900456 }],
    [
      'a recipient known by a user id only',
      { messaging_product: 'whatsapp', recipient: 'GB.7Qx41mA', type: 'text', text: { body: 'Hi' } },
    ],
    [
      'a quote and a note of ours',
      post({ type: 'text', text: { body: 'Hi' }, context: { message_id: 'wamid.A' }, biz_opaque_callback_data: 'c:1' }),
    ],
    ['a type of tomorrow', post({ type: 'hologram', hologram: { shine: true } })],
    ['fields of tomorrow', post({ type: 'text', text: { body: 'Hi', sparkle: [1] }, aura: null })],
  ])('%s', (_, request) => expect(readWire(sendRequestSchema, request)).toEqual({ ok: true, value: request }))
})

describe('what is wrong gets a path and a sentence', () => {
  test.each([
    [post({ type: 'image' }), 'image', 'A message of type image needs the field image.'],
    [post({}), 'text', 'A message of type text needs the field text.'],
    [post({ text: { body: 5 } }), 'text.body', 'text.body should be a text, but is a number.'],
    [post({ text: {} }), 'text.body', 'text.body is missing; it should be a text.'],
    [post({ text: 'Hi' }), 'text', 'text should be an object, but is a text.'],
    [{ to: '4477', text: { body: 'Hi' } }, 'messaging_product', 'messaging_product is missing; it should be a text.'],
    [
      post({ type: 'location', location: { latitude: true, longitude: 1 } }),
      'location.latitude',
      'location.latitude should be a number or a text, but is true or false.',
    ],
    [
      post({
        type: 'interactive',
        interactive: {
          type: 'button',
          action: {
            buttons: [
              { type: 'reply', reply: { id: 'a', title: 'A' } },
              { type: 'reply', reply: { id: 'b', title: null } },
            ],
          },
        },
      }),
      'interactive.action.buttons[1].reply.title',
      'interactive.action.buttons[1].reply.title should be a text, but is null.',
    ],
    [post({ type: 'contacts', contacts: {} }), 'contacts', 'contacts should be a list, but is an object.'],
    ['{}', '', 'The value should be an object, but is a text.'],
    [null, '', 'The value should be an object, but is null.'],
  ])('%j: %s', (request, path, sentence) => {
    expect(readWire(sendRequestSchema, request)).toMatchObject({ ok: false, findings: [{ path, sentence }] })
  })

  test('all of it at once', () => {
    const answer = readWire(sendRequestSchema, { to: [], text: { body: 1 } })
    expect(!answer.ok && answer.findings.map((finding) => finding.path)).toEqual(['messaging_product', 'to', 'text.body'])
  })
})

test.each([
  [{ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.A' }, true],
  [{ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.A', typing_indicator: { type: 'text' } }, true],
  [{ messaging_product: 'whatsapp', status: 'played', message_id: 'wamid.A' }, false],
  [{ messaging_product: 'whatsapp', status: 'read' }, false],
])('marking as read: %j → %s', (request, ok) => expect(readWire(markReadRequestSchema, request).ok).toBe(ok))

test.each([
  [{ messaging_product: 'whatsapp', contacts: [{ input: '+44', wa_id: '44' }], messages: [{ id: 'wamid.A' }] }, true],
  [{ messages: [{ id: 'wamid.A', message_status: 'held_for_quality_assessment' }] }, true],
  [{ contacts: [{ input: 'GB.A', user_id: 'GB.A' }], messages: [{ id: 'wamid.A', message_status: 'levitating' }] }, true],
  [{ error: { message: 'no', code: 100 } }, false],
])('an answer: %j → %s', (answer, ok) => expect(readWire(sendResponseSchema, answer).ok).toBe(ok))

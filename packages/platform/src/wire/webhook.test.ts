import { describe, expect, test } from 'vitest'
import { inboundMessageSchema, inboundTypes } from './inbound.ts'
import { readWire } from './read.ts'
import { statusUpdateSchema } from './status.ts'
import { webhookBodySchema } from './webhook.ts'
import { type WebhookField, webhookFieldSchemas } from './webhook-fields.ts'

const file = { id: '7741', mime_type: 'image/jpeg', sha256: 'aGFzaA==', url: 'https://lookaside.example/x' }
const unknown = [
  { code: 131051, title: 'Message type unknown', message: 'Message type unknown', error_data: { details: 'Not supported.' } },
]
const common = { id: 'wamid.A', from: '447700900456', from_user_id: 'GB.7Qx41mA', timestamp: '1790000000' }

/** What a message of each type carries beside the common keys. */
const inbound: Record<(typeof inboundTypes)[number], object> = {
  text: {
    text: { body: 'hi' },
    context: { from: '4477', id: 'wamid.B', referred_product: { catalog_id: '1', product_retailer_id: 'a' } },
  },
  image: { image: { ...file, caption: 'A view' }, context: { frequently_forwarded: true } },
  video: { video: { ...file, mime_type: 'video/mp4' } },
  audio: { audio: { ...file, mime_type: 'audio/ogg; codecs=opus', voice: true } },
  document: { document: { ...file, filename: 'a.pdf' } },
  sticker: { sticker: { ...file, animated: false } },
  location: { location: { latitude: 51.5, longitude: -0.1, url: 'https://maps.example' } },
  contacts: { contacts: [{ name: { formatted_name: 'Ada' }, origin: 'contact_request', vcard: 'BEGIN:VCARD' }] },
  reaction: { reaction: { message_id: 'wamid.B' } },
  button: { button: { payload: 'STOP_PROMO', text: 'Stop' }, context: { from: '4477', id: 'wamid.B' } },
  interactive: {
    interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t"}' } },
  },
  order: {
    order: { catalog_id: '1', product_items: [{ product_retailer_id: 'a', quantity: 2, item_price: 7.99, currency: 'GBP' }] },
  },
  system: { system: { body: 'Ada changed', wa_id: '4479', type: 'user_changed_number' } },
  edit: { edit: { original_message_id: 'wamid.B', message: { type: 'text', text: { body: 'ho' } } } },
  revoke: { revoke: { original_message_id: 'wamid.B' } },
  unsupported: { errors: unknown, unsupported: { type: 'poll_update' } },
  unknown: { errors: unknown },
  request_welcome: {},
}

describe('every message that can come in', () => {
  test.each(inboundTypes)('%s', (type) => {
    const message = { ...common, type, ...inbound[type] }
    expect(readWire(inboundMessageSchema, message)).toEqual({ ok: true, value: message })
  })

  test.each([
    [
      'a list reply',
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'x' } } },
    ],
    ['a button reply', { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'A' } } }],
    [
      'an answer about calls',
      {
        type: 'interactive',
        interactive: {
          type: 'call_permission_reply',
          call_permission_reply: { response: 'accept', is_permanent: false, expiration_timestamp: 1_790_600_000 },
        },
      },
    ],
    [
      'a message from an ad',
      {
        type: 'text',
        text: { body: 'hi' },
        referral: {
          source_url: 'https://fb.me/2',
          source_id: '1',
          source_type: 'ad',
          media_type: 'image',
          image_url: 'https://x.example',
          ctwa_clid: 'A',
          welcome_message: { text: 'Hi' },
        },
      },
    ],
    ['a type of tomorrow', { type: 'hologram', hologram: { shine: 1 } }],
    ['a reply kind of tomorrow', { type: 'interactive', interactive: { type: 'wink_reply', wink_reply: { id: 'a' } } }],
  ])('%s', (_, content) => {
    const message = { ...common, ...content }
    expect(readWire(inboundMessageSchema, message)).toEqual({ ok: true, value: message })
  })

  test('from someone known by a user id only', () => {
    const { from: _, ...without } = common
    expect(readWire(inboundMessageSchema, { ...without, type: 'text', text: { body: 'hi' } }).ok).toBe(true)
  })

  test.each([
    [{ ...common, type: 'text' }, 'text', 'A message of type text needs the field text.'],
    [{ ...common, id: 5, type: 'unknown' }, 'id', 'id should be a text, but is a number.'],
    [{ ...common, timestamp: undefined, type: 'unknown' }, 'timestamp', 'timestamp is missing; it should be a number or a text.'],
  ])('but not %j', (message, path, sentence) => {
    expect(readWire(inboundMessageSchema, message)).toMatchObject({ ok: false, findings: [{ path, sentence }] })
  })
})

describe('every status', () => {
  const status = {
    id: 'wamid.A',
    timestamp: '1790000003',
    recipient_id: '447700900456',
    recipient_user_id: 'GB.A',
    biz_opaque_callback_data: 'c:1',
  }
  test.each([
    ['sent', { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' } }],
    [
      'sent',
      {
        conversation: { id: 'b7', expiration_timestamp: '1790086400', origin: { type: 'referral_conversion' } },
        pricing: { billable: false, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' },
      },
    ],
    [
      'delivered',
      {
        pricing: {
          pricing_model: 'PMP',
          type: 'free_customer_service',
          category: 'authentication-international',
          cost: { amount: 0.1, currency: 'USD' },
        },
      },
    ],
    ['read', {}],
    ['played', {}],
    ['deleted', {}],
    [
      'failed',
      {
        errors: [
          {
            code: 131026,
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: { details: 'x' },
            href: 'https://x.example',
          },
        ],
      },
    ],
    [
      'captured',
      {
        type: 'payment',
        payment: {
          reference_id: 'r',
          amount: { value: 1, offset: 100 },
          currency: 'INR',
          transaction: { id: 't', status: 'success' },
        },
      },
    ],
    ['delivered', { recipient_type: 'group', recipient_participant_id: '4477' }],
    ['teleported', { pricing: { type: 'free_of_mind', category: 'future' } }],
  ])('%s %j', (word, content) => {
    const update = { ...status, status: word, ...content }
    expect(readWire(statusUpdateSchema, update)).toEqual({ ok: true, value: update })
  })
})

const metadata = { display_phone_number: '447700900123', phone_number_id: '1001' }
const number = { messaging_product: 'whatsapp', metadata }
const template = {
  message_template_id: 1_689_556_908_129_832,
  message_template_name: 'ship_update',
  message_template_language: 'en_GB',
}
const group = {
  ...number,
  groups: [
    { timestamp: '1', group_id: 'g', type: 'group_create', subject: 'A', failed_participants: [{ input: '1', errors: [] }] },
  ],
}
const nothingKnown = { whatever: [1, 'a', null] }

/** One value of every field that can be subscribed to. */
const fields: Record<WebhookField, object> = {
  messages: {
    ...number,
    contacts: [{ profile: { name: 'Ada' }, wa_id: '44', user_id: 'GB.A' }],
    messages: [{ ...common, type: 'text', text: { body: 'hi' } }],
    user_actions: [{ action_type: 'x' }],
  },
  message_template_status_update: {
    ...template,
    event: 'PAUSED',
    reason: 'NONE',
    other_info: { title: 'FIRST_PAUSE', description: 'x' },
  },
  message_template_quality_update: { ...template, previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' },
  message_template_components_update: {
    ...template,
    message_template_element: 'x',
    message_template_buttons: [{ message_template_button_type: 'URL' }],
  },
  template_category_update: { ...template, correct_category: 'MARKETING', new_category: 'UTILITY', category_update_timestamp: 1 },
  template_correct_category_detection: { ...template, category: 'UTILITY', correct_category: 'MARKETING' },
  phone_number_quality_update: {
    display_phone_number: '44',
    event: 'UPGRADE',
    currentLimit: 'TIER_10K',
    max_daily_conversations_per_business: 'TIER_10K',
  },
  phone_number_name_update: {
    display_phone_number: '44',
    decision: 'APPROVED',
    requested_verified_name: 'A',
    rejection_reason: null,
  },
  business_capability_update: { max_daily_conversations_per_business: 2000, max_phone_numbers_per_waba: 25 },
  business_status_update: { business_id: 1, event: 'COMPROMISED_NOTIFICATION' },
  account_review_update: { decision: 'APPROVED' },
  account_alerts: {
    entity_type: 'BUSINESS',
    entity_id: '1',
    alert_info: { alert_severity: 'WARNING', alert_status: 'ACTIVE', alert_type: 'OBA_APPROVED' },
  },
  account_update: {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1_790_500_000 }],
  },
  account_settings_update: {
    messaging_product: 'whatsapp',
    timestamp: '1',
    type: 'PHONE_NUMBER_SETTINGS',
    phone_number_settings: { phone_number_id: '1' },
  },
  security: { display_phone_number: '44', event: 'PIN_CHANGED', requester: '2947' },
  business_username_updates: { display_phone_number: '44', username: 'acme', status: 'approved' },
  business_username_update: { display_phone_number: '44', username: 'acme', status: 'approved' },
  partner_solutions: { event: 'SOLUTION_CREATED', solution_id: '1', solution_status: 'ACTIVE' },
  payment_configuration_update: { configuration_name: 'a', provider_name: 'payu', status: 'Active', created_timestamp: 1 },
  flows: { event: 'ENDPOINT_LATENCY', flow_id: '1', message: 'slow', p90_latency: 1, threshold: 2, alert_state: 'ACTIVATED' },
  user_preferences: {
    ...number,
    user_preferences: [{ wa_id: '44', detail: 'x', category: 'marketing_messages', value: 'stop', timestamp: 1 }],
  },
  user_id_update: {
    ...number,
    user_id_update: [{ wa_id: '44', user_id: { previous: 'GB.a', current: 'GB.b' }, timestamp: '1' }],
  },
  calls: {
    ...number,
    calls: [{ id: 'wacid.A', from: '44', to: '1', event: 'connect', timestamp: '1', direction: 'USER_INITIATED' }],
  },
  group_lifecycle_update: group,
  group_participants_update: group,
  group_settings_update: group,
  group_status_update: group,
  history: {
    ...number,
    history: [
      {
        metadata: { phase: 0, chunk_order: 1, progress: 55 },
        threads: [
          {
            id: '44',
            messages: [{ id: 'wamid.A', from: '44', timestamp: '1', type: 'text', history_context: { status: 'READ' } }],
          },
        ],
      },
    ],
  },
  smb_app_state_sync: {
    ...number,
    state_sync: [{ type: 'contact', contact: { full_name: 'Ada' }, action: 'add', metadata: { timestamp: '1' } }],
  },
  smb_message_echoes: {
    ...number,
    message_echoes: [{ id: 'wamid.A', from: '44', to: '1', timestamp: '1', type: 'text', text: { body: 'hi' } }],
  },
  messaging_handovers: {
    messaging_product: 'whatsapp',
    recipient: { phone_number_id: '1' },
    type: 'control_passed',
    control_passed: { new_owner_role: 'marketing' },
  },
  standby: { ...number, standby: { statuses: [] } },
  automatic_events: {
    ...number,
    automatic_events: [
      { id: 'wamid.A', event_name: 'Purchase', timestamp: '1', ctwa_clid: 'A', custom_data: { currency: 'GBP', value: 1 } },
    ],
  },
  message_echoes: nothingKnown,
  tracking_events: nothingKnown,
  consumer_profile: nothingKnown,
}

describe('every field', () => {
  test.each(Object.keys(webhookFieldSchemas) as WebhookField[])('%s', (field) => {
    const value = { ...fields[field], added_next_week: { a: [1] } }
    expect(readWire(webhookFieldSchemas[field], value)).toEqual({ ok: true, value })
  })

  test('its envelope does not look into the value: one bad value costs no neighbour', () => {
    const body = {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          time: 1,
          changes: [
            { field: 'messages', value: 'rubbish' },
            { field: 'new_field', value: null },
          ],
        },
      ],
    }
    expect(readWire(webhookBodySchema, body)).toEqual({ ok: true, value: body })
  })

  test.each([
    [{ object: 'whatsapp_business_account', entry: {} }, 'entry', 'entry should be a list, but is an object.'],
    [
      { object: 'x', entry: [{ id: '1', changes: [{ value: {} }] }] },
      'entry[0].changes[0].field',
      'entry[0].changes[0].field is missing; it should be a text.',
    ],
  ])('but not %j', (body, path, sentence) => {
    expect(readWire(webhookBodySchema, body)).toMatchObject({ ok: false, findings: [{ path, sentence }] })
  })
})

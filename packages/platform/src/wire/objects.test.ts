import { describe, expect, test } from 'vitest'
import * as wire from '../wire.ts'
import { readWire } from './read.ts'

const schemas = { ...wire }
const page = (item: object) => ({ data: [item], paging: { cursors: { before: 'a', after: 'b' }, next: 'http://localhost/x' } })
const components = [
  { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } },
  { type: 'BODY', text: 'Hi {{1}}, it is {{2}} now', example: { body_text: [['Ada', 'noon']] } },
  { type: 'FOOTER', text: 'Reply STOP to end' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Stop' },
      { type: 'URL', text: 'Track', url: 'https://x.example/{{1}}', example: ['https://x.example/9'] },
      { type: 'COPY_CODE', example: 'A1' },
      { type: 'OTP', otp_type: 'ONE_TAP', supported_apps: [{ package_name: 'a.b', signature_hash: '12345678901' }] },
    ],
  },
  { type: 'CAROUSEL', cards: [{ components: [{ type: 'BODY', text: 'Card' }] }] },
  { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
]
const template = { name: 'ship_update', category: 'UTILITY', language: 'en_GB', components }

describe('objects of the Graph API', () => {
  test.each([
    ['templateDefinitionSchema', { ...template, parameter_format: 'NAMED', message_send_ttl_seconds: 60 }],
    ['templateCreatedSchema', { id: '1', status: 'PENDING', category: 'UTILITY' }],
    ['templateEditSchema', { components }],
    ['templateEditedSchema', { success: true, id: '1', name: 'a', category: 'UTILITY' }],
    [
      'templateInfoSchema',
      {
        id: '1',
        status: 'APPROVED',
        ...template,
        parameter_format: 'POSITIONAL',
        quality_score: { score: 'GREEN', date: 1 },
        rejected_reason: 'NONE',
        correct_category: null,
      },
    ],
    ['templatePageSchema', page({ id: '1', status: 'APPROVED', ...template })],
    ['templatesUpsertedSchema', { data: [{ id: '1', status: 'APPROVED', language: 'en' }] }],
    ['templatePreviewsSchema', { data: [{ body: '*{{1}}*', language: 'en', buttons: [{ text: 'Copy' }] }] }],
    [
      'templateAnalyticsSchema',
      page({
        granularity: 'DAILY',
        data_points: [
          {
            template_id: '1',
            start: 1,
            end: 2,
            sent: 12,
            clicked: [{ type: 'url_button', count: 3 }],
            cost: [{ type: 'amount_spent', value: 0.21 }],
          },
        ],
      }),
    ],
    ['templateAnalyticsSchema', { data: [{ granularity: 'DAILY', product_type: 'cloud_api' }] }],
    [
      'accountAnalyticsSchema',
      {
        id: '1',
        analytics: { granularity: 'HALF_HOUR' },
        pricing_analytics: { data: [{ data_points: [{ start: 1, end: 2, tier: '0:750000', volume: 5, cost: 0.1 }] }] },
      },
    ],
    ['templateComparisonSchema', { data: [{ metric: 'BLOCK_RATE', type: 'RELATIVE', order_by_relative_metric: ['1', '2'] }] }],
    ['templatesMigratedSchema', { migrated_templates: ['1'], failed_templates: { 2: 'quality' } }],
    ['templateUnpausedSchema', { success: false, reason: 'too early' }],
    ['mediaUploadedSchema', { id: '7741' }],
    ['mediaInfoSchema', { id: '7741', url: 'https://x.example', mime_type: 'image/png', sha256: 'ab', file_size: 5 }],
    ['uploadSessionSchema', { id: 'upload:MT?sig=A' }],
    ['uploadHandleSchema', { h: '4::aW' }],
    ['uploadOffsetSchema', { id: 'upload:MT', file_offset: 5 }],
    [
      'phoneNumberInfoSchema',
      {
        id: '1',
        display_phone_number: '+44',
        status: 'CONNECTED',
        quality_rating: 'GREEN',
        throughput: { level: 'STANDARD' },
        whatsapp_business_manager_messaging_limit: 'TIER_2K',
      },
    ],
    ['phoneNumberPageSchema', page({ id: '1' })],
    [
      'wabaInfoSchema',
      {
        id: '1',
        name: 'A',
        timezone_id: '138',
        currency: 'USD',
        health_status: { can_send_message: 'LIMITED', entities: [{ entity_type: 'WABA', errors: [{ error_code: 141006 }] }] },
      },
    ],
    ['wabaPageSchema', { data: [] }],
    ['businessInfoSchema', { id: '1', name: 'A', verification_status: 'verified' }],
    [
      'businessProfileAnswerSchema',
      { data: [{ about: 'a', websites: ['https://x.example'], vertical: 'EDU', messaging_product: 'whatsapp' }] },
    ],
    ['subscribedAppsSchema', { data: [{ whatsapp_business_api_data: { id: '1', name: 'A' } }] }],
    [
      'appSubscriptionsSchema',
      { data: [{ object: 'whatsapp_business_account', active: true, fields: [{ name: 'messages', version: 'v25.0' }] }] },
    ],
    ['blockUsersRequestSchema', { messaging_product: 'whatsapp', block_users: [{ user: '44' }] }],
    [
      'blockUsersAnswerSchema',
      { block_users: { added_users: [{ input: '44', wa_id: '44' }], failed_users: [{ input: '1', errors: [{}] }] } },
    ],
    [
      'debugTokenSchema',
      { data: { app_id: '1', is_valid: true, scopes: ['a'], granular_scopes: [{ scope: 'a', target_ids: ['1'] }] } },
    ],
    ['registerRequestSchema', { messaging_product: 'whatsapp', pin: '123456' }],
    ['numberSettingsSchema', { calling: { status: 'ENABLED' }, storage_configuration: { status: 'DEFAULT' } }],
    ['qrLinkSchema', { code: 'A', prefilled_message: 'Hi', deep_link_url: 'https://wa.me/message/A' }],
    [
      'callRequestSchema',
      { messaging_product: 'whatsapp', to: '44', action: 'connect', session: { sdp_type: 'offer', sdp: 'v=0' } },
    ],
    [
      'callPermissionsSchema',
      {
        permission: { status: 'temporary', expiration_time: 1 },
        actions: [{ action_name: 'start_call', can_perform_action: true }],
      },
    ],
    [
      'graphErrorBodySchema',
      {
        error: {
          message: '(#131030) x',
          type: 'OAuthException',
          code: 131030,
          error_data: { messaging_product: 'whatsapp', details: 'd' },
          fbtrace_id: 'A',
        },
      },
    ],
    [
      'graphErrorBodySchema',
      {
        error: {
          message: 'x',
          type: 'OAuthException',
          code: 100,
          error_subcode: 2388024,
          error_data: { blame_field_specs: [['name']] },
          is_transient: false,
          error_user_title: 'T',
        },
      },
    ],
    ['graphErrorBodySchema', { error: { message: 'x', code: 1, error_data: 'a bare text' } }],
  ] as const)('%s takes %j', (name, value) => {
    const whole = { ...value, added_next_week: { a: [1] } }
    expect(readWire(schemas[name], whole)).toEqual({ ok: true, value: whole })
  })

  test.each([
    ['templateDefinitionSchema', { category: 'UTILITY', language: 'en' }, 'name'],
    [
      'templateDefinitionSchema',
      { ...template, components: [{ type: 'BUTTONS', buttons: [{ text: 'A' }] }] },
      'components[0].buttons[0].type',
    ],
    ['templatePageSchema', { data: [{ id: '1', name: 'a', language: 'en', category: 'UTILITY' }] }, 'data[0].status'],
    ['mediaInfoSchema', { id: '1', mime_type: 'a/b' }, 'url'],
    ['phoneNumberInfoSchema', { throughput: {} }, 'id'],
    ['graphErrorBodySchema', { error: { message: 'x', code: 'x' } }, 'error.code'],
    ['graphErrorBodySchema', { success: true }, 'error'],
  ] as const)('%s refuses %j at %s', (name, value, path) => {
    const answer = readWire(schemas[name], value)
    expect(!answer.ok && answer.findings.map((finding) => finding.path)).toEqual([path])
  })
})

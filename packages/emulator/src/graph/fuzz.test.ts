import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CUSTOMER, TestEmulator } from '../testing/start-emulator.ts'

const words = [
  'messages',
  'media',
  'message_templates',
  'phone_numbers',
  'subscribed_apps',
  'subscriptions',
  'register',
  'deregister',
  'settings',
  'whatsapp_business_profile',
  'block_users',
  'message_qrdls',
  'calls',
  'call_permissions',
  'flows',
  'uploads',
  'debug_token',
  'unpause',
  'compare',
  'template_analytics',
  'upsert_message_templates',
  'message_template_library',
  'conversational_automation',
  'username',
  'marketing_messages',
  'assets',
  'publish',
  'whatsapp_business/attachments',
  'oauth/access_token',
  'request_code',
  'verify_code',
  'message_history',
  'assigned_users',
  'migrate_flows',
  'deprecate',
  'whatsapp_commerce_settings',
  'whatsapp_business_encryption',
  'username_suggestions',
  'official_business_account',
  'contact_book',
  'uploads',
  'media',
  'migrate_message_templates',
]
const names = [
  'messaging_product',
  'to',
  'type',
  'text',
  'template',
  'interactive',
  'image',
  'name',
  'language',
  'category',
  'components',
  'fields',
  'limit',
  'after',
  'before',
  'pin',
  'status',
  'message_id',
  'block_users',
  'websites',
  'prompts',
  'template_ids',
  'start',
  'end',
  'file_length',
  'file_type',
  'action',
  'callback_url',
  'object',
  'verify_token',
  'hsm_ids',
  'recipient',
  'context',
  'biz_opaque_callback_data',
  'contacts',
  'messaging_product',
  'session',
  'call_id',
  'user_wa_id',
  'calling',
  'storage_configuration',
  'user_identity_change',
  'commands',
  'username',
  'transfer_action',
  'cc',
  'phone_number',
  'verified_name',
  'code_method',
  'code',
  'webhook_configuration',
  'prefilled_message',
  'generate_qr_image',
  'business_public_key',
  'profile_picture_handle',
  'flow_json',
  'clone_flow_id',
  'categories',
  'tasks',
  'user',
  'filtering',
  'granularity',
  'metric_types',
  'timezone_id',
  'is_enabled_for_insights',
  'ttl_minutes',
]
const likely = fc.oneof(
  fc.constantFrom<unknown>(
    'whatsapp',
    CUSTOMER,
    `+${CUSTOMER}`,
    'text',
    'template',
    'interactive',
    'read',
    'connect',
    'accept',
    'analytics.start(1).end(2).granularity(DAY)',
    'pricing_analytics.start(0).end(9999999999).granularity(MONTHLY).dimensions(["PHONE"])',
    '',
    'true',
    '[]',
    '{',
    '{"a":1}',
    null,
    0,
    -1,
    true,
    [],
    {},
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.record(
    {
      type: fc.constantFrom('button', 'list', 'carousel', 'flow', 'HEADER', 'BODY'),
      body: fc.jsonValue({ maxDepth: 1 }),
      action: fc.jsonValue({ maxDepth: 2 }),
      header: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      name: fc.constantFrom('hello_world', 'order_update', 'x'),
      language: fc.oneof(fc.constant({ code: 'en_US' }), fc.jsonValue({ maxDepth: 1 })),
      components: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: [] },
  ),
)

test('whatever is asked, Graph answers with JSON, and an error is an envelope', async () => {
  const broken: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, relax: 'all', log: (sentence) => broken.push(sentence) })
  const { phoneNumberId, wabaId, appId, businessId, graphUrl, accessToken } = emulator.about
  const template = [...emulator.emulator.world.templates.keys()][0] as string
  const made = async (path: string, body: unknown): Promise<string> => String((await emulator.graph('POST', path, body)).body.id)
  const flow = await made(`/${wabaId}/flows`, { name: 'Visit', categories: ['OTHER'] })
  const session = await made(`/${appId}/uploads?file_length=10&file_type=image/png`, undefined)
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new Blob(['Hello'], { type: 'text/plain' }), 'a.txt')
  const media = await made(`/${phoneNumberId}/media`, form)
  const own = [flow, session.split('?')[0] as string, media, 'files', 'flow_files', 'qr_images', 'whatsapp_business']
  const nodes = [phoneNumberId, phoneNumberId, wabaId, appId, businessId, template, ...own, 'me', '999', 'upload:abc', '']
  const call = fc.record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH'),
    version: fc.constantFrom('/v25.0', '/v19.0', '', '/v0.0', '//'),
    node: fc.constantFrom(...nodes),
    edge: fc.oneof(
      fc.constantFrom('', ...words),
      fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text)),
    ),
    kind: fc.constantFrom('json', 'form', 'query', 'raw', 'none'),
    body: fc.dictionary(fc.constantFrom(...names), likely, { maxKeys: 8 }),
    raw: fc.string({ maxLength: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(call, async ({ method, version, node, edge, kind, body, raw }) => {
      // A callback that the handshake would really call is not this test's business.
      if (typeof body.callback_url === 'string' && body.callback_url.startsWith('http')) return
      const texts = Object.entries(body).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ])
      const query = kind === 'query' ? `?${new URLSearchParams(texts)}` : ''
      const send = method !== 'GET' && kind !== 'none' && kind !== 'query'
      const answer = await fetch(`${graphUrl}${version}/${node}/${edge}${query}`, {
        method,
        headers: {
          authorization: `Bearer ${accessToken}`,
          ...(send ? { 'content-type': kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json' } : {}),
        },
        ...(send
          ? { body: kind === 'form' ? new URLSearchParams(texts).toString() : kind === 'raw' ? raw : JSON.stringify(body) }
          : {}),
        signal: AbortSignal.timeout(4_000),
      })
      const text = await answer.text()
      expect(broken).toEqual([])
      if (answer.status === 200 && !answer.headers.get('content-type')?.includes('json')) return
      const read = JSON.parse(text) as { error?: { message: string; code: number; fbtrace_id: string } }
      if (answer.status >= 400)
        expect(read.error).toMatchObject({
          message: expect.any(String),
          code: expect.any(Number),
          fbtrace_id: expect.any(String),
        })
    }),
    { numRuns: 2_500, seed: 7 },
  )
}, 60_000)

test('whatever the control side is told, it answers with JSON and never breaks', async () => {
  const broken: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, log: (sentence) => broken.push(sentence) })
  const { graphUrl, phoneNumberId } = emulator.about
  const paths = [
    `/customers/${CUSTOMER}/messages`,
    `/customers/${CUSTOMER}/calls`,
    `/customers/${CUSTOMER}/reads`,
    `/customers/${CUSTOMER}/feedback`,
    `/customers/${CUSTOMER}/preferences`,
    `/customers/${CUSTOMER}/moves`,
    `/customers/x`,
    `/customers/${CUSTOMER}`,
    `/numbers/${phoneNumberId}`,
    '/numbers',
    '/wabas',
    '/portfolios',
    '/faults',
    '/settings',
    '/messages',
    '/webhooks',
    '/stats',
    '/snapshot',
    '/nothing',
    '/clock',
    '/crowd',
  ]
  const fields = [
    'type',
    'text',
    'image',
    'interactive',
    'button',
    'context',
    'referral',
    'arrival',
    'client',
    'to',
    'kind',
    'messageId',
    'marketing',
    'name',
    'readAfterMs',
    'country',
    'quality',
    'throughput',
    'status',
    'on',
    'fault',
    'percent',
    'relax',
    'policy',
    'customers',
    'rates',
    'display',
  ]
  const call = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
    path: fc.constantFrom(...paths),
    body: fc.oneof(fc.dictionary(fc.constantFrom(...fields), likely, { maxKeys: 5 }), fc.jsonValue()),
  })
  await fc.assert(
    fc.asyncProperty(call, async ({ method, path, body }) => {
      if (path === '/faults' && method === 'POST') return
      const answer = await fetch(`${graphUrl}/_emulator${path}`, {
        method,
        ...(method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        signal: AbortSignal.timeout(4_000),
      })
      const read = JSON.parse(await answer.text()) as { error?: { message: string } }
      expect(broken).toEqual([])
      expect(answer.status).toBeLessThan(500)
      if (answer.status >= 400) expect(read.error?.message).toMatch(/[.…]$/)
    }),
    { numRuns: 800, seed: 11 },
  )
}, 60_000)

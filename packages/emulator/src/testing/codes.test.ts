import { readdirSync, readFileSync } from 'node:fs'
import { errorByCode, errorCatalogue } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { uploadExample } from './sdks/approved-templates.ts'
import { fileOf, pdf, png } from './sdks/sample-files.ts'
import { type Answer, bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from './start-emulator.ts'

/**
 * Every code that the emulator claims to produce, each produced once. What it claims is read from its own source: a code of the
 * catalogue that stands there and has no story here fails the build. All other codes of the catalogue come when a fault asks for
 * them.
 */

type Tell = TestEmulator
const OTHER = '447700900457'
const waba = (e: Tell) => `/v25.0/${e.about.wabaId}`
const number = (e: Tell) => `/v25.0/${e.about.phoneNumberId}`

/** Codes anywhere in an answer: of the error, of its subcode, of one user. */
function codesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'code' || key === 'error_subcode' || key === 'error_code') && typeof inner === 'number' ? [inner] : codesIn(inner),
  )
}
const refused = async (answer: Answer | Promise<Answer>): Promise<number[]> => codesIn((await answer).body)
/** What a send failed with, once its webhook came. */
async function failed(e: Tell, answer: Answer | Promise<Answer>): Promise<number[]> {
  expect((await answer).status).toBe(200)
  await e.advance(MINUTE)
  return codesIn(e.statuses().filter(({ status }) => status === 'failed'))
}

const hello = (e: Tell, to?: string) => e.sendTemplate('hello_world', 'en_US', [], to)
const order = (e: Tell, ...values: string[]) => e.sendTemplate('order_update', 'en_GB', [bodyText(...values)])
const offer = (e: Tell, to?: string) => e.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], to)
const templateId = async (e: Tell, name: string) =>
  ((await e.graph('GET', `${waba(e)}/message_templates?name=${name}`)).body.data as unknown as [{ id: string }])[0].id
const setTemplate = async (e: Tell, name: string, change: object) =>
  e.control('PATCH', `/templates/${await templateId(e, name)}`, change)
const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 ? { example: { body_text: [examples] } } : {}),
})
const create = (e: Tell, name: string, ...components: unknown[]) =>
  e.graph('POST', `${waba(e)}/message_templates`, { name, language: 'en_GB', category: 'UTILITY', components })
const fine = body('Your visit to our showroom is booked.')
const register = (e: Tell, pin: string) => e.graph('POST', `${number(e)}/register`, { messaging_product: 'whatsapp', pin })
const deregister = (e: Tell) => e.graph('POST', `${number(e)}/deregister`)
const block = (e: Tell, user: string) =>
  e.graph('POST', `${number(e)}/block_users`, { messaging_product: 'whatsapp', block_users: [{ user }] })
const enableCalls = (e: Tell) => e.graph('POST', `${number(e)}/settings`, { calling: { status: 'ENABLED' } })
const permit = (e: Tell, more = {}) =>
  e.write({
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept', ...more } },
  })
const call = (e: Tell, to = CUSTOMER) =>
  e.graph('POST', `${number(e)}/calls`, {
    messaging_product: 'whatsapp',
    to,
    action: 'connect',
    session: { sdp_type: 'offer', sdp: 'v=0' },
  })
const ask = (e: Tell) =>
  e.send({ type: 'interactive', interactive: { type: 'call_permission_request', action: { name: 'call_permission_request' } } })
const flowJson = JSON.stringify({ version: '7.0', screens: [{ id: 'START', terminal: true, layout: {} }] })
const flow = async (e: Tell, more: Record<string, unknown> = { flow_json: flowJson, publish: true }) =>
  String((await e.graph('POST', `${waba(e)}/flows`, { name: 'Visit', categories: ['OTHER'], ...more })).body.id)
const sendFlow = (e: Tell, flow_id: string) =>
  e.send({
    type: 'interactive',
    interactive: { type: 'flow', body: { text: 'When?' }, action: { name: 'flow', parameters: { flow_id, flow_cta: 'Book' } } },
  })
const withToken = async (e: Tell, scopes: string[]) => ({
  authorization: `Bearer ${(await e.control('POST', '/tokens', { scopes })).token}`,
})
function file(bytes: Buffer, type: string): FormData {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', fileOf(bytes, 'file', type))
  return form
}

const stories: [code: number, situation: string, live: (e: Tell) => Promise<number[]>][] = [
  // Who may call.
  [
    1,
    'an app with a wrong secret asks for a token',
    (e) => refused(e.graph('GET', `/oauth/access_token?client_id=${e.about.appId}&client_secret=x`)),
  ],
  [
    10,
    'a token may only send, and manages',
    async (e) => refused(e.graph('GET', waba(e), undefined, await withToken(e, ['whatsapp_business_messaging']))),
  ],
  [33, 'nobody has this id', (e) => refused(e.graph('GET', '/v25.0/999'))],
  [
    100,
    'a send names nobody',
    (e) => refused(e.graph('POST', `${number(e)}/messages`, { messaging_product: 'whatsapp', text: { body: 'hi' } })),
  ],
  [190, 'a token nobody gave out', (e) => refused(e.graph('GET', waba(e), undefined, { authorization: 'Bearer x' }))],
  [
    200,
    'a token may only manage, and sends',
    async (e) =>
      refused(
        e.graph(
          'POST',
          `${number(e)}/messages`,
          { messaging_product: 'whatsapp', to: CUSTOMER, text: { body: 'hi' } },
          await withToken(e, ['whatsapp_business_management']),
        ),
      ),
  ],
  [
    368,
    'an account may not begin conversations',
    async (e) => {
      await e.control('POST', `/wabas/${e.about.wabaId}/restrictions`, { type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' })
      return refused(hello(e))
    },
  ],
  [2500, 'no token at all', (e) => refused(e.graph('GET', waba(e), undefined, { authorization: '' }))],
  [
    80007,
    'a number was taken down, and 200 calls an hour are too few',
    async (e) => {
      await deregister(e)
      for (let i = 0; i < 200; i++) await e.graph('GET', waba(e))
      return refused(e.graph('GET', waba(e)))
    },
  ],
  // Sending, at once.
  [
    130403,
    'the business blocked this person',
    async (e) => {
      await e.write('hi')
      await block(e, CUSTOMER)
      return refused(hello(e))
    },
  ],
  [
    130429,
    'the 81st message of a second',
    async (e) => {
      for (let i = 0; i < 80; i++) await hello(e, `+4477009${String(10_000 + i)}`)
      return refused(hello(e))
    },
  ],
  [
    131000,
    'an accident inside',
    async (e) => {
      await e.control('POST', '/faults', { on: 'send', fault: { http: 500 }, times: 1 })
      return refused(hello(e))
    },
  ],
  [131008, 'a text of nothing', (e) => refused(e.sendText(''))],
  [131009, 'a text of 4,097 characters', (e) => refused(e.sendText('x'.repeat(4_097)))],
  [131021, 'a number writes to itself', (e) => refused(hello(e, '+44 7700 900123'))],
  [
    131030,
    'a test number writes to somebody who is not on its list',
    async (e) => {
      await e.control('PATCH', '/settings', { allowedRecipients: [OTHER] })
      return refused(hello(e))
    },
  ],
  [
    131031,
    'an account is locked',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { locked: true })
      return refused(hello(e))
    },
  ],
  [131041, 'a group', (e) => refused(e.send({ recipient_type: 'group', text: { body: 'hi' } }))],
  [131051, 'a fax', (e) => refused(e.send({ type: 'fax', fax: {} }))],
  [131053, 'a PDF that says it is a picture', (e) => refused(e.graph('POST', `${number(e)}/media`, file(pdf, 'image/png')))],
  [
    131056,
    'the 46th message to one person',
    async (e) => {
      for (let i = 0; i < 45; i++) await hello(e)
      return refused(hello(e))
    },
  ],
  [
    131057,
    'a number is being upgraded',
    async (e) => {
      const { numbers } = e.emulator.world
      for (const one of numbers.values()) numbers.put({ ...one, upgradingUntil: (e.emulator.world.now() + MINUTE) as never })
      return refused(hello(e))
    },
  ],
  [
    131062,
    'a code for a business-scoped id',
    async (e) => {
      await e.write('hi')
      const button = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '482915' }] }
      return refused(e.sendTemplate('sign_in_code', 'en_GB', [bodyText('482915'), button], String(e.inbound()[0]?.from_user_id)))
    },
  ],
  [
    131063,
    'marketing was taken off the Cloud API',
    async (e) => {
      await e.graph('POST', waba(e), { disable_marketing_messages_on_cloud_api: true })
      return refused(offer(e))
    },
  ],
  [
    134100,
    'a receipt sent as marketing',
    (e) =>
      refused(
        e.graph('POST', `${number(e)}/marketing_messages`, {
          messaging_product: 'whatsapp',
          to: CUSTOMER,
          type: 'template',
          template: { name: 'hello_world', language: { code: 'en_US' } },
        }),
      ),
  ],
  // Sending, told later.
  [
    130472,
    'a person in the experiment',
    async (e) => {
      await e.control('PATCH', '/settings', { experimentShare: 1 })
      return failed(e, offer(e))
    },
  ],
  [
    131026,
    'a person who is not there',
    async (e) => {
      await e.control('PATCH', `/customers/${CUSTOMER}`, { onWhatsApp: false })
      return failed(e, hello(e))
    },
  ],
  [
    131042,
    'nobody pays',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { unpaid: true })
      return failed(e, hello(e))
    },
  ],
  [131047, 'a text into a closed window', async (e) => failed(e, e.sendText('hi'))],
  [
    131048,
    'the 251st person of the day',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      for (let i = 0; i < 250; i++) {
        if (i % 80 === 79) await e.advance(1_000)
        await hello(e, `+4477009${String(10_000 + i)}`)
      }
      return failed(e, hello(e))
    },
  ],
  [131049, 'an offer to the United States', (e) => failed(e, offer(e, '+12125550123'))],
  [
    131050,
    'a person who wants no more offers',
    async (e) => {
      await e.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'stop' })
      return failed(e, offer(e))
    },
  ],
  // From customers.
  [
    131052,
    'a customer sends a film of 200 MB',
    async (e) => {
      await e.write({ type: 'video', video: { size: 200 * 1_048_576 } })
      return codesIn(e.inbound())
    },
  ],
  // Templates, when they are sent.
  [132000, 'one value of two', (e) => refused(order(e, 'NH-1'))],
  [132001, 'a template in another language', (e) => refused(e.sendTemplate('hello_world', 'fr'))],
  [132005, 'a text too long once it is filled', (e) => refused(order(e, 'x'.repeat(1_000), 'Tuesday'))],
  [
    132012,
    'a picture for a text',
    (e) =>
      refused(
        e.sendTemplate('order_update', 'en_GB', [{ type: 'body', parameters: [{ type: 'image' }, { type: 'text', text: 'x' }] }]),
      ),
  ],
  [132015, 'a template that is paused', (e) => refused(e.sendTemplate('clearance_last_call', 'en_GB', [bodyText('Maja')]))],
  [
    132016,
    'a template that is disabled',
    async (e) => {
      await setTemplate(e, 'hello_world', { status: 'DISABLED' })
      return refused(hello(e))
    },
  ],
  [132018, 'a line break in a value', (e) => refused(order(e, 'NH\n1', 'Tuesday'))],
  // Templates, when they are made.
  [
    2388019,
    'the 251st template of an unverified business',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { verified: false })
      for (let i = 0; i < 250; i++) {
        if (i % 90 === 89) await e.advance(HOUR)
        await create(e, `template_${i}`, fine)
      }
      return refused(create(e, 'one_more', fine))
    },
  ],
  [
    2388023,
    'a name that was deleted yesterday',
    async (e) => {
      await e.graph('DELETE', `${waba(e)}/message_templates?name=order_update`)
      await e.advance(DAY)
      return refused(create(e, 'order_update', fine))
    },
  ],
  [2388024, 'a template there is already', (e) => refused(create(e, 'order_update', fine))],
  [
    2388039,
    'a template under review is edited',
    async (e) => {
      const { body: made } = await create(e, 'visit', fine)
      return refused(e.graph('POST', `/${made.id}`, { components: [fine] }))
    },
  ],
  [2388040, 'a body of 1,025 characters', (e) => refused(create(e, 'visit', body('x'.repeat(1_025))))],
  [2388043, 'a variable without an example', (e) => refused(create(e, 'visit', body('Your visit is on {{1}}, see you soon.')))],
  [2388046, 'a name in capitals', (e) => refused(create(e, 'Visit', fine))],
  [
    2388047,
    'a header with a line break',
    (e) => refused(create(e, 'visit', { type: 'HEADER', format: 'TEXT', text: 'a\nb' }, fine)),
  ],
  [2388072, 'no body', (e) => refused(create(e, 'visit', { type: 'FOOTER', text: 'x' }))],
  [2388073, 'a footer with a variable', (e) => refused(create(e, 'visit', fine, { type: 'FOOTER', text: 'To {{1}}' }))],
  [
    2388293,
    'three variables in four words',
    (e) => refused(create(e, 'visit', body('Your {{1}} and {{2}} and {{3}} come', 'a', 'b', 'c'))),
  ],
  [
    2388299,
    'a variable at the start',
    (e) => refused(create(e, 'visit', body('{{1}}, your visit to our showroom is booked.', 'Maja'))),
  ],
  [
    2593002,
    'a template that nobody made is deleted',
    (e) => refused(e.graph('DELETE', `${waba(e)}/message_templates?name=nothing`)),
  ],
  [
    200005,
    'insights that were never switched on',
    (e) => refused(e.graph('GET', `${waba(e)}/template_analytics?start=1&end=2&template_ids=[1]`)),
  ],
  [
    200006,
    'insights are switched off again',
    async (e) => {
      await e.graph('POST', waba(e), { is_enabled_for_insights: true })
      return refused(e.graph('POST', waba(e), { is_enabled_for_insights: false }))
    },
  ],
  // Numbers.
  [
    133005,
    'a wrong PIN',
    async (e) => {
      await register(e, '271828')
      return refused(register(e, '000000'))
    },
  ],
  [
    133006,
    'a number that was never verified',
    async (e) => {
      const added = await e.graph('POST', `${waba(e)}/phone_numbers`, {
        cc: '44',
        phone_number: '7700900321',
        verified_name: 'Leeds',
      })
      return refused(e.graph('POST', `/${added.body.id}/register`, { messaging_product: 'whatsapp', pin: '271828' }))
    },
  ],
  [
    133008,
    'the eleventh wrong PIN of a day',
    async (e) => {
      await register(e, '271828')
      for (let i = 0; i < 10; i++) {
        await register(e, '000000')
        await e.advance(MINUTE)
      }
      return refused(register(e, '000000'))
    },
  ],
  [
    133009,
    'four wrong PINs in ten seconds',
    async (e) => {
      await register(e, '271828')
      for (let i = 0; i < 3; i++) await register(e, '000000')
      return refused(register(e, '000000'))
    },
  ],
  [
    133010,
    'a number that is not registered',
    async (e) => {
      await deregister(e)
      return refused(hello(e))
    },
  ],
  [
    133016,
    'the eleventh registration of three days',
    async (e) => {
      for (let i = 0; i < 10; i++) await register(e, '271828')
      return refused(register(e, '271828'))
    },
  ],
  [
    136024,
    'a code for a number that is verified',
    (e) => refused(e.graph('POST', `${number(e)}/request_code`, { code_method: 'SMS', language: 'en_GB' })),
  ],
  [
    147001,
    'a username that begins with www',
    (e) => refused(e.graph('POST', `${number(e)}/username`, { username: 'www.nordlys' })),
  ],
  [
    147002,
    'a username for a small portfolio',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      return refused(e.graph('POST', `${number(e)}/username`, { username: 'nordlys' }))
    },
  ],
  [
    147005,
    'a username of another number',
    async (e) => {
      await e.graph('POST', `${number(e)}/username`, { username: 'nordlys' })
      const { id } = await e.control('POST', '/numbers', {})
      return refused(e.graph('POST', `/${id}/username`, { username: 'nordlys' }))
    },
  ],
  [
    2593108,
    'the history of a number that is on no phone',
    (e) => refused(e.graph('POST', `${number(e)}/smb_app_data`, { messaging_product: 'whatsapp', sync_type: 'history' })),
  ],
  [
    2593109,
    'a business keeps the history of its phone to itself',
    async (e) => {
      await e.control('POST', '/webhooks', { field: 'history', variant: 'declined' })
      await e.advance(0)
      return codesIn(e.changes('history').map(({ value }) => value))
    },
  ],
  // Blocking.
  [139100, 'somebody is blocked who never wrote', (e) => refused(block(e, OTHER))],
  [
    139101,
    'the 64,001st on the block list',
    async (e) => {
      const { threads } = e.emulator.world
      await e.write('hi')
      await block(e, CUSTOMER)
      const [first] = threads.values()
      for (let i = 0; first && i < 63_999; i++) threads.put({ ...first, waId: String(440_000_000_000 + i) })
      await e.write('hi', OTHER)
      return refused(block(e, OTHER))
    },
  ],
  // Calls.
  [138000, 'calling is off', (e) => refused(call(e))],
  [
    138001,
    'nobody is there to be called',
    async (e) => {
      await enableCalls(e)
      await e.control('PATCH', `/customers/${CUSTOMER}`, { reachable: false })
      return refused(call(e))
    },
  ],
  [
    138002,
    'the 1,001st call at once',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      const { things } = e.emulator.world
      await call(e)
      const [first] = [...things.values()].filter((thing) => thing.kind === 'call-record')
      for (let i = 0; i < 999; i++) things.put({ ...first, key: `call:${i}`, waId: String(i) })
      for (const thing of [...things.values()]) if (thing.kind === 'call-record') things.put({ ...thing, waId: `x${thing.key}` })
      return refused(call(e))
    },
  ],
  [
    138003,
    'a second call to one person',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      await call(e)
      return refused(call(e))
    },
  ],
  [
    138006,
    'a person who never allowed calls',
    async (e) => {
      await enableCalls(e)
      return refused(call(e))
    },
  ],
  [
    138009,
    'a person is asked for permission twice in a day',
    async (e) => {
      await e.write('hi')
      await ask(e)
      return refused(ask(e))
    },
  ],
  [
    138012,
    'the sixth call a person took in a day',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      for (let i = 0; i < 5; i++) {
        await call(e)
        await e.advance(5 * MINUTE)
      }
      return refused(call(e))
    },
  ],
  [
    138015,
    'a small portfolio calls',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      return refused(enableCalls(e))
    },
  ],
  [
    138017,
    'permission is asked of somebody who gave it for good',
    async (e) => {
      await permit(e, { is_permanent: true })
      return refused(ask(e))
    },
  ],
  // Flows.
  [
    132068,
    'a flow that is blocked',
    async (e) => {
      const id = await flow(e)
      await e.control('PATCH', `/flows/${id}`, { status: 'BLOCKED' })
      return refused(sendFlow(e, id))
    },
  ],
  [
    132069,
    'the eleventh message of an hour with a throttled flow',
    async (e) => {
      const id = await flow(e)
      await e.control('PATCH', `/flows/${id}`, { status: 'THROTTLED' })
      for (let i = 0; i < 10; i++) await sendFlow(e, id)
      return refused(sendFlow(e, id))
    },
  ],
  [
    139001,
    'a published flow is changed',
    async (e) => refused(e.graph('POST', `/${await flow(e)}/assets`, file(png, 'image/png'))),
  ],
  [139002, 'an empty flow is published', async (e) => refused(e.graph('POST', `/${await flow(e, {})}/publish`))],
  [139003, 'a draft is deprecated', async (e) => refused(e.graph('POST', `/${await flow(e, {})}/deprecate`))],
  [139004, 'a published flow is deleted', async (e) => refused(e.graph('DELETE', `/${await flow(e)}`))],
  // What the health of nodes tells.
  [
    141002,
    'a template under review cannot be sent',
    async (e) => {
      const { body: made } = await create(
        e,
        'visit',
        { type: 'HEADER', format: 'IMAGE', example: { header_handle: [await uploadExample(e)] } },
        fine,
      )
      return refused(e.graph('GET', `/${made.id}?fields=health_status`))
    },
  ],
  [
    141006,
    'an account does not pay',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { unpaid: true })
      return refused(e.graph('GET', `${waba(e)}?fields=health_status`))
    },
  ],
  [
    141010,
    'a business is not verified',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { verified: false })
      return refused(e.graph('GET', `${waba(e)}?fields=health_status`))
    },
  ],
]

describe('each code the emulator claims', () => {
  test.each(stories)(
    '%d: %s',
    async (code, _situation, live) => {
      const emulator = await TestEmulator.start()
      expect(await live(emulator)).toContain(code)
    },
    30_000,
  )
})

/** The emulator's own source, without what tests it. */
function source(folder = new URL('..', import.meta.url)): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      if (entry.isDirectory())
        return entry.name === 'testing' || entry.name === 'assets' ? '' : source(new URL(`${entry.name}/`, folder))
      return /\.ts$/.test(entry.name) && !entry.name.includes('.test.') ? readFileSync(new URL(entry.name, folder), 'utf8') : ''
    })
    .join('\n')
}

const told = new Set(stories.map(([code]) => code))

test('every code of the catalogue that the source names has its story', () => {
  const named = new Set<number>()
  // Small codes are named where they refuse; from 2,500 on no other number of the source is one.
  for (const [, digits = ''] of source().matchAll(/\b(\d[\d_]*)\b/g)) {
    const code = Number(digits.replaceAll('_', ''))
    if (code >= 2_500 && errorCatalogue.some((entry) => entry.code === code)) named.add(code)
  }
  for (const [, digits = ''] of source().matchAll(/(?:refuse\(|code: |subcode: )(\d+)\b/g)) {
    if (errorByCode(Number(digits))) named.add(Number(digits))
  }
  expect([...named].filter((code) => !told.has(code))).toEqual([])
})

test('no code has two stories', () => {
  expect(stories).toHaveLength(told.size)
})

test('all other codes of the catalogue come when a fault asks for them, with their status and title', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const wrong: unknown[] = []
  for (const entry of errorCatalogue.filter(({ code }) => !told.has(code))) {
    await emulator.control('POST', '/faults', { on: 'send', fault: { code: entry.code }, times: 1 })
    const { status, body: answer } = await hello(emulator)
    if (answer.error?.code !== entry.code || (entry.http >= 400 && status !== entry.http))
      wrong.push([entry.code, status, answer])
  }
  expect(wrong).toEqual([])
})

import { beforeEach, expect, test } from 'vitest'
import { type Answer, CUSTOMER, DAY, HOUR, MINUTE, SECOND, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let path: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  path = `/v25.0/${emulator.about.phoneNumberId}`
})

const enable = (more = {}) => emulator.graph('POST', `${path}/settings`, { calling: { status: 'ENABLED', ...more } })
const permit = (more = {}, customer = CUSTOMER) =>
  emulator.write(
    {
      type: 'interactive',
      interactive: {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', response_source: 'user_action', ...more },
      },
    },
    customer,
  )
const session = { sdp_type: 'offer', sdp: 'v=0' }
const act = (body: Record<string, unknown>) => emulator.graph('POST', `${path}/calls`, { messaging_product: 'whatsapp', ...body })
const call = (to = CUSTOMER) => act({ to, action: 'connect', session, biz_opaque_callback_data: 'order 7' })
const idOf = ({ body }: Answer) => (body.calls as unknown as [{ id: string }])[0].id
const codeOf = ({ body }: Answer) => body.error?.code
const customerActs = (id: string, action: string) => emulator.control('POST', `/customers/${CUSTOMER}/calls/${id}`, { action })
/** What the webhooks told, in order: statuses, and events with their result. */
const told = () =>
  emulator
    .changes('calls')
    .flatMap(({ value }) => [
      ...(value.statuses ?? []).map((one) => one.status),
      ...((value.calls ?? []) as { event: string; status?: string }[]).map((one) =>
        one.status ? `${one.event} ${one.status}` : one.event,
      ),
    ])

test('a call needs calling switched on and the customer’s permission; a taken one opens the window', async () => {
  expect(codeOf(await call())).toBe(138000)
  await enable()
  expect(codeOf(await call())).toBe(138006)
  await permit()
  await emulator.advance(2 * DAY)
  const id = idOf(await call())
  await emulator.advance(10 * SECOND)
  const reply = await emulator.sendText('Good to talk to you')
  await emulator.advance(10 * SECOND)
  await act({ call_id: id, action: 'terminate' })
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(reply)).status).toBe('delivered')
  expect(told()).toEqual(['RINGING', 'ACCEPTED', 'connect', 'terminate COMPLETED'])
  expect(emulator.changes('calls').at(-1)?.value).toMatchObject({
    contacts: [{ wa_id: CUSTOMER }],
    calls: [{ id, direction: 'BUSINESS_INITIATED', duration: 14, biz_opaque_callback_data: 'order 7', to: CUSTOMER }],
  })
})

/** How a call of the business may go otherwise: what happens → what is told. */
test.each([
  ['the customer declines', (id: string) => customerActs(id, 'reject'), ['REJECTED', 'terminate FAILED']],
  [
    'the customer takes it at once and hangs up',
    async (id: string) => {
      await customerActs(id, 'accept')
      await customerActs(id, 'terminate')
    },
    ['ACCEPTED', 'connect', 'terminate COMPLETED'],
  ],
  ['the business gives up while it rings', (id: string) => act({ call_id: id, action: 'terminate' }), ['terminate FAILED']],
  ['nobody hangs up', () => emulator.advance(10 * MINUTE), ['RINGING', 'ACCEPTED', 'connect', 'terminate COMPLETED']],
])('%s', async (_label, happens, expected) => {
  await enable()
  await permit()
  await happens(idOf(await call()))
  await emulator.advance(HOUR)
  expect(told()).toEqual(expected)
})

test('who has blocked the number never hears it ring', async () => {
  await enable()
  await permit()
  await emulator.control('POST', `/customers/${CUSTOMER}/feedback`, { kind: 'block' })
  await call()
  await emulator.advance(HOUR)
  expect(told()).toEqual(['terminate FAILED'])
})

test('one call at a time with one person, five taken ones a day', async () => {
  await enable()
  await permit()
  for (let taken = 0; taken < 5; taken++) {
    const id = idOf(await call())
    expect(codeOf(await call())).toBe(138003)
    await customerActs(id, 'accept')
    await act({ call_id: id, action: 'terminate' })
  }
  expect(codeOf(await call())).toBe(138012)
  await emulator.advance(DAY - 1)
  expect(codeOf(await call())).toBe(138012)
  await emulator.advance(1)
  expect((await call()).status).toBe(200)
})

/** What a call is refused for: situation → code. */
test.each([
  ['without an offer', 131008, () => act({ to: CUSTOMER, action: 'connect' })],
  ['with an answer instead', 131009, () => act({ to: CUSTOMER, action: 'connect', session: { sdp_type: 'answer', sdp: 'v=0' } })],
  ['with an action nobody knows', 131009, () => act({ to: CUSTOMER, action: 'whistle' })],
  ['to nobody', 100, () => act({ action: 'connect', session })],
  ['about no call', 131009, () => act({ call_id: 'wacid.none', action: 'terminate' })],
  [
    'to somebody who is not there',
    138001,
    async () => {
      await emulator.control('PATCH', `/customers/${CUSTOMER}`, { reachable: false })
      return await call()
    },
  ],
  [
    'from a small portfolio',
    138015,
    async () => {
      await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_250' })
      return await call()
    },
  ],
  [
    'from a number that is not registered',
    133010,
    async () => {
      await emulator.graph('POST', `${path}/deregister`)
      return await call()
    },
  ],
  [
    'to somebody the business blocked',
    130403,
    async () => {
      await emulator.graph('POST', `${path}/block_users`, { messaging_product: 'whatsapp', block_users: [{ user: CUSTOMER }] })
      return await call()
    },
  ],
  [
    'after the permission ended',
    138006,
    async () => {
      await emulator.advance(7 * DAY)
      return await call()
    },
  ],
  [
    'after the permission was taken back',
    138006,
    async () => {
      await permit({ response: 'reject' })
      return await call()
    },
  ],
])('a call %s is refused with %d', async (_label, code, send) => {
  await enable()
  await permit()
  expect(codeOf(await send())).toBe(code)
})

test('a permission lasts seven days, or for good', async () => {
  await enable()
  await permit()
  const permission = async () => (await emulator.graph('GET', `${path}/call_permissions?user_wa_id=${CUSTOMER}`)).body
  expect(await permission()).toMatchObject({
    permission: { status: 'temporary', expiration_time: Date.parse('2026-11-27T09:00:00Z') / 1_000 },
    actions: [
      { action_name: 'send_call_permission_request', can_perform_action: true },
      { action_name: 'start_call', can_perform_action: true },
    ],
  })
  await emulator.advance(7 * DAY)
  expect(await permission()).toMatchObject({
    permission: { status: 'no_permission' },
    actions: [{}, { can_perform_action: false }],
  })
  await permit({ is_permanent: true })
  await emulator.advance(365 * DAY)
  const always = await permission()
  expect(always.permission).toEqual({ status: 'permanent' })
  expect((await call()).status).toBe(200)
})

test('a customer’s call rings, is taken and is ended by the business', async () => {
  const { id } = await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { ring: true })
  await emulator.advance(5 * SECOND)
  const answer = { call_id: id, session: { sdp_type: 'answer', sdp: 'v=0' } }
  expect(codeOf(await act({ call_id: id, action: 'accept' }))).toBe(131008)
  expect((await act({ ...answer, action: 'pre_accept' })).body).toEqual({ messaging_product: 'whatsapp', success: true })
  expect((await act({ ...answer, action: 'accept' })).status).toBe(200)
  expect(codeOf(await act({ ...answer, action: 'accept' }))).toBe(131009)
  await emulator.advance(20 * SECOND)
  await act({ call_id: id, action: 'terminate' })
  expect(codeOf(await act({ call_id: id, action: 'terminate' }))).toBe(131009)
  await emulator.advance(0)
  expect(told()).toEqual(['connect', 'terminate COMPLETED'])
  expect(emulator.changes('calls').at(-1)?.value).toMatchObject({
    calls: [{ id, direction: 'USER_INITIATED', from: CUSTOMER, duration: 20 }],
  })
})

test.each([
  ['the business declines it', (id: string) => act({ call_id: id, action: 'reject' })],
  ['nobody takes it', () => emulator.advance(MINUTE)],
])('a customer’s call fails when %s', async (_label, happens) => {
  const { id } = await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { ring: true })
  await happens(id)
  await emulator.advance(0)
  expect(told()).toEqual(['connect', 'terminate FAILED'])
})

test('where the settings say so, who calls may be called back', async () => {
  await enable({ callback_permission_status: 'ENABLED' })
  await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: false })
  await emulator.advance(0)
  expect(emulator.inbound()).toMatchObject([
    { type: 'interactive', interactive: { call_permission_reply: { response: 'accept', response_source: 'automatic' } } },
  ])
  expect((await call()).status).toBe(200)
})

test('a customer is asked for permission once a day and twice a week, and never again after a yes for good', async () => {
  const ask = () =>
    emulator.send({
      type: 'interactive',
      interactive: { type: 'call_permission_request', action: { name: 'call_permission_request' } },
    })
  await emulator.write('Call me')
  expect((await ask()).status).toBe(200)
  expect(codeOf(await ask())).toBe(138009)
  await emulator.advance(DAY)
  await emulator.write('Call me')
  expect((await ask()).status).toBe(200)
  await emulator.advance(DAY)
  await emulator.write('Call me')
  expect(codeOf(await ask())).toBe(138009)
  await emulator.advance(5 * DAY)
  await emulator.write('Call me')
  expect((await ask()).status).toBe(200)
  await permit({ is_permanent: true })
  await emulator.advance(7 * DAY)
  await emulator.write('Call me')
  expect(codeOf(await ask())).toBe(138017)
})

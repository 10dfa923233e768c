import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const OTHER = '447700900457'
let emulator: TestEmulator
let number: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  number = emulator.about.phoneNumberId
})

const connect = (body: object = {}) => emulator.control('POST', `/numbers/${number}/business-app`, body)
const ask = async (sync_type: string) =>
  await emulator.graph('POST', `/v25.0/${number}/smb_app_data`, { messaging_product: 'whatsapp', sync_type })
const ownerWrites = (body: object) =>
  emulator.control('POST', `/numbers/${number}/business-app/messages`, { to: CUSTOMER, ...body })
const contact = (body: object) => emulator.control('POST', `/numbers/${number}/business-app/contacts`, body)
const daysAgo = (days: number) => new Date(Date.parse(emulator.about.now) - days * DAY).toISOString()
// biome-ignore lint/suspicious/noExplicitAny: each test checks the part it reads.
const values = (field: string): any[] => emulator.changes(field).map(({ value }) => value)

test('a number that joins from the Business app sends 20 a second, and its partner is told', async () => {
  expect(await connect()).toMatchObject({ throughput: 20 })
  await emulator.advance(0)
  const [post] = emulator.received.filter(({ json }) => json.entry[0]?.changes[0]?.field === 'account_update')
  expect(post?.json.entry[0]).toMatchObject({
    id: emulator.about.businessId,
    changes: [
      {
        value: {
          event: 'PARTNER_ADDED',
          waba_info: { waba_id: emulator.about.wabaId, owner_business_id: emulator.about.businessId },
        },
      },
    ],
  })
  const { body } = await emulator.graph('GET', `/v25.0/${number}?fields=is_on_biz_app,platform_type`)
  expect(body).toMatchObject({ is_on_biz_app: true, platform_type: 'CLOUD_API' })
  const to = (i: number) => `4477008${String(10_000 + i)}`
  for (let i = 0; i < 20; i++) await emulator.sendTemplate('hello_world', 'en_US', [], to(i))
  expect((await emulator.sendTemplate('hello_world', 'en_US', [], to(20))).body.error?.code).toBe(130429)
})

test('what the owner writes in the app is echoed, costs nothing and opens no window', async () => {
  await connect()
  const { id } = await ownerWrites({ text: { body: 'Yes, until six.' } })
  await emulator.advance(0)
  expect(values('smb_message_echoes')[0]).toMatchObject({
    contacts: [{ wa_id: CUSTOMER }],
    message_echoes: [
      { from: '447700900123', to: CUSTOMER, to_user_id: expect.any(String), id, type: 'text', text: { body: 'Yes, until six.' } },
    ],
  })
  await ownerWrites({ type: 'revoke', revoke: { original_message_id: id } })
  const sent = await emulator.sendText('hello')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(sent)).error?.code).toBe(131047)
  expect((await emulator.control('GET', '/stats')).charged).toEqual({})
  expect(values('smb_message_echoes')[1].message_echoes[0]).toMatchObject({ type: 'revoke', revoke: { original_message_id: id } })
})

test('contacts of the app are told as they change, and all at once on request', async () => {
  await connect()
  await contact({ customer: CUSTOMER, fullName: 'Maja Lindqvist' })
  await contact({ customer: OTHER, fullName: 'Ola Berg' })
  await contact({ customer: OTHER, action: 'remove' })
  await emulator.advance(0)
  expect(values('smb_app_state_sync').map(({ state_sync: [one] }) => [one.action, one.contact])).toEqual([
    ['add', { full_name: 'Maja Lindqvist', first_name: 'Maja', phone_number: CUSTOMER }],
    ['add', { full_name: 'Ola Berg', first_name: 'Ola', phone_number: OTHER }],
    ['remove', { phone_number: OTHER }],
  ])
  expect((await ask('smb_app_state_sync')).body).toEqual({ messaging_product: 'whatsapp', request_id: expect.any(String) })
  await emulator.advance(MINUTE)
  expect(values('smb_app_state_sync').at(-1).state_sync).toMatchObject([{ action: 'add', contact: { phone_number: CUSTOMER } }])
})

describe('the history', () => {
  const past = [
    [181, 'customer', { text: { body: 'too long ago' } }],
    [120, 'customer', { text: { body: 'half a year' } }],
    [30, 'business', { text: { body: 'a month' } }],
    [20, 'customer', { type: 'image', image: {} }],
    [3, 'customer', { type: 'image', image: { caption: 'My room' } }],
    [0.5, 'business', { text: { body: 'this morning' } }],
  ] as [number, string, object][]
  const connectWithPast = (more = {}) =>
    connect({ past: past.map(([days, from, content]) => ({ customer: CUSTOMER, from, at: daysAgo(days), ...content })), ...more })

  test('comes in three phases, with the files of two weeks after it', async () => {
    await connectWithPast()
    await ask('history')
    await emulator.advance(MINUTE)
    const told = values('history')
    const phases = told.filter(({ history }) => history)
    expect(phases.map(({ history: [one] }) => [one.metadata.phase, one.metadata.chunk_order, one.metadata.progress])).toEqual([
      [0, 1, 33],
      [1, 1, 67],
      [2, 1, 100],
    ])
    const messages = phases.flatMap(({ history: [one] }) =>
      one.threads.flatMap((thread: { messages: unknown[] }) => thread.messages),
    )
    expect(messages).toMatchObject([
      { from: '447700900123', to: CUSTOMER, type: 'text', text: { body: 'this morning' }, history_context: { status: 'READ' } },
      { from: '447700900123', to: CUSTOMER, type: 'text', text: { body: 'a month' } },
      { from: CUSTOMER, type: 'media_placeholder' },
      { from: CUSTOMER, type: 'media_placeholder' },
      { from: CUSTOMER, type: 'text', text: { body: 'half a year' } },
    ])
    const files = told.filter(({ messages: some }) => some)
    expect(files).toMatchObject([{ messages: [{ type: 'image', image: { caption: 'My room', id: expect.any(String) } }] }])
  })

  test('is not shared where the owner declined', async () => {
    await connectWithPast({ sharesHistory: false })
    await ask('history')
    await emulator.advance(MINUTE)
    expect(values('history')).toMatchObject([{ history: [{ errors: [{ code: 2593109 }] }] }])
  })

  test.each([
    ['a number on no app', async () => {}, 2593108],
    ['a day after joining', async () => void (await connect().then(() => emulator.advance(24 * HOUR))), 2593108],
    ['within the day', async () => void (await connect().then(() => emulator.advance(24 * HOUR - 1_000))), 0],
    ['the second time', async () => void (await connect().then(() => ask('history'))), 2593107],
  ])('is asked for, %s', async (_label, prepare, code) => {
    await prepare()
    expect((await ask('history')).body.error?.code ?? 0).toBe(code)
  })
})

test('a number that leaves the app is told of with the reason, and sends no more', async () => {
  await connect()
  await emulator.control('DELETE', `/numbers/${number}/business-app`, { reason: 'PRIMARY_INACTIVITY', initiatedBy: 'SYSTEM' })
  await emulator.advance(0)
  expect(values('account_update').at(-1)).toMatchObject({
    event: 'PARTNER_REMOVED',
    phone_number: '447700900123',
    disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' },
  })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(133010)
  await expect(ownerWrites({ text: { body: 'hi' } })).rejects.toThrow('not on the Business app')
})

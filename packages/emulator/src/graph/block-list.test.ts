import { beforeEach, expect, test } from 'vitest'
import { threadOf } from '../messages/windows.ts'
import { CUSTOMER, DAY, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const OTHER = '447700900457'
let emulator: TestEmulator
let path: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  path = `/v25.0/${emulator.about.phoneNumberId}/block_users`
})

const change = (method: 'POST' | 'DELETE', ...users: Record<string, string>[]) =>
  emulator.graph(method, path, { messaging_product: 'whatsapp', block_users: users })
const block = (...users: string[]) => change('POST', ...users.map((user) => ({ user })))
const listed = async () =>
  ((await emulator.graph('GET', path)).body.data as unknown as { wa_id: string }[]).map((one) => one.wa_id)

test('who is blocked neither writes nor is written to, until the number lets them again', async () => {
  await emulator.write('hi')
  const { body } = await block(`+${CUSTOMER}`)
  const bsuid = String(emulator.inbound()[0]?.from_user_id)
  expect(body).toEqual({
    messaging_product: 'whatsapp',
    block_users: { added_users: [{ input: `+${CUSTOMER}`, wa_id: CUSTOMER, user_id: bsuid }] },
  })
  expect(await listed()).toEqual([CUSTOMER])
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(130403)
  const told = emulator.received.length
  await emulator.write('are you there?')
  expect(await emulator.control('POST', `/customers/${CUSTOMER}/calls`, {})).toMatchObject({ delivered: false })
  expect(await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { ring: true })).toMatchObject({ delivered: false })
  await emulator.advance(MINUTE)
  expect(emulator.received).toHaveLength(told)
  const freed = await change('DELETE', { user_id: bsuid })
  expect(freed.body).toMatchObject({ block_users: { removed_users: [{ input: bsuid, wa_id: CUSTOMER }] } })
  expect(await listed()).toEqual([])
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
})

/** Who cannot be blocked: user → code. */
test.each([
  ['who never wrote', OTHER, 131047],
  ['the number itself', '447700900123', 131021],
  ['who is no number', 'Maja', 131009],
])('%s cannot be blocked, the others are', async (_label, user, code) => {
  await emulator.write('hi')
  const answer = await block(CUSTOMER, user)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({
    block_users: {
      added_users: [{ input: CUSTOMER }],
      failed_users: [{ input: user, errors: [{ code, error_data: { details: expect.any(String) } }] }],
    },
    errors: { code: 139100 },
    error: { code: 139100, message: '(#139100) Some users could not be blocked', fbtrace_id: expect.any(String) },
  })
  expect(await listed()).toEqual([CUSTOMER])
})

test('who wrote 24 hours ago is too late by then', async () => {
  await emulator.write('hi')
  await emulator.advance(DAY - 1)
  expect((await block(CUSTOMER)).status).toBe(200)
  await change('DELETE', { user: CUSTOMER })
  await emulator.advance(1)
  expect((await block(CUSTOMER)).body).toMatchObject({ block_users: { failed_users: [{ errors: [{ code: 131047 }] }] } })
})

test('64,000 people fit on the list', async () => {
  const { world } = emulator.emulator
  for (let i = 0; i < 63_999; i++) {
    const thread = threadOf(world, emulator.about.phoneNumberId, String(440_000_000_000 + i))
    thread.blockedByBusiness = true
  }
  await emulator.write('hi')
  await emulator.write('hi', OTHER)
  expect((await block(CUSTOMER)).status).toBe(200)
  expect((await block(OTHER)).body).toMatchObject({ block_users: { failed_users: [{ errors: [{ code: 139101 }] }] } })
  expect((await block(CUSTOMER)).status).toBe(200)
})

test('the list is paged', async () => {
  for (const customer of [CUSTOMER, OTHER, '447700900458']) {
    await emulator.write('hi', customer)
    await block(customer)
  }
  const first = await emulator.graph('GET', `${path}?limit=2`)
  expect(first.body.data).toHaveLength(2)
  const next = String((first.body.paging as unknown as { next: string }).next).replace(emulator.about.graphUrl, '')
  expect((await emulator.graph('GET', next)).body).toMatchObject({ data: [{ wa_id: '447700900458' }] })
})

import { beforeEach, expect, test } from 'vitest'
import { type Answer, DAY, HOUR, MINUTE, SECOND, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let path: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  path = `/v25.0/${emulator.about.phoneNumberId}`
})

const add = (more: Record<string, unknown> = {}) =>
  emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/phone_numbers`, {
    cc: '44',
    phone_number: '7700 900321',
    verified_name: 'Nordlys Leeds',
    ...more,
  })
const added = async () => `/v25.0/${(await add()).body.id}`
const ask = (at: string, body: Record<string, unknown> = { code_method: 'SMS', language: 'en_GB' }) =>
  emulator.graph('POST', `${at}/request_code`, body)
const verify = (at: string, code: string) => emulator.graph('POST', `${at}/verify_code`, { code })
const register = (at: string, pin = '271828', more = {}) =>
  emulator.graph('POST', `${at}/register`, { messaging_product: 'whatsapp', pin, ...more })
const deregister = (at: string) => emulator.graph('POST', `${at}/deregister`)
const codeOf = ({ body }: Answer): number | undefined => body.error?.code
const read = async (at: string, fields: string) => (await emulator.graph('GET', `${at}?fields=${fields}`)).body

test('a number is added, verified and registered, and only then sends', async () => {
  const at = await added()
  const send = () =>
    emulator.graph('POST', `${at}/messages`, {
      messaging_product: 'whatsapp',
      to: '447700900456',
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    })
  expect(await read(at, 'display_phone_number,verified_name,status,code_verification_status,platform_type')).toMatchObject({
    display_phone_number: '+44 7700900321',
    verified_name: 'Nordlys Leeds',
    status: 'PENDING',
    code_verification_status: 'NOT_VERIFIED',
    platform_type: 'NOT_APPLICABLE',
  })
  expect(codeOf(await register(at))).toBe(133006)
  expect(codeOf(await verify(at, '123456'))).toBe(100)
  expect((await ask(at)).body).toEqual({ success: true })
  expect((await verify(at, '000000')).body.error?.error_data?.details).toContain('always 123456')
  expect((await verify(at, '123-456')).body).toEqual({ success: true })
  expect(await read(at, 'status,code_verification_status')).toMatchObject({
    status: 'DISCONNECTED',
    code_verification_status: 'VERIFIED',
  })
  expect(codeOf(await send())).toBe(133010)
  expect((await register(at, '271828', { data_localization_region: 'DE' })).body).toEqual({ success: true })
  expect(await read(at, 'status,is_pin_enabled')).toMatchObject({ status: 'CONNECTED', is_pin_enabled: true })
  expect((await emulator.graph('GET', `${at}/settings`)).body).toEqual({
    storage_configuration: { status: 'IN_COUNTRY_STORAGE_ENABLED', data_localization_region: 'DE' },
  })
  expect((await send()).status).toBe(200)
  expect(codeOf(await ask(at))).toBe(136024)
  expect(codeOf(await verify(at, '123456'))).toBe(136024)
})

/** What the steps refuse: call → code. */
test.each([
  ['a code by pigeon', 100, () => ask(path, { code_method: 'PIGEON', language: 'en_GB' })],
  ['a code in no language', 100, () => ask(path, { code_method: 'VOICE' })],
  ['no PIN', 100, () => emulator.graph('POST', `${path}/register`, { messaging_product: 'whatsapp' })],
  ['five digits', 100, () => register(path, '12345')],
  ['a region there is not', 100, () => register(path, '271828', { data_localization_region: 'FR' })],
  ['no product', 100, () => emulator.graph('POST', `${path}/register`, { pin: '271828' })],
  [
    'leaving twice',
    133010,
    async () => {
      await deregister(path)
      return await deregister(path)
    },
  ],
  ['a number of five PIN digits on the node', 100, () => emulator.graph('POST', path, { pin: '12345' })],
  [
    'a number that is banned',
    131031,
    async () => {
      await emulator.control('PATCH', `/numbers/${emulator.about.phoneNumberId}`, { status: 'BANNED' })
      return await register(path)
    },
  ],
])('%s is refused with %d', async (_label, code, call) => {
  expect(codeOf(await call())).toBe(code)
})

test('a PIN that was set must be given again; guessing is stopped, first for seconds, then for a day', async () => {
  expect((await emulator.graph('POST', path, { pin: '271828' })).body).toEqual({ success: true })
  for (let i = 0; i < 3; i++) expect(codeOf(await register(path, '000000'))).toBe(133005)
  expect(codeOf(await register(path, '271828'))).toBe(133009)
  await emulator.advance(10 * SECOND)
  for (let i = 0; i < 7; i++) {
    expect(codeOf(await register(path, '000000'))).toBe(133005)
    await emulator.advance(10 * SECOND)
  }
  expect(codeOf(await register(path, '271828'))).toBe(133008)
  await emulator.advance(DAY)
  expect((await register(path, '271828')).status).toBe(200)
})

test('ten registrations and deregistrations fit into 72 hours', async () => {
  for (let i = 0; i < 5; i++) {
    expect((await deregister(path)).status).toBe(200)
    expect((await register(path)).status).toBe(200)
  }
  expect(codeOf(await deregister(path))).toBe(133016)
  await emulator.advance(72 * HOUR - 1)
  expect(codeOf(await register(path))).toBe(133016)
  await emulator.advance(1)
  expect((await register(path)).status).toBe(200)
})

/** Which numbers cannot be added. */
test.each([
  ['without a country', { cc: undefined }],
  ['without a name', { verified_name: undefined }],
  ['with letters', { phone_number: 'seven' }],
  ['that is there already', { phone_number: '7700900123' }],
])('a number %s cannot be added', async (_label, more) => {
  expect(codeOf(await add(more))).toBe(100)
})

test('an unverified portfolio has room for two numbers, a verified one for twenty', async () => {
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { verified: false, tier: 'TIER_250' })
  expect((await add()).status).toBe(200)
  expect((await add({ phone_number: '7700900322' })).body.error).toMatchObject({
    code: 100,
    error_user_title: 'Too Many Phone Numbers',
  })
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { verified: true })
  for (let i = 2; i < 20; i++) expect((await add({ phone_number: String(7_700_900_400 + i) })).status).toBe(200)
  expect(codeOf(await add({ phone_number: '7700900500' }))).toBe(100)
})

test('an account that may add no number is told so', async () => {
  await emulator.control('POST', `/wabas/${emulator.about.wabaId}/restrictions`, { type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION' })
  expect(codeOf(await add())).toBe(368)
})

test('another display name is reviewed before it is shown', async () => {
  expect((await emulator.graph('POST', path, { new_display_name: 'Nordlys' })).body).toEqual({ success: true })
  expect(await read(path, 'verified_name,new_display_name,new_name_status')).toMatchObject({
    verified_name: 'Nordlys Home',
    new_display_name: 'Nordlys',
    new_name_status: 'PENDING_REVIEW',
  })
  await emulator.advance(5 * MINUTE)
  expect(await read(path, 'verified_name,new_name_status')).toMatchObject({ verified_name: 'Nordlys', new_name_status: 'NONE' })
  expect(emulator.changes('phone_number_name_update')[0]?.value).toEqual({
    display_phone_number: '447700900123',
    decision: 'APPROVED',
    requested_verified_name: 'Nordlys',
    rejection_reason: null,
  })
})

import { beforeEach, expect, test } from 'vitest'
import { bodyText, CUSTOMER, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let waba: string

beforeEach(async () => {
  emulator = await TestEmulator.start({ quiet: true })
  waba = `/v25.0/${emulator.about.wabaId}`
})

test('an account tells what it is, and what belongs to it', async () => {
  expect((await emulator.graph('GET', waba)).body).toEqual({
    id: emulator.about.wabaId,
    name: 'Nordlys Home',
    timezone_id: '0',
    message_template_namespace: expect.stringMatching(/^[0-9a-f]{8}_[0-9a-f]{4}_/),
  })
  const { body } = await emulator.graph(
    'GET',
    `${waba}?fields=currency,business_verification_status,health_status,phone_numbers.limit(1){display_phone_number,quality_rating}`,
  )
  expect(body).toMatchObject({
    currency: 'USD',
    business_verification_status: 'verified',
    health_status: { can_send_message: 'AVAILABLE' },
    phone_numbers: {
      data: [{ id: emulator.about.phoneNumberId, display_phone_number: '+44 7700 900123', quality_rating: 'GREEN' }],
    },
  })
  expect((await emulator.graph('GET', `/${emulator.about.businessId}?fields=name,verification_status`)).body).toEqual({
    id: emulator.about.businessId,
    name: 'Nordlys Home Ltd',
    verification_status: 'verified',
  })
  expect((await emulator.graph('GET', `/${emulator.about.businessId}/owned_whatsapp_business_accounts`)).body).toMatchObject({
    data: [{ id: emulator.about.wabaId }],
  })
  expect((await emulator.graph('GET', `/${emulator.about.appId}`)).body).toEqual({
    id: emulator.about.appId,
    name: 'Casement Emulator',
  })
})

/** Numbers found by a filter. */
test.each([
  ['account_mode', 'EQUAL', 'LIVE', 1],
  ['account_mode', 'EQUAL', 'SANDBOX', 0],
  ['quality_rating', 'IN', ['YELLOW', 'GREEN'], 1],
  ['quality_rating', 'NOT_EQUAL', 'GREEN', 0],
])('%s %s %s finds %d', async (field, operator, value, count) => {
  const filtering = encodeURIComponent(JSON.stringify([{ field, operator, value }]))
  const { body } = await emulator.graph('GET', `${waba}/phone_numbers?filtering=${filtering}`)
  expect(body.data).toHaveLength(count)
})

test('a filter on nothing is refused', async () => {
  const filtering = encodeURIComponent(JSON.stringify([{ field: 'colour', value: 'red' }]))
  expect((await emulator.graph('GET', `${waba}/phone_numbers?filtering=${filtering}`)).body.error?.message).toContain(
    'nonexisting field (colour)',
  )
})

test('people are given tasks in an account, and lose them', async () => {
  const path = `${waba}/assigned_users`
  expect((await emulator.graph('GET', path)).body).toEqual({ data: [] })
  expect((await emulator.graph('POST', `${path}?user=777&tasks=['MANAGE']`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', path)).body).toMatchObject({ data: [{ id: '777', tasks: ['MANAGE'] }] })
  expect((await emulator.graph('POST', path, { user: '777', tasks: ['DANCE'] })).body.error?.code).toBe(100)
  expect((await emulator.graph('DELETE', `${path}?user=777`)).body).toEqual({ success: true })
  expect((await emulator.graph('DELETE', `${path}?user=777`)).body).toEqual({ success: false })
})

/** What an account cannot be set to. */
test.each([
  ['a time zone Meta has no number for', { timezone_id: '9999' }, 100],
  ['insights off once they were on', { is_enabled_for_insights: false }, 200006],
])('%s', async (_label, change, code) => {
  await emulator.graph('POST', waba, { is_enabled_for_insights: true, name: 'Nordlys Hjem' })
  expect((await emulator.graph('POST', waba, change)).body.error?.code).toBe(code)
  expect((await emulator.graph('GET', `${waba}?fields=name,is_enabled_for_insights`)).body).toMatchObject({
    name: 'Nordlys Hjem',
    is_enabled_for_insights: true,
  })
})

test('marketing may be kept off the Cloud API', async () => {
  const offer = {
    type: 'template',
    template: { name: 'winter_sale', language: { code: 'en_GB' }, components: [bodyText('Maja', '20%')] },
  }
  await emulator.graph('POST', waba, { disable_marketing_messages_on_cloud_api: true })
  expect((await emulator.send(offer)).body.error?.code).toBe(131063)
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
  const path = `/v25.0/${emulator.about.phoneNumberId}/marketing_messages`
  expect((await emulator.graph('POST', path, { messaging_product: 'whatsapp', to: CUSTOMER, ...offer })).status).toBe(200)
  await emulator.graph('POST', waba, { disable_marketing_messages_on_cloud_api: false })
  expect((await emulator.send(offer)).status).toBe(200)
})

test('tokens are exchanged and examined', async () => {
  const { appId, appSecret, graphUrl } = emulator.about
  const own = { authorization: `Bearer ${appId}|${appSecret}` }
  const app = await emulator.graph(
    'GET',
    `/oauth/access_token?client_id=${appId}&client_secret=${appSecret}&grant_type=client_credentials`,
    undefined,
    own,
  )
  expect(app.body).toEqual({ access_token: `${appId}|${appSecret}`, token_type: 'bearer' })
  const user = await emulator.graph(
    'GET',
    `/v25.0/oauth/access_token?client_id=${appId}&client_secret=${appSecret}&code=AQB`,
    undefined,
    own,
  )
  expect(user.body).toMatchObject({ token_type: 'bearer', expires_in: 5183944 })
  const token = String(user.body.access_token)
  expect((await fetch(`${graphUrl}${waba}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  expect((await emulator.graph('GET', `/debug_token?input_token=${token}`)).body).toMatchObject({
    data: {
      app_id: appId,
      is_valid: true,
      scopes: expect.arrayContaining(['whatsapp_business_messaging']),
      granular_scopes: expect.arrayContaining([{ scope: 'whatsapp_business_management', target_ids: [emulator.about.wabaId] }]),
    },
  })
  expect((await emulator.graph('GET', '/debug_token?input_token=nonsense')).body).toMatchObject({ data: { is_valid: false } })
  expect(
    (await emulator.graph('GET', `/oauth/access_token?client_id=${appId}&client_secret=wrong`, undefined, own)).body.error?.code,
  ).toBe(1)
})

test('management calls are counted by the hour, and too many are refused', async () => {
  await emulator.graph('POST', `/${emulator.about.phoneNumberId}/deregister`)
  const usage = (headers: Headers) =>
    (
      JSON.parse(String(headers.get('x-business-use-case-usage'))) as Record<
        string,
        { call_count: number; estimated_time_to_regain_access: number }[]
      >
    )[emulator.about.wabaId]?.[0]
  const first = await emulator.graph('GET', waba)
  expect(usage(first.headers)).toMatchObject({ call_count: 1, estimated_time_to_regain_access: 0 })
  for (let calls = 1; calls < 200; calls++) expect((await emulator.graph('GET', waba)).status).toBe(200)
  const over = await emulator.graph('GET', waba)
  expect(over.body.error).toMatchObject({ code: 80007, error_subcode: 2446079 })
  expect(usage(over.headers)).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 60 })
  await emulator.advance(HOUR)
  expect((await emulator.graph('GET', waba)).status).toBe(200)
})

test('the history of a message is what happened to it', async () => {
  const { body } = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  const [message] = body.messages as unknown as [{ id: string }]
  const path = `/v25.0/${emulator.about.phoneNumberId}/message_history`
  const { data } = (await emulator.graph('GET', `${path}?message_id=${encodeURIComponent(message.id)}`)).body as unknown as {
    data: [{ events: { data: { delivery_status: string }[] } }]
  }
  expect(data[0].events.data.map((event) => event.delivery_status)).toEqual(['ACCEPTED', 'SENT', 'DELIVERED'])
  expect((await emulator.graph('GET', `${path}?user_wa_id=${CUSTOMER}&fields=message_id`)).body).toMatchObject({
    data: [{ message_id: message.id }],
  })
  expect((await emulator.graph('GET', `${path}?message_id=wamid.none`)).body).toEqual({ data: [] })
  expect((await emulator.graph('GET', path)).body.error?.code).toBe(100)
})

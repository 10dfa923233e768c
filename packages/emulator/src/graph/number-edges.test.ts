import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let path: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  path = `/v25.0/${emulator.about.phoneNumberId}`
})

describe('the business profile', () => {
  const write = (body: Record<string, unknown>) =>
    emulator.graph('POST', `${path}/whatsapp_business_profile`, { messaging_product: 'whatsapp', ...body })
  const read = async (fields: string) => (await emulator.graph('GET', `${path}/whatsapp_business_profile?fields=${fields}`)).body

  test('is read as it was written, what is unset is absent, and nothing is told without fields', async () => {
    expect(
      (await write({ about: 'Open till eight', websites: ['https://nordlys-home.example/'], vertical: 'retail' })).body,
    ).toEqual({ success: true })
    expect(await read('about,email,websites,vertical')).toEqual({
      data: [
        {
          about: 'Open till eight',
          websites: ['https://nordlys-home.example/'],
          vertical: 'RETAIL',
          messaging_product: 'whatsapp',
        },
      ],
    })
    expect((await emulator.graph('GET', `${path}/whatsapp_business_profile`)).body).toEqual({
      data: [{ messaging_product: 'whatsapp' }],
    })
  })

  test('may come as a form, and a field is emptied by nothing', async () => {
    await fetch(`${emulator.about.graphUrl}${path}/whatsapp_business_profile`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.about.accessToken}` },
      body: new URLSearchParams({
        messaging_product: 'whatsapp',
        email: 'hei@nordlys-home.example',
        websites: '["https://a.example"]',
      }),
    })
    expect(await read('email,websites')).toMatchObject({
      data: [{ email: 'hei@nordlys-home.example', websites: ['https://a.example'] }],
    })
    await write({ email: '' })
    expect(await read('email')).toEqual({ data: [{ messaging_product: 'whatsapp' }] })
  })

  /** At each limit and one beyond. */
  test.each([
    ['about', 139],
    ['address', 256],
    ['description', 512],
    ['email', 128],
  ])('%s has at most %d characters', async (field, most) => {
    expect((await write({ [field]: 'x'.repeat(most) })).status).toBe(200)
    expect((await write({ [field]: 'x'.repeat(most + 1) })).body.error?.message).toBe(
      `(#100) Param ${field} must be at most ${most} characters long.`,
    )
  })

  test.each([
    ['three websites', { websites: ['https://a.example', 'https://b.example', 'https://c.example'] }],
    ['a website that is none', { websites: ['nordlys'] }],
    ['a website of 257 characters', { websites: [`https://${'x'.repeat(249)}`] }],
    ['a branch there is not', { vertical: 'FURNITURE' }],
    ['no product', { messaging_product: undefined }],
  ])('refuses %s', async (_label, body) => {
    expect((await write(body)).body.error?.code).toBe(100)
  })

  test('has no other field', async () => {
    expect(await read('colour')).toMatchObject({ error: { message: expect.stringContaining('nonexisting field (colour)') } })
  })
})

describe('settings', () => {
  const write = (body: Record<string, unknown>) => emulator.graph('POST', `${path}/settings`, body)
  const read = async (query = '') => (await emulator.graph('GET', `${path}/settings${query}`)).body

  test('are written one feature at a time, and told by webhook where calls are concerned', async () => {
    const call_hours = {
      status: 'ENABLED',
      timezone_id: 'Europe/London',
      weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1700' }],
    }
    expect((await write({ calling: { status: 'enabled', call_hours } })).body).toEqual({ success: true })
    expect((await write({ calling: { call_icon_visibility: 'DISABLE_ALL' } })).status).toBe(200)
    expect((await write({ user_identity_change: { enable_identity_key_check: 'true' } })).status).toBe(200)
    expect(await read()).toEqual({
      calling: { status: 'ENABLED', call_icon_visibility: 'DISABLE_ALL', call_hours },
      user_identity_change: { enable_identity_key_check: true },
    })
    await emulator.advance(0)
    expect(emulator.changes('account_settings_update').map(({ value }) => value)).toMatchObject([
      {
        type: 'PHONE_NUMBER_SETTINGS',
        phone_number_settings: { phone_number_id: emulator.about.phoneNumberId, calling: { status: 'ENABLED' } },
      },
      { phone_number_settings: { calling: { call_icon_visibility: 'DISABLE_ALL' } } },
    ])
  })

  test('keep the password of a SIP server to themselves unless asked', async () => {
    await write({ calling: { sip: { status: 'ENABLED', servers: [{ hostname: 'sip.example', sip_user_password: 'secret' }] } } })
    expect(await read()).toMatchObject({ calling: { sip: { servers: [{ hostname: 'sip.example' }] } } })
    expect(JSON.stringify(await read())).not.toContain('secret')
    expect(JSON.stringify(await read('?include_sip_credentials=true'))).toContain('secret')
  })

  test.each([
    ['two features', { calling: {}, payload_encryption: {} }, 100],
    ['none', {}, 100],
    ['a status there is not', { calling: { status: 'SOMETIMES' } }, 100],
    [
      'an eighth day',
      {
        calling: { call_hours: { weekly_operating_hours: [{ day_of_week: 'SOMEDAY', open_time: '0900', close_time: '1700' }] } },
      },
      100,
    ],
    [
      'hours that end before they begin',
      { calling: { call_hours: { weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '1700', close_time: '0900' }] } } },
      100,
    ],
    ['a flag that is missing', { user_identity_change: {} }, 100],
  ])('refuse %s', async (_label, body, code) => {
    expect((await write(body)).body.error?.code).toBe(code)
  })

  test('calling is not for small portfolios', async () => {
    await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_250' })
    expect((await write({ calling: { status: 'ENABLED' } })).body.error?.code).toBe(138015)
    expect((await write({ calling: { status: 'DISABLED' } })).status).toBe(200)
  })
})

describe('ice breakers and commands', () => {
  const write = (body: Record<string, unknown>) => emulator.graph('POST', `${path}/conversational_automation`, body)

  test('are read on the number', async () => {
    const commands = [{ command_name: 'order', command_description: 'Find an order' }]
    expect((await write({ prompts: ['Where is my order?'], commands })).body).toEqual({ success: true })
    await write({ prompts: ['Opening hours?'] })
    expect((await emulator.graph('GET', `${path}?fields=conversational_automation`)).body.conversational_automation).toEqual({
      id: emulator.about.phoneNumberId,
      prompts: ['Opening hours?'],
      commands,
    })
  })

  const command = (name: string, description = '') => ({ command_name: name, command_description: description })
  test.each([
    ['four prompts', { prompts: Array(4).fill('x') }, true],
    ['five prompts', { prompts: Array(5).fill('x') }, false],
    ['80 characters', { prompts: ['x'.repeat(80)] }, true],
    ['81 characters', { prompts: ['x'.repeat(81)] }, false],
    ['thirty commands', { commands: Array.from({ length: 30 }, (_, i) => command(`c${i}`)) }, true],
    ['thirty-one commands', { commands: Array.from({ length: 31 }, (_, i) => command(`c${i}`)) }, false],
    ['a name of 32', { commands: [command('x'.repeat(32))] }, true],
    ['a name of 33', { commands: [command('x'.repeat(33))] }, false],
    ['a hint of 256', { commands: [command('x', 'y'.repeat(256))] }, true],
    ['a hint of 257', { commands: [command('x', 'y'.repeat(257))] }, false],
    ['a command without a name', { commands: [{}] }, false],
  ])('%s', async (_label, body, fits) => {
    expect((await write(body)).status).toBe(fits ? 200 : 400)
  })
})

test('the cart and the catalogue are switched on and off', async () => {
  const commerce = `${path}/whatsapp_commerce_settings`
  expect((await emulator.graph('GET', commerce)).body).toEqual({
    data: [{ id: emulator.about.phoneNumberId, is_cart_enabled: true, is_catalog_visible: false }],
  })
  expect((await emulator.graph('POST', `${commerce}?is_cart_enabled=false&is_catalog_visible=true`)).body).toEqual({
    success: true,
  })
  expect((await emulator.graph('GET', commerce)).body).toMatchObject({
    data: [{ is_cart_enabled: false, is_catalog_visible: true }],
  })
  expect((await emulator.graph('POST', commerce)).body.error?.code).toBe(100)
})

test('a public key is kept when it is one', async () => {
  const keys = `${path}/whatsapp_business_encryption`
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const post = (key: string) =>
    fetch(`${emulator.about.graphUrl}${keys}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.about.accessToken}` },
      body: new URLSearchParams({ business_public_key: key }),
    })
  expect((await emulator.graph('GET', keys)).body).toEqual({ data: [] })
  expect((await post('not a key')).status).toBe(400)
  expect((await post(publicKey)).status).toBe(200)
  expect((await emulator.graph('GET', keys)).body).toEqual({
    data: [{ business_public_key: publicKey, business_public_key_signature_status: 'VALID' }],
  })
})

describe('a username', () => {
  const claim = (username: string, more = {}, of = path) => emulator.graph('POST', `${of}/username`, { username, ...more })

  test('is claimed, told of, and given up', async () => {
    expect((await emulator.graph('GET', `${path}/username`)).body).toEqual({})
    expect((await claim('nordlys.home')).body).toEqual({ status: 'approved' })
    expect((await emulator.graph('GET', `${path}/username`)).body).toEqual({ username: 'nordlys.home', status: 'approved' })
    expect((await emulator.graph('DELETE', `${path}/username`)).body).toEqual({ success: true })
    expect((await emulator.graph('DELETE', `${path}/username`)).body).toEqual({ success: false })
    await emulator.advance(0)
    expect(emulator.changes('business_username_updates').map(({ value }) => [value.username, value.status])).toEqual([
      ['nordlys.home', 'approved'],
      ['nordlys.home', 'deleted'],
    ])
  })

  test.each([
    ['abc', true],
    ['ab', false],
    ['a'.repeat(35), true],
    ['a'.repeat(36), false],
    ['nordlys_home.2', true],
    ['12345', false],
    ['.nordlys', false],
    ['nordlys.', false],
    ['nord..lys', false],
    ['nord-lys', false],
    ['www.nordlys', false],
  ])('%s', async (username, allowed) => {
    expect((await claim(username)).body.error?.code).toBe(allowed ? undefined : 147001)
  })

  test('belongs to one number: a portfolio may move its own, and never take another’s', async () => {
    const own = `/v25.0/${(await emulator.control('POST', '/numbers', {})).id}`
    const { id: businessId } = await emulator.control('POST', '/portfolios', { name: 'Others' })
    const { id: wabaId } = await emulator.control('POST', '/wabas', { portfolioId: businessId })
    const stranger = `/v25.0/${(await emulator.control('POST', '/numbers', { wabaId })).id}`
    await claim('nordlys.home')
    expect((await claim('Nordlys.Home', {}, stranger)).body.error?.code).toBe(147001)
    expect((await claim('nordlys.home', {}, own)).body.error?.code).toBe(147005)
    expect((await claim('nordlys.home', { transfer_action: 'force_transfer' }, own)).body).toEqual({ status: 'approved' })
    expect((await emulator.graph('GET', `${path}/username`)).body).toEqual({})
  })

  test('needs some reach, and can be suggested', async () => {
    expect((await emulator.graph('GET', `${path}/username_suggestions`)).body).toEqual({
      data: [{ username_suggestions: ['nordlys.home', 'nordlys_home', 'nordlyshome', 'nordlys.home.official'] }],
    })
    await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_250' })
    expect((await claim('nordlys.home')).body.error?.code).toBe(147002)
  })
})

test('the green tick can be asked for', async () => {
  expect((await emulator.graph('POST', `${path}/official_business_account`, {})).body.error?.code).toBe(100)
  const wish = { business_website_url: 'https://nordlys-home.example', primary_country_of_operation: 'GB' }
  expect((await emulator.graph('POST', `${path}/official_business_account`, wish)).body).toMatchObject({
    success: true,
    updated_status: 'PENDING',
  })
  expect((await emulator.graph('GET', `${path}?fields=official_business_account`)).body.official_business_account).toEqual({
    oba_status: 'PENDING',
  })
})

test('a number that is on no phone has no history to synchronize', async () => {
  expect(
    (await emulator.graph('POST', `${path}/smb_app_data`, { messaging_product: 'whatsapp', sync_type: 'history' })).body.error
      ?.code,
  ).toBe(2593108)
})

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
)

function upload(bytes: Buffer, type: string, name = 'sofa.png') {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', type)
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name)
  return form
}

test('media in two hops: an address for five minutes, bytes only with the token, parts of them on request', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { about } = emulator
  const { body: made } = await emulator.graph('POST', `/v25.0/${about.phoneNumberId}/media`, upload(PNG, 'image/png'))
  const { body: media } = await emulator.graph('GET', `/${String(made.id)}`)
  expect(media).toMatchObject({
    mime_type: 'image/png',
    file_size: PNG.length,
    sha256: createHash('sha256').update(PNG).digest('hex'),
    messaging_product: 'whatsapp',
  })
  const url = String(media.url)
  expect(url.startsWith(about.graphUrl)).toBe(true)
  const get = (headers: Record<string, string> = {}) => fetch(url, { headers })
  const authorization = `Bearer ${about.accessToken}`
  expect((await get()).ok).toBe(false)
  const whole = await get({ authorization })
  expect(whole.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(PNG)
  const part = await get({ authorization, range: 'bytes=0-7' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 0-7/${PNG.length}`])
  expect(Buffer.from(await part.arrayBuffer())).toEqual(PNG.subarray(0, 8))
  await emulator.advance(5 * MINUTE)
  expect((await get({ authorization })).status).toBe(404)
  expect((await emulator.send({ type: 'image', image: { id: made.id } })).status).toBe(200)
  expect((await emulator.graph('DELETE', `/${String(made.id)}`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', `/${String(made.id)}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 })
})

test.each([
  ['a GIF', Buffer.from('GIF89a....'), 'image/gif', 100],
  ['a PDF that says it is a picture', Buffer.from('%PDF-1.7 ...'), 'image/png', 131053],
  ['a picture of more than 5 MB', Buffer.concat([PNG, Buffer.alloc(5 * 1_048_576)]), 'image/png', 131053],
  ['Ogg without Opus', Buffer.from('OggS..............vorbis'), 'audio/ogg', 131053],
  ['nothing', Buffer.alloc(0), 'image/png', 131053],
])('%s is not taken', async (_label, bytes, type, code) => {
  const emulator = await TestEmulator.start({ quiet: true })
  expect((await emulator.graph('POST', `/${emulator.about.phoneNumberId}/media`, upload(bytes, type))).body.error?.code).toBe(
    code,
  )
})

test('what a customer sends can be fetched for a week', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write({ type: 'image', image: { caption: 'My room' } })
  const image = emulator.inbound()[0]?.image as { id: string; sha256: string; caption: string }
  expect(image).toMatchObject({ caption: 'My room', mime_type: 'image/jpeg' })
  const { body } = await emulator.graph('GET', `/${image.id}`)
  expect(Buffer.from(String(body.sha256), 'hex').toString('base64')).toBe(image.sha256)
  await emulator.advance(7 * DAY)
  expect((await emulator.graph('GET', `/${image.id}`)).status).toBe(400)
})

test('a resumable upload in two parts', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { body: session } = await emulator.graph(
    'POST',
    `/v25.0/${emulator.about.appId}/uploads?file_name=a.png&file_length=${PNG.length}&file_type=image/png`,
  )
  const id = String(session.id)
  expect(id).toMatch(/^upload:.+\?sig=ARZ/)
  const put = (from: number, to: number) =>
    fetch(`${emulator.about.graphUrl}/v25.0/${id}`, {
      method: 'POST',
      headers: {
        authorization: `OAuth ${emulator.about.accessToken}`,
        file_offset: String(from),
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(PNG.subarray(from, to)),
    })
  await put(0, 20)
  expect((await emulator.graph('GET', `/${id}`)).body).toMatchObject({ file_offset: 20 })
  expect((await put(0, 20)).status).toBe(400)
  expect(await (await put(20, PNG.length)).json()).toMatchObject({ h: expect.stringMatching(/^4::/) })
})

test('profile, settings, ice breakers, commerce: what is written is read', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/v25.0/${emulator.about.phoneNumberId}`
  await emulator.graph('POST', `${path}/whatsapp_business_profile`, {
    messaging_product: 'whatsapp',
    about: 'Open till eight',
    websites: ['https://nordlys-home.example/'],
  })
  expect((await emulator.graph('GET', `${path}/whatsapp_business_profile?fields=about,email,websites`)).body).toEqual({
    data: [{ about: 'Open till eight', websites: ['https://nordlys-home.example/'], messaging_product: 'whatsapp' }],
  })
  expect(
    (await emulator.graph('POST', `${path}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'x'.repeat(140) }))
      .body.error?.message,
  ).toContain('at most 139')
  await emulator.graph('POST', `${path}/settings`, { calling: { status: 'ENABLED' } })
  expect((await emulator.graph('GET', `${path}/settings`)).body).toEqual({ calling: { status: 'ENABLED' } })
  expect((await emulator.graph('POST', `${path}/settings`, { calling: {}, payload_encryption: {} })).status).toBe(400)
  await emulator.graph('POST', `${path}/conversational_automation`, { prompts: ['Where is my order?'] })
  expect((await emulator.graph('GET', `${path}?fields=conversational_automation`)).body).toMatchObject({
    conversational_automation: { prompts: ['Where is my order?'] },
  })
  await emulator.graph('POST', `${path}/whatsapp_commerce_settings?is_cart_enabled=false`)
  expect((await emulator.graph('GET', `${path}/whatsapp_commerce_settings`)).body).toMatchObject({
    data: [{ is_cart_enabled: false }],
  })
  expect((await emulator.graph('POST', `${path}/username`, { username: 'nordlys.home' })).body).toEqual({ status: 'approved' })
  expect((await emulator.graph('POST', `${path}/username`, { username: 'www.home' })).body.error?.code).toBe(147001)
})

test('QR codes are made, listed, changed and deleted', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/v25.0/${emulator.about.phoneNumberId}/message_qrdls`
  const { body: made } = await emulator.graph('POST', `${path}?prefilled_message=Hello&generate_qr_image=png`)
  expect(made).toMatchObject({
    prefilled_message: 'Hello',
    deep_link_url: `https://wa.me/message/${String(made.code)}`,
    qr_image_url: expect.any(String),
  })
  await emulator.graph('POST', `${path}/${String(made.code)}?prefilled_message=Hi`)
  expect((await emulator.graph('GET', `${path}/${String(made.code)}`)).body).toMatchObject({
    data: [{ prefilled_message: 'Hi' }],
  })
  await emulator.graph('DELETE', `${path}/${String(made.code)}`)
  expect((await emulator.graph('GET', path)).body).toEqual({ data: [] })
})

test('only people who wrote in the last day can be blocked, and then neither side reaches the other', async () => {
  const emulator = await TestEmulator.start()
  const path = `/v25.0/${emulator.about.phoneNumberId}/block_users`
  const block = () => emulator.graph('POST', path, { messaging_product: 'whatsapp', block_users: [{ user: CUSTOMER }] })
  const early = await block()
  expect(early).toMatchObject({
    status: 400,
    body: { error: { code: 139100 }, block_users: { failed_users: [{ errors: [{ code: 131047 }] }] } },
  })
  await emulator.write('hi')
  expect((await block()).body).toMatchObject({ block_users: { added_users: [{ input: CUSTOMER, wa_id: CUSTOMER }] } })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(130403)
  const told = emulator.received.length
  await emulator.write('are you there?')
  expect(emulator.received).toHaveLength(told)
  expect((await emulator.graph('GET', path)).body).toMatchObject({ data: [{ wa_id: CUSTOMER }] })
  await emulator.graph('DELETE', path, { messaging_product: 'whatsapp', block_users: [{ user: CUSTOMER }] })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
})

test('a flow is a draft, is published when its JSON stands, and then is fixed', async () => {
  const emulator = await TestEmulator.start()
  const { body: made } = await emulator.graph('POST', `/${emulator.about.wabaId}/flows`, {
    name: 'Book a visit',
    categories: ['APPOINTMENT_BOOKING'],
  })
  const path = `/${String(made.id)}`
  expect((await emulator.graph('POST', `${path}/publish`)).body.error?.code).toBe(139002)
  const form = new FormData()
  form.set('name', 'flow.json')
  form.set('asset_type', 'FLOW_JSON')
  form.set(
    'file',
    new Blob([JSON.stringify({ version: '7.0', screens: [{ id: 'START' }] })], { type: 'application/json' }),
    'flow.json',
  )
  expect((await emulator.graph('POST', `${path}/assets`, form)).body).toEqual({ success: true, validation_errors: [] })
  expect((await emulator.graph('POST', `${path}/publish`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', path)).body).toMatchObject({ name: 'Book a visit', status: 'PUBLISHED' })
  expect((await emulator.graph('DELETE', path)).body.error?.code).toBe(139004)
  await emulator.advance(0)
  expect(emulator.changes('flows')[0]?.value).toMatchObject({ event: 'FLOW_STATUS_CHANGE', new_status: 'PUBLISHED' })
})

test('registering goes by its pin, ten times in three days', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/${emulator.about.phoneNumberId}`
  const register = (pin: string) => emulator.graph('POST', `${path}/register`, { messaging_product: 'whatsapp', pin })
  expect((await emulator.graph('POST', `${path}/deregister`)).body).toEqual({ success: true })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(133010)
  expect((await register('12345')).body.error?.code).toBe(100)
  expect((await register('123456')).body).toEqual({ success: true })
  expect((await register('654321')).body.error?.code).toBe(133005)
  for (let i = 0; i < 8; i++) await register('123456')
  expect((await register('123456')).body.error?.code).toBe(133016)
  await emulator.advance(72 * HOUR)
  expect((await register('123456')).status).toBe(200)
})

test('reports count what was sent and what it cost', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  await emulator.outcome(answer)
  const start = Date.parse('2026-11-20T00:00:00Z') / 1_000
  const range = `.start(${start}).end(${start + 86_400})`
  const sums = await emulator.graph(
    'GET',
    `/${emulator.about.wabaId}?fields=analytics${range}.granularity(DAY),pricing_analytics${range}.granularity(DAILY).dimensions(["PRICING_CATEGORY"])`,
  )
  expect(sums.body).toMatchObject({
    analytics: { granularity: 'DAY', data_points: [{ start, end: start + 86_400, sent: 1, delivered: 1 }] },
    pricing_analytics: { data: [{ data_points: [{ pricing_category: 'UTILITY', volume: 1, cost: 0.022 }] }] },
  })
  const [{ id }] = (await emulator.graph('GET', `/${emulator.about.wabaId}/message_templates?name=hello_world`)).body
    .data as unknown as [{ id: string }]
  const path = `/${emulator.about.wabaId}/template_analytics?start=${start}&end=${start + 86_400}&granularity=DAILY&template_ids=[${id}]`
  expect((await emulator.graph('GET', path)).body.error?.code).toBe(200005)
  await emulator.graph('POST', `/${emulator.about.wabaId}?is_enabled_for_insights=true`)
  expect((await emulator.graph('GET', path)).body).toMatchObject({
    data: [{ data_points: [{ template_id: id, sent: 1, delivered: 1, read: 0 }] }],
  })
})

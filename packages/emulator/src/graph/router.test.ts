import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { TestEmulator } from '../testing/start-emulator.ts'

/** Paths with and without a version, slashes too many: all the same node. */
test.each([
  ['/v25.0/NUMBER'],
  ['/v23.0/NUMBER/'],
  ['/NUMBER'],
  ['//v25.0//NUMBER'],
  ['/v13.0/NUMBER?fields=id,display_phone_number'],
])('GET %s answers', async (path) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.graph('GET', path.replace('NUMBER', emulator.about.phoneNumberId))
  expect(answer.body).toMatchObject({ id: emulator.about.phoneNumberId, display_phone_number: '+44 7700 900123' })
})

test('an expired version is raised to the oldest that lives, and says so', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { headers } = await emulator.graph('GET', `/v19.0/${emulator.about.phoneNumberId}`)
  expect(headers.get('facebook-api-version')).toBe('v21.0')
  expect(headers.get('x-ad-api-version-warning')).toBe('The call has been auto-upgraded to v21.0 as v19.0 has been deprecated.')
})

/** What Graph says to calls it does not like: method, path, status, code, subcode, type, words. */
test.each([
  ['GET', '/v25.0/999', 400, 100, 33, 'GraphMethodException', "Unsupported get request. Object with ID '999' does not exist"],
  ['POST', '/v25.0/999/messages', 400, 100, 33, 'GraphMethodException', "Unsupported post request. Object with ID '999'"],
  ['DELETE', '/v25.0/999', 400, 100, 33, 'GraphMethodException', "Unsupported delete request. Object with ID '999'"],
  ['GET', '/v25.0/NUMBER/foo', 400, 100, undefined, 'OAuthException', '(#100) Tried accessing nonexisting field (foo)'],
  ['GET', '/v25.0/NUMBER?fields=foo', 400, 100, undefined, 'OAuthException', '(#100) Tried accessing nonexisting field (foo)'],
  ['GET', '/v25.0/NUMBER?fields=throughput{', 400, 2500, undefined, 'OAuthException', 'Syntax error'],
  ['GET', '/', 400, 100, undefined, 'GraphMethodException', 'Unsupported get request.'],
  ['GET', '/v25.0/%E0%A4%A', 400, 100, undefined, 'OAuthException', 'Invalid parameter'],
  ['GET', '/v25.0/WABA/message_templates?after=%3F%3F', 400, 100, undefined, 'OAuthException', 'Invalid cursors'],
  ['PUT', '/v25.0/NUMBER', 400, 100, undefined, 'GraphMethodException', 'Unsupported put request'],
])('%s %s → %d, code %d', async (method, path, status, code, subcode, type, words) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.graph(
    method,
    path.replace('NUMBER', emulator.about.phoneNumberId).replace('WABA', emulator.about.wabaId),
  )
  expect(answer.status).toBe(status)
  expect(answer.body.error).toMatchObject({
    code,
    type,
    message: expect.stringContaining(words),
    fbtrace_id: expect.stringMatching(/^A\w{21}$/),
  })
  expect(answer.body.error?.error_subcode).toBe(subcode)
  expect(answer.headers.get('www-authenticate')).toMatch(/^OAuth "Facebook Platform" "invalid_request" /)
})

/** Tokens: what is shown → status and code. */
test.each([
  ['none', {}, 400, 2500],
  ['a wrong one', { authorization: 'Bearer nonsense' }, 401, 190],
  ['an app’s with a wrong secret', { authorization: 'Bearer 1|2' }, 401, 190],
])('with %s', async (_label, headers, status, code) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await fetch(`${emulator.about.graphUrl}/v25.0/${emulator.about.phoneNumberId}`, {
    headers: headers as Record<string, string>,
  })
  expect(answer.status).toBe(status)
  expect(((await answer.json()) as { error: { code: number } }).error.code).toBe(code)
  if (code === 190) expect(answer.headers.get('www-authenticate')).toContain('"invalid_token"')
})

test('an expired token', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', '/tokens', { token: emulator.about.accessToken, expiresInSeconds: 60 })
  expect((await emulator.graph('GET', `/${emulator.about.phoneNumberId}`)).status).toBe(200)
  await emulator.advance(60_000)
  const answer = await emulator.graph('GET', `/${emulator.about.phoneNumberId}`)
  expect(answer).toMatchObject({
    status: 401,
    body: { error: { code: 190, error_subcode: 463, message: expect.stringContaining('Session has expired') } },
  })
})

test('a token may come in the query or in a form, and an app has its own', async () => {
  const { about, ...emulator } = await TestEmulator.start({ quiet: true })
  void emulator
  const byQuery = await fetch(`${about.graphUrl}/${about.wabaId}?access_token=${about.accessToken}`)
  expect(byQuery.status).toBe(200)
  const byForm = await fetch(`${about.graphUrl}/${about.phoneNumberId}/register`, {
    method: 'POST',
    body: new URLSearchParams({ messaging_product: 'whatsapp', pin: '123456', access_token: about.accessToken }),
  })
  expect(await byForm.json()).toEqual({ success: true })
  const byApp = await fetch(`${about.graphUrl}/${about.appId}/subscriptions`, {
    headers: { authorization: `Bearer ${about.appId}|${about.appSecret}` },
  })
  expect(await byApp.json()).toEqual({ data: [] })
})

test('the proof of an app secret is checked when it is given', async () => {
  const emulator = await TestEmulator.start({
    quiet: true,
    wabaConfig: { appSecret: 'emu_app_secret_1', accessToken: 'EAAtoken' },
  })
  const path = `/${emulator.about.wabaId}?appsecret_proof=`
  expect((await emulator.graph('GET', `${path}f3e01d483c1a746058a867f445289546da4afdd26ab259bad0c14cd7f144d97a`)).status).toBe(
    200,
  )
  expect((await emulator.graph('GET', `${path}00`)).body.error?.message).toContain('Invalid appsecret_proof')
})

test('JSON that is none is no reason for a stack trace', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}/messages`, '{"messaging_product": "whats')
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatchObject({ code: 100, error_data: { details: 'The request body is not valid JSON.' } })
})

test('a send may come as a form, its objects as JSON text', async () => {
  const { about } = await TestEmulator.start({ quiet: true })
  const answer = await fetch(`${about.graphUrl}/${about.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `OAuth ${about.accessToken}` },
    body: new URLSearchParams({ messaging_product: 'whatsapp', to: '447700900456', type: 'text', text: '{"body":"hi"}' }),
  })
  expect(answer.status).toBe(200)
})

test('a body in chunks', async () => {
  const { about } = await TestEmulator.start({ quiet: true })
  const text = await new Promise<string>((resolve) => {
    const { port } = new URL(about.graphUrl)
    const socket = connect(Number(port), '127.0.0.1', () => {
      const chunk = (part: string) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`
      socket.write(
        `POST /${about.phoneNumberId}/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${about.accessToken}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`,
      )
      socket.write(chunk('{"messaging_product":"whatsapp","to":"4477009'))
      socket.write(`${chunk('00456","text":{"body":"hi"}}')}0\r\n\r\n`)
    })
    let all = ''
    socket.on('data', (data) => {
      all += data
    })
    socket.on('close', () => resolve(all))
  })
  expect(text).toContain('HTTP/1.1 200')
  expect(text).toContain('wamid.')
})

test('the headers Graph sends', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { headers } = await emulator.graph('GET', `/v25.0/${emulator.about.wabaId}`)
  for (const name of [
    'facebook-api-version',
    'x-fb-trace-id',
    'x-fb-request-id',
    'x-fb-rev',
    'x-app-usage',
    'cache-control',
    'vary',
  ])
    expect(headers.get(name)).toBeTruthy()
  expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
  expect(headers.get('facebook-api-version')).toBe('v25.0')
})

test('templates come in pages, whose links can be followed', async () => {
  const { about } = await TestEmulator.start({ quiet: true })
  const names: string[] = []
  let next: string | undefined =
    `${about.graphUrl}/v25.0/${about.wabaId}/message_templates?limit=4&fields=name,language&access_token=${about.accessToken}`
  let pages = 0
  while (next) {
    const page = (await (await fetch(next)).json()) as { data: { name: string; id: string }[]; paging: { next?: string } }
    expect(Object.keys(page.data[0] ?? {})).toEqual(['name', 'language', 'id'])
    names.push(...page.data.map((one) => one.name))
    next = page.paging.next
    pages++
  }
  expect(pages).toBe(3)
  expect(names).toHaveLength(9)
})

test('an empty list has no paging, and summaries come when asked for', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/v25.0/${emulator.about.wabaId}/message_templates`
  expect((await emulator.graph('GET', `${path}?name=nothing`)).body).toEqual({ data: [] })
  const { body } = await emulator.graph('GET', `${path}?status=PAUSED&summary=total_count`)
  expect(body).toMatchObject({
    data: [{ name: 'clearance_last_call', status: 'PAUSED' }],
    summary: { total_count: 1, message_template_count: 9, message_template_limit: 6000 },
  })
})

test('nodes tell what is asked of them, and never more', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { phoneNumberId, wabaId, businessId, appId } = emulator.about
  expect((await emulator.graph('GET', `/${phoneNumberId}?fields=throughput{level},quality_rating,certificate`)).body).toEqual({
    throughput: { level: 'STANDARD' },
    quality_rating: 'GREEN',
    id: phoneNumberId,
  })
  expect((await emulator.graph('GET', `/${phoneNumberId}?fields=whatsapp_business_manager_messaging_limit`)).body).toMatchObject({
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
  })
  expect(
    (await emulator.graph('GET', `/${wabaId}?fields=currency,owner_business_info,phone_numbers{display_phone_number}`)).body,
  ).toMatchObject({
    currency: 'USD',
    owner_business_info: { id: businessId },
    phone_numbers: { data: [{ id: phoneNumberId, display_phone_number: '+44 7700 900123' }] },
  })
  expect((await emulator.graph('GET', `/${wabaId}/phone_numbers`)).body).toMatchObject({
    data: [{ id: phoneNumberId, verified_name: 'Nordlys Home', throughput: { level: 'STANDARD' } }],
  })
  expect((await emulator.graph('GET', `/${businessId}/owned_whatsapp_business_accounts`)).body).toMatchObject({
    data: [{ id: wabaId }],
  })
  expect((await emulator.graph('GET', `/debug_token?input_token=${emulator.about.accessToken}`)).body).toMatchObject({
    data: { app_id: appId, is_valid: true },
  })
  expect((await emulator.graph('GET', `/debug_token?input_token=nonsense`)).body).toMatchObject({ data: { is_valid: false } })
})

test('subscribing goes through the handshake, an empty post ends an override', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { wabaId, appId, appSecret } = emulator.about
  const app = { authorization: `Bearer ${appId}|${appSecret}` }
  const wrong = await emulator.graph(
    'POST',
    `/${appId}/subscriptions`,
    { object: 'whatsapp_business_account', callback_url: 'http://127.0.0.1:1/', verify_token: 'x' },
    app,
  )
  expect(wrong.body.error?.message).toContain('(#2200) Callback verification failed')
  await emulator.graph(
    'POST',
    `/${appId}/subscriptions`,
    { object: 'whatsapp_business_account', callback_url: emulator.callbackUrl, verify_token: 'x', fields: 'messages' },
    app,
  )
  expect((await emulator.graph('GET', `/${appId}/subscriptions`, undefined, app)).body).toMatchObject({
    data: [{ callback_url: emulator.callbackUrl, fields: [{ name: 'messages', version: 'v25.0' }] }],
  })
  await emulator.graph('POST', `/${wabaId}/subscribed_apps`, {
    override_callback_uri: `${emulator.callbackUrl}?waba`,
    verify_token: 'x',
  })
  expect((await emulator.graph('GET', `/${wabaId}/subscribed_apps`)).body).toMatchObject({
    data: [{ override_callback_uri: `${emulator.callbackUrl}?waba`, whatsapp_business_api_data: { id: appId } }],
  })
  await emulator.graph('POST', `/${wabaId}/subscribed_apps`, {})
  expect((await emulator.graph('GET', `/${wabaId}/subscribed_apps`)).body).not.toHaveProperty('data.0.override_callback_uri')
})

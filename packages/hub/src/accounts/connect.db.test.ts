import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../database/database.ts'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let world: { accessToken: string; appSecret: string; appId: string }
let second: { id: string }
let number: { id: string }

/** How the hub is reached from outside: by a proxy, as in production. */
const outside = createServer((request, response) => {
  const { method, headers } = request
  request.pipe(
    forward(hub.url + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    }),
  )
})

beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  hub = await connectHub({ env: { PUBLIC_URL: `http://127.0.0.1:${(outside.address() as AddressInfo).port}` } })
  world = await hub.control('GET', '')
  second = await hub.control('POST', '/wabas', { name: 'Nordlys Norge', currency: 'EUR', timeZone: 'Europe/Oslo' })
  number = await hub.control('POST', '/numbers', { wabaId: second.id, verifiedName: 'Nordlys Norge' })
})
afterAll(async () => {
  await hub.stop()
  outside.close()
})

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const given = (more: object = {}) => ({ wabaId: second.id, token: world.accessToken, ...more })
const levels = (steps: { check: string; level: string }[]) => Object.fromEntries(steps.map(({ check, level }) => [check, level]))
const wabas = async () =>
  (await hub.api('GET', '/v1/accounts')).body.data.flatMap((portfolio: { wabas: unknown[] }) => portfolio.wabas)

describe('trying an account before it is connected', () => {
  test.each([
    ['a token that is none', () => given({ token: 'EAAnonsense' }), { token: 'fail' }],
    ['an account that is none', () => given({ wabaId: '12345' }), { numbers: 'fail' }],
    ['the secret of another app', () => given({ appSecret: 'another-secret' }), { app: 'fail' }],
    ['a right one', () => given(), { token: 'ok', scopes: 'ok', numbers: 'ok', app: 'ok' }],
  ])('%s', async (_what, body, expected) => {
    const { status, body: answer } = await hub.api('POST', '/v1/accounts/check', body())
    expect(status).toBe(200)
    expect(levels(answer.steps)).toMatchObject(expected)
    for (const step of answer.steps) if (step.level !== 'ok') expect(step.fix).toMatch(/\.$/)
    expect(await wabas()).toHaveLength(1)
  })

  test('one with too narrow a token is told which scope is missing', async () => {
    const token = await hub.control('POST', '/tokens', { scopes: ['whatsapp_business_messaging'] })
    const { body } = await hub.api('POST', '/v1/accounts/check', given({ token: token.token ?? token.id }))
    expect(body.ok).toBe(false)
    expect(body.steps.find(({ check }: { check: string }) => check === 'scopes').says).toContain('whatsapp_business_management')
  })

  test('and is not connected then', async () => {
    const { status, body } = await hub.api('POST', '/v1/accounts', given({ token: 'EAAnonsense' }))
    expect([status, body.steps.length > 0]).toEqual([422, true])
    expect(await wabas()).toHaveLength(1)
  })

  test.each([[{}], [{ wabaId: 'x', token: 'y' }], [{ wabaId: '1' }]])('%j is no question', async (body) => {
    expect((await hub.api('POST', '/v1/accounts', body)).status).toBe(422)
  })
})

describe('a second account with its own app secret', () => {
  test('is connected, subscribed and read', async () => {
    const { status, body } = await hub.api(
      'POST',
      '/v1/accounts',
      given({ appSecret: world.appSecret, verifyToken: 'a-word-of-ours' }),
    )
    expect([status, body.callback]).toEqual([201, expect.stringMatching(new RegExp(`/webhooks/whatsapp/${world.appId}$`))])
    expect(await wabas()).toContainEqual(
      expect.objectContaining({
        id: second.id,
        currency: 'EUR',
        timeZone: 'Europe/Oslo',
        numbers: [expect.objectContaining({ id: number.id, name: 'Nordlys Norge' })],
      }),
    )
  })

  test('keeps token and secret sealed', async () => {
    const kept = await row<{ words: string }>(
      hub.database.pool,
      `select (select string_agg(token_sealed, ' ') from wabas) || (select string_agg(secret_sealed || verify_token_sealed, ' ') from apps) as words`,
    )
    expect(kept?.words).not.toContain(world.accessToken)
    expect(kept?.words).not.toContain(world.appSecret)
    expect(kept?.words).not.toContain('a-word-of-ours')
  })

  test('hears its customers at its own address, and sends', async () => {
    await hub.control('POST', '/customers/447700900601/messages', { to: number.id, type: 'text', text: { body: 'Hei' } })
    await hub.advance(1_000)
    const [thread] = (await hub.api('GET', '/v1/threads?q=447700900601')).body.data
    expect(thread).toMatchObject({ number: { id: number.id }, lastMessage: { text: 'Hei' } })
    const sent = await hub.api('POST', '/v1/messages', {
      from: number.id,
      to: '+447700900601',
      message: { type: 'text', text: { body: 'Hei hei' } },
    })
    await hub.advance(1_000)
    expect((await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body.status).toMatch(/accepted|sent|delivered/)
  })

  test('shows and changes its profile', async () => {
    const changed = await hub.api('PATCH', `/v1/numbers/${number.id}/profile`, { about: 'Lamps and sofas', vertical: 'RETAIL' })
    expect(changed.body).toMatchObject({ about: 'Lamps and sofas', vertical: 'RETAIL' })
    expect((await hub.api('PATCH', `/v1/numbers/${number.id}/profile`, { about: 'x'.repeat(140) })).status).toBe(422)
    expect((await hub.api('PATCH', '/v1/numbers/1/profile', { about: 'x' })).status).toBe(404)
  })

  test('shows the picture it was given, and takes nothing that is none', async () => {
    const upload = (body: Buffer<ArrayBuffer>) =>
      fetch(`${hub.url}/v1/templates/samples?name=shop.png`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/octet-stream' },
        body,
      }).then((answer) => answer.json() as Promise<{ handle: string }>)
    const { handle } = await upload(PIXEL)
    const changed = await hub.api('PATCH', `/v1/numbers/${number.id}/profile`, { picture: handle })
    const shown = await fetch(changed.body.pictureUrl)
    expect(Buffer.from(await shown.arrayBuffer()).equals(PIXEL)).toBe(true)
    const document = await upload(Buffer.from('%PDF-1.7 a price list'))
    for (const picture of [document.handle, 'sample:nonsense', 'nonsense']) {
      const refused = await hub.api('PATCH', `/v1/numbers/${number.id}/profile`, { picture })
      expect([refused.status, refused.body.findings[0].path]).toEqual([422, 'picture'])
    }
  })

  test('says how many templates it has and what each number reached', async () => {
    const [waba] = (await wabas()).filter(({ id }: { id: string }) => id === second.id)
    expect(waba).toMatchObject({ templates: {}, numbers: [{ reached: 0 }] })
    const [first] = (await wabas()).filter(({ id }: { id: string }) => id !== second.id)
    expect(first.templates.APPROVED).toBeGreaterThan(0)
  })

  test('takes another number through code and registration', async () => {
    const added = await hub.api('POST', `/v1/accounts/${second.id}/numbers`, {
      countryCode: '44',
      phoneNumber: '7700900777',
      name: 'Nordlys Bergen',
    })
    expect(added.status).toBe(201)
    const { id } = added.body
    const early = await hub.api('POST', `/v1/numbers/${id}/register`, { pin: '123456' })
    expect([early.status, typeof early.body.code]).toEqual([422, 'number'])
    expect((await hub.api('POST', `/v1/numbers/${id}/request-code`, { method: 'SMS' })).status).toBe(204)
    expect((await hub.api('POST', `/v1/numbers/${id}/verify-code`, { code: 'abc' })).status).toBe(422)
    expect((await hub.api('POST', `/v1/numbers/${id}/verify-code`, { code: '111-111' })).status).toBe(422)
    expect((await hub.api('POST', `/v1/numbers/${id}/verify-code`, { code: '123-456' })).status).toBe(204)
    expect((await hub.api('POST', `/v1/numbers/${id}/register`, { pin: '246810' })).status).toBe(204)
    const numbers = (await wabas()).flatMap((waba: { numbers: { id: string; status: string }[] }) => waba.numbers)
    expect(numbers).toContainEqual(expect.objectContaining({ id, status: 'CONNECTED' }))
  })

  test('is let go of: nothing comes in, nothing goes out, and what was said stays', async () => {
    expect((await hub.api('DELETE', `/v1/accounts/${second.id}`)).status).toBe(204)
    expect(await wabas()).toHaveLength(1)
    const refused = await hub.api('POST', '/v1/messages', {
      from: number.id,
      to: '+447700900601',
      message: { type: 'text', text: { body: 'Hei' } },
    })
    expect([refused.status, refused.body.rule]).toEqual([422, 'number.status'])
    expect((await hub.api('GET', '/v1/threads?q=447700900601')).body.data).toHaveLength(1)
    expect((await hub.api('DELETE', `/v1/accounts/${second.id}`)).status).toBe(404)
  })

  test('and can be connected again', async () => {
    expect((await hub.api('POST', '/v1/accounts', given({ appSecret: world.appSecret }))).status).toBe(201)
    expect(await wabas()).toHaveLength(2)
  })
})

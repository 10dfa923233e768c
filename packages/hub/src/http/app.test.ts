import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { roles } from '../access/actor.ts'
import type { Routes } from './fastify-app.ts'
import { problem } from './problems.ts'
import { as, testApp } from './test-app.ts'

const rooms: Routes = async (app) => {
  app.get(
    '/v1/rooms/:id',
    {
      config: { access: 'viewer' },
      schema: { params: z.object({ id: z.uuid() }), querystring: z.object({ limit: z.coerce.number().max(200).optional() }) },
    },
    async (request) => ({ id: request.params.id, seenBy: request.actor.name }),
  )
  app.post(
    '/v1/rooms',
    {
      config: { access: 'manager' },
      schema: {
        body: z.object({ name: z.string().min(1).max(20), beds: z.array(z.object({ kind: z.enum(['single', 'double']) })) }),
        response: { 201: z.object({ name: z.string() }) },
      },
    },
    async (request, reply) => reply.code(201).send({ name: request.body.name }),
  )
  app.get('/v1/broken', { config: { access: 'viewer' } }, async () => {
    throw Object.assign(new Error('row (secret-content) violates'), { detail: 'Key (phone)=(+49123) exists' })
  })
  app.get('/v1/away', { config: { access: 'viewer' } }, async () => {
    throw Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
  })
  app.get('/v1/slow', { config: { access: 'viewer' } }, async () => {
    throw Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })
  })
  app.get('/v1/refused', { config: { access: 'viewer' } }, async () => {
    throw problem('refused', 'The window is closed.', {
      rule: 'window.closed',
      because: 'It closed at 14:05.',
      remedy: 'Send a template.',
    })
  })
}

const good = { name: 'Attic', beds: [{ kind: 'single' }] }

type Wrong = { label: string; send: Record<string, unknown>; status: number; id: string; detail: string }
const wrongRequests: Wrong[] = [
  { label: 'JSON cut off', send: { payload: '{"name":' }, status: 400, id: 'unreadable', detail: 'The body is not JSON' },
  {
    label: 'no body though JSON was announced',
    send: { payload: '' },
    status: 400,
    id: 'unreadable',
    detail: 'The body is empty',
  },
  {
    label: 'a poisoned member',
    send: { payload: '{"__proto__":{}}' },
    status: 400,
    id: 'unreadable',
    detail: 'The body is not JSON',
  },
  {
    label: 'XML',
    send: { payload: '<a/>', headers: { ...as('owner'), 'content-type': 'text/xml' } },
    status: 415,
    id: 'media-type',
    detail: 'content-type application/json',
  },
  {
    label: 'a body beyond 1 MB',
    send: { payload: `"${'x'.repeat(1_048_576)}"` },
    status: 413,
    id: 'too-large',
    detail: 'send less',
  },
  {
    label: 'a missing member',
    send: { payload: { beds: [] } },
    status: 422,
    id: 'content-invalid',
    detail: 'In the body: Add name, a string.',
  },
  {
    label: 'a wrong type',
    send: { payload: { ...good, name: 7 } },
    status: 422,
    id: 'content-invalid',
    detail: 'Make name a string; it is a number.',
  },
  {
    label: 'a text too long',
    send: { payload: { ...good, name: 'x'.repeat(21) } },
    status: 422,
    id: 'content-invalid',
    detail: 'Make name at most 20 characters.',
  },
  {
    label: 'a wrong value deep inside',
    send: { payload: { ...good, beds: [{ kind: 'water' }] } },
    status: 422,
    id: 'content-invalid',
    detail: 'Make beds[0].kind one of "single", "double".',
  },
  {
    label: 'a body that is null',
    send: { payload: 'null' },
    status: 422,
    id: 'content-invalid',
    detail: 'Make the request an object; it is null.',
  },
  {
    label: 'an id that is none',
    send: { method: 'GET', url: '/v1/rooms/7' },
    status: 400,
    id: 'invalid',
    detail: 'In the address: Make id a UUID.',
  },
  {
    label: 'a limit too high',
    send: { method: 'GET', url: '/v1/rooms/0190aaaa-0000-7000-8000-000000000002?limit=201' },
    status: 400,
    id: 'invalid',
    detail: 'In the query: Make limit at most 200.',
  },
  {
    label: 'an address nobody has',
    send: { method: 'GET', url: '/v1/nothing' },
    status: 404,
    id: 'not-found',
    detail: 'There is nothing at /v1/nothing',
  },
  {
    label: 'another method',
    send: { method: 'PUT', url: '/v1/rooms' },
    status: 405,
    id: 'method-not-allowed',
    detail: '/v1/rooms takes POST, not PUT.',
  },
  {
    label: 'an address that is no URL',
    send: { method: 'GET', url: '/v1/%zz' },
    status: 400,
    id: 'unreadable',
    detail: 'not a valid URL',
  },
  {
    label: 'something we did not foresee',
    send: { method: 'GET', url: '/v1/broken' },
    status: 500,
    id: 'internal',
    detail: 'look for request',
  },
  {
    label: 'a database that stopped',
    send: { method: 'GET', url: '/v1/away' },
    status: 503,
    id: 'unavailable',
    detail: 'The database does not answer',
  },
  {
    label: 'a question that takes too long to answer',
    send: { method: 'GET', url: '/v1/slow' },
    status: 503,
    id: 'unavailable',
    detail: 'too much to count',
  },
]

describe('what is wrong with a request is said in one sentence', () => {
  test.each(wrongRequests)('$label → $status', async ({ send, status, id, detail }) => {
    const { app } = await testApp({ routes: [rooms] })
    const headers = { ...as('owner'), ...((send.method ?? 'POST') === 'POST' && { 'content-type': 'application/json' }) }
    const answer = await app.inject({ method: 'POST', url: '/v1/rooms', headers, ...send })
    expect(answer.json()).toMatchObject({ type: `urn:casement:problem:${id}`, status, detail: expect.stringContaining(detail) })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  })
})

test('all findings come at once, each with its path', async () => {
  const { app } = await testApp({ routes: [rooms] })
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/rooms',
    headers: as('owner'),
    payload: { name: '', beds: [{ kind: 'x' }, {}] },
  })
  expect(answer.json().findings).toEqual([
    expect.objectContaining({ path: 'name', limit: 1, actual: '', severity: 'error' }),
    expect.objectContaining({ path: 'beds[0].kind', actual: 'x', limit: ['single', 'double'] }),
    expect.objectContaining({ path: 'beds[1].kind', fix: 'Add beds[1].kind.' }),
  ])
  expect(answer.json().detail).toContain('2 more under findings')
})

test('a refusal carries its rule, its reason and its remedy', async () => {
  const { app } = await testApp({ routes: [rooms] })
  const answer = await app.inject({ url: '/v1/refused', headers: as('viewer') })
  expect(answer.json()).toMatchObject({
    status: 422,
    rule: 'window.closed',
    because: 'It closed at 14:05.',
    remedy: 'Send a template.',
  })
})

test('an unforeseen error shows nothing of itself, but its request can be found in the log', async () => {
  const { app, logged } = await testApp({ routes: [rooms] })
  const answer = await app.inject({ url: '/v1/broken', headers: { ...as('viewer'), 'x-request-id': 'my-request-1' } })
  expect(answer.headers['x-request-id']).toBe('my-request-1')
  expect(answer.json().requestId).toBe('my-request-1')
  expect(answer.body).not.toMatch(/secret-content|\+49123|at /)
  expect(logged()).toContain('my-request-1')
  expect(logged()).not.toContain('+49123')
})

test('a request id that could forge log lines is replaced', async () => {
  const { app } = await testApp()
  const answer = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'a b"c' } })
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
})

describe('each role may do what the ones before it may', () => {
  test.each(roles)('%s making a room', async (role) => {
    const { app } = await testApp({ routes: [rooms] })
    const answer = await app.inject({ method: 'POST', url: '/v1/rooms', headers: as(role), payload: good })
    expect(answer.statusCode).toBe(['manager', 'admin', 'owner'].includes(role) ? 201 : 403)
  })

  test('nobody at all is told how to come in, before the body is even read', async () => {
    const { app } = await testApp({ routes: [rooms] })
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/rooms',
      headers: { 'content-type': 'application/json' },
      payload: '{',
    })
    expect(answer.json()).toMatchObject({ status: 401, detail: expect.stringContaining('Authorization: Bearer KEY') })
    expect(answer.headers['www-authenticate']).toContain('Bearer')
  })
})

describe('a route without a guard does not start', () => {
  test('one that says nothing', async () => {
    const open: Routes = async (app) => void app.get('/v1/open', async () => ({}))
    await expect(testApp({ routes: [open] })).rejects.toThrow('GET /v1/open has no guard')
  })
  test('one that calls itself public without standing in the list', async () => {
    const open: Routes = async (app) => void app.get('/v1/open', { config: { access: 'public' } }, async () => ({}))
    await expect(testApp({ routes: [open] })).rejects.toThrow('GET /v1/open has no guard')
  })
})

const origins: { label: string; headers: Record<string, string>; status: number }[] = [
  { label: 'our own page', headers: { origin: 'http://localhost:4600' }, status: 201 },
  {
    label: 'our own page under another name of this machine',
    headers: { origin: 'http://127.0.0.1:4600', host: '127.0.0.1:4600' },
    status: 201,
  },
  { label: 'a page elsewhere', headers: { origin: 'https://evil.example' }, status: 403 },
  { label: 'a page on another port', headers: { origin: 'http://localhost:4601' }, status: 403 },
  { label: 'a sandboxed page', headers: { origin: 'null' }, status: 403 },
  { label: 'a browser that hides the origin but says cross-site', headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
  { label: 'a program', headers: {}, status: 201 },
]
describe('a write by cookie must come from our own pages', () => {
  test.each(origins)('$label → $status', async ({ headers, status }) => {
    const { app } = await testApp({ routes: [rooms] })
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/rooms',
      headers: { cookie: 'as=owner', ...headers },
      payload: good,
    })
    expect(answer.statusCode).toBe(status)
  })
  test('a key is nobody’s cookie, so its origin does not matter', async () => {
    const { app } = await testApp({ routes: [rooms] })
    const headers = { ...as('owner'), origin: 'https://evil.example' }
    expect((await app.inject({ method: 'POST', url: '/v1/rooms', headers, payload: good })).statusCode).toBe(201)
  })
})

describe('limits', () => {
  const ask = { url: '/v1/rooms/0190aaaa-0000-7000-8000-000000000002' }

  test('the last request of the minute passes, the next is told when to come back, others go on', async () => {
    const { app } = await testApp({
      routes: [rooms],
      config: { publicUrl: 'http://localhost:4600', trustProxy: false, keyRate: 3 },
    })
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await app.inject({ ...ask, headers: as('agent') }))
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 429])
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0)
    expect((await app.inject({ ...ask, headers: as('viewer') })).statusCode).toBe(200)
  })

  test('after thirty wrong keys an address is not even looked up any more', async () => {
    const { app } = await testApp({ routes: [rooms] })
    const guess = () => app.inject({ ...ask, headers: { authorization: 'Bearer guess' }, remoteAddress: '10.1.1.1' })
    for (let i = 0; i < 30; i++) expect((await guess()).statusCode).toBe(401)
    expect((await guess()).statusCode).toBe(429)
    expect((await app.inject({ ...ask, headers: as('owner'), remoteAddress: '10.1.1.1' })).statusCode).toBe(429)
    expect((await app.inject({ ...ask, headers: as('owner'), remoteAddress: '10.1.1.2' })).statusCode).toBe(200)
  })
})

test('pages may run only our own scripts and stand in nobody’s frame; answers are kept by no cache', async () => {
  const { app } = await testApp({ routes: [rooms] })
  const answer = await app.inject({ url: '/v1/refused', headers: as('viewer') })
  expect(answer.headers['content-security-policy']).toContain(`script-src 'self';`)
  expect(answer.headers['content-security-policy']).toContain(`frame-ancestors 'none'`)
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  expect(answer.headers['strict-transport-security']).toBeUndefined()
})

test('behind https, browsers are told to stay there', async () => {
  const { app } = await testApp({ config: { publicUrl: 'https://chat.example.com', trustProxy: false, keyRate: 10 } })
  expect((await app.inject({ url: '/healthz' })).headers['strict-transport-security']).toContain('max-age=')
})

describe('operation', () => {
  test('alive says so without a key', async () => {
    const { app } = await testApp()
    expect((await app.inject({ url: '/healthz' })).json()).toEqual({ alive: true })
  })

  test('not ready is 503 and says what it waits for', async () => {
    const { app } = await testApp({ readiness: async () => ({ ready: false, waitingFor: ['The database is being migrated.'] }) })
    const answer = await app.inject({ url: '/readyz' })
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({ ready: false, waitingFor: ['The database is being migrated.'] })
  })

  const metricReaders = [
    { label: 'this machine', from: '127.0.0.1', headers: {}, status: 200 },
    { label: 'this machine by IPv6', from: '::1', headers: {}, status: 200 },
    { label: 'another machine', from: '10.0.0.9', headers: {}, status: 401 },
    { label: 'another machine with a key', from: '10.0.0.9', headers: as('viewer'), status: 200 },
    {
      label: 'a proxy on this machine for someone else',
      from: '127.0.0.1',
      headers: { 'x-forwarded-for': '10.0.0.9' },
      status: 401,
    },
  ]
  test.each(metricReaders)('metrics asked from $label → $status', async ({ from, headers, status }) => {
    const { app } = await testApp()
    const answer = await app.inject({ url: '/metrics', remoteAddress: from, headers })
    expect(answer.statusCode).toBe(status)
    if (status === 200) expect(answer.body).toContain('casement_http_request_seconds')
  })

  test('requests are counted by route, not by address', async () => {
    const { app } = await testApp({ routes: [rooms] })
    await app.inject({ url: '/v1/rooms/0190aaaa-0000-7000-8000-000000000002', headers: as('viewer') })
    const { body } = await app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })
    expect(body).toContain('route="/v1/rooms/:id",status="200"')
    expect(body).not.toContain('0190aaaa')
  })
})

describe('the description of the API', () => {
  test('knows the routes, who may call them and what POST takes', async () => {
    const { app } = await testApp({ routes: [rooms] })
    const description = (await app.inject({ url: '/openapi.json' })).json()
    expect(description.openapi).toBe('3.1.0')
    const make = description.paths['/v1/rooms'].post
    expect(make.description).toContain('role manager or higher')
    expect(make.security).toEqual([{ key: [] }, { session: [] }])
    expect(make.parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'idempotency-key' }))
    expect(Object.keys(make.responses.default.content)).toEqual(['application/problem+json'])
    expect(Object.keys(description.paths)).not.toContain('/*')
  })

  test('can be browsed, with scripts of our own only', async () => {
    const { app } = await testApp()
    const answer = await app.inject({ url: '/docs' })
    const html = answer.statusCode === 302 ? (await app.inject({ url: String(answer.headers.location) })).body : answer.body
    expect(html).toContain('swagger-ui')
    expect(html).not.toMatch(/<script[^>]*>\s*[^<\s]/)
  })
})

test('no secret of a request reaches the log', async () => {
  const { app, logged } = await testApp({ routes: [rooms] })
  await app.inject({ url: '/v1/nothing?access_token=hush1&x=1', headers: { authorization: 'Bearer hush2', cookie: 'a=hush3' } })
  await app.inject({ url: '/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=hush4' })
  await app.inject({ url: '/sign-in?token=hush5' })
  app.log.info({
    appSecret: 'hush6',
    meta: { accessToken: 'hush7', deeper: { token: 'hush8' } },
    asked: { headers: { authorization: 'hush9' } },
  })
  expect(logged()).toContain('/v1/nothing?access_token=[hidden]&x=1')
  expect(logged()).not.toContain('hush')
})

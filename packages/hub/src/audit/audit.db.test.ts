import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicRoutes } from '../access/public-routes.ts'
import { signIn, testDoor, withKey } from '../access/test-door.ts'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'
import { unauditedRoutes } from './unaudited-routes.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())

const audit = async (query = '') => (await hub.api('GET', `/v1/audit${query}`)).body
const newest = async () => (await audit('?limit=1')).data[0]
type Operation = { 'x-casement-access': string; 'x-casement-unaudited': string | false }

test('every route that may change something is audited, or says why it is not', async () => {
  const { paths } = (await hub.api('GET', '/openapi.json')).body as { paths: Record<string, Record<string, Operation>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      operation,
    })),
  )
  const changing = operations.filter(
    ({ route, operation }) => !route.startsWith('GET ') && operation['x-casement-access'] !== 'public',
  )
  const silent = changing.filter(({ operation }) => operation['x-casement-unaudited'] !== false).map(({ route }) => route)
  expect(changing.length).toBeGreaterThan(25)
  expect(silent.filter((route) => !unauditedRoutes.has(route))).toEqual([])
  for (const reason of unauditedRoutes.values()) expect(reason.length).toBeGreaterThan(10)
  // Nobody is known on a public route, so none may change anything but by what proves itself.
  const open = [...publicRoutes.keys()].filter((route) => !route.startsWith('GET '))
  expect(open.sort()).toEqual([
    'POST /clock-follower',
    'POST /f/:token',
    'POST /v1/sign-in',
    'POST /webhooks/whatsapp',
    'POST /webhooks/whatsapp/:appId',
  ])
})

test('the reasons are of routes there are', async () => {
  const { paths } = (await hub.api('GET', '/openapi.json')).body as { paths: Record<string, Record<string, unknown>> }
  const known = new Set(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ),
  )
  const gone = [...unauditedRoutes.keys()].filter((route) => route.includes(' /v1/') && !known.has(route))
  expect(gone).toEqual([])
})

test('an entry says who did what to which, from where, and holds no text, number or secret', async () => {
  const made = (await hub.api('POST', '/v1/contacts', { name: 'Ada Byrne', phone: '+447700900601' })).body
  expect(await newest()).toMatchObject({
    actor: { kind: 'key', name: 'CASEMENT_API_KEY' },
    action: 'Add a contact',
    route: 'POST /v1/contacts',
    object: { id: made.id },
    changed: ['name', 'phone'],
    status: 201,
    address: '127.0.0.1',
    requestId: expect.any(String),
  })
  await hub.api('POST', `/v1/contacts/${made.id}/aliases`, { phone: '+447700900602' })
  await hub.api('DELETE', `/v1/contacts/${made.id}/aliases/e164/+447700900602`)
  expect(await newest()).toMatchObject({ route: 'DELETE /v1/contacts/:id/aliases/:kind/:value', object: { id: made.id } })

  const { key, apiKey } = (await hub.api('POST', '/v1/keys', { name: 'For the shop', role: 'agent' })).body
  expect(await newest()).toMatchObject({ object: { apiKey: apiKey.id }, details: { name: 'For the shop', role: 'agent' } })
  const all = JSON.stringify(await audit())
  for (const hidden of ['4477009006', 'Ada Byrne', key, KEY]) expect(all).not.toContain(hidden)
})

test('what was refused, only read, or answered once before leaves no entry', async () => {
  const before = await newest()
  expect((await hub.api('POST', '/v1/keys', { name: '' })).status).toBe(422)
  expect((await hub.api('DELETE', '/v1/keys/0190aaaa-0000-7000-8000-000000000001')).status).toBe(404)
  await hub.api('GET', '/v1/keys')
  await hub.api('POST', '/v1/messages/check', {
    from: hub.world.phoneNumberId,
    to: '+447700900456',
    message: { type: 'text', text: { body: 'Hello' } },
  })
  expect(await newest()).toEqual(before)
  const again = { 'idempotency-key': 'audit-once' }
  await hub.api('POST', '/v1/keys', { name: 'Once', role: 'viewer' }, again)
  const once = await newest()
  await hub.api('POST', '/v1/keys', { name: 'Once', role: 'viewer' }, again)
  expect(await newest()).toEqual(once)
})

test('it pages backwards, and by actor', async () => {
  const first = await audit('?limit=2')
  const second = await audit(`?limit=2&cursor=${first.cursor}`)
  const ids = [...first.data, ...second.data].map((entry: { id: string }) => entry.id)
  expect(ids).toEqual([...ids].sort().reverse())
  expect(new Set(ids).size).toBe(4)
  expect((await audit('?actorId=nobody')).data).toEqual([])
  expect((await audit(`?actorId=${first.data[0].actor.id}`)).data.length).toBeGreaterThan(3)
})

test('who signs in, and what a person does then, is told to admins only; what is old is forgotten', async () => {
  const door = await testDoor()
  const cookie = await signIn(door, door.first.ownerEmail)
  const headers = { cookie, origin: 'http://localhost:4600' }
  const { apiKey, key } = (
    await door.app.inject({ method: 'POST', url: '/v1/keys', headers, payload: { name: 'A', role: 'manager' } })
  ).json()
  const told = (await door.app.inject({ url: '/v1/audit', headers: withKey() })).json()
  expect(told.data).toMatchObject([
    { actor: { kind: 'person', name: 'Owner' }, action: 'Make an API key', object: { apiKey: apiKey.id } },
    { actor: { kind: 'person', name: 'Owner' }, action: 'Signed in' },
  ])
  expect((await door.app.inject({ url: '/v1/audit', headers: withKey(key) })).statusCode).toBe(403)

  await door.pool.query(`update audit_log set at = now() - interval '400 days' where action = 'Signed in'`)
  await door.forgetExpired()
  expect((await door.app.inject({ url: '/v1/audit', headers: withKey() })).json().data).toHaveLength(1)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Role, roles } from '../../access/actor.ts'
import { createKey } from '../../access/api-keys.ts'
import { scopeOf } from '../../access/scopes.ts'
import { uuid7 } from '../../database/uuid7.ts'
import { type ConnectedHub, connectHub } from '../connected-hub.ts'
import { leastOf, type Schema, WRONG_IDS, WRONG_QUERY_VALUES, wrongBodies } from './wrong-inputs.ts'

type Parameter = { name: string; in: 'path' | 'query' | 'header'; schema?: Schema }
type Operation = {
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  'x-casement-access': Role | 'public'
}
type Route = { method: string; path: string; name: string; operation: Operation; access: Role | 'public'; body: Schema | null }

let hub: ConnectedHub
let routes: Route[]
const keys = {} as Record<Role, string>
let strangersKey: string
/** An id of something that exists, for `/v1/contacts/{id}` under `/v1/contacts`. */
const known = new Map<string, string>()

beforeAll(async () => {
  hub = await connectHub({ env: { CASEMENT_KEY_RATE: '1000000' } })
  const { pool } = hub.database
  const { rows } = await pool.query<{ id: string }>('select id from workspaces')
  const workspaceId = rows[0]?.id as string
  for (const role of roles) keys[role] = (await createKey(pool, { workspaceId, name: role, role })).key
  const strangers = uuid7()
  await pool.query(`insert into workspaces (id, name) values ($1, 'Strangers')`, [strangers])
  strangersKey = (await createKey(pool, { workspaceId: strangers, name: 'A stranger', role: 'owner' })).key

  const { paths } = (await hub.api('GET', '/openapi.json')).body as { paths: Record<string, Record<string, Operation>> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      name: `${method.toUpperCase()} ${path}`,
      operation,
      access: operation['x-casement-access'],
      body: operation.requestBody?.content?.['application/json']?.schema ?? null,
    })),
  )
  await haveSomethingOfEach()
})
afterAll(() => hub.stop())

/** What a list of each kind then shows. */
async function haveSomethingOfEach() {
  await hub.write('Is my order there?')
  const post = (path: string, body: unknown) => hub.api('POST', path, body)
  await post('/v1/contacts', { name: 'Ada Byrne', phone: '+447700900601' })
  await post('/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' })
  await post('/v1/quick-replies', { shortcut: 'thanks', name: 'thanks', text: 'Thank you!', body: 'Thank you!' })
  await post('/v1/people', { email: 'maja@example.com', name: 'Maja' })
  for (const { method, path } of routes) {
    if (method !== 'GET' || path.includes('{') || !path.startsWith('/v1/') || path === '/v1/stream') continue
    const { status, body } = await hub.api('GET', `${path}?limit=1`)
    const id = status === 200 && (body?.data?.[0]?.id ?? body?.[path.split('/').at(-1) as string]?.[0]?.id)
    if (typeof id === 'string') known.set(path, id)
  }
}

/** What no key with scopes may do: who a person is, and the emulator with its demo company. */
const WITHOUT_SCOPE = /^\/v1\/(session|emulator|demo)(\/|$)/

test('every route has its place among the scopes', () => {
  const lost = routes.filter(
    ({ method, path, access }) =>
      access !== 'public' && !WITHOUT_SCOPE.test(path) && scopeOf(method, path.replace(/\{(\w+)\}/g, ':$1')) === undefined,
  )
  expect(lost.map(({ name }) => name)).toEqual([])
})

const NOBODY = '0190aaaa-0000-7000-8000-00000000000f'
/** The address with its first id from what there is, and the others as their schemas ask. */
const addressOf = ({ path, operation }: Route): string =>
  path
    .replace(/^(.*?)\/\{\w+\}/, (_whole, list: string) => `${list}/${known.get(list) ?? NOBODY}`)
    .replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const schema = operation.parameters?.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema
      return encodeURIComponent(String(leastOf(schema)))
    })

type Asked = { status: number; type: string; text: string }
async function ask(method: string, url: string, key: string | null, body?: string): Promise<Asked> {
  const answer = await fetch(hub.url + url, {
    method,
    redirect: 'manual',
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  })
  const type = answer.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    await answer.body?.cancel()
    return { status: answer.status, type, text: '' }
  }
  return { status: answer.status, type, text: await answer.text() }
}

/** What is wrong with an answer to a wrong request; null for one that is as it should be. */
function fault({ path }: Route, { status, type, text }: Asked): string | null {
  if (status >= 500 && status !== 502) return `${status} ${text.slice(0, 200)}`
  if (status < 400) return null
  // An address that is no URL is nobody's yet.
  if (path.startsWith('/graph') && !text.includes('problem:unreadable'))
    return type.includes('json') && text.includes('"error"') ? null : `${status} without Meta’s envelope`
  if (!type.startsWith('application/problem+json')) return `${status} as ${type}`
  const told = JSON.parse(text) as { detail?: string; status?: number }
  return told.status === status && told.detail ? null : `${status} without a sentence`
}

type Try = { route: Route; label: string; send: () => Promise<Asked>; right?: (asked: Asked) => boolean }
async function tryAll(tries: Try[]): Promise<string[]> {
  const wrong: string[] = []
  const queue = tries.values()
  const worker = async () => {
    for (const { route, label, send, right } of queue) {
      const asked = await send()
      const found = fault(route, asked) ?? (right && !right(asked) ? `${asked.status} ${asked.text.slice(0, 160)}` : null)
      if (found) wrong.push(`${route.name}, ${label} → ${found}`)
    }
  }
  await Promise.all(Array.from({ length: 6 }, worker))
  return wrong.sort()
}

const guarded = () => routes.filter(({ access }) => access !== 'public')
const rightBody = ({ body }: Route): string | undefined => (body ? JSON.stringify(leastOf(body)) : undefined)

test('the whole API is described, and there is something of most kinds to ask for', () => {
  expect(guarded().length).toBeGreaterThan(80)
  expect([...known.keys()]).toEqual(
    expect.arrayContaining(['/v1/contacts', '/v1/threads', '/v1/templates', '/v1/keys', '/v1/people']),
  )
})

test('nobody comes in without a key, or with one that is too weak', async () => {
  const tries = guarded().flatMap((route): Try[] => {
    const weaker = roles[roles.indexOf(route.access as Role) - 1]
    const url = addressOf(route)
    return [
      {
        route,
        label: 'no key',
        send: () => ask(route.method, url, null, rightBody(route)),
        right: ({ status }) => status === 401,
      },
      ...(weaker
        ? [
            {
              route,
              label: `as ${weaker}`,
              send: () => ask(route.method, url, keys[weaker], rightBody(route)),
              right: ({ status }: Asked) => status === 403,
            },
          ]
        : []),
    ]
  })
  expect(await tryAll(tries)).toEqual([])
})

test('what belongs to another workspace is not there', async () => {
  const tries = guarded()
    .filter(({ path }) => path.includes('{') && known.has(path.split('/{')[0] as string))
    .map((route): Try => {
      const reads = !route.body && (route.method === 'GET' || route.method === 'DELETE')
      return {
        route,
        label: 'as a stranger',
        send: () => ask(route.method, addressOf(route), strangersKey, rightBody(route)),
        right: ({ status }) => (reads ? status === 404 : status >= 400),
      }
    })
  expect(tries.length).toBeGreaterThan(20)
  expect(await tryAll(tries)).toEqual([])
})

test('wrong addresses and queries are refused with a sentence, never with an error of ours', async () => {
  const tries = guarded().flatMap((route): Try[] => {
    const inPath = route.path.includes('{') ? WRONG_IDS : []
    const queries = (route.operation.parameters ?? []).filter((parameter) => parameter.in === 'query').slice(0, 8)
    const url = addressOf(route)
    return [
      ...inPath.map((id) => ({
        route,
        label: `id ${id.slice(0, 40)}`,
        send: () =>
          ask(
            route.method,
            route.path.replace(/\{\w+\}/g, id.startsWith('%') ? id : encodeURIComponent(id)),
            keys.owner,
            rightBody(route),
          ),
      })),
      ...(route.method === 'GET'
        ? queries.flatMap(({ name }) =>
            WRONG_QUERY_VALUES.map((value) => ({
              route,
              label: `${name}=${value.slice(0, 40)}`,
              send: () => ask('GET', `${url}?${name}=${value}`, keys.owner),
            })),
          )
        : []),
    ]
  })
  expect(await tryAll(tries)).toEqual([])
})

test('wrong bodies are refused with a sentence, never with an error of ours', async () => {
  const tries = guarded()
    .filter(({ body }) => body !== null)
    .flatMap((route): Try[] =>
      [...wrongBodies(route.body as Schema)].map(({ label, body }) => ({
        route,
        label,
        send: () => ask(route.method, addressOf(route), keys.owner, body),
      })),
    )
  expect(tries.length).toBeGreaterThan(500)
  expect(await tryAll(tries)).toEqual([])
}, 120_000)

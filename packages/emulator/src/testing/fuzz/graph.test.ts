import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphEdges, graphRoots } from '../../graph/edges.ts'
import type { NodeKind } from '../../graph/routes.ts'
import type { World } from '../../world/world.ts'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { type Answered, type Asked, ask, shout } from './ask.ts'
import { expectConsistent } from './consistency.ts'
import { graphBodies } from './good-bodies.ts'
import { blows, deepen, nasty, spoil } from './nasty.ts'

const RUNS = 2_500
const SLOWEST_MS = 5_000
const BUDGET_MS = 8_000

type Endpoint = { kind: NodeKind | null; method: string; edge: string }

/** Every edge and every root there is. */
const endpoints: Endpoint[] = [
  ...Object.entries(graphEdges).flatMap(([kind, table]) =>
    Object.keys(table).map((key) => ({ kind: kind as NodeKind, ...splitKey(key) })),
  ),
  ...Object.keys(graphRoots).map((key) => ({ kind: null, ...splitKey(key) })),
]

function splitKey(key: string): { method: string; edge: string } {
  const [method = '', edge = ''] = key.split(' ')
  return { method, edge }
}

const call = fc.record({
  endpoint: fc.constantFrom(...endpoints),
  /** Which node of the kind, or one that is none. */
  node: fc.nat(20),
  otherMethod: fc.option(fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH', 'PUT', 'OPTIONS', 'HEAD'), { freq: 6, nil: null }),
  version: fc.constantFrom('/v25.0', '/v25.0', '/v19.0', '', '/v0.0', '//v24.0/', '/v999.99'),
  tail: fc.constantFrom(
    '',
    '',
    '',
    '/',
    '//',
    '?',
    '?limit=0',
    '?fields=id,{',
    '?after=%00',
    '?access_token=x',
    '/x',
    '/%ff',
    '/%F0%9F',
  ),
  wild: fc.constantFrom('x', '1', 'wamid.x', '__proto__', '%2e%2e%2f', 'a'.repeat(600)),
  kind: fc.constantFrom('json', 'json', 'json', 'form', 'query', 'multipart', 'raw', 'none'),
  good: fc.constantFrom(...graphBodies),
  blows,
  junk: fc.oneof(nasty.map(String), fc.string({ maxLength: 40 })),
  chunked: fc.boolean(),
  token: fc.constantFrom('right', 'right', 'right', 'right', 'wrong', 'none'),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

function idsOf(world: World, kind: NodeKind): string[] {
  const rows: Partial<Record<NodeKind, Iterable<string>>> = {
    number: world.numbers.keys(),
    waba: world.wabas.keys(),
    business: world.portfolios.keys(),
    app: world.apps.keys(),
    template: world.templates.keys(),
    media: world.media.keys(),
    me: ['me'],
    upload: [...world.things.keys()].filter((key) => key.startsWith('upload:')),
  }
  return [...(rows[kind] ?? [...world.things.values()].filter((one) => one.kind === kind).map((one) => one.key))]
}

const text = (value: unknown): string => deepen(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

function fields(body: unknown): [string, string][] {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).map(([name, value]) => [name, text(value)])
    : [['x', text(body)]]
}

function put(world: World, token: string, one: Call): Asked {
  const { endpoint, version, tail, kind, chunked } = one
  const ids = endpoint.kind === null ? [] : idsOf(world, endpoint.kind)
  const id = endpoint.kind === null ? '' : `/${one.node > 18 ? one.wild : (ids[one.node % Math.max(1, ids.length)] ?? '999')}`
  const edge = endpoint.edge.replace('*', one.wild)
  const method = one.otherMethod ?? endpoint.method
  const body = spoil(one.good, one.blows)
  let path = `${version}${id}${edge === '' ? '' : `/${edge}`}${tail}`
  if (kind === 'query') path = `${path.split('?')[0]}?${encode(fields(body)).slice(0, 6_000)}`
  const headers: Record<string, string> =
    one.token === 'none' ? {} : { authorization: `Bearer ${one.token === 'right' ? token : 'x'}` }
  if (method === 'GET' || method === 'HEAD' || kind === 'none' || kind === 'query') return { method, path, headers }
  if (kind === 'json')
    return {
      method,
      path,
      chunked,
      headers: { ...headers, 'content-type': 'application/json' },
      body: deepen(JSON.stringify(body)),
    }
  if (kind === 'form')
    return {
      method,
      path,
      chunked,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: encode(fields(body)),
    }
  if (kind === 'raw')
    return { method, path, chunked, headers: { ...headers, 'content-type': 'application/json' }, body: one.junk }
  const parts = fields(body).map(
    ([name, value], place) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${place % 3 === 2 ? '; filename="a.png"\r\nContent-Type: image/png' : ''}\r\n\r\n${value}\r\n`,
  )
  const end = one.blows.length > 1 ? '' : '--b--\r\n'
  return {
    method,
    path,
    chunked,
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
    body: parts.join('') + end,
  }
}

const encode = (pairs: [string, string][]): string =>
  pairs.map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`).join('&')

/** A JSON answer; above 400 in Graph's envelope, and never one that tells of our insides. */
function expectAnswer({ method, path }: Asked, { status, headers, text: body, tookMs }: Answered): void {
  const what = `${method} ${path.slice(0, 200)}`
  expect(tookMs, what).toBeLessThan(SLOWEST_MS)
  expect(status, what).not.toBe(500)
  if (method === 'HEAD') return
  if (status < 400 && !String(headers['content-type']).includes('json')) return
  const read = JSON.parse(body) as { error?: unknown }
  if (status < 400) return
  expect(read.error, what).toMatchObject({
    message: expect.any(String),
    type: expect.any(String),
    code: expect.any(Number),
    fbtrace_id: expect.stringMatching(/^A[0-9A-F]+$/),
  })
  expect(body, what).not.toMatch(/\bat .*\.(ts|js):\d+/)
}

/** One of everything, so that each kind of node exists. */
async function furnish(test: TestEmulator): Promise<void> {
  const { phoneNumberId, wabaId, appId } = test.about
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', new File([Buffer.from('%PDF-1.4 x')], 'a.pdf', { type: 'application/pdf' }))
  const made = [
    await test.graph('POST', `/v25.0/${phoneNumberId}/media`, form),
    await test.graph('POST', `/v25.0/${wabaId}/flows`, { name: 'Booking', categories: ['OTHER'] }),
    await test.graph('POST', `/v25.0/${phoneNumberId}/message_qrdls`, { prefilled_message: 'Hi', generate_qr_image: 'SVG' }),
    await test.graph('POST', `/v25.0/${appId}/uploads`, { file_name: 'a.png', file_length: 4, file_type: 'image/png' }),
    await test.graph('POST', `/v25.0/${wabaId}/signups`, {
      signup_message: 'Get offers',
      confirmation_message: 'Hi',
      privacy_policy_url: 'https://n.example',
    }),
    await test.sendText('Hello'),
  ]
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 200))
  await test.write('Hi there', CUSTOMER)
  await test.control('POST', `/customers/${CUSTOMER}/calls`, { to: phoneNumberId, ring: true })
  await test.control('PATCH', '/settings', { groupsNeedEligibility: false })
  for (const join_approval_mode of ['auto_approve', 'approval_required']) {
    await test.graph('POST', `/v25.0/${phoneNumberId}/groups`, {
      messaging_product: 'whatsapp',
      subject: 'Delivery',
      join_approval_mode,
    })
  }
  await test.advance(MINUTE)
  for (const { id } of (await test.control('GET', '/groups')).data)
    await test.control('POST', `/customers/${CUSTOMER}/groups`, { group: id })
}

test('whatever is asked of any endpoint, Graph answers in time, in JSON and in its envelope, and the world stays whole', async () => {
  const broken: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, relax: 'all', log: (sentence) => broken.push(sentence) })
  await furnish(emulator)
  const port = Number(new URL(emulator.about.graphUrl).port)
  const { world } = emulator.emulator
  await fc.assert(
    fc.asyncProperty(call, async (one) => {
      const asked = put(world, emulator.about.accessToken, one)
      const answered = await ask(port, asked)
      expect(broken).toEqual([])
      expectAnswer(asked, answered)
    }),
    { numRuns: RUNS, seed: 7, endOnFailure: true, interruptAfterTimeLimit: BUDGET_MS },
  )
  await expectConsistent(emulator)
}, 60_000)

test.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a request line without end', `GET /${'x'.repeat(70_000)}`],
  ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5_000)}`],
  ['a length that is none', 'POST /1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n{}'],
  [
    'a body that never comes',
    'POST /1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  ],
  ['a chunk that is none', 'POST /1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n'],
  ['a chunk that stops', 'POST /1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a'],
  [
    'a multipart that stops',
    'POST /1/media HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 90\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
  ],
  [
    'a multipart without a boundary',
    'POST /1/media HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc',
  ],
  ['a method nobody has', 'BREW /1 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a path of bytes', 'GET /\x80\xff%zz/%c0%af HTTP/1.1\r\nHost: x\r\n\r\n'],
])('%s leaves the emulator well', async (_what, bytes) => {
  const broken: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, log: (sentence) => broken.push(sentence) })
  const heard = await shout(Number(new URL(emulator.about.graphUrl).port), bytes)
  if (heard !== '')
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d [\s\S]*\r\n\r\n\{"error":\{"message":.*"fbtrace_id":"A[0-9A-F]+"\}\}$/)
  expect(broken).toEqual([])
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
})

test.each([
  [
    'as JSON',
    'application/json',
    (deep: string) => `{"context":${deep},"messaging_product":"whatsapp","to":"${CUSTOMER}","text":{"body":"Hi"}}`,
  ],
  [
    'in a form',
    'application/x-www-form-urlencoded',
    (deep: string) => `messaging_product=whatsapp&to=${CUSTOMER}&text={"body":"Hi"}&context=${deep}`,
  ],
])('what is nested too deeply to be written back is not taken in, %s', async (_how, type, bodyWith) => {
  const emulator = await TestEmulator.start({ quiet: true, relax: 'all' })
  const path = `/v25.0/${emulator.about.phoneNumberId}/messages`
  for (const depth of [150, 20_000]) {
    await emulator.graph('POST', path, bodyWith(`${'{"id":'.repeat(depth)}1${'}'.repeat(depth)}`), { 'content-type': type })
    expect(await emulator.control('GET', '/snapshot')).toMatchObject({ format: 'casement-world-1' })
  }
})

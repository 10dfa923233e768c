import fc from 'fast-check'
import { expect, test } from 'vitest'
import { controlTable } from '../../control/routes.ts'
import type { Twin } from '../../control/twin.ts'
import type { World } from '../../world/world.ts'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { type Asked, ask } from './ask.ts'
import { expectConsistent } from './consistency.ts'
import { controlBodies } from './good-bodies.ts'
import { blows, deepen, nasty, spoil } from './nasty.ts'

const RUNS = 2_000
const SLOWEST_MS = 5_000
const BUDGET_MS = 8_000

/** Every control call there is. */
const endpoints = (world: World) =>
  Object.keys(controlTable({ world } as Twin)).map((key) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path }
  })

function idOf(world: World, path: string, name: string, pick: number): string {
  const noun = name === ':callId' ? 'calls' : (path.split('/')[1] ?? '')
  const rows: Record<string, Iterable<string>> = {
    customers: [CUSTOMER, `+${CUSTOMER}`, ...world.customers.keys()],
    templates: world.templates.keys(),
    numbers: world.numbers.keys(),
    portfolios: world.portfolios.keys(),
    wabas: world.wabas.keys(),
    messages: world.messages.keys(),
    webhooks: world.deliveries.keys(),
    faults: world.faults.keys(),
    threads: name === ':number' ? world.numbers.keys() : world.customers.keys(),
    calls: [...world.things.values()].filter((one) => one.kind === 'call').map((one) => one.key),
    groups: [...world.things.values()].filter((one) => one.kind === 'group').map((one) => one.key),
    flows: [...world.things.values()].filter((one) => one.kind === 'flow').map((one) => one.key),
  }
  const ids = [...(rows[noun] ?? [])]
  return ids[pick % Math.max(1, ids.length)] ?? '999'
}

test('whatever the control side is told, it answers in time and in JSON, and the world stays whole', async () => {
  const broken: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, log: (sentence) => broken.push(sentence) })
  await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/flows`, { name: 'Booking', categories: ['OTHER'] })
  await emulator.control('PATCH', '/settings', { groupsNeedEligibility: false })
  await emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}/groups`, {
    messaging_product: 'whatsapp',
    subject: 'Delivery',
  })
  await emulator.advance(MINUTE)
  const { world } = emulator.emulator
  const port = Number(new URL(emulator.about.graphUrl).port)
  const call = fc.record({
    endpoint: fc.constantFrom(...endpoints(world)),
    pick: fc.nat(30),
    wild: fc.constantFrom('x', '__proto__', '%ff', '%00', '1'.repeat(400), 'constructor'),
    otherMethod: fc.option(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'), { freq: 8, nil: null }),
    query: fc.constantFrom('', '', '', '?limit=-1', '?limit=1e99', '?to=%00&from=x', '?opaque=__proto__', '?limit[]=1', '?%zz'),
    good: fc.constantFrom(...controlBodies),
    blows,
    junk: fc.option(nasty.map(String), { freq: 8, nil: null }),
    chunked: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(call, async ({ endpoint, pick, wild, otherMethod, query, good, blows: how, junk, chunked }) => {
      const method = otherMethod ?? endpoint.method
      const filled = endpoint.path.replace(/:\w+/g, (name) =>
        pick > 27 ? wild : encodeURIComponent(idOf(world, endpoint.path, name, pick)),
      )
      const body = method === 'GET' || method === 'HEAD' ? undefined : deepen(junk ?? JSON.stringify(spoil(good, how)))
      const asked: Asked = {
        method,
        path: `/_emulator${filled === '/' ? '' : filled}${query}`,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body, chunked }),
      }
      const { status, text, tookMs } = await ask(port, asked)
      const what = `${method} ${asked.path} ${body?.slice(0, 300)}`
      expect(broken, what).toEqual([])
      expect(tookMs, what).toBeLessThan(SLOWEST_MS)
      expect(status, `${what} ${text}`).toBeLessThan(500)
      if (method === 'HEAD') return
      const read = JSON.parse(text) as { error?: { message: string } }
      if (status >= 400) {
        expect(read.error?.message, `${what} ${text}`).toMatch(/[.…]$/)
        expect(text, what).not.toMatch(/\bat .*\.(ts|js):\d+/)
      }
    }),
    { numRuns: RUNS, seed: 11, endOnFailure: true, interruptAfterTimeLimit: BUDGET_MS },
  )
  await expectConsistent(emulator)
}, 60_000)

type Snapshot = { meta: Record<string, unknown>; tables: Record<string, Record<string, unknown>[]>; settings: unknown }

test.each<[string, (snapshot: Snapshot) => unknown]>([
  ['another format', (snapshot) => ({ ...snapshot, format: 'world' })],
  ['no meta', ({ meta, ...rest }) => rest],
  ['no clock', (snapshot) => ({ ...snapshot, meta: { ...snapshot.meta, clock: {} } })],
  [
    'a clock that is no number',
    (snapshot) => ({ ...snapshot, meta: { ...snapshot.meta, clock: { scale: 0, at: 'x', machineAt: 0 } } }),
  ],
  ['no seed', (snapshot) => ({ ...snapshot, meta: { ...snapshot.meta, seed: null } })],
  ['figures that are none', (snapshot) => ({ ...snapshot, meta: { ...snapshot.meta, stats: { accepted: 1 } } })],
  ['no tables', ({ tables, ...rest }) => rest],
  ['a table that is none', (snapshot) => ({ ...snapshot, tables: { ...snapshot.tables, numbers: 7 } })],
  ['a row that is none', (snapshot) => ({ ...snapshot, tables: { ...snapshot.tables, numbers: [null] } })],
  ['a row without its id', (snapshot) => ({ ...snapshot, tables: { ...snapshot.tables, wabas: [{ name: 'x' }] } })],
  ['a thread of nobody', (snapshot) => ({ ...snapshot, tables: { ...snapshot.tables, threads: [{ numberId: '1' }] } })],
  [
    'a message without its timeline',
    (snapshot) => ({ ...snapshot, tables: { ...snapshot.tables, messages: [{ id: 'x', templateId: '1' }] } }),
  ],
])('a snapshot with %s is refused, and the world stays as it was', async (_what, damage) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.sendTemplate('hello_world', 'en_US')
  const before = await emulator.control('GET', '/snapshot')
  for (const [method, path, body] of [
    ['PUT', '/snapshot', damage(structuredClone(before))],
    ['POST', '/reset', { world: damage(structuredClone(before)) }],
  ] as const)
    await expect(emulator.control(method, path, body)).rejects.toThrow(/^400: This (is no snapshot|snapshot is damaged): .*\.$/)
  expect(await emulator.control('GET', '/snapshot')).toEqual(before)
  await expectConsistent(emulator)
})

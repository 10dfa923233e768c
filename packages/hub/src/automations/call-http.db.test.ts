import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isoTime } from '@casement/platform'
import type { Graph } from '@casement/rules/automation'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { row } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createCaller } from './call-http.ts'
import { takeSteps } from './take-steps.ts'

/** Another program that answers as each story wants, and what a run makes of it. No hub runs beside: every try is made here. */

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void
type Call = { key: string | undefined; body: string }

let database: TestDatabase
let workspaceId: string
let program: Server
let contactId: string
let behaviours: Behaviour[] = []
const calls: Call[] = []
const callers: ReturnType<typeof createCaller>[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
  await createApplierFor(database.pool)(webhook.of(webhook.message('wamid.1', EXAMPLE.now)))
  contactId = (await row<{ id: string }>(database.pool, 'select id from contacts'))?.id as string
  program = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    calls.push({ key: request.headers['idempotency-key'] as string | undefined, body })
    behaviours.shift()?.(request, response)
  })
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await Promise.all(callers.splice(0).map((caller) => caller.close()))
  program.closeAllConnections()
  calls.length = 0
})
afterAll(async () => {
  await new Promise<void>((resolve) => program.close(() => resolve()))
  await database.drop()
})

const port = () => (program.address() as AddressInfo).port
const answers =
  (status: number, body: unknown = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const hangsUp: Behaviour = (request) => request.socket.destroy()
const saysNothing: Behaviour = () => {}
const goesOnAndOn: Behaviour = (_request, response) => {
  response.writeHead(200).end('x'.repeat(70_000))
}

/** Takes a run to its call, and makes the call until it is over. */
async function run(url: string, { privateToo = true } = {}) {
  const { pool } = database
  const graph: Graph = {
    trigger: { kind: 'keyword', words: ['stock'], match: 'whole' },
    limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 },
    alongside: false,
    start: 'call',
    nodes: [
      {
        id: 'call',
        kind: 'http',
        method: 'POST',
        url,
        headers: {},
        body: { from: '{{contact.phone}}' },
        next: { done: 'yes', failed: 'no' },
      },
      { id: 'yes', kind: 'tag', add: ['yes'], remove: [], next: {} },
      { id: 'no', kind: 'tag', add: ['no'], remove: [], next: {} },
    ],
  }
  const [automationId, runId] = [uuid7(), uuid7()]
  const by = JSON.stringify({ kind: 'key', id: uuid7(), name: 'Test' })
  await pool.query(
    `insert into automations (workspace_id, id, name, draft, changed_at, changed_by, created_at) values ($1, $2, 'Calls', $3, $4, $5, $4)`,
    [workspaceId, automationId, JSON.stringify(graph), isoTime(EXAMPLE.now), by],
  )
  await pool.query(
    `insert into automation_runs (workspace_id, id, automation_id, graph, contact_id, phone_number_id, trigger_key, node_id, memory, due_at, started_at)
     values ($1, $2, $3, $4, $5, $6, 'test', 'call', '{}', $7, $7)`,
    [workspaceId, runId, automationId, JSON.stringify(graph), contactId, EXAMPLE.numberId, isoTime(EXAMPLE.now)],
  )
  const stumbled = (_: string, error: unknown) => {
    throw error
  }
  expect(await takeSteps(pool, workspaceId, [runId], EXAMPLE.now, stumbled)).toMatchObject({ runs: 1 })
  const callerOf = (timeoutMs?: number) =>
    createCaller({ pool, privateToo: () => privateToo, secretKey: Buffer.alloc(32, 1), ...(timeoutMs ? { timeoutMs } : {}) })
  const [patient, impatient] = [callerOf(), callerOf(250)]
  callers.push(patient, impatient)
  for (;;) {
    // What waits for its next try is due now.
    const { rowCount } = await pool.query(
      `update automation_runs set retry_at = now() where workspace_id = $1 and id = $2 and state = 'calling'`,
      [workspaceId, runId],
    )
    if (!rowCount) break
    // Only where no answer will come is it not waited for, so that a slow machine changes nothing.
    const caller = behaviours[0] === saysNothing ? impatient : patient
    // Two processes see it, and one of them makes the call.
    const made = await Promise.all([1, 2].map(() => caller.call(workspaceId, runId, () => EXAMPLE.now)))
    expect(made.filter(Boolean)).toHaveLength(1)
  }
  return row<{ exit: string; says: string; goes: string; http: { status: number; body: unknown } }>(
    pool,
    `select s.exit, s.says, r.node_id as goes, r.memory->'data'->'http' as http from automation_runs r
     join automation_steps s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.step = 1 where r.workspace_id = $1 and r.id = $2`,
    [workspaceId, runId],
  )
}

test.each<[string, Behaviour[], { calls: number; exit: 'done' | 'failed'; says: string; http?: object }]>([
  [
    'answers',
    [answers(200, { stock: 3 })],
    { calls: 1, exit: 'done', says: 'Called: HTTP 200.', http: { status: 200, body: { stock: 3 } } },
  ],
  ['knows of nothing', [answers(404)], { calls: 1, exit: 'failed', says: 'The call failed: HTTP 404.' }],
  ['sends us elsewhere: nobody follows', [answers(302)], { calls: 1, exit: 'done', says: 'Called: HTTP 302.' }],
  [
    'is broken twice, then answers in plain words',
    [answers(503), answers(500), answers(200, 'fine')],
    { calls: 3, exit: 'done', says: 'Called: HTTP 200.', http: { status: 200, body: 'fine' } },
  ],
  ['is too busy, then answers', [answers(429), answers(200)], { calls: 2, exit: 'done', says: 'Called: HTTP 200.' }],
  [
    'is broken for good',
    [answers(500), answers(500), answers(500), answers(200)],
    { calls: 3, exit: 'failed', says: 'The call failed: HTTP 500.' },
  ],
  ['hangs up once', [hangsUp, answers(200)], { calls: 2, exit: 'done', says: 'Called: HTTP 200.' }],
  [
    'says nothing in time, then answers',
    [saysNothing, saysNothing, answers(200)],
    { calls: 3, exit: 'done', says: 'Called: HTTP 200.' },
  ],
  [
    'never says anything',
    [saysNothing, saysNothing, saysNothing],
    { calls: 3, exit: 'failed', says: 'The call failed: No answer in 0.25 s.' },
  ],
  [
    'does not stop talking',
    [goesOnAndOn, goesOnAndOn, goesOnAndOn],
    { calls: 3, exit: 'failed', says: 'The call failed: The answer is longer than 64 KB.' },
  ],
])('a program that %s', async (_situation, does, expected) => {
  behaviours = [...does]
  const came = await run(`http://127.0.0.1:${port()}/stock`)
  expect(came).toMatchObject({
    exit: expected.exit,
    says: expected.says,
    goes: expected.exit === 'done' ? 'yes' : 'no',
    ...(expected.http ? { http: expected.http } : {}),
  })
  expect(calls).toHaveLength(expected.calls)
  // Whoever answers can tell a second try from a second call.
  expect(new Set(calls.map(({ key }) => key)).size).toBe(1)
  for (const { body } of calls) expect(JSON.parse(body)).toEqual({ from: `+${EXAMPLE.customer}` })
})

test.each([
  ['without encryption', () => `http://127.0.0.1:${port()}/`, /Give an https address/],
  ['at an address of our own network', () => `https://127.0.0.1:${port()}/`, /lies in a private network/],
  ['at the same address written for IPv6', () => `https://[::ffff:127.0.0.1]:${port()}/`, /lies in a private network/],
  ['where clouds keep their keys', () => 'https://169.254.169.254/latest', /by which a machine speaks to itself/],
  ['by a name that leads into our own network', () => `https://localhost:${port()}/`, /localhost leads into a private network/],
  ['with a password in its address', () => 'https://user:word@shop.example/', /Leave name and password out/],
])('a program %s is never reached', async (_where, url, says) => {
  let connections = 0
  const count = () => connections++
  program.on('connection', count)
  const came = await run(url(), { privateToo: false })
  program.off('connection', count)
  expect(came).toMatchObject({ exit: 'failed', goes: 'no', says: expect.stringMatching(says) })
  expect(connections).toBe(0)
})

import { HOUR, isoTime, later, MINUTE, type PlatformTime, SECOND } from '@casement/platform'
import type { Graph } from '@casement/rules/automation'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { createSequence, switchOn } from '../sequences/change-sequence.ts'
import { Definition } from '../sequences/definition.ts'
import { readEvents as readSequenceEvents } from '../sequences/read-events.ts'
import { takeStep } from '../sequences/take-step.ts'
import { changeSettings } from '../settings/settings.ts'
import { suggestReplies } from '../suggestions/suggest-replies.ts'
import { suggestTemplates } from '../suggestions/suggest-templates.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { sweepWindows } from '../threads/sweep-windows.ts'
import { readEvents } from './begin-runs.ts'
import { leaveDraft } from './leave-draft.ts'
import { takeSteps } from './take-steps.ts'

/** Kills, two processes at once and webhooks that come twice: whatever happens, no step twice and nothing that the rules refuse. */

let database: TestDatabase
let workspaceId: string
let automationId: string

const text = (body: string) => ({ type: 'text', text: { body } })
const graph: Graph = {
  trigger: { kind: 'keyword', words: ['go'], match: 'whole' },
  limits: { perContact: { runs: 100, hours: 1 }, perMinute: 10_000 },
  alongside: false,
  start: 'hi',
  nodes: [
    { id: 'hi', kind: 'send', message: text('Hi'), next: { done: 'tag' } },
    { id: 'tag', kind: 'tag', add: ['met'], remove: [], next: { done: 'count' } },
    { id: 'count', kind: 'note', text: 'Said hi', next: { done: 'wait' } },
    { id: 'wait', kind: 'wait', minutes: 90, next: { done: 'bye' } },
    // Free form after a wait that the clock may stretch: whether it may still go, the gate says.
    { id: 'bye', kind: 'send', message: text('Bye'), next: { done: 'offer' } },
    // Whoever said STOP by then hears no offer, and the gate is who knows.
    {
      id: 'offer',
      kind: 'send',
      message: { type: 'template', template: { name: 'autumn_offer', language: { code: 'en_GB' } } },
      next: { refused: 'left' },
    },
    { id: 'left', kind: 'tag', add: ['left alone'], remove: [], next: {} },
  ],
}

beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
  automationId = uuid7()
  // So that an offer goes to whoever did not say no.
  await changeSettings(database.pool, workspaceId, { requireOptIn: 'never' })
  const { pool } = database
  const by = JSON.stringify({ kind: 'key', id: uuid7(), name: 'Test' })
  await pool.query(
    `insert into automations (workspace_id, id, name, state, live_version, draft, changed_at, changed_by, created_at, on_since)
     values ($1, $2, 'Killed', 'on', 1, $3, $4, $5, $4, $4)`,
    [workspaceId, automationId, JSON.stringify(graph), isoTime(EXAMPLE.now), by],
  )
  await pool.query(
    'insert into automation_versions (workspace_id, automation_id, version, graph, at, by) values ($1, $2, 1, $3, $4, $5)',
    [workspaceId, automationId, JSON.stringify(graph), isoTime(EXAMPLE.now), by],
  )
  await pool.query(`insert into event_cursors (workspace_id, reader, after_seq) values ($1, 'automations', 0)`, [workspaceId])
})
afterAll(() => database.drop())

/** A pool whose work dies: before any of its statements, or just after a commit that nobody hears of. */
function mortal(pool: pg.Pool, dies: () => boolean): pg.Pool {
  const connect = async () => {
    const client = await pool.connect()
    const query = async (asked: unknown, ...rest: unknown[]) => {
      const isEnd = asked === 'commit' || asked === 'rollback'
      if (!isEnd && dies()) throw new Error('killed')
      const answer = await (client.query as (...all: unknown[]) => Promise<unknown>)(asked, ...rest)
      if (asked === 'commit' && dies()) throw new Error('killed after its commit')
      return answer
    }
    return { query, release: (broken?: Error) => client.release(broken) }
  }
  return { connect, query: pool.query.bind(pool) } as unknown as pg.Pool
}

/** What two processes do in a moment, each of them mortal. */
async function turn(now: PlatformTime, dies: () => boolean): Promise<void> {
  const pool = mortal(database.pool, dies)
  await Promise.allSettled([readEvents(pool, workspaceId, now), readEvents(pool, workspaceId, now)])
  const due = await database.pool.query<{ id: string }>(
    'select id from automation_runs where workspace_id = $1 and ended_at is null and due_at <= $2',
    [workspaceId, isoTime(now)],
  )
  const ids = due.rows.map(({ id }) => id)
  const take = (some: string[]) => takeSteps(pool, workspaceId, some, now, () => {})
  await Promise.all([take(ids), take(ids.toReversed()), take(ids.slice(-2))])
}

test('a run that stumbles does not keep those beside it', async () => {
  const apply = createApplierFor(database.pool)
  const people = ['0', '1', '2', '3', '4'].map((digit) => `44770090000${digit}`)
  await apply(webhook.of(...people.map((from) => webhook.message(`wamid.beside.${from}`, EXAMPLE.now, text('go'), from))))
  await readEvents(database.pool, workspaceId, EXAMPLE.now)
  const { rows: due } = await database.pool.query<{ id: string }>(
    'select id from automation_runs where ended_at is null order by id',
  )
  const ids = due.map(({ id }) => id)
  const broken = ids[3] as string
  await database.pool.query(`update automation_runs set version = null, graph = '{"nodes": [null]}' where id = $1`, [broken])
  const stumbled: string[] = []
  const taken = await takeSteps(database.pool, workspaceId, ids, EXAMPLE.now, (id) => stumbled.push(id))
  expect(taken).toEqual({ runs: 4, queued: new Set([EXAMPLE.numberId]) })
  expect(stumbled).toEqual([broken])
  const { rows: states } = await database.pool.query('select state, step from automation_runs where id = any ($1) order by id', [
    ids,
  ])
  expect(states).toEqual(ids.map((id) => (id === broken ? { state: 'going', step: 0 } : { state: 'waiting', step: 4 })))
  await database.pool.query('update automation_runs set version = 1, graph = null where id = $1', [broken])
})

const deed = fc.oneof(
  fc.record({ write: fc.integer({ min: 0, max: 5 }), copies: fc.integer({ min: 1, max: 3 }), stop: fc.boolean() }),
  fc.record({ chances: fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 12 }) }),
  fc.record({ minutes: fc.integer({ min: 1, max: 30 * 60 }) }),
)

test('no step happens twice, and nothing is sent that the rules refuse', async () => {
  const apply = createApplierFor(database.pool)
  let round = 0
  const offers = { sent: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 10 }), async (deeds) => {
      round++
      let now = later(EXAMPLE.now, round * 100 * HOUR)
      const from = (person: number) => `44770${String(round).padStart(4, '0')}${person}00`
      const wrote = new Map<string, PlatformTime[]>()
      const stopped = new Map<string, PlatformTime>()
      let message = 0
      for (const one of [...deeds, { minutes: 91 }]) {
        if ('write' in one) {
          const body = webhook.message(`wamid.${round}.${message++}`, now, text(one.stop ? 'STOP' : 'go'), from(one.write))
          for (let copy = 0; copy < one.copies; copy++) await apply(webhook.of(body))
          wrote.set(from(one.write), [...(wrote.get(from(one.write)) ?? []), now])
          if (one.stop && !stopped.has(from(one.write))) stopped.set(from(one.write), now)
        } else if ('chances' in one) {
          let asked = 0
          await turn(now, () => one.chances[asked++ % one.chances.length] === 0)
        } else now = later(now, one.minutes * MINUTE)
      }
      for (let quiet = 0; quiet < 3; quiet++) {
        await turn(now, () => false)
        now = later(now, 91 * MINUTE)
      }

      const { rows: runs } = await database.pool.query<{
        id: string
        state: string
        phone: string
        ways: string[]
        said: string[]
      }>(
        `select r.id, r.state, a.value as phone,
           array(select s.node_id || ' ' || coalesce(s.exit, '-') from automation_steps s
             where s.workspace_id = $1 and s.run_id = r.id order by s.step) as ways,
           array(select coalesce(m.template->>'name', m.text) from sends s join messages m on m.workspace_id = $1 and m.id = s.id
             where s.workspace_id = $1 and s.idempotency_key like 'automation ' || r.id || ' %' order by s.id) as said
         from automation_runs r join contact_aliases a on a.workspace_id = $1 and a.contact_id = r.contact_id and a.kind = 'e164'
         where r.workspace_id = $1 and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      for (const run of runs) {
        expect(run.state, JSON.stringify(run)).toMatch(/done|failed/)
        if (run.ways.includes('offer done')) offers.sent++
        if (run.ways.includes('offer refused')) offers.refused++
        const offered = run.ways.includes('offer done') ? ['autumn_offer'] : []
        expect(run.said).toEqual(run.state === 'done' ? ['Hi', 'Bye', ...offered] : run.said.slice(0, 1))
        expect(run.ways.slice(0, 4)).toEqual(
          run.said.length > 0 ? ['hi done', 'tag done', 'count done', 'wait done'] : ['hi refused'],
        )
        expect(run.ways.length).toBeLessThanOrEqual(7)
      }
      for (const [phone, times] of wrote)
        expect(runs.filter((run) => run.phone === phone).length).toBeLessThanOrEqual(times.length)
      const { rows: notes } = await database.pool.query<{ notes: number }>(
        `select count(*)::int as notes from thread_notes n join threads t on t.workspace_id = $1 and t.id = n.thread_id
         join contact_aliases a on a.workspace_id = $1 and a.contact_id = t.contact_id
         where n.workspace_id = $1 and n.kind = 'note' and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      expect(notes[0]?.notes).toBe(runs.filter(({ said }) => said.length > 0).length)

      const { rows: sent } = await database.pool.query<{ phone: string; at: Date; kind: string }>(
        `select a.value as phone, m.at, s.kind from sends s join messages m on m.workspace_id = $1 and m.id = s.id
         join contact_aliases a on a.workspace_id = $1 and a.contact_id = s.contact_id and a.kind = 'e164'
         where s.workspace_id = $1 and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      for (const { phone, at, kind } of sent) {
        if (kind === 'template') {
          expect(at.getTime(), 'an offer before they said STOP').toBeLessThan(stopped.get(phone) ?? Number.POSITIVE_INFINITY)
          continue
        }
        const last = wrote.get(phone)?.findLast((time) => time <= at.getTime())
        expect(at.getTime() - (last ?? 0), 'free form inside the window').toBeLessThan(24 * HOUR)
      }
    }),
    { numRuns: 15, seed: 7 },
  )
  expect(Math.min(offers.sent, offers.refused), 'both were lived through').toBeGreaterThan(0)
}, 60_000)

/** What two processes do for sequences in a moment, each of them mortal. */
async function turnOfSequences(now: PlatformTime, dies: () => boolean): Promise<void> {
  const pool = mortal(database.pool, dies)
  await Promise.allSettled([sweepWindows(pool, now), sweepWindows(pool, now)])
  await Promise.allSettled([readSequenceEvents(pool, workspaceId, now), readSequenceEvents(pool, workspaceId, now)])
  const due = await database.pool.query<{ id: string }>(
    `select id from sequence_runs where workspace_id = $1 and state = 'waiting' and due_at <= $2`,
    [workspaceId, isoTime(now)],
  )
  await Promise.allSettled(
    due.rows.flatMap(({ id }) => [takeStep(pool, workspaceId, id, now), takeStep(pool, workspaceId, id, now)]),
  )
}

/** Everything that is suggested for somebody, a draft left for a person among it. */
async function suggestAll(phone: string, now: PlatformTime): Promise<void> {
  const { rows } = await database.pool.query<{ id: string }>(
    `select t.id from threads t join contact_aliases a on a.workspace_id = $1 and a.contact_id = t.contact_id and a.value = $2
     where t.workspace_id = $1`,
    [workspaceId, phone],
  )
  for (const { id: threadId } of rows) {
    await suggestReplies(database.pool, { workspaceId, threadId, now })
    await suggestTemplates(database.pool, { workspaceId, threadId, now })
    const draft = { text: 'Yes, on Saturday.', because: 'Test', by: 'Test', automationId }
    await transact(database.pool, (tx) => leaveDraft(tx, workspaceId, threadId, draft, now))
  }
}

const jump = fc.constantFrom(56, 56, 1_381, 1_381, 1_441)
const somebody = fc.integer({ min: 0, max: 3 })
const deedBesideASequence = fc.oneof(
  fc.record({ write: somebody, copies: fc.integer({ min: 1, max: 3 }), stop: fc.boolean() }),
  fc.record({ chances: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }) }),
  fc.record({ minutes: jump }),
  fc.record({ suggest: somebody }),
)

/** Somebody falls silent, is written to, and writes back. */
const silent = { write: 0, copies: 2, stop: false }
const answersTheFirst = [silent, { minutes: 1_381 }, { minutes: 56 }, silent]

test('a sequence takes no step twice and sends nothing that the rules refuse; a suggestion sends nothing', async () => {
  const apply = createApplierFor(database.pool)
  const start = later(EXAMPLE.now, 5_000 * HOUR)
  const scope = { pool: database.pool, workspaceId, now: start, by: { kind: 'key' as const, id: uuid7(), name: 'Test' } }
  const definition = Definition.parse({
    start: { on: 'window.closing', minutesBefore: 60, wroteLast: 'either' },
    steps: [
      { send: { text: 'Is anything left to answer?' } },
      { afterMinutes: 1_440, send: { template: { name: 'autumn_offer', language: 'en_GB' } } },
    ],
    daytime: { from: '00:00', to: '23:59' },
    againAfterDays: 1,
    includeWithoutOptIn: true,
  })
  await switchOn(scope, await createSequence(scope, { name: 'Killed', from: EXAMPLE.numberId, definition }), { begin: false })
  let round = 0
  const seen = { text: 0, template: 0, stopped: 0, replied: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(deedBesideASequence, { minLength: 6, maxLength: 12 }), async (deeds) => {
      round++
      let now = later(start, round * 500 * HOUR)
      const from = (person: number) => `44771${String(round).padStart(4, '0')}${person}00`
      const wrote = new Map<string, PlatformTime[]>()
      const stopped = new Map<string, PlatformTime>()
      let message = 0
      for (const one of [...answersTheFirst, ...deeds]) {
        if ('write' in one) {
          const phone = from(one.write)
          const content = text(one.stop ? 'STOP' : 'Is it there?')
          const body = webhook.message(`wamid.sequence.${round}.${message++}`, now, content, phone)
          for (let copy = 0; copy < one.copies; copy++) await apply(webhook.of(body))
          wrote.set(phone, [...(wrote.get(phone) ?? []), now])
          if (one.stop && !stopped.has(phone)) stopped.set(phone, now)
        } else if ('chances' in one) {
          let asked = 0
          await turnOfSequences(now, () => one.chances[asked++ % one.chances.length] === 0)
        } else if ('suggest' in one) await suggestAll(from(one.suggest), now)
        else {
          now = later(now, one.minutes * MINUTE)
          let asked = 0
          await turnOfSequences(now, () => asked++ % 97 === 96)
        }
        now = later(now, SECOND)
      }
      for (const minutes of [0, 1_381, 56, 1_440, 1_440]) {
        now = later(now, minutes * MINUTE)
        await turnOfSequences(now, () => false)
      }

      const { rows: sends } = await database.pool.query<{ phone: string; at: Date; kind: 'template' | 'free-form'; key: string }>(
        `select a.value as phone, m.at, s.kind, coalesce(s.idempotency_key, '') as key from sends s
         join messages m on m.workspace_id = $1 and m.id = s.id
         join contact_aliases a on a.workspace_id = $1 and a.contact_id = s.contact_id and a.kind = 'e164'
         where s.workspace_id = $1 and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      const { rows: steps } = await database.pool.query<{ key: string; began_at: Date; outcome: string | null }>(
        `select 'sequence ' || p.run_id || ' ' || p.step as key, r.began_at, r.outcome from sequence_steps p
         join sequence_runs r on r.workspace_id = $1 and r.id = p.run_id
         join contact_aliases a on a.workspace_id = $1 and a.contact_id = r.contact_id and a.kind = 'e164'
         where p.workspace_id = $1 and p.message_id is not null and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      // Each send is a step that was taken, and each step one send: so nothing else sent anything.
      expect(sends.map(({ key }) => key).sort()).toEqual(steps.map(({ key }) => key).sort())
      expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
      for (const { phone, at, kind, key } of sends) {
        const run = steps.find((step) => step.key === key)
        const times = wrote.get(phone) ?? []
        if (kind === 'template') {
          seen.template++
          expect(at.getTime(), 'an offer before they said STOP').toBeLessThan(stopped.get(phone) ?? Number.POSITIVE_INFINITY)
        } else {
          seen.text++
          const last = times.findLast((time) => time <= at.getTime()) ?? 0
          expect(at.getTime() - last, 'free form inside the window').toBeLessThan(24 * HOUR)
        }
        const between = times.filter((time) => time > (run?.began_at.getTime() ?? 0) && time < at.getTime())
        expect(between, 'nothing to somebody who answered meanwhile').toEqual([])
      }
      const { rows: ends } = await database.pool.query<{ outcome: string; state: string }>(
        `select r.outcome, r.state from sequence_runs r
         join contact_aliases a on a.workspace_id = $1 and a.contact_id = r.contact_id and a.kind = 'e164'
         where r.workspace_id = $1 and a.value = any ($2::text[])`,
        [workspaceId, [...wrote.keys()]],
      )
      expect(ends.every(({ state }) => state === 'ended')).toBe(true)
      seen.stopped += ends.filter(({ outcome }) => outcome === 'opted-out').length
      seen.replied += ends.filter(({ outcome }) => outcome === 'replied').length
    }),
    { numRuns: 8, seed: 11 },
  )
  expect(Math.min(...Object.values(seen)), `all of it was lived through: ${JSON.stringify(seen)}`).toBeGreaterThan(0)
}, 60_000)

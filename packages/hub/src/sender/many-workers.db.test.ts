import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { createExampleAccount, EXAMPLE } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { type AdmittedSend, admitDue } from './admit-sends.ts'
import { type Lease, takeLease } from './lease.ts'
import { staleIntents, withdraw } from './ledger.ts'
import type { Outcome } from './outcome.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { settleAccepted, settleUnclear } from './settle-sends.ts'

let database: TestDatabase
let workspaceId: string
let number: SendingNumber
const now = EXAMPLE.now
const PLACES = 250
beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
  await database.pool.query(`update portfolios set tier = 'TIER_250'`)
  number = (await findNumber(database.pool, workspaceId, EXAMPLE.numberId)) as SendingNumber
})
afterAll(() => database.drop())

const WORKERS = ['one', 'two', 'three'] as const
type Worker = {
  lease: Lease | null
  /** Whether it may still believe in its lease: it was neither run out nor taken since. */
  believes: boolean
  ready: AdmittedSend[]
  /** Answers it heard and has not written down. */
  heard: Outcome[]
}
type Act = {
  worker: number
  what: 'take' | 'admit' | 'post' | 'record' | 'record twice' | 'give back' | 'stall' | 'die' | 'webhooks' | 'submit'
}

const act = fc.record<Act>({
  worker: fc.nat(WORKERS.length - 1),
  what: fc.constantFrom(
    'take',
    'take',
    'admit',
    'admit',
    'post',
    'post',
    'record',
    'record twice',
    'give back',
    'stall',
    'die',
    'webhooks',
    'submit',
  ),
})
const answers = fc.constantFrom<'yes' | 'yes, unheard' | 'later' | 'no'>('yes', 'yes', 'yes, unheard', 'later', 'no')

test('however workers take turns, stall, die and write things down late, the platform takes each send at most once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), fc.infiniteStream(answers), async (acts, says) => {
      await database.pool.query(
        'truncate leases, sends, messages, threads, contacts, contact_aliases, wamids, reach_uses, service_usage, events, spend',
      )
      const workers: Worker[] = WORKERS.map(() => ({ lease: null, believes: false, ready: [], heard: [] }))
      const taken = new Map<string, string[]>()
      let people = 0

      const run = async ({ worker: index, what }: Act) => {
        const me = workers[index] as Worker
        switch (what) {
          case 'submit':
            for (let i = 0; i < 3; i++) await submit(people++)
            return
          case 'take': {
            const before = me.lease?.fence
            const lease = await takeLease(database.pool, {
              workspaceId,
              phoneNumberId: EXAMPLE.numberId,
              holder: `${WORKERS[index]}`,
              monotonic: () => 0,
            })
            if (!lease) return
            me.lease = lease
            me.believes = true
            if (lease.fence === before) return
            const unknown = await staleIntents(database.pool, lease)
            const error = { code: null, title: 'No answer heard', detail: '' }
            await settleUnclear(
              database.pool,
              workspaceId,
              unknown.map(({ id }) => ({ id, error, at: now })),
            )
            return
          }
          case 'admit':
            if (!me.lease) return
            // It asks even when it should not believe any more: the database must refuse it then.
            me.ready.push(...(await admitDue(database.pool, me.lease, number, { now, limit: 3 })).admitted)
            return
          case 'post':
            for (const send of me.ready.splice(0, 2)) {
              if (!me.believes || send.fence !== me.lease?.fence) {
                me.ready.unshift(send)
                return
              }
              post(me, send)
            }
            return
          case 'record':
          case 'record twice': {
            const outcomes = me.heard
            if (what === 'record') me.heard = []
            await recordOutcomes(database.pool, workspaceId, outcomes)
            return
          }
          case 'give back':
            for (const send of me.ready.splice(0)) await withdraw(database.pool, { workspaceId, fence: send.fence }, [send])
            return
          case 'stall':
            // Its lease runs out by the database's time, whatever it is doing.
            for (const one of workers) one.believes = false
            await database.pool.query(`update leases set expires_at = now() - interval '1 second'`)
            return
          case 'die':
            workers[index] = { lease: null, believes: false, ready: [], heard: [] }
            return
          case 'webhooks':
            await settleAccepted(
              database.pool,
              workspaceId,
              [...taken].flatMap(([id, wamids]) => wamids.map((wamid) => ({ id, wamid, at: now }))),
            )
        }
      }

      const post = (me: Worker, send: AdmittedSend) => {
        const answer = says.next().value as 'yes' | 'yes, unheard' | 'later' | 'no'
        const error = { code: 130429, title: 'Rate limit hit', detail: '' }
        if (answer === 'later') me.heard.push({ send, kind: 'again', error, afterMs: 0, scope: 'number', at: now })
        else if (answer === 'no') me.heard.push({ send, kind: 'failed', error, at: now })
        else {
          const wamid = `wamid.${send.id}.${send.attempt}`
          taken.set(send.id, [...(taken.get(send.id) ?? []), wamid])
          if (answer === 'yes') me.heard.push({ send, kind: 'accepted', wamid, heldForQuality: false, at: now })
          else me.heard.push({ send, kind: 'unclear', error, at: now })
        }
      }

      await run({ worker: 0, what: 'submit' })
      for (const one of acts) {
        await run(one)
        expect(
          [...taken.values()].filter((wamids) => wamids.length > 1),
          JSON.stringify(one),
        ).toEqual([])
      }
      await run({ worker: 0, what: 'webhooks' })
      const accepted = await rows<{ id: string }>(
        database.pool,
        `select id from sends where state = 'accepted' and wamid is not null`,
      )
      expect(accepted.map(({ id }) => id).sort(), 'whatever the platform took is accepted in the end, and nothing else').toEqual(
        [...taken.keys()].sort(),
      )
      const [reach] = await rows<{ people: number; waiting: number }>(
        database.pool,
        `select count(distinct r.contact_id)::int as people, (count(*) filter (where s.state in ('queued', 'held', 'failed')))::int as waiting
         from reach_uses r join sends s on s.workspace_id = r.workspace_id and s.id = r.send_id`,
      )
      expect(reach?.people ?? 0).toBeLessThanOrEqual(PLACES)
      expect(reach?.waiting ?? 0, 'what waits or failed holds no place in the reach').toBe(0)
    }),
    { numRuns: 12 },
  )
}, 120_000)

test('100,000 offers in the queue do not keep a reply waiting, and go on beside a flood of updates', async () => {
  await database.pool.query(
    'truncate leases, sends, messages, threads, contacts, contact_aliases, wamids, reach_uses, service_usage, events, spend',
  )
  await database.pool.query(`update portfolios set tier = 'TIER_UNLIMITED'`)
  const unlimited = (await findNumber(database.pool, workspaceId, EXAMPLE.numberId)) as SendingNumber
  const reply = await submit(1)
  await database.pool.query(`update sends set priority = 1 where id = $1`, [reply])
  const copy = (count: number, priority: number) =>
    database.pool.query(
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at)
       select workspace_id, gen_random_uuid(), phone_number_id, thread_id, gen_random_uuid(), recipient, payload, kind, category, initiator, $3, 'queued',
         due_at - interval '1 hour', expires_at
       from sends, generate_series(1, $2::int) where sends.workspace_id = $1 and id = $4`,
      [workspaceId, count, priority, reply],
    )
  await copy(100_000, 3)
  await copy(1_000, 2)
  await database.pool.query('analyze sends')
  const lease = (await takeLease(database.pool, {
    workspaceId,
    phoneNumberId: EXAMPLE.numberId,
    holder: 'one',
    monotonic: () => 0,
  })) as Lease
  const { admitted } = await admitDue(database.pool, lease, unlimited, { now, limit: 200 })
  expect(admitted[0]?.id).toBe(reply)
  expect(admitted.filter(({ priority }) => priority === 3)).toHaveLength(10)
  expect(admitted).toHaveLength(200)
}, 120_000)

async function submit(index: number): Promise<string> {
  const { message } = await submitMessage(database.pool, {
    workspaceId,
    request: {
      from: EXAMPLE.numberId,
      to: `+4477009${String(10_000 + index)}`,
      message: { type: 'template', template: { name: 'order_shipped', language: { code: 'en_GB' } } },
    },
    now,
    sentBy: { kind: 'api', id: 'k1', name: 'Key' },
    idempotencyKey: null,
  })
  return (message as { id: string }).id
}

import { HOUR, later, MINUTE, type PlatformTime } from '@casement/platform'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { countReach, loadReach } from '../messages/load-reach.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { type AdmittedSend, admitDue } from './admit-sends.ts'
import { type Lease, takeLease } from './lease.ts'
import { staleIntents, withdraw } from './ledger.ts'
import type { Outcome } from './outcome.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { reviveFailed } from './revive-failed.ts'
import { settleFailed, settleUnclear } from './settle-sends.ts'

let database: TestDatabase
let workspaceId: string
let numbers: SendingNumber[]
const SECOND = '700000000000004'
const PLACES = 50
/** Taken already when a walk begins, and free again one after the other as its hours pass. */
const TAKEN = 46
beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
  await database.pool.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, quality, throughput_mps)
     values ($1, $2, $3, '+44 7700 900124', '447700900124', 'Nordlys Service', 'GREEN', 80)`,
    [workspaceId, SECOND, EXAMPLE.wabaId],
  )
  await database.pool.query(`update portfolios set tier = 'TIER_50'`)
  numbers = await Promise.all(
    [EXAMPLE.numberId, SECOND].map(async (id) => (await findNumber(database.pool, workspaceId, id)) as SendingNumber),
  )
})
afterAll(() => database.drop())

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('submit' as const),
      number: fc.nat(1),
      people: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant('admit' as const), by: fc.constantFrom([0], [1], [2], [0, 1], [0, 1], [2, 3]) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('accepted' as const, 'accepted' as const, 'failed' as const, 'again' as const, 'unclear' as const),
      by: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('give back' as const, 'die' as const), by: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom('failed webhook' as const, 'delivered after all' as const), nth: fc.nat(20) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('writes to us' as const), person: fc.nat(11) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hours pass' as const), hours: fc.constantFrom(1, 3, 23, 24) }) },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

/** What a walk must find in the database: worked out from what happened, without a look at it. */
type Model = {
  now: PlatformTime
  /** Places by send, and since when; those given back, by the send that may take them again. */
  held: Map<string, { contact: string; at: PlatformTime }>
  givenBack: Map<string, { contact: string; at: PlatformTime }>
  accepted: string[]
  /** Whom the first number may write to freely, and until when. */
  windows: Map<string, PlatformTime>
  /** Places that were taken again because the platform delivered what it had called failed: nobody can refuse those. */
  revived: Set<string>
}
const usedIn = (model: Model, { held, now } = model) =>
  new Set([...held.values()].filter(({ at }) => at > later(now, -24 * HOUR)).map(({ contact }) => contact)).size

test('two numbers and four processes share the reach of a portfolio: every place is known, none is wasted, none is one too many', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 50 }), async (acts) => {
      const { model, run } = await begin()
      for (const one of acts) {
        await run(one)
        const told = JSON.stringify(one)
        const places = await rows<{ send_id: string; at: Date }>(database.pool, 'select send_id, at from reach_uses')
        expect(new Map(places.map(({ send_id, at }) => [send_id, at.getTime()])), told).toEqual(
          new Map([...model.held].map(([id, { at }]) => [id, at])),
        )
        const { used, limit } = await countReach(database.pool, workspaceId, numbers[0] as SendingNumber, model.now)
        expect({ used, limit }, told).toEqual({ used: usedIn(model), limit: PLACES })
        expect(used, told).toBeLessThanOrEqual(PLACES + model.revived.size)
        const [kept] = await rows<{ bound: number | null; counted: Date }>(
          database.pool,
          'select reach_bound as bound, reach_counted as counted from portfolios',
        )
        if (kept && kept.bound !== null && kept.counted.getTime() <= model.now)
          expect(kept.bound, told).toBeGreaterThanOrEqual(
            [...model.held.values()].filter(({ at }) => at > later(model.now, -24 * HOUR)).length,
          )
      }
    }),
    { numRuns: 10 },
  )
}, 60_000)

test('two numbers that reach for the last places at the same moment get no more than there are', async () => {
  for (let again = 0; again < 6; again++) {
    const { model, run } = await begin()
    await run({ what: 'submit', number: 0, people: [0, 1, 2, 3, 4] })
    await run({ what: 'submit', number: 1, people: [5, 6, 7, 8, 9] })
    await run({ what: 'admit', by: [0, 1] })
    expect(model.held.size).toBe(PLACES)
  }
})

test('a place is held from when the platform took the message, not from when we meant to send it', async () => {
  const { model, run } = await begin()
  await run({ what: 'submit', number: 0, people: [0] })
  await run({ what: 'admit', by: [0] })
  await run({ what: 'hours pass', hours: 1 })
  await run({ what: 'accepted', by: 0 })
  const used = async (hours: 1 | 23) => {
    await run({ what: 'hours pass', hours })
    return (await countReach(database.pool, workspaceId, numbers[0] as SendingNumber, model.now)).used
  }
  expect([await used(23), await used(1)]).toEqual([1, 0])
})

test('what was counted is added to instead of being counted again, as long as all who are asked about fit below the limit', async () => {
  const { run, model } = await begin()
  const number = numbers[0] as SendingNumber
  // A place that nobody who kept the count knows of shows whether it was counted again.
  const counted = async (people: number) => {
    const { used } = await loadReach(database.pool, workspaceId, number, Array.from({ length: people }, uuid7), model.now)
    return used === TAKEN + 2 ? 'again' : used === TAKEN + 1 ? 'kept' : used
  }
  await run({ what: 'submit', number: 0, people: [0] })
  await run({ what: 'admit', by: [0] })
  await database.pool.query(
    `insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at) values ($1, $2, $3, $4, $5)`,
    [workspaceId, uuid7(), EXAMPLE.portfolioId, uuid7(), new Date(model.now)],
  )
  expect([await counted(PLACES - TAKEN - 1), await counted(PLACES - TAKEN)]).toEqual(['kept', 'again'])
  await database.pool.query(`update portfolios set reach_counted_at = now() - interval '61 seconds'`)
  expect(await counted(1), 'after a minute').toBe('again')
  await database.pool.query(`update portfolios set reach_counted_at = now(), reach_counted = $1`, [new Date(model.now + 1)])
  expect(await counted(1), 'by a clock that was put back').toBe('again')
})

test('claimed a moment before its place is free, it is admitted for then; beside one that may leave at once it waits for the place', async () => {
  const number = numbers[0] as SendingNumber
  for (const [others, admitted] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const { run, model } = await begin()
    for (const at of [0, 1]) {
      await run({ what: 'submit', number: 0, people: at === 0 ? [0, 1, 2, 3] : [4] })
      await run({ what: 'admit', by: [0] })
    }
    const free = later(EXAMPLE.now, 30 * MINUTE)
    expect((await waiting()).length).toBe(1)
    const now = later(free, -100)
    if (others > 0) {
      await submit(5, number, now)
      await database.pool.query('update sends set due_at = $1 where id = (select max(id::text)::uuid from sends)', [
        new Date(now),
      ])
    }
    await database.pool.query(`update leases set expires_at = now() - interval '1 second'`)
    const asked = { workspaceId, phoneNumberId: number.id, holder: 'early', monotonic: () => 0 }
    const lease = (await takeLease(database.pool, asked)) as Lease
    const turn = () => admitDue(database.pool, lease, number, { now, dueBy: later(free, 150), limit: 5 })
    expect((await turn()).admitted.map(({ due_at }) => due_at.getTime())).toEqual(admitted > 0 ? [free] : [])
    expect(model.held.size).toBe(PLACES)
  }
})

test('an unanswered place that is older than the day counts in the bound: its answer may bring it back', async () => {
  const { run, model } = await begin()
  const bound = async () =>
    (await rows<{ bound: number }>(database.pool, 'select reach_bound as bound from portfolios'))[0]?.bound
  await run({ what: 'submit', number: 0, people: [0] })
  await run({ what: 'admit', by: [0] })
  await run({ what: 'hours pass', hours: 24 })
  await database.pool.query('update portfolios set reach_bound = null')
  await run({ what: 'submit', number: 1, people: [1] })
  await run({ what: 'admit', by: [1] })
  expect([await bound(), usedIn(model)]).toEqual([2, 1])
  await run({ what: 'accepted', by: 0 })
  expect([await bound(), usedIn(model)]).toEqual([2, 2])
})

async function begin() {
  await database.pool.query(
    'truncate leases, sends, messages, threads, contacts, contact_aliases, wamids, reach_uses, service_usage, events, spend, journal',
  )
  await database.pool.query('update portfolios set reach_bound = null')
  const model: Model = {
    now: EXAMPLE.now,
    held: new Map(),
    givenBack: new Map(),
    accepted: [],
    windows: new Map(),
    revived: new Set(),
  }
  for (let i = 0; i < TAKEN; i++)
    model.held.set(uuid7(), { contact: uuid7(), at: later(model.now, -24 * HOUR + (i + 1) * 30 * MINUTE) })
  await database.pool.query(
    `insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at)
     select $1, send, $2, contact, at from unnest($3::uuid[], $4::uuid[], $5::timestamptz[]) as use (send, contact, at)`,
    [
      workspaceId,
      EXAMPLE.portfolioId,
      [...model.held.keys()],
      [...model.held.values()].map(({ contact }) => contact),
      [...model.held.values()].map(({ at }) => new Date(at)),
    ],
  )
  // Processes 0 and 2 send for the first number, 1 and 3 for the second.
  const processes = [0, 1, 2, 3].map(() => ({ ready: [] as AdmittedSend[], fence: 0 }))
  const error = { code: 131026, title: 'Message undeliverable', detail: '' }

  const admit = async (index: number) => {
    const me = processes[index] as (typeof processes)[number]
    const number = numbers[index % 2] as SendingNumber
    await database.pool.query(
      `update leases set expires_at = now() - interval '1 second' where phone_number_id = $1 and holder <> $2`,
      [number.id, `${index}`],
    )
    const lease = (await takeLease(database.pool, {
      workspaceId,
      phoneNumberId: number.id,
      holder: `${index}`,
      monotonic: () => 0,
    })) as Lease
    if (lease.fence !== me.fence) {
      const unknown = await staleIntents(database.pool, lease)
      await settleUnclear(
        database.pool,
        workspaceId,
        unknown.map(({ id }) => ({ id, error, at: model.now })),
      )
    }
    me.fence = lease.fence
    const { admitted } = await admitDue(database.pool, lease, number, { now: model.now, limit: 5 })
    me.ready.push(...admitted)
    return admitted
  }

  const run = async (one: Act): Promise<void> => {
    switch (one.what) {
      case 'submit':
        for (const person of one.people) await submit(person, numbers[one.number] as SendingNumber, model.now)
        return
      case 'admit': {
        const before = await waiting()
        // At once, as processes do: each on a connection of its own.
        const admitted = (await Promise.all(one.by.map(admit))).flat()
        for (const send of admitted) {
          const free =
            send.phone_number_id === EXAMPLE.numberId && (model.windows.get(send.recipient.phone ?? '') ?? 0) > model.now
          if (!free) model.held.set(send.id, { contact: send.contact_id, at: model.now })
        }
        const kept = (await waiting()).filter((id) => !before.includes(id))
        if (kept.length > 0) expect(usedIn(model), 'nobody waits while a place is free').toBeGreaterThanOrEqual(PLACES)
        return
      }
      case 'accepted':
      case 'failed':
      case 'again':
      case 'unclear': {
        const me = processes[one.by] as (typeof processes)[number]
        const outcomes: Outcome[] = me.ready.splice(0, 2).map((send) => {
          if (one.what === 'accepted')
            return { send, kind: 'accepted', wamid: `wamid.${send.id}.${send.attempt}`, heldForQuality: false, at: model.now }
          if (one.what === 'again') return { send, kind: 'again', error, afterMs: 0, scope: 'number', at: model.now }
          return { send, kind: one.what, error, at: model.now }
        })
        for (const { send } of outcomes) {
          if (one.what === 'accepted') {
            model.accepted.push(send.id)
            // The platform counts from here, however long the answer took.
            const place = model.held.get(send.id)
            if (place) model.held.set(send.id, { ...place, at: model.now })
          }
          if (one.what === 'failed' || one.what === 'again') model.held.delete(send.id)
        }
        // Written down twice, as after an answer of the database that was lost.
        for (let twice = 0; twice < 2; twice++) await recordOutcomes(database.pool, workspaceId, outcomes)
        return
      }
      case 'give back': {
        for (const send of (processes[one.by] as (typeof processes)[number]).ready.splice(0)) {
          await withdraw(database.pool, { workspaceId, fence: send.fence }, [send])
          model.held.delete(send.id)
        }
        return
      }
      case 'die':
        processes[one.by] = { ready: [], fence: 0 }
        return
      case 'failed webhook': {
        const [id] = model.accepted.splice(one.nth % Math.max(1, model.accepted.length), 1)
        if (id === undefined) return
        const place = model.held.get(id)
        if (place) model.givenBack.set(id, place)
        model.held.delete(id)
        await settleFailed(database.pool, workspaceId, [{ id, error, at: model.now }])
        return
      }
      case 'delivered after all': {
        const [id, place] = [...model.givenBack][one.nth % Math.max(1, model.givenBack.size)] ?? []
        if (id === undefined || place === undefined) return
        model.givenBack.delete(id)
        model.held.set(id, place)
        model.revived.add(id)
        await reviveFailed(database.pool, workspaceId, [id])
        return
      }
      case 'writes to us': {
        const phone = phoneOf(one.person)
        const at = later(model.now, -MINUTE)
        model.windows.set(phone, later(at, 24 * HOUR))
        await createApplierFor(database.pool)(webhook.of(webhook.message(`wamid.in.${uuid7()}`, at, undefined, phone)))
        return
      }
      case 'hours pass':
        model.now = later(model.now, one.hours * HOUR)
    }
  }
  return { model, run }
}

const waiting = async () =>
  (
    await rows<{ id: string }>(
      database.pool,
      `select s.id from sends s join messages m using (workspace_id, id) where s.state = 'held' and m.rule = 'reach.exhausted'`,
    )
  ).map(({ id }) => id)

const phoneOf = (person: number) => `4477009004${String(person).padStart(2, '0')}`

async function submit(person: number, number: SendingNumber, now: PlatformTime): Promise<void> {
  await submitMessage(database.pool, {
    workspaceId,
    request: {
      from: number.id,
      to: `+${phoneOf(person)}`,
      message: { type: 'template', template: { name: 'order_shipped', language: { code: 'en_GB' } } },
    },
    now,
    sentBy: { kind: 'api', id: 'k1', name: 'Key' },
    idempotencyKey: null,
  })
}

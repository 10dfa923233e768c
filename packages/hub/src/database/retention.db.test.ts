import { isoTime, platformTime } from '@casement/platform'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { rows } from './database.ts'
import { ensurePartitions, forgetOld } from './retention.ts'
import { uuid7 } from './uuid7.ts'

const DAY = 86_400_000
const workspaceId = uuid7()
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.pool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Nordlys Home'])
})
afterAll(() => database.drop())

const daysAgo = (days: number) => new Date(Date.now() - days * DAY)
/** An id as one made then would be. */
const idOf = async (at: Date) =>
  (
    (
      await rows<{ id: string }>(
        database.pool,
        `select overlay(uuid7_at($1)::text placing substr(gen_random_uuid()::text, 20) from 20) as id`,
        [at],
      )
    )[0] as { id: string }
  ).id

const journal = (at: Date, state = 'applied') =>
  database.pool.query(
    `insert into journal (received_at, platform_at, app_id, body, state) values ($1::timestamptz, $1::timestamptz, 'environment', '{}', $2)`,
    [at, state],
  )
const event = (at: Date, seq: number) =>
  database.pool.query(
    `insert into events (workspace_id, seq, type, at, data, recorded_at) values ($1, $2, 'thread.changed', $3::timestamptz, '{}', $3::timestamptz)`,
    [workspaceId, seq, at],
  )
async function message(at: Date, sendState?: 'accepted' | 'queued') {
  const id = await idOf(at)
  const wamid = `wamid.${id}`
  await database.pool.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, wamid) values ($1, $2, $2, 'in', 'text', '{}', 'Hi', $3, 'received', $4)`,
    [workspaceId, id, at, wamid],
  )
  await database.pool.query('insert into wamids (workspace_id, wamid, message_id) values ($1, $2, $3)', [workspaceId, wamid, id])
  await database.pool.query(
    `insert into tracked_links (workspace_id, key, url, message_id) values ($1, uuid_send($2), 'https://nordlys.example/?name=Ada', $2)`,
    [workspaceId, id],
  )
  if (sendState) {
    await database.pool.query(
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at, wamid)
       values ($1, $2, '1', $2, $2, '{}', '{}', 'free-form', 'service', 'person', 1, $3, now(), now(), $4)`,
      [workspaceId, id, sendState, wamid],
    )
  }
  return id
}
const where = async (table: string) =>
  (await rows<{ place: string }>(database.pool, `select tableoid::regclass::text as place from ${table} order by 1`)).map(
    ({ place }) => place,
  )
const keep = { journalDays: 30, eventsDays: 90, messagesDays: null }
const forget = (retention: { journalDays: number; eventsDays: number; messagesDays: number | null }) =>
  forgetOld(database.pool, retention, { now: platformTime(Date.now()), log: pino({ level: 'silent' }) })

test('what had to wait in the default partition moves into partitions of its own, and nothing is lost', async () => {
  const far = daysAgo(-75)
  await Promise.all([journal(far), journal(daysAgo(60)), event(far, 1), message(far)])
  expect([...(await where('journal')), ...(await where('events')), ...(await where('messages'))]).toEqual([
    'journal_default',
    'journal_default',
    'events_default',
    'messages_default',
  ])
  await ensurePartitions(database.pool)
  await ensurePartitions(database.pool)
  const stamp = (at: Date) => isoTime(platformTime(at)).slice(0, 10).replaceAll('-', '')
  expect(await where('journal')).toEqual([`journal_${stamp(daysAgo(60))}`, `journal_${stamp(far)}`])
  expect(await where('events')).toEqual([`events_${stamp(far).slice(0, 6)}`])
  expect(await where('messages')).toEqual([`messages_${stamp(far).slice(0, 6)}`])
  await journal(far)
  expect(await where('journal')).toHaveLength(3)
  await database.pool.query('truncate journal, events, messages, wamids, message_words, tracked_links')
})

test('webhooks go after their days, those never applied stay; dead letters go with them', async () => {
  await database.pool.query(`select ensure_partitions(current_date - 33, current_date - 30)`)
  await Promise.all([journal(daysAgo(33)), journal(daysAgo(32), 'new'), journal(daysAgo(29)), journal(daysAgo(0))])
  await database.pool.query(
    `insert into dead_letters (journal_id, received_at, field, path, reason, item) select id, received_at, 'messages', 'p', 'r', '{}' from journal`,
  )
  await forget(keep)
  const left = await rows<{ state: string; days: number }>(
    database.pool,
    `select state, round(extract(epoch from now() - received_at) / 86400)::int as days from journal order by received_at`,
  )
  expect(left).toEqual([
    { state: 'new', days: 32 },
    { state: 'applied', days: 29 },
    { state: 'applied', days: 0 },
  ])
  expect(await rows(database.pool, 'select 1 from dead_letters')).toHaveLength(2)
})

test('events go by months after their days', async () => {
  await database.pool.query(`select ensure_partitions(current_date - 200, current_date - 80)`)
  await Promise.all([event(daysAgo(200), 2), event(daysAgo(89), 3), event(daysAgo(0), 4)])
  await forget(keep)
  expect(await rows(database.pool, 'select seq from events order by seq')).toEqual([{ seq: 3 }, { seq: 4 }])
})

test('messages are kept for good unless a setting says how long; a month with something still to send is kept', async () => {
  await database.pool.query(`select ensure_partitions(current_date - 400, current_date - 100)`)
  const old = await message(daysAgo(400), 'accepted')
  const waiting = await message(daysAgo(250), 'queued')
  const recent = await message(daysAgo(40))
  const left = async () => (await rows<{ id: string }>(database.pool, 'select id from messages order by id')).map(({ id }) => id)
  await forget(keep)
  expect(await left()).toEqual([old, waiting, recent])
  await forget({ ...keep, messagesDays: 90 })
  expect(await left()).toEqual([waiting, recent])
  expect(await rows(database.pool, 'select id from sends')).toEqual([{ id: waiting }])
  for (const table of ['wamids', 'message_words', 'tracked_links'])
    expect(await rows(database.pool, `select 1 from ${table}`), table).toHaveLength(2)
})

test('questions about consent go a day after their time, with the name in a form that nobody confirmed; answers stay', async () => {
  const ask = (name: string, expires: Date, answer: string | null) =>
    database.pool.query(
      `insert into opt_in_asks (workspace_id, id, name, purposes, wording, how, asked_at, expires_at, answer)
       values ($1, gen_random_uuid(), $2, '{marketing}', 'Yes, please.', 'form', $3::timestamptz, $3::timestamptz, $4)`,
      [workspaceId, name, expires, answer],
    )
  await Promise.all([
    ask('never confirmed', daysAgo(2), null),
    ask('confirmed', daysAgo(2), 'yes'),
    ask('just over', daysAgo(0.5), null),
    ask('still open', daysAgo(-1), null),
  ])
  const reply = async (at: Date, done: boolean) =>
    database.pool.query(
      `insert into consent_replies (workspace_id, id, contact_id, phone_number_id, message, made_at, done) values ($1, $2, $2, '1', '{}', now(), $3)`,
      [workspaceId, await idOf(at), done],
    )
  await Promise.all([reply(daysAgo(40), true), reply(daysAgo(40), false), reply(daysAgo(20), true)])
  await forget(keep)
  expect(
    (await rows<{ name: string }>(database.pool, 'select name from opt_in_asks order by name')).map(({ name }) => name),
  ).toEqual(['confirmed', 'just over', 'still open'])
  expect(await rows(database.pool, 'select 1 from consent_replies')).toHaveLength(2)
})

test('who was reached is kept as long as the ladder of limits counts: eight days, and a month on its lowest step', async () => {
  for (const [portfolio, tier] of [
    ['first', 'TIER_250'],
    ['second', 'TIER_2K'],
  ]) {
    await database.pool.query('insert into portfolios (workspace_id, id, name, tier) values ($1, $2, $2, $3)', [
      workspaceId,
      portfolio,
      tier,
    ])
    for (const days of [7, 9, 30, 32])
      await database.pool.query(
        'insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at) values ($1, $2, $3, $2, $4::timestamptz)',
        [workspaceId, uuid7(), portfolio, daysAgo(days)],
      )
  }
  await forgetOld(
    database.pool,
    { journalDays: 30, eventsDays: 90, messagesDays: null },
    { now: platformTime(Date.now()), log: pino({ level: 'silent' }) },
  )
  expect(
    await rows(
      database.pool,
      'select portfolio_id as of, count(*)::int as kept from reach_uses where workspace_id = $1 group by 1 order by 1',
      [workspaceId],
    ),
  ).toEqual([
    { of: 'first', kept: 3 },
    { of: 'second', kept: 1 },
  ])
})

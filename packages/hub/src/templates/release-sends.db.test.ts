import { DAY, HOUR, isoTime, later } from '@casement/platform'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rows, transact } from '../database/database.ts'
import { createExampleAccount, EXAMPLE, EXAMPLE_TEMPLATES } from '../testing/example-account.ts'
import { createTestDatabase, emptyTables, type TestDatabase } from '../testing/test-database.ts'
import { releasePortion, releaseSends } from './release-sends.ts'
import { createReleaser } from './releaser.ts'

const [SHIPPED, OFFER] = EXAMPLE_TEMPLATES.map(({ id }) => id) as [string, string]
const now = EXAMPLE.now
const tomorrow = later(now, DAY)

let database: TestDatabase
let workspaceId: string
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await emptyTables(database.pool)
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
})

/** So many sends of a template, held or queued for the same moment of tomorrow. */
const put = (count: number, name: string, { state = 'held', priority = 3, kind = 'template' } = {}) =>
  database.pool.query(
    `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at)
     select $1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), '{}',
       jsonb_build_object('type', 'template', 'template', jsonb_build_object('name', $3::text, 'language', jsonb_build_object('code', 'en_GB'))),
       $4, 'utility', 'api', $5, $6, $7::timestamptz, $7::timestamptz + interval '1 day' from generate_series(1, $8::int)`,
    [workspaceId, EXAMPLE.numberId, name, kind, priority, state, isoTime(tomorrow), count],
  )
/** How many sends are due when, by what they wait for. */
const due = async () =>
  Object.fromEntries(
    (
      await rows<{ what: string; count: number }>(
        database.pool,
        `select concat_ws(' ', state, payload->'template'->>'name', case when due_at <= $2 then 'now' when due_at = $3 then 'tomorrow' else 'between' end) as what,
           count(*)::int as count from sends where workspace_id = $1 group by 1`,
        [workspaceId, isoTime(now), isoTime(tomorrow)],
      )
    ).map(({ what, count }) => [what, count]),
  )
const release = (...ids: string[]) => transact(database.pool, (tx) => releaseSends(tx, workspaceId, ids, now))
const open = async () =>
  (await rows(database.pool, 'select 1 from template_releases where workspace_id = $1', [workspaceId])).length
const releaser = () => createReleaser({ pool: database.pool, onReleased: () => {}, log: pino({ level: 'silent' }) })

test('a few go with the news, in every priority, and nothing else does', async () => {
  for (const priority of [0, 1, 2, 3]) await put(10, 'order_shipped', { priority })
  await put(10, 'autumn_offer')
  await put(10, 'order_shipped', { state: 'queued' })
  await put(10, 'order_shipped', { kind: 'free-form' })
  await release(SHIPPED)
  expect(await due()).toEqual({
    'held order_shipped now': 40,
    'held order_shipped tomorrow': 10,
    'held autumn_offer tomorrow': 10,
    'queued order_shipped tomorrow': 10,
  })
  expect(await open()).toBe(0)
})

test.each([
  [1_999, 0],
  [2_001, 1],
])('of %i the first two thousand go with the news, the rest behind it', async (count, left) => {
  await put(count, 'order_shipped')
  await release(SHIPPED)
  expect((await due())['held order_shipped tomorrow'] ?? 0).toBe(left)
  expect(await open()).toBe(left)
  await releaser().settle()
  expect(await due()).toEqual({ 'held order_shipped now': count })
  expect(await open()).toBe(0)
})

test('killed in the middle of a portion: the next goes on where the last was kept; what is held anew behind it stays', async () => {
  await put(2_100, 'order_shipped')
  await release(SHIPPED)
  const client = await database.pool.connect()
  await client.query('begin')
  expect(await releasePortion(client, workspaceId, 50)).toMatchObject({ looked: 50 })
  expect(
    await transact(database.pool, (tx) => releasePortion(tx, workspaceId, 50)),
    'what one has in hand no other looks at',
  ).toBeNull()
  client.release(new Error('killed'))
  await expect.poll(due).toEqual({ 'held order_shipped now': 2_000, 'held order_shipped tomorrow': 100 })
  await transact(database.pool, (tx) => releasePortion(tx, workspaceId, 60))
  expect(await due()).toEqual({ 'held order_shipped now': 2_060, 'held order_shipped tomorrow': 40 })
  // Judged anew, they wait for something else now.
  await database.pool.query('update sends set due_at = $2 where workspace_id = $1 and due_at <= $3', [
    workspaceId,
    isoTime(later(now, HOUR)),
    isoTime(now),
  ])
  await Promise.all([releaser().settle(), releaser().settle()])
  await releaser().settle()
  expect(await due()).toEqual({ 'held order_shipped between': 2_060, 'held order_shipped now': 40 })
})

test('paused again meanwhile, the rest waits; with an end it is due then', async () => {
  await put(2_100, 'order_shipped')
  await release(SHIPPED, OFFER)
  await database.pool.query(`update templates set status = 'PAUSED', paused_until = null where id = $1`, [SHIPPED])
  await release(SHIPPED)
  expect(await open()).toBe(0)
  await database.pool.query('update templates set paused_until = $2 where id = $1', [SHIPPED, isoTime(later(now, HOUR))])
  await release(SHIPPED)
  expect(await due()).toEqual({ 'held order_shipped now': 2_000, 'held order_shipped between': 100 })
})

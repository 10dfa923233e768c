import { isoTime, later, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import { createExampleAccount, EXAMPLE } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { beginScheduled } from './begin-scheduled.ts'

let database: TestDatabase
let workspaceId: string
beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
})
afterAll(() => database.drop())

test('a pace that goes over several portions leaves no minute too full and none too empty', async () => {
  const { pool } = database
  const id = uuid7()
  const graph = {
    trigger: { kind: 'schedule', hour: '09:00', weekdays: [1, 2, 3, 4, 5, 6, 7], timeZone: 'UTC', people: { tag: 'paced' } },
    from: EXAMPLE.numberId,
    start: 'hi',
    nodes: [{ id: 'hi', kind: 'note', text: 'Good morning', next: {} }],
    limits: { perContact: { runs: 5, hours: 1 }, perMinute: 700 },
  }
  const by = JSON.stringify({ kind: 'key', id: uuid7(), name: 'Test' })
  await pool.query(
    `insert into automations (workspace_id, id, name, state, live_version, draft, changed_at, changed_by, created_at, on_since, next_at)
     values ($1, $2, 'Paced', 'on', 1, $3, $4, $5, $4, $4, $4)`,
    [workspaceId, id, JSON.stringify(graph), isoTime(EXAMPLE.now), by],
  )
  await pool.query(
    'insert into automation_versions (workspace_id, automation_id, version, graph, at, by) values ($1, $2, 1, $3, $4, $5)',
    [workspaceId, id, JSON.stringify(graph), isoTime(EXAMPLE.now), by],
  )
  await pool.query(
    `insert into contacts (workspace_id, id, name, tags, created_at) select $1, gen_random_uuid(), 'Person', '{paced}', $2 from generate_series(1, 2500)`,
    [workspaceId, isoTime(EXAMPLE.now)],
  )
  const begin = () => beginScheduled(pool, workspaceId, id, EXAMPLE.now)
  expect([await begin(), await begin(), await begin(), await begin()]).toEqual([true, true, true, false])
  const { rows } = await pool.query(
    'select due_at, count(*)::int as runs from automation_runs where workspace_id = $1 and automation_id = $2 group by due_at order by due_at',
    [workspaceId, id],
  )
  const after = (minutes: number) => new Date(later(EXAMPLE.now, minutes * MINUTE))
  expect(rows).toEqual([
    { due_at: after(0), runs: 700 },
    { due_at: after(1), runs: 700 },
    { due_at: after(2), runs: 700 },
    { due_at: after(3), runs: 400 },
  ])
  // Who is still under way begins nothing else.
  await pool.query('delete from automation_runs where workspace_id = $1 and automation_id = $2', [workspaceId, id])
  await pool.query('update automations set next_at = $2 where id = $1', [id, isoTime(later(EXAMPLE.now, 9 * MINUTE))])
  await beginScheduled(pool, workspaceId, id, later(EXAMPLE.now, 9 * MINUTE))
  const { rows: anew } = await pool.query('select min(due_at) as first from automation_runs where automation_id = $1', [id])
  expect(anew, 'the next time begins at once').toEqual([{ first: after(9) }])
})

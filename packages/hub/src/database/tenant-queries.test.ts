import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collectStatements } from '../testing/queries/collect-statements.ts'
import { findUnscoped, reasonToAskAcross } from '../testing/queries/find-unscoped.ts'

const hub = join(import.meta.dirname, '../..')
const tenantTables = new Set(
  [...readFileSync(join(hub, 'schema.txt'), 'utf8').matchAll(/^table public\.(\w+).*\n {2}workspace_id uuid not null/gm)].map(
    ([, name]) => name as string,
  ),
)
const statements = await collectStatements(join(hub, 'src'))

test('each statement names the workspace of every tenant table in it, or says why it asks across', async () => {
  const wrong: string[] = []
  for (const { file, line, sql } of statements) {
    const finding = await findUnscoped(sql, tenantTables)
    if (finding?.kind === 'unscoped' && !reasonToAskAcross(sql)) {
      wrong.push(
        `${file}:${line} names no workspace_id for ${finding.tables.join(', ')}. Add it, or say why not in the statement: /* all workspaces: … */\n${sql}`,
      )
    }
    if (finding?.kind === 'unreadable') wrong.push(`${file}:${line} cannot be read: ${finding.why}\n${sql}`)
    if (finding === null && reasonToAskAcross(sql))
      wrong.push(`${file}:${line} says that it asks across workspaces, and does not.`)
  }
  expect(wrong).toEqual([])
})

test('the walk sees the statements there are', () => {
  expect(tenantTables.size).toBeGreaterThan(20)
  expect(statements.length).toBeGreaterThan(150)
  const files = new Set(statements.map(({ file }) => file.split('/')[0]))
  for (const folder of ['access', 'applier', 'contacts', 'jobs', 'messages', 'sender', 'threads']) expect(files).toContain(folder)
})

const cases: { label: string; sql: string; loose?: string[]; unreadable?: true }[] = [
  { label: 'held by a parameter', sql: 'select 1 from sends where workspace_id = $1 and id = $2' },
  { label: 'not held at all', sql: 'select 1 from sends where id = $1', loose: ['sends'] },
  { label: 'held in one branch only', sql: 'select 1 from sends where workspace_id = $1 or id = $2', loose: ['sends'] },
  { label: 'all but one', sql: 'select 1 from sends where workspace_id <> $1', loose: ['sends'] },
  {
    label: 'held through its neighbour',
    sql: 'select 1 from sends s join threads t on t.workspace_id = s.workspace_id where s.workspace_id = $1',
  },
  {
    label: 'held through "using"',
    sql: 'select 1 from sends s join threads t using (workspace_id, id) where s.workspace_id = $1',
  },
  {
    label: 'two that hold only each other',
    sql: 'select 1 from sends s join threads t on t.workspace_id = s.workspace_id',
    loose: ['sends', 'threads'],
  },
  {
    label: 'a neighbour joined by id alone',
    sql: 'select 1 from sends s join threads t on t.id = s.thread_id where s.workspace_id = $1',
    loose: ['threads'],
  },
  {
    label: 'held by the query around it',
    sql: 'select 1 from sends s where s.workspace_id = $1 and exists (select 1 from threads t where t.workspace_id = s.workspace_id)',
  },
  {
    label: 'a loose one deep inside',
    sql: 'select 1 from sends s where s.workspace_id = $1 and exists (select 1 from threads t where t.id = s.thread_id)',
    loose: ['threads'],
  },
  {
    label: 'a loose one in a common table',
    sql: 'with due as (select id from sends) update sends s set state = $2 from due where s.workspace_id = $1 and s.id = due.id',
    loose: ['sends'],
  },
  {
    label: 'an update that names another table’s workspace',
    sql: 'update sends set state = $2 from threads t where t.workspace_id = $1',
    loose: ['sends'],
  },
  { label: 'a delete', sql: 'delete from reach_uses where send_id = $1', loose: ['reach_uses'] },
  { label: 'an insert that leaves the column out', sql: 'insert into sends (id) values ($1)', loose: ['sends'] },
  {
    label: 'the second half of a union',
    sql: 'select id from sends where workspace_id = $1 union all select id from threads',
    loose: ['threads'],
  },
  { label: 'a workspace by its own id', sql: 'select name from workspaces where id = $1' },
  { label: 'all workspaces', sql: 'select name from workspaces', loose: ['workspaces'] },
  { label: 'an emptied table', sql: 'truncate sends', loose: ['sends'] },
  { label: 'a gap where a condition stands', sql: 'select 1 from sends where workspace_id = $1 and «…»' },
  { label: 'a condition that hides in a gap', sql: 'select 1 from sends where «…»', loose: ['sends'] },
  { label: 'no statement', sql: 'select from where', unreadable: true },
]
describe('what the walk makes of a statement', () => {
  test.each(cases)('$label', async ({ sql, loose, unreadable }) => {
    const finding = await findUnscoped(sql, tenantTables)
    if (unreadable) expect(finding?.kind).toBe('unreadable')
    else expect(finding).toEqual(loose ? { kind: 'unscoped', tables: loose } : null)
  })
})

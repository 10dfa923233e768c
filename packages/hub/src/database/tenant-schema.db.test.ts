import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'

/** Tables without a workspace, and why. On Citus they are local, or copied to every node. */
const ofTheInstance: Record<string, string> = {
  apps: 'a webhook is checked before we know whose it is',
  dead_letters: 'what could not be applied may belong to nobody we know',
  journal: 'one webhook may span workspaces',
  link_routes: 'whoever follows a link does not say whose it is',
  platform_connection: 'one hub belongs to one world',
  rate_counts: 'an address has no workspace',
  routes: 'leads from a number to its workspace',
  schema_migrations: 'the schema is one',
  workspaces: 'its own id is the workspace',
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

type Constraint = { table: string; name: string; columns: string[]; foreign: string | null }
const parents = `c.relkind in ('r', 'p') and not c.relispartition and n.nspname = 'public'`

const tables = async () =>
  (
    await database.pool.query<{ table: string; tenant: boolean }>(
      `select c.relname as table, exists (
         select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnum = 1 and a.attnotnull) as tenant
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${parents} order by 1`,
    )
  ).rows

test('every table begins with its workspace, or is known to have none', async () => {
  const without = (await tables()).filter(({ tenant }) => !tenant).map(({ table }) => table)
  expect(without).toEqual(Object.keys(ofTheInstance).sort())
})

test('every key and unique index of a tenant table begins with workspace_id', async () => {
  const { rows } = await database.pool.query<Constraint>(
    `select c.relname as table, i.indexrelid::regclass::text as name, (
       select array_agg(a.attname::text order by key.at) from unnest(i.indkey::int2[]) with ordinality key (number, at)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.number) as columns
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where i.indisunique and ${parents} order by 1, 2`,
  )
  const tenant = new Set((await tables()).filter((table) => table.tenant).map(({ table }) => table))
  const wrong = rows.filter(({ table, columns }) => tenant.has(table) && columns?.[0] !== 'workspace_id')
  expect(rows.length).toBeGreaterThan(25)
  expect(wrong).toEqual([])
  const keyed = new Set(rows.map(({ table }) => table))
  expect([...tenant].filter((table) => !keyed.has(table))).toEqual([])
})

test('no tenant table points by a foreign key to one that is not', async () => {
  const { rows } = await database.pool.query<Constraint>(
    `select c.relname as table, k.conname as name, f.relname as foreign, (
       select array_agg(a.attname::text) from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as columns
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_class f on f.oid = k.confrelid where k.contype = 'f' and ${parents}`,
  )
  const tenant = new Set((await tables()).filter((table) => table.tenant).map(({ table }) => table))
  const wrong = rows.filter(
    ({ table, columns, foreign }) => tenant.has(table) && (!columns.includes('workspace_id') || !tenant.has(foreign as string)),
  )
  expect(wrong).toEqual([])
})

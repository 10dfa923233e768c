import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { rows } from './database.ts'
import { describeSchema } from './describe-schema.ts'
import { migrate } from './migrate.ts'

const checkedIn = fileURLToPath(new URL('../../schema.txt', import.meta.url))
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('the schema checked in is the one the migrations make', async () => {
  const schema = await describeSchema(database.pool)
  if (process.env.WRITE_SCHEMA) await writeFile(checkedIn, schema)
  expect(await readFile(checkedIn, 'utf8'), 'Run WRITE_SCHEMA=1 npx vitest run packages/hub/src/database/schema.db.test.ts').toBe(
    schema,
  )
})

test('migrating twice changes nothing', async () => {
  expect(await migrate(database.pool)).toEqual({ applied: [] })
})

test('a database that a later version wrote is refused with a sentence', async () => {
  const later = await createTestDatabase()
  await later.pool.query(`insert into schema_migrations (name) values ('9999_from_the_future.sql')`)
  await expect(migrate(later.pool)).rejects.toThrow(/9999_from_the_future\.sql, which this version of Casement does not know/)
  await later.drop()
})

/** Instance tables: bytes arrive before we know whose they are; people and what they sign in with span workspaces. */
const OF_THE_INSTANCE = ['apps', 'dead_letters', 'journal', 'platform_connection', 'routes', 'schema_migrations', 'workspaces']

test('every tenant table begins with workspace_id, in its columns and in every unique key', async () => {
  const tables = await rows<{ table: string; first: string; keys: string[] | null }>(
    database.pool,
    `select c.relname as table,
       (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum = 1) as first,
       (select array_agg(distinct first.attname::text) from pg_index i
          join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0] where i.indrelid = c.oid and i.indisunique) as keys
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  )
  const tenants = tables.filter(({ table }) => !OF_THE_INSTANCE.includes(table))
  expect(tenants.length).toBeGreaterThan(15)
  expect(tenants.filter(({ first, keys }) => first !== 'workspace_id' || keys?.some((key) => key !== 'workspace_id'))).toEqual([])
})

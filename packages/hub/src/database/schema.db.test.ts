import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
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

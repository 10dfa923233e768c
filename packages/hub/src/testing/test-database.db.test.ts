import { expect, test } from 'vitest'
import { createTestDatabase } from './test-database.ts'

test('each test database has the schema, and none sees what another wrote', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  try {
    await one.pool.query('create table mine (id int)')
    const { rows } = await other.pool.query(
      `select to_regclass('mine') as mine, to_regclass('schema_migrations') is not null as migrated`,
    )
    expect(rows).toEqual([{ mine: null, migrated: true }])
  } finally {
    await Promise.all([one.drop(), other.drop()])
  }
})

test('a dropped database is gone, even while somebody is connected', async () => {
  const database = await createTestDatabase({ migrated: false })
  const { default: pg } = await import('pg')
  const guest = new pg.Client({ connectionString: database.url })
  guest.on('error', () => {})
  await guest.connect()
  await database.drop()
  await expect(new pg.Client({ connectionString: database.url }).connect()).rejects.toThrow(/does not exist/)
})

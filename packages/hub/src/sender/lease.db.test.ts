import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createExampleAccount, EXAMPLE } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { LEASE_MS, releaseLease, takeLease } from './lease.ts'

let database: TestDatabase
let workspaceId: string
beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
})
afterAll(() => database.drop())
beforeEach(() => database.pool.query('delete from leases'))

const take = (holder: string) =>
  takeLease(database.pool, { workspaceId, phoneNumberId: EXAMPLE.numberId, holder, monotonic: () => 1_000 })
/** The database's time is moved, not waited for: every lease there is ends in the past. */
const letItRunOut = () => database.pool.query(`update leases set expires_at = now() - interval '1 millisecond'`)

test('the first who asks gets it; another does not, while it lasts', async () => {
  expect(await take('one')).toMatchObject({ holder: 'one', fence: 1 })
  expect(await take('other')).toBeNull()
})

test('its holder renews it under the same fence', async () => {
  await take('one')
  expect(await take('one')).toMatchObject({ fence: 1 })
})

test('once it has run out, another takes it under a higher fence, and the first must ask anew', async () => {
  await take('one')
  await letItRunOut()
  expect(await take('other')).toMatchObject({ fence: 2 })
  expect(await take('one')).toBeNull()
  await letItRunOut()
  expect(await take('one'), 'what it claimed before belongs to nobody now').toMatchObject({ fence: 3 })
})

test('given back, it is free at once', async () => {
  const lease = await take('one')
  if (lease) await releaseLease(database.pool, lease)
  expect(await take('other')).toMatchObject({ fence: 2 })
})

test('a lease that somebody else has taken since cannot be given back', async () => {
  const lease = await take('one')
  await letItRunOut()
  await take('other')
  if (lease) await releaseLease(database.pool, lease)
  expect(await take('one')).toBeNull()
})

test('its holder stops believing in it before the database does', async () => {
  const lease = await take('one')
  expect(lease?.believedUntil).toBeGreaterThan(1_000)
  expect(lease?.believedUntil).toBeLessThan(1_000 + LEASE_MS)
})

test('of many who ask at once, exactly one gets it', async () => {
  const asked = await Promise.all(Array.from({ length: 12 }, (_, index) => take(`holder ${index}`)))
  expect(asked.filter((lease) => lease !== null)).toHaveLength(1)
})

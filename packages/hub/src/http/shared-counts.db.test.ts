import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createSharedCounts, forgetCounts, type SharedCounts } from './shared-counts.ts'

let database: TestDatabase
let one: SharedCounts
let other: SharedCounts
beforeAll(async () => {
  // Well inside a minute, and it stands still.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${new Date().toISOString().slice(0, 16)}:20.000Z`) })
  database = await createTestDatabase()
  one = createSharedCounts(database.pool)
  other = createSharedCounts(database.pool)
})
afterAll(async () => {
  vi.useRealTimers()
  await one.stop()
  await other.stop()
  await database.drop()
})

test('what is rare is counted over both at once', async () => {
  expect(await one.add('sign-in', '10.0.0.1')).toEqual({ count: 1, secondsLeft: 40 })
  expect((await other.add('sign-in', '10.0.0.1')).count).toBe(2)
  expect((await one.add('sign-in', '10.0.0.1')).count).toBe(3)
  expect((await one.add('sign-in', '10.0.0.2')).count, 'another address').toBe(1)
  expect((await one.add('wrong-key', '10.0.0.1')).count, 'another kind').toBe(1)
})

test('what is frequent is known to the other within a second or two', async () => {
  for (let i = 0; i < 5; i++) one.note('request', 'a-key')
  expect(other.note('request', 'a-key').count, 'nothing was told yet').toBe(1)
  await expect.poll(() => other.note('request', 'a-key').count, { timeout: 5_000, interval: 300 }).toBeGreaterThan(5)
})

test('a new minute counts anew, and the old one is forgotten', async () => {
  vi.setSystemTime(Date.now() + 60_000)
  expect((await one.add('sign-in', '10.0.0.1')).count).toBe(1)
  expect(one.note('request', 'a-key').count).toBe(1)
  await database.pool.query(`update rate_counts set minute = minute - interval '10 minutes'`)
  await forgetCounts(database.pool)
  expect((await database.pool.query('select 1 from rate_counts')).rowCount).toBe(0)
})

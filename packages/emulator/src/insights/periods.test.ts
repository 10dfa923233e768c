import { platformTime } from '@casement/platform'
import { expect, test } from 'vitest'
import { periodsOf } from './periods.ts'

/** Instant, granularity, time zone → the period it lies in. */
test.each([
  ['2026-11-20T09:29:59Z', 'HALF_HOUR', 'UTC', '2026-11-20T09:00:00.000Z', '2026-11-20T09:30:00.000Z'],
  ['2026-11-20T09:30:00Z', 'HALF_HOUR', 'Asia/Kolkata', '2026-11-20T09:30:00.000Z', '2026-11-20T10:00:00.000Z'],
  ['2026-11-20T23:59:59Z', 'DAY', 'UTC', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['2026-11-20T04:59:59Z', 'DAILY', 'America/New_York', '2026-11-19T05:00:00.000Z', '2026-11-20T05:00:00.000Z'],
  ['2026-11-20T05:00:00Z', 'DAILY', 'America/New_York', '2026-11-20T05:00:00.000Z', '2026-11-21T05:00:00.000Z'],
  ['2026-10-25T12:00:00Z', 'DAILY', 'Europe/Oslo', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ['2026-12-31T23:00:00Z', 'MONTH', 'UTC', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-12-31T23:00:00Z', 'MONTHLY', 'Europe/Oslo', '2026-12-31T23:00:00.000Z', '2027-01-31T23:00:00.000Z'],
])('%s by %s in %s', (at, granularity, zone, start, end) => {
  const period = periodsOf(granularity, zone)?.(platformTime(at))
  expect(period && [new Date(period.start).toISOString(), new Date(period.end).toISOString()]).toEqual([start, end])
})

test('no other granularity is known', () => {
  expect(periodsOf('WEEK', 'UTC')).toBeNull()
})

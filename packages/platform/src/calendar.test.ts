import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn, monthIn, startOfDay } from './calendar.ts'
import { isoTime, later, platformTime } from './time.ts'

test.each([
  ['2026-09-30T23:59:59.999Z', undefined, '2026-09-30'],
  ['2026-10-01T00:00:00.000Z', undefined, '2026-10-01'],
  ['2026-09-30T18:29:59.999Z', 'Asia/Kolkata', '2026-09-30'],
  ['2026-09-30T18:30:00.000Z', 'Asia/Kolkata', '2026-10-01'],
  ['2026-10-01T06:59:59.999Z', 'America/Los_Angeles', '2026-09-30'],
  ['2026-10-01T07:00:00.000Z', 'America/Los_Angeles', '2026-10-01'],
  ['2026-09-30T10:00:00.000Z', 'Pacific/Kiritimati', '2026-10-01'],
])('%s in %s is %s', (at, zone, day) => {
  expect(dayIn(platformTime(at), zone)).toBe(day)
  expect(monthIn(platformTime(at), zone)).toBe(day.slice(0, 7))
})

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Africa/Cairo',
  'America/Santiago',
]

test('a day begins at the first instant that bears its name', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 18_000, max: 22_000 }), (zone, daysSince1970) => {
      const day = new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10)
      const start = startOfDay(day, zone)
      expect(dayIn(start, zone)).toBe(day)
      expect(dayIn(later(start, -1), zone) < day).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a day that begins at one o’clock, because midnight is skipped', () => {
  expect(isoTime(startOfDay('2026-09-06', 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z')
})

test('what is no zone or no day is told', () => {
  expect(() => dayIn(platformTime('2026-10-01'), 'Mars/Olympus')).toThrow(
    '"Mars/Olympus" is not a time zone. Use an IANA name such as Europe/Berlin.',
  )
  expect(() => startOfDay('first of May')).toThrow(/is not a day/)
})

import { DAY, HOUR, isoTime, platformTime } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextLocalHour, quietUntil } from './local-hours.ts'
import { placeOf, timeZonesOf } from './place.ts'

const nights = { from: '21:00', to: '08:00' }
const until = (now: string, place: string, quiet = nights) => {
  const end = quietUntil(platformTime(now), place, quiet, 'UTC')
  return end === null ? null : isoTime(end)
}

test.each([
  ['447700900456', 'GB'],
  ['14155550123', 'US'],
  ['18085550123', 'US-HI'],
  ['19075550123', 'US-AK'],
  ['14165550123', 'CA'],
  ['18765550123', 'JM'],
  ['79161234567', 'RU'],
  ['77012345678', 'KZ'],
  ['5511955501234', 'BR'],
  ['999123', ''],
])('+%s is from %s', (phone, place) => {
  expect(placeOf(phone)).toBe(place)
})
test('somebody known by a user id alone may live anywhere', () => expect(placeOf(null)).toBe(''))

test.each([
  ['a minute before nine in London', '2026-11-20T20:59:00Z', 'GB', null],
  ['nine in London', '2026-11-20T21:00:00Z', 'GB', '2026-11-21T08:00:00.000Z'],
  ['a second before eight in London', '2026-11-20T07:59:59Z', 'GB', '2026-11-20T08:00:00.000Z'],
  ['eight in London', '2026-11-20T08:00:00Z', 'GB', null],
  ['nine in the summer of London', '2026-07-20T20:00:00Z', 'GB', '2026-07-21T07:00:00.000Z'],
  ['noon in London is night in Auckland', '2026-11-20T12:00:00Z', 'NZ', '2026-11-20T19:00:00.000Z'],
  ['eight in New York is five in Los Angeles', '2026-11-20T13:00:00Z', 'US', '2026-11-20T16:00:00.000Z'],
  ['half past five in India', '2026-11-20T00:00:00Z', 'IN', '2026-11-20T02:30:00.000Z'],
  ['nobody knows where: the zone of the account', '2026-11-20T23:00:00Z', '', '2026-11-21T08:00:00.000Z'],
])('%s', (_label, now, place, end) => {
  expect(until(now, place)).toBe(end)
})

test('hours within one day', () => {
  expect(until('2026-11-20T12:30:00Z', 'GB', { from: '12:00', to: '14:00' })).toBe('2026-11-20T14:00:00.000Z')
  expect(until('2026-11-20T14:00:00Z', 'GB', { from: '12:00', to: '14:00' })).toBeNull()
})

test('where no hour suits every zone, the middle one decides', () => {
  const quiet = { from: '17:00', to: '12:00' }
  expect(timeZonesOf('RU').length).toBeGreaterThan(5)
  const end = quietUntil(platformTime('2026-11-20T00:00:00Z'), 'RU', quiet, 'UTC')
  expect(end).not.toBeNull()
})

test('quiet hours have ended when they end, and not a minute before', () => {
  const instants = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }).map((ms) => platformTime(ms))
  fc.assert(
    fc.property(instants, fc.constantFrom('GB', 'US', 'BR', 'AU', 'IN', 'JP', 'NP', ''), (now, place) => {
      const end = quietUntil(now, place, nights, 'Europe/Berlin')
      if (end === null) return
      expect(end - now).toBeLessThanOrEqual(DAY)
      expect(quietUntil(end, place, nights, 'Europe/Berlin')).toBeNull()
      expect(quietUntil(platformTime(end - 1), place, nights, 'Europe/Berlin')).toBe(end)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['2026-11-20T12:00:00Z', 'GB', '2026-11-21T09:00:00.000Z'],
  ['2026-11-20T08:59:59Z', 'GB', '2026-11-20T09:00:00.000Z'],
  ['2026-11-20T09:00:00Z', 'GB', '2026-11-20T09:00:00.000Z'],
  ['2026-11-20T12:00:00Z', 'IN', '2026-11-21T03:30:00.000Z'],
  ['2026-03-28T12:00:00Z', 'DE', '2026-03-29T07:00:00.000Z'],
])('the next nine o’clock after %s in %s', (after, place, at) => {
  expect(isoTime(nextLocalHour(platformTime(after), place, '09:00', 'UTC'))).toBe(at)
})

test('a morning is never in the past, and within a day and an hour', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      fc.constantFrom('GB', 'US', 'NP'),
      (ms, place) => {
        const at = nextLocalHour(platformTime(ms), place, '09:00', 'UTC')
        expect(at).toBeGreaterThanOrEqual(ms)
        expect(at - ms).toBeLessThanOrEqual(DAY + HOUR)
      },
    ),
    { numRuns: 300 },
  )
})

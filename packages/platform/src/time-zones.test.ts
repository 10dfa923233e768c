import { expect, test } from 'vitest'
import { idOfTimeZone, TIME_ZONES, timeZoneOfId } from './time-zones.ts'

test.each([
  [1, 'America/Los_Angeles'],
  [58, 'Europe/London'],
  [71, 'Asia/Kolkata'],
  [138, 'Asia/Ho_Chi_Minh'],
  [142, 'Africa/Lusaka'],
])('%i is %s, and back', (id, zone) => {
  expect([timeZoneOfId(id), idOfTimeZone(zone)]).toEqual([zone, id])
})

test.each([0, -1, 143, 1.5, Number.NaN])('%d is no time zone', (id) => {
  expect(timeZoneOfId(id)).toBeNull()
})

test('each is a zone that clocks know, and stands there once', () => {
  const all = Array.from({ length: TIME_ZONES }, (_, place) => timeZoneOfId(place + 1) as string)
  for (const zone of all) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone }), zone).not.toThrow()
  expect(new Set(all).size).toBe(TIME_ZONES)
  expect(idOfTimeZone('UTC')).toBe(0)
})

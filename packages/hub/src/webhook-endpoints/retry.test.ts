import { expect, test } from 'vitest'
import { GIVE_UP_AFTER_S, nextWaitS, readRetryAfter, restS } from './retry.ts'

const HOUR = 3_600
const middle = { ageS: 0, askedS: null, chance: 0.5 }

test.each([
  { after: 1, waits: 5 },
  { after: 2, waits: 300 },
  { after: 3, waits: 1_800 },
  { after: 9, waits: 24 * HOUR },
  { after: 30, waits: 24 * HOUR },
])('after attempt $after the next comes in $waits s', ({ after, waits }) => {
  expect(nextWaitS(after, middle)).toBe(waits)
})

test.each([
  { label: 'just before three days', ageS: GIVE_UP_AFTER_S - 1, waits: 1 },
  { label: 'after three days', ageS: GIVE_UP_AFTER_S, waits: null },
])('$label: $waits', ({ ageS, waits }) => {
  expect(nextWaitS(9, { ...middle, ageS })).toBe(waits)
})

test('what failed together comes again spread over a fifth of the wait', () => {
  expect(nextWaitS(2, { ...middle, chance: 0 })).toBe(270)
  expect(nextWaitS(2, { ...middle, chance: 1 })).toBe(330)
})

test('an endpoint that asks for more time gets it, but never less than the usual', () => {
  expect(nextWaitS(1, { ...middle, askedS: 120 })).toBe(120)
  expect(nextWaitS(2, { ...middle, askedS: 1 })).toBe(300)
})

test.each([
  { value: '120', seconds: 120 },
  { value: 'Sat, 21 Nov 2026 12:01:00 GMT', seconds: 60 },
  { value: 'Sat, 21 Nov 2026 11:59:00 GMT', seconds: null },
  { value: 'soon', seconds: null },
  { value: null, seconds: null },
])('Retry-After $value is $seconds s', ({ value, seconds }) => {
  expect(readRetryAfter(value, Date.parse('2026-11-21T12:00:00Z'))).toBe(seconds)
})

test.each([
  { failures: 9, seconds: 0 },
  { failures: 10, seconds: 10 },
  { failures: 11, seconds: 20 },
  { failures: 500, seconds: 600 },
])('after $failures failures in a row an endpoint rests $seconds s', ({ failures, seconds }) => {
  expect(restS(failures)).toBe(seconds)
})

import { errorCatalogue } from '@casement/platform'
import { expect, test } from 'vitest'
import { isRefusalOfEverything, outcomeOf, retryDelayMs } from './outcome.ts'

const HOUR = 3_600_000

test.each([
  ['throughput', 130429, { kind: 'wait', scope: 'number' }],
  ['pair rate', 131056, { kind: 'wait', scope: 'pair' }],
  ['account call limit', 80007, { kind: 'wait', scope: 'account' }],
  ['spam limit', 131048, { kind: 'wait' }],
  ['marketing held back for this user', 131049, { kind: 'wait', scope: 'user', afterMs: 24 * HOUR }],
  ['something went wrong', 131000, { kind: 'retry' }],
  ['service unavailable', 131016, { kind: 'retry' }],
  ['a paused template', 132015, { kind: 'wait', scope: 'template' }],
  ['window closed', 131047, { kind: 'fix' }],
  ['a parameter missing', 131008, { kind: 'fix' }],
  ['an expired token', 190, { kind: 'fix' }],
  ['any of the permission codes', 273, { kind: 'fix' }],
  ['the user stopped marketing', 131050, { kind: 'never' }],
])('%s (%i)', (_label, code, outcome) => {
  expect(outcomeOf(code, 400)).toMatchObject(outcome)
})

test.each([
  ['something went wrong', 131000],
  ['service unavailable', 131016],
  ['temporarily overloaded', 2],
])('%s (%i) is a refusal with a 500 as with a 400: the code decides', (_label, code) => {
  for (const http of [400, 500, 503]) expect(outcomeOf(code, http).kind).toBe('retry')
})

test.each([
  ['no answer at all', undefined, 'unclear'],
  ['a gateway that gave up', 502, 'unclear'],
  ['a redirect', 302, 'unclear'],
  ['a throttle in front of the platform', 429, 'wait'],
  ['a refusal nobody can read', 400, 'fix'],
])('without a code: %s', (_label, http, kind) => {
  expect(outcomeOf(null, http).kind).toBe(kind)
})

test.each([
  ['by webhook', undefined, 'unclear'],
  ['with a 5xx', 500, 'unclear'],
  ['with a 4xx: refused, so nothing was sent', 400, 'fix'],
])('a code we have not met, %s', (_label, http, kind) => {
  expect(outcomeOf(999_999, http).kind).toBe(kind)
})

test.each([
  ['an expired token', 190, true],
  ['a permission that is missing', 299, true],
  ['a number that is not registered', 133010, true],
  ['a locked account', 131031, true],
  ['one code beyond the permissions', 300, false],
  ['a closed window', 131047, false],
  ['marketing alone switched off', 131063, false],
])('refused for every send: %s (%i) %s', (_what, code, everything) => {
  expect(isRefusalOfEverything(code)).toBe(everything)
  if (everything) expect(outcomeOf(code, 400).kind).toBe('fix')
})

test('every code of the catalogue has an outcome', () => {
  for (const entry of errorCatalogue) expect(outcomeOf(entry.code, entry.http).kind, String(entry.code)).toBe(entry.class)
})

test('tries are spaced 1, 4, 16 seconds, at least what the platform asks for and at most a day', () => {
  const delays = (code: number) => [1, 2, 3, 12].map((attempt) => retryDelayMs(outcomeOf(code), attempt) / 1_000)
  expect(delays(131056)).toEqual([1, 4, 16, 86_400])
  expect(delays(131057)).toEqual([60, 60, 60, 86_400])
  expect(delays(131049)).toEqual([86_400, 86_400, 86_400, 86_400])
})

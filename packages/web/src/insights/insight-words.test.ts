import { expect, test } from 'vitest'
import { insightWords } from '../strings/en-insights.ts'
import { bring } from '../strings/words.ts'
import { shareText, waitText, waitTicks } from './insight-words.ts'

bring({ insights: insightWords })

test.each([
  [0, 0, '–'],
  [0, 10, '0\u00a0%'],
  [82, 100, '82\u00a0%'],
  [4, 1000, '0.4\u00a0%'],
  [996, 1000, '99.6\u00a0%'],
  [1000, 1000, '100\u00a0%'],
])('%i of %i is %s', (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text)
})

test.each([
  [null, '–'],
  [89, '89 s'],
  [90, '2 min'],
  [89 * 60, '89 min'],
  [90 * 60, '1 h 30 min'],
  [2 * 3600, '2 h'],
])('%s seconds are %s', (seconds, text) => {
  expect(waitText(seconds)).toBe(text)
})

test.each([0, 7, 50, 51, 3_000, 80_000, 100_000])('ticks up to %i reach it, and are few', (most) => {
  const ticks = waitTicks(most)
  expect(ticks[0]).toBe(0)
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
  expect(ticks.length).toBeLessThan(14)
})

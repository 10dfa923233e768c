import { expect, test } from 'vitest'
import { daysBefore, lengthOf, withinOf } from './span.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

test.each([
  [{}, '2026-10-22', '2026-11-20', 30],
  [{ from: '2026-11-14' }, '2026-11-14', '2026-11-20', 7],
  [{ to: '2026-09-30' }, '2026-09-01', '2026-09-30', 30],
  [{ from: '2026-11-20', to: '2026-11-20' }, '2026-11-20', '2026-11-20', 1],
  [{ from: '2026-11-20', to: '2026-11-01' }, '2026-11-01', '2026-11-20', 20],
  [{ from: '2020-01-01', to: '2026-11-20' }, '2025-10-17', '2026-11-20', 400],
])('%j is %s to %s', (search, from, to, days) => {
  const within = withinOf(search, NOW)
  expect(within).toMatchObject({ from, to })
  expect(lengthOf(within)).toBe(days)
})

test('the days before end where these begin, and are as many', () => {
  expect(daysBefore({ from: '2026-11-01', to: '2026-11-20', number: '1' })).toEqual({
    from: '2026-10-12',
    to: '2026-10-31',
    number: '1',
  })
})

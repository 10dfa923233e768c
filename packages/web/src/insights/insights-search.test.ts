import { expect, test } from 'vitest'
import { behindSearch, insightsSearch } from './insights-search.ts'

test.each([
  [{}, {}],
  [
    { from: '2026-11-01', to: '2026-11-20' },
    { from: '2026-11-01', to: '2026-11-20' },
  ],
  [{ from: 'yesterday', number: 123, portfolio: '' }, { number: '123' }],
  [{ rules: '2025-07-15', outcome: 'failed' }, { rules: '2025-07-15' }],
])('%j is read as %j', (raw, search) => {
  expect(insightsSearch(raw)).toEqual(search)
})

test('the list behind a number keeps the days and the numbers it came from', () => {
  expect(behindSearch({ from: '2026-11-01', number: 1, outcome: 'failed', code: 131026, begins: true, moon: 'full' })).toEqual({
    from: '2026-11-01',
    number: '1',
    outcome: 'failed',
    code: '131026',
    begins: 'true',
  })
})

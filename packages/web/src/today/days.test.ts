import { expect, test } from 'vitest'
import { daysFrom, lastDays, monthSoFar } from './days.ts'

test.each([
  {
    label: 'in the middle of a month',
    now: '2026-11-20T12:00:00Z',
    is: { from: '2026-11-01', to: '2026-11-20', before: { from: '2026-10-01', to: '2026-10-20' } },
  },
  {
    label: 'on a day that the month before has not',
    now: '2026-03-31T12:00:00Z',
    is: { from: '2026-03-01', to: '2026-03-31', before: { from: '2026-02-01', to: '2026-02-28' } },
  },
  {
    label: 'on the first of January',
    now: '2026-01-01T00:00:00Z',
    is: { from: '2026-01-01', to: '2026-01-01', before: { from: '2025-12-01', to: '2025-12-01' } },
  },
])('$label: this month so far, and as much of the one before', ({ now, is }) => {
  expect(monthSoFar(Date.parse(now))).toEqual(is)
})

test('the last days end with today', () => {
  expect(lastDays(Date.parse('2026-03-02T12:00:00Z'), 3)).toEqual({ from: '2026-02-28', to: '2026-03-02' })
})

test('all days from the first to the last', () => {
  expect(daysFrom('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(daysFrom('2026-03-01', '2026-03-01')).toEqual(['2026-03-01'])
})

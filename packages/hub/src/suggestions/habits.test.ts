import { describe, expect, it } from 'vitest'
import { judgeHabits } from './habits.ts'

const on = (...times: [day: number, hour: number][]) =>
  judgeHabits(times.map(([day, hour]) => ({ day: `2026-11-0${day}`, hour }))).best

describe('when a person mostly writes', () => {
  it.each<[string, [number, number][], ReturnType<typeof on>]>([
    ['never wrote', [], null],
    [
      'four messages are too few',
      [
        [1, 9],
        [2, 9],
        [3, 9],
        [4, 9],
      ],
      null,
    ],
    [
      'five on three days are enough',
      [
        [1, 9],
        [1, 10],
        [2, 9],
        [3, 9],
        [3, 11],
      ],
      { from: 9, to: 12, share: 1 },
    ],
    [
      'five on two days are not',
      [
        [1, 9],
        [1, 10],
        [2, 9],
        [2, 10],
        [2, 11],
      ],
      null,
    ],
    [
      'over midnight',
      [
        [1, 23],
        [2, 0],
        [3, 23],
        [4, 1],
        [5, 0],
      ],
      { from: 23, to: 2, share: 1 },
    ],
    [
      'two of five is a habit',
      [
        [1, 8],
        [2, 9],
        [3, 13],
        [4, 17],
        [5, 21],
      ],
      { from: 7, to: 10, share: 0.4 },
    ],
    [
      'one here, one there is none',
      [
        [1, 1],
        [2, 5],
        [3, 9],
        [4, 13],
        [5, 17],
      ],
      null,
    ],
  ])('%s', (_label, times, best) => {
    expect(on(...times)).toEqual(best)
  })
})

import { platformTime } from '@casement/platform'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scheduleBackwards } from './schedule-backwards.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const now = platformTime(NOON)
const inSeconds = (...seconds: number[]) => seconds.map((at, id) => ({ id, latest: platformTime(NOON + at * 1_000) }))

it.each([
  ['one, at its own latest instant', inSeconds(60), [[0, 60]], []],
  [
    'two with one deadline: the other a slot before it',
    inSeconds(60, 60),
    [
      [0, 60],
      [1, 59],
    ],
    [],
  ],
  [
    'a crowd before a deadline pushes back who would have been in its way',
    inSeconds(59, 60, 60),
    [
      [1, 60],
      [2, 59],
      [0, 58],
    ],
    [],
  ],
  ['right now is still in time', inSeconds(0), [[0, 0]], []],
  ['a moment ago is not', inSeconds(-0.001), [], [0]],
  [
    'three before a deadline in a second: two fit',
    inSeconds(1, 1, 1),
    [
      [0, 1],
      [1, 0],
    ],
    [2],
  ],
  ['nobody', [], [], []],
])('%s', (_situation, deadlines, slots, tooLate) => {
  const plan = scheduleBackwards(deadlines, { now, perSecond: 1 })
  expect(plan.slots.map(({ id, at }) => [id, (at - NOON) / 1_000])).toEqual(slots)
  expect(plan.tooLate).toEqual(tooLate)
})

it('never is late, never is faster than the pace, and leaves out no more than must be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 120 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (seconds, perSecond) => {
        const deadlines = inSeconds(...seconds)
        const { slots, tooLate } = scheduleBackwards(deadlines, { now, perSecond })
        expect(slots.length + tooLate.length).toBe(seconds.length)
        for (const { id, at } of slots) expect(at >= now && at <= (deadlines[id]?.latest ?? 0)).toBe(true)
        const times = slots.map(({ at }) => at).sort((a, b) => a - b)
        // Instants are whole milliseconds.
        expect(times.every((at, i) => i === 0 || at - (times[i - 1] ?? 0) >= 1_000 / perSecond - 1)).toBe(true)
        // As many go as if each went as soon as it can, the most urgent first.
        let clock = NOON
        let served = 0
        for (const { latest } of [...deadlines].sort((a, b) => a.latest - b.latest)) {
          if (clock > latest + 1e-6) continue
          served++
          clock += 1_000 / perSecond
        }
        expect(slots.length).toBe(served)
      },
    ),
  )
})

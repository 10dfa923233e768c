import { type PlatformTime, platformTime } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNumberSlots } from './number-slots.ts'

const start = platformTime('2026-11-20T12:00:00Z')
const at = (ms: number): PlatformTime => platformTime(start + ms)
const LIMIT = 100

type Stall = { from: number; ms: number }

/**
 * A sender that always has something to send, to a platform that takes a post `there` milliseconds after it was written and answers
 * `back` later, but takes nothing while it stalls. Answers the instants at which the platform took them.
 */
function play({
  there,
  back,
  stalls,
  lastMs,
  lazy = [],
}: Record<'there' | 'back' | 'lastMs', number> & Record<'stalls', Stall[]> & { lazy?: Stall[] }) {
  const slots = createNumberSlots()
  slots.setLimit(LIMIT)
  const within = (spans: readonly Stall[], ms: number) => spans.find((span) => ms >= span.from && ms < span.from + span.ms)
  const taken: number[] = []
  const answers = new Map<number, (() => void)[]>()
  for (let ms = 0; ms < lastMs; ms++) {
    for (const hear of answers.get(ms) ?? []) hear()
    if (within(lazy, ms)) continue
    for (let slot = slots.take(at(ms)); slot; slot = slots.take(at(ms))) {
      const its = slot
      const stall = within(stalls, ms + there)
      const arrives = stall ? stall.from + stall.ms : ms + there
      taken.push(arrives)
      slots.written(its, at(ms))
      const answered = arrives + back
      answers.set(answered, [...(answers.get(answered) ?? []), () => slots.answered(its, at(ms), at(answered))])
    }
  }
  return taken.sort((a, b) => a - b)
}

/** Most instants in any stretch of a second. */
function busiest(instants: readonly number[]): number {
  let most = 0
  for (let first = 0, last = 0; last < instants.length; last++) {
    while ((instants[last] as number) - (instants[first] as number) >= 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

test('a platform that takes and answers steadily is sent all but three in a thousand', () => {
  const taken = play({ there: 60, back: 40, stalls: [], lastMs: 20_000 })
  expect(busiest(taken)).toBeLessThanOrEqual(LIMIT)
  expect(taken.length).toBeGreaterThan(LIMIT * 20 * 0.99)
})

test('a sender that was kept busy for a while catches up, and no second holds more for it', () => {
  const taken = play({ there: 5, back: 5, stalls: [], lazy: [{ from: 3_000, ms: 300 }], lastMs: 6_000 })
  expect(busiest(taken)).toBeLessThanOrEqual(LIMIT)
})

test('a platform that stalls for a second and a half takes no more than a second holds when it goes on', () => {
  const taken = play({ there: 3, back: 2, stalls: [{ from: 2_000, ms: 1_500 }], lastMs: 6_000 })
  expect(taken.filter((ms) => ms === 3_500).length, 'what was left lying').toBe(LIMIT)
  expect(busiest(taken)).toBe(LIMIT)
})

test('whenever and however long it stalls, no second of the platform holds more than the limit', () => {
  const way = fc.record({ there: fc.integer({ min: 1, max: 150 }), back: fc.integer({ min: 1, max: 150 }) })
  const stalls = fc.array(fc.record({ from: fc.integer({ min: 1_000, max: 6_000 }), ms: fc.integer({ min: 5, max: 2_000 }) }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(way, stalls, (ways, some) => {
      const apart = some
        .sort((a, b) => a.from - b.from)
        .filter((stall, index, all) => index === 0 || stall.from > (all[index - 1] as Stall).from + (all[index - 1] as Stall).ms)
      expect(busiest(play({ ...ways, stalls: apart, lastMs: 9_000 }))).toBeLessThanOrEqual(LIMIT)
    }),
    { numRuns: 60 },
  )
})

test('a clock that is made to stand still holds no second of its own: what has just gone counts', () => {
  const slots = createNumberSlots()
  slots.setLimit(LIMIT)
  let gone = 0
  for (let ms = 0; ms < 500; ms++) while (slots.take(at(ms))) gone++
  expect(slots.freeNow(at(500))).toBe(LIMIT - gone)
  while (slots.take(at(500), true)) gone++
  expect(gone).toBe(LIMIT)
  for (let ms = 500; ms < 1_000; ms++) expect(slots.take(at(ms))).toBeNull()
})

test('a second later, a standing clock has a whole second again', () => {
  const slots = createNumberSlots()
  slots.setLimit(LIMIT)
  for (let slot = slots.take(at(0), true); slot; slot = slots.take(at(0), true)) slots.answered(slot, at(0), at(0))
  expect(slots.nextFreeAt(at(0), true)).toBe(at(1_000))
  expect([slots.freeNow(at(999)), slots.freeNow(at(1_000))]).toEqual([0, LIMIT])
})

test('what never left takes no slot, and what came in takes one', () => {
  const slots = createNumberSlots()
  slots.setLimit(2)
  const slot = slots.take(at(0), true)
  slots.countInbound(at(0), 1)
  expect(slots.take(at(0), true)).toBeNull()
  if (slot) slots.giveBack(slot)
  expect(slots.take(at(0), true)).not.toBeNull()
})

test('a clock that was put back begins anew', () => {
  const slots = createNumberSlots()
  slots.setLimit(LIMIT)
  while (slots.take(at(0), true));
  expect(slots.freeNow(at(-3_600_000))).toBe(LIMIT)
})

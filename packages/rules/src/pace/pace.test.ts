import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countInbound, type NumberPace, newPace, nextSlotAt, rateAt, slowDown, takeSlot, takeSlots } from './number-pace.ts'
import { isPairIdle, newPairPace, nextPairSlotAt, type PairPace, pairAccepted, pairRefused, takePairSlot } from './pair-pace.ts'

const start = platformTime('2026-11-20T12:00:00Z')
const at = (ms: number): PlatformTime => platformTime(start + ms)
const policy = policyAt(start)

/** Most events in any stretch of `length` milliseconds. */
function mostWithin(times: readonly number[], length: number): number {
  let most = 0
  let first = 0
  times.forEach((time, i) => {
    while ((times[first] as number) <= time - length) first++
    most = Math.max(most, i - first + 1)
  })
  return most
}

/** Asks whenever told to and whenever a slot comes free in between, until `end`. */
function greedySends(limit: number, end: number, pace: NumberPace = newPace): number[] {
  const times: number[] = []
  let now = start
  while (now < start + end) {
    const next = takeSlot(pace, limit, now)
    if (next) {
      pace = next
      times.push(now - start)
    } else now = nextSlotAt(pace, now)
  }
  return times
}

describe('a number', () => {
  test.each([20, 80, 1000])('of %i a second never sends more in any second, and nearly that many in every', (limit) => {
    const times = greedySends(limit, 20_000)
    expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(limit)
    expect(times.length / 20).toBeGreaterThan(limit * 0.97)
  })

  test('whatever the pattern of asking', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 20, 80, 1000),
        fc.array(fc.tuple(fc.nat(1_500), fc.integer({ min: 1, max: 200 })), { maxLength: 60 }),
        (limit, asks) => {
          let pace = newPace
          let now = start
          const times: number[] = []
          for (const [wait, wanted] of asks) {
            now = platformTime(now + wait)
            const { pace: next, taken } = takeSlots(pace, limit, now, wanted)
            pace = next
            for (let i = 0; i < taken; i++) times.push(now)
          }
          expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(limit)
        },
      ),
    )
  })

  test('never starves: the next slot is never more than two seconds away, and free when its time has come', () => {
    const act = fc.constantFrom<'take' | 'inbound'>('take', 'inbound')
    fc.assert(
      fc.property(fc.constantFrom(1, 20, 80, 1000), fc.array(fc.tuple(fc.nat(50), act), { maxLength: 200 }), (limit, acts) => {
        let pace = newPace
        let now = start
        for (const [wait, what] of acts) {
          now = platformTime(now + wait)
          pace = what === 'take' ? (takeSlot(pace, limit, now) ?? pace) : countInbound(pace, limit, now)
          const next = nextSlotAt(pace, now)
          expect(next - now).toBeLessThanOrEqual(2_000)
          expect(takeSlot(pace, limit, next)).not.toBeNull()
        }
      }),
    )
  })

  test('incoming messages use the same throughput', () => {
    let pace = newPace
    for (let i = 0; i < 40; i++) pace = countInbound(pace, 80, at(i))
    expect(greedySends(80, 1_000, pace).length).toBeLessThanOrEqual(41)
  })

  test('a refusal pauses for a second, then goes on at half the rate and recovers within seconds', () => {
    const pace = slowDown(newPace, at(0))
    expect(takeSlot(pace, 80, at(999))).toBeNull()
    expect(takeSlot(pace, 80, at(1_000))).not.toBeNull()
    expect([1_000, 2_000, 6_000, 60_000].map((ms) => rateAt(pace, 80, at(ms)))).toEqual([40, 48, 80, 80])
  })

  test('refusals in a row wait 1, 4, 16 and at most 60 seconds; what was already on its way counts once', () => {
    let pace = newPace
    let now = at(0)
    const pauses = [1, 2, 3, 4, 5].map(() => {
      pace = slowDown(slowDown(pace, now), platformTime(now + 10))
      const pause = pace.pausedUntil - now
      now = pace.pausedUntil
      return pause
    })
    expect(pauses).toEqual([1_000, 4_000, 16_000, 60_000, 60_000])
    expect(slowDown(pace, platformTime(now + 61_000)).pausedUntil - (now + 61_000)).toBe(1_000)
  })

  test('however often it is refused, it still sends', () => {
    let pace = newPace
    for (let i = 0; i < 50; i++) pace = slowDown(pace, pace.pausedUntil)
    expect(rateAt(pace, 80, pace.pausedUntil)).toBeGreaterThanOrEqual(4)
    expect(takeSlot(pace, 80, pace.pausedUntil)).not.toBeNull()
  })
})

describe('a pair of number and user', () => {
  const send = (pair: PairPace, ms: number) => takePairSlot(pair, at(ms), policy)
  const burst = (count: number, pair: PairPace = newPairPace) => {
    for (let i = 0; i < count; i++) pair = send(pair, i) ?? pair
    return pair
  }

  test.each([
    [2, 12],
    [20, 120],
    [45, 270],
  ])('after a burst of %i waits %i seconds', (count, seconds) => {
    const pair = burst(count)
    expect(send(pair, 6_000)).toBeNull()
    expect(send(pair, seconds * 1_000 - 1)).toBeNull()
    expect(send(pair, seconds * 1_000)).not.toBeNull()
    expect(nextPairSlotAt(pair, at(6_000), policy)).toBe(at(seconds * 1_000))
  })

  test('the 45th message of a burst goes, the 46th does not', () => {
    expect(send(burst(44), 100)).not.toBeNull()
    expect(send(burst(45), 100)).toBeNull()
  })

  test('a burst may be filled up within six seconds, not at six', () => {
    expect(send(burst(2), 5_999)).not.toBeNull()
    expect(send(burst(2), 6_000)).toBeNull()
  })

  test('never more than 45 in six seconds, nor more than one in six seconds beyond that', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_000), { minLength: 1, maxLength: 300 }), (waits) => {
        let pair = newPairPace
        let now = start
        const times: number[] = []
        for (const wait of waits) {
          now = platformTime(now + wait)
          const next = takePairSlot(pair, now, policy)
          if (next) {
            pair = next
            times.push(now)
          }
          expect(takePairSlot(pair, nextPairSlotAt(pair, now, policy), policy)).not.toBeNull()
        }
        expect(mostWithin(times, 6_000)).toBeLessThanOrEqual(45)
        for (const minutes of [1, 5, 15]) expect(mostWithin(times, minutes * 60_000)).toBeLessThanOrEqual(45 + minutes * 10)
      }),
    )
  })

  test('after refusals it waits 1, 4, 16 seconds for this user, and forgets them once a message gets through', () => {
    let pair = newPairPace
    let now = at(0)
    const waits = [0, 1, 2].map(() => {
      pair = pairRefused(pair, now)
      const wait = pair.pausedUntil - now
      now = pair.pausedUntil
      return wait
    })
    expect(waits).toEqual([1_000, 4_000, 16_000])
    expect(pairRefused(pairAccepted(pair), now).pausedUntil - now).toBe(1_000)
  })

  test('may be forgotten once nothing is owed', () => {
    expect(isPairIdle(burst(1), at(5_999))).toBe(false)
    expect(isPairIdle(burst(1), at(6_000))).toBe(true)
  })
})

import { later, type PlatformTime, platformTime, policyAt, SECOND } from '@casement/platform'
import {
  countInbound,
  isPairIdle,
  type NumberPace,
  newPace,
  newPairPace,
  nextPairSlotAt,
  nextSlotAt,
  type PairPace,
  pairAccepted,
  pairRefused,
  slowDown,
  takePairSlot,
  takeSlots,
} from '@casement/rules'
import type { Outcome } from './outcome.ts'

const PAIRS_KEPT = 50_000

export type Pacer = ReturnType<typeof createPacer>

/**
 * What one number may still send, by platform time. The arithmetic is the rules'; this only remembers. Kept in memory by the holder
 * of the lease, because nobody else sends for the number.
 */
export function createPacer() {
  let pace: NumberPace = newPace
  let limit = 1
  // A clock that stands still would never pay a slot off: there, a standing second holds what any second may.
  let standing = { from: Number.NEGATIVE_INFINITY, used: 0 }
  const pairs = new Map<string, PairPace>()

  const standingFree = (mps: number, now: PlatformTime) => {
    limit = mps
    if (now >= standing.from + SECOND) standing = { from: now, used: 0 }
    return now < pace.pausedUntil ? 0 : Math.max(0, limit - standing.used)
  }

  return {
    /** Slots that a standing clock still has. */
    standingFree,
    /** A new holder begins slowly: what the one before it sent in the last second counts too. */
    takeOver(now: PlatformTime, mps: number) {
      pace = countInbound(newPace, mps, now, mps)
    },
    /** Takes up to `wanted` slots and answers how many there were. `standsStill`: the clock only moves by hand. */
    take(wanted: number, mps: number, now: PlatformTime, standsStill: boolean): number {
      limit = mps
      if (standsStill) {
        const taken = Math.min(wanted, standingFree(mps, now))
        standing.used += taken
        return taken
      }
      const slots = takeSlots(pace, mps, now, wanted)
      pace = slots.pace
      return slots.taken
    },
    countInbound(count: number, now: PlatformTime) {
      pace = countInbound(pace, limit, now, count)
      if (now < standing.from + SECOND) standing.used += count
    },
    /** When the next slot of the number is free. */
    nextFreeAt(now: PlatformTime, standsStill: boolean): PlatformTime {
      if (!standsStill) return nextSlotAt(pace, now)
      return standingFree(limit, now) > 0 ? now : platformTime(Math.max(pace.pausedUntil, standing.from + SECOND))
    },
    /** Takes the pair's next place (null), or answers when there will be one. */
    takePairSlot(contactId: string, now: PlatformTime): PlatformTime | null {
      const policy = policyAt(now)
      const pair = pairs.get(contactId) ?? newPairPace
      const taken = takePairSlot(pair, now, policy)
      if (taken === null) return nextPairSlotAt(pair, now, policy)
      if (pairs.size >= PAIRS_KEPT) for (const [id, old] of pairs) if (isPairIdle(old, now)) pairs.delete(id)
      pairs.set(contactId, taken)
      return null
    },
    /** What the platform answered: it may ask the number, or this one pair, to go slower. */
    heard(outcome: Outcome, contactId: string, now: PlatformTime) {
      const pair = pairs.get(contactId)
      if (outcome.kind === 'accepted' && pair) pairs.set(contactId, pairAccepted(pair))
      if (outcome.kind !== 'again') return
      if (outcome.scope === 'pair') pairs.set(contactId, pairRefused(pair ?? newPairPace, now))
      else if (outcome.scope === 'number') pace = slowDown(pace, now)
      else if (outcome.scope !== null)
        pace = { ...pace, pausedUntil: platformTime(Math.max(pace.pausedUntil, later(now, outcome.afterMs))) }
    },
  }
}

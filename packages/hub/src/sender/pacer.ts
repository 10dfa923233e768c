import { later, type PlatformTime, platformTime, policyAt, SECOND } from '@casement/platform'
import { isPairIdle, newPairPace, nextPairSlotAt, type PairPace, pairAccepted, pairRefused, takePairSlot } from '@casement/rules'
import { createNumberSlots } from './number-slots.ts'
import type { Outcome } from './outcome.ts'

const PAIRS_KEPT = 50_000

export type Pacer = ReturnType<typeof createPacer>

/**
 * What one number may still send, by platform time. The arithmetic is the rules'; this only remembers. Kept in memory by the holder
 * of the lease, because nobody else sends for the number.
 */
export function createPacer() {
  const slots = createNumberSlots()
  let limit = 1
  // A clock that stands still would never pay a slot off: there, a standing second holds what any second may.
  let standing = { from: Number.NEGATIVE_INFINITY, used: 0 }
  const pairs = new Map<string, PairPace>()

  const standingFree = (mps: number, now: PlatformTime) => {
    limit = mps
    if (now >= standing.from + SECOND) standing = { from: now, used: 0 }
    return now < slots.pausedUntil ? 0 : Math.max(0, limit - standing.used)
  }

  return {
    /** Slots that a standing clock still has. */
    standingFree,
    /** A new holder waits until what the one before it sent is a second old. */
    takeOver(now: PlatformTime, owedMs: number) {
      slots.pause(later(now, owedMs))
    },
    /** Nothing goes before. */
    pause: (until: PlatformTime) => slots.pause(until),
    setLimit(mps: number) {
      limit = mps
      slots.setLimit(mps)
    },
    /** Messages a second it sends at now. */
    rate: (now: PlatformTime): number => slots.rate(now),
    /** Takes a slot if one is free. `standsStill`: the clock only moves by hand. */
    take(now: PlatformTime, standsStill: boolean): boolean {
      if (!standsStill) return slots.take(now)
      if (standingFree(limit, now) === 0) return false
      standing.used++
      return true
    },
    countInbound(count: number, now: PlatformTime) {
      slots.countInbound(now, count)
      if (now < standing.from + SECOND) standing.used += count
    },
    /** When the next slot of the number is free. */
    nextFreeAt(now: PlatformTime, standsStill: boolean): PlatformTime {
      if (!standsStill) return slots.nextFreeAt(now)
      return standingFree(limit, now) > 0 ? now : platformTime(Math.max(slots.pausedUntil, standing.from + SECOND))
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
      if (outcome.kind === 'accepted' && pair?.refusals) pairs.set(contactId, pairAccepted(pair))
      if (outcome.kind !== 'again') return
      switch (outcome.scope) {
        case 'pair':
          pairs.set(contactId, pairRefused(pair ?? newPairPace, now))
          return
        case 'number':
          slots.refused(now)
          return
        case 'account':
          slots.pause(later(now, outcome.afterMs))
          return
        // One person or one template: their own sends wait, the number's others go on.
        default:
          return
      }
    },
  }
}

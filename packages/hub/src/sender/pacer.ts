import { later, type PlatformTime, policyAt } from '@casement/platform'
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
  const pairs = new Map<string, PairPace>()

  return {
    setLimit: slots.setLimit,
    /** Messages a second it sends at now. */
    rate: slots.rate,
    /** How many may still go at this instant of a clock that only moves by hand. */
    freeNow: slots.freeNow,
    /** Takes a slot, if one is free. `standsStill`: the clock only moves by hand. */
    take: slots.take,
    written: slots.written,
    answered: slots.answered,
    giveBack: slots.giveBack,
    /** When the next slot of the number is free. */
    nextFreeAt: slots.nextFreeAt,
    countInbound: slots.countInbound,
    /** Nothing goes before. */
    pause: slots.pause,
    /** A new holder waits until what the one before it sent is a second old. */
    takeOver(now: PlatformTime, owedMs: number) {
      slots.pause(later(now, owedMs))
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

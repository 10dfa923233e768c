import { later, type PlatformTime, platformTime, policyAt, SECOND } from '@casement/platform'
import type { Outcome } from './outcome.ts'

/**
 * What one number may still send, by platform time: a bucket of one second's messages, shared with what comes in, and for each
 * person the limit of a pair. Kept in memory by the holder of the lease, because nobody else sends for the number.
 */
export function createPacer() {
  let tokens = Number.POSITIVE_INFINITY
  let filledAt: number | null = null
  let stoppedUntil = 0
  let perSecond = 1
  const pairs = new Map<string, { debtUntil: number; burstStart: number; inBurst: number }>()

  const fill = (mps: number, now: PlatformTime) => {
    if (filledAt !== null && now > filledAt) tokens += ((now - filledAt) / SECOND) * mps
    filledAt = now
    perSecond = mps
    tokens = Math.min(tokens, mps)
  }

  return {
    /** A new holder begins with nothing in hand: what the one before it sent in the last second counts too. */
    startEmpty(now: PlatformTime) {
      tokens = 0
      filledAt = now
    },
    /** Whole messages that may leave now. */
    free(mps: number, now: PlatformTime): number {
      fill(mps, now)
      return now < stoppedUntil ? 0 : Math.floor(tokens)
    },
    spend(count: number, _now: PlatformTime) {
      tokens -= count
    },
    nextFreeAt(now: PlatformTime): number {
      return Math.max(stoppedUntil, tokens >= 1 ? now : Math.ceil(now + ((1 - tokens) / perSecond) * SECOND))
    },
    /** Takes the pair's next place, or answers when there will be one. */
    takePairSlot(contactId: string, now: PlatformTime): PlatformTime | null {
      const { everySeconds, burst } = policyAt(now).throughput.pair
      const every = everySeconds * SECOND
      const pair = pairs.get(contactId)
      if (!pair || now >= pair.debtUntil) {
        if (pairs.size > 50_000) for (const [id, old] of pairs) if (now >= old.debtUntil) pairs.delete(id)
        pairs.set(contactId, { debtUntil: now + every, burstStart: now, inBurst: 1 })
        return null
      }
      if (now - pair.burstStart < every && pair.inBurst < burst) {
        pair.debtUntil += every
        pair.inBurst += 1
        return null
      }
      return platformTime(pair.debtUntil)
    },
    /** The platform said "slower": nobody in that scope before the time it takes. */
    slowDown(outcome: Extract<Outcome, { kind: 'again' }>, contactId: string, now: PlatformTime) {
      const until = later(now, outcome.afterMs)
      if (outcome.scope === 'pair') pairs.set(contactId, { debtUntil: until, burstStart: 0, inBurst: Number.POSITIVE_INFINITY })
      else if (outcome.scope === 'number' || outcome.scope === 'account') stoppedUntil = Math.max(stoppedUntil, until)
    },
  }
}

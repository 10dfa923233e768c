import { later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { type NumberPace, newPace, rateAt, slowDown } from '@casement/rules'

/** How far a sender that was kept busy may catch up at once. */
const CATCH_UP_MS = 40
/** What the way to the platform may squeeze a second by. */
const MARGIN_MS = 3

export type NumberSlots = ReturnType<typeof createNumberSlots>

/**
 * The slots of one number by platform time: no stretch of a second, wherever it begins, ever holds more than its limit, and what
 * was missed while the process was busy is caught up in small steps. Remembers the instants of the last second; how a refused number
 * slows down and recovers is the rules'.
 */
export function createNumberSlots() {
  let pace: NumberPace = newPace
  let limit = 1
  // The instants of the last `limit` messages, in a ring; `at` is where the next one goes.
  let ring = new Float64Array(1).fill(Number.NEGATIVE_INFINITY)
  let at = 0
  /** When the messages so far are paid off, were they spread evenly. */
  let paidAt = Number.NEGATIVE_INFINITY

  const setLimit = (mps: number) => {
    if (mps === limit) return
    const kept = Array.from({ length: limit }, (_, back) => ring[(at + limit - 1 - back) % limit] as number).slice(0, mps)
    limit = mps
    ring = new Float64Array(mps).fill(Number.NEGATIVE_INFINITY)
    for (const [index, instant] of kept.reverse().entries()) ring[index] = instant
    at = kept.length % mps
  }

  const rate = (now: PlatformTime) => Math.max(1, Math.floor(rateAt(pace, limit, now)))

  const nextAt = (now: PlatformTime): number => {
    const perSecond = rate(now)
    const last = ring[(at + limit - perSecond) % limit] as number
    return Math.max(now, Math.ceil(last + SECOND + MARGIN_MS), Math.ceil(paidAt - CATCH_UP_MS), pace.pausedUntil)
  }

  const note = (instant: number, count: number) => {
    for (let i = 0; i < Math.min(count, limit); i++) {
      ring[at] = instant
      at = (at + 1) % limit
    }
    paidAt = Math.max(paidAt, instant) + (count * SECOND) / limit
  }

  return {
    setLimit,
    /** Messages a second it sends at now: its limit, or less while it recovers from a refusal. */
    rate,
    /** Takes the next slot if it is free. */
    take(now: PlatformTime): boolean {
      if (nextAt(now) > now) return false
      const perSecond = rate(now)
      ring[at] = now
      at = (at + 1) % limit
      paidAt = Math.max(paidAt, now) + SECOND / perSecond
      return true
    },
    nextFreeAt: (now: PlatformTime): PlatformTime => platformTime(nextAt(now)),
    /** Messages that came in: they cannot be refused, so what follows them waits. At most a second's worth is owed. */
    countInbound(now: PlatformTime, count: number) {
      note(now, count)
      paidAt = Math.min(paidAt, now + SECOND)
    },
    /** The platform said that it was too much. */
    refused(now: PlatformTime) {
      pace = slowDown(pace, now)
    },
    /** Nothing goes before. */
    pause(until: PlatformTime) {
      pace = { ...pace, pausedUntil: later(until > pace.pausedUntil ? until : pace.pausedUntil, 0) }
    },
    get pausedUntil(): PlatformTime {
      return pace.pausedUntil
    },
  }
}

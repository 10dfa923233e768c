import { later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { type NumberPace, newPace, rateAt, slowDown } from '@casement/rules'
import { createSlotLog, type Slot } from './slot-log.ts'

/** How far a sender that was kept busy may catch up at once. */
const CATCH_UP_MS = 40
/** What the way to the platform may squeeze a second by. */
const MARGIN_MS = 3

export type NumberSlots = ReturnType<typeof createNumberSlots>

/**
 * The slots of one number by platform time: no stretch of a second, wherever it begins, ever holds more than its limit, and what
 * was missed while the process was busy is caught up in small steps. How a refused number slows down and recovers is the rules'.
 */
export function createNumberSlots() {
  let pace: NumberPace = newPace
  let limit = 1
  const log = createSlotLog()
  /** When the messages so far are paid off, were they spread evenly. */
  let paidAt = Number.NEGATIVE_INFINITY

  const rate = (now: PlatformTime) => Math.max(1, Math.floor(rateAt(pace, limit, now)))

  /** A clock that stands still pays nothing off: what a second may hold goes at once there. */
  const nextAt = (now: PlatformTime, standsStill: boolean): number =>
    Math.max(now, log.freeAt(now, rate(now)), standsStill ? now : Math.ceil(paidAt - CATCH_UP_MS), pace.pausedUntil)

  return {
    setLimit(mps: number) {
      limit = mps
    },
    /** Messages a second it sends at now: its limit, or less while it recovers from a refusal. */
    rate,
    /** How many may still go at this instant of a clock that stands still. */
    freeNow: (now: PlatformTime): number => (now < pace.pausedUntil ? 0 : Math.max(0, rate(now) - log.used(now))),
    /** Takes the next slot if it is free. */
    take(now: PlatformTime, standsStill = false): Slot | null {
      if (nextAt(now, standsStill) > now) return null
      paidAt = Math.max(paidAt, now) + SECOND / rate(now)
      return log.take(now, standsStill ? 0 : MARGIN_MS)
    },
    written: log.written,
    answered: log.answered,
    giveBack: log.giveBack,
    nextFreeAt: (now: PlatformTime, standsStill = false): PlatformTime => platformTime(nextAt(now, standsStill)),
    /** Messages that came in: they cannot be refused, so what follows them waits. At most a second's worth is owed. */
    countInbound(now: PlatformTime, count: number) {
      log.add(now, Math.min(count, limit))
      paidAt = Math.min(Math.max(paidAt, now) + (count * SECOND) / limit, now + SECOND)
    },
    /** The platform said that it was too much. */
    refused(now: PlatformTime) {
      pace = slowDown(pace, now)
    },
    /** Nothing goes before. */
    pause(until: PlatformTime) {
      pace = { ...pace, pausedUntil: later(until > pace.pausedUntil ? until : pace.pausedUntil, 0) }
    },
  }
}

import { type PlatformTime, SECOND } from '@casement/platform'

/**
 * How fast one number sends. Plain values: `NumberPace` goes in, `NumberPace` comes out. Incoming messages use the same throughput,
 * so they are counted in here too.
 */
export type NumberPace = {
  /** When the messages so far are paid off at the number's rate, in microseconds since 1970. */
  readonly paidAtUs: number
  /** Share of the limit used after the platform refused a message, as it was at `slowedAt`. 1: not slowed. */
  readonly share: number
  readonly slowedAt: PlatformTime
  /** Nothing goes before. */
  readonly pausedUntil: PlatformTime
  /** Refusals in a row, each longer waited for. */
  readonly refusals: number
}

export const newPace: NumberPace = {
  paidAtUs: 0,
  share: 1,
  slowedAt: 0 as PlatformTime,
  pausedUntil: 0 as PlatformTime,
  refusals: 0,
}

/** Habits of ours, not facts: how much may go at once after a rest, how a refused number recovers. */
const BURST_US = 20_000
const LEAST_SHARE = 0.05
const RECOVERY_PER_SECOND = 0.1
const LONGEST_PAUSE = 60 * SECOND
const FORGIVEN_AFTER = 60 * SECOND

/**
 * Microseconds a message takes at `perSecond`. The little burst that is allowed comes off the rate, so that no second, wherever it
 * begins, ever holds more than `perSecond` messages.
 */
const costUs = (perSecond: number): number => Math.ceil((1_000_000 + BURST_US) / perSecond)

/** Messages a second this number sends at now: its limit, or less while it recovers from a refusal. Never nothing. */
export function rateAt(pace: NumberPace, limit: number, now: PlatformTime): number {
  return Math.max(1, limit * shareAt(pace, now))
}

/** Earliest instant at which the next message may go; `now` when it may go at once. */
export function nextSlotAt(pace: NumberPace, now: PlatformTime): PlatformTime {
  const at = Math.ceil((pace.paidAtUs - BURST_US) / 1_000)
  return Math.max(now, at, pace.pausedUntil) as PlatformTime
}

/** Takes the slot of one message, or null when none is free now: ask again at `nextSlotAt`. `limit`: messages a second. */
export function takeSlot(pace: NumberPace, limit: number, now: PlatformTime): NumberPace | null {
  if (nextSlotAt(pace, now) > now) return null
  return { ...pace, paidAtUs: Math.max(pace.paidAtUs, now * 1_000) + costUs(rateAt(pace, limit, now)) }
}

/** Takes up to `wanted` slots at once. A batch is never more than the burst that is free. */
export function takeSlots(
  pace: NumberPace,
  limit: number,
  now: PlatformTime,
  wanted: number,
): { readonly pace: NumberPace; readonly taken: number } {
  let taken = 0
  let next: NumberPace | null = pace
  while (taken < wanted) {
    next = takeSlot(pace, limit, now)
    if (next === null) break
    pace = next
    taken++
  }
  return { pace, taken }
}

/** Messages that came in: they cannot be refused, so what follows them waits. At most a second's worth is owed. */
export function countInbound(pace: NumberPace, limit: number, now: PlatformTime, count = 1): NumberPace {
  const paidAtUs = Math.max(pace.paidAtUs, now * 1_000) + count * costUs(limit)
  return { ...pace, paidAtUs: Math.min(paidAtUs, (now + SECOND) * 1_000) }
}

/**
 * After 130429: a pause that grows with each refusal in a row (1 s, 4 s, 16 s, at most a minute) and half the rate after it, back
 * to the full rate within seconds. Further refusals of what was already on its way change nothing.
 */
export function slowDown(pace: NumberPace, now: PlatformTime): NumberPace {
  if (now < pace.pausedUntil) return pace
  const refusals = now - pace.pausedUntil > FORGIVEN_AFTER ? 1 : pace.refusals + 1
  const pause = Math.min(LONGEST_PAUSE, 4 ** Math.min(refusals - 1, 10) * SECOND)
  const pausedUntil = (now + pause) as PlatformTime
  return { ...pace, refusals, pausedUntil, slowedAt: pausedUntil, share: Math.max(LEAST_SHARE, shareAt(pace, now) / 2) }
}

const shareAt = (pace: NumberPace, now: PlatformTime): number =>
  Math.min(1, pace.share + (RECOVERY_PER_SECOND * Math.max(0, now - pace.slowedAt)) / SECOND)

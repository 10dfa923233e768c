const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S

/** How long an endpoint is tried: what it did not take in three days is given up. */
export const GIVE_UP_AFTER_S = 72 * HOUR_S

/** Waits between attempts, as Standard Webhooks recommends: quick at first, then for days. */
const WAITS_S = [5, 5 * MINUTE_S, 30 * MINUTE_S, 2 * HOUR_S, 5 * HOUR_S, 10 * HOUR_S, 14 * HOUR_S, 20 * HOUR_S, 24 * HOUR_S]

/**
 * Seconds until an event is tried again; null when it is given up. `tried` counts the attempts made so far, `age` is the time in
 * seconds since the first, `asked` what a `Retry-After` header asked for. `chance` (0 to 1) spreads what failed together.
 */
export function nextWaitS(
  tried: number,
  { ageS, askedS, chance }: { ageS: number; askedS: number | null; chance: number },
): number | null {
  if (ageS >= GIVE_UP_AFTER_S) return null
  const usual = WAITS_S[Math.min(tried, WAITS_S.length) - 1] ?? 5
  const spread = usual * (0.9 + 0.2 * chance)
  return Math.min(Math.max(spread, askedS ?? 0), GIVE_UP_AFTER_S - ageS)
}

/** How many failures in a row let an endpoint rest; from then on it is asked with one event at a time. */
export const RESTS_AFTER = 10

/** Seconds an endpoint rests that has failed so often in a row: from ten seconds to ten minutes. */
export const restS = (failuresInRow: number): number =>
  failuresInRow < RESTS_AFTER ? 0 : Math.min(10 * 2 ** Math.min(failuresInRow - RESTS_AFTER, 10), 10 * MINUTE_S)

/** `Retry-After` in seconds or as a date; null when there is none that can be read. */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (!value) return null
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - nowMs) / 1_000
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 24 * HOUR_S) : null
}

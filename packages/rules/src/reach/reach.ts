import { HOUR, later, type PlatformTime, type Policy } from '@casement/platform'

/** A message outside a customer service window that was accepted and has not failed. `user`: the contact, over all numbers. */
export type Reached = { readonly user: string; readonly at: PlatformTime }

/** `count` users leave the rolling window at `at`. */
export type Freeing = { readonly at: PlatformTime; readonly count: number }

export type Reach = {
  /** Unique users a rolling 24 hours; null is unlimited. */
  readonly limit: number | null
  readonly used: number
  /** How many more users may be written to now; null is unlimited. Never negative. */
  readonly left: number | null
  /** When the next user leaves; null when nobody is counted. */
  readonly freesAt: PlatformTime | null
  /** All leavings to come, soonest first. They sum up to `used`. */
  readonly frees: readonly Freeing[]
}

/**
 * The portfolio's reach at `now`, exactly: unique users written to outside their windows in the last 24 hours. A user counts once
 * however often they were written to, and leaves 24 hours after the last time; at exactly 24 hours they are gone.
 */
export function reachAt(history: Iterable<Reached>, limit: number | null, now: PlatformTime, policy: Policy): Reach {
  const length = policy.limits.rollingHours * HOUR
  const last = new Map<string, PlatformTime>()
  for (const { user, at } of history) {
    if (at > now || at + length <= now) continue
    const known = last.get(user)
    if (known === undefined || known < at) last.set(user, at)
  }
  const frees = leavings([...last.values()], length)
  const used = last.size
  return { limit, used, left: limit === null ? null : Math.max(0, limit - used), freesAt: frees[0]?.at ?? null, frees }
}

/** How many users may be written to at a later moment if nobody is written to before; null is unlimited. */
export function leftAt(reach: Reach, at: PlatformTime): number | null {
  if (reach.limit === null) return null
  let used = reach.used
  for (const freeing of reach.frees) if (freeing.at <= at) used -= freeing.count
  return Math.max(0, reach.limit - used)
}

function leavings(lasts: PlatformTime[], length: number): Freeing[] {
  lasts.sort((a, b) => a - b)
  const frees: { at: PlatformTime; count: number }[] = []
  for (const last of lasts) {
    const at = later(last, length)
    const previous = frees.at(-1)
    if (previous?.at === at) previous.count++
    else frees.push({ at, count: 1 })
  }
  return frees
}

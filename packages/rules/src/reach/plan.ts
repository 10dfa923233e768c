import { HOUR, later, type PlatformTime, type Policy } from '@casement/platform'
import type { Reach } from './reach.ts'

/** One rolling day of a campaign: how many go, the first and the last of them when. */
export type PlannedDay = {
  readonly from: PlatformTime
  readonly firstAt: PlatformTime
  readonly lastAt: PlatformTime
  readonly count: number
}

export type ReachPlan = {
  readonly days: readonly PlannedDay[]
  /** When the last recipient may be written to; null when there is none. */
  readonly endsAt: PlatformTime | null
  /** When recipient number `n` may be written to, counted from 0. */
  readonly at: (n: number) => PlatformTime
}

/**
 * Spreads recipients over the coming days so that the messaging limit is used fully and never exceeded, if nothing else uses it
 * and it does not rise. Leave out whom this limit does not concern: open windows, and people already reached today.
 *
 * Every place taken at some time of a day comes free 24 hours later, so each day has the same places at the same times.
 * Throws RangeError for a limit of 0, under which nobody is ever reached.
 */
export function planReach(recipients: number, reach: Reach, now: PlatformTime, policy: Policy): ReachPlan {
  const day = policy.limits.rollingHours * HOUR
  if (recipients <= 0) return { days: [], endsAt: null, at: () => now }
  const { limit } = reach
  if (limit === null) {
    return { days: [{ from: now, firstAt: now, lastAt: now, count: recipients }], endsAt: now, at: () => now }
  }
  if (limit <= 0) throw new RangeError('A messaging limit of 0 reaches nobody. Wait for Meta to raise it.')

  const steps = placesOfADay(reach, limit, now)
  const at = (n: number): PlatformTime => later(now, Math.floor(n / limit) * day + offsetOf(steps, n % limit))
  const days: PlannedDay[] = []
  for (let first = 0; first < recipients; first += limit) {
    const count = Math.min(limit, recipients - first)
    days.push({ from: later(now, (first / limit) * day), firstAt: at(first), lastAt: at(first + count - 1), count })
  }
  return { days, endsAt: at(recipients - 1), at }
}

type Step = { readonly offset: number; readonly upTo: number }

/** The places of a day by their time from now: those free already, then those that come free. Over the limit, the first are lost. */
function placesOfADay(reach: Reach, limit: number, now: PlatformTime): readonly Step[] {
  const free = limit - reach.used
  const steps: Step[] = free > 0 ? [{ offset: 0, upTo: free }] : []
  let places = free
  for (const { at, count } of reach.frees) {
    places += count
    if (places > 0) steps.push({ offset: at - now, upTo: Math.min(places, limit) })
  }
  return steps
}

function offsetOf(steps: readonly Step[], place: number): number {
  let low = 0
  let high = steps.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] as Step).upTo > place) high = middle
    else low = middle + 1
  }
  return steps[low]?.offset ?? 0
}

import type { PlatformTime } from '@casement/platform'
import type { AdEntry, DeliveredReply, WindowState } from './state.ts'
import { ENTRIES_KEPT, INBOUND_QUARTERS_KEPT, PRICED_DAYS_KEPT, REPLIES_KEPT } from './state.ts'

/** One window of two that turn out to be those of one person: all that either remembers, within the same bounds. */
export function joinWindows(a: WindowState, b: WindowState): WindowState {
  const entries = union(a.entries, b.entries, (entry) => entry.at, ENTRIES_KEPT, earlierReply)
  const replies = union(a.replies, b.replies, ([sentAt]) => sentAt, REPLIES_KEPT, firstDelivered)
  const pricedFree = union(a.pricedFree, b.pricedFree, (at) => at, PRICED_DAYS_KEPT)
  const inbound = union(a.inbound, b.inbound, ([first]) => first, INBOUND_QUARTERS_KEPT)
  const confirmedUntil = latest(a.confirmedUntil, b.confirmedUntil)
  const pricedOtherwise = latest(a.pricedOtherwise, b.pricedOtherwise)
  return {
    lastUserAt: latest(a.lastUserAt ?? undefined, b.lastUserAt ?? undefined) ?? null,
    ...(entries && { entries }),
    ...(replies && { replies }),
    ...(confirmedUntil !== undefined && { confirmedUntil }),
    ...(pricedFree && { pricedFree }),
    ...(pricedOtherwise !== undefined && { pricedOtherwise }),
    ...(inbound && { inbound }),
  }
}

function union<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  at: (item: T) => PlatformTime,
  keep: number,
  choose: (one: T, other: T) => T = (one) => one,
): readonly T[] | undefined {
  if (a === undefined) return b
  if (b === undefined) return a
  const byTime = new Map<PlatformTime, T>()
  for (const item of [...a, ...b]) {
    const known = byTime.get(at(item))
    byTime.set(at(item), known === undefined ? item : choose(known, item))
  }
  return [...byTime.values()].sort((one, other) => at(other) - at(one)).slice(0, keep)
}

/** Of one ad click known twice, the one whose reply arrived first. */
const earlierReply = (one: AdEntry, other: AdEntry): AdEntry =>
  one.reply === null ? other : other.reply === null || one.reply[1] <= other.reply[1] ? one : other
const firstDelivered = (one: DeliveredReply, other: DeliveredReply): DeliveredReply => (one[1] <= other[1] ? one : other)
const latest = (a: PlatformTime | undefined, b: PlatformTime | undefined): PlatformTime | undefined =>
  a === undefined ? b : b === undefined || a > b ? a : b

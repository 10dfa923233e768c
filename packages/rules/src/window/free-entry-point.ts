import type { PlatformTime, Policy } from '@casement/platform'
import { HOUR, later, SECOND } from '@casement/platform'
import type { FepView } from '../decision.ts'
import type { WindowState } from './state.ts'

const none: FepView = { state: 'none', until: null }

/**
 * The free entry point at `now`: none, a candidate (an ad click that a reply before `until` turns into a window), estimated (our
 * reply was delivered) or confirmed (a status webhook priced a message by it). An ad click inside an open window starts nothing.
 * `safeUntil` counts from the moment the reply was sent, which is how one of Meta's pages tells it.
 */
export function freeEntryPointAt(state: WindowState, now: PlatformTime, policy: Policy): FepView {
  if (state.entries === undefined && state.confirmedUntil === undefined && state.pricedFree === undefined) return none

  const confirmed = confirmedEnd(state, policy)
  if (confirmed !== null && now < confirmed.until) return { state: 'confirmed', ...confirmed }

  let occupiedUntil = confirmed?.until ?? null
  let view: FepView = none
  const entries = state.entries ?? []
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]
    if (!entry || (occupiedUntil !== null && entry.at < occupiedUntil)) continue
    if (entry.reply === null) {
      if (now < entry.replyBy) view = { state: 'candidate', until: entry.replyBy, safeUntil: entry.replyBy }
      continue
    }
    const [sentAt, deliveredAt] = entry.reply
    const until = extendedEnd(state, deliveredAt, policy)
    const denied = isDenied(state, deliveredAt, until)
    // What a status denied was no window, so a later click may begin one.
    if (!denied) occupiedUntil = until
    view =
      now < until && !denied ? { state: 'estimated', until, safeUntil: earlier(until, extendedEnd(state, sentAt, policy)) } : none
  }
  return view
}

/** Webhooks carry whole seconds: a message accepted within the second of the delivery says nothing about the window it began. */
const isDenied = ({ pricedOtherwise }: WindowState, deliveredAt: PlatformTime, until: PlatformTime): boolean =>
  pricedOtherwise !== undefined && deliveredAt + SECOND <= pricedOtherwise && pricedOtherwise < until

type End = { readonly until: PlatformTime; readonly safeUntil: PlatformTime }

/** The end a webhook named; without one, as a message that was priced by it shows. */
function confirmedEnd(state: WindowState, policy: Policy): End | null {
  const told = state.confirmedUntil
  let end: End | null = told === undefined ? null : { until: told, safeUntil: told }
  const days = state.pricedFree ?? []
  for (let i = days.length - 1; i >= 0; i--) {
    const at = days[i]
    if (at !== undefined && (end === null || at >= end.until)) end = endAround(state, at, policy)
  }
  return end
}

/**
 * The end of the entry point that was open for a message sent at `at`: the base length from the delivery of the reply that opened
 * it, where we know an ad click it fits, and from the message itself where we know none.
 */
function endAround(state: WindowState, at: PlatformTime, policy: Policy): End {
  let end: End | null = null
  for (const entry of state.entries ?? []) {
    if (entry.reply === null || entry.at > at) continue
    const [sentAt, deliveredAt] = entry.reply
    const until = extendedEnd(state, deliveredAt, policy)
    if (at >= until || isDenied(state, deliveredAt, until) || (end !== null && end.until <= until)) continue
    end = { until, safeUntil: earlier(until, extendedEnd(state, earlier(at, sentAt), policy)) }
  }
  if (end !== null) return end
  const until = extendedEnd(state, at, policy)
  return { until, safeUntil: until }
}

/** Base length, and where the policy says so a further stretch from each user message inside the window, up to its greatest length. */
function extendedEnd(state: WindowState, start: PlatformTime, policy: Policy): PlatformTime {
  const { baseHours, extendOnInboundHours, maxHours } = policy.fep
  let end = later(start, baseHours * HOUR)
  if (extendOnInboundHours === 0 || state.inbound === undefined) return end
  const most = later(start, maxHours * HOUR)
  for (let i = state.inbound.length - 1; i >= 0; i--) {
    for (const at of state.inbound[i] ?? []) {
      if (at >= start && at < end) end = earlier(most, latest(end, later(at, extendOnInboundHours * HOUR)))
    }
  }
  return end
}

const earlier = (a: PlatformTime, b: PlatformTime) => (a < b ? a : b)
const latest = (a: PlatformTime, b: PlatformTime) => (a > b ? a : b)

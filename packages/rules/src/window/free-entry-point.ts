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

  const confirmedUntil = confirmedEnd(state, policy)
  if (confirmedUntil !== null && now < confirmedUntil)
    return { state: 'confirmed', until: confirmedUntil, safeUntil: confirmedUntil }

  let occupiedUntil = confirmedUntil
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
    // Webhooks carry whole seconds: a message accepted within the second of the delivery says nothing about the window it began.
    const denied =
      state.pricedOtherwise !== undefined && deliveredAt + SECOND <= state.pricedOtherwise && state.pricedOtherwise < until
    // What a status denied was no window, so a later click may begin one.
    if (!denied) occupiedUntil = until
    view =
      now < until && !denied ? { state: 'estimated', until, safeUntil: earlier(until, extendedEnd(state, sentAt, policy)) } : none
  }
  return view
}

/** The end a webhook named; without one, the base length from the first message that was priced by it. */
function confirmedEnd(state: WindowState, policy: Policy): PlatformTime | null {
  let end = state.confirmedUntil ?? null
  const days = state.pricedFree ?? []
  for (let i = days.length - 1; i >= 0; i--) {
    const at = days[i]
    if (at !== undefined && (end === null || at >= end)) end = extendedEnd(state, at, policy)
  }
  return end
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

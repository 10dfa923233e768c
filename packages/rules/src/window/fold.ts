import type { PlatformTime, Policy } from '@casement/platform'
import { DAY, HOUR, later } from '@casement/platform'
import type { WindowEvent } from './events.ts'
import { opensWindow, pricedFreeEntryPoint } from './events.ts'
import type { AdEntry, DeliveredReply, WindowState } from './state.ts'
import { ENTRIES_KEPT, INBOUND_QUARTERS_KEPT, PRICED_DAYS_KEPT, REPLIES_KEPT } from './state.ts'

/**
 * Folds one event into the window. The order and the repetition of events do not matter, so late and doubled webhooks may be
 * folded as they come; an event that changes nothing returns the same object, so that nothing needs to be written.
 *
 * `policy` is the one in force at the time of the event. A thread without ad entries (`awaitsReplies` is false) may skip
 * `business-delivered` events to spare writes, if those since the ad click are folded once an entry arrives.
 */
export function foldWindow(state: WindowState, event: WindowEvent, policy: Policy): WindowState {
  switch (event.type) {
    case 'user-message':
      return opensWindow(event.messageType, policy) ? userMessage(state, event.at, event.fromAd === true, policy) : state
    case 'user-call':
    case 'business-call-accepted':
      return userActed(state, event.at)
    case 'business-delivered':
      return delivered(state, [event.sentAt, event.at])
    case 'business-priced':
      return priced(state, event)
  }
}

/** Whether a delivery could change this window now. */
export const awaitsReplies = (state: WindowState): boolean => state.entries !== undefined

function userActed(state: WindowState, at: PlatformTime): WindowState {
  return state.lastUserAt === null || at > state.lastUserAt ? { ...state, lastUserAt: at } : state
}

function userMessage(state: WindowState, at: PlatformTime, fromAd: boolean, policy: Policy): WindowState {
  let next = userActed(state, at)
  if (policy.fep.extendOnInboundHours > 0) next = rememberInbound(next, at)
  return fromAd ? rememberEntry(next, at, policy) : next
}

function rememberEntry(state: WindowState, at: PlatformTime, policy: Policy): WindowState {
  const entries = state.entries ?? []
  if (entries.some((entry) => entry.at === at)) return state
  const replyBy = later(at, policy.fep.replyWithinHours * HOUR)
  const kept = newest(
    [...entries, { at, replyBy, reply: firstReply(state.replies ?? [], at, replyBy) }],
    (e) => e.at,
    ENTRIES_KEPT,
  )
  return kept.some((entry) => entry.at === at) ? { ...state, entries: kept } : state
}

function firstReply(replies: readonly DeliveredReply[], at: PlatformTime, replyBy: PlatformTime): DeliveredReply | null {
  let first: DeliveredReply | null = null
  for (const reply of replies) if (answers(reply, at, replyBy) && isEarlier(reply, first)) first = reply
  const oldest = replies[REPLIES_KEPT - 1]
  // Earlier replies may have been forgotten: the click itself is a bound that never makes the free window too long.
  return first && oldest && oldest[0] > at ? [at, at] : first
}

function delivered(state: WindowState, reply: DeliveredReply): WindowState {
  const replies = rememberReply(state.replies ?? [], reply)
  const entries = state.entries?.map((entry): AdEntry => {
    return answers(reply, entry.at, entry.replyBy) && isEarlier(reply, entry.reply) ? { ...entry, reply } : entry
  })
  const changed = entries?.some((entry, i) => entry !== state.entries?.[i]) ?? false
  if (replies === state.replies && !changed) return state
  return entries ? { ...state, replies, entries: changed ? entries : (state.entries ?? []) } : { ...state, replies }
}

function rememberReply(replies: readonly DeliveredReply[], reply: DeliveredReply): readonly DeliveredReply[] {
  const known = replies.find(([sentAt]) => sentAt === reply[0])
  if (known && known[1] <= reply[1]) return replies
  const kept = newest([...replies.filter((r) => r !== known), reply], ([sentAt]) => sentAt, REPLIES_KEPT)
  return kept.includes(reply) ? kept : replies
}

function priced(state: WindowState, event: Extract<WindowEvent, { type: 'business-priced' }>): WindowState {
  if (!pricedFreeEntryPoint(event.pricing)) {
    const known = state.pricedOtherwise
    return known !== undefined && known >= event.sentAt ? state : { ...state, pricedOtherwise: event.sentAt }
  }
  if (event.expiresAt !== null && event.expiresAt !== undefined) {
    const known = state.confirmedUntil
    return known !== undefined && known >= event.expiresAt ? state : { ...state, confirmedUntil: event.expiresAt }
  }
  const days = state.pricedFree ?? []
  const sameDay = days.find((at) => dayOf(at) === dayOf(event.sentAt))
  if (sameDay !== undefined && sameDay <= event.sentAt) return state
  const kept = newest([...days.filter((at) => at !== sameDay), event.sentAt], (at) => at, PRICED_DAYS_KEPT)
  return kept.includes(event.sentAt) ? { ...state, pricedFree: kept } : state
}

function rememberInbound(state: WindowState, at: PlatformTime): WindowState {
  const quarters = state.inbound ?? []
  const known = quarters.find(([first]) => quarterOf(first) === quarterOf(at))
  if (known && known[0] <= at && at <= known[1]) return state
  const made = known ? ([earlier(known[0], at), latest(known[1], at)] as const) : ([at, at] as const)
  const kept = newest([...quarters.filter((q) => q !== known), made], ([first]) => first, INBOUND_QUARTERS_KEPT)
  return kept.includes(made) ? { ...state, inbound: kept } : state
}

const answers = ([sentAt]: DeliveredReply, at: PlatformTime, replyBy: PlatformTime) => at <= sentAt && sentAt < replyBy
const isEarlier = (a: DeliveredReply, b: DeliveredReply | null) => b === null || a[1] < b[1] || (a[1] === b[1] && a[0] < b[0])
const dayOf = (at: PlatformTime) => Math.floor(at / DAY)
const quarterOf = (at: PlatformTime) => Math.floor(at / (6 * HOUR))
const earlier = (a: PlatformTime, b: PlatformTime) => (a < b ? a : b)
const latest = (a: PlatformTime, b: PlatformTime) => (a > b ? a : b)
const newest = <T>(items: readonly T[], at: (item: T) => number, keep: number): readonly T[] =>
  [...items].sort((a, b) => at(b) - at(a)).slice(0, keep)

import type { PlatformTime } from '@casement/platform'

/** A reply of ours that reached the phone: when the platform took it, and when it was delivered. */
export type DeliveredReply = readonly [sentAt: PlatformTime, deliveredAt: PlatformTime]

/** One click on an ad that brought the customer to us. */
export type AdEntry = {
  readonly at: PlatformTime
  /** A reply sent before this instant opens the free entry point. */
  readonly replyBy: PlatformTime
  /** The reply sent in time that was delivered first, or null while none was. */
  readonly reply: DeliveredReply | null
}

/**
 * What the two windows of one (number, user) pair need to remember. Plain JSON of bounded size: it is stored with the thread. A
 * window that no ad and no price ever touched is only `{lastUserAt}`.
 */
export type WindowState = {
  /** The customer's last message or call that opens the customer service window. */
  readonly lastUserAt: PlatformTime | null
  /** Newest first, at most `ENTRIES_KEPT`. */
  readonly entries?: readonly AdEntry[]
  /** Deliveries an ad click that is still under way may turn out to belong to. Newest first, at most `REPLIES_KEPT`. */
  readonly replies?: readonly DeliveredReply[]
  /** Latest end of a free entry point that a status webhook named. */
  readonly confirmedUntil?: PlatformTime
  /** First message of each day that a status webhook priced `free_entry_point` without naming the end. Newest first. */
  readonly pricedFree?: readonly PlatformTime[]
  /** Last message that a status webhook priced as anything else: no free entry point was open then, whatever we had estimated. */
  readonly pricedOtherwise?: PlatformTime
  /** First and last user message of each quarter of a day, newest first. Kept only where messages extend the free entry point. */
  readonly inbound?: readonly (readonly [first: PlatformTime, last: PlatformTime])[]
}

/** The window of two who never spoke. */
export const newWindow: WindowState = { lastUserAt: null }

/** Bounds of the state. Beyond them the free entry point is estimated too short, never too long, until a webhook names its end. */
export const ENTRIES_KEPT = 8
export const REPLIES_KEPT = 12
export const PRICED_DAYS_KEPT = 8
export const INBOUND_QUARTERS_KEPT = 32

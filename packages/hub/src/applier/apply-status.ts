import { isoTime, monthIn, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import {
  awaitsReplies,
  type ConsentEvent,
  consentFromFailure,
  foldWindow,
  mergeStatus,
  priceAfter,
  pricedFreeEntryPoint,
  type WindowEvent,
} from '@casement/rules'
import { isUuid } from '../database/uuid7.ts'
import type { SendError } from '../sender/outcome.ts'
import { type ThreadInHand, tellMove } from '../threads/threads-in-hand.ts'
import { CannotApply, type Setting } from './change.ts'
import type { StatusNews } from './message-news.ts'
import type { MessageSet } from './message-set.ts'
import { type MessageInHand, note } from './messages-in-hand.ts'

export type StatusItem = {
  id: string
  status: string
  timestamp: string
  recipient_id?: string
  biz_opaque_callback_data?: string
  conversation?: { expiration_timestamp?: string }
  pricing?: { billable?: boolean; type?: string; category?: string; pricing_model?: string }
  errors?: { code: number; title?: string; message?: string; error_data?: { details?: string } }[]
}

export function readStatus({ number, now }: Setting, item: StatusItem): StatusNews {
  if (!number) throw new CannotApply('The status names no number of ours.')
  if (typeof item.id !== 'string' || !/^\d+$/.test(item.timestamp ?? ''))
    throw new CannotApply('The status has no id or no timestamp.')
  const sendId = isUuid(item.biz_opaque_callback_data) ? item.biz_opaque_callback_data : null
  return { kind: 'status', number, now, wamid: item.id, at: platformTime(Number(item.timestamp) * 1_000), sendId, item }
}

/** Whether the thread has to be at hand to apply this status. */
export const movesThread = ({ item }: StatusNews, message: MessageInHand): boolean =>
  item.status === 'failed' || message.threadAwaits || (item.pricing !== undefined && pricedFreeEntryPoint(item.pricing))

/** What a failure says about consent. Dated by the acceptance: whoever resumed since then is not stopped again by old news. */
export const consentFromStatus = ({ item, at, wamid }: StatusNews, message: MessageInHand): readonly ConsentEvent[] => {
  const error = item.status === 'failed' ? item.errors?.[0] : undefined
  return error ? consentFromFailure(error.code, message.acceptedAt ? platformTime(message.acceptedAt) : at, wamid) : []
}

/** One status of a message we sent. Statuses only move forward; news that comes late is kept in the timeline and changes nothing. */
export function foldStatus(set: MessageSet, news: StatusNews, message: MessageInHand): void {
  const { item, at } = news
  // Webhooks count in whole seconds: within its second, a status does not come before the acceptance.
  const shownAt = platformTime(Math.max(at, message.acceptedAt ? Math.min(platformTime(message.acceptedAt), at + 999) : at))
  const shown = isoTime(shownAt)
  if (message.timeline.some((entry) => entry.status === item.status && entry.at === shown)) return
  if (item.status === 'failed') {
    foldFailure(set, news, message, shownAt)
    return
  }

  const before = message.status
  message.status = mergeStatus(before, item.status)
  note(message, { status: item.status, at: shown })
  if (message.status !== before && (before === 'unclear' || before === 'failed')) message.error = null
  if (message.status !== before && before === 'failed') set.revived.push(message.id)
  if (item.pricing && !message.hasCharge) charge(set, news, message, before === 'failed')
  foldIntoWindow(set, news, message)
  if (message.status !== before) {
    set.emit({
      type: 'message.status',
      at,
      data: { threadId: message.threadId, messageId: message.id, status: message.status },
    })
  }
}

function foldFailure(set: MessageSet, news: StatusNews, message: MessageInHand, at: PlatformTime): void {
  const error = readError(news.item.errors?.[0])
  set.hear(message.contactId, consentFromStatus(news, message))
  if (mergeStatus(message.status, 'failed') !== 'failed' || message.status === 'failed') {
    note(message, { status: 'failed', at: isoTime(at), late: true, error })
    return
  }
  message.status = 'failed'
  message.error = error
  note(message, { status: 'failed', at: isoTime(at) })
  set.ended.push(message.id)
  set.failed.push({ id: message.id, code: error.code, at: news.at })
  const thread = set.threads.of(message.threadId)
  if (thread?.lastMessage?.id === message.id) {
    thread.lastFailed = true
    thread.changed = true
  }
  set.emit({ type: 'message.status', at, data: { threadId: message.threadId, messageId: message.id, status: 'failed' } })
}

/** The price comes from the first status that carries one, at our card's rate, and settles the free message of the month. */
function charge(set: MessageSet, { item, at, number }: StatusNews, message: MessageInHand, hadFailed: boolean): void {
  const { currency, time_zone: timeZone } = number
  const charged = priceAfter(item.pricing ?? {}, { phone: message.phone, at, currency, cards: set.cards, timeZone })
  message.charge = charged
  message.hasCharge = true
  const usesOne = charged.category === 'service' && charged.type !== 'free_entry_point'
  if (hadFailed || usesOne === (message.serviceMonth !== null)) return
  set.serviceUses.push({ id: message.id, usesOne, month: monthIn(at, timeZone) })
}

/** Deliveries start a free entry point, and prices confirm or deny one. Threads that no ad began wait for neither. */
function foldIntoWindow(set: MessageSet, news: StatusNews, message: MessageInHand): void {
  const thread = set.threads.of(message.threadId)
  if (!thread) return
  const { item, at, now, number } = news
  const sentAt = message.acceptedAt ? platformTime(message.acceptedAt) : at
  const events: WindowEvent[] = []
  if (item.pricing && (awaitsReplies(thread.window) || pricedFreeEntryPoint(item.pricing))) {
    const expires = item.conversation?.expiration_timestamp
    const expiresAt = expires ? platformTime(Number(expires) * 1_000) : null
    events.push({ type: 'business-priced', sentAt, pricing: item.pricing, expiresAt })
  }
  if (isDelivery(item.status) && awaitsReplies(thread.window)) events.push({ type: 'business-delivered', at, sentAt })
  if (!moveWindow(thread, events, { at, now, timeZone: number.time_zone })) return
  set.emit({ type: 'thread.changed', at, data: { threadId: thread.id, messageId: message.id } })
  tellMove(thread).forEach(set.emit)
}

export const isDelivery = (status: string): boolean => status === 'delivered' || status === 'read'

/** Folds events into a thread's window; false when they changed nothing. */
export function moveWindow(
  thread: ThreadInHand,
  events: readonly WindowEvent[],
  { at, now, timeZone }: { at: PlatformTime; now: PlatformTime; timeZone: string },
): boolean {
  const policy = policyAt(at, timeZone)
  const after = events.reduce((window, event) => foldWindow(window, event, policy), thread.window)
  if (after === thread.window) return false
  thread.window = after
  thread.moved = { now, timeZone }
  return true
}

const readError = (error: NonNullable<StatusItem['errors']>[number] | undefined): SendError => ({
  code: error?.code ?? null,
  title: error?.title ?? error?.message ?? 'The platform gave no reason',
  detail: error?.error_data?.details ?? error?.message ?? error?.title ?? 'The platform gave no reason.',
})

import { isoTime, monthIn, platformTime, policyAt, rateCards } from '@casement/platform'
import {
  awaitsReplies,
  consentFromFailure,
  foldWindow,
  type MessageStatus,
  mergeStatus,
  priceAfter,
  type WindowEvent,
  type WindowState,
  windowAt,
} from '@casement/rules'
import { recordConsent } from '../contacts/record-consent.ts'
import { type Db, row } from '../database/database.ts'
import { isUuid } from '../database/uuid7.ts'
import { recountService, settleAccepted, settleFailed } from '../sender/settle-sends.ts'
import { saveWindow } from '../threads/find-thread.ts'
import { type Applying, CannotApply } from './change.ts'

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

type KnownMessage = {
  id: string
  thread_id: string
  contact_id: string
  status: MessageStatus
  timeline: { status: string; at: string }[]
  charged: unknown
  phone: string | null
  accepted_at: string | null
}

/** One status of a message we sent. Statuses only move forward; news that comes late is kept in the timeline and changes nothing. */
export async function applyStatus(apply: Applying, item: StatusItem): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The status names no number of ours.')
  if (typeof item.id !== 'string' || !/^\d+$/.test(item.timestamp ?? ''))
    throw new CannotApply('The status has no id or no timestamp.')
  const at = platformTime(Number(item.timestamp) * 1_000)

  // Our own send, whose answer may not have been heard yet: the status itself says that it was accepted.
  const sendId = isUuid(item.biz_opaque_callback_data) ? item.biz_opaque_callback_data : null
  if (sendId) for (const event of await settleAccepted(tx, workspaceId, [{ id: sendId, wamid: item.id, at }])) apply.emit(event)

  const message = await findMessage(tx, workspaceId, item.id)
  // Sent by somebody else through the same number, or before this workspace knew it: nothing of ours to move.
  if (!message) return
  // Webhooks count in whole seconds: within its second, a status does not come before the acceptance.
  const shownAt = platformTime(Math.max(at, message.accepted_at ? Math.min(platformTime(message.accepted_at), at + 999) : at))
  if (message.timeline.some((entry) => entry.status === item.status && entry.at === isoTime(shownAt))) return

  if (item.status === 'failed') {
    const error = item.errors?.[0]
    // Dated by the acceptance: whoever resumed since then is not stopped again by news of an older send.
    const judgedAt = message.accepted_at ? platformTime(message.accepted_at) : at
    if (error) await recordConsent(apply, message.contact_id, consentFromFailure(error.code, judgedAt, item.id))
    const failed = { id: message.id, error: readError(error), at: shownAt }
    if (mergeStatus(message.status, 'failed') === 'failed' && message.status !== 'failed') {
      for (const event of await settleFailed(tx, workspaceId, [failed])) apply.emit(event)
    } else {
      await addToTimeline(tx, workspaceId, message.id, {
        status: 'failed',
        at: isoTime(shownAt),
        late: true,
        error: failed.error,
      })
    }
    return
  }

  const status = mergeStatus(message.status, item.status)
  const charged =
    item.pricing && !message.charged
      ? priceAfter(item.pricing, {
          phone: message.phone,
          at,
          currency: number.currency,
          cards: rateCards,
          timeZone: number.time_zone,
        })
      : null
  await tx.query(
    `update messages set status = $3, timeline = timeline || $4::jsonb, charged = coalesce(charged, $5::jsonb),
       error = case when $6 then null else error end
     where workspace_id = $1 and id = $2`,
    [
      workspaceId,
      message.id,
      status,
      JSON.stringify({ status: item.status, at: isoTime(shownAt) }),
      charged ? JSON.stringify(charged) : null,
      message.status === 'unclear' || message.status === 'failed',
    ],
  )
  if (charged) {
    const usesOne = charged.category === 'service' && charged.type !== 'free_entry_point'
    await recountService(tx, workspaceId, message.id, { usesOne, month: monthIn(at, number.time_zone) })
  }
  await foldStatus(apply, message, item, at)
  if (status !== message.status) {
    apply.emit({ type: 'message.status', at, data: { threadId: message.thread_id, messageId: message.id, status } })
  }
}

/** Deliveries start a free entry point, and prices confirm one. */
async function foldStatus(
  apply: Applying,
  message: KnownMessage,
  item: StatusItem,
  at: ReturnType<typeof platformTime>,
): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  const sentAt = message.accepted_at ? platformTime(message.accepted_at) : at
  const events: WindowEvent[] = []
  const delivered: WindowEvent | null =
    item.status === 'delivered' || item.status === 'read' ? { type: 'business-delivered', at, sentAt } : null
  if (item.pricing) {
    const expires = item.conversation?.expiration_timestamp
    events.push({
      type: 'business-priced',
      sentAt,
      pricing: item.pricing,
      expiresAt: expires ? platformTime(Number(expires) * 1_000) : null,
    })
  }
  if (!delivered && events.length === 0) return
  const thread = await row<{ window_state: WindowState }>(
    tx,
    'select window_state from threads where workspace_id = $1 and id = $2 for update',
    [workspaceId, message.thread_id],
  )
  if (!thread) return
  // Only a thread that came from an ad waits for a reply to be delivered; the others need not be written for it.
  if (delivered && awaitsReplies(thread.window_state)) events.push(delivered)
  const timeZone = number?.time_zone ?? 'UTC'
  const state = events.reduce((folded, event) => foldWindow(folded, event, policyAt(at, timeZone)), thread.window_state)
  if (state === thread.window_state) return
  await saveWindow(tx, workspaceId, message.thread_id, state, windowAt(state, now, policyAt(now, timeZone)))
  apply.emit({ type: 'thread.changed', at, data: { threadId: message.thread_id, messageId: message.id } })
}

const findMessage = (tx: Db, workspaceId: string, wamid: string): Promise<KnownMessage | undefined> =>
  row<KnownMessage>(
    tx,
    `select m.id, m.thread_id, t.contact_id, m.status, m.timeline, m.charged, s.recipient->>'phone' as phone,
       (select entry->>'at' from jsonb_array_elements(m.timeline) entry where entry->>'status' = 'accepted' limit 1) as accepted_at
     from wamids w
     join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id and m.direction = 'out'
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     left join sends s on s.workspace_id = m.workspace_id and s.id = m.id
     where w.workspace_id = $1 and w.wamid = $2
     for update of m`,
    [workspaceId, wamid],
  )

const addToTimeline = (tx: Db, workspaceId: string, messageId: string, entry: Record<string, unknown>) =>
  tx.query('update messages set timeline = timeline || $3::jsonb where workspace_id = $1 and id = $2', [
    workspaceId,
    messageId,
    JSON.stringify(entry),
  ])

const readError = (error: NonNullable<StatusItem['errors']>[number] | undefined) => ({
  code: error?.code ?? null,
  title: error?.title ?? error?.message ?? 'The platform gave no reason',
  detail: error?.error_data?.details ?? error?.message ?? error?.title ?? 'The platform gave no reason.',
})

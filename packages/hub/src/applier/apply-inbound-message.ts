import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { cameFromAd, consentFromMessage, foldWindow, plainText, renderMessage, type WindowEvent, windowAt } from '@casement/rules'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { recordConsent } from '../contacts/record-consent.ts'
import { rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { lockThread, saveWindow, showLastMessage } from '../threads/find-thread.ts'
import { type Applying, CannotApply } from './change.ts'

export type InboundItem = {
  id: string
  from?: string
  from_user_id?: string
  timestamp: string
  type: string
  referral?: { source_type?: string }
  button?: { text?: string; payload?: string }
  text?: { body?: string }
} & Record<string, unknown>

export type ContactItem = { wa_id?: string; user_id?: string; profile?: { name?: string } }

/** One message from a customer: the contact, the thread, its window, the message itself. A second time it changes nothing. */
export async function applyInboundMessage(apply: Applying, item: InboundItem, contacts: readonly ContactItem[]): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The message names no number of ours.')
  if (typeof item.id !== 'string' || !/^\d+$/.test(item.timestamp ?? ''))
    throw new CannotApply('The message has no id or no timestamp.')
  const at = platformTime(Number(item.timestamp) * 1_000)
  const messageId = uuid7()
  const fresh = await tx.query(
    'insert into wamids (workspace_id, wamid, message_id) values ($1, $2, $3) on conflict do nothing',
    [workspaceId, item.id, messageId],
  )
  if (fresh.rowCount === 0) return

  const profile = contacts.find((contact) => contact.wa_id === item.from || contact.user_id === item.from_user_id) ?? contacts[0]
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: item.from ?? profile?.wa_id, bsuid: item.from_user_id ?? profile?.user_id },
    { name: profile?.profile?.name, at },
  )
  const thread = await lockThread(tx, workspaceId, number.id, contact.id, at)
  const policy = policyAt(at, number.time_zone)
  const before = windowAt(thread.window_state, at, policy)
  const fromAd = cameFromAd(item.referral)
  let state = foldWindow(thread.window_state, { type: 'user-message', at, messageType: item.type, fromAd }, policy)
  if (fromAd) for (const reply of await deliveredSince(apply, thread.id, at)) state = foldWindow(state, reply, policy)
  const moved = state !== thread.window_state
  if (moved)
    await saveWindow(tx, workspaceId, thread.id, state, windowAt(state, apply.now, policyAt(apply.now, number.time_zone)))

  const text = plainText(renderMessage(item))
  await tx.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, wamid, window_event)
     values ($1, $2, $3, 'in', $4, $5, $6, $7, 'received', $8, $9)`,
    [
      workspaceId,
      messageId,
      thread.id,
      item.type,
      JSON.stringify(item),
      text,
      isoTime(at),
      item.id,
      moved ? (before.csw.open ? 'refreshed' : 'opened') : null,
    ],
  )
  await showLastMessage(
    tx,
    workspaceId,
    thread.id,
    { id: messageId, text, at: isoTime(at), direction: 'in' },
    { unread: 1, fromAd },
  )
  // STOP and START, typed or tapped: the API does nothing with the word, so obeying it is ours.
  await recordConsent(apply, contact.id, consentFromMessage({ at, text: item.text?.body, button: item.button, wamid: item.id }))
  apply.spend(number.id)
  apply.emit({ type: 'message.received', at, data: { threadId: thread.id, messageId, contactId: contact.id } })
  apply.emit({ type: 'thread.changed', at, data: { threadId: thread.id, messageId } })
}

/** Replies that were delivered before we heard of the ad they answer: its webhook came late. */
async function deliveredSince({ tx, workspaceId }: Applying, threadId: string, since: PlatformTime): Promise<WindowEvent[]> {
  const found = await rows<{ sent_at: string; delivered_at: string }>(
    tx,
    `select accepted->>'at' as sent_at, delivered->>'at' as delivered_at from messages m,
       jsonb_array_elements(m.timeline) accepted, jsonb_array_elements(m.timeline) delivered
     where m.workspace_id = $1 and m.thread_id = $2 and m.direction = 'out' and m.at >= $3::timestamptz - interval '1 minute'
       and accepted->>'status' = 'accepted' and delivered->>'status' in ('delivered', 'read') order by m.at limit 50`,
    [workspaceId, threadId, isoTime(since)],
  )
  return found.map((reply) => ({
    type: 'business-delivered',
    at: platformTime(reply.delivered_at),
    sentAt: platformTime(reply.sent_at),
  }))
}

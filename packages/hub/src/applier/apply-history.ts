import { platformTime } from '@casement/platform'
import { consentFromMessage } from '@casement/rules'
import { changeNumber } from '../accounts/change-number.ts'
import { takeNotice } from '../accounts/take-notice.ts'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { recordConsent } from '../contacts/record-consent.ts'
import { row } from '../database/database.ts'
import { mediaIn, queueFetch } from '../media/queue-fetch.ts'
import { addToThread } from '../threads/add-to-thread.ts'
import { lockThread } from '../threads/find-thread.ts'
import { type Applying, CannotApply } from './change.ts'

export type HistoryMessage = Record<string, unknown> & {
  id?: string
  from?: string
  timestamp?: string | number
  type?: string
  text?: { body?: string }
  history_context?: { status?: string }
}
export type HistoryThread = {
  id?: string
  context?: { wa_id?: string; user_id?: string; username?: string }
  messages?: HistoryMessage[]
}
export type HistoryChunk = { metadata?: { phase?: number; chunk_order?: number; progress?: number | string }; errors?: unknown }

const statusOf: Readonly<Record<string, string>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  PLAYED: 'played',
  PENDING: 'accepted',
  ERROR: 'failed',
}

/**
 * A conversation that was held in the Business app before the number was shared. It is shown as it was; it is news to nobody, and
 * opens no window: whether the platform counts a message from before is not known, and a window we wrongly believed open would cost
 * a refused send. A STOP in it counts.
 */
export async function applyHistoryThread(apply: Applying, thread: HistoryThread): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The history names no number of ours.')
  const phone = thread.context?.wa_id ?? thread.id
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: phone || undefined, bsuid: thread.context?.user_id },
    { at: now, emit: apply.emit },
  )
  const known = (thread.messages ?? []).filter((message) => typeof message.id === 'string' && Number(message.timestamp) > 0)
  const oldest = Math.min(...known.map((message) => Number(message.timestamp)))
  const held = await lockThread(tx, workspaceId, number.id, contact.id, known.length > 0 ? platformTime(oldest * 1_000) : now)
  let added = 0
  for (const message of known) {
    const at = platformTime(Number(message.timestamp) * 1_000)
    const ours = String(message.from ?? '').replace(/\D/g, '') === number.phone
    const id = await addToThread(tx, workspaceId, held.id, {
      wamid: message.id as string,
      direction: ours ? 'out' : 'in',
      type: message.type ?? 'unknown',
      content: message,
      at,
      status: ours ? (statusOf[message.history_context?.status ?? ''] ?? 'sent') : 'received',
      ...(ours ? { sentBy: { kind: 'business-app', id: 'business-app', name: 'WhatsApp Business app' } } : {}),
    })
    if (id === null) continue
    added++
    const file = mediaIn(message)
    if (file) await queueFetch(apply, { messageId: id, phoneNumberId: number.id, file })
    if (!ours) {
      const said = consentFromMessage({ at, text: message.text?.body, wamid: message.id as string })
      await recordConsent(
        apply,
        contact.id,
        said.filter(({ choice }) => choice === 'out'),
      )
    }
  }
  if (added > 0) apply.emit({ type: 'thread.changed', at: now, data: { threadId: held.id, history: added } })
}

/** How far the history has come, or that the owner does not share it. */
export async function applyHistoryProgress(apply: Applying, { metadata, errors }: HistoryChunk): Promise<void> {
  const { number, now } = apply
  if (!number) throw new CannotApply('The history names no number of ours.')
  const progress = Number(metadata?.progress)
  if (Number.isFinite(progress)) {
    const before = await row<{ history_progress: number | null }>(
      apply.tx,
      'select history_progress from phone_numbers where workspace_id = $1 and id = $2',
      [apply.workspaceId, number.id],
    )
    const historyProgress = Math.max(before?.history_progress ?? 0, Math.min(100, Math.round(progress)))
    await changeNumber(apply, number.id, { historyProgress, onBusinessApp: true }, now)
    apply.emit({ type: 'history.synced', at: now, data: { phoneNumberId: number.id, progress: historyProgress } })
  }
  if (Array.isArray(errors) && errors.length > 0) {
    await takeNotice(apply, {
      phoneNumberId: number.id,
      field: 'history',
      kind: String((errors[0] as { code?: unknown })?.code ?? 'ERROR'),
      severity: 'information',
      because: 'The conversations of the Business app are not shared: switch sharing on in the app and connect the number again.',
      at: now,
      data: { errors },
    })
  }
}

/** A file that follows the history: it takes the place of the line that stood for it. */
export async function applyHistoryFile(apply: Applying, message: HistoryMessage): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The history names no number of ours.')
  const known = await row<{ id: string; thread_id: string }>(
    tx,
    `update messages m set content = $3, type = $4 from wamids w
     where w.workspace_id = $1 and w.wamid = $2 and m.workspace_id = $1 and m.id = w.message_id and m.type = 'media_placeholder'
     returning m.id, m.thread_id`,
    [workspaceId, String(message.id ?? ''), JSON.stringify(message), message.type ?? 'unknown'],
  )
  if (!known) {
    const person = String(message.from ?? '').replace(/\D/g, '') === number.phone ? (message.to as string) : message.from
    return applyHistoryThread(apply, { id: person ?? '', messages: [message] })
  }
  const file = mediaIn(message)
  if (file) await queueFetch(apply, { messageId: known.id, phoneNumberId: number.id, file })
  apply.emit({ type: 'thread.changed', at: now, data: { threadId: known.thread_id, messageId: known.id } })
}

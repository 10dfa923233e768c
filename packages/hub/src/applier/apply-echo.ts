import { platformTime } from '@casement/platform'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { addToThread } from '../threads/add-to-thread.ts'
import { lockThread } from '../threads/find-thread.ts'
import { applyToMessage, concernsMore, type SpokenItem } from './apply-to-message.ts'
import { type Applying, CannotApply } from './change.ts'

export type EchoItem = SpokenItem & { to?: string; to_user_id?: string } & Record<string, unknown>

/** Who writes through our number without us. */
const AUTHORS = {
  owner: { kind: 'business-app', id: 'business-app', name: 'WhatsApp Business app' },
  anotherApp: { kind: 'another-app', id: 'another-app', name: 'Another app of this number' },
} as const

export const applyEcho = (apply: Applying, item: EchoItem): Promise<void> => keepEcho(apply, item, 'owner')

/** What another app sent while it had the conversation: the content it posted, inside its echo. */
export const applyStandbyEcho = (apply: Applying, { message, ...item }: EchoItem): Promise<void> =>
  keepEcho(apply, { ...(typeof message === 'object' ? message : {}), ...item } as EchoItem, 'anotherApp')

/**
 * What the owner wrote on the phone of a shared number. It stands in the thread as sent, uses no ledger, costs nothing, and like
 * every message of ours opens no window. Statuses that come for it find it by its wamid.
 */
async function keepEcho(apply: Applying, item: EchoItem, author: keyof typeof AUTHORS): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The echo names no number of ours.')
  const seconds = Number(item.timestamp)
  if (typeof item.id !== 'string' || !Number.isFinite(seconds)) throw new CannotApply('The echo has no id or no timestamp.')
  if (!item.to && !item.to_user_id) throw new CannotApply('The echo does not say to whom it was written.')
  const at = platformTime(seconds * 1_000)
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: item.to, bsuid: item.to_user_id },
    { at, emit: apply.emit },
  )
  const thread = await lockThread(tx, workspaceId, number.id, contact.id, at)
  const changesAnother = item.type === 'edit' || item.type === 'revoke' || item.type === 'reaction'
  if (!changesAnother) {
    const messageId = await addToThread(tx, workspaceId, thread.id, {
      wamid: item.id,
      direction: 'out',
      type: item.type ?? 'unknown',
      content: item,
      at,
      status: 'sent',
      sentBy: AUTHORS[author],
    })
    if (messageId === null) return
    apply.emit({ type: 'thread.changed', at, data: { threadId: thread.id, messageId } })
  }
  if (concernsMore(item)) await applyToMessage(apply, item)
}

import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { plainText, renderMessage } from '@casement/rules'
import { row } from '../database/database.ts'
import { mediaIn, queueFetch } from '../media/queue-fetch.ts'
import { type Applying, CannotApply } from './change.ts'

/** A message, of a customer or echoed from the Business app, as far as it is about another one or holds a file. */
export type SpokenItem = {
  id?: string
  from?: string
  from_user_id?: string
  timestamp?: string | number
  type?: string
  reaction?: { message_id?: string; emoji?: string }
  edit?: { original_message_id?: string; message?: Record<string, unknown> & { type?: string } }
  revoke?: { original_message_id?: string }
}

/** Whether a message does something beyond standing in its thread. */
export const concernsMore = (item: SpokenItem): boolean =>
  item.type === 'reaction' || item.type === 'edit' || item.type === 'revoke' || mediaIn(item as Record<string, unknown>) !== null

/** What a message does to another one, and the file it brings. Done again, it changes nothing. */
export async function applyToMessage(apply: Applying, item: SpokenItem): Promise<void> {
  const at = timeOf(item)
  switch (item.type) {
    case 'reaction':
      return applyReaction(apply, item, at)
    case 'edit':
      return applyEdit(apply, item, at)
    case 'revoke':
      return applyRevoke(apply, item, at)
    default:
      return applyFile(apply, item)
  }
}

/** The newest reaction of a person counts; an empty one takes it back. */
async function applyReaction(apply: Applying, item: SpokenItem, at: PlatformTime): Promise<void> {
  const { tx, workspaceId } = apply
  const target = await find(apply, item.reaction?.message_id)
  if (!target) return
  const kept = await tx.query(
    `insert into message_reactions as known (workspace_id, message_id, author, emoji, at) values ($1, $2, $3, $4, $5)
     on conflict (workspace_id, message_id, author) do update set emoji = excluded.emoji, at = excluded.at
       where known.at <= excluded.at and known.emoji <> excluded.emoji`,
    [workspaceId, target.id, authorOf(item), item.reaction?.emoji ?? '', isoTime(at)],
  )
  if (kept.rowCount === 1) tell(apply, target, at)
}

/** The message shows its new words; the edit itself stands in the thread as what was said when. */
async function applyEdit(apply: Applying, item: SpokenItem, at: PlatformTime): Promise<void> {
  const { tx, workspaceId } = apply
  const message = item.edit?.message
  const target = await find(apply, item.edit?.original_message_id)
  if (!target || !message || typeof message.type !== 'string') return
  const text = plainText(renderMessage(message))
  const kept = await tx.query(
    `update messages set content = (content - type) || $3::jsonb, text = $4, type = $5, edited_at = $6
     where workspace_id = $1 and id = $2 and revoked_at is null and (edited_at is null or edited_at < $6)`,
    [workspaceId, target.id, JSON.stringify(message), text, message.type, isoTime(at)],
  )
  if (kept.rowCount === 0) return
  await tx.query(
    `update threads set last_message = last_message || jsonb_build_object('text', $4::text)
     where workspace_id = $1 and id = $2 and last_message->>'id' = $3`,
    [workspaceId, target.thread_id, target.id, text],
  )
  tell(apply, target, at)
}

/** What its author deleted is not shown any more, here neither. */
async function applyRevoke(apply: Applying, item: SpokenItem, at: PlatformTime): Promise<void> {
  const { tx, workspaceId } = apply
  const target = await find(apply, item.revoke?.original_message_id)
  if (!target) return
  const kept = await tx.query(
    `update messages set content = jsonb_build_object('type', 'revoke', 'revoke', jsonb_build_object('original_message_id', wamid)),
       text = 'Message deleted', revoked_at = $3
     where workspace_id = $1 and id = $2 and revoked_at is null`,
    [workspaceId, target.id, isoTime(at)],
  )
  if (kept.rowCount === 0) return
  await tx.query('delete from media_uses where workspace_id = $1 and message_id = $2', [workspaceId, target.id])
  await tx.query(
    `update threads set last_message = last_message || '{"text": "Message deleted"}'
     where workspace_id = $1 and id = $2 and last_message->>'id' = $3`,
    [workspaceId, target.thread_id, target.id],
  )
  tell(apply, target, at)
}

async function applyFile(apply: Applying, item: SpokenItem): Promise<void> {
  const message = await find(apply, item.id)
  const file = mediaIn(item as Record<string, unknown>)
  if (message && file && apply.number) await queueFetch(apply, { messageId: message.id, phoneNumberId: apply.number.id, file })
}

type Target = { id: string; thread_id: string }

const find = ({ tx, workspaceId }: Applying, wamid: string | undefined): Promise<Target | undefined> =>
  row<Target>(
    tx,
    `select m.id, m.thread_id from wamids w join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id
     where w.workspace_id = $1 and w.wamid = $2`,
    [workspaceId, wamid ?? ''],
  )

const tell = (apply: Applying, { id, thread_id }: Target, at: PlatformTime): void => {
  apply.emit({ type: 'message.changed', at, data: { threadId: thread_id, messageId: id } })
  apply.emit({ type: 'thread.changed', at, data: { threadId: thread_id, messageId: id } })
}

const authorOf = (item: SpokenItem): string => item.from_user_id ?? item.from ?? ''

function timeOf({ timestamp }: SpokenItem): PlatformTime {
  const seconds = Number(timestamp)
  if (timestamp === undefined || !Number.isFinite(seconds)) throw new CannotApply('The message has no timestamp.')
  return platformTime(seconds * 1_000)
}

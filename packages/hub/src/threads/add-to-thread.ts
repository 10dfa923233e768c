import { isoTime, type PlatformTime } from '@casement/platform'
import { plainText, renderMessage } from '@casement/rules'
import type { Db } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { showLastMessage } from './find-thread.ts'

export type Added = {
  /** Null for what is no message to the platform, such as a call. */
  wamid: string | null
  direction: 'in' | 'out'
  type: string
  content: Record<string, unknown>
  at: PlatformTime
  status: string
  sentBy?: { kind: string; id: string; name: string }
  unread?: number
}

/**
 * Puts into a thread what did not pass our gate: calls, what the owner wrote in the Business app, history. Answers with its id, or
 * null when its wamid is known already.
 */
export async function addToThread(
  tx: Db,
  workspaceId: string,
  threadId: string,
  { wamid, direction, type, content, at, status, sentBy, unread = 0 }: Added,
): Promise<string | null> {
  const id = uuid7()
  if (wamid !== null) {
    const fresh = await tx.query(
      'insert into wamids (workspace_id, wamid, message_id) values ($1, $2, $3) on conflict do nothing',
      [workspaceId, wamid, id],
    )
    if (fresh.rowCount === 0) return null
  }
  const text = plainText(renderMessage(content))
  await tx.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, wamid, sent_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      workspaceId,
      id,
      threadId,
      direction,
      type,
      JSON.stringify(content),
      text,
      isoTime(at),
      status,
      JSON.stringify(direction === 'out' ? [{ status, at: isoTime(at) }] : []),
      wamid,
      sentBy ? JSON.stringify(sentBy) : null,
    ],
  )
  await showLastMessage(tx, workspaceId, threadId, { id, text, at: isoTime(at), direction }, { unread })
  return id
}

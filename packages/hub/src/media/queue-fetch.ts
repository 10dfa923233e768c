import { type Db, row } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

const KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const

export type ReceivedFile = { platformId: string; mimeType: string; sha256: string | null; filename: string | null }

/** The file that a received message brings; null when it brings none. */
export function mediaIn(item: Record<string, unknown>): ReceivedFile | null {
  const kind = KINDS.find((one) => one === item.type)
  const file = kind && (item[kind] as { id?: unknown; mime_type?: unknown; sha256?: unknown; filename?: unknown } | undefined)
  if (!file || (typeof file.id !== 'string' && typeof file.id !== 'number')) return null
  return {
    platformId: String(file.id),
    mimeType: typeof file.mime_type === 'string' ? file.mime_type.slice(0, 200) : 'application/octet-stream',
    sha256: typeof file.sha256 === 'string' ? file.sha256.slice(0, 100) : null,
    filename: typeof file.filename === 'string' ? file.filename.slice(0, 240) : null,
  }
}

/** Notes that a file is to be fetched, in the transaction of the message that brought it. A second time it changes nothing. */
export async function queueFetch(
  { tx, workspaceId }: { tx: Db; workspaceId: string },
  { messageId, phoneNumberId, file }: { messageId: string; phoneNumberId: string; file: ReceivedFile },
): Promise<void> {
  const used = await row(tx, 'select 1 from media_uses where workspace_id = $1 and message_id = $2', [workspaceId, messageId])
  if (used) return
  // A forwarded file keeps its id: one fetch serves every message that shows it.
  const underway = await row<{ media_id: string }>(
    tx,
    'select media_id from media_fetches where workspace_id = $1 and phone_number_id = $2 and platform_id = $3',
    [workspaceId, phoneNumberId, file.platformId],
  )
  const mediaId = underway?.media_id ?? uuid7()
  if (!underway) {
    await tx.query(
      `insert into media (workspace_id, id, origin, state, mime_type, filename) values ($1, $2, 'received', 'waiting', $3, $4)`,
      [workspaceId, mediaId, file.mimeType, file.filename],
    )
    await tx.query(
      'insert into media_fetches (workspace_id, media_id, phone_number_id, platform_id, sha256) values ($1, $2, $3, $4, $5)',
      [workspaceId, mediaId, phoneNumberId, file.platformId, file.sha256],
    )
  }
  await tx.query('insert into media_uses (workspace_id, message_id, media_id) values ($1, $2, $3) on conflict do nothing', [
    workspaceId,
    messageId,
    mediaId,
  ])
}

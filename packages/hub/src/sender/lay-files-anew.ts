import { isoTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { wantAnew } from '../media/place-media.ts'
import type { Outcome } from './outcome.ts'
import { returnToQueue, settleFailed } from './settle-sends.ts'

type Again = Outcome & { kind: 'again' }

/** A platform that forgets a file each time it was laid there is not asked a third time. */
const MOST = 2

/**
 * Sends that the platform refused because it dropped a file of ours early. Nothing of them was sent, so they go back to the queue,
 * and the files are wanted anew; a send for which that has been done twice has failed.
 */
export async function layFilesAnew(tx: Db, workspaceId: string, refused: readonly Again[]): Promise<DomainEvent[]> {
  if (refused.length === 0) return []
  const may = await rows<{ id: string }>(
    tx,
    `select s.id from sends s
     join unnest($2::uuid[], $3::int[]) as answer (id, attempt) on s.workspace_id = $1 and s.id = answer.id and s.attempt = answer.attempt
     join messages m on m.workspace_id = $1 and m.id = s.id
     where s.state in ('posting', 'unclear') and jsonb_array_length(jsonb_path_query_array(m.timeline, '$[*] ? (@.after == "files")')) < $4
     order by s.id for update of s`,
    [workspaceId, refused.map(({ send }) => send.id), refused.map(({ send }) => send.attempt), MOST],
  )
  const ids = new Set(may.map((send) => send.id))
  const again = refused.filter(({ send }) => ids.has(send.id))
  await wantAnew(
    tx,
    workspaceId,
    again.flatMap(({ send }) => (send.files ?? []).map((file) => ({ ...file, phoneNumberId: send.phone_number_id }))),
  )
  const events = await returnToQueue(
    tx,
    workspaceId,
    again.map(({ send, at }) => ({
      id: send.id,
      attempt: send.attempt,
      state: 'queued',
      dueAt: at,
      retryAfterMs: 0,
      at,
    })),
  )
  await tx.query(
    `update messages m set timeline = m.timeline || jsonb_build_object('status', 'queued', 'at', item.at, 'after', 'files')
     from unnest($2::uuid[], $3::text[]) as item (id, at) where m.workspace_id = $1 and m.id = item.id`,
    [workspaceId, again.map(({ send }) => send.id), again.map(({ at }) => isoTime(at))],
  )
  const failed = await settleFailed(
    tx,
    workspaceId,
    refused
      .filter(({ send }) => !ids.has(send.id))
      .map(({ send, error, at }) => ({ id: send.id, attempt: send.attempt, error, at })),
  )
  return [...events, ...failed]
}

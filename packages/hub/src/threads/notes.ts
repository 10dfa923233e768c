import { isoTime, type PlatformTime } from '@casement/platform'
import type { Actor } from '../access/actor.ts'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

export type NoteKind = 'note' | 'assigned' | 'unassigned' | 'resolved' | 'reopened' | 'snoozed' | 'woke' | 'automation'
export type By = { kind: Actor['kind'] | 'automation'; id: string; name: string }
export type Deed = {
  threadId: string
  kind: NoteKind
  at: PlatformTime
  by: By | null
  text?: string
  until?: PlatformTime | null
}

export type NoteRow = {
  id: string
  thread_id: string
  kind: NoteKind
  at: Date
  by: By | null
  text: string
  until: Date | null
  edited_at: Date | null
}

export const byOf = ({ kind, id, name }: Actor): By => ({ kind, id, name })

/** Writes down what was said or done about threads. None of it is ever sent. */
export async function writeNotes(tx: Db, workspaceId: string, deeds: readonly Deed[]): Promise<string[]> {
  if (deeds.length === 0) return []
  const ids = deeds.map(() => uuid7())
  await tx.query(
    `insert into thread_notes (workspace_id, id, thread_id, kind, at, by, text, until)
     select $1, n.id, n.thread_id, n.kind, n.at::timestamptz, n.by, n.text, n.until::timestamptz
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[])
       as n (id, thread_id, kind, at, by, text, until)`,
    [
      workspaceId,
      ids,
      deeds.map((deed) => deed.threadId),
      deeds.map((deed) => deed.kind),
      deeds.map((deed) => isoTime(deed.at)),
      deeds.map((deed) => (deed.by ? JSON.stringify(deed.by) : null)),
      deeds.map((deed) => deed.text ?? ''),
      deeds.map((deed) => (deed.until ? isoTime(deed.until) : null)),
    ],
  )
  return ids
}

const COLUMNS = 'id, thread_id, kind, at, by, text, until, edited_at'

/** What was said and done about a thread, newest first. */
export const notesOfThread = (db: Db, workspaceId: string, threadId: string, before: string | null, limit: number) =>
  rows<NoteRow>(
    db,
    `select ${COLUMNS} from thread_notes where workspace_id = $1 and thread_id = $2 and ($3::uuid is null or id < $3::uuid)
     order by id desc limit $4`,
    [workspaceId, threadId, before, limit],
  )

export const findNote = (db: Db, workspaceId: string, threadId: string, id: string): Promise<NoteRow | undefined> =>
  row<NoteRow>(
    db,
    `select ${COLUMNS} from thread_notes where workspace_id = $1 and id = $3 and thread_id = $2 and kind = 'note'`,
    [workspaceId, threadId, id],
  )

export const presentNote = (note: NoteRow) => ({
  id: note.id,
  threadId: note.thread_id,
  kind: note.kind,
  at: note.at.toISOString(),
  by: note.by,
  text: note.text,
  ...(note.until ? { until: note.until.toISOString() } : {}),
  ...(note.edited_at ? { editedAt: note.edited_at.toISOString() } : {}),
})

import { type Db, row, rows } from '../database/database.ts'
import type { DeadItem } from './set-aside.ts'

export type DeadLetter = {
  id: number
  journal_id: number
  received_at: string | null
  field: string
  path: string
  reason: string
  state: 'waiting' | 'applied'
  at: Date
  settled_at: Date | null
}

const COLUMNS = 'id, journal_id, received_at::text, field, path, reason, state, at, settled_at'

/** Keeps items that could not be applied, with their reasons. One that was tried again keeps its place. */
export async function keepDeadLetters(tx: Db, dead: readonly DeadItem[]): Promise<void> {
  if (dead.length === 0) return
  await tx.query(
    `insert into dead_letters (workspace_id, journal_id, received_at, field, path, reason, item)
     select workspace, journal, received_at, field, path, reason, item
     from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
       as dead (workspace, journal, received_at, field, path, reason, item)
     on conflict (journal_id, path) do update set reason = excluded.reason, at = now(), state = 'waiting', settled_at = null`,
    [
      dead.map((item) => item.workspaceId),
      dead.map((item) => item.journalId),
      dead.map((item) => item.receivedAt),
      dead.map((item) => item.field),
      dead.map((item) => item.path),
      dead.map((item) => item.reason),
      dead.map((item) => JSON.stringify(item.item ?? null)),
    ],
  )
}

/** Says of dead letters that a replay has applied them. */
export async function settleDeadLetters(
  tx: Db,
  workspaceId: string,
  items: readonly { journalId: number; path: string }[],
): Promise<void> {
  if (items.length === 0) return
  await tx.query(
    `update dead_letters d set state = 'applied', settled_at = now()
     from unnest($2::bigint[], $3::text[]) as item (journal, path)
     where d.workspace_id = $1 and d.journal_id = item.journal and d.path = item.path and d.state = 'waiting'`,
    [workspaceId, items.map((item) => item.journalId), items.map((item) => item.path)],
  )
}

export type DeadLetterFilter = { field?: string | undefined; reason?: string | undefined; state?: string | undefined }

/** The newest of a workspace, older than `before`. `reason` is any part of it. */
export const listDeadLetters = (
  db: Db,
  workspaceId: string,
  { field, reason, state }: DeadLetterFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<DeadLetter[]> =>
  rows<DeadLetter>(
    db,
    `select ${COLUMNS} from dead_letters
     where workspace_id = $1 and ($2::text is null or field = $2) and ($3::text is null or strpos(lower(reason), lower($3)) > 0)
       and ($4::text is null or state = $4) and ($5::bigint is null or id < $5)
     order by id desc limit $6`,
    [workspaceId, field ?? null, reason ?? null, state ?? null, before, limit],
  )

export const findDeadLetter = (db: Db, workspaceId: string, id: number): Promise<(DeadLetter & { item: unknown }) | undefined> =>
  row(db, `select ${COLUMNS}, item from dead_letters where workspace_id = $1 and id = $2`, [workspaceId, id])

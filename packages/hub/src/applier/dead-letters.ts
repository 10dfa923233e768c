import type { Db } from '../database/database.ts'
import type { DeadItem } from './set-aside.ts'

/** Keeps items that could not be applied, with their reasons. */
export async function keepDeadLetters(tx: Db, dead: readonly DeadItem[]): Promise<void> {
  if (dead.length === 0) return
  await tx.query(
    `insert into dead_letters (workspace_id, journal_id, path, reason, item)
     select workspace, journal, path, reason, item
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::jsonb[]) as dead (workspace, journal, path, reason, item)`,
    [
      dead.map((item) => item.workspaceId),
      dead.map((item) => item.journalId),
      dead.map((item) => item.path),
      dead.map((item) => item.reason),
      dead.map((item) => JSON.stringify(item.item ?? null)),
    ],
  )
}

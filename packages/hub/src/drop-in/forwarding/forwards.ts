import type { Db } from '../../database/database.ts'
import { row, rows } from '../../database/database.ts'

export type Forward = { journal_id: number; attempt: number; queued_at: Date; body: Buffer | null }
export type Endpoint = { url: string; secret_sealed: string }

/**
 * Queues journal entries for the endpoints of the workspaces they are about. In the transaction that applies the entries, so that
 * none is left out.
 */
export const queueForwards = async (
  tx: Db,
  entries: readonly { id: number; received_at: string; workspaceIds: readonly string[] }[],
): Promise<void> => {
  const wanted = entries.flatMap((entry) => entry.workspaceIds.map((workspaceId) => ({ ...entry, workspaceId })))
  if (wanted.length === 0) return
  await tx.query(
    `insert into forwards (workspace_id, journal_id, received_at)
     select entry.workspace_id, entry.id, entry.received_at
     from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as entry (workspace_id, id, received_at)
     join forwarding f on f.workspace_id = entry.workspace_id
     on conflict (workspace_id, journal_id) do nothing`,
    [wanted.map((entry) => entry.workspaceId), wanted.map((entry) => entry.id), wanted.map((entry) => entry.received_at)],
  )
}

export const saveEndpoint = (db: Db, workspaceId: string, { url, secret_sealed }: Endpoint) =>
  db.query(
    `insert into forwarding (workspace_id, url, secret_sealed) values ($1, $2, $3)
     on conflict (workspace_id) do update set url = excluded.url, secret_sealed = excluded.secret_sealed`,
    [workspaceId, url, secret_sealed],
  )

/** Ends the forwarding of a workspace, and forgets what was still to be passed on. */
export async function removeEndpoint(db: Db, workspaceId: string): Promise<void> {
  await db.query('delete from forwarding where workspace_id = $1', [workspaceId])
  await db.query('delete from forwards where workspace_id = $1', [workspaceId])
}

export const findEndpoint = (db: Db, workspaceId: string): Promise<Endpoint | undefined> =>
  row<Endpoint>(db, 'select url, secret_sealed from forwarding where workspace_id = $1', [workspaceId])

export const forwardingWorkspaces = async (db: Db): Promise<string[]> =>
  (
    await rows<{ workspace_id: string }>(
      db,
      'select workspace_id from forwarding /* all workspaces: once a second, which have anything to pass on to */',
    )
  ).map(({ workspace_id }) => workspace_id)

/** How much waits, since when, and why. */
export const backlogOf = (db: Db, workspaceId: string) =>
  row<{ waiting: number; since: Date | null; failure: string | null }>(
    db,
    `select count(*) as waiting, min(queued_at) as since,
       (array_agg(last_failure order by journal_id) filter (where last_failure is not null))[1] as failure
     from forwards where workspace_id = $1`,
    [workspaceId],
  )

/** Takes the oldest due ones for `leaseS` seconds; whoever dies with them lets them come again. */
export const claimForwards = (
  db: Db,
  workspaceId: string,
  { limit, leaseS }: { limit: number; leaseS: number },
): Promise<Forward[]> =>
  rows<Forward>(
    db,
    `with due as (
       select journal_id from forwards where workspace_id = $1 and retry_at <= now()
       order by journal_id limit $2 for update skip locked
     ), claimed as (
       update forwards f set retry_at = now() + make_interval(secs => $3), attempt = f.attempt + 1
       from due where f.workspace_id = $1 and f.journal_id = due.journal_id
       returning f.journal_id, f.attempt, f.queued_at, f.received_at
     )
     select c.journal_id, c.attempt, c.queued_at, j.body
     from claimed c left join journal j on j.received_at = c.received_at and j.id = c.journal_id order by c.journal_id`,
    [workspaceId, limit, leaseS],
  )

export const forwardDone = (db: Db, workspaceId: string, journalId: number) =>
  db.query('delete from forwards where workspace_id = $1 and journal_id = $2', [workspaceId, journalId])

export const forwardLater = (
  db: Db,
  workspaceId: string,
  journalId: number,
  { afterS, failure }: { afterS: number; failure: string },
) =>
  db.query(
    `update forwards set retry_at = now() + make_interval(secs => $3), last_failure = $4 where workspace_id = $1 and journal_id = $2`,
    [workspaceId, journalId, afterS, failure.slice(0, 500)],
  )

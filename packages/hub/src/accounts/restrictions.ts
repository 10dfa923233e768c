import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'

export type Restriction = { type: string; since: PlatformTime; until: PlatformTime | null; remediation: string | null }

/** Names of ours for what ends all sending, beside the platform's own names of restrictions. */
export const LOCKED = 'ACCOUNT_LOCKED'
export const DELETED = 'ACCOUNT_DELETED'

export async function putRestriction(
  tx: Db,
  workspaceId: string,
  wabaId: string,
  { type, since, until, remediation }: Restriction,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into account_restrictions as known (workspace_id, waba_id, type, since, ends_at, remediation) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, waba_id, type) do update set since = excluded.since, ends_at = excluded.ends_at, remediation = excluded.remediation
       where known.since <= excluded.since`,
    [workspaceId, wabaId, type, isoTime(since), until === null ? null : isoTime(until), remediation],
  )
  return rowCount === 1
}

/** What the platform lifted, if it was put on before. Answers with the names of what ended. */
export async function liftRestrictions(
  tx: Db,
  workspaceId: string,
  wabaId: string,
  { types, at }: { types: readonly string[] | 'all'; at: PlatformTime },
): Promise<string[]> {
  const lifted = await rows<{ type: string }>(
    tx,
    `delete from account_restrictions where workspace_id = $1 and waba_id = $2 and since <= $3 and ($4::text[] is null or type = any ($4))
     returning type`,
    [workspaceId, wabaId, isoTime(at), types === 'all' ? null : types],
  )
  return lifted.map((one) => one.type)
}

/** Those in force at `now`. */
export async function restrictionsAt(
  db: Db,
  workspaceId: string,
  wabaIds: readonly string[],
  now: PlatformTime,
): Promise<(Restriction & { wabaId: string })[]> {
  const found = await rows<{ waba_id: string; type: string; since: Date; ends_at: Date | null; remediation: string | null }>(
    db,
    `select waba_id, type, since, ends_at, remediation from account_restrictions
     where workspace_id = $1 and waba_id = any ($2::text[]) and (ends_at is null or ends_at > $3) order by type`,
    [workspaceId, wabaIds, isoTime(now)],
  )
  return found.map(({ waba_id, type, since, ends_at, remediation }) => ({
    wabaId: waba_id,
    type,
    since: platformTime(since),
    until: ends_at === null ? null : platformTime(ends_at),
    remediation,
  }))
}

import { type Db, preparedRow, row } from '../database/database.ts'

/**
 * The right to send for one number. The database's clock decides who has it; `believedUntil` (this process's monotonic
 * milliseconds) is only ever used to stop believing in it sooner, never longer. `freeForMs`: how long nobody had been able to send
 * when it was taken; null when that is not known, or when it was renewed.
 */
export type Lease = {
  workspaceId: string
  phoneNumberId: string
  holder: string
  fence: number
  believedUntil: number
  freeForMs: number | null
}

export const LEASE_MS = 2_000
/** What a round trip and a slow clock may cost before we stop trusting a lease that the database still honours. */
const MARGIN_MS = 500

/**
 * Takes the lease, renews it when it is ours, or answers null while somebody else holds it. A new holder gets a new fence, and so
 * does one who let it run out.
 */
export async function takeLease(
  db: Db,
  {
    workspaceId,
    phoneNumberId,
    holder,
    monotonic,
  }: { workspaceId: string; phoneNumberId: string; holder: string; monotonic: () => number },
): Promise<Lease | null> {
  const asked = monotonic()
  const taken = await preparedRow<{ fence: number; free_for: number | null }>(
    db,
    'take-lease',
    `with before as (
       select holder, fence, extract(epoch from now() - expires_at) * 1000 as ended
       from leases where workspace_id = $1 and phone_number_id = $2
     )
     insert into leases (workspace_id, phone_number_id, holder, fence, expires_at)
     values ($1, $2, $3, 1, now() + $4 * interval '1 millisecond')
     on conflict (workspace_id, phone_number_id) do update
       set holder = excluded.holder, expires_at = excluded.expires_at,
           fence = leases.fence + (leases.holder <> excluded.holder or leases.expires_at < now())::int
       where leases.holder = excluded.holder or leases.expires_at < now()
     returning fence, (
       select case when before.holder = '' then before.ended else before.ended + $5 end
       from before where before.fence < leases.fence)::float8 as free_for`,
    [workspaceId, phoneNumberId, holder, LEASE_MS, MARGIN_MS],
  )
  if (!taken) return null
  const believedUntil = asked + LEASE_MS - MARGIN_MS
  return { workspaceId, phoneNumberId, holder, fence: taken.fence, believedUntil, freeForMs: taken.free_for }
}

/** Gives the lease back, so that the next holder need not wait for it to run out. */
export async function releaseLease(db: Db, { workspaceId, phoneNumberId, holder, fence }: Lease): Promise<void> {
  await db.query(
    `update leases set holder = '', expires_at = now() - interval '1 millisecond'
     where workspace_id = $1 and phone_number_id = $2 and holder = $3 and fence = $4`,
    [workspaceId, phoneNumberId, holder, fence],
  )
}

/** Milliseconds until the lease that somebody else holds runs out, unless it is renewed. */
export async function leaseEndsIn(db: Db, workspaceId: string, phoneNumberId: string): Promise<number> {
  const found = await row<{ ms: number }>(
    db,
    `select greatest(0, extract(epoch from expires_at - now()) * 1000)::float8 as ms
     from leases where workspace_id = $1 and phone_number_id = $2`,
    [workspaceId, phoneNumberId],
  )
  return found?.ms ?? 0
}

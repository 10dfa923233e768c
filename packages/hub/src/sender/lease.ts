import { type Db, row } from '../database/database.ts'

/**
 * The right to send for one number. The database's clock decides who has it; `believedUntil` (this process's monotonic
 * milliseconds) is only ever used to stop believing in it sooner, never longer.
 */
export type Lease = { workspaceId: string; phoneNumberId: string; holder: string; fence: number; believedUntil: number }

export const LEASE_MS = 3_000
/** What a round trip and a slow clock may cost before we stop trusting a lease that the database still honours. */
const MARGIN_MS = 500

/** Takes the lease, renews it when it is ours, or answers null while somebody else holds it. A new holder gets a new fence. */
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
  const taken = await row<{ fence: number }>(
    db,
    `insert into leases (workspace_id, phone_number_id, holder, fence, expires_at)
     values ($1, $2, $3, 1, now() + $4 * interval '1 millisecond')
     on conflict (workspace_id, phone_number_id) do update
       set holder = excluded.holder, expires_at = excluded.expires_at,
           fence = leases.fence + (leases.holder <> excluded.holder)::int
       where leases.holder = excluded.holder or leases.expires_at < now()
     returning fence`,
    [workspaceId, phoneNumberId, holder, LEASE_MS],
  )
  if (!taken) return null
  return { workspaceId, phoneNumberId, holder, fence: taken.fence, believedUntil: asked + LEASE_MS - MARGIN_MS }
}

/** Gives the lease back, so that the next holder need not wait for it to run out. */
export async function releaseLease(db: Db, { workspaceId, phoneNumberId, holder, fence }: Lease): Promise<void> {
  await db.query(
    `update leases set expires_at = now() - interval '1 second'
     where workspace_id = $1 and phone_number_id = $2 and holder = $3 and fence = $4`,
    [workspaceId, phoneNumberId, holder, fence],
  )
}

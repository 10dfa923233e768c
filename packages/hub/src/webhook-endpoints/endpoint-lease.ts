import { type Db, row } from '../database/database.ts'
import type { EndpointRow } from './endpoints.ts'

/**
 * The right to tell one endpoint what happens. Each taking makes a new `id`, and every write asks for it under the endpoint's lock:
 * a process that stood still and lost it can write nothing any more. `believedUntil` (this process's monotonic milliseconds) is when
 * it stops to post, before the database lets others in.
 */
export type EndpointLease = { workspaceId: string; endpointId: string; id: string; believedUntil: number }

const LEASE_MS = 10_000
const MARGIN_MS = 2_000
/** How often a lease is kept that nothing else is written under. */
export const KEEP_EVERY_MS = 3_000

/** Null while another process has it, or when the endpoint is off or gone. */
export async function takeEndpoint(
  db: Db,
  { workspaceId, endpointId, id }: { workspaceId: string; endpointId: string; id: string },
): Promise<{ lease: EndpointLease; afterSeq: number } | null> {
  const asked = performance.now()
  const taken = await row<{ after_seq: number }>(
    db,
    `update webhook_endpoints set held_by = $3, held_until = now() + $4 * interval '1 millisecond'
     where workspace_id = $1 and id = $2 and disabled_at is null and (held_until is null or held_until < now()) returning after_seq`,
    [workspaceId, endpointId, id, LEASE_MS],
  )
  return taken ? { lease: { workspaceId, endpointId, id, believedUntil: believed(asked) }, afterSeq: taken.after_seq } : null
}

/**
 * Locks the endpoint's row, and keeps the lease for longer; undefined when it is lost. `told`: the event up to which everything is
 * written down once this transaction is.
 */
export async function keepEndpoint(
  tx: Db,
  { workspaceId, endpointId, id }: EndpointLease,
  { told }: { told: number },
): Promise<{ endpoint: EndpointRow; believedUntil: number } | undefined> {
  const asked = performance.now()
  const endpoint = await row<EndpointRow>(
    tx,
    `update webhook_endpoints set held_until = now() + $4 * interval '1 millisecond', after_seq = greatest(after_seq, $5)
     where workspace_id = $1 and id = $2 and held_by = $3 returning *`,
    [workspaceId, endpointId, id, LEASE_MS, told],
  )
  return endpoint && { endpoint, believedUntil: believed(asked) }
}

/** Gives it back, so that the next need not wait for it to run out. */
export const releaseEndpoint = (db: Db, { workspaceId, endpointId, id }: EndpointLease) =>
  db.query(
    `update webhook_endpoints set held_by = null, held_until = null where workspace_id = $1 and id = $2 and held_by = $3`,
    [workspaceId, endpointId, id],
  )

const believed = (asked: number): number => asked + LEASE_MS - MARGIN_MS

import type { Db } from '../database/database.ts'
import { row } from '../database/database.ts'
import type { Outcome } from './deliveries.ts'
import type { EndpointRow } from './endpoints.ts'
import { GIVE_UP_AFTER_S, RESTS_AFTER, restS } from './retry.ts'

/** How an endpoint stands after some attempts. `off`: why it was switched off just now; else null. */
export type Health = { failing: boolean; rests: boolean; off: string | null }

/** Keeps count of failures in a row, lets an endpoint rest, and switches one off. */
export async function countFailures(tx: Db, endpoint: EndpointRow, outcomes: readonly Outcome[]): Promise<Health> {
  const before: Health = {
    failing: endpoint.failures_in_row >= RESTS_AFTER,
    rests: endpoint.rests_until !== null && endpoint.rests_until.getTime() > Date.now(),
    off: null,
  }
  if (outcomes.length === 0) return before
  const { workspace_id: workspaceId, id } = endpoint
  const gone = outcomes.some(({ attempt }) => attempt.status === 410)
  if (!gone && outcomes.some(({ delivered }) => delivered)) {
    if (endpoint.failures_in_row > 0)
      await tx.query(
        `update webhook_endpoints set failures_in_row = 0, failing_since = null, rests_until = null
         where workspace_id = $1 and id = $2`,
        [workspaceId, id],
      )
    return { failing: false, rests: false, off: null }
  }
  const counted = await row<{ failures_in_row: number; failed_s: number }>(
    tx,
    `update webhook_endpoints set failures_in_row = failures_in_row + $3, failing_since = coalesce(failing_since, now())
     where workspace_id = $1 and id = $2 and disabled_at is null
     returning failures_in_row, extract(epoch from now() - failing_since)::float8 as failed_s`,
    [workspaceId, id, outcomes.length],
  )
  if (!counted) return before
  const off = gone
    ? 'It answered 410: it is gone.'
    : counted.failed_s >= GIVE_UP_AFTER_S
      ? `It took nothing for three days: ${outcomes.at(-1)?.attempt.error ?? 'no answer'}.`
      : null
  await tx.query(
    `update webhook_endpoints set rests_until = now() + make_interval(secs => $3),
       disabled_at = case when $4::text is null then null else now() end, disabled_because = $4
     where workspace_id = $1 and id = $2`,
    [workspaceId, id, restS(counted.failures_in_row), off],
  )
  const failing = counted.failures_in_row >= RESTS_AFTER
  return { failing, rests: failing, off }
}

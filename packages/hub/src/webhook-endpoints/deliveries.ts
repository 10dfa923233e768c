import { type Db, row, rows } from '../database/database.ts'
import { lockEndpoint } from './endpoints.ts'

export type Attempt = { at: string; status: number | null; error: string | null; ms: number }
export type DeliveryRow = {
  seq: number
  lane: string
  type: string
  body: string
  state: 'waiting' | 'due' | 'delivered' | 'failed'
  retry_at: Date
  first_tried_at: Date | null
  finished_at: Date | null
  attempts: Attempt[]
  created_at: Date
}
export type Claimed = Pick<DeliveryRow, 'seq' | 'lane' | 'type' | 'body' | 'first_tried_at'> & { tried: number }

/** What became of one attempt. `retryS`: seconds until the next; null when there is none. */
export type Outcome = { claimed: Claimed; attempt: Attempt; delivered: boolean; retryS: number | null }

const ATTEMPTS_SHOWN = 20

/** Takes what is due, oldest first, for `leaseS` seconds; whoever dies with them lets them come again. */
export const claimDeliveries = (
  db: Db,
  { workspaceId, endpointId, limit, leaseS }: { workspaceId: string; endpointId: string; limit: number; leaseS: number },
): Promise<Claimed[]> =>
  rows<Claimed>(
    db,
    `with due as (
       select seq from webhook_deliveries
       where workspace_id = $1 and endpoint_id = $2 and state = 'due' and retry_at <= now()
       order by retry_at, seq limit $3 for update skip locked
     )
     update webhook_deliveries d
     set retry_at = now() + make_interval(secs => $4), first_tried_at = coalesce(d.first_tried_at, now())
     from due where d.workspace_id = $1 and d.endpoint_id = $2 and d.seq = due.seq
     returning d.seq, d.lane, d.type, d.body, d.first_tried_at, jsonb_array_length(d.attempts) as tried`,
    [workspaceId, endpointId, limit, leaseS],
  )

/**
 * Writes what became of attempts, and lets the next of each finished lane go. The caller holds the endpoint's row, so that nothing
 * is put behind a delivery that ends at the same moment.
 */
export async function settleDeliveries(
  tx: Db,
  { workspaceId, endpointId, outcomes }: { workspaceId: string; endpointId: string; outcomes: readonly Outcome[] },
): Promise<void> {
  await tx.query(
    `update webhook_deliveries d set
       state = outcome.state,
       retry_at = now() + make_interval(secs => outcome.retry_s),
       finished_at = case when outcome.state = 'due' then null else now() end,
       attempts = (case when jsonb_array_length(d.attempts) >= ${ATTEMPTS_SHOWN} then d.attempts - 0 else d.attempts end) || outcome.attempt
     from unnest($3::bigint[], $4::text[], $5::float8[], $6::jsonb[]) as outcome (seq, state, retry_s, attempt)
     where d.workspace_id = $1 and d.endpoint_id = $2 and d.seq = outcome.seq and d.state = 'due'`,
    [
      workspaceId,
      endpointId,
      outcomes.map(({ claimed }) => claimed.seq),
      outcomes.map(({ delivered, retryS }) => (delivered ? 'delivered' : retryS === null ? 'failed' : 'due')),
      outcomes.map(({ retryS }) => retryS ?? 0),
      outcomes.map(({ attempt }) => JSON.stringify(attempt)),
    ],
  )
  const lanes = outcomes.filter(({ delivered, retryS }) => delivered || retryS === null).map(({ claimed }) => claimed.lane)
  await letNextGo(tx, { workspaceId, endpointId, lanes })
}

const letNextGo = (
  tx: Db,
  { workspaceId, endpointId, lanes }: { workspaceId: string; endpointId: string; lanes: readonly string[] },
) =>
  tx.query(
    `update webhook_deliveries d set state = 'due', retry_at = now()
     from (
       select distinct on (lane) lane, seq, state from webhook_deliveries
       where workspace_id = $1 and endpoint_id = $2 and lane = any ($3::text[]) and state in ('waiting', 'due') order by lane, state, seq
     ) as next
     where d.workspace_id = $1 and d.endpoint_id = $2 and d.seq = next.seq and next.state = 'waiting'`,
    [workspaceId, endpointId, lanes],
  )

/** Tells one event again, with the same id. False when there is no such delivery or it is still under way. */
export async function replayDelivery(tx: Db, workspaceId: string, endpointId: string, seq: number): Promise<boolean> {
  await lockEndpoint(tx, workspaceId, endpointId)
  const again = await row<{ lane: string }>(
    tx,
    `update webhook_deliveries set state = 'waiting', first_tried_at = null, finished_at = null
     where workspace_id = $1 and endpoint_id = $2 and seq = $3 and state in ('delivered', 'failed') returning lane`,
    [workspaceId, endpointId, seq],
  )
  if (again) await letNextGo(tx, { workspaceId, endpointId, lanes: [again.lane] })
  return again !== undefined
}

/** An endpoint's deliveries, newest first, older than `before`. */
export const listDeliveries = (
  db: Db,
  workspaceId: string,
  endpointId: string,
  { state, before, limit }: { state: DeliveryRow['state'] | null; before: number | null; limit: number },
): Promise<DeliveryRow[]> =>
  rows<DeliveryRow>(
    db,
    `select seq, lane, type, body, state, retry_at, first_tried_at, finished_at, attempts, created_at from webhook_deliveries
     where workspace_id = $1 and endpoint_id = $2 and ($3::text is null or state = $3) and ($4::bigint is null or seq < $4)
     order by seq desc limit $5`,
    [workspaceId, endpointId, state, before, limit],
  )

export const findDelivery = (db: Db, workspaceId: string, endpointId: string, seq: number): Promise<DeliveryRow | undefined> =>
  row<DeliveryRow>(
    db,
    `select seq, lane, type, body, state, retry_at, first_tried_at, finished_at, attempts, created_at from webhook_deliveries
     where workspace_id = $1 and endpoint_id = $2 and seq = $3`,
    [workspaceId, endpointId, seq],
  )

/** How much of each state an endpoint has. */
export const countDeliveries = async (
  db: Db,
  workspaceId: string,
  endpointId: string,
): Promise<Record<DeliveryRow['state'], number>> => {
  const found = await rows<{ state: DeliveryRow['state']; count: number }>(
    db,
    'select state, count(*) from webhook_deliveries where workspace_id = $1 and endpoint_id = $2 group by state',
    [workspaceId, endpointId],
  )
  return { waiting: 0, due: 0, delivered: 0, failed: 0, ...Object.fromEntries(found.map(({ state, count }) => [state, count])) }
}

/** The log keeps what ended for some days. */
export const forgetDeliveries = (db: Db, days: number) =>
  db.query(
    `/* all workspaces: the log of each is kept as long */ delete from webhook_deliveries
     where finished_at < now() - make_interval(days => $1)`,
    [days],
  )

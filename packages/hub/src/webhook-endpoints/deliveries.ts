import { type Db, row, rows } from '../database/database.ts'
import { findEvents } from '../events/event-tail.ts'
import { type EndpointRow, lockEndpoint } from './endpoints.ts'
import type { PublishedType } from './published-events.ts'
import { type Delivery, type Told, toldOf } from './told-event.ts'

export type Attempt = { at: string; status: number | null; error: string | null; ms: number }
export type DeliveryRow = {
  seq: number
  type: string
  state: 'waiting' | 'due' | 'delivered' | 'failed'
  retry_at: Date
  finished_at: Date | null
  attempts: Attempt[]
}

/** What became of one attempt. `retryS`: seconds until the next; null when there is none. */
export type Outcome = {
  delivery: Delivery
  firstTriedAt: Date
  attempt: Attempt
  delivered: boolean
  retryS: number | null
}

const ATTEMPTS_SHOWN = 20

/** What is due, oldest first, but for what is in hand already. The caller holds the endpoint, so nobody else takes it. */
export const dueDeliveries = (
  db: Db,
  { workspace_id: workspaceId, id }: EndpointRow,
  { inHand, limit }: { inHand: readonly number[]; limit: number },
): Promise<{ seq: number; lane: string; type: PublishedType; tried: number; first_tried_at: Date | null }[]> =>
  rows(
    db,
    `select seq, lane, type, first_tried_at, jsonb_array_length(attempts) as tried from webhook_deliveries
     where workspace_id = $1 and endpoint_id = $2 and state = 'due' and retry_at <= now() and seq <> all ($3::bigint[])
     order by retry_at, seq limit $4`,
    [workspaceId, id, inHand, limit],
  )

/**
 * Writes what became of attempts, and lets the next of each lane go. What ended at its first attempt is written once, with no lane.
 * The caller holds the endpoint's row, so that nothing is put behind a delivery that ends at the same moment.
 */
export async function recordOutcomes(tx: Db, endpoint: EndpointRow, outcomes: readonly Outcome[]): Promise<void> {
  const fresh = outcomes.filter(({ delivery }) => !delivery.kept)
  const kept = outcomes.filter(({ delivery }) => delivery.kept)
  if (fresh.length > 0) {
    await tx.query(
      `insert into webhook_deliveries (workspace_id, endpoint_id, seq, lane, type, state, retry_at, first_tried_at, finished_at, attempts)
       select $1, $2, seq, case when state = 'waiting' then lane end, type, state, now() + make_interval(secs => retry_s),
         first_tried_at, case when state <> 'waiting' then now() end, jsonb_build_array(attempt)
       from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::timestamptz[], $9::jsonb[])
         as outcome (seq, lane, type, state, retry_s, first_tried_at, attempt)
       on conflict (workspace_id, endpoint_id, seq) do nothing`,
      [
        endpoint.workspace_id,
        endpoint.id,
        fresh.map(({ delivery }) => delivery.seq),
        fresh.map(({ delivery }) => delivery.lane),
        fresh.map(({ delivery }) => delivery.type),
        fresh.map((outcome) => endedAs(outcome) ?? 'waiting'),
        fresh.map(({ retryS }) => retryS ?? 0),
        fresh.map(({ firstTriedAt }) => firstTriedAt),
        fresh.map(({ attempt }) => JSON.stringify(attempt)),
      ],
    )
  }
  if (kept.length > 0) {
    await tx.query(
      `update webhook_deliveries d set
         state = outcome.state,
         lane = case when outcome.state = 'due' then d.lane end,
         retry_at = now() + make_interval(secs => outcome.retry_s),
         first_tried_at = coalesce(d.first_tried_at, outcome.first_tried_at),
         finished_at = case when outcome.state = 'due' then null else now() end,
         attempts = (case when jsonb_array_length(d.attempts) >= ${ATTEMPTS_SHOWN} then d.attempts - 0 else d.attempts end) || outcome.attempt
       from unnest($3::bigint[], $4::text[], $5::float8[], $6::timestamptz[], $7::jsonb[])
         as outcome (seq, state, retry_s, first_tried_at, attempt)
       where d.workspace_id = $1 and d.endpoint_id = $2 and d.seq = outcome.seq and d.state = 'due'`,
      [
        endpoint.workspace_id,
        endpoint.id,
        kept.map(({ delivery }) => delivery.seq),
        kept.map((outcome) => endedAs(outcome) ?? 'due'),
        kept.map(({ retryS }) => retryS ?? 0),
        kept.map(({ firstTriedAt }) => firstTriedAt),
        kept.map(({ attempt }) => JSON.stringify(attempt)),
      ],
    )
  }
  const moved = outcomes.filter((outcome) => outcome.delivery.kept || endedAs(outcome) === null)
  await letNextGo(
    tx,
    endpoint,
    moved.map(({ delivery }) => delivery.lane),
  )
}

const endedAs = ({ delivered, retryS }: Outcome): 'delivered' | 'failed' | null =>
  delivered ? 'delivered' : retryS === null ? 'failed' : null

/** Keeps events for later, each behind what its lane still waits for. What ended before and is told again begins anew. */
export async function keepForLater(
  tx: Db,
  endpoint: EndpointRow,
  told: readonly Pick<Told, 'seq' | 'lane' | 'type'>[],
): Promise<void> {
  if (told.length === 0) return
  await tx.query(
    `insert into webhook_deliveries (workspace_id, endpoint_id, seq, lane, type, state)
     select $1, $2, seq, lane, type, 'waiting' from unnest($3::bigint[], $4::text[], $5::text[]) as item (seq, lane, type)
     on conflict (workspace_id, endpoint_id, seq) do update
       set state = 'waiting', lane = excluded.lane, retry_at = now(), first_tried_at = null, finished_at = null
       where webhook_deliveries.state in ('delivered', 'failed')`,
    [endpoint.workspace_id, endpoint.id, told.map(({ seq }) => seq), told.map(({ lane }) => lane), told.map(({ type }) => type)],
  )
  await letNextGo(
    tx,
    endpoint,
    told.map(({ lane }) => lane),
  )
}

/** Of each lane that has nothing due, the oldest that waits becomes due. */
async function letNextGo(
  tx: Db,
  { workspace_id: workspaceId, id }: Pick<EndpointRow, 'workspace_id' | 'id'>,
  lanes: readonly string[],
): Promise<void> {
  if (lanes.length === 0) return
  await tx.query(
    `update webhook_deliveries d set state = 'due', retry_at = greatest(d.retry_at, now())
     from (
       select distinct on (lane) lane, seq, state from webhook_deliveries
       where workspace_id = $1 and endpoint_id = $2 and lane = any ($3::text[]) and state in ('waiting', 'due') order by lane, state, seq
     ) as next
     where d.workspace_id = $1 and d.endpoint_id = $2 and d.seq = next.seq and next.state = 'waiting'`,
    [workspaceId, id, [...new Set(lanes)]],
  )
}

/** Those of the lanes in which something waits or is due. */
export const unfinishedLanes = async (
  db: Db,
  { workspace_id: workspaceId, id }: EndpointRow,
  lanes: readonly string[],
): Promise<Set<string>> =>
  new Set(
    (
      await rows<{ lane: string }>(
        db,
        `select distinct lane from webhook_deliveries
         where workspace_id = $1 and endpoint_id = $2 and lane = any ($3::text[]) and state in ('waiting', 'due')`,
        [workspaceId, id, [...new Set(lanes)]],
      )
    ).map(({ lane }) => lane),
  )

export const countUnfinished = async (db: Db, { workspace_id: workspaceId, id }: EndpointRow): Promise<number> => {
  const found = await row<{ count: number }>(
    db,
    `select count(*) from webhook_deliveries where workspace_id = $1 and endpoint_id = $2 and state in ('waiting', 'due')`,
    [workspaceId, id],
  )
  return found?.count ?? 0
}

/** The newest event that an endpoint has a row of; 0 when it has none. */
export const newestRow = async (db: Db, workspaceId: string, endpointId: string): Promise<number> => {
  const found = await row<{ seq: number | null }>(
    db,
    'select max(seq) as seq from webhook_deliveries where workspace_id = $1 and endpoint_id = $2',
    [workspaceId, endpointId],
  )
  return found?.seq ?? 0
}

/** Which events of a span have a row. */
export const rowsBetween = async (
  db: Db,
  { workspace_id: workspaceId, id }: EndpointRow,
  { after, to }: { after: number; to: number },
): Promise<Set<number>> =>
  new Set(
    (
      await rows<{ seq: number }>(
        db,
        'select seq from webhook_deliveries where workspace_id = $1 and endpoint_id = $2 and seq > $3 and seq <= $4',
        [workspaceId, id, after, to],
      )
    ).map(({ seq }) => seq),
  )

/** Tells one event again, with the same id, if it has ended and its event is kept still. */
export async function replayDelivery(
  tx: Db,
  workspaceId: string,
  endpointId: string,
  seq: number,
): Promise<'begun' | 'under way' | 'forgotten'> {
  await lockEndpoint(tx, workspaceId, endpointId)
  const [event] = await findEvents(tx, workspaceId, [seq])
  const lane = event && toldOf(event)?.lane
  if (!lane) return 'forgotten'
  const again = await row<{ seq: number }>(
    tx,
    `update webhook_deliveries set state = 'waiting', lane = $4, retry_at = now(), first_tried_at = null, finished_at = null
     where workspace_id = $1 and endpoint_id = $2 and seq = $3 and state in ('delivered', 'failed') returning seq`,
    [workspaceId, endpointId, seq, lane],
  )
  if (!again) return 'under way'
  await letNextGo(tx, { workspace_id: workspaceId, id: endpointId }, [lane])
  return 'begun'
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
    `select seq, type, state, retry_at, finished_at, attempts from webhook_deliveries
     where workspace_id = $1 and endpoint_id = $2 and ($3::text is null or state = $3) and ($4::bigint is null or seq < $4)
     order by seq desc limit $5`,
    [workspaceId, endpointId, state, before, limit],
  )

export const findDelivery = (db: Db, workspaceId: string, endpointId: string, seq: number): Promise<DeliveryRow | undefined> =>
  row<DeliveryRow>(
    db,
    `select seq, type, state, retry_at, finished_at, attempts from webhook_deliveries
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

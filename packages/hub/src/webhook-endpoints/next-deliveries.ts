import type { PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import { eventsAfter, findEvents } from '../events/event-tail.ts'
import { countUnfinished, dueDeliveries, keepForLater, rowsBetween, unfinishedLanes } from './deliveries.ts'
import type { EndpointRow } from './endpoints.ts'
import { bodiesOf, type Delivery, type Told, toldOf } from './told-event.ts'

const BATCH = 500
/** While so many wait for an endpoint, further events wait in their own table. */
const MOST_UNFINISHED = 5_000

/** What fell due of what has a row. `lost`: those whose event is kept no longer, or whose person was erased. */
export async function nextDue(
  tx: Db,
  endpoint: EndpointRow,
  { inHand, limit, now }: { inHand: readonly number[]; limit: number; now: PlatformTime },
): Promise<{ due: Delivery[]; lost: Delivery[] }> {
  const found = await dueDeliveries(tx, endpoint, { inHand, limit })
  if (found.length === 0) return { due: [], lost: [] }
  const told = wanted(
    await findEvents(
      tx,
      endpoint.workspace_id,
      found.map(({ seq }) => seq),
    ),
    [],
  )
  const bodies = await bodiesOf(tx, endpoint.workspace_id, told, now)
  const deliveries = found.map(
    ({ seq, lane, type, tried, first_tried_at }): Delivery => ({
      seq,
      lane,
      type,
      body: bodies.get(seq) ?? '',
      kept: true,
      tried,
      firstTriedAt: first_tried_at,
    }),
  )
  return { due: deliveries.filter(({ seq }) => bodies.has(seq)), lost: deliveries.filter(({ seq }) => !bodies.has(seq)) }
}

/**
 * The next events after `after`: those that may go at once, while those whose lane waits for an earlier one are kept behind it.
 * `recordedTo`: up to which event some may have been told and written down by the holder before. Answers how far it read.
 */
export async function nextEvents(
  tx: Db,
  endpoint: EndpointRow,
  { after, recordedTo, now }: { after: number; recordedTo: number; now: PlatformTime },
): Promise<{ fresh: Delivery[]; readTo: number; more: boolean }> {
  const unfinished = await countUnfinished(tx, endpoint)
  if (unfinished >= MOST_UNFINISHED) return { fresh: [], readTo: after, more: false }
  const events = await eventsAfter(tx, endpoint.workspace_id, after, BATCH)
  const readTo = events.at(-1)?.seq ?? after
  const recorded = after < recordedTo ? await rowsBetween(tx, endpoint, { after, to: readTo }) : new Set()
  const told = wanted(events, endpoint.events).filter(({ seq }) => !recorded.has(seq))
  const blocked = unfinished > 0 ? await unfinishedLanes(tx, endpoint, told.map(laneOf)) : new Set()
  await keepForLater(
    tx,
    endpoint,
    told.filter(({ lane }) => blocked.has(lane)),
  )
  const free = told.filter(({ lane }) => !blocked.has(lane))
  const bodies = await bodiesOf(tx, endpoint.workspace_id, free, now)
  const fresh = free.map(({ seq, type, lane }) => ({
    seq,
    type,
    lane,
    body: bodies.get(seq) ?? '',
    kept: false,
    tried: 0,
    firstTriedAt: null,
  }))
  return { fresh, readTo, more: events.length === BATCH }
}

/** Keeps the next events of a span that is told again, but for those in hand: they are told anyway. Answers whether there may be more. */
export async function keepReplayed(tx: Db, endpoint: EndpointRow, { inHand }: { inHand: ReadonlySet<number> }): Promise<boolean> {
  const { workspace_id: workspaceId, id, replay_after: after, replay_until: until } = endpoint
  if (after === null || until === null || (await countUnfinished(tx, endpoint)) >= MOST_UNFINISHED) return false
  const events = (await eventsAfter(tx, workspaceId, after, BATCH)).filter(({ seq }) => seq <= until)
  await keepForLater(
    tx,
    endpoint,
    wanted(events, endpoint.events).filter(({ seq }) => !inHand.has(seq)),
  )
  const reached = events.at(-1)?.seq ?? until
  const through = reached >= until || events.length < BATCH
  await tx.query(
    `update webhook_endpoints set replay_after = $3, replay_until = case when $3::bigint is null then null else replay_until end
     where workspace_id = $1 and id = $2`,
    [workspaceId, id, through ? null : reached],
  )
  return !through
}

/** None named means all. */
const wanted = (events: Parameters<typeof toldOf>[0][], types: readonly string[]): Told[] =>
  events.flatMap((event) => {
    const told = toldOf(event)
    return told && (types.length === 0 || types.includes(told.type)) ? [told] : []
  })

const laneOf = ({ lane }: Told): string => lane

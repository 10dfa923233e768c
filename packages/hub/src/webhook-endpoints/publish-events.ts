import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'
import { eventsAfter, type RecordedEvent } from '../events/event-tail.ts'
import { findMessagesById, presentMessage } from '../messages/queries.ts'
import { findThreads, presentThread } from '../threads/queries.ts'
import type { EndpointRow } from './endpoints.ts'
import { EVENT_VERSION, type EventBody, type PublishedType, publishedAs, publishedEvents } from './published-events.ts'

const BATCH = 500
/** While so many wait for an endpoint, further events wait in their own table. */
const MOST_UNFINISHED = 5_000

/**
 * Turns the next events into deliveries for one endpoint and moves its cursor, in one transaction: none is left out, none comes
 * twice. Answers whether there may be more at once.
 */
export async function publishNext(
  pool: pg.Pool,
  { workspaceId, endpointId, now }: { workspaceId: string; endpointId: string; now: PlatformTime },
): Promise<boolean> {
  return transact(pool, async (tx) => {
    const endpoint = await row<EndpointRow>(
      tx,
      `select * from webhook_endpoints where workspace_id = $1 and id = $2 and disabled_at is null for update skip locked`,
      [workspaceId, endpointId],
    )
    if (!endpoint || (await unfinished(tx, workspaceId, endpointId)) >= MOST_UNFINISHED) return false
    const replaying = endpoint.replay_after !== null
    const found = await eventsAfter(tx, workspaceId, endpoint.replay_after ?? endpoint.after_seq, BATCH)
    const events = replaying ? found.filter((event) => event.seq <= (endpoint.replay_until as number)) : found
    await insertDeliveries(tx, endpoint, await bodiesOf(tx, workspaceId, wanted(endpoint, events), now))
    const reached = events.at(-1)?.seq ?? null
    if (!replaying) {
      await tx.query(`update webhook_endpoints set after_seq = coalesce($3, after_seq) where workspace_id = $1 and id = $2`, [
        workspaceId,
        endpointId,
        reached,
      ])
      return events.length === BATCH
    }
    const through = reached === null || reached >= (endpoint.replay_until as number)
    await tx.query(
      `update webhook_endpoints set replay_after = $3, replay_until = case when $3::bigint is null then null else replay_until end
       where workspace_id = $1 and id = $2`,
      [workspaceId, endpointId, through ? null : reached],
    )
    return true
  })
}

type Told = { event: RecordedEvent; type: PublishedType }

const wanted = (endpoint: EndpointRow, events: readonly RecordedEvent[]): Told[] =>
  events.flatMap((event) => {
    const type = publishedAs(event.type)
    return type && (endpoint.events.length === 0 || endpoint.events.includes(type)) ? [{ event, type }] : []
  })

const unfinished = async (tx: Db, workspaceId: string, endpointId: string): Promise<number> => {
  const [found] = await rows<{ count: number }>(
    tx,
    `select count(*) from webhook_deliveries where workspace_id = $1 and endpoint_id = $2 and state in ('waiting', 'due')`,
    [workspaceId, endpointId],
  )
  return found?.count ?? 0
}

/** Kinds of events that are told together with the message or thread they are about. */
const ABOUT_MESSAGES = /^message\./
const ABOUT_THREADS = /^(thread|window|entry-point)\./

type Body = { seq: number; lane: string; type: PublishedType; body: string }

/** The whole bodies, with what is true now of the messages and threads they name. */
async function bodiesOf(tx: Db, workspaceId: string, told: readonly Told[], now: PlatformTime): Promise<Body[]> {
  const messages = await findMessagesById(tx, workspaceId, idsIn(told, 'messageId', ABOUT_MESSAGES))
  const threads = await findThreads(tx, workspaceId, idsIn(told, 'threadId', ABOUT_THREADS))
  const messageOf = new Map(messages.map((message) => [message.id, presentMessage(message)]))
  const threadOf = new Map(threads.map((thread) => [thread.id, presentThread(thread, now)]))
  return told.map(({ event, type }) => {
    const { data } = event
    const { lane } = publishedEvents[type]
    const body: EventBody = {
      type,
      version: EVENT_VERSION,
      timestamp: isoTime(event.at),
      seq: event.seq,
      workspaceId,
      data: {
        ...data,
        ...(ABOUT_MESSAGES.test(type) ? { message: messageOf.get(String(data.messageId)) ?? null } : {}),
        ...(ABOUT_THREADS.test(type) ? { thread: threadOf.get(String(data.threadId)) ?? null } : {}),
      },
    }
    return { seq: event.seq, lane: `${lane ?? type}:${lane ? (data[lane] ?? '') : ''}`, type, body: JSON.stringify(body) }
  })
}

const idsIn = (told: readonly Told[], member: string, family: RegExp): string[] => [
  ...new Set(told.filter(({ type }) => family.test(type)).map(({ event }) => String(event.data[member]))),
]

/** The oldest unfinished of each lane is due, the others wait behind it. What was delivered before and is told again begins anew. */
async function insertDeliveries(tx: Db, endpoint: EndpointRow, bodies: readonly Body[]): Promise<void> {
  if (bodies.length === 0) return
  await tx.query(
    `insert into webhook_deliveries (workspace_id, endpoint_id, seq, lane, type, body, state)
     select $1, $2, item.seq, item.lane, item.type, item.body,
       case when row_number() over (partition by item.lane order by item.seq) = 1 and not exists (
         select 1 from webhook_deliveries d
         where d.workspace_id = $1 and d.endpoint_id = $2 and d.lane = item.lane and d.state in ('waiting', 'due')
       ) then 'due' else 'waiting' end
     from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as item (seq, lane, type, body)
     on conflict (workspace_id, endpoint_id, seq) do update
       set state = excluded.state, body = excluded.body, retry_at = now(), first_tried_at = null, finished_at = null
       where webhook_deliveries.state in ('delivered', 'failed')`,
    [
      endpoint.workspace_id,
      endpoint.id,
      bodies.map((body) => body.seq),
      bodies.map((body) => body.lane),
      bodies.map((body) => body.type),
      bodies.map((body) => body.body),
    ],
  )
}

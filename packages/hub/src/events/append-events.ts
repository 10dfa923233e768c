import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, preparedRows } from '../database/database.ts'

/** Something that happened to a workspace, in the past tense. `data` holds ids, not copies: readers fetch what is true now. */
export type DomainEvent = { type: EventType; at: PlatformTime; data: Record<string, unknown> }

/** Everything that can happen. */
export const eventTypes = [
  'message.received',
  'message.queued',
  'message.status',
  'message.doubled',
  'message.resolved',
  'number.stopped',
  'number.resumed',
  'thread.changed',
  'window.opened',
  'window.closing',
  'window.closed',
  'entry-point.closing',
  'template.changed',
  'template.draft.changed',
  'number.changed',
  'limit.changed',
  'consent.changed',
  'contact.changed',
  'contacts.imported',
  'campaign.launched',
  'campaign.progress',
  'campaign.warned',
  'campaign.paused',
  'campaign.resumed',
  'campaign.cancelled',
  'campaign.finished',
  'webhook-endpoint.disabled',
  'alert.opened',
  'alert.changed',
  'alert.ended',
  'message.changed',
  'account.changed',
  'account.notice',
  'portfolio.changed',
  'call.changed',
  'payment.changed',
  'group.changed',
  'flow.changed',
  'history.synced',
  'link.clicked',
  'conversion.detected',
  'webhooks.silent',
  'webhooks.heard',
  'contact.event',
  'automation.changed',
  'automation.began',
  'automation.ended',
  'sequence.changed',
  'sequence.began',
  'sequence.ended',
] as const
export type EventType = (typeof eventTypes)[number]

export const EVENTS_CHANNEL = 'casement_events'

/**
 * Appends events and takes their numbers from the workspace's counter. Call it last in the transaction: the counter row stays
 * locked until commit, so numbers become visible in their order and a reader of `seq > last` misses no late commit. Readers are told
 * at the commit, by a hint that may be lost: they also look by themselves.
 */
export async function appendEvents(tx: Db, workspaceId: string, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return
  await preparedRows(
    tx,
    'append-events',
    `with counter as (
       insert into workspace_counters (workspace_id, event_seq) values ($1, $2)
       on conflict (workspace_id) do update set event_seq = workspace_counters.event_seq + excluded.event_seq
       returning workspace_id, event_seq - $2 as before
     ), appended as (
       insert into events (workspace_id, seq, type, at, data)
       select $1, counter.before + item.position, item.type, item.at::timestamptz, item.data
       from counter, unnest($3::text[], $4::text[], $5::jsonb[]) with ordinality as item (type, at, data, position)
     )
     select pg_notify($6, workspace_id::text) from counter`,
    [
      workspaceId,
      events.length,
      events.map((event) => event.type),
      events.map((event) => isoTime(event.at)),
      events.map((event) => JSON.stringify(event.data)),
      EVENTS_CHANNEL,
    ],
  )
}

import { randomBytes } from 'node:crypto'
import { openSecret } from '../access/secrets.ts'
import { type Db, row, rows } from '../database/database.ts'

export type EndpointRow = {
  workspace_id: string
  id: string
  url: string
  description: string
  events: string[]
  secret_sealed: string
  old_secret_sealed: string | null
  old_secret_until: Date | null
  after_seq: number
  replay_after: number | null
  replay_until: number | null
  disabled_at: Date | null
  disabled_because: string | null
  failures_in_row: number
  failing_since: Date | null
  rests_until: Date | null
  created_at: Date
}

/** How long the secret before the last rotation goes on signing. */
const OLD_SECRET_LIVES = `interval '24 hours'`

/** A new signing secret, in the form that Standard Webhooks names: 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
export const secretPurpose = (endpointId: string): string => `webhook-endpoint:${endpointId}/secret`

export function secretsOf(endpoint: EndpointRow, key: Buffer): string[] {
  const purpose = secretPurpose(endpoint.id)
  const old = endpoint.old_secret_until && endpoint.old_secret_until.getTime() > Date.now() ? endpoint.old_secret_sealed : null
  return [endpoint.secret_sealed, ...(old ? [old] : [])].map((sealed) => openSecret(sealed, { key, purpose }))
}

/** The same for every attempt and every replay of an event, so that a reader can tell what it has had. */
export const eventId = (workspaceId: string, seq: number): string => `evt_${workspaceId.replaceAll('-', '')}_${seq}`

/** Begins with what happens from now on. */
export const insertEndpoint = (
  db: Db,
  workspaceId: string,
  endpoint: { id: string; url: string; description: string; events: readonly string[]; secretSealed: string },
): Promise<EndpointRow | undefined> =>
  row<EndpointRow>(
    db,
    `insert into webhook_endpoints (workspace_id, id, url, description, events, secret_sealed, after_seq)
     values ($1, $2, $3, $4, $5, $6, coalesce((select event_seq from workspace_counters where workspace_id = $1), 0)) returning *`,
    [workspaceId, endpoint.id, endpoint.url, endpoint.description, endpoint.events, endpoint.secretSealed],
  )

export const listEndpoints = (db: Db, workspaceId: string): Promise<EndpointRow[]> =>
  rows<EndpointRow>(db, 'select * from webhook_endpoints where workspace_id = $1 order by created_at, id', [workspaceId])

export const findEndpoint = (db: Db, workspaceId: string, id: string): Promise<EndpointRow | undefined> =>
  row<EndpointRow>(db, 'select * from webhook_endpoints where workspace_id = $1 and id = $2', [workspaceId, id])

export const lockEndpoint = (tx: Db, workspaceId: string, id: string): Promise<EndpointRow | undefined> =>
  row<EndpointRow>(tx, 'select * from webhook_endpoints where workspace_id = $1 and id = $2 for update', [workspaceId, id])

/** What is absent stays. Switching one on forgets its failures, and it goes on with the event at which it stopped. */
export const changeEndpoint = (
  db: Db,
  workspaceId: string,
  id: string,
  change: {
    url?: string | undefined
    description?: string | undefined
    events?: readonly string[] | undefined
    enabled?: boolean | undefined
  },
): Promise<EndpointRow | undefined> =>
  row<EndpointRow>(
    db,
    `update webhook_endpoints set url = coalesce($3, url), description = coalesce($4, description), events = coalesce($5, events),
       disabled_at = case when $6 then null when not $6 then coalesce(disabled_at, now()) else disabled_at end,
       disabled_because = case when $6 then null when not $6 then coalesce(disabled_because, 'Switched off by one of you.')
         else disabled_because end,
       failures_in_row = case when $6 then 0 else failures_in_row end,
       failing_since = case when $6 then null else failing_since end,
       rests_until = case when $6 then null else rests_until end
     where workspace_id = $1 and id = $2 returning *`,
    [workspaceId, id, change.url ?? null, change.description ?? null, change.events ?? null, change.enabled ?? null],
  )

export const rotateSecret = (db: Db, workspaceId: string, id: string, secretSealed: string): Promise<EndpointRow | undefined> =>
  row<EndpointRow>(
    db,
    `update webhook_endpoints
     set old_secret_sealed = secret_sealed, old_secret_until = now() + ${OLD_SECRET_LIVES}, secret_sealed = $3
     where workspace_id = $1 and id = $2 returning *`,
    [workspaceId, id, secretSealed],
  )

export async function removeEndpoint(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const removed = await row<{ id: string }>(
    db,
    'delete from webhook_endpoints where workspace_id = $1 and id = $2 returning id',
    [workspaceId, id],
  )
  await db.query('delete from webhook_deliveries where workspace_id = $1 and endpoint_id = $2', [workspaceId, id])
  return removed !== undefined
}

/**
 * Tells a span of the past again: events after `from` up to `to`, as they were recorded by machine time. Answers with how many
 * there are; null when another span is still under way.
 */
export async function replaySpan(
  db: Db,
  workspaceId: string,
  id: string,
  { from, to }: { from: string; to: string | null },
): Promise<{ events: number } | null | undefined> {
  const span = await row<{ first: number | null; last: number | null; events: number }>(
    db,
    `select min(seq) as first, max(seq) as last, count(*) as events from events
     where workspace_id = $1 and recorded_at >= $2 and recorded_at < coalesce($3::timestamptz, now())`,
    [workspaceId, from, to],
  )
  if (!span || span.first === null) return (await findEndpoint(db, workspaceId, id)) ? { events: 0 } : undefined
  const begun = await row<{ id: string }>(
    db,
    `update webhook_endpoints set replay_after = $3, replay_until = least($4, greatest(after_seq, (
       select max(seq) from webhook_deliveries where workspace_id = $1 and endpoint_id = $2)))
     where workspace_id = $1 and id = $2 and replay_after is null returning id`,
    [workspaceId, id, span.first - 1, span.last],
  )
  if (begun) return { events: span.events }
  return (await findEndpoint(db, workspaceId, id)) ? null : undefined
}

/** Endpoints for which there may be something to do now. `busy`: those that are switched on and look as if there were. */
export const endpointsWithWork = (db: Db): Promise<{ workspace_id: string; id: string; busy: boolean }[]> =>
  rows(
    db,
    `/* all workspaces: one process delivers for all of them */
     select e.workspace_id, e.id, coalesce(e.rests_until < now(), true) and (
       e.replay_after is not null
       or e.after_seq < (select event_seq from workspace_counters c where c.workspace_id = e.workspace_id)
       or exists (
         select 1 from webhook_deliveries d
         where d.workspace_id = e.workspace_id and d.endpoint_id = e.id and d.state = 'due' and d.retry_at <= now()
       )
     ) is true as busy
     from webhook_endpoints e where e.disabled_at is null order by e.workspace_id, e.id`,
  )

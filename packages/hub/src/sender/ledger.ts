import { isoTime, type PlatformTime } from '@casement/platform'
import type { Initiator } from '@casement/rules'
import { type Db, preparedRow, preparedRows, rows } from '../database/database.ts'
import type { LaidFile } from '../media/place-media.ts'
import type { Lease } from './lease.ts'

export type Recipient = { phone: string | null; bsuid: string | null }

/**
 * A send in hand, as the ledger holds it. `payload` is Meta's message object without envelope. `attempt` counts its intents, so
 * that what one post came to is never taken for the outcome of another.
 */
export type LedgerSend = {
  id: string
  workspace_id: string
  phone_number_id: string
  thread_id: string
  contact_id: string
  recipient: Recipient
  payload: { type: string } & Record<string, unknown>
  kind: 'free-form' | 'template'
  category: 'service' | 'utility' | 'marketing' | 'authentication'
  initiator: Initiator
  priority: number
  attempt: number
  due_at: Date
  expires_at: Date
  campaign_id: string | null
  /** Somebody chose its time: it becomes its thread's last message when it leaves. */
  scheduled: boolean
  /** Files of ours that it is posted with; what is read from the ledger does not say yet. */
  files?: readonly LaidFile[]
}

const COLUMNS = `s.id, s.workspace_id, s.phone_number_id, s.thread_id, s.contact_id, s.recipient, s.payload, s.kind, s.category,
  s.initiator, s.priority, s.attempt, s.due_at, s.expires_at, s.campaign_id, s.scheduled`

/**
 * A send of a campaign goes only while the campaign runs: a pause stops what already stands in the ledger, at once. One that was
 * unclear may come back after its campaign has finished.
 */
const CAMPAIGN_RUNS = `(s.campaign_id is null or exists (select 1 from campaigns c
  where c.workspace_id = $1 and c.id = s.campaign_id and c.state in ('running', 'finished')))`

/**
 * A send that may still be withdrawn is left alone until its seconds of machine time have passed. A clock that jumps must not leave
 * it behind in another hour, so five minutes of platform time end the wait too, or the last second in which it may still go.
 */
const UNDO_OVER = `least(s.due_at + interval '5 minutes', s.expires_at - interval '1 second')`

/**
 * Claims the most urgent sends of one number that are due by `dueBy`: locks them until the transaction ends, which either writes
 * their intents or leaves them as they were. `quotas`: how many of each priority go before anybody else, so that none starves. Rows
 * somebody else has locked are skipped, never waited for.
 */
export const claimDueSends = (
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  { now, dueBy = now, limit, quotas }: { now: PlatformTime; dueBy?: PlatformTime; limit: number; quotas: readonly number[] },
): Promise<LedgerSend[]> =>
  preparedRows<LedgerSend>(
    tx,
    'claim-due-sends',
    `with waiting as (
       select p.priority, due.id, due.due_at, row_number() over (partition by p.priority order by due.due_at, due.id) <= share.quota as first
       from unnest($5::int[]) with ordinality as share (quota, nth)
       cross join lateral (select share.nth - 1 as priority) p
       cross join lateral (
         select s.id, s.due_at from sends s
         where s.workspace_id = $1 and s.phone_number_id = $2 and s.state in ('queued', 'held') and s.priority = p.priority
           and s.due_at <= $6 and (s.retry_at is null or s.retry_at <= now()) and ${CAMPAIGN_RUNS}
           and (s.undo_until is null or s.undo_until <= now() or ${UNDO_OVER} <= $3)
         order by s.due_at, s.id limit $4) due
     ), chosen as (
       select id from waiting order by first desc, priority, due_at, id limit $4
     )
     select ${COLUMNS} from chosen join sends s on s.workspace_id = $1 and s.id = chosen.id
     where s.state in ('queued', 'held')
     order by s.priority, s.due_at, s.id
     for update of s skip locked`,
    [workspaceId, phoneNumberId, isoTime(now), limit, quotas, isoTime(dueBy)],
  )

/** `serviceMonth`: whose free messages it uses, if any. `cost`: what is set aside for it under the spend caps, if it costs. */
export type Intent = { id: string; serviceMonth: string | null; cost: string | null }
/** `setAside`: its cost, when it was set aside with this intent; what an earlier attempt set aside stays so. */
export type WrittenIntent = { id: string; attempt: number; setAside: string | null }

/**
 * Writes down that these sends are about to be posted. Only what still waits, while the lease is still good by the database's own
 * time, gets an intent; what is missing from the answer must not be posted.
 */
export async function writeIntents(
  tx: Db,
  lease: Lease,
  intents: readonly Intent[],
  { now, month }: { now: PlatformTime; month: string },
): Promise<Map<string, WrittenIntent>> {
  if (intents.length === 0) return new Map()
  const written = await preparedRows<{ id: string; attempt: number; set_aside: string | null }>(
    tx,
    'write-intents',
    `with intent as (
       select item.id, item.month, case when s.spend_month is null then item.cost end as cost
       from unnest($5::uuid[], $6::text[], $7::numeric[]) as item (id, month, cost)
       join sends s on s.workspace_id = $1 and s.id = item.id
     )
     update sends s set state = 'posting', fence = $3, intent_at = now(), posted_at = $8, attempt = s.attempt + 1,
       service_month = intent.month, cost = coalesce(intent.cost, s.cost),
       spend_month = case when intent.cost is null then s.spend_month else $9 end
     from intent, leases l
     where l.workspace_id = $1 and l.phone_number_id = $2 and l.fence = $3 and l.holder = $4 and l.expires_at > clock_timestamp()
       and s.workspace_id = $1 and s.id = intent.id and s.state in ('queued', 'held')
     returning s.id, s.attempt, intent.cost::text as set_aside`,
    [
      lease.workspaceId,
      lease.phoneNumberId,
      lease.fence,
      lease.holder,
      intents.map((intent) => intent.id),
      intents.map((intent) => intent.serviceMonth),
      intents.map((intent) => intent.cost),
      isoTime(now),
      month,
    ],
  )
  return new Map(written.map(({ set_aside, ...send }) => [send.id, { ...send, setAside: set_aside }]))
}

/** Intents of this fence: those on their way, and any whose transaction was kept although its holder never heard so. */
export const intentsUnder = (db: Db, lease: Lease): Promise<Unposted[]> =>
  rows<Unposted>(
    db,
    `select id, attempt from sends where workspace_id = $1 and phone_number_id = $2 and state = 'posting' and fence = $3`,
    [lease.workspaceId, lease.phoneNumberId, lease.fence],
  )

/** Posts of an earlier fence with no recorded answer: their holder may have died before it could tell, so their outcome is unclear. */
export const staleIntents = (db: Db, lease: Lease): Promise<{ id: string }[]> =>
  rows<{ id: string }>(
    db,
    `select id from sends where workspace_id = $1 and phone_number_id = $2 and state = 'posting' and fence < $3`,
    [lease.workspaceId, lease.phoneNumberId, lease.fence],
  )

export type Unposted = { id: string; attempt: number }

/**
 * Sends whose intent was written but whose bytes never left: only the holder of that fence can know, and says so here. The attempt
 * must still be the one that was not posted.
 */
export async function withdraw(
  db: Db,
  lease: Pick<Lease, 'workspaceId' | 'fence'>,
  unposted: readonly Unposted[],
): Promise<void> {
  if (unposted.length === 0) return
  await db.query(
    `with withdrawn as (
       update sends s set state = 'queued', fence = null
       from unnest($2::uuid[], $3::int[]) as item (id, attempt)
       where s.workspace_id = $1 and s.id = item.id and s.attempt = item.attempt and s.fence = $4
         and s.state in ('posting', 'unclear')
       returning s.id
     ), given_back as (
       delete from reach_uses r using withdrawn where r.workspace_id = $1 and r.send_id = withdrawn.id
     )
     update messages m set status = 'queued', error = null
     from withdrawn where m.workspace_id = $1 and m.id = withdrawn.id and m.status in ('sending', 'unclear')`,
    [lease.workspaceId, unposted.map((send) => send.id), unposted.map((send) => send.attempt), lease.fence],
  )
}

/** Asked priority by priority, in the order of their index: a million that wait for next week are not looked through. */
const EVERY_PRIORITY = 'generate_series(0, 3) as p'
const WAITS_FOR_NOTHING = `s.workspace_id = $1 and s.phone_number_id = $2 and s.state in ('queued', 'held')
  and (s.retry_at is null or s.retry_at <= now()) and ${CAMPAIGN_RUNS}`

/** Whether a number needs a holder: something is due by then, or was posted by a holder that may be gone. */
export async function hasWork(db: Db, workspaceId: string, phoneNumberId: string, dueBy: PlatformTime): Promise<boolean> {
  const found = await preparedRow<{ work: boolean }>(
    db,
    'number-has-work',
    `select exists (
         select 1 from ${EVERY_PRIORITY} cross join lateral (
           select 1 from sends s where ${WAITS_FOR_NOTHING} and s.priority = p and s.due_at <= $3 limit 1) as due)
       or exists (
         select 1 from sends where workspace_id = $1 and phone_number_id = $2 and state in ('posting', 'unclear')
           and (state = 'posting' or category <> 'authentication')) as work`,
    [workspaceId, phoneNumberId, isoTime(dueBy)],
  )
  return found?.work ?? false
}

/** When a number's next send falls due, by platform time; null when nothing waits. What waits for machine time is left out. */
export async function nextDueAt(db: Db, workspaceId: string, phoneNumberId: string): Promise<Date | null> {
  const found = await preparedRow<{ at: Date | null }>(
    db,
    'next-due-send',
    `select min(least(first.at, undone.at)) as at from ${EVERY_PRIORITY}
     left join lateral (
       select s.due_at as at from sends s where ${WAITS_FOR_NOTHING} and s.priority = p and (s.undo_until is null or s.undo_until <= now())
       order by s.due_at limit 1) as first on true
     left join lateral (
       select min(greatest(s.due_at, ${UNDO_OVER})) as at from sends s where ${WAITS_FOR_NOTHING} and s.priority = p and s.undo_until > now()
         and s.due_at <= coalesce(first.at, 'infinity')) as undone on true`,
    [workspaceId, phoneNumberId],
  )
  return found?.at ?? null
}

import { isoTime, type PlatformTime } from '@casement/platform'
import type { Initiator } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import type { Lease } from './lease.ts'

export type Recipient = { phone: string | null; bsuid: string | null }

/** A send in hand, as the ledger holds it. `payload` is Meta's message object without envelope. */
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
  attempt: number
  expires_at: Date
  campaign_id: string | null
  /** Somebody chose its time: it becomes its thread's last message when it leaves. */
  scheduled: boolean
}

const COLUMNS = `s.id, s.workspace_id, s.phone_number_id, s.thread_id, s.contact_id, s.recipient, s.payload, s.kind, s.category,
  s.initiator, s.attempt, s.expires_at, s.campaign_id, s.scheduled`

/** A send of a campaign goes only while the campaign runs: a pause stops what already stands in the ledger, at once. */
const CAMPAIGN_RUNS = `(campaign_id is null or exists (select 1 from campaigns c
  where c.workspace_id = $1 and c.id = sends.campaign_id and c.state = 'running'))`

/**
 * A send that may still be withdrawn is left alone until its seconds of machine time have passed. A clock that jumps must not leave
 * it behind in another hour, so five minutes of platform time end the wait too, or the last second in which it may still go.
 */
const UNDO_OVER = `least(due_at + interval '5 minutes', expires_at - interval '1 second')`

/** Claims the most urgent due sends of one number for the holder of its lease. Rows somebody else holds are skipped, never waited for. */
export const claimDueSends = (
  db: Db,
  lease: Lease,
  { now, limit }: { now: PlatformTime; limit: number },
): Promise<LedgerSend[]> =>
  rows<LedgerSend>(
    db,
    `with due as (
       select id from sends
       where workspace_id = $1 and phone_number_id = $2 and state in ('queued', 'held') and due_at <= $3
         and (retry_at is null or retry_at <= now()) and ${CAMPAIGN_RUNS}
         and (undo_until is null or undo_until <= now() or ${UNDO_OVER} <= $3)
       order by priority, due_at, id
       limit $4
       for update skip locked
     )
     update sends s set state = 'claimed', fence = $5
     from due where s.workspace_id = $1 and s.id = due.id
     returning ${COLUMNS}`,
    [lease.workspaceId, lease.phoneNumberId, isoTime(now), limit, lease.fence],
  )

/**
 * Writes down that these sends are about to be posted. Only what is still claimed under this fence, while the lease is still
 * good by the database's own time, gets an intent; what is missing from the answer must not be posted.
 */
export async function writeIntents(db: Db, lease: Lease, ids: readonly string[]): Promise<Set<string>> {
  const written = await rows<{ id: string }>(
    db,
    `update sends s set state = 'posting', intent_at = now(), attempt = attempt + 1
     from leases l
     where l.workspace_id = $1 and l.phone_number_id = $2 and l.fence = $3 and l.holder = $4 and l.expires_at > now()
       and s.workspace_id = $1 and s.id = any ($5::uuid[]) and s.state = 'claimed' and s.fence = $3
     returning s.id`,
    [lease.workspaceId, lease.phoneNumberId, lease.fence, lease.holder, ids],
  )
  return new Set(written.map((send) => send.id))
}

/** Claims that were never posted go back to the queue: those of an earlier fence, whose holder can no longer write an intent. */
export async function returnStaleClaims(db: Db, lease: Lease): Promise<number> {
  const result = await db.query(
    `update sends set state = 'queued', fence = null
     where workspace_id = $1 and phone_number_id = $2 and state = 'claimed' and fence < $3`,
    [lease.workspaceId, lease.phoneNumberId, lease.fence],
  )
  return result.rowCount ?? 0
}

/** Posts of an earlier fence with no recorded answer: nobody will record one any more, so their outcome is unclear. */
export const staleIntents = (db: Db, lease: Lease): Promise<LedgerSend[]> =>
  rows<LedgerSend>(
    db,
    `select ${COLUMNS} from sends s
     where s.workspace_id = $1 and s.phone_number_id = $2 and s.state = 'posting' and s.fence < $3`,
    [lease.workspaceId, lease.phoneNumberId, lease.fence],
  )

/** Sends whose intent was written but whose bytes never left: only the holder of that fence can know, and says so here. */
export async function withdraw(db: Db, lease: Lease, ids: readonly string[]): Promise<void> {
  await db.query(
    `with withdrawn as (
       update sends set state = 'queued', fence = null
       where workspace_id = $1 and id = any ($2::uuid[]) and fence = $3 and state in ('posting', 'unclear') returning id
     )
     update messages m set status = 'queued', error = null from withdrawn where m.workspace_id = $1 and m.id = withdrawn.id`,
    [lease.workspaceId, ids, lease.fence],
  )
}

/** When a number's next send falls due, by platform time; null when nothing waits. What waits for machine time is left out. */
export async function nextDueAt(db: Db, workspaceId: string, phoneNumberId: string): Promise<Date | null> {
  const found = await row<{ at: Date | null }>(
    db,
    `select min(case when undo_until > now() then greatest(due_at, ${UNDO_OVER}) else due_at end) as at from sends
     where workspace_id = $1 and phone_number_id = $2 and state in ('queued', 'held') and (retry_at is null or retry_at <= now())
       and ${CAMPAIGN_RUNS}`,
    [workspaceId, phoneNumberId],
  )
  return found?.at ?? null
}

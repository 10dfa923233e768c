import { isoTime, later, type PlatformTime } from '@casement/platform'
import { type Db, preparedRows, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { loadAbsenceFacts, type UnclearSend } from './absence-facts.ts'
import { ABSENT_AFTER_MS, type AbsenceVerdict, absentFrom, judgeAbsence } from './judge-absence.ts'
import { type Settled, statusEvent } from './settle-sends.ts'

export type Judged = UnclearSend & { verdict: AbsenceVerdict }

/** Unclear sends of one number whose time has come, oldest first; codes are left to people. At most as many as one look settles. */
export const unclearSends = (
  db: Db,
  workspaceId: string,
  phoneNumberId: string,
  now: PlatformTime,
): Promise<{ id: string; fence: number }[]> =>
  preparedRows(
    db,
    'unclear-sends',
    `select id, fence from sends
     where workspace_id = $1 and phone_number_id = $2 and state = 'unclear' and category <> 'authentication' and posted_at <= $3
     order by posted_at, id limit 1000`,
    [workspaceId, phoneNumberId, isoTime(later(now, -ABSENT_AFTER_MS))],
  )

/** When the next unclear send of a number may first be found absent, among those for which that lies ahead. */
export async function nextAbsentAt(
  db: Db,
  workspaceId: string,
  phoneNumberId: string,
  now: PlatformTime,
): Promise<PlatformTime | null> {
  const [next] = await preparedRows<{ at: Date | null }>(
    db,
    'next-absent',
    `select min(posted_at) as at from sends
     where workspace_id = $1 and phone_number_id = $2 and state = 'unclear' and category <> 'authentication' and posted_at > $3`,
    [workspaceId, phoneNumberId, isoTime(later(now, -ABSENT_AFTER_MS))],
  )
  return next?.at ? absentFrom(next.at.getTime() as PlatformTime) : null
}

/** What can be said about these unclear sends now. Nothing is changed. */
export async function judgeUnclear(db: Db, workspaceId: string, ids: readonly string[], now: PlatformTime): Promise<Judged[]> {
  const found = await loadAbsenceFacts(db, workspaceId, ids, now)
  return found.map((send) => ({ ...send, verdict: judgeAbsence(send.facts, now) }))
}

/**
 * Settles by absence what the platform, as far as anybody can know, never took: it goes back to the queue and is decided again like
 * everything there, so it expires when its time has passed. Call it inside a transaction; what is not unclear any more is left alone.
 */
export async function settleAbsent(
  tx: Db,
  workspaceId: string,
  ids: readonly string[],
  now: PlatformTime,
): Promise<{ events: DomainEvent[]; waiting: Judged[] }> {
  await tx.query(`select 1 from sends where workspace_id = $1 and id = any ($2::uuid[]) order by id for update`, [
    workspaceId,
    ids,
  ])
  const judged = await judgeUnclear(tx, workspaceId, ids, now)
  const absent = judged.filter((send) => send.verdict.kind === 'absent')
  const events = await queueAgain(
    tx,
    workspaceId,
    absent.map((send) => send.id),
    'absence',
    now,
  )
  return { events, waiting: judged.filter((send) => send.verdict.kind === 'waits') }
}

/** Puts unclear sends back into the queue, with the word by which they were settled. */
export async function queueAgain(
  tx: Db,
  workspaceId: string,
  ids: readonly string[],
  word: 'absence' | 'not-sent',
  now: PlatformTime,
): Promise<DomainEvent[]> {
  if (ids.length === 0) return []
  const queued = await rows<Settled>(
    tx,
    `with queued as (
       update sends set state = 'queued', fence = null, resolved = $3, due_at = least($4::timestamptz, expires_at), retry_at = null
       where workspace_id = $1 and id = any ($2::uuid[]) and state = 'unclear' returning id, thread_id
     ), given_back as (
       delete from reach_uses r using queued where r.workspace_id = $1 and r.send_id = queued.id
     )
     update messages m set status = 'queued', error = null,
       timeline = m.timeline || jsonb_build_object('status', 'queued', 'at', $4::text, 'after', $3::text)
     from queued where m.workspace_id = $1 and m.id = queued.id
     returning m.id, m.thread_id`,
    [workspaceId, ids, word, isoTime(now)],
  )
  return queued.map((send) => statusEvent(send, 'queued', isoTime(now)))
}

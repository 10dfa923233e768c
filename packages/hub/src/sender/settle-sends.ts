import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { noteFailures } from '../accounts/note-failures.ts'
import { type Db, preparedRows, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { giveBack } from '../messages/load-spend.ts'
import { dateReach } from './date-reach.ts'
import type { SendError } from './outcome.ts'
import { settleBelated } from './settle-belated.ts'

/** One send whose platform answer is known, from the answer itself or from a status webhook that carries its id. */
export type Acceptance = { id: string; wamid: string; at: PlatformTime }

/** How a post ended. `attempt`: which one, when the answer to it says so; a webhook only knows the send. */
export type Ending = { id: string; attempt?: number; error: SendError; at: PlatformTime }

export type Settled = { id: string; thread_id: string }
export type ServiceUse = { phone_number_id: string; service_month: string | null }

/**
 * Moves sends to accepted, once: whoever comes second (the recorder of the answer, or a status webhook that was faster) changes
 * nothing. Counts the free service message of the month, because the platform counts at acceptance. Evidence that comes after a
 * send was taken for lost, and queued again or ended, is as good: see `settleBelated`.
 */
export async function settleAccepted(tx: Db, workspaceId: string, accepted: readonly Acceptance[]): Promise<DomainEvent[]> {
  if (accepted.length === 0) return []
  const settled = await preparedRows<Settled & ServiceUse & { wamid: string; at: string }>(
    tx,
    'accept-sends',
    `update sends s set state = 'accepted', wamid = answer.wamid, retry_at = null
     from unnest($2::uuid[], $3::text[], $4::text[]) as answer (id, wamid, at)
     where s.workspace_id = $1 and s.id = answer.id and s.state in ('posting', 'unclear')
     returning s.id, s.thread_id, s.wamid, s.phone_number_id, s.service_month, answer.at`,
    [workspaceId, accepted.map((item) => item.id), accepted.map((item) => item.wamid), accepted.map((item) => isoTime(item.at))],
  )
  const known = new Set(settled.map((send) => `${send.id} ${send.wamid}`))
  const belated = await settleBelated(
    tx,
    workspaceId,
    accepted.filter((item) => !known.has(`${item.id} ${item.wamid}`)),
  )
  settled.push(...belated.settled)
  if (settled.length === 0) return belated.events
  await preparedRows(
    tx,
    'accept-messages',
    `with kept as (
       insert into wamids (workspace_id, wamid, message_id)
       select $1, wamid, id from unnest($2::text[], $3::uuid[]) as answer (wamid, id) on conflict do nothing
     )
     update messages m set wamid = answer.wamid,
       status = case when m.status in ('queued', 'held', 'sending', 'unclear', 'expired', 'cancelled', 'refused', 'failed')
         then 'accepted' else m.status end,
       error = case when m.status in ('unclear', 'expired', 'cancelled', 'refused', 'failed') then null else m.error end,
       timeline = m.timeline || jsonb_build_object('status', 'accepted', 'at', answer.at)
     from unnest($2::text[], $3::uuid[], $4::text[]) as answer (wamid, id, at)
     where m.workspace_id = $1 and m.id = answer.id`,
    [workspaceId, settled.map((send) => send.wamid), settled.map((send) => send.id), settled.map((send) => send.at)],
  )
  await countService(tx, workspaceId, settled, 1)
  await dateReach(
    tx,
    workspaceId,
    settled.map(({ id, at }) => ({ id, at: platformTime(at) })),
  )
  return [...belated.events, ...settled.map((send) => statusEvent(send, 'accepted', send.at))]
}

/**
 * Moves sends that will never arrive to failed and gives back what they had reserved: their place in the reach, and their free
 * message of the month when the platform had accepted them.
 */
export async function settleFailed(tx: Db, workspaceId: string, failures: readonly Ending[]): Promise<DomainEvent[]> {
  const ended = await endFailed(
    tx,
    workspaceId,
    failures.map((failure) => failure.id),
    failures.map((failure) => failure.attempt ?? null),
  )
  if (ended.length === 0) return []
  const ids = ended.map((send) => send.id)
  const failureOf = new Map(failures.map((failure) => [failure.id, failure]))
  const settled = ended.map((send) => ({ ...send, ...(failureOf.get(send.id) as (typeof failures)[number]) }))
  await tx.query(
    `update messages m set status = 'failed', error = failure.error,
       timeline = m.timeline || jsonb_build_object('status', 'failed', 'at', failure.at)
     from unnest($2::uuid[], $3::text[], $4::jsonb[]) as failure (id, at, error)
     where m.workspace_id = $1 and m.id = failure.id`,
    [workspaceId, ids, settled.map((send) => isoTime(send.at)), settled.map((send) => JSON.stringify(send.error))],
  )
  await tx.query(
    `update threads set last_failed = true
     where workspace_id = $1 and id = any ($2::uuid[]) and last_message->>'id' = any ($3::text[])`,
    [workspaceId, settled.map((send) => send.thread_id), ids],
  )
  const noted = await noteFailures(
    tx,
    workspaceId,
    settled.map(({ id, error, at }) => ({ id, code: error.code, at })),
  )
  return [...settled.map((send) => statusEvent(send, 'failed', isoTime(send.at))), ...noted]
}

/** The ledger's part of a failure: the sends end, and what they had reserved is given back. Answers with those it ended. */
export async function endFailed(
  tx: Db,
  workspaceId: string,
  ids: readonly string[],
  /** The attempts that were answered so, where an answer says it and not a webhook. */
  attempts: readonly (number | null)[] = [],
): Promise<(Settled & ServiceUse)[]> {
  if (ids.length === 0) return []
  const ended = await rows<Settled & ServiceUse & { before: string }>(
    tx,
    `with before as (
       select id, state from sends where workspace_id = $1 and id = any ($2::uuid[]) order by id for update
     )
     update sends s set state = 'failed', retry_at = null
     from before, unnest($2::uuid[], $3::int[]) as failure (id, attempt)
     where s.workspace_id = $1 and s.id = before.id and s.id = failure.id and s.state in ('posting', 'unclear', 'accepted')
       and (failure.attempt is null or failure.attempt = s.attempt and s.state <> 'accepted')
     returning s.id, s.thread_id, s.phone_number_id, s.service_month, before.state as before`,
    [workspaceId, ids, attempts],
  )
  if (ended.length === 0) return []
  const endedIds = ended.map((send) => send.id)
  await tx.query(
    `with given_back as (
       delete from reach_uses where workspace_id = $1 and send_id = any ($2::uuid[]) returning send_id, at
     )
     update sends s set reach_given_back = given_back.at from given_back where s.workspace_id = $1 and s.id = given_back.send_id`,
    [workspaceId, endedIds],
  )
  await giveBack(tx, workspaceId, endedIds)
  await countService(
    tx,
    workspaceId,
    ended.filter((send) => send.before === 'accepted'),
    -1,
  )
  return ended
}

/** Posts whose answer was never heard: a state that a webhook or a person settles, never a reason to post again. */
export async function settleUnclear(tx: Db, workspaceId: string, unclear: readonly Ending[]): Promise<DomainEvent[]> {
  if (unclear.length === 0) return []
  const settled = await rows<Settled & { at: string }>(
    tx,
    `with moved as (
       update sends s set state = 'unclear'
       from unnest($2::uuid[], $5::int[]) as item (id, attempt)
       where s.workspace_id = $1 and s.id = item.id and s.state = 'posting' and (item.attempt is null or item.attempt = s.attempt)
       returning s.id, s.thread_id
     )
     update messages m set status = 'unclear', error = item.error,
       timeline = m.timeline || jsonb_build_object('status', 'unclear', 'at', item.at)
     from unnest($2::uuid[], $3::text[], $4::jsonb[]) as item (id, at, error), moved
     where m.workspace_id = $1 and m.id = item.id and moved.id = m.id
     returning m.id, moved.thread_id, item.at`,
    [
      workspaceId,
      unclear.map((item) => item.id),
      unclear.map((item) => isoTime(item.at)),
      unclear.map((item) => JSON.stringify(item.error)),
      unclear.map((item) => item.attempt ?? null),
    ],
  )
  return settled.map((send) => statusEvent(send, 'unclear', send.at))
}

export type Return = {
  id: string
  /** The attempt that was answered with "later"; null for a send that was looked at and never posted. */
  attempt: number | null
  state: 'queued' | 'held'
  dueAt: PlatformTime
  retryAfterMs: number
  rule?: string
  because?: string
  at: PlatformTime
}

/**
 * Sends that go on waiting: after an answer that says "later", or because the last look at the rules held them. An answer counts
 * for its own attempt alone: heard twice or late, it must not bring back a send that has been posted again since.
 */
export async function returnToQueue(tx: Db, workspaceId: string, items: readonly Return[]): Promise<DomainEvent[]> {
  if (items.length === 0) return []
  const moved = await rows<Settled & { at: string; status: 'queued' | 'held' }>(
    tx,
    `with moved as (
       update sends s set state = item.state, fence = null, due_at = least(item.due::timestamptz, s.expires_at),
         retry_at = case when item.retry > 0 then now() + item.retry * interval '1 millisecond' end
       from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $9::int[]) as item (id, state, due, retry, attempt)
       where s.workspace_id = $1 and s.id = item.id
         and case when item.attempt is null then s.state in ('queued', 'held')
             else s.state in ('posting', 'unclear') and s.attempt = item.attempt end
       returning s.id, s.thread_id
     ), given_back as (
       delete from reach_uses r using moved where r.workspace_id = $1 and r.send_id = moved.id
     )
     update messages m set status = item.state, rule = item.rule, because = coalesce(item.because, m.because),
       error = case when m.status = 'unclear' then null else m.error end
     from unnest($2::uuid[], $3::text[], $6::text[], $7::text[], $8::text[]) as item (id, state, rule, because, at), moved
     where m.workspace_id = $1 and m.id = item.id and moved.id = m.id
       and (m.status is distinct from item.state
         or item.state = 'held' and (m.rule, m.because) is distinct from (item.rule, item.because))
     returning m.id, moved.thread_id, item.at, m.status`,
    [
      workspaceId,
      items.map((item) => item.id),
      items.map((item) => item.state),
      items.map((item) => isoTime(item.dueAt)),
      items.map((item) => Math.round(item.retryAfterMs)),
      items.map((item) => item.rule ?? null),
      items.map((item) => item.because ?? null),
      items.map((item) => isoTime(item.at)),
      items.map((item) => item.attempt),
    ],
  )
  return moved.map((send) => statusEvent(send, send.status, send.at))
}

/** Sends that end without having left: refused by the last look at the rules, run out, or withdrawn by a person. */
export async function endUnsent(
  tx: Db,
  workspaceId: string,
  items: readonly {
    id: string
    state: 'refused' | 'expired' | 'cancelled'
    rule: string
    because: string
    remedy: string
    at: PlatformTime
  }[],
): Promise<DomainEvent[]> {
  if (items.length === 0) return []
  const ended = await rows<Settled & { at: string; status: string }>(
    tx,
    `with ended as (
       update sends s set state = item.state, retry_at = null
       from unnest($2::uuid[], $3::text[]) as item (id, state)
       where s.workspace_id = $1 and s.id = item.id and s.state in ('queued', 'held') returning s.id, s.thread_id
     ), given_back as (
       delete from reach_uses r using ended where r.workspace_id = $1 and r.send_id = ended.id
     )
     update messages m set status = item.state, rule = item.rule, because = item.because,
       error = jsonb_build_object('code', null, 'title', item.because, 'detail', item.because, 'remedy', item.remedy),
       timeline = m.timeline || jsonb_build_object('status', item.state, 'at', item.at)
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as item (id, state, rule, because, remedy, at), ended
     where m.workspace_id = $1 and m.id = item.id and ended.id = m.id
     returning m.id, ended.thread_id, item.at, m.status`,
    [
      workspaceId,
      items.map((item) => item.id),
      items.map((item) => item.state),
      items.map((item) => item.rule),
      items.map((item) => item.because),
      items.map((item) => item.remedy),
      items.map((item) => isoTime(item.at)),
    ],
  )
  await tx.query(
    `update threads set last_failed = true
     where workspace_id = $1 and id = any ($2::uuid[]) and last_message->>'id' = any ($3::text[])`,
    [
      workspaceId,
      ended.filter((send) => send.status !== 'cancelled').map((send) => send.thread_id),
      ended.map((send) => send.id),
    ],
  )
  await giveBack(
    tx,
    workspaceId,
    ended.map((send) => send.id),
  )
  return ended.map((send) => statusEvent(send, send.status, send.at))
}

/**
 * The platform's word on the free messages of the month: what it priced as a free entry point used none, what it priced as service
 * used one. Changes only what was counted otherwise.
 */
export async function recountService(tx: Db, workspaceId: string, recounts: readonly ServiceRecount[]): Promise<void> {
  if (recounts.length === 0) return
  const changed = await rows<ServiceUse & { before: string | null }>(
    tx,
    `with counted as (
       select s.id, s.service_month as before, case when news.uses_one then news.month end as after
       from unnest($2::uuid[], $3::bool[], $4::text[]) as news (id, uses_one, month)
       join sends s on s.workspace_id = $1 and s.id = news.id and s.state = 'accepted'
       where (s.service_month is not null) <> news.uses_one
       order by s.id for update of s
     )
     update sends s set service_month = counted.after from counted
     where s.workspace_id = $1 and s.id = counted.id
     returning s.phone_number_id, s.service_month, counted.before`,
    [
      workspaceId,
      recounts.map((recount) => recount.id),
      recounts.map((recount) => recount.usesOne),
      recounts.map((recount) => recount.month),
    ],
  )
  await countService(tx, workspaceId, changed, 1)
  await countService(
    tx,
    workspaceId,
    changed.map(({ before, ...send }) => ({ ...send, service_month: before })),
    -1,
  )
}

export type ServiceRecount = { id: string; usesOne: boolean; month: string }

export async function countService(tx: Db, workspaceId: string, sends: readonly ServiceUse[], step: 1 | -1): Promise<void> {
  const counted = sends.filter((send) => send.service_month !== null)
  if (counted.length === 0) return
  await tx.query(
    `insert into service_usage (workspace_id, phone_number_id, month, used)
     select $1, number, month, greatest(count(*)::int * $4::int, 0)
     from unnest($2::text[], $3::text[]) as use (number, month) group by number, month order by number, month
     on conflict (workspace_id, phone_number_id, month) do update set used = greatest(service_usage.used + $4::int * (
       select count(*)::int from unnest($2::text[], $3::text[]) as use (number, month)
       where use.number = excluded.phone_number_id and use.month = excluded.month), 0)`,
    [workspaceId, counted.map((send) => send.phone_number_id), counted.map((send) => send.service_month), step],
  )
}

export const statusEvent = (send: Settled, status: string, at: string): DomainEvent => ({
  type: 'message.status',
  at: new Date(at).getTime() as PlatformTime,
  data: { threadId: send.thread_id, messageId: send.id, status },
})

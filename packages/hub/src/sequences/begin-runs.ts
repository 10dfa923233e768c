import { DAY, isoTime, later, MINUTE, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { scheduleBackwards } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { createDaytimes } from './daytime.ts'
import type { SequenceRow } from './sequence-row.ts'

/** Somebody for whom a sequence may begin. `key`: what began it; `until`: when their window closes, where that is what it is about. */
export type Beginner = {
  contactId: string
  threadId: string | null
  phone: string | null
  key: string
  until: PlatformTime | null
}

/** What is not to be counted on by sequences: replies of people and everything else a number sends. */
const SHARE_OF_PACE = 0.5

export const paceOf = (number: Pick<SendingNumber, 'throughput_mps'>): number =>
  Math.max(1, number.throughput_mps * SHARE_OF_PACE)

/** When the first step is due for each; null: it cannot be in time. */
export function firstDue(
  sequence: SequenceRow,
  number: SendingNumber,
  beginners: readonly Beginner[],
  now: PlatformTime,
): Map<Beginner, PlatformTime | null> {
  const { start, steps, daytime } = sequence.definition
  const daytimeOf = createDaytimes({ daytime, zone: number.time_zone })
  const wait = (steps[0]?.afterMinutes ?? 0) * MINUTE
  if (start.on !== 'window.closing') return new Map(beginners.map((one) => [one, daytimeOf(one.phone).from(later(now, wait))]))
  const policy = policyAt(now, number.time_zone)
  const latest = beginners.map((one) => {
    if (one.until === null) return null
    const wanted = later(one.until, -start.minutesBefore * MINUTE)
    const end = later(one.until, -policy.csw.safeMinutes.compose * MINUTE)
    return daytimeOf(one.phone).before(wanted >= now ? wanted : end, now)
  })
  const inTime = beginners.flatMap((id, i) => {
    const at = latest[i]
    return at ? [{ id, latest: at }] : []
  })
  const { slots } = scheduleBackwards(inTime, { now, perSecond: paceOf(number) })
  const due = new Map<Beginner, PlatformTime | null>(beginners.map((one) => [one, null]))
  for (const { id, at } of slots) due.set(id, at)
  return due
}

/** Those for whom it did not begin of late, and does not run: each person once. */
export async function notLately(
  db: Db,
  sequence: SequenceRow,
  beginners: readonly Beginner[],
  now: PlatformTime,
): Promise<Beginner[]> {
  if (beginners.length === 0) return []
  const { againAfterDays } = sequence.definition
  const lately = await rows<{ contact_id: string }>(
    db,
    `select distinct contact_id from sequence_runs
     where workspace_id = $1 and sequence_id = $2 and contact_id = any ($3::uuid[]) and (state = 'waiting' or began_at > $4)
       and outcome is distinct from 'too-late'`,
    [sequence.workspace_id, sequence.id, beginners.map(({ contactId }) => contactId), isoTime(later(now, -againAfterDays * DAY))],
  )
  const seen = new Set(lately.map(({ contact_id }) => contact_id))
  return beginners.filter(({ contactId }) => !seen.has(contactId) && seen.add(contactId))
}

const TOO_LATE = 'They could not be reached in time: it is night for them, or too many others close with them.'

/** Begins a sequence for these people, once for each cause. Who cannot be reached in time is written down with the reason. */
export async function beginRuns(
  tx: Db,
  sequence: SequenceRow,
  beginners: readonly Beginner[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  const { workspace_id: workspaceId, id: sequenceId } = sequence
  const chosen = await notLately(tx, sequence, beginners, now)
  const number = chosen.length > 0 ? await findNumber(tx, workspaceId, sequence.phone_number_id) : undefined
  if (!number) return []
  const due = firstDue(sequence, number, chosen, now)
  const made = chosen.map((one) => ({ ...one, id: uuid7(), due: due.get(one) ?? null }))
  const begun = await rows<{ id: string; contact_id: string; state: string }>(
    tx,
    `insert into sequence_runs (workspace_id, id, sequence_id, version, contact_id, thread_id, key, state, outcome, because, due_at, deadline, began_at, ended_at)
     select $1, b.id, $2, $11, b.contact, b.thread, b.key, case when b.due is null then 'ended' else 'waiting' end,
       case when b.due is null then 'too-late' end, case when b.due is null then $4 end, b.due::timestamptz, b.until::timestamptz, $3::timestamptz,
       case when b.due is null then $3::timestamptz end
     from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[]) as b (id, contact, thread, key, due, until)
     on conflict do nothing returning id, contact_id, state`,
    [
      workspaceId,
      sequenceId,
      isoTime(now),
      TOO_LATE,
      made.map(({ id }) => id),
      made.map(({ contactId }) => contactId),
      made.map(({ threadId }) => threadId),
      made.map(({ key }) => key),
      made.map(({ due }) => due && isoTime(due)),
      made.map(({ until }) => until && isoTime(until)),
      sequence.version,
    ],
  )
  if (sequence.definition.start.on === 'window.closing') await makeRoom(tx, sequence, number, now)
  return begun
    .filter(({ state }) => state === 'waiting')
    .map(({ id, contact_id }) => ({ type: 'sequence.began', at: now, data: { sequenceId, runId: id, contactId: contact_id } }))
}

/** Where many windows close together, the first of them are written to early enough for the last. */
async function makeRoom(tx: Db, { workspace_id, id }: SequenceRow, number: SendingNumber, now: PlatformTime): Promise<void> {
  const waiting = await rows<{ id: string; due_at: Date }>(
    tx,
    `select r.id, r.due_at from sequence_runs r join sequences s on s.workspace_id = r.workspace_id and s.id = r.sequence_id
     where r.workspace_id = $1 and s.phone_number_id = $2 and r.state = 'waiting' and r.step = 0 and r.deadline is not null
       and r.due_at > $3 and r.due_at < 'infinity' and s.id = $4`,
    [workspace_id, number.id, isoTime(now), id],
  )
  const { slots, tooLate } = scheduleBackwards(
    waiting.map((run) => ({ id: run, latest: platformTime(run.due_at) })),
    { now, perSecond: paceOf(number) },
  )
  const moved = [...slots, ...tooLate.map((run) => ({ id: run, at: now }))].filter(({ id: run, at }) => at < run.due_at.getTime())
  if (moved.length === 0) return
  await tx.query(
    `update sequence_runs r set due_at = moved.at::timestamptz from unnest($2::uuid[], $3::text[]) as moved (id, at)
     where r.workspace_id = $1 and r.id = moved.id and r.state = 'waiting'`,
    [workspace_id, moved.map(({ id: run }) => run.id), moved.map(({ at }) => isoTime(at))],
  )
}

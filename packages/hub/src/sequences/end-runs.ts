import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { withdrawUnsent } from '../messages/cancel-message.ts'
import type { Outcome } from './sequence-row.ts'

export type Ending = { id: string; outcome: Outcome; because: string; returnedAt?: PlatformTime | null }

/** Ends runs that wait, and withdraws what of theirs has not left yet. A return counts only after something was sent. */
export async function endRuns(
  tx: Db,
  workspaceId: string,
  endings: readonly Ending[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  if (endings.length === 0) return []
  const ended = await rows<{ id: string; sequence_id: string; contact_id: string; outcome: Outcome; message_id: string | null }>(
    tx,
    `update sequence_runs r set state = 'ended', outcome = e.outcome, because = e.because, ended_at = $2, due_at = null,
       returned_at = case when r.last_sent_at is not null and e.returned::timestamptz >= r.last_sent_at then e.returned::timestamptz end
     from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) as e (id, outcome, because, returned)
     where r.workspace_id = $1 and r.id = e.id and r.state = 'waiting'
     returning r.id, r.sequence_id, r.contact_id, r.outcome, r.message_id`,
    [
      workspaceId,
      isoTime(now),
      endings.map(({ id }) => id),
      endings.map(({ outcome }) => outcome),
      endings.map(({ because }) => because),
      endings.map(({ returnedAt }) => (returnedAt ? isoTime(returnedAt) : null)),
    ],
  )
  const withdrawn = await withdrawUnsent(
    tx,
    workspaceId,
    ended.flatMap(({ outcome, message_id }) => (outcome !== 'done' && message_id ? message_id : [])),
    { because: 'Its sequence ended before it left.', now },
  )
  return [
    ...withdrawn,
    ...ended.map(
      ({ id, sequence_id, contact_id, outcome }): DomainEvent => ({
        type: 'sequence.ended',
        at: now,
        data: { sequenceId: sequence_id, runId: id, contactId: contact_id, outcome },
      }),
    ),
  ]
}

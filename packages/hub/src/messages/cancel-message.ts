import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { endUnsent } from '../sender/settle-sends.ts'

/** Withdraws a message that waits. One that is being sent, or has left, cannot be called back, and the answer says so. */
export async function cancelMessage(pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const send = await row<{ state: string }>(tx, 'select state from sends where workspace_id = $1 and id = $2 for update', [
      workspaceId,
      id,
    ])
    if (!send) throw problem('not-found', `This workspace has no message with the id ${id} that could be withdrawn.`)
    if (send.state === 'cancelled') return
    if (send.state !== 'queued' && send.state !== 'held') {
      throw problem(
        'conflict',
        `The message cannot be withdrawn any more: it is ${send.state === 'posting' ? 'being sent' : send.state}.`,
      )
    }
    const events = await endUnsent(tx, workspaceId, [
      {
        id,
        state: 'cancelled',
        rule: 'send.cancelled',
        because: 'It was withdrawn before it left.',
        remedy: 'Send it again if it was withdrawn by mistake.',
        at: now,
      },
    ])
    await showEarlierMessage(tx, workspaceId, id)
    await appendEvents(tx, workspaceId, events)
  })
}

/** The same for messages that something else of ours would send; those on their way already are left alone. Answers with the events. */
export async function withdrawUnsent(
  tx: Db,
  workspaceId: string,
  messageIds: readonly string[],
  { because, now }: { because: string; now: PlatformTime },
): Promise<DomainEvent[]> {
  const waiting = await rows<{ id: string }>(
    tx,
    `select id from sends where workspace_id = $1 and id = any ($2::uuid[]) and state in ('queued', 'held') order by id for update`,
    [workspaceId, messageIds],
  )
  const events = await endUnsent(
    tx,
    workspaceId,
    waiting.map(({ id }) => ({
      id,
      state: 'cancelled',
      rule: 'send.cancelled',
      because,
      remedy: 'Write to them yourself.',
      at: now,
    })),
  )
  for (const { id } of waiting) await showEarlierMessage(tx, workspaceId, id)
  return events
}

/** Where the withdrawn message was the last of its thread, the one before it is again. */
const showEarlierMessage = (tx: Db, workspaceId: string, id: string) =>
  tx.query(
    `update threads t set
       last_message = jsonb_build_object('id', m.id, 'text', m.text, 'direction', m.direction,
         'at', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
       last_message_at = m.at, last_failed = m.status = 'failed'
     from messages withdrawn
     cross join lateral (
       select earlier.id, earlier.text, earlier.direction, earlier.at, earlier.status from messages earlier
       where earlier.workspace_id = $1 and earlier.thread_id = withdrawn.thread_id and earlier.at <= withdrawn.at
         and earlier.status <> 'cancelled'
       order by earlier.at desc, earlier.id desc limit 1
     ) m
     where withdrawn.workspace_id = $1 and withdrawn.id = $2 and t.workspace_id = $1 and t.id = withdrawn.thread_id
       and t.last_message->>'id' = $2::text`,
    [workspaceId, id],
  )

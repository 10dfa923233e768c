import type pg from 'pg'
import { type Db, preparedRow, preparedRows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from './append-events.ts'
import { eventsAfter, type RecordedEvent } from './event-tail.ts'

/** Who reads events to begin and end what is theirs, each with a cursor for each workspace. */
export type EventReader = 'automations' | 'sequences'

/** `worked`: something came of it; `more`: there is more to read at once. */
export type Read = { worked: boolean; more: boolean }

const BATCH = 500

/** A reader listens from now on, unless it does already: what happened before is nothing to it. */
export const listen = (tx: Db, workspaceId: string, reader: EventReader) =>
  tx.query(
    `insert into event_cursors (workspace_id, reader, after_seq)
     select $1, $2, coalesce((select event_seq from workspace_counters where workspace_id = $1), 0) on conflict do nothing`,
    [workspaceId, reader],
  )

/**
 * Hands `fold` what happened since the last look, in one transaction with the cursor and with what it begins: each event is folded
 * once, whoever is killed. `fold` answers with the events that it caused itself.
 */
export const readByCursor = (
  pool: pg.Pool,
  { workspaceId, reader }: { workspaceId: string; reader: EventReader },
  fold: (tx: pg.PoolClient, events: readonly RecordedEvent[]) => Promise<{ told: readonly DomainEvent[]; worked: boolean }>,
): Promise<Read> =>
  transactAgain(pool, async (tx) => {
    const cursor = await preparedRow<{ after_seq: number }>(
      tx,
      'event-cursor',
      'select after_seq from event_cursors where workspace_id = $1 and reader = $2 for update skip locked',
      [workspaceId, reader],
    )
    if (!cursor) return { worked: false, more: false }
    const events = await eventsAfter(tx, workspaceId, cursor.after_seq, BATCH)
    const last = events.at(-1)
    if (!last) return { worked: false, more: false }
    const { told, worked } = await fold(tx, events)
    const moved = 'update event_cursors set after_seq = $3 where workspace_id = $1 and reader = $2'
    await preparedRows(tx, 'move-event-cursor', moved, [workspaceId, reader, last.seq])
    await appendEvents(tx, workspaceId, told)
    return { worked, more: events.length === BATCH }
  })

/** A batch for each workspace in which something happened. Answers whether to look again at once. */
export async function readUnread(
  db: Db,
  reader: EventReader,
  { read, stopped }: { read: (workspaceId: string) => Promise<Read>; stopped: () => boolean },
): Promise<boolean> {
  const unread = await preparedRows<{ workspace_id: string }>(
    db,
    'unread-events',
    `select c.workspace_id from event_cursors c join workspace_counters n on n.workspace_id = c.workspace_id
     where c.reader = $1 and n.event_seq > c.after_seq /* all workspaces: where something happened */`,
    [reader],
  )
  let again = false
  for (const { workspace_id: workspaceId } of unread) {
    if (stopped()) break
    const { worked, more } = await read(workspaceId)
    again ||= worked || more
  }
  return again
}

/** SQL for whether a reader has anything to read in any workspace. */
export const isUnread = (reader: EventReader): string =>
  `exists (select from event_cursors c join workspace_counters n on n.workspace_id = c.workspace_id
           where c.reader = '${reader}' and n.event_seq > c.after_seq)`

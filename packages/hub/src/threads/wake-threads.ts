import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { preparedRow, preparedRows, rows, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { writeNotes } from './notes.ts'

const BATCH = 500

/**
 * Brings back threads that were put off until now, unread, so that somebody sees them. Answers when the next comes back by platform
 * time; null when none is put off.
 */
export async function wakeThreads(
  pool: pg.Pool,
  now: PlatformTime,
  onWoken: (workspaceId: string) => void,
): Promise<PlatformTime | null> {
  for (;;) {
    const due = await preparedRows<{ workspace_id: string }>(
      pool,
      'snoozed-due',
      'select distinct workspace_id from (select workspace_id from threads where snoozed_until <= $1 limit $2) due /* all workspaces: whose time has come */',
      [isoTime(now), BATCH],
    )
    if (due.length === 0) break
    for (const { workspace_id: workspaceId } of due) {
      await wakeThreadsOf(pool, workspaceId, now)
      onWoken(workspaceId)
    }
  }
  const next = await preparedRow<{ at: Date | null }>(
    pool,
    'next-snoozed',
    'select min(snoozed_until) as at from threads where snoozed_until is not null /* all workspaces: when the clock must stop next */',
  )
  return next?.at ? platformTime(next.at) : null
}

const wakeThreadsOf = (pool: pg.Pool, workspaceId: string, now: PlatformTime) =>
  transact(pool, async (tx) => {
    const woken = await rows<{ id: string; until: Date }>(
      tx,
      `with due as (
         select id, snoozed_until from threads where workspace_id = $1 and snoozed_until <= $2 order by id limit $3 for update
       )
       update threads t set snoozed_until = null, unread = greatest(unread, 1)
       from due where t.workspace_id = $1 and t.id = due.id returning t.id, due.snoozed_until as until`,
      [workspaceId, isoTime(now), BATCH],
    )
    await writeNotes(
      tx,
      workspaceId,
      woken.map(({ id, until }) => ({ threadId: id, kind: 'woke', at: platformTime(until), by: null })),
    )
    await appendEvents(
      tx,
      workspaceId,
      woken.map(({ id, until }) => ({ type: 'thread.changed', at: platformTime(until), data: { threadId: id, woke: true } })),
    )
  })

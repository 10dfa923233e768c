import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, preparedRows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { writeNotes } from '../threads/notes.ts'

export type Ending = { id: string; state: 'done' | 'handed-over' | 'stopped' | 'failed'; because: string | null }

/** Ends runs that still go on, writes into their threads why, and says so. */
export async function endRuns(
  tx: Db,
  workspaceId: string,
  endings: readonly Ending[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  if (endings.length === 0) return []
  const ended = await preparedRows<Ended>(
    tx,
    'automation-end',
    `update automation_runs r set state = ending.state, because = ending.because, ended_at = $5, due_at = null, retry_at = null
     from unnest($2::uuid[], $3::text[], $4::text[]) as ending (id, state, because), automations a
     where r.workspace_id = $1 and r.id = ending.id and r.ended_at is null and a.workspace_id = $1 and a.id = r.automation_id
     returning r.id, r.automation_id, a.name, r.contact_id, r.thread_id, r.state, r.because`,
    [
      workspaceId,
      endings.map(({ id }) => id),
      endings.map(({ state }) => state),
      endings.map(({ because }) => because),
      isoTime(now),
    ],
  )
  return tellEndings(tx, workspaceId, ended, now)
}

export type Ended = Ending & { automation_id: string; name: string; contact_id: string; thread_id: string | null }

/** Writes into the threads of runs that ended why, and answers with what is to be told. */
export async function tellEndings(
  tx: Db,
  workspaceId: string,
  ended: readonly Ended[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  await writeNotes(
    tx,
    workspaceId,
    ended.flatMap((run) =>
      run.thread_id && run.because
        ? [
            {
              threadId: run.thread_id,
              kind: 'automation' as const,
              at: now,
              by: { kind: 'automation' as const, id: run.automation_id, name: run.name },
              text: run.state === 'failed' ? `Failed: ${run.because}` : `Stopped: ${run.because}`,
            },
          ]
        : [],
    ),
  )
  return ended.map((run) => ({
    type: 'automation.ended',
    at: now,
    data: {
      automationId: run.automation_id,
      runId: run.id,
      contactId: run.contact_id,
      state: run.state,
      ...(run.thread_id ? { threadId: run.thread_id } : {}),
      ...(run.because ? { because: run.because } : {}),
    },
  }))
}

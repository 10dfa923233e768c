import { isoTime } from '@casement/platform'
import { exitsOf } from '@casement/rules/automation'
import { preparedRows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { writeNotes } from '../threads/notes.ts'
import { tellEndings } from './end-runs.ts'
import type { RunRow, Stepping, Taking, Walk } from './run-walk.ts'
import type { Stepped } from './take-step.ts'

/** Each step is written down once, whichever way it went on; what it says stands in the thread. */
export async function writeDown(
  { tx, workspaceId, now }: Taking,
  stepped: readonly { walk: Stepping; came: Stepped }[],
): Promise<void> {
  const left = stepped.filter(({ walk: { run } }) => WAITS.has(run.state))
  const made = stepped.filter(({ walk: { run } }) => !WAITS.has(run.state))
  if (left.length > 0) {
    await preparedRows(
      tx,
      'automation-steps-left',
      `update automation_steps s set exit = i.exit from unnest($2::uuid[], $3::int[], $4::text[]) as i (run_id, step, exit)
       where s.workspace_id = $1 and s.run_id = i.run_id and s.step = i.step`,
      [
        workspaceId,
        left.map(({ walk }) => walk.run.id),
        left.map(({ walk }) => walk.run.step),
        left.map(({ came }) => came.exit),
      ],
    )
  }
  for (const { walk } of made) walk.run.step++
  if (made.length > 0) {
    await preparedRows(
      tx,
      'automation-steps-made',
      `insert into automation_steps (workspace_id, run_id, step, automation_id, version, node_id, kind, exit, at, says, message_id)
       select $1, i.run_id, i.step, i.automation_id, i.version, i.node_id, i.kind, i.exit, $2, i.says, i.message_id
       from unnest($3::uuid[], $4::int[], $5::uuid[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[])
         as i (run_id, step, automation_id, version, node_id, kind, exit, says, message_id)`,
      [
        workspaceId,
        isoTime(now),
        made.map(({ walk }) => walk.run.id),
        made.map(({ walk }) => walk.run.step),
        made.map(({ walk }) => walk.run.automation_id),
        made.map(({ walk }) => walk.run.version),
        made.map(({ walk }) => walk.node.id),
        made.map(({ walk }) => walk.node.kind),
        made.map(({ walk, came }) => (exitsOf(walk.node).length > 0 ? came.exit : null)),
        made.map(({ came }) => (came.says ?? '').slice(0, 1_000)),
        made.map(({ came }) => came.messageId ?? null),
      ],
    )
  }
  await writeNotes(
    tx,
    workspaceId,
    stepped.flatMap(({ walk: { run }, came: { says, messageId } }) =>
      // A message that left stands in the thread itself.
      says && run.thread_id && !messageId
        ? {
            threadId: run.thread_id,
            kind: 'automation' as const,
            at: now,
            by: { kind: 'automation' as const, id: run.automation_id, name: run.name },
            text: says.slice(0, 1_000),
          }
        : [],
    ),
  )
}

const WAITS: ReadonlySet<RunRow['state']> = new Set(['waiting', 'asking', 'answered'])

/** Writes down where runs have got to, and answers with what is to be told of those that ended. */
export async function keepRuns({ tx, workspaceId, now }: Taking, walks: readonly Walk[]): Promise<DomainEvent[]> {
  if (walks.length === 0) return []
  await preparedRows(
    tx,
    'automation-keep',
    `update automation_runs r set state = k.state, node_id = k.node_id, step = k.step, memory = k.memory, thread_id = k.thread_id,
       due_at = k.due, retry_at = case when k.state = 'calling' then now() end, attempt = 0,
       because = coalesce(k.because, r.because), ended_at = k.ended
     from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::jsonb[], $7::uuid[], $8::timestamptz[], $9::text[], $10::timestamptz[])
       as k (id, state, node_id, step, memory, thread_id, due, because, ended)
     where r.workspace_id = $1 and r.id = k.id`,
    [
      workspaceId,
      walks.map(({ run }) => run.id),
      walks.map(({ run, ending }) => ending?.state ?? run.state),
      walks.map(({ run }) => run.node_id),
      walks.map(({ run }) => run.step),
      walks.map(({ run }) => JSON.stringify(run.memory)),
      walks.map(({ run }) => run.thread_id),
      walks.map(({ run, ending, due }) => (ending || run.state === 'calling' ? null : isoTime(due))),
      walks.map(({ ending }) => ending?.because ?? null),
      walks.map(({ ending }) => (ending ? isoTime(now) : null)),
    ],
  )
  return tellEndings(
    tx,
    workspaceId,
    walks.flatMap(({ run, ending }) => (ending ? { ...run, ...ending } : [])),
    now,
  )
}

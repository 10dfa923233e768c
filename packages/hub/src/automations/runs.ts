import { type Db, rows } from '../database/database.ts'

export type RunRow = {
  id: string
  automation_id: string
  name: string
  version: number | null
  contact_id: string
  contact_name: string
  thread_id: string | null
  state: string
  node_id: string | null
  because: string | null
  due_at: Date | null
  started_at: Date
  ended_at: Date | null
}

export type RunStep = {
  run_id: string
  step: number
  node_id: string
  kind: string
  exit: string | null
  at: Date
  says: string
  message_id: string | null
}

/** Runs of an automation or of a thread, newest first. */
export const listRuns = (
  db: Db,
  workspaceId: string,
  {
    automationId = null,
    threadId = null,
    state = null,
    before = null,
    limit,
  }: {
    automationId?: string | null
    threadId?: string | null
    state?: 'alive' | 'failed' | null
    before?: { at: string; id: string } | null
    limit: number
  },
): Promise<RunRow[]> =>
  rows(
    db,
    `select r.id, r.automation_id, a.name, r.version, r.contact_id, c.name as contact_name, r.thread_id, r.state, r.node_id, r.because,
       r.due_at, r.started_at, r.ended_at
     from automation_runs r
     join automations a on a.workspace_id = $1 and a.id = r.automation_id
     join contacts c on c.workspace_id = $1 and c.id = r.contact_id
     where r.workspace_id = $1 and ($2::uuid is null or r.automation_id = $2) and ($3::uuid is null or r.thread_id = $3)
       and ($4::text is null or ($4 = 'alive' and r.ended_at is null) or r.state = $4)
       and ($5::timestamptz is null or (r.started_at, r.id) < ($5::timestamptz, $6::uuid))
     order by r.started_at desc, r.id desc limit $7`,
    [workspaceId, automationId, threadId, state, before?.at ?? null, before?.id ?? null, limit],
  )

export const stepsOf = (db: Db, workspaceId: string, runIds: readonly string[]): Promise<RunStep[]> =>
  rows(
    db,
    `select run_id, step, node_id, kind, exit, at, says, message_id from automation_steps
     where workspace_id = $1 and run_id = any ($2::uuid[]) order by run_id, step`,
    [workspaceId, runIds],
  )

export type Tally = {
  runs: { total: number; alive: number; done: number; handedOver: number; stopped: number; failed: number }
  skipped: Record<string, number>
  messages: number
  cost: { amount: string; currency: string } | null
  lastRunAt: string | null
  lastError: { because: string; at: string; threadId: string | null } | null
}

/** What automations came to over as long as runs are kept; rehearsals do not count. */
export async function talliesOf(db: Db, workspaceId: string, ids: readonly string[]): Promise<Map<string, Tally>> {
  const counted = await rows<{
    automation_id: string
    total: number
    alive: number
    done: number
    handed_over: number
    stopped: number
    failed: number
    last_run_at: Date | null
  }>(
    db,
    `select automation_id, count(*)::int as total, count(*) filter (where ended_at is null)::int as alive,
       count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'handed-over')::int as handed_over,
       count(*) filter (where state = 'stopped')::int as stopped, count(*) filter (where state = 'failed')::int as failed,
       max(started_at::timestamptz) as last_run_at
     from automation_runs where workspace_id = $1 and automation_id = any ($2::uuid[]) and version is not null group by automation_id`,
    [workspaceId, ids],
  )
  const sent = await rows<{ automation_id: string; messages: number; amount: string | null; currency: string | null }>(
    db,
    `select s.automation_id, count(*)::int as messages,
       sum(coalesce(m.charged->>'amount', m.price->>'amount')::numeric)
         filter (where m.status not in ('failed', 'refused', 'cancelled', 'expired'))::text as amount,
       min(coalesce(m.charged->>'currency', m.price->>'currency')) as currency
     from automation_steps s join messages m on m.workspace_id = $1 and m.id = s.message_id
     where s.workspace_id = $1 and s.automation_id = any ($2::uuid[]) and s.version is not null and s.message_id is not null
     group by s.automation_id`,
    [workspaceId, ids],
  )
  const failed = await rows<{ automation_id: string; because: string; ended_at: Date; thread_id: string | null }>(
    db,
    `select last.automation_id, last.because, last.ended_at, last.thread_id from unnest($2::uuid[]) as asked (id)
     cross join lateral (
       select automation_id, because, ended_at, thread_id from automation_runs
       where workspace_id = $1 and automation_id = asked.id and state = 'failed' order by started_at desc, id desc limit 1
     ) last`,
    [workspaceId, ids],
  )
  const skips = await rows<{ automation_id: string; reason: string; runs: number }>(
    db,
    'select automation_id, reason, runs from automation_skips where workspace_id = $1 and automation_id = any ($2::uuid[])',
    [workspaceId, ids],
  )
  return new Map(
    ids.map((id) => {
      const runs = counted.find((each) => each.automation_id === id)
      const messages = sent.find((each) => each.automation_id === id)
      const failure = failed.find((each) => each.automation_id === id)
      return [
        id,
        {
          runs: {
            total: runs?.total ?? 0,
            alive: runs?.alive ?? 0,
            done: runs?.done ?? 0,
            handedOver: runs?.handed_over ?? 0,
            stopped: runs?.stopped ?? 0,
            failed: runs?.failed ?? 0,
          },
          skipped: Object.fromEntries(skips.filter((skip) => skip.automation_id === id).map((skip) => [skip.reason, skip.runs])),
          messages: messages?.messages ?? 0,
          cost: messages?.currency ? { amount: messages.amount ?? '0', currency: messages.currency } : null,
          lastRunAt: runs?.last_run_at?.toISOString() ?? null,
          lastError: failure
            ? { because: failure.because, at: failure.ended_at.toISOString(), threadId: failure.thread_id }
            : null,
        },
      ]
    }),
  )
}

export type NodeResult = { node: string; exit: string | null; runs: number }

/** How often each way out of each node of a version was taken, to be drawn on the picture. `exit` null: they are still there. */
export const resultsOf = (db: Db, workspaceId: string, automationId: string, version: number): Promise<NodeResult[]> =>
  rows(
    db,
    `select node_id as node, exit, count(*)::int as runs from automation_steps
     where workspace_id = $1 and automation_id = $2 and version = $3 group by node_id, exit order by node_id, exit`,
    [workspaceId, automationId, version],
  )

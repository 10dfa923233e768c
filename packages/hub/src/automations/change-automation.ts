import { isoTime, later, type PlatformTime, policyAt } from '@casement/platform'
import { checkGraph, type Graph, type GraphProblem } from '@casement/rules/automation'
import type pg from 'pg'
import type { Actor } from '../access/actor.ts'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents } from '../events/append-events.ts'
import { listen } from '../events/read-by-cursor.ts'
import { problem } from '../http/problems.ts'
import { byOf } from '../threads/notes.ts'
import { type AutomationRow, requireAutomation } from './automation-row.ts'
import { nextTime } from './begin-scheduled.ts'
import { endRuns } from './end-runs.ts'
import { sealHeaders } from './sealed-headers.ts'

type Scope = { pool: pg.Pool; secretKey: Buffer; actor: Actor; now: PlatformTime }

const changed = (id: string, now: PlatformTime) => ({ type: 'automation.changed' as const, at: now, data: { automationId: id } })

export async function createAutomation(
  { pool, secretKey, actor, now }: Scope,
  { name, graph }: { name: string; graph: Graph },
): Promise<AutomationRow> {
  const { workspaceId } = actor
  const id = uuid7()
  return transactAgain(pool, async (tx) => {
    const { count } = (await row<{ count: number }>(
      tx,
      'select count(*)::int as count from automations where workspace_id = $1',
      [workspaceId],
    )) as { count: number }
    if (count >= 200) throw problem('conflict', 'A workspace holds at most 200 automations: delete one that is no longer used.')
    await tx.query(
      `insert into automations (workspace_id, id, name, draft, changed_at, changed_by, created_at) values ($1, $2, $3, $4, $5, $6, $5)`,
      [
        workspaceId,
        id,
        name,
        JSON.stringify(sealHeaders(graph, null, { secretKey, workspaceId })),
        isoTime(now),
        JSON.stringify(byOf(actor)),
      ],
    )
    await appendEvents(tx, workspaceId, [changed(id, now)])
    return requireAutomation(tx, workspaceId, id)
  })
}

/** Changes the draft; what is switched on goes on as it is. */
export const editAutomation = (
  { pool, secretKey, actor, now }: Scope,
  id: string,
  { name, graph }: { name?: string | undefined; graph?: Graph | undefined },
): Promise<AutomationRow> =>
  transactAgain(pool, async (tx) => {
    const { workspaceId } = actor
    const before = await requireAutomation(tx, workspaceId, id, { lock: true })
    await tx.query(
      'update automations set name = $3, draft = $4, changed_at = $5, changed_by = $6 where workspace_id = $1 and id = $2',
      [
        workspaceId,
        id,
        name ?? before.name,
        JSON.stringify(graph ? sealHeaders(graph, before.draft, { secretKey, workspaceId }) : before.draft),
        isoTime(now),
        JSON.stringify(byOf(actor)),
      ],
    )
    await appendEvents(tx, workspaceId, [changed(id, now)])
    return requireAutomation(tx, workspaceId, id)
  })

/** Makes a version of the draft and lets it begin runs. What runs already finishes on the version it began with. */
export const switchOn = ({ pool, actor, now }: Omit<Scope, 'secretKey'>, id: string): Promise<AutomationRow> =>
  transactAgain(pool, async (tx) => {
    const { workspaceId } = actor
    const { draft, live_version, state } = await requireAutomation(tx, workspaceId, id, { lock: true })
    const problems = await problemsOf(tx, workspaceId, draft, now)
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (errors[0])
      throw problem('refused', `It cannot be switched on yet: ${errors[0].says} ${errors[0].fix}`, {
        rule: 'automation.invalid',
        because: errors[0].says,
        remedy: errors[0].fix,
        findings: errors.map(({ node, path, says, fix }) => ({
          rule: 'automation.invalid',
          severity: 'error' as const,
          path: node === null ? path : `nodes.${node}${path ? `.${path}` : ''}`,
          actual: says,
          fix,
        })),
      })
    const live = live_version === null ? undefined : await graphOf(tx, workspaceId, id, live_version)
    const isSame = live !== undefined && JSON.stringify(live) === JSON.stringify(draft)
    const version = isSame ? (live_version as number) : await addVersion(tx, workspaceId, id, draft, actor, now)
    if (isSame && state === 'on') return requireAutomation(tx, workspaceId, id)
    await listen(tx, workspaceId, 'automations')
    const next = draft.trigger.kind === 'schedule' ? nextTime(draft.trigger, now) : null
    await tx.query(
      `update automations set state = 'on', live_version = $3, on_since = $4, next_at = $5, begun_until = null, begun_runs = 0 where workspace_id = $1 and id = $2`,
      [workspaceId, id, version, isoTime(now), next && isoTime(next)],
    )
    await appendEvents(tx, workspaceId, [changed(id, now)])
    return requireAutomation(tx, workspaceId, id)
  })

/** Begins no more runs; `stopRuns` ends those under way too. */
export const switchOff = (
  { pool, actor, now }: Omit<Scope, 'secretKey'>,
  id: string,
  { stopRuns }: { stopRuns: boolean },
): Promise<AutomationRow> =>
  transactAgain(pool, async (tx) => {
    const { workspaceId } = actor
    await requireAutomation(tx, workspaceId, id, { lock: true })
    await tx.query(`update automations set state = 'off', next_at = null where workspace_id = $1 and id = $2`, [workspaceId, id])
    const alive = stopRuns ? await aliveRuns(tx, workspaceId, id) : []
    const because = `${actor.name} switched the automation off.`
    const ended = await endRuns(
      tx,
      workspaceId,
      alive.map((run) => ({ id: run, state: 'stopped', because })),
      now,
    )
    await appendEvents(tx, workspaceId, [...ended, changed(id, now)])
    return requireAutomation(tx, workspaceId, id)
  })

/** Forgets an automation that is off, with all that it ran; what it sent stays. */
export const deleteAutomation = ({ pool, actor, now }: Omit<Scope, 'secretKey'>, id: string): Promise<void> =>
  transactAgain(pool, async (tx) => {
    const { workspaceId } = actor
    const { state, name } = await requireAutomation(tx, workspaceId, id, { lock: true })
    if (state === 'on') throw problem('conflict', `Switch “${name}” off before you delete it.`)
    if ((await aliveRuns(tx, workspaceId, id)).length > 0)
      throw problem('conflict', `“${name}” still has runs under way: let them end, or switch it off with stopRuns.`)
    for (const table of [
      'automation_steps',
      'automation_runs',
      'automation_versions',
      'automation_skips',
      'automation_rehearsals',
    ])
      await tx.query(`delete from ${table} where workspace_id = $1 and automation_id = $2`, [workspaceId, id])
    await tx.query('delete from automations where workspace_id = $1 and id = $2', [workspaceId, id])
    await appendEvents(tx, workspaceId, [changed(id, now)])
  })

const REHEARSAL_HOURS = 2

/** Lets the draft answer one person for two hours of machine time, in place of what is switched on. */
export const rehearse = ({ pool, actor, now }: Omit<Scope, 'secretKey'>, id: string, contactId: string): Promise<void> =>
  transactAgain(pool, async (tx) => {
    const { workspaceId } = actor
    const { draft } = await requireAutomation(tx, workspaceId, id, { lock: true })
    const errors = (await problemsOf(tx, workspaceId, draft, now)).filter(({ severity }) => severity === 'error')
    if (errors[0]) throw problem('refused', `It cannot be rehearsed yet: ${errors[0].says} ${errors[0].fix}`)
    await listen(tx, workspaceId, 'automations')
    await tx.query(
      `insert into automation_rehearsals (workspace_id, automation_id, contact_id, graph, until)
       values ($1, $2, $3, $4, now() + make_interval(hours => $5))
       on conflict (workspace_id, automation_id, contact_id) do update set graph = excluded.graph, until = excluded.until`,
      [workspaceId, id, contactId, JSON.stringify(draft), REHEARSAL_HOURS],
    )
    const alive = await rows<{ id: string }>(
      tx,
      'select id from automation_runs where workspace_id = $1 and automation_id = $2 and contact_id = $3 and ended_at is null',
      [workspaceId, id, contactId],
    )
    const endings = alive.map((run) => ({ ...run, state: 'stopped' as const, because: 'Another rehearsal began.' }))
    await appendEvents(tx, workspaceId, await endRuns(tx, workspaceId, endings, later(now, 0)))
  })

/** All that is wrong with a drawing, measured by the templates this workspace has. */
export async function problemsOf(db: Db, workspaceId: string, graph: Graph, now: PlatformTime): Promise<readonly GraphProblem[]> {
  const templates = await rows<{
    name: string
    language: string
    status: string
    category: string
    parameter_format: string
    components: never
  }>(
    db,
    `select t.name, t.language, t.status, t.category, t.parameter_format, t.components from templates t
     where t.workspace_id = $1 and t.status <> 'DELETED'
       and ($2::text is null or t.waba_id = (select n.waba_id from phone_numbers n where n.workspace_id = $1 and n.id = $2))
       and t.name = any ($3::text[])
     order by t.status <> 'APPROVED'`,
    [workspaceId, graph.from ?? null, namesOf(graph)],
  )
  const windowHours = policyAt(now).csw.hours
  return checkGraph(graph, { now, windowHours, templates })
}

const namesOf = (graph: Graph): string[] =>
  graph.nodes.flatMap((node) =>
    node.kind === 'send' && node.message.type === 'template'
      ? [String((node.message.template as { name?: unknown } | undefined)?.name ?? '')]
      : [],
  )

async function graphOf(db: Db, workspaceId: string, id: string, version: number): Promise<Graph | undefined> {
  const found = await row<{ graph: Graph }>(
    db,
    'select graph from automation_versions where workspace_id = $1 and automation_id = $2 and version = $3',
    [workspaceId, id, version],
  )
  return found?.graph
}

async function addVersion(
  tx: Db,
  workspaceId: string,
  id: string,
  graph: Graph,
  actor: Actor,
  now: PlatformTime,
): Promise<number> {
  const made = await row<{ version: number }>(
    tx,
    `insert into automation_versions (workspace_id, automation_id, version, graph, at, by)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5 from automation_versions where workspace_id = $1 and automation_id = $2
     returning version`,
    [workspaceId, id, JSON.stringify(graph), isoTime(now), JSON.stringify(byOf(actor))],
  )
  return made?.version as number
}

const aliveRuns = async (tx: Db, workspaceId: string, id: string): Promise<string[]> =>
  (
    await rows<{ id: string }>(
      tx,
      'select id from automation_runs where workspace_id = $1 and automation_id = $2 and ended_at is null',
      [workspaceId, id],
    )
  ).map((run) => run.id)

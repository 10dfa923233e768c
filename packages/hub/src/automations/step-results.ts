import type pg from 'pg'
import { rows, transact } from '../database/database.ts'

/** A picture may wait this long for numbers; an automation with more runs than that shows its ways alone. */
const PATIENCE_MS = 8_000

/** What people did at one step of a version, in people (runs), each counted once. */
export type StepResult = {
  node: string
  /** Who got the message of this step. */
  sent: number
  /** Buttons and rows of that message, by the id that comes back. */
  taps: { id: string; title: string; people: number }[]
  /** Tracked links of that message, by where they lead. */
  links: { url: string; people: number }[]
  /** Runs that ended here, and runs that are here now. */
  ended: number
  waiting: number
}

/** What people tapped, which links they followed and where they stopped, to be drawn on the picture of a version. */
export const stepResultsOf = (pool: pg.Pool, workspaceId: string, automationId: string, version: number): Promise<StepResult[]> =>
  transact(pool, async (tx) => {
    await tx.query(`set local statement_timeout = ${PATIENCE_MS}`)
    const values = [workspaceId, automationId, version]
    const steps = `automation_steps s where s.workspace_id = $1 and s.automation_id = $2 and s.version = $3`
    const sent = await rows<{ node: string; people: number }>(
      tx,
      `select s.node_id as node, count(distinct s.run_id)::int as people from ${steps} and s.message_id is not null group by 1`,
      values,
    )
    const taps = await rows<{ node: string; id: string; title: string; people: number }>(
      tx,
      `select s.node_id as node, tap.id, max(tap.title) as title, count(distinct s.run_id)::int as people
       from automation_steps s
       join messages m on m.workspace_id = $1 and m.id = s.message_id
       join messages r on r.workspace_id = $1 and r.thread_id = m.thread_id and r.direction = 'in' and r.at >= m.at
         and r.type in ('interactive', 'button') and r.content #>> '{context,id}' = m.wamid
       cross join lateral (select
         coalesce(r.content #>> '{interactive,button_reply,id}', r.content #>> '{interactive,list_reply,id}', r.content #>> '{button,payload}') as id,
         coalesce(r.content #>> '{interactive,button_reply,title}', r.content #>> '{interactive,list_reply,title}', r.content #>> '{button,text}') as title
       ) tap
       where s.workspace_id = $1 and s.automation_id = $2 and s.version = $3 and tap.id is not null
       group by 1, 2 order by 4 desc, 2`,
      values,
    )
    const links = await rows<{ node: string; url: string; people: number }>(
      tx,
      `select s.node_id as node, l.url, count(distinct s.run_id)::int as people
       from automation_steps s
       join link_hits h on h.workspace_id = $1 and h.message_id = s.message_id
       join tracked_links l on l.workspace_id = $1 and l.key = h.key
       where s.workspace_id = $1 and s.automation_id = $2 and s.version = $3
       group by 1, 2 order by 3 desc, 2`,
      values,
    )
    const last = await rows<{ node: string; ended: number; waiting: number }>(
      tx,
      `select last.node_id as node, count(*) filter (where r.ended_at is not null)::int as ended,
         count(*) filter (where r.ended_at is null)::int as waiting
       from (select distinct on (s.run_id) s.run_id, s.node_id from ${steps} order by s.run_id, s.step desc) last
       join automation_runs r on r.workspace_id = $1 and r.id = last.run_id group by 1`,
      values,
    )
    const nodes = [...new Set([...sent, ...last].map(({ node }) => node))].sort()
    const of = <T extends { node: string }>(found: readonly T[], node: string) =>
      found.filter((each) => each.node === node).map(({ node: _, ...rest }) => rest)
    return nodes.map((node) => ({
      node,
      sent: sent.find((each) => each.node === node)?.people ?? 0,
      taps: of(taps, node),
      links: of(links, node),
      ended: last.find((each) => each.node === node)?.ended ?? 0,
      waiting: last.find((each) => each.node === node)?.waiting ?? 0,
    }))
  })

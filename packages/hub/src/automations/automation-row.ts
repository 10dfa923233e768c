import type { Graph } from '@casement/rules/automation'
import { type Db, preparedRows, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { By } from '../threads/notes.ts'

export type AutomationRow = {
  id: string
  name: string
  state: 'off' | 'on'
  live_version: number | null
  draft: Graph
  changed_at: Date
  changed_by: By
  created_at: Date
  on_since: Date | null
}

const COLUMNS = 'id, name, state, live_version, draft, changed_at, changed_by, created_at, on_since'

export const listAutomations = (db: Db, workspaceId: string): Promise<AutomationRow[]> =>
  rows(db, `select ${COLUMNS} from automations where workspace_id = $1 order by name, id limit 200`, [workspaceId])

export async function requireAutomation(
  db: Db,
  workspaceId: string,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AutomationRow> {
  const found = await row<AutomationRow>(
    db,
    `select ${COLUMNS} from automations where workspace_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [workspaceId, id],
  )
  if (!found) throw problem('not-found', `This workspace has no automation with the id ${id}.`)
  return found
}

export type VersionRow = { version: number; graph: Graph; at: Date; by: By }

export const listVersions = (db: Db, workspaceId: string, id: string): Promise<VersionRow[]> =>
  rows(
    db,
    'select version, graph, at, by from automation_versions where workspace_id = $1 and automation_id = $2 order by version desc limit 200',
    [workspaceId, id],
  )

/** An automation that may begin runs now. `onlyFor`: a rehearsal, which answers this one person. */
export type Live = { id: string; name: string; version: number | null; graph: Graph; onlyFor: string | null }

/** What is switched on in a workspace, and what is being rehearsed there; the one that was switched on first before the others. */
export const liveAutomations = (db: Db, workspaceId: string): Promise<Live[]> =>
  preparedRows<Live>(
    db,
    'automations.live',
    `select a.id, a.name, a.live_version as version, v.graph, null as "onlyFor", a.on_since
     from automations a
     join automation_versions v on v.workspace_id = a.workspace_id and v.automation_id = a.id and v.version = a.live_version
     where a.workspace_id = $1 and a.state = 'on'
     union all
     select a.id, a.name, null, r.graph, r.contact_id::text, null
     from automation_rehearsals r join automations a on a.workspace_id = r.workspace_id and a.id = r.automation_id
     where r.workspace_id = $1 and r.until > now()
     order by on_since nulls first, id`,
    [workspaceId],
  )

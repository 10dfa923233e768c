import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Definition } from './definition.ts'

export type SequenceRow = {
  workspace_id: string
  id: string
  name: string
  state: 'off' | 'on' | 'paused'
  phone_number_id: string
  /** Of its definition: each change makes another one. */
  version: number
  definition: Definition
  created_at: Date
  changed_at: Date
  on_since: Date | null
}

export type Outcome = 'done' | 'replied' | 'converted' | 'opted-out' | 'no-opt-in' | 'capped' | 'refused' | 'too-late' | 'stopped'

export const OUTCOMES: readonly Outcome[] = [
  'done',
  'replied',
  'converted',
  'opted-out',
  'no-opt-in',
  'capped',
  'refused',
  'too-late',
  'stopped',
]

const COLUMNS = 'workspace_id, id, name, state, phone_number_id, version, definition, created_at, changed_at, on_since'

export const listSequences = (db: Db, workspaceId: string): Promise<SequenceRow[]> =>
  rows<SequenceRow>(db, `select ${COLUMNS} from sequences where workspace_id = $1 order by id desc limit 200`, [workspaceId])

export const sequencesThatAreOn = (db: Db, workspaceId: string): Promise<SequenceRow[]> =>
  rows<SequenceRow>(db, `select ${COLUMNS} from sequences where workspace_id = $1 and state = 'on' order by id`, [workspaceId])

export async function requireSequence(
  db: Db,
  workspaceId: string,
  id: string,
  lock: '' | 'for update' = '',
): Promise<SequenceRow> {
  const found = await row<SequenceRow>(db, `select ${COLUMNS} from sequences where workspace_id = $1 and id = $2 ${lock}`, [
    workspaceId,
    id,
  ])
  if (!found) throw problem('not-found', `This workspace has no sequence with the id ${id}.`)
  return found
}

export type SequenceVersion = {
  version: number
  definition: Definition
  at: Date
  by: { kind: string; id: string; name: string }
  /** People in the middle of it. */
  waiting: number
}

/** What it did and does, newest first. */
export const versionsOf = (db: Db, workspaceId: string, id: string): Promise<SequenceVersion[]> =>
  rows(
    db,
    `select v.version, v.definition, v.at, v.by, (
       select count(*)::int from sequence_runs r
       where r.workspace_id = $1 and r.sequence_id = $2 and r.version = v.version and r.state = 'waiting') as waiting
     from sequence_versions v where v.workspace_id = $1 and v.sequence_id = $2 order by v.version desc limit 50`,
    [workspaceId, id],
  )

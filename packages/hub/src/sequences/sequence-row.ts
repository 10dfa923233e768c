import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Definition } from './definition.ts'

export type SequenceRow = {
  workspace_id: string
  id: string
  name: string
  state: 'off' | 'on' | 'paused'
  phone_number_id: string
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

const COLUMNS = 'workspace_id, id, name, state, phone_number_id, definition, created_at, changed_at, on_since'

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

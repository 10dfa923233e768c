import { type Db, row } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { problem } from '../http/problems.ts'

export type Sample = { id: string; name: string; mime: string; bytes: Buffer }

/** How a component of a draft names a sample of ours. */
const MARK = 'sample:'
export const sampleIdOf = (handle: string): string | null => (handle.startsWith(MARK) ? handle.slice(MARK.length) : null)
export const markOf = (id: string): string => `${MARK}${id}`

export async function keepSample(db: Db, workspaceId: string, sample: Omit<Sample, 'id'>): Promise<string> {
  const id = uuid7()
  await db.query('insert into template_samples (workspace_id, id, name, mime, bytes) values ($1, $2, $3, $4, $5)', [
    workspaceId,
    id,
    sample.name,
    sample.mime,
    sample.bytes,
  ])
  return id
}

export const findSample = (db: Db, workspaceId: string, id: string): Promise<Sample | undefined> =>
  row<Sample>(db, 'select id, name, mime, bytes from template_samples where workspace_id = $1 and id = $2', [workspaceId, id])

export async function requireSample(db: Db, workspaceId: string, id: string): Promise<Sample> {
  const sample = await findSample(db, workspaceId, id)
  if (!sample) throw problem('not-found', 'This sample is no longer kept: upload the file again.')
  return sample
}

/** Forgets files that no draft and no version has named for a week. */
export async function forgetUnusedSamples(db: Db): Promise<void> {
  await db.query(
    `/* all workspaces: a file belongs to whatever names it, in its own workspace */
     delete from template_samples s where s.created_at < now() - interval '7 days'
       and not exists (select 1 from template_drafts d where d.workspace_id = s.workspace_id and d.components::text like '%sample:' || s.id || '%')
       and not exists (select 1 from template_versions v where v.workspace_id = s.workspace_id and v.components::text like '%sample:' || s.id || '%')`,
  )
}

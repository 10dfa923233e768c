import { ImportOptions } from '../contacts/import-options.ts'
import { type Db, row } from '../database/database.ts'
import type { JobRow } from '../jobs/queries.ts'

type AudienceFile = Pick<JobRow, 'id' | 'state' | 'options' | 'done' | 'total' | 'rejected' | 'because'>

/** The job that reads, or has read, the newest file of a campaign's people. */
export const findAudienceFile = (db: Db, workspaceId: string, campaignId: string): Promise<AudienceFile | undefined> =>
  row<AudienceFile>(
    db,
    `select id, state, options, done, total, rejected, because from jobs
     where workspace_id = $1 and kind = 'campaign.audience' and options->>'campaignId' = $2 order by id desc limit 1`,
    [workspaceId, campaignId],
  )

/** The file of a campaign as people see it: how far its reading is, and which of its columns may stand in the template. */
export async function presentAudienceFile(db: Db, workspaceId: string, campaignId: string) {
  const found = await findAudienceFile(db, workspaceId, campaignId)
  if (!found) return null
  const { id, state, done, total, rejected, because } = found
  const options = ImportOptions.safeParse(found.options)
  return {
    job: id,
    name: (options.success && options.data.file) || null,
    state,
    done,
    total,
    rejected,
    ...(because ? { because } : {}),
    columns: options.success
      ? options.data.targets.flatMap((target) => (target.startsWith('attribute.') ? [target.slice('attribute.'.length)] : []))
      : [],
  }
}

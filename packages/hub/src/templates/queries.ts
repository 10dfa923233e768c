import { type Db, row, rows } from '../database/database.ts'
import type { StoredTemplate } from '../messages/load-situations.ts'

export type TemplateRow = StoredTemplate & {
  waba_id: string
  ttl_seconds: number | null
  reason: string | null
  recommendation: string | null
  planned_category: string | null
  planned_category_at: Date | null
  approved_at: Date | null
  name_locked_until: Date | null
}

const COLUMNS = `id, waba_id, name, language, category, status, quality, parameter_format, components, paused_until, ttl_seconds, reason,
  recommendation, planned_category, planned_category_at, approved_at, name_locked_until`

/** Where a page of templates ended. */
export type TemplatePlace = { name: string; language: string; id: string }

type Wanted = {
  status?: string | null
  waba?: string | null
  name?: string | null
  after?: TemplatePlace | null
  /** All of them when it is null. */
  limit?: number | null
}

/** Templates by name and language; those that are gone only when they are asked for. */
export const listTemplates = (
  db: Db,
  workspaceId: string,
  { status = null, waba = null, name = null, after = null, limit = null }: Wanted,
): Promise<TemplateRow[]> =>
  rows<TemplateRow>(
    db,
    `select ${COLUMNS} from templates
     where workspace_id = $1 and ($2::text is null or status = upper($2)) and ($3::text is null or waba_id = $3)
       and ($4::text is null or name = $4) and ($2::text is not null or status <> 'DELETED')
       and ($5::text is null or (name, language, id) > ($5, $6::text, $7::text))
     order by name, language, id limit $8`,
    [workspaceId, status, waba, name, after?.name ?? null, after?.language ?? null, after?.id ?? null, limit],
  )

export const findTemplate = (db: Db, workspaceId: string, id: string): Promise<TemplateRow | undefined> =>
  row<TemplateRow>(db, `select ${COLUMNS} from templates where workspace_id = $1 and id = $2`, [workspaceId, id])

/** Names that were deleted and cannot be given again yet. */
export const lockedNames = async (db: Db, workspaceId: string, wabaId: string, now: string): Promise<Map<string, Date>> =>
  new Map(
    (
      await rows<{ name: string; until: Date }>(
        db,
        `select name, max(name_locked_until) as until from templates
         where workspace_id = $1 and waba_id = $2 and name_locked_until > $3 group by name`,
        [workspaceId, wabaId, now],
      )
    ).map(({ name, until }) => [name, until]),
  )

/** A template as the API shows it. */
export const presentTemplate = (template: TemplateRow) => ({
  id: template.id,
  wabaId: template.waba_id,
  name: template.name,
  language: template.language,
  category: template.category,
  status: template.status,
  quality: template.quality,
  parameterFormat: template.parameter_format,
  components: template.components,
  ...(template.ttl_seconds === null ? {} : { ttlSeconds: template.ttl_seconds }),
  ...(template.paused_until ? { pausedUntil: template.paused_until.toISOString() } : {}),
  ...(template.reason && template.reason !== 'NONE' ? { reason: template.reason } : {}),
  ...(template.recommendation ? { recommendation: template.recommendation } : {}),
  ...(template.planned_category
    ? { plannedCategory: template.planned_category, plannedCategoryAt: template.planned_category_at?.toISOString() }
    : {}),
  ...(template.name_locked_until ? { nameLockedUntil: template.name_locked_until.toISOString() } : {}),
})

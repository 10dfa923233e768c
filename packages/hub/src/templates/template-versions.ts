import { DAY, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'

export type Author = { readonly id: string; readonly name: string }
export type VersionRow = {
  version: number
  at: Date
  category: string
  parameter_format: string
  components: unknown[]
  ttl_seconds: number | null
  by: Author | null
}

/** Keeps the present content of templates as their next version: those that were changed at the platform, not by us. */
export async function keepFoundVersions(
  tx: Db,
  workspaceId: string,
  templateIds: readonly string[],
  at: PlatformTime,
): Promise<void> {
  await tx.query(
    `insert into template_versions (workspace_id, template_id, version, at, category, parameter_format, components, ttl_seconds)
     select t.workspace_id, t.id, 1 + coalesce((select max(v.version) from template_versions v where v.workspace_id = $1 and v.template_id = t.id), 0),
       $3, t.category, t.parameter_format, t.components, t.ttl_seconds
     from templates t where t.workspace_id = $1 and t.id = any ($2::text[])`,
    [workspaceId, templateIds, isoTime(at)],
  )
}

/** Keeps what was submitted. `counted`: the template was approved, so the platform counts the edit. */
export async function keepSubmittedVersion(
  tx: Db,
  workspaceId: string,
  templateId: string,
  content: { category: string; parameterFormat: string; components: unknown; ttlSeconds: number | null },
  { at, by, counted }: { at: PlatformTime; by: Author; counted: boolean },
): Promise<void> {
  await tx.query(
    `insert into template_versions (workspace_id, template_id, version, at, category, parameter_format, components, ttl_seconds, by, counted)
     select $1, $2, 1 + coalesce(max(version), 0), $3, $4, $5, $6, $7, $8, $9
     from template_versions where workspace_id = $1 and template_id = $2`,
    [
      workspaceId,
      templateId,
      isoTime(at),
      content.category,
      content.parameterFormat,
      JSON.stringify(content.components),
      content.ttlSeconds,
      JSON.stringify(by),
      counted,
    ],
  )
}

/** The contents a template has had, newest first. */
export const versionsOf = (db: Db, workspaceId: string, templateId: string): Promise<VersionRow[]> =>
  rows<VersionRow>(
    db,
    `select version, at, category, parameter_format, components, ttl_seconds, by from template_versions
     where workspace_id = $1 and template_id = $2 order by version desc limit 100`,
    [workspaceId, templateId],
  )

const LONGEST_SPAN_DAYS = 30

/** When it was edited while approved, as far back as the platform counts. */
export const countedEdits = async (db: Db, workspaceId: string, templateId: string, now: PlatformTime): Promise<PlatformTime[]> =>
  (
    await rows<{ at: Date }>(
      db,
      'select at from template_versions where workspace_id = $1 and template_id = $2 and counted and at > $3',
      [workspaceId, templateId, isoTime(later(now, -LONGEST_SPAN_DAYS * DAY))],
    )
  ).map(({ at }) => platformTime(at))

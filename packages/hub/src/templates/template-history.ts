import { isoTime, type PlatformTime, policyAt } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

/**
 * Remembers how templates stand, where that differs from what was remembered last. Whoever changes templates calls it in the same
 * transaction, after the change; hearing the same news twice adds nothing.
 */
export async function rememberStandings(
  tx: Db,
  workspaceId: string,
  templateIds: readonly string[],
  at: PlatformTime,
): Promise<void> {
  if (templateIds.length === 0) return
  await tx.query(
    `insert into template_history (workspace_id, template_id, id, at, status, quality, category, reason, recommendation, paused_until,
       planned_category, planned_category_at)
     select t.workspace_id, t.id, given.history_id, $4, t.status, t.quality, t.category, t.reason, t.recommendation, t.paused_until,
       t.planned_category, t.planned_category_at
     from unnest($2::text[], $3::uuid[]) as given (template_id, history_id)
     join templates t on t.workspace_id = $1 and t.id = given.template_id
     left join lateral (
       select h.* from template_history h where h.workspace_id = $1 and h.template_id = t.id order by h.id desc limit 1
     ) last on true
     where last.id is null
       or (last.status, last.quality, last.category, last.reason, last.paused_until, last.planned_category)
         is distinct from (t.status, t.quality, t.category, t.reason, t.paused_until, t.planned_category)`,
    [workspaceId, templateIds, templateIds.map(() => uuid7()), isoTime(at)],
  )
  const { nameLockDays } = policyAt(at).templates
  await tx.query(
    `update templates set approved_at = coalesce(approved_at, case when status in ('APPROVED', 'PAUSED', 'DISABLED') then $3::timestamptz end),
       name_locked_until = case when status = 'DELETED' and approved_at is not null
         then coalesce(name_locked_until, $3::timestamptz + make_interval(days => $4)) end
     where workspace_id = $1 and id = any ($2::text[])
       and ((approved_at is null and status in ('APPROVED', 'PAUSED', 'DISABLED'))
         or (status = 'DELETED' and approved_at is not null and name_locked_until is null))`,
    [workspaceId, templateIds, isoTime(at), nameLockDays],
  )
}

export type Standing = {
  at: Date
  status: string
  quality: string
  category: string
  reason: string | null
  recommendation: string | null
  paused_until: Date | null
  planned_category: string | null
  planned_category_at: Date | null
}

/** Everything that is remembered of a template's life, oldest first. */
export const historyOf = (db: Db, workspaceId: string, templateId: string): Promise<Standing[]> =>
  rows<Standing>(
    db,
    `select at, status, quality, category, reason, recommendation, paused_until, planned_category, planned_category_at
     from template_history where workspace_id = $1 and template_id = $2 order by id`,
    [workspaceId, templateId],
  )

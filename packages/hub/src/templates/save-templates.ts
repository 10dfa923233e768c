import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'

/** A template as Graph gives it when it is asked for `TEMPLATE_FIELDS`. */
export type TemplateNode = {
  id: string
  name: string
  language: string
  category: string
  status: string
  parameter_format?: string
  components: unknown[]
  quality_score?: { score?: string }
  rejected_reason?: string
  message_send_ttl_seconds?: number
}

export const TEMPLATE_FIELDS =
  'id,name,language,category,status,components,parameter_format,quality_score,rejected_reason,message_send_ttl_seconds'

/** Keeps what the platform says of templates. Answers with those that changed, and among them those whose content did. */
export async function saveTemplates(
  tx: Db,
  workspaceId: string,
  wabaId: string,
  templates: readonly TemplateNode[],
  now: PlatformTime,
): Promise<{ changed: string[]; rewritten: string[] }> {
  // One that was deleted there and made anew under the same name has another id.
  await tx.query(
    `update templates t set status = 'DELETED'
     from jsonb_array_elements($3::jsonb) as item
     where t.workspace_id = $1 and t.waba_id = $2 and t.name = item->>'name' and t.language = item->>'language'
       and t.id <> item->>'id' and t.status <> 'DELETED'`,
    [workspaceId, wabaId, JSON.stringify(templates)],
  )
  const { rows } = await tx.query<{ id: string; rewritten: boolean }>(
    `with item as (
       select value->>'id' as id, value->>'name' as name, value->>'language' as language, upper(value->>'category') as category,
         upper(value->>'status') as status, coalesce(value->'quality_score'->>'score', 'UNKNOWN') as quality,
         upper(coalesce(value->>'parameter_format', 'POSITIONAL')) as parameter_format, value->'components' as components,
         nullif(value->>'rejected_reason', 'NONE') as reason, (value->>'message_send_ttl_seconds')::integer as ttl_seconds
       from jsonb_array_elements($3::jsonb)
     ), before as (
       select id, parameter_format, components from templates where workspace_id = $1 and waba_id = $2
     )
     insert into templates (workspace_id, id, waba_id, name, language, category, status, quality, parameter_format, components, reason, ttl_seconds)
     select $1, id, $2, name, language, category, status, quality, parameter_format, components, reason, ttl_seconds from item
     on conflict (workspace_id, id) do update set category = excluded.category, status = excluded.status, quality = excluded.quality,
         parameter_format = excluded.parameter_format, components = excluded.components, ttl_seconds = excluded.ttl_seconds,
         reason = excluded.reason, recommendation = case when excluded.status = 'REJECTED' then templates.recommendation end,
         paused_until = case when excluded.status = 'PAUSED' then templates.paused_until end
       where (templates.category, templates.status, templates.quality, templates.parameter_format, templates.components,
           templates.ttl_seconds, templates.reason)
         is distinct from (excluded.category, excluded.status, excluded.quality, excluded.parameter_format, excluded.components,
           excluded.ttl_seconds, excluded.reason)
     returning id, not exists (select 1 from before where before.id = templates.id
       and (before.parameter_format, before.components) = (templates.parameter_format, templates.components)) as rewritten`,
    [workspaceId, wabaId, JSON.stringify(templates)],
  )
  await endPlannedCategories(tx, workspaceId, wabaId, now)
  return { changed: rows.map(({ id }) => id), rewritten: rows.filter(({ rewritten }) => rewritten).map(({ id }) => id) }
}

/** A category that was announced is no longer to come once it has. */
const endPlannedCategories = (tx: Db, workspaceId: string, wabaId: string, now: PlatformTime) =>
  tx.query(
    `update templates set planned_category = null, planned_category_at = null
     where workspace_id = $1 and waba_id = $2 and planned_category is not null and (planned_category = category or planned_category_at < $3)`,
    [workspaceId, wabaId, isoTime(now)],
  )

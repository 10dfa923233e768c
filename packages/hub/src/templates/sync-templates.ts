import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type GraphClient, readEdge } from '../graph/graph-client.ts'

type TemplateNode = {
  id: string
  name: string
  language: string
  category: string
  status: string
  parameter_format?: string
  components: unknown[]
  quality_score?: { score?: string }
}

const FIELDS = 'id,name,language,category,status,components,parameter_format,quality_score'

/**
 * Reads every template of an account and keeps what the platform says of it. One that is gone there becomes DELETED here and is
 * not forgotten, because messages that used it still show it.
 */
export async function syncTemplates(
  { pool, graph, clock }: { pool: pg.Pool; graph: GraphClient; clock: PlatformClock },
  { workspaceId, wabaId, token }: { workspaceId: string; wabaId: string; token: string },
): Promise<{ total: number; changed: number }> {
  const templates = await readEdge<TemplateNode>(graph, `${wabaId}/message_templates?limit=100&fields=${FIELDS}`, token)
  return transact(pool, async (tx) => {
    const changed = await tx.query<{ id: string }>(
      `insert into templates (workspace_id, id, waba_id, name, language, category, status, quality, parameter_format, components)
       select $1, item->>'id', $2, item->>'name', item->>'language', upper(item->>'category'), upper(item->>'status'),
         coalesce(item->'quality_score'->>'score', 'UNKNOWN'), upper(coalesce(item->>'parameter_format', 'POSITIONAL')), item->'components'
       from jsonb_array_elements($3::jsonb) as item
       on conflict (workspace_id, id) do update set category = excluded.category, status = excluded.status,
         quality = excluded.quality, parameter_format = excluded.parameter_format, components = excluded.components
         where (templates.category, templates.status, templates.quality, templates.parameter_format, templates.components)
           is distinct from (excluded.category, excluded.status, excluded.quality, excluded.parameter_format, excluded.components)
       returning id`,
      [workspaceId, wabaId, JSON.stringify(templates)],
    )
    const gone = await tx.query<{ id: string }>(
      `update templates set status = 'DELETED'
       where workspace_id = $1 and waba_id = $2 and status <> 'DELETED' and id <> all ($3::text[]) returning id`,
      [workspaceId, wabaId, templates.map((template) => template.id)],
    )
    const ids = [...changed.rows, ...gone.rows].map((template) => template.id)
    await appendEvents(
      tx,
      workspaceId,
      ids.map((id) => ({ type: 'template.changed' as const, at: clock.now(), data: { templateId: id } })),
    )
    return { total: templates.length, changed: ids.length }
  })
}

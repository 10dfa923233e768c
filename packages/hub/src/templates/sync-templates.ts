import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type GraphClient, readEdge } from '../graph/graph-client.ts'
import { releaseSends } from './release-sends.ts'
import { saveTemplates, TEMPLATE_FIELDS, type TemplateNode } from './save-templates.ts'
import { rememberStandings } from './template-history.ts'
import { keepFoundVersions } from './template-versions.ts'

/**
 * Reads every template of an account and keeps what the platform says of it. One that is gone there becomes DELETED here and is
 * not forgotten, because messages that used it still show it. Drafts are ours: no sync touches them.
 */
export async function syncTemplates(
  { pool, graph, clock }: { pool: pg.Pool; graph: GraphClient; clock: PlatformClock },
  { workspaceId, wabaId, token }: { workspaceId: string; wabaId: string; token: string },
): Promise<{ total: number; changed: number }> {
  const templates = await readEdge<TemplateNode>(graph, `${wabaId}/message_templates?limit=100&fields=${TEMPLATE_FIELDS}`, token)
  return transact(pool, async (tx) => {
    const now = clock.now()
    const { changed, rewritten } = await saveTemplates(tx, workspaceId, wabaId, templates, now)
    const gone = await tx.query<{ id: string }>(
      `update templates set status = 'DELETED'
       where workspace_id = $1 and waba_id = $2 and status <> 'DELETED' and id <> all ($3::text[]) returning id`,
      [workspaceId, wabaId, templates.map((template) => template.id)],
    )
    const ids = [...changed, ...gone.rows.map((template) => template.id)]
    await keepFoundVersions(tx, workspaceId, rewritten, now)
    await rememberStandings(tx, workspaceId, ids, now)
    await releaseSends(tx, workspaceId, changed, now)
    await appendEvents(
      tx,
      workspaceId,
      ids.map((id) => ({ type: 'template.changed' as const, at: now, data: { templateId: id } })),
    )
    return { total: templates.length, changed: ids.length }
  })
}

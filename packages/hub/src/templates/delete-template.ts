import { isoTime } from '@casement/platform'
import { row, rows, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { askGraph, GraphFailure } from '../graph/graph-client.ts'
import { problem } from '../http/problems.ts'
import { plainRefusal } from './plain-refusal.ts'
import type { Tools } from './submit-draft.ts'
import { rememberStandings } from './template-history.ts'

/**
 * Deletes one language of a template at the platform, or with `id: null` all of them. What was queued still goes out there for a
 * while. Answers with the day until which the name of one that was approved cannot be used again.
 */
export async function deleteTemplates(
  { pool, graph, clock, openToken }: Tools,
  { workspaceId, wabaId, name, id }: { workspaceId: string; wabaId: string; name: string; id: string | null },
): Promise<{ deleted: number; nameLockedUntil: string | null }> {
  const waba = await row<{ token_sealed: string }>(pool, 'select token_sealed from wabas where workspace_id = $1 and id = $2', [
    workspaceId,
    wabaId,
  ])
  if (!waba) throw problem('not-found', `This workspace has no account with the id ${wabaId}.`)
  const query = new URLSearchParams({ name, ...(id === null ? {} : { hsm_id: id }) })
  try {
    const path = `${wabaId}/message_templates?${query}`
    await askGraph(graph, { method: 'DELETE', path, token: openToken(wabaId, waba.token_sealed) })
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error
    if (!error.error)
      throw problem('upstream', 'Meta did not answer: fetch the templates again to see whether it was deleted.', { cause: error })
    // Gone there already: then it is time to say so here.
    if (error.error.error_subcode !== NOT_FOUND) {
      const { because, remedy, code } = plainRefusal(error.error)
      throw problem('refused', because, { rule: `meta.${code ?? 'unknown'}`, because, remedy, cause: error })
    }
  }
  return transact(pool, async (tx) => {
    const now = clock.now()
    const gone = await rows<{ id: string }>(
      tx,
      `update templates set status = 'DELETED'
       where workspace_id = $1 and waba_id = $2 and name = $3 and ($4::text is null or id = $4) and status <> 'DELETED' returning id`,
      [workspaceId, wabaId, name, id],
    )
    const ids = gone.map((template) => template.id)
    await rememberStandings(tx, workspaceId, ids, now)
    const locked = await row<{ until: Date | null }>(
      tx,
      `select max(name_locked_until) as until from templates
       where workspace_id = $1 and waba_id = $2 and name = $3 and name_locked_until > $4`,
      [workspaceId, wabaId, name, isoTime(now)],
    )
    await appendEvents(
      tx,
      workspaceId,
      ids.map((templateId) => ({ type: 'template.changed' as const, at: now, data: { templateId } })),
    )
    return { deleted: ids.length, nameLockedUntil: locked?.until?.toISOString() ?? null }
  })
}

const NOT_FOUND = 2593002

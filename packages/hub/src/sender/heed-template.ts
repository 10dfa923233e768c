import type pg from 'pg'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { rememberStandings } from '../templates/template-history.ts'
import type { Outcome } from './outcome.ts'

/** What an answer to a send says about its template, before any webhook does. */
const SAYS: Readonly<Record<number, string>> = { 132015: 'PAUSED', 132016: 'DISABLED' }

/** The status an outcome gives its template, or null when it says nothing of it. */
export const templateStatusIn = (outcome: Outcome): string | null =>
  outcome.kind === 'again' || outcome.kind === 'failed' ? (SAYS[outcome.error.code ?? 0] ?? null) : null

/**
 * Takes the platform's word on a template from the answer to a send, so that the others are held or refused by the rules instead of
 * being refused one by one. A webhook or a sync says when it may be sent again; one that told of the template since this was posted
 * knows better than an answer that comes after it.
 */
export async function heedTemplate(pool: pg.Pool, wabaId: string, outcome: Outcome, status: string): Promise<boolean> {
  const { send, at } = outcome
  const { name, language } = send.payload.template as { name: string; language: { code: string } }
  return transactAgain(pool, async (tx) => {
    const changed = await rows<{ id: string }>(
      tx,
      `update templates set status = $5, paused_until = null
       where workspace_id = $1 and waba_id = $2 and name = $3 and language = $4 and status in ('APPROVED', 'PAUSED') and status <> $5
         and exists (select 1 from sends s where s.workspace_id = $1 and s.id = $6 and s.attempt = $7
           and (templates.status_at is null or templates.status_at <= s.posted_at))
       returning id`,
      [send.workspace_id, wabaId, name, language.code, status, send.id, send.attempt],
    )
    await rememberStandings(
      tx,
      send.workspace_id,
      changed.map(({ id }) => id),
      at,
    )
    await appendEvents(
      tx,
      send.workspace_id,
      changed.map(({ id }) => ({ type: 'template.changed' as const, at, data: { templateId: id } })),
    )
    return changed.length > 0
  })
}

import { errorByCode, isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import { problem } from '../http/problems.ts'
import { requireContact } from './change-contact.ts'

export type BlockTools = { pool: pg.Pool; graph: GraphClient; openToken: (wabaId: string, sealed: string) => string }
type Question = { workspaceId: string; contactId: string; from: string | undefined; by: string; now: PlatformTime }
type Blocking = { id: string; waba_id: string; token_sealed: string; user: Record<string, string> | null }
type Failed = { errors?: { code?: number; message?: string; error_data?: { details?: string } }[] }
type Answer = { block_users?: { failed_users?: Failed[] }; error?: { code?: number; message?: string } }

/**
 * Blocks somebody for a number of ours, or lets them back in, at the platform first: what it did not do is not kept. Without `from`,
 * for every number they have a thread with.
 */
export async function setBlocked(
  { pool, graph, openToken }: BlockTools,
  { workspaceId, contactId, from, by, now }: Question,
  blocked: boolean,
): Promise<string> {
  const { id } = await requireContact(pool, workspaceId, contactId)
  const numbers = await rows<Blocking>(
    pool,
    `select n.id, w.id as waba_id, w.token_sealed, (
       select case when a.kind = 'e164' then jsonb_build_object('user', a.value) else jsonb_build_object('user_id', a.value) end
       from contact_aliases a where a.workspace_id = $1 and a.contact_id = $2 and a.kind in ('e164', 'bsuid')
         and a.portfolio_id in ('', w.portfolio_id) order by a.kind desc limit 1) as user
     from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where n.workspace_id = $1 and (n.id = $3 or ($3::text is null and exists (
       select 1 from threads t where t.workspace_id = $1 and t.phone_number_id = n.id and t.contact_id = $2))) order by n.id`,
    [workspaceId, id, from ?? null],
  )
  if (numbers.length === 0) {
    throw from === undefined
      ? problem('conflict', 'This contact has no thread with a number of yours: give the number as `from`.')
      : problem('not-found', `This workspace has no number with the id ${from}. GET /v1/accounts lists the ones it has.`)
  }
  for (const number of numbers) {
    if (!number.user) throw problem('conflict', 'The platform knows this contact under no name that this number could block.')
    const token = openToken(number.waba_id, number.token_sealed)
    const exchange = await graph.call({
      method: blocked ? 'POST' : 'DELETE',
      path: `${number.id}/block_users`,
      token,
      json: { messaging_product: 'whatsapp', block_users: [number.user] },
      timeoutMs: 15_000,
    })
    refuseFailure(exchange.kind === 'answer' ? (exchange.body as Answer) : null, exchange)
    await transactAgain(pool, async (tx) => {
      const kept = blocked
        ? await tx.query(
            `insert into blocked_contacts (workspace_id, phone_number_id, contact_id, since, blocked_by) values ($1, $2, $3, $4, $5)
             on conflict do nothing`,
            [workspaceId, number.id, id, isoTime(now), by],
          )
        : await tx.query('delete from blocked_contacts where workspace_id = $1 and phone_number_id = $2 and contact_id = $3', [
            workspaceId,
            number.id,
            id,
          ])
      if (kept.rowCount === 0) return
      await appendEvents(tx, workspaceId, [
        { type: 'contact.changed', at: now, data: { contactId: id, phoneNumberId: number.id, blocked } },
      ])
    })
  }
  return id
}

function refuseFailure(answer: Answer | null, exchange: { kind: string; status?: number; reason?: string }): void {
  if (answer === null) throw problem('upstream', `The platform did not answer (${exchange.reason ?? exchange.kind}): try again.`)
  const failed = answer.block_users?.failed_users?.[0]?.errors?.[0] ?? answer.error
  if (!failed && (exchange.status ?? 500) < 300) return
  const code = failed?.code
  const detail = (failed as { error_data?: { details?: string } } | undefined)?.error_data?.details ?? failed?.message
  const entry = code === undefined ? undefined : errorByCode(code)
  throw problem('refused', detail ?? 'The platform refused, and gave no reason.', {
    rule: 'block-list',
    because: detail ?? entry?.happened ?? 'The platform refused.',
    // The same code means something else for a message: only somebody who wrote a moment ago can be blocked.
    remedy:
      code === 131047
        ? 'Block them within 24 hours of a message of theirs.'
        : (entry?.remedy ?? 'Try again, or block them in the WhatsApp Manager.'),
    more: { code: code ?? null },
  })
}

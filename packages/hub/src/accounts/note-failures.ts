import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { takeNotice } from './take-notice.ts'

/** A send that failed, with the platform's code. */
export type FailedSend = { id: string; code: number | null; at: PlatformTime }

/** The person cannot be reached: not on WhatsApp, an old client, terms not accepted. */
const UNDELIVERABLE = 131026
const UNPAID = 131042
/** Codes that say something about account or number, which is looked at again at once. */
const ABOUT_THE_ACCOUNT: readonly number[] = [UNPAID, 131031, 368, 131045, 133010, 190]

/** What failures say beyond their own message: that a person cannot be reached, or that the account cannot pay. */
export async function noteFailures(tx: Db, workspaceId: string, failures: readonly FailedSend[]): Promise<DomainEvent[]> {
  const telling = failures.filter(({ code }) => code !== null && (code === UNDELIVERABLE || ABOUT_THE_ACCOUNT.includes(code)))
  if (telling.length === 0) return []
  const sends = await rows<{ id: string; contact_id: string; waba_id: string }>(
    tx,
    `select s.id, s.contact_id, n.waba_id from sends s
     join phone_numbers n on n.workspace_id = s.workspace_id and n.id = s.phone_number_id
     where s.workspace_id = $1 and s.id = any ($2::uuid[])`,
    [workspaceId, telling.map(({ id }) => id)],
  )
  const sendOf = new Map(sends.map((send) => [send.id, send]))
  const events: DomainEvent[] = []
  const unreached = new Map<string, PlatformTime>()
  const accounts = new Map<string, FailedSend>()
  for (const failure of telling) {
    const send = sendOf.get(failure.id)
    if (!send) continue
    if (failure.code === UNDELIVERABLE) {
      const known = unreached.get(send.contact_id)
      if (known === undefined || known < failure.at) unreached.set(send.contact_id, failure.at)
    } else if (accounts.get(send.waba_id)?.code !== UNPAID) accounts.set(send.waba_id, failure)
  }
  if (unreached.size > 0) {
    const contacts = [...unreached.keys()].sort()
    await tx.query(
      `insert into undeliverable_contacts as known (workspace_id, contact_id, since)
       select $1, contact, since::timestamptz from unnest($2::uuid[], $3::text[]) as failed (contact, since)
       on conflict (workspace_id, contact_id) do update set since = greatest(known.since, excluded.since)`,
      [workspaceId, contacts, contacts.map((id) => isoTime(unreached.get(id) as PlatformTime))],
    )
  }
  for (const [wabaId, { code, at }] of [...accounts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const news = await tx.query(
      `update wabas set poll_due_at = '-infinity', payment_missing_since = case when $3 then coalesce(payment_missing_since, $4) else payment_missing_since end
       where workspace_id = $1 and id = $2 and (poll_due_at > '-infinity' or ($3 and payment_missing_since is null))
       returning payment_missing_since = $4 as unpaid_now`,
      [workspaceId, wabaId, code === UNPAID, isoTime(at)],
    )
    if (code !== UNPAID || !news.rows[0]?.unpaid_now) continue
    await takeNotice(
      { tx, workspaceId, emit: (event) => events.push(event) },
      {
        wabaId,
        field: 'messages.errors',
        kind: String(code),
        severity: 'critical',
        because: 'Meta has no valid way to charge this account: set up a payment method in the WhatsApp Manager.',
        at,
        data: { code },
      },
    )
    events.push({ type: 'account.changed', at, data: { wabaId, event: 'PAYMENT_MISSING' } })
  }
  return events
}

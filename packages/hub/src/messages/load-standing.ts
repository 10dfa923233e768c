import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type { Situation } from '@casement/rules'
import { type Db, preparedRow, preparedRows } from '../database/database.ts'
import type { Proposal, SendingNumber } from './load-situations.ts'

export type Standing = {
  sender: Pick<Situation['sender'], 'restrictions' | 'restrictionEnds' | 'paymentMissing'>
  recipientOf(proposal: Proposal): Pick<Situation['recipient'], 'blockedByUs' | 'undeliverableSince'>
}

/** How account and recipients stand with the platform: what is restricted, unpaid, blocked by us, or could not be reached. */
export async function loadStanding(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  { contactIds, now }: { contactIds: readonly string[]; now: PlatformTime },
): Promise<Standing> {
  const account = await preparedRow<{ unpaid: boolean; restrictions: { type: string; until: string | null }[] | null }>(
    db,
    'account-standing',
    `select w.payment_missing_since is not null as unpaid,
       (select jsonb_agg(jsonb_build_object('type', r.type, 'until', r.ends_at)) from account_restrictions r
        where r.workspace_id = w.workspace_id and r.waba_id = w.id and (r.ends_at is null or r.ends_at > $3)) as restrictions
     from wabas w where w.workspace_id = $1 and w.id = $2`,
    [workspaceId, number.waba_id, isoTime(now)],
  )
  const restrictions = account?.restrictions ?? []
  const people = await preparedRows<{ contact_id: string; undeliverable: Date | null; blocked: boolean }>(
    db,
    'recipients-standing',
    `select p.contact_id, max(p.undeliverable::timestamptz) as undeliverable, bool_or(p.blocked) as blocked from (
       select b.contact_id, null::timestamptz as undeliverable, true as blocked from blocked_contacts b
         where b.workspace_id = $1 and b.phone_number_id = $2 and b.contact_id = any ($3::uuid[])
       union all
       select u.contact_id, u.since, false from undeliverable_contacts u
         left join threads t on t.workspace_id = $1 and t.phone_number_id = $2 and t.contact_id = u.contact_id
         where u.workspace_id = $1 and u.contact_id = any ($3::uuid[])
           -- What was delivered since then shows that they can be reached again; what they wrote, the rule sees itself.
           and not exists (select 1 from messages m where m.workspace_id = $1 and m.thread_id = t.id and m.at > u.since
             and m.direction = 'out' and m.status in ('delivered', 'read', 'played'))
     ) p group by p.contact_id`,
    [workspaceId, number.id, contactIds],
  )
  const known = new Map(people.map((one) => [one.contact_id, one]))
  return {
    sender: {
      ...(restrictions.length > 0
        ? {
            restrictions: restrictions.map(({ type }) => type),
            restrictionEnds: Object.fromEntries(
              restrictions.map(({ type, until }) => [type, until ? platformTime(until) : null]),
            ),
          }
        : {}),
      paymentMissing: account?.unpaid ?? false,
    },
    recipientOf({ contactId }) {
      const one = contactId === null ? undefined : known.get(contactId)
      if (!one) return {}
      return { blockedByUs: one.blocked, undeliverableSince: one.undeliverable ? platformTime(one.undeliverable) : null }
    },
  }
}

import { type Db, rows } from '../database/database.ts'
import type { Within } from './within.ts'

const MOST = 200

export type Pin = {
  at: string
  day: string
  kind: 'campaign' | 'template' | 'notice'
  label: string
  number: string | null
  href: string
}

/** What happened to numbers and templates in these days that may explain a rating: campaigns, templates that changed, notices. */
export const listPins = async (db: Db, workspaceId: string, { from, to, number, portfolio }: Within): Promise<Pin[]> => {
  const found = await rows<Omit<Pin, 'at'> & { at: Date }>(
    db,
    `with numbers as (
       select n.id, n.waba_id, w.time_zone from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
       where n.workspace_id = $1 and ($4::text is null or n.id = $4) and ($5::text is null or w.portfolio_id = $5)
     ), accounts as (select distinct waba_id as id, time_zone from numbers), happened as (
       select coalesce(c.starts_at, c.launched_at)::timestamptz as at, n.time_zone, 'campaign' as kind, c.name as label, n.id as number,
         '/campaigns/' || c.id as href
       from campaigns c join numbers n on n.id = c.phone_number_id where c.workspace_id = $1 and c.launched_at is not null
       union all
       select h.at::timestamptz, a.time_zone, 'template', t.name || ': ' || lower(replace(h.status, '_', ' ')), null, '/templates/' || t.name
       from template_history h join templates t on t.workspace_id = h.workspace_id and t.id = h.template_id join accounts a on a.id = t.waba_id
       where h.workspace_id = $1 and h.status in ('PAUSED', 'DISABLED', 'REJECTED', 'FLAGGED')
       union all
       select o.at::timestamptz, a.time_zone, 'notice', o.because, o.phone_number_id, '/accounts'
       from account_notices o join accounts a on a.id = o.waba_id
       where o.workspace_id = $1 and o.severity <> 'information' and (o.phone_number_id is null or o.phone_number_id in (select id from numbers))
     )
     select at, (at at time zone time_zone)::date::text as day, kind, label, number, href from happened
     where at >= $2::date - interval '1 day' and at < $3::date + interval '2 days'
       and (at at time zone time_zone)::date between $2::date and $3::date
     order by at limit ${MOST}`,
    [workspaceId, from, to, number, portfolio],
  )
  return found.map((pin) => ({ ...pin, at: pin.at.toISOString() }))
}

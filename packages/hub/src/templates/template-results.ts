import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, rows, transactWithin } from '../database/database.ts'

export const RESULT_DAYS = 30
/** A screen may wait this long for numbers; a workspace too large for it gets them without. */
const PATIENCE_MS = 8_000

export type TemplateResult = {
  wabaId: string
  name: string
  language: string
  sent: number
  delivered: number
  /** Read receipts: how many read at least. */
  read: number
  failed: number
  /** Taps of quick replies; taps of links are known to the platform alone. */
  taps: number
  cost: string
  currency: string | null
}

const since = (now: PlatformTime): string => isoTime(later(now, -RESULT_DAYS * DAY))

/** What became of the messages of each template in these days, from our own ledger. */
export const templateResults = (pool: pg.Pool, workspaceId: string, now: PlatformTime): Promise<TemplateResult[]> =>
  transactWithin(pool, PATIENCE_MS, (tx) =>
    rows<TemplateResult>(
      tx,
      `with sent as (
         select n.waba_id, m.template->>'name' as name, m.template->>'language' as language,
           count(*) filter (where m.status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')) as sent,
           count(*) filter (where m.status in ('delivered', 'read', 'played')) as delivered,
           count(*) filter (where m.status in ('read', 'played')) as read,
           count(*) filter (where m.status = 'failed') as failed,
           sum(case when m.charged is not null then (m.charged->>'amount')::numeric
             when m.status in ('accepted', 'sent', 'delivered', 'read', 'played') then (m.price->>'amount')::numeric else 0 end) as cost,
           max(coalesce(m.charged->>'currency', m.price->>'currency')) as currency
         from messages m
         join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
         join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
         where m.workspace_id = $1 and m.at > $2 and m.template is not null
         group by 1, 2, 3
       ), taps as (
         select n.waba_id, m.template->>'name' as name, m.template->>'language' as language, count(*) as taps
         from messages r
         join wamids w on w.workspace_id = r.workspace_id and w.wamid = r.content->'context'->>'id'
         join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id and m.template is not null
         join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
         join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
         where r.workspace_id = $1 and r.at > $2 and r.type = 'button'
         group by 1, 2, 3
       )
       select sent.waba_id as "wabaId", sent.name, sent.language, sent.sent, sent.delivered, sent.read, sent.failed,
         coalesce(taps.taps, 0) as taps, coalesce(sent.cost, 0)::text as cost, sent.currency
       from sent left join taps using (waba_id, name, language)`,
      [workspaceId, since(now)],
    ),
  )

/** How many of a template's messages were answered within a day, and which quick replies were tapped how often. */
export async function templateAnswers(
  db: Db,
  workspaceId: string,
  template: { name: string; language: string; wabaId: string },
  now: PlatformTime,
): Promise<{ replies: number; buttons: { text: string; taps: number }[] }> {
  const values = [workspaceId, since(now), template.name, template.language, template.wabaId]
  const [answered] = await rows<{ replies: number }>(
    db,
    `select count(*) as replies from messages m
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id and n.waba_id = $5
     where m.workspace_id = $1 and m.at > $2 and m.template is not null and m.template->>'name' = $3 and m.template->>'language' = $4
       and exists (select 1 from messages r where r.workspace_id = $1 and r.thread_id = m.thread_id and r.direction = 'in'
         and r.at > m.at and r.at <= m.at + interval '24 hours')`,
    values,
  )
  const buttons = await rows<{ text: string; taps: number }>(
    db,
    `select coalesce(r.content->'button'->>'text', '') as text, count(*) as taps from messages r
     join wamids w on w.workspace_id = r.workspace_id and w.wamid = r.content->'context'->>'id'
     join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id and n.waba_id = $5
     where r.workspace_id = $1 and r.at > $2 and r.type = 'button' and m.template->>'name' = $3 and m.template->>'language' = $4
     group by 1 order by 2 desc`,
    values,
  )
  return { replies: answered?.replies ?? 0, buttons }
}

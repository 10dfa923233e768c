import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { rows, transactWithin } from '../database/database.ts'

export const FACT_DAYS = 30
/** A sample this large leaves no question open that a larger one would answer. */
const MOST_MESSAGES = 200_000
const PATIENCE_MS = 8_000

/** What became of messages of one template, sent in one band of the day. */
export type PerformanceFact = {
  template: string
  language: string
  category: string
  /** First hour of a band of four, in the account's time zone. */
  band: number
  /** How the template looks now; null when it is gone. */
  shape: { header: string; buttons: number; characters: number; variables: number } | null
  sent: number
  delivered: number
  failed: number
  /** Delivered ones whose reader wrote within a day. */
  replied: number
}

/** The newest messages by template of these days, counted by template and time of day. */
export const performanceFacts = (pool: pg.Pool, workspaceId: string, now: PlatformTime): Promise<PerformanceFact[]> =>
  transactWithin(pool, PATIENCE_MS, (tx) =>
    rows<PerformanceFact>(
      tx,
      `with newest as (
         select m.thread_id, m.at, m.status, m.template->>'name' as template, m.template->>'language' as language, n.waba_id,
           floor(extract(hour from m.at at time zone coalesce(w.time_zone, 'UTC')) / 4)::int * 4 as band
         from messages m
         join threads t on t.workspace_id = $1 and t.id = m.thread_id
         join phone_numbers n on n.workspace_id = $1 and n.id = t.phone_number_id
         join wabas w on w.workspace_id = $1 and w.id = n.waba_id
         where m.workspace_id = $1 and m.template is not null and m.at > $2 and m.at < $3
           and m.status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')
         order by m.at desc limit ${MOST_MESSAGES}
       ), counted as (
         select waba_id, template, language, band, count(*)::int as sent,
           (count(*) filter (where status in ('delivered', 'read', 'played')))::int as delivered,
           (count(*) filter (where status = 'failed'))::int as failed,
           (count(*) filter (where status in ('delivered', 'read', 'played') and exists (
             select 1 from messages r where r.workspace_id = $1 and r.thread_id = newest.thread_id and r.direction = 'in'
               and r.at > newest.at and r.at <= newest.at + interval '24 hours')))::int as replied
         from newest group by 1, 2, 3, 4
       )
       select counted.template, counted.language, coalesce(p.category, '') as category, counted.band, counted.sent, counted.delivered,
         counted.failed, counted.replied, case when p.id is null then null else jsonb_build_object(
           'header', coalesce((select part->>'format' from jsonb_array_elements(p.components) part where part->>'type' = 'HEADER' limit 1), ''),
           'buttons', coalesce((select jsonb_array_length(part->'buttons') from jsonb_array_elements(p.components) part
             where part->>'type' = 'BUTTONS' limit 1), 0),
           'characters', coalesce((select length(part->>'text') from jsonb_array_elements(p.components) part where part->>'type' = 'BODY' limit 1), 0),
           'variables', coalesce((select count(*) from jsonb_array_elements(p.components) part,
             regexp_matches(part->>'text', '\\{\\{', 'g') where part->>'type' = 'BODY'), 0)) end as shape
       from counted
       left join templates p on p.workspace_id = $1 and p.waba_id = counted.waba_id and p.name = counted.template
         and p.language = counted.language and p.status <> 'DELETED'`,
      // A day is left to answer in, or the newest would look worse than they are.
      [workspaceId, isoTime(later(now, -(FACT_DAYS + 1) * DAY)), isoTime(later(now, -DAY))],
    ),
  )

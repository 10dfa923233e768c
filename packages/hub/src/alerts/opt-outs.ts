import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, preparedRows } from '../database/database.ts'

/** When somebody last stopped marketing, in milliseconds; an index holds it. */
const STOPPED_AT = `greatest((s.state #>> '{marketing,out,at}')::numeric, (s.state #>> '{marketing,platformOut,at}')::numeric)`
const STOPPED = `(s.state #>> '{marketing,out,at}' is not null or s.state #>> '{marketing,platformOut,at}' is not null)`

export type Stopped = {
  phone_number_id: string
  stopped: number
  /** Those of them who did it in WhatsApp itself, as its webhook or error 131050 told. */
  in_whatsapp: number
  template: string | null
  campaign_id: string | null
  campaign: string | null
}

/**
 * People who opted out in a span, by number, and by the template and campaign they had last heard from before: with the most at the
 * top. People who never got a template from a number are none of its doing.
 */
export const optOuts = (
  db: Db,
  workspaceId: string,
  { from, to }: { from: PlatformTime; to: PlatformTime },
): Promise<Stopped[]> =>
  preparedRows<Stopped>(
    db,
    'opt-outs',
    `select t.phone_number_id, count(*)::int as stopped, count(*) filter (where stop.in_whatsapp)::int as in_whatsapp, heard.template, heard.campaign_id, c.name as campaign
     from (
       select s.contact_id, ${STOPPED_AT} as at, s.state #>> '{marketing,platformOut,at}' is not null as in_whatsapp from consents s
       where s.workspace_id = $1 and ${STOPPED} and ${STOPPED_AT} > $2 and ${STOPPED_AT} <= $3 order by ${STOPPED_AT} desc limit 5000
     ) stop
     join threads t on t.workspace_id = $1 and t.contact_id = stop.contact_id
     cross join lateral (
       select m.template->>'name' as template, m.campaign_id from messages m
       where m.workspace_id = $1 and m.thread_id = t.id and m.direction = 'out' and m.template is not null
         and m.at > $4::timestamptz and m.at <= to_timestamp(stop.at / 1000) + interval '1 second' order by m.at desc limit 1
     ) heard
     left join campaigns c on c.workspace_id = $1 and c.id = heard.campaign_id
     group by t.phone_number_id, heard.template, heard.campaign_id, c.name order by stopped desc`,
    [workspaceId, from, to, isoTime((from - 30 * 86_400_000) as PlatformTime)],
  )

/** What most of these people had heard from, as a sentence puts it: `the campaign Winter sale`, `the template winter_sale`. */
export function causeOf(stopped: readonly Stopped[]): string | null {
  const [most] = stopped
  if (!most) return null
  const all = stopped.reduce((sum, one) => sum + one.stopped, 0)
  const who = `${most.stopped.toLocaleString('en')} of the ${all.toLocaleString('en')} who opted out`
  return `${who} had last heard from ${most.campaign ? `the campaign ${most.campaign}` : `the template ${most.template}`}`
}

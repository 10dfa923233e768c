import { type Db, rows } from '../database/database.ts'
import { findPatterns, type Sent, type Shared } from './find-patterns.ts'
import { WITHIN, type Within, withinValues } from './within.ts'

const MOST_NAMES = 200

/** What failed in these days and what it has in common, with the days of each code and the names of what was found. */
export async function loadPatterns(db: Db, workspaceId: string, within: Within) {
  const values = withinValues(workspaceId, within)
  const failed = await rows<Shared & { trait: string }>(
    db,
    `select code, sum(messages)::int as messages,
       case when grouping(day) = 0 then 'day' when grouping(hour) = 0 then 'hour' when grouping(template) = 0 then 'template'
         when grouping(market) = 0 then 'market' when grouping(campaign) = 0 then 'campaign' when grouping(prefix) = 0 then 'prefix'
         when grouping(import_job) = 0 then 'import' else 'all' end as trait,
       coalesce(day::text, hour::text, template, market, campaign, prefix, import_job, '') as value
     from daily_failures where ${WITHIN}
     group by grouping sets ((code), (code, day), (code, hour), (code, template), (code, market), (code, campaign), (code, prefix),
       (code, import_job))`,
    values,
  )
  const sent = await rows<Sent & { trait: string }>(
    db,
    `select sum(accepted)::int as messages,
       case when grouping(template) = 0 then 'template' when grouping(market) = 0 then 'market' when grouping(campaign) = 0 then 'campaign'
         else 'all' end as trait,
       coalesce(template, market, campaign, '') as value
     from daily_figures where ${WITHIN} and direction = 'out' group by grouping sets ((), (template), (market), (campaign))
     union all
     select sum(sent)::int, 'hour', hour::text from daily_hours where ${WITHIN} group by hour`,
    values,
  )
  const patterns = findPatterns(
    failed.filter(({ trait }) => trait === ('all' as string)),
    failed.filter(({ trait }) => trait !== ('all' as string) && trait !== ('day' as string)),
    sent.filter(({ trait }) => trait !== ('all' as string)),
    sent.find(({ trait }) => trait === ('all' as string))?.messages ?? 0,
  )
  const names = await namesOf(db, workspaceId, {
    imports: patterns.flatMap(({ common }) => (common?.trait === 'import' ? [common.value] : [])),
    campaigns: patterns.flatMap(({ common }) => (common?.trait === 'campaign' ? [common.value] : [])),
  })
  return patterns.map((pattern) => ({
    ...pattern,
    ...(pattern.common ? { common: { ...pattern.common, name: names.get(pattern.common.value) ?? pattern.common.value } } : {}),
    days: failed
      .filter(({ code, trait }) => code === pattern.code && trait === ('day' as string))
      .map(({ value, messages }) => ({ day: value, messages }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  }))
}

/** What people call the imports and campaigns behind these ids. */
export async function namesOf(
  db: Db,
  workspaceId: string,
  { imports, campaigns }: { imports: readonly string[]; campaigns: readonly string[] },
): Promise<Map<string, string>> {
  const found = await rows<{ id: string; name: string }>(
    db,
    `select id::text, coalesce(options->>'file', 'import of ' || created_at::date) as name from jobs
       where workspace_id = $1 and id::text = any ($2::text[])
     union all select id::text, name from campaigns where workspace_id = $1 and id::text = any ($3::text[])`,
    [workspaceId, imports.slice(0, MOST_NAMES), campaigns.slice(0, MOST_NAMES)],
  )
  return new Map(found.map(({ id, name }) => [id, name]))
}

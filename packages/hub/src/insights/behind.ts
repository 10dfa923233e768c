import { DAY } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { Day } from './figure-days.ts'
import { OF_NUMBERS, WITHIN, type Within, withinValues } from './within.ts'

/** Which messages a number is made of. What is null does not matter. */
export type Which = {
  direction: 'in' | 'out' | null
  /** `reached` is delivered, read or played; `seen` read or played; `taken` all that the platform accepted. */
  outcome: 'taken' | 'reached' | 'seen' | 'failed' | 'replied' | 'tapped' | 'missed' | null
  code: number | null
  category: string | null
  market: string | null
  template: string | null
  campaign: string | null
  sentBy: string | null
  prefix: string | null
  import: string | null
  hour: number | null
  /** Only the first of a conversation: nothing was said in the 24 hours before. */
  begins: boolean
}

export type Behind = {
  id: string
  threadId: string
  contact: { id: string | null; name: string }
  direction: 'in' | 'out'
  at: string
  text: string
  status: string
  template: string | null
  cost: { amount: string; currency: string } | null
  error: { code: number | null; title: string } | null
}

/** Days are looked through from the last; this many at once, where nothing tells how many hold what is looked for. */
const DAYS_AT_ONCE = 3

const OUTCOMES: Record<NonNullable<Which['outcome']>, string> = {
  taken: `m.direction = 'out' and m.wamid is not null`,
  reached: `m.status in ('delivered', 'read', 'played')`,
  seen: `m.status in ('read', 'played')`,
  failed: `m.status = 'failed'`,
  replied: `m.direction = 'out' and exists (select 1 from messages r where r.workspace_id = $1 and r.thread_id = m.thread_id
    and r.direction = 'in' and r.at > m.at and r.at <= m.at + interval '24 hours')`,
  tapped: `m.direction = 'out' and exists (select 1 from messages r where r.workspace_id = $1 and r.thread_id = m.thread_id
    and r.direction = 'in' and r.type in ('button', 'interactive') and r.at > m.at and r.content->'context'->>'id' = m.wamid)`,
  missed: `m.direction = 'in' and m.type not in ('reaction', 'system') and m.at <= $8::timestamptz - interval '24 hours'
    and not exists (select 1 from messages r where r.workspace_id = $1 and r.thread_id = m.thread_id and (r.at, r.id) > (m.at, m.id)
      and r.at < m.at + interval '24 hours' and (r.direction = 'in' or r.wamid is not null and r.sent_by->>'kind' <> 'campaign'))`,
}

/** The messages behind a number, newest first. Days that hold none of them by their figures are not looked through. */
export async function listBehind(
  db: Db,
  workspaceId: string,
  {
    which,
    after,
    limit,
    now,
    ...within
  }: Within & { which: Which; after: { at: string; id: string } | null; limit: number; now: string },
): Promise<Behind[]> {
  const days = await daysWith(db, workspaceId, within, which)
  const found: Behind[] = []
  for (let next = 0; next < days.length && found.length < limit; next += DAYS_AT_ONCE) {
    const span = days.slice(next, next + DAYS_AT_ONCE)
    // A day may begin up to a day before or after that of UTC.
    if (after && Date.parse(span.at(-1) as Day) - DAY > Date.parse(after.at)) continue
    found.push(...(await ofDays(db, workspaceId, within, { which, after, limit: limit - found.length, now, days: span })))
  }
  return found
}

async function daysWith(db: Db, workspaceId: string, within: Within, which: Which): Promise<Day[]> {
  const failed = which.outcome === 'failed'
  const conditions = failed
    ? `($6::text is null or template = $6) and ($7::text is null or market = $7) and ($8::text is null or campaign = $8)
       and ($9::integer is null or code = $9) and ($10::text is null or prefix = $10) and ($11::text is null or import_job = $11)
       and ($12::integer is null or hour = $12)`
    : `($6::text is null or template = $6) and ($7::text is null or market = $7) and ($8::text is null or campaign = $8)
       and ($9::text is null or direction = $9) and ($10::text is null or starts_with(category, $10)) and ($11::text is null or sent_by = $11)`
  const rest = failed
    ? [which.code, which.prefix, which.import, which.hour]
    : [which.outcome === 'missed' ? 'in' : which.outcome ? 'out' : which.direction, which.category, which.sentBy]
  const found = await rows<{ day: Day }>(
    db,
    `select distinct day::text as day from ${failed ? 'daily_failures' : 'daily_figures'} where ${WITHIN} and ${conditions} order by day desc`,
    [...withinValues(workspaceId, within), which.template, which.market, which.campaign, ...rest],
  )
  return found.map(({ day }) => day)
}

async function ofDays(
  db: Db,
  workspaceId: string,
  within: Within,
  {
    which,
    after,
    limit,
    now,
    days,
  }: { which: Which; after: { at: string; id: string } | null; limit: number; now: string; days: readonly Day[] },
): Promise<Behind[]> {
  const values: unknown[] = [
    ...withinValues(workspaceId, { ...within, from: days.at(-1) as Day, to: days[0] as Day }),
    days,
    limit,
    now,
  ]
  const conditions: string[] = ['true']
  const only = (sql: string, value: unknown) => value !== null && conditions.push(sql.replace('?', `$${values.push(value)}`))
  only('m.direction = ?', which.direction)
  if (which.outcome) conditions.push(OUTCOMES[which.outcome])
  only(`coalesce((m.error->>'code')::integer, 0) = ?`, which.code)
  // `marketing` is `marketing_lite` too.
  only(`starts_with(coalesce(m.charged->>'category', m.price->>'category', ''), ?)`, which.category)
  only(`coalesce(m.charged->>'market', m.price->>'market', '') = ?`, which.market)
  only(`m.template->>'name' = ?`, which.template)
  only(`m.sent_by->>'kind' = 'campaign' and m.sent_by->>'id' = ?`, which.campaign)
  only(`m.sent_by->>'kind' = ?`, which.sentBy)
  only(`left(phone.value, 6) = ?`, which.prefix)
  only(`c.import_job::text = ?`, which.import)
  only(`extract(hour from m.at at time zone coalesce(w.time_zone, 'UTC')) = ?`, which.hour)
  if (which.begins) {
    conditions.push(`not exists (select 1 from messages p where p.workspace_id = $1 and p.thread_id = m.thread_id and (p.at, p.id) < (m.at, m.id)
      and p.at > m.at - interval '24 hours')`)
  }
  if (after) conditions.push(`(m.at, m.id) < ($${values.push(after.at)}::timestamptz, $${values.push(after.id)}::uuid)`)
  const found = await rows<{
    id: string
    thread_id: string
    contact_id: string | null
    name: string
    direction: 'in' | 'out'
    at: Date
    text: string
    status: string
    template: string | null
    amount: string | null
    currency: string | null
    error: { code: number | null; title: string } | null
  }>(
    db,
    `select m.id, m.thread_id, c.id as contact_id, coalesce(nullif(c.name, ''), '+' || phone.value, '') as name, m.direction, m.at,
       left(m.text, 200) as text, m.status, m.template->>'name' as template, coalesce(m.charged->>'amount', m.price->>'amount') as amount,
       coalesce(m.charged->>'currency', m.price->>'currency') as currency, m.error
     from messages m
     left join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     left join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
     left join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     left join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
     left join lateral (select a.value from contact_aliases a
       where a.workspace_id = $1 and a.contact_id = t.contact_id and a.kind = 'e164' limit 1) phone on true
     where m.workspace_id = $1 and m.at >= $2::date - interval '1 day' and m.at < $3::date + interval '2 days'
       and (m.at at time zone coalesce(w.time_zone, 'UTC'))::date = any ($6::date[]) and ($8::timestamptz is not null)
       and ${OF_NUMBERS.replaceAll('phone_number_id', 't.phone_number_id')}
       and ${conditions.join(' and ')}
     order by m.at desc, m.id desc limit $7`,
    values,
  )
  return found.map(({ thread_id, contact_id, name, at, amount, currency, error, ...message }) => ({
    ...message,
    threadId: thread_id,
    contact: { id: contact_id, name },
    at: at.toISOString(),
    cost: amount !== null && currency !== null ? { amount, currency } : null,
    error: error ? { code: error.code, title: error.title } : null,
  }))
}

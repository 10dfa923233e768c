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

/** Where a page ended: what comes next is older, or of the same instant with a lower id. */
export type Place = { at: string; id: string }
/** Days in a row that hold some of what is asked for, and the instants between which they lie in every time zone of the workspace. */
type Stretch = { days: Day[]; begins: number; ends: number }

/** A page that is not full by then is told as it is, with the place from which to go on: what is rare may lie weeks apart. */
const PATIENCE_MS = 150
/** Where a day is looked through as quickly as this, more of them are looked through at once. */
const QUICK_MS = 30
const LOWEST_ID = '00000000-0000-0000-0000-000000000000'

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

/** What the figures of a day count of each, so that days without any are left out. */
const COUNTED: Record<NonNullable<Which['outcome']>, string> = {
  taken: 'accepted',
  reached: 'delivered',
  seen: 'read',
  failed: 'failed',
  replied: 'replied',
  tapped: 'tapped',
  missed: 'messages',
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
    patienceMs = PATIENCE_MS,
    ...within
  }: Within & { which: Which; after: Place | null; limit: number; now: string; patienceMs?: number },
): Promise<{ found: Behind[]; next: Place | null }> {
  const begun = performance.now()
  const found: Behind[] = []
  const placed = after ? Date.parse(after.at) + 1 : Number.POSITIVE_INFINITY
  let looked = false
  for (const { days, begins, ends } of await stretchesWith(db, workspaceId, within, which)) {
    let until = Math.min(ends, placed)
    let width = DAY
    while (until > begins) {
      const asked = performance.now()
      if (looked && asked - begun > patienceMs) return { found, next: { at: new Date(until).toISOString(), id: LOWEST_ID } }
      const from = Math.max(begins, until - width)
      const part = { days, begins: from, ends: until }
      found.push(...(await ofStretch(db, workspaceId, within, { which, after, limit: limit - found.length, now, stretch: part })))
      const last = found.at(-1)
      if (last && found.length === limit) return { found, next: { at: last.at, id: last.id } }
      until = from
      looked = true
      if (performance.now() - asked < QUICK_MS) width *= 4
    }
  }
  return { found, next: null }
}

/** Newest first. Days of two time zones may overlap: those that do are one stretch, so that the order goes on from each to the next. */
async function stretchesWith(db: Db, workspaceId: string, within: Within, which: Which): Promise<Stretch[]> {
  const failed = which.outcome === 'failed'
  const conditions = failed
    ? `($6::text is null or template = $6) and ($7::text is null or market = $7) and ($8::text is null or campaign = $8)
       and ($9::integer is null or code = $9) and ($10::text is null or prefix = $10) and ($11::text is null or import_job = $11)
       and ($12::integer is null or hour = $12)`
    : `($6::text is null or template = $6) and ($7::text is null or market = $7) and ($8::text is null or campaign = $8)
       and ($9::text is null or direction = $9) and ($10::text is null or starts_with(category, $10)) and ($11::text is null or sent_by = $11)
       and ${which.outcome ? COUNTED[which.outcome] : 'messages'} > 0`
  const rest = failed
    ? [which.code, which.prefix, which.import, which.hour]
    : [which.outcome === 'missed' ? 'in' : which.outcome ? 'out' : which.direction, which.category, which.sentBy, which.hour]
  const days = await rows<{ day: Day; begins: Date; ends: Date }>(
    db,
    `with zones as (select 'UTC' as zone union select time_zone from wabas where workspace_id = $1)
     select day::text, min((day + begins) at time zone zone) as begins, max((day + ends) at time zone zone) as ends
     from (select distinct day, case when $12::integer is null then interval '0' else make_interval(hours => $12 - 1) end as begins,
         case when $12::integer is null then interval '1 day' else make_interval(hours => $12 + 2) end as ends
       from ${failed ? 'daily_failures' : 'daily_figures'} where ${WITHIN} and ${conditions}) held, zones
     group by day order by day desc`,
    [...withinValues(workspaceId, within), which.template, which.market, which.campaign, ...rest],
  )
  const stretches: Stretch[] = []
  for (const { day, begins, ends } of days) {
    const later = stretches.at(-1)
    if (later && later.begins <= ends.getTime()) {
      later.days.push(day)
      later.begins = begins.getTime()
    } else stretches.push({ days: [day], begins: begins.getTime(), ends: ends.getTime() })
  }
  return stretches
}

async function ofStretch(
  db: Db,
  workspaceId: string,
  within: Within,
  { which, after, limit, now, stretch }: { which: Which; after: Place | null; limit: number; now: string; stretch: Stretch },
): Promise<Behind[]> {
  const { days, begins, ends } = stretch
  const instant = (at: number) => new Date(at).toISOString()
  const values: unknown[] = [workspaceId, instant(begins), instant(ends), within.number, within.portfolio, days, limit, now]
  const conditions: string[] = ['true']
  const only = (sql: string, value: unknown) => value !== null && conditions.push(sql.replace('?', `$${values.push(value)}`))
  only('m.direction = ?', which.direction)
  if (which.outcome) conditions.push(OUTCOMES[which.outcome])
  only(
    which.code ? `m.error is not null and (m.error->>'code')::integer = ?` : `coalesce((m.error->>'code')::integer, 0) = ?`,
    which.code,
  )
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
     where m.workspace_id = $1 and m.at >= $2::timestamptz and m.at < $3::timestamptz
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

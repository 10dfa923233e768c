/** What is figured of a span of days, each statement with the values it asks for. They run in this order, in one transaction. */
export type Figuring = { sql: string; asks: readonly ('workspaceId' | 'first' | 'last' | 'days' | 'now')[] }

/** The platform's spellings (`marketing_lite`, `authentication_international`) as the four that everybody knows. */
const kindOf = (category: string) =>
  `case when ${category} like 'marketing%' or ${category} = 'group_marketing' then 'marketing'
     when ${category} like 'utility%' or ${category} = 'group_utility' then 'utility'
     when ${category} like 'authentication%' then 'authentication' else 'service' end`

/**
 * All that was said around these days, with what stands before and after each message in its thread: read once, in four days of
 * looking back (conversations, windows) and two ahead (answers). Messages with a person who was erased count too, without their number.
 */
const lived: Figuring = {
  asks: ['workspaceId', 'first', 'last'],
  sql: `
  create temporary table lived on commit drop as
  with numbers as (
    select n.id as number, n.workspace_id, w.portfolio_id, coalesce(w.time_zone, 'UTC') as time_zone, w.currency
    from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id where n.workspace_id = $1
  ), said as (
    select m.id, m.thread_id, m.direction, m.type, m.at::timestamptz as at, m.status, m.wamid, m.text <> '' as worded,
      coalesce(m.sent_by->>'kind', '') as sent_by, coalesce(m.sent_by->>'id', '') as sender,
      coalesce(m.template->>'name', '') as template, m.template is not null as templated,
      coalesce(m.charged->>'category', m.price->>'category', '') as category, coalesce(m.charged->>'type', '') as priced_as,
      coalesce(m.charged->>'market', m.price->>'market', '') as market, coalesce(m.charged->>'currency', m.price->>'currency') as priced_in,
      (m.charged->>'amount')::numeric as charged, (m.price->>'amount')::numeric as expected,
      (m.error->>'code')::integer as code
    from messages m where m.workspace_id = $1 and m.at >= $2::date - interval '5 days' and m.at < $3::date + interval '3 days'
    union all
    select null, c.thread_id, 'in', 'call', c.at::timestamptz, 'received', null, false, '', '', '', false, '', '', '', null, null, null, null
    from calls c where c.workspace_id = $1 and c.direction = 'in' and c.thread_id is not null
      and c.at >= $2::date - interval '5 days' and c.at < $3::date + interval '3 days'
  ), placed as (
    select s.*, coalesce(t.phone_number_id, '') as number, t.contact_id, coalesce(n.time_zone, 'UTC') as time_zone, n.portfolio_id,
      coalesce(s.priced_in, n.currency, '') as currency,
      s.direction = 'out' and s.wamid is not null and s.status <> 'failed' as went,
      s.direction = 'in' and s.type not in ('reaction', 'system', 'edit', 'revoke', 'user_preferences') as asks
    from said s
    left join threads t on t.workspace_id = $1 and t.id = s.thread_id
    left join numbers n on n.number = t.phone_number_id
  )
  select p.*, (at at time zone time_zone)::date as day, extract(hour from at at time zone time_zone)::smallint as hour,
    went and sent_by <> 'campaign' as answers,
    coalesce(max(at) filter (where asks) over before > at - interval '24 hours', false) as in_window,
    count(*) filter (where went and sent_by <> 'campaign') over earlier as turn,
    asks and coalesce(max(at) filter (where asks) over earlier <= at - interval '24 hours', false) as reopens,
    lag(at) over before is distinct from at and (asks or went)
      and conversation_since(at) filter (where asks or went) over up_to = at as begins,
    billed_conversations(at, case when priced_as = 'free_entry_point' then 'referral_conversion'
      when templated then ${kindOf('category')} else 'service' end)
      filter (where direction = 'out' and status in ('delivered', 'read', 'played')) over up_to as billed
  from placed p
  window before as (partition by thread_id order by at, id),
    earlier as (partition by thread_id order by at, id rows between unbounded preceding and 1 preceding),
    up_to as (partition by thread_id order by at, id rows between unbounded preceding and current row)`,
}

/** When each message of ours was next answered: the same order from its end, so that no frame has to shrink. */
const answered: Figuring = {
  asks: ['days'],
  sql: `
  create temporary table answered on commit drop as
  select id, bool_or(next_in <= at + interval '24 hours') as replied from (
    select id, at, direction, day, min(at) filter (where direction = 'in' and type <> 'call') over
      (partition by thread_id order by at desc, id desc rows between unbounded preceding and 1 preceding) as next_in
    from lived
  ) looked where direction = 'out' and day = any ($1::date[]) and next_in is not null group by id`,
}

const tapped: Figuring = {
  asks: ['workspaceId', 'first', 'last'],
  sql: `
  create temporary table tapped on commit drop as
  select distinct w.message_id as id from messages r
  join wamids w on w.workspace_id = r.workspace_id and w.wamid = r.content->'context'->>'id'
  where r.workspace_id = $1 and r.direction = 'in' and r.type in ('button', 'interactive')
    and r.at >= $2::date - interval '1 day' and r.at < $3::date + interval '5 days'`,
}

const forget = (table: string): Figuring => ({
  asks: ['workspaceId', 'days'],
  sql: `delete from ${table} where workspace_id = $1 and day = any ($2::date[])`,
})

const messages: Figuring = {
  asks: ['workspaceId', 'days'],
  sql: `
  insert into daily_figures (workspace_id, day, phone_number_id, direction, category, market, template, sent_by, campaign, priced_as,
    currency, in_window, messages, accepted, delivered, read, failed, cost, estimated, charged, tapped, replied)
  select $1::uuid, day, number, direction, category, market, template, sent_by, case when sent_by = 'campaign' then sender else '' end,
    priced_as, currency, direction = 'out' and in_window,
    count(*), count(*) filter (where wamid is not null and direction = 'out'),
    count(*) filter (where status in ('delivered', 'read', 'played')), count(*) filter (where status in ('read', 'played')),
    count(*) filter (where status = 'failed'), coalesce(sum(charged) filter (where status <> 'failed'), 0),
    coalesce(sum(expected) filter (where status <> 'failed' and charged is not null), 0),
    count(*) filter (where status <> 'failed' and charged is not null), count(tapped.id), count(*) filter (where answered.replied)
  from lived left join tapped using (id) left join answered using (id)
  where day = any ($2::date[]) and type <> 'call'
  group by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`,
}

/** By the first digits of the number and by the import that brought the person, which tell a bad list from bad luck. */
const failures: Figuring = {
  asks: ['workspaceId', 'days'],
  sql: `
  insert into daily_failures (workspace_id, day, hour, phone_number_id, code, template, market, campaign, prefix, import_job, messages)
  select $1::uuid, l.day, l.hour, l.number, coalesce(l.code, 0), l.template, l.market,
    case when l.sent_by = 'campaign' then l.sender else '' end, coalesce(left(a.value, 6), ''), coalesce(c.import_job::text, ''), count(*)
  from lived l
  left join contacts c on c.workspace_id = $1 and c.id = l.contact_id
  left join lateral (select a.value from contact_aliases a
    where a.workspace_id = $1 and a.contact_id = l.contact_id and a.kind = 'e164' limit 1) a on true
  where l.day = any ($2::date[]) and l.status = 'failed'
  group by 2, 3, 4, 5, 6, 7, 8, 9, 10`,
}

const hours: Figuring = {
  asks: ['workspaceId', 'days'],
  sql: `
  insert into daily_hours (workspace_id, day, hour, phone_number_id, received, sent)
  select $1::uuid, day, hour, number, count(*) filter (where direction = 'in'), count(*) filter (where direction = 'out')
  from lived where day = any ($2::date[]) and type <> 'call' group by 2, 3, 4`,
}

/**
 * All that somebody wrote in one window until they were answered is one question. Waiting times are kept as powers of 1.1: fine enough
 * for a median, and every day's can be added up.
 */
const responses: Figuring = {
  asks: ['workspaceId', 'days', 'now'],
  sql: `
  insert into daily_responses (workspace_id, day, hour, phone_number_id, answered_by, waited, questions)
  with questions as (
    select number, time_zone, min(at) filter (where asks) as asked, max(at) filter (where asks) as last,
      min(at) filter (where answers) as answered, min(case when sent_by = 'person' then sender else sent_by end) filter (where answers) as by
    from (select *, count(*) filter (where reopens) over (partition by thread_id order by at, id) as opening from lived) l
    group by thread_id, turn, opening, number, time_zone having count(*) filter (where asks) > 0
  ), judged as (
    select number, (asked at time zone time_zone)::date as day, extract(hour from asked at time zone time_zone) as hour,
      answered is not null and answered >= asked and answered < last + interval '24 hours' as in_time, last, answered, asked, by
    from questions
  )
  select $1::uuid, day, hour, number, case when in_time then coalesce(by, '') else '' end,
    case when in_time then floor(ln(greatest(extract(epoch from answered - asked), 1)) / ln(1.1)) else -1 end, count(*)
  from judged where day = any ($2::date[]) and (in_time or last + interval '24 hours' <= $3::timestamptz)
  group by 2, 3, 4, 5, 6`,
}

const conversations: Figuring = {
  asks: ['workspaceId', 'days'],
  sql: `
  insert into daily_conversations (workspace_id, day, phone_number_id, counted_as, begun_by, category, market, conversations)
  select $1::uuid, day, number, 'lived', case when direction = 'in' then 'customer' else 'business' end,
    case when direction = 'out' and templated then ${kindOf('category')} else 'service' end, '', count(distinct thread_id)
  from lived where day = any ($2::date[]) and begins group by 2, 3, 5, 6
  union all
  select $1::uuid, day, number, 'billed', case when category in ('service', 'referral_conversion') then 'customer' else 'business' end,
    category, market, count(distinct (thread_id, at))
  from (
    select day, number, thread_id, at, market, case when priced_as = 'free_entry_point' then 'referral_conversion'
      when templated then ${kindOf('category')} else 'service' end as category
    from lived where day = any ($2::date[]) and direction = 'out' and status in ('delivered', 'read', 'played') and billed[6] = at
  ) opened group by 2, 3, 5, 6, 7`,
}

const reach: Figuring = {
  asks: ['workspaceId', 'days'],
  sql: `
  insert into daily_reach (workspace_id, day, portfolio_id, people)
  select $1::uuid, day, portfolio_id, count(distinct contact_id) from lived
  where day = any ($2::date[]) and went and templated and not in_window and priced_as <> 'free_entry_point'
    and portfolio_id is not null and contact_id is not null
  group by 2, 3`,
}

export const FIGURES: readonly Figuring[] = [
  lived,
  { asks: [], sql: 'analyze lived' },
  answered,
  tapped,
  ...['daily_figures', 'daily_failures', 'daily_hours', 'daily_responses', 'daily_conversations', 'daily_reach'].map(forget),
  messages,
  failures,
  hours,
  responses,
  conversations,
  reach,
  { asks: [], sql: 'drop table lived, answered, tapped' },
]

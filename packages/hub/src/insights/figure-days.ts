import { DAY, isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, rows, transact } from '../database/database.ts'

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string

/** Messages go on changing for so many days: they are delivered and read late. Afterwards a day is figured once more, and for good. */
const SETTLES_AFTER_DAYS = 4
/** While a day changes all the time it is figured anew no more often than this. */
const AT_MOST_EVERY = `interval '5 seconds'`

/**
 * Brings the figures of these days up to now. What nothing changed is left alone, what is long past was figured for good; so asking
 * again costs nothing. One process at a time figures for a workspace, the others wait for it.
 */
export async function figureDays(
  pool: pg.Pool,
  { workspaceId, from, to, now }: { workspaceId: string; from: Day; to: Day; now: PlatformTime },
): Promise<void> {
  if ((await staleDays(pool, workspaceId, from, to)).length === 0) return
  await transact(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('casement.figures'), hashtext($1))`, [workspaceId])
    const days = await staleDays(tx, workspaceId, from, to)
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return
    // In one pass, whatever lies between: days that were asked for together are mostly stale together.
    const span = { workspaceId, first, last, days }
    await figureMessages(tx, span)
    await figureFailures(tx, span)
    await tx.query(
      `insert into figured_days (workspace_id, day, event_seq, final)
       select $1, done, coalesce((select event_seq from workspace_counters where workspace_id = $1), 0), done < $3::date
       from unnest($2::date[]) as done
       on conflict (workspace_id, day) do update set event_seq = excluded.event_seq, figured_at = now(), final = excluded.final`,
      [workspaceId, days, isoTime(platformTime(now - SETTLES_AFTER_DAYS * DAY)).slice(0, 10)],
    )
  })
}

const staleDays = async (db: Db, workspaceId: string, from: Day, to: Day): Promise<Day[]> =>
  (
    await rows<{ day: Day }>(
      db,
      `select asked::date::text as day from generate_series($2::date, $3::date, interval '1 day') as asked
       left join figured_days f on f.workspace_id = $1 and f.day = asked::date
       where f.day is null or (not f.final and f.figured_at <= now() - ${AT_MOST_EVERY}
         and f.event_seq < (select event_seq from workspace_counters where workspace_id = $1))
       order by 1`,
      [workspaceId, from, to],
    )
  ).map(({ day }) => day)

type Span = { workspaceId: string; first: Day; last: Day; days: readonly Day[] }

const LOCAL_TIME = `m.at at time zone coalesce(w.time_zone, 'UTC')`
const DAY_OF = `(${LOCAL_TIME})::date`
const NUMBER = `coalesce(t.phone_number_id, '')`

/**
 * Messages of these days, each with its day in its account's time zone. `$2` to `$3` bounds what is read, with room for every zone.
 * Those with a person who was erased count too, without their number.
 */
const OF_THESE_DAYS = `
  from messages m
  left join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
  left join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
  left join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
  where m.workspace_id = $1 and m.at >= $2::date - interval '1 day' and m.at < $3::date + interval '2 days'
    and ${DAY_OF} = any ($4::date[])`

const MARKET = `coalesce(m.charged->>'market', m.price->>'market', '')`

async function figureMessages(tx: Db, { workspaceId, first, last, days }: Span): Promise<void> {
  await tx.query('delete from daily_figures where workspace_id = $1 and day = any ($2::date[])', [workspaceId, days])
  await tx.query(
    `insert into daily_figures (workspace_id, day, phone_number_id, direction, category, market, template, sent_by, campaign, priced_as,
       currency, messages, accepted, delivered, read, failed, cost)
     select $1, ${DAY_OF}, ${NUMBER}, m.direction,
       coalesce(m.charged->>'category', m.price->>'category', ''), ${MARKET}, coalesce(m.template->>'name', ''),
       coalesce(m.sent_by->>'kind', ''), case when m.sent_by->>'kind' = 'campaign' then coalesce(m.sent_by->>'id', '') else '' end,
       coalesce(m.charged->>'type', ''), coalesce(m.charged->>'currency', m.price->>'currency', w.currency, ''),
       count(*), count(*) filter (where m.wamid is not null and m.direction = 'out'),
       count(*) filter (where m.status in ('delivered', 'read', 'played')), count(*) filter (where m.status in ('read', 'played')),
       count(*) filter (where m.status = 'failed'),
       coalesce(sum((m.charged->>'amount')::numeric) filter (where m.status <> 'failed'), 0)
     ${OF_THESE_DAYS}
     group by 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`,
    [workspaceId, first, last, days],
  )
}

async function figureFailures(tx: Db, { workspaceId, first, last, days }: Span): Promise<void> {
  await tx.query('delete from daily_failures where workspace_id = $1 and day = any ($2::date[])', [workspaceId, days])
  await tx.query(
    `insert into daily_failures (workspace_id, day, hour, phone_number_id, code, template, market, messages)
     select $1, ${DAY_OF}, extract(hour from ${LOCAL_TIME}), ${NUMBER},
       coalesce((m.error->>'code')::integer, 0), coalesce(m.template->>'name', ''), ${MARKET}, count(*)
     ${OF_THESE_DAYS} and m.status = 'failed'
     group by 2, 3, 4, 5, 6, 7`,
    [workspaceId, first, last, days],
  )
}

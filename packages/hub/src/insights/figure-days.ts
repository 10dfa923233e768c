import { setTimeout } from 'node:timers/promises'
import { DAY, HOUR, isoTime, later, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, rows, transact } from '../database/database.ts'
import { FIGURES } from './figure-sql.ts'

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string

/** Messages go on changing for so many days: they are delivered and read late. Afterwards a day is figured once more, and for good. */
const SETTLES_AFTER_DAYS = 4
/** While a day changes all the time it takes at most a fiftieth of a core, and is never figured more often than every five seconds. */
const AT_MOST_EVERY = `greatest(interval '5 seconds', took_ms * 50 * interval '1 millisecond')`
/** Windows close without any news: so often a day is figured again as platform time passes. */
const TIME_TELLS_AFTER = HOUR
/** Longer than this nobody waits while there are figures to show, if older ones; and not at all where it took longer the last time. */
const WORTH_WAITING_MS = 120
/** Days that are figured in one pass: bounds what one transaction holds. */
const SPAN_DAYS = 10

export type Span = { workspaceId: string; from: Day; to: Day; now: PlatformTime }
type Stale = { day: Day; missing: boolean; tookMs: number }

/** What each workspace is having figured, and since when on the machine's stopwatch. */
const figuring = new Map<string, { work: Promise<void>; since: number }>()

/**
 * Brings the figures of these days up to now. What nothing changed is left alone, what is long past was figured for good; so asking
 * again costs nothing. Days that have figures already are waited for only a moment: false when they will be told the next time.
 */
export async function figureDays(pool: pg.Pool, span: Span): Promise<boolean> {
  const stale = await staleDays(pool, span)
  if (stale.length === 0) return true
  const missing = stale.filter((day) => day.missing)
  if (missing.length > 0) await figureNow(pool, span, missing)
  const known = stale.filter((day) => !day.missing)
  if (known.length === 0) return true
  const { work, since } = figuring.get(span.workspaceId) ?? figureBehind(pool, span, known)
  const left = WORTH_WAITING_MS - (performance.now() - since)
  if (left <= 0 || known.reduce((sum, { tookMs }) => sum + tookMs, 0) > WORTH_WAITING_MS) return false
  return Promise.race([work.then(() => true), setTimeout(left, false)])
}

function figureBehind(pool: pg.Pool, span: Span, days: readonly Stale[]) {
  const work = figureNow(pool, span, days)
    .catch(() => {})
    .finally(() => figuring.delete(span.workspaceId))
  const begun = { work, since: performance.now() }
  figuring.set(span.workspaceId, begun)
  return begun
}

/** All that is stale, however long it takes. */
export const figureAll = async (pool: pg.Pool, span: Span): Promise<void> => figureNow(pool, span, await staleDays(pool, span))

/** One process at a time figures for a workspace, the others wait for it and find it done. */
async function figureNow(pool: pg.Pool, span: Span, wanted: readonly Stale[]): Promise<void> {
  for (let first = 0; first < wanted.length; first += SPAN_DAYS) {
    const asked = new Set(wanted.slice(first, first + SPAN_DAYS).map(({ day }) => day))
    await transact(pool, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('casement.figures'), hashtext($1))`, [span.workspaceId])
      const days = (await staleDays(tx, span)).filter(({ day }) => asked.has(day)).map(({ day }) => day)
      if (days.length > 0) await figure(tx, span, days)
    })
  }
}

async function figure(tx: Db, { workspaceId, now }: Span, days: readonly Day[]): Promise<void> {
  const [first, last] = [days[0] as Day, days.at(-1) as Day]
  const begin = performance.now()
  // The counter before the look: what comes meanwhile makes the day stale again.
  const seq = `coalesce((select event_seq from workspace_counters where workspace_id = $1), 0)`
  const [before] = await rows<{ seq: number }>(tx, `select ${seq} as seq`, [workspaceId])
  await tx.query(`set local work_mem = '64MB'`)
  for (const { sql, asks } of FIGURES) {
    const values = { workspaceId, first, last, days, now: isoTime(now) }
    await tx.query(
      sql,
      asks.map((name) => values[name]),
    )
  }
  await tx.query(
    `insert into figured_days (workspace_id, day, event_seq, final, platform_at, took_ms)
     select $1, done, $3, done < $4::date, $5, $6 from unnest($2::date[]) as done
     on conflict (workspace_id, day) do update set event_seq = excluded.event_seq, figured_at = now(), final = excluded.final,
       platform_at = excluded.platform_at, took_ms = excluded.took_ms`,
    [
      workspaceId,
      days,
      before?.seq ?? 0,
      isoTime(later(now, -SETTLES_AFTER_DAYS * DAY)).slice(0, 10),
      isoTime(now),
      Math.round((performance.now() - begin) / days.length),
    ],
  )
}

const staleDays = (db: Db, { workspaceId, from, to, now }: Span): Promise<Stale[]> =>
  rows<Stale>(
    db,
    `select asked::date::text as day, f.day is null as missing, coalesce(f.took_ms, 0) as "tookMs"
     from generate_series($2::date, $3::date, interval '1 day') as asked
     left join figured_days f on f.workspace_id = $1 and f.day = asked::date
     where f.day is null or (not f.final and f.figured_at <= now() - ${AT_MOST_EVERY}
       and (f.platform_at < $4 or f.event_seq < (select event_seq from workspace_counters where workspace_id = $1)))
     order by 1`,
    [workspaceId, from, to, isoTime(later(now, -TIME_TELLS_AFTER))],
  )

import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, row, rows, transact } from './database.ts'

/** How many days each kind of row is kept, by machine time; null keeps it for good. */
export type Retention = { journalDays: number; eventsDays: number; messagesDays: number | null }

const AHEAD_DAYS = 40

/** Makes the partitions of the days to come, and those that rows are already waiting for. */
export async function ensurePartitions(db: Db): Promise<void> {
  await db.query(
    `select ensure_partitions(day, day) from days_in_default() as day
     where day > (now() at time zone 'UTC')::date - 400 and day < (now() at time zone 'UTC')::date + 400`,
  )
  await db.query(`select ensure_partitions((now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + $1::int)`, [
    AHEAD_DAYS,
  ])
}

/**
 * Forgets what has been kept long enough, a partition at a time. A partition with something unfinished in it is kept, and named in the
 * log: webhooks that were never applied, or messages that are still to go out.
 */
export async function forgetOld(
  pool: pg.Pool,
  { journalDays, eventsDays, messagesDays }: Retention,
  { now, log }: { now: PlatformTime; log: Logger },
): Promise<void> {
  await forgetJournal(pool, journalDays, log)
  for (const partition of await olderThan(pool, 'events', eventsDays)) await drop(pool, partition.name)
  await pool.query(`delete from events_default where recorded_at < now() - make_interval(days => $1)`, [eventsDays])
  if (messagesDays !== null) await forgetMessages(pool, messagesDays, log)
  await pool.query(
    `delete from erased_wamids where at < now() - interval '30 days' /* all workspaces: retention is the instance's */`,
  )
  // A place in the reach is free again after 24 hours, but the ladder of limits counts seven days of them, and thirty on its lowest step.
  await pool.query(
    `delete from reach_uses u using portfolios p
     where p.workspace_id = u.workspace_id and p.id = u.portfolio_id
       and u.at < $1::timestamptz - case when p.tier in ('TIER_50', 'TIER_250') then interval '31 days' else interval '8 days' end
     /* all workspaces: retention is the instance's */`,
    [isoTime(now)],
  )
  await forgetConsentTalk(pool, now)
}

/** Questions about consent that nobody answered in time, forms that nobody confirmed among them, and what we said in return long ago. */
async function forgetConsentTalk(pool: pg.Pool, now: PlatformTime): Promise<void> {
  await pool.query(
    `delete from opt_in_asks where answer is null and expires_at < $1::timestamptz - interval '1 day'
     /* all workspaces: retention is the instance's */`,
    [isoTime(now)],
  )
  await pool.query(
    `delete from consent_replies where done and id < uuid7_at(now() - interval '30 days') /* all workspaces: retention is the instance's */`,
  )
}

async function forgetJournal(pool: pg.Pool, days: number, log: Logger): Promise<void> {
  for (const { name } of await olderThan(pool, 'journal', days)) {
    const waiting = await row(pool, `select 1 from ${name} where state = 'new' limit 1`)
    if (waiting) log.warn({ partition: name }, 'old webhooks were never applied, so their day is kept')
    else await drop(pool, name)
  }
  await pool.query(`delete from journal_default where received_at < now() - make_interval(days => $1) and state <> 'new'`, [days])
  await pool.query('delete from dead_letters where coalesce(received_at, at) < now() - make_interval(days => $1)', [days])
}

/** A month of messages with all that hangs on them; threads and contacts stay. */
async function forgetMessages(pool: pg.Pool, days: number, log: Logger): Promise<void> {
  for (const { name, until } of await olderThan(pool, 'messages', days)) {
    const workspaces = await rows<{ id: string }>(
      pool,
      'select id from workspaces /* all workspaces: retention is the instance’s */',
    )
    const kept = await Promise.all(workspaces.map(({ id }) => stillNeeded(pool, id, until)))
    if (kept.includes(true)) {
      log.warn({ partition: name }, 'messages of an old month are still to go out, so their month is kept')
      continue
    }
    for (const { id } of workspaces) await forgetWithMessages(pool, id, until)
    await drop(pool, name)
  }
}

const stillNeeded = async (db: Db, workspaceId: string, until: Date): Promise<boolean> =>
  (await row(
    db,
    `select 1 from sends where workspace_id = $1 and id < uuid7_at($2)
     and state in ('queued', 'held', 'claimed', 'posting', 'unclear') limit 1`,
    [workspaceId, until],
  )) !== undefined

const forgetWithMessages = (pool: pg.Pool, workspaceId: string, until: Date): Promise<void> =>
  transact(pool, async (tx) => {
    const old = [workspaceId, until]
    await tx.query('delete from wamids where workspace_id = $1 and message_id < uuid7_at($2)', old)
    await tx.query('delete from sends where workspace_id = $1 and id < uuid7_at($2)', old)
    for (const table of ['media_uses', 'message_reactions', 'message_words', 'link_hits', 'tracked_links'])
      await tx.query(`delete from ${table} where workspace_id = $1 and message_id < uuid7_at($2)`, old)
    await tx.query(
      `update threads set last_message = null where workspace_id = $1 and (last_message->>'id')::uuid < uuid7_at($2)`,
      old,
    )
  })

const olderThan = (db: Db, parent: 'journal' | 'events' | 'messages', days: number): Promise<{ name: string; until: Date }[]> =>
  rows(db, 'select name, until from partitions_of($1) where until <= now() - make_interval(days => $2) order by until', [
    parent,
    days,
  ])

/** Waits only a moment for those who read: what could not be dropped today is dropped tomorrow. */
const drop = (pool: pg.Pool, name: string): Promise<void> =>
  transact(pool, async (tx) => {
    await tx.query(`set local lock_timeout = '5s'`)
    await tx.query(`drop table if exists ${name}`)
  })

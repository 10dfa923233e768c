import { isoTime, monthIn, type PlatformTime } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import { clocksOf } from './local-time.ts'
import { findThreads, presentThread, type ThreadRow } from './queries.ts'

const OTHERS = 20

/** What stands beside a thread about its person: what they cost this month, their other threads, what time it is where they are. */
export async function contactFacts(db: Db, workspaceId: string, thread: ThreadRow, now: PlatformTime) {
  const siblings = await rows<{ id: string }>(
    db,
    'select id from threads where workspace_id = $1 and contact_id = $2 order by last_message_at desc limit $3',
    [workspaceId, thread.contact_id, OTHERS + 1],
  )
  const ids = siblings.map(({ id }) => id)
  const month = monthIn(now, thread.time_zone)
  const spent = await row<{ amount: string; currency: string | null; paid: number; free: number; mixed: boolean }>(
    db,
    `select coalesce(sum(amount), 0)::text as amount, min(currency) as currency, count(distinct currency) > 1 as mixed,
       count(*) filter (where amount > 0)::int as paid, count(*) filter (where amount = 0)::int as free
     from (
       select coalesce(m.charged->>'amount', m.price->>'amount')::numeric as amount,
         coalesce(m.charged->>'currency', m.price->>'currency') as currency
       from messages m
       where m.workspace_id = $1 and m.thread_id = any ($2::uuid[]) and m.direction = 'out' and m.price is not null
         and m.status not in ('failed', 'refused', 'cancelled', 'expired')
         and m.at >= ($3 || '-01')::timestamp at time zone $4 and m.at <= $5::timestamptz
     ) counted`,
    [workspaceId, ids, month, thread.time_zone, isoTime(now)],
  )
  const others = await findThreads(
    db,
    workspaceId,
    ids.filter((id) => id !== thread.id),
  )
  return {
    spent: {
      month,
      amount: spent?.amount ?? '0',
      currency: spent?.currency ?? null,
      paid: spent?.paid ?? 0,
      free: spent?.free ?? 0,
    },
    otherThreads: others.map((other) => presentThread(other, now)),
    ...(thread.phone ? clocksOf(thread.phone, now) : {}),
  }
}

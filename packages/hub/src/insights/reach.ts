import type { PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { countReach } from '../messages/load-reach.ts'
import type { Day } from './figure-days.ts'

/** Each portfolio with its limit, what is used of it now, and how many people it reached outside a window on each day. */
export async function listReach(
  db: Db,
  workspaceId: string,
  { from, to, portfolio }: { from: Day; to: Day; portfolio: string | null },
  now: PlatformTime,
) {
  const portfolios = await rows<{ id: string; name: string; tier: string; time_zone: string }>(
    db,
    `select p.id, p.name, p.tier, coalesce((select w.time_zone from wabas w where w.workspace_id = $1 and w.portfolio_id = p.id limit 1), 'UTC') as time_zone
     from portfolios p where p.workspace_id = $1 and ($2::text is null or p.id = $2) order by p.name, p.id`,
    [workspaceId, portfolio],
  )
  const days = await rows<{ portfolio_id: string; day: Day; people: number }>(
    db,
    `select portfolio_id, day::text, people from daily_reach where workspace_id = $1 and day between $2::date and $3::date order by day`,
    [workspaceId, from, to],
  )
  return Promise.all(
    portfolios.map(async ({ id, name, tier, time_zone }) => ({
      id,
      name,
      tier,
      ...(await countReach(db, workspaceId, { portfolio_id: id, tier, time_zone }, now)),
      days: days.filter((day) => day.portfolio_id === id).map(({ day, people }) => ({ day, people })),
    })),
  )
}

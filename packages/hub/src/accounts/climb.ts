import { DAY, isoTime, later, type PlatformTime, policyAt } from '@casement/platform'
import { type Climb, climbFrom } from '@casement/rules'
import { type Db, row } from '../database/database.ts'

/** What a portfolio still lacks for the next messaging limit. Counted in days of 24 hours back from now. */
export async function climbOf(
  db: Db,
  workspaceId: string,
  portfolio: { id: string; limit: number | null; verified: boolean },
  now: PlatformTime,
): Promise<Climb> {
  const found = await row<{ delivered: number; most: number; poor: boolean }>(
    db,
    `select
       (select count(distinct u.contact_id)::int from reach_uses u
          join messages m on m.workspace_id = u.workspace_id and m.id = u.send_id and m.status in ('delivered', 'read', 'played')
          where u.workspace_id = $1 and u.portfolio_id = $2 and u.at > $4) as delivered,
       (select coalesce(max(people), 0)::int from (
          select count(distinct contact_id) as people from reach_uses
          where workspace_id = $1 and portfolio_id = $2 and at > $3
          group by floor(extract(epoch from ($5::timestamptz - at)) / 86400)) days) as most,
       exists (select 1 from wabas w join phone_numbers n on n.workspace_id = w.workspace_id and n.waba_id = w.id
          where w.workspace_id = $1 and w.portfolio_id = $2 and n.quality = 'RED')
       or exists (select 1 from wabas w join templates t on t.workspace_id = w.workspace_id and t.waba_id = w.id
          where w.workspace_id = $1 and w.portfolio_id = $2 and t.quality = 'RED' and t.status <> 'DELETED') as poor`,
    [workspaceId, portfolio.id, isoTime(later(now, -7 * DAY)), isoTime(later(now, -30 * DAY)), isoTime(now)],
  )
  const { limit, verified } = portfolio
  return climbFrom(
    {
      limit,
      verified,
      deliveredIn30Days: found?.delivered ?? 0,
      mostUsedIn7Days: found?.most ?? 0,
      goodQuality: !(found?.poor ?? false),
    },
    policyAt(now),
  )
}

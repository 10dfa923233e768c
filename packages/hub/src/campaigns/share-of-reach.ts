import { HOUR, isoTime, later, type PlatformTime, policyAt } from '@casement/platform'
import { type Db, row } from '../database/database.ts'
import { usersOf } from '../messages/load-reach.ts'
import type { SendingNumber } from '../messages/load-situations.ts'

/**
 * Who uses the portfolio's reach of the rolling 24 hours, in people, each counted once: this campaign first, then other campaigns, then
 * everything else. Without a limit nothing is counted.
 */
export async function shareOfReach(
  db: Db,
  workspaceId: string,
  { campaignId, number }: { campaignId: string; number: Pick<SendingNumber, 'portfolio_id' | 'tier' | 'time_zone'> },
  now: PlatformTime,
): Promise<{ limit: number | null; campaign: number; otherCampaigns: number; others: number }> {
  const limit = usersOf(number.tier)
  if (limit === null) return { limit, campaign: 0, otherCampaigns: 0, others: 0 }
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const found = await row<{ campaign: number; otherCampaigns: number; others: number }>(
    db,
    `select count(*) filter (where own)::int as campaign, count(*) filter (where not own and any_campaign)::int as "otherCampaigns",
       count(*) filter (where not own and not any_campaign)::int as others
     from (
       select bool_or(s.campaign_id is not distinct from $4::uuid) as own, bool_or(s.campaign_id is not null) as any_campaign
       from reach_uses u left join sends s on s.workspace_id = $1 and s.id = u.send_id
       where u.workspace_id = $1 and u.portfolio_id = $2 and u.at > $3 group by u.contact_id
     ) people`,
    [workspaceId, number.portfolio_id, isoTime(later(now, -rollingHours * HOUR)), campaignId],
  )
  return { limit, ...(found ?? { campaign: 0, otherCampaigns: 0, others: 0 }) }
}

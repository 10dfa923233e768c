import { HOUR, isoTime, later, type PlatformTime, platformTime, policyAt, tierUsers } from '@casement/platform'
import { type Db, preparedRow, row } from '../database/database.ts'
import type { SendingNumber } from './load-situations.ts'

/**
 * The portfolio's rolling 24 hours. `used`: people reached outside a window; far below the limit it may count one person twice.
 * `reached`: those among the people asked about. `freesAt`: when enough of them leave it for a place to come free, where none is.
 */
export type ReachState = { limit: number | null; used: number; reached: Set<string>; freesAt: PlatformTime | null }

type Portfolio = Pick<SendingNumber, 'portfolio_id' | 'time_zone' | 'tier'>

/** A portfolio without a limit need not be counted. */
export const hasReachLimit = ({ tier }: Portfolio): boolean => usersOf(tier) !== null

/** An unknown level counts as the lowest: being careful costs a day, being wrong costs the account. */
export const usersOf = (tier: string): number | null => {
  const users = tierUsers[tier]
  return users === undefined ? (tierUsers.TIER_250 ?? 250) : users
}

/**
 * What `decide` needs to know of the reach for sends to these people, in time that does not grow with what was reached before:
 * nothing is counted without a limit, and nobody is told apart before the limit is near.
 */
export async function loadReach(
  db: Db,
  workspaceId: string,
  number: Portfolio,
  contactIds: readonly string[],
  now: PlatformTime,
): Promise<ReachState> {
  const limit = usersOf(number.tier)
  if (limit === null) return { limit, used: 0, reached: new Set(), freesAt: null }
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const since = isoTime(later(now, -rollingHours * HOUR))
  const counted = await preparedRow<{ uses: number }>(
    db,
    'count-reach',
    `select count(*)::int as uses from (
       select 1 from reach_uses where workspace_id = $1 and portfolio_id = $2 and at > $3 limit $4) uses`,
    [workspaceId, number.portfolio_id, since, limit],
  )
  const uses = counted?.uses ?? 0
  // Below the limit even if everybody asked about were new: whether somebody was counted twice makes no difference.
  if (uses < limit && uses + contactIds.length <= limit) return { limit, used: uses, reached: new Set(), freesAt: null }
  return readReach(db, workspaceId, number, contactIds, now)
}

/** The same told apart person by person, whatever the limit. Takes time that grows with how many were reached; they stay in the database. */
export async function readReach(
  db: Db,
  workspaceId: string,
  number: Portfolio,
  contactIds: readonly string[],
  now: PlatformTime,
): Promise<ReachState> {
  const limit = usersOf(number.tier)
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const since = isoTime(later(now, -rollingHours * HOUR))
  // Where a level fell below what is used, one leaving frees nothing: as many must leave as are too many.
  const found = await row<{ used: number; leaving: Date | null; reached: string[] }>(
    db,
    `with person as materialized (
       select contact_id, max(at) as last from reach_uses
       where workspace_id = $1 and portfolio_id = $2 and at > $3 group by contact_id
     ), counted as (select count(*)::int as used from person)
     select used, array(select contact_id from person where contact_id = any ($5::uuid[])) as reached,
       (select last from person order by last offset (select greatest(0, used - $4::int) from counted) limit 1) as leaving
     from counted`,
    [workspaceId, number.portfolio_id, since, limit, contactIds],
  )
  return {
    limit,
    used: found?.used ?? 0,
    reached: new Set(found?.reached),
    freesAt: found?.leaving ? later(platformTime(found.leaving), rollingHours * HOUR) : null,
  }
}

/** How many people a portfolio reached in the rolling 24 hours, and how many it may; null without a limit. */
export async function countReach(
  db: Db,
  workspaceId: string,
  number: Portfolio,
  now: PlatformTime,
): Promise<{ limit: number | null; used: number }> {
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const counted = await row<{ used: number }>(
    db,
    `select count(distinct contact_id)::int as used from reach_uses where workspace_id = $1 and portfolio_id = $2 and at > $3`,
    [workspaceId, number.portfolio_id, isoTime(later(now, -rollingHours * HOUR))],
  )
  return { limit: usersOf(number.tier), used: counted?.used ?? 0 }
}

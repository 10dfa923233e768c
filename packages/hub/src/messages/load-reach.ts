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
 * How long what was counted is added to before it is counted again, although no place can be taken without being added: while the
 * platform's word that there is a limit again has not come round to every process, one may still take places as if there were none.
 */
const COUNTED_GOOD_FOR = `interval '1 minute'`

/**
 * What `decide` needs to know of the reach for sends to these people, in time that does not grow with what was reached before:
 * nothing is counted without a limit, what was counted is kept until the limit is near, and nobody is told apart before. `locked`:
 * the caller holds the portfolio's row, so that what is counted here can be kept.
 */
export async function loadReach(
  db: Db,
  workspaceId: string,
  number: Portfolio,
  contactIds: readonly string[],
  now: PlatformTime,
  { locked = false }: { locked?: boolean } = {},
): Promise<ReachState> {
  const limit = usersOf(number.tier)
  if (limit === null) return { limit, used: 0, reached: new Set(), freesAt: null }
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const since = isoTime(later(now, -rollingHours * HOUR))
  // Below the limit even if everybody asked about were new: whether somebody was counted twice makes no difference.
  const isFar = (uses: number) => uses < limit && uses + contactIds.length <= limit
  const kept = await preparedRow<{ bound: number }>(
    db,
    'bound-of-reach',
    `select reach_bound as bound from portfolios where workspace_id = $1 and id = $2 and reach_bound is not null
       and reach_counted <= $3 and reach_counted_at > now() - ${COUNTED_GOOD_FOR}`,
    [workspaceId, number.portfolio_id, isoTime(now)],
  )
  if (kept && isFar(kept.bound)) return { limit, used: kept.bound, reached: new Set(), freesAt: null }
  const counted = await preparedRow<{ uses: number }>(
    db,
    'count-reach',
    `select count(*)::int as uses from (
       select 1 from reach_uses where workspace_id = $1 and portfolio_id = $2 and at > $3 limit $4) uses`,
    [workspaceId, number.portfolio_id, since, limit],
  )
  const uses = counted?.uses ?? 0
  // Counting ends at the limit: only what is below it was counted to the end.
  if (locked && uses < limit) await keepBound(db, workspaceId, number, { uses, since, now })
  if (isFar(uses)) return { limit, used: uses, reached: new Set(), freesAt: null }
  return readReach(db, workspaceId, number, contactIds, now)
}

/** A place older than the day counts again when its post, unanswered until now, turns out to have been taken: it is in the bound too. */
const keepBound = (
  db: Db,
  workspaceId: string,
  { portfolio_id }: Portfolio,
  { uses, since, now }: { uses: number; since: string; now: PlatformTime },
) =>
  preparedRow(
    db,
    'keep-bound-of-reach',
    `update portfolios set reach_counted = $5, reach_counted_at = now(), reach_bound = $3 + (
       select count(*)::int from wabas w
       join phone_numbers n on n.workspace_id = $1 and n.waba_id = w.id
       join sends s on s.workspace_id = $1 and s.phone_number_id = n.id and s.state in ('posting', 'unclear')
       join reach_uses u on u.workspace_id = $1 and u.send_id = s.id and u.at <= $4
       where w.workspace_id = $1 and w.portfolio_id = $2)
     where workspace_id = $1 and id = $2`,
    [workspaceId, portfolio_id, uses, since, isoTime(now)],
  )

/** Places are about to be taken, or come back, that nobody counted: without a limit they are not worth waiting for one another. */
export const forgetBound = (db: Db, workspaceId: string, portfolioId: string) =>
  preparedRow(
    db,
    'forget-bound-of-reach',
    'update portfolios set reach_bound = null where workspace_id = $1 and id = $2 and reach_bound is not null',
    [workspaceId, portfolioId],
  )

/** The same told apart person by person, whatever the limit. Takes time that grows with how many were reached; they stay in the database. */
async function readReach(
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

/** When the first place that is taken now will be free again; null where none is. Read from the end of an index. */
export async function firstLeaves(
  db: Db,
  workspaceId: string,
  number: Portfolio,
  now: PlatformTime,
): Promise<PlatformTime | null> {
  const { rollingHours } = policyAt(now, number.time_zone).limits
  const first = await row<{ at: Date }>(
    db,
    'select at from reach_uses where workspace_id = $1 and portfolio_id = $2 and at > $3 order by at limit 1',
    [workspaceId, number.portfolio_id, isoTime(later(now, -rollingHours * HOUR))],
  )
  return first ? later(platformTime(first.at), rollingHours * HOUR) : null
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

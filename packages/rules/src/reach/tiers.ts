import { type Policy, tierUsers } from '@casement/platform'
import { grouped } from '../content/findings.ts'
import { numberFact } from '../facts/number-fact.ts'

/**
 * Users a rolling 24 hours by what the platform says: `TIER_2K`, 2000, "2000", -1 for unlimited. Null is unlimited; undefined when
 * it says something we do not know.
 */
export function usersOfTier(value: string | number): number | null | undefined {
  if (typeof value === 'string') {
    const named = tierUsers[value.toUpperCase()]
    if (named !== undefined) return named
    if (!/^-?\d+$/.test(value)) return undefined
  }
  const users = Number(value)
  return users === -1 ? null : Number.isInteger(users) && users >= 0 ? users : undefined
}

/** What decides about climbing. */
export type Standing = {
  readonly limit: number | null
  readonly verified: boolean
  /** Unique users delivered to outside windows in the last 30 days, with templates of high quality. */
  readonly deliveredIn30Days: number
  /** Highest rolling count of the last 7 days. */
  readonly mostUsedIn7Days: number
  /** No number and no template is rated low. */
  readonly goodQuality: boolean
}

export type Climb = {
  /** All levels, lowest first; null is unlimited. */
  readonly levels: readonly (number | null)[]
  /** The next level; null is unlimited, undefined when there is none above. */
  readonly next: number | null | undefined
  /** What is still to be done, each a sentence. Empty: the rise comes by itself within `withinHours`. */
  readonly missing: readonly string[]
  readonly withinHours: number
}

const SECOND_LEVEL_USERS = numberFact('reach.second-level-users')
const SECOND_LEVEL_DAYS = numberFact('reach.second-level-days')

/** The ladder of messaging limits from where a portfolio stands. */
export function climbFrom(standing: Standing, policy: Policy): Climb {
  const { levels, upgradeUse, upgradeDays, upgradeWithinHours } = policy.limits
  const { limit } = standing
  const next = limit === null ? undefined : levels.find((level) => level === null || level > limit)
  if (limit === null || next === undefined) return { levels, next: undefined, missing: [], withinHours: upgradeWithinHours }

  const missing: string[] = []
  const first = levels[0] ?? null
  if (first !== null && limit <= first) {
    const more = SECOND_LEVEL_USERS - standing.deliveredIn30Days
    if (!standing.verified && more > 0) {
      missing.push(
        `Verify the business, or reach ${grouped(more)} more people within ${SECOND_LEVEL_DAYS} days (${grouped(standing.deliveredIn30Days)} of ${grouped(SECOND_LEVEL_USERS)} so far) with templates of high quality.`,
      )
    }
  } else {
    const needed = Math.ceil(limit * upgradeUse)
    if (standing.mostUsedIn7Days < needed) {
      missing.push(
        `Reach ${grouped(needed)} people within 24 hours once in ${upgradeDays} days (${grouped(standing.mostUsedIn7Days)} at most so far).`,
      )
    }
  }
  if (!standing.goodQuality) missing.push('Bring every number and template out of the low quality rating.')
  return { levels, next, missing, withinHours: upgradeWithinHours }
}

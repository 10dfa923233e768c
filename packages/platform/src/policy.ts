import type { PlatformTime } from './time.ts'

export type PolicyId = 'CBP' | 'PMP_V1' | 'PMP_V2'
export type Category = 'marketing' | 'utility' | 'authentication' | 'service'

/**
 * The rules in force on one day, gathered from the dated facts. Every number here is assembled from `facts` (see `facts/`),
 * where each has an id, a unit, a first and last day and a source; this is the shape that code reads.
 */
export type Policy = {
  readonly id: PolicyId
  /** First day in force, `YYYY-MM-DD`, in the time zone of the account. */
  readonly from: string
  /** Last day in force, or null while it still holds. */
  readonly to: string | null
  readonly pricingModel: 'CBP' | 'PMP'
  readonly csw: {
    readonly hours: number
    /** Minutes before the true end at which composing is warned, and at which queued sends hurry. */
    readonly safeMinutes: { readonly compose: number; readonly queue: number }
    readonly reactionOpens: boolean
    readonly unsupportedOpens: boolean
  }
  readonly fep: {
    readonly baseHours: number
    readonly extendOnInboundHours: number
    readonly maxHours: number
    readonly replyWithinHours: number
  }
  readonly free: {
    readonly serviceInCsw: 'unlimited' | { readonly perNumberPerMonth: number }
    readonly utilityInCsw: boolean
    readonly allInFep: boolean
  }
  readonly limits: {
    readonly scope: 'portfolio' | 'number'
    /** Unique users in a rolling 24 h, lowest first; null is unlimited. */
    readonly levels: readonly (number | null)[]
    readonly rollingHours: number
    readonly upgradeUse: number
    readonly upgradeDays: number
    readonly upgradeWithinHours: number
    readonly overLimitCode: number
    readonly qualityDowngrade: 'off' | 'legacyFlagged7d'
  }
  readonly throughput: {
    readonly default: number
    readonly high: number
    readonly coexistence: number
    readonly pair: { readonly everySeconds: number; readonly burst: number }
    readonly throttleHttpStatus: 400 | 429
  }
  readonly templates: {
    readonly maxUnverified: number
    readonly maxVerified: number
    readonly createPerHour: number
    readonly editsPer24h: number
    readonly editsPer30d: number
    readonly pauseHours: readonly number[]
    readonly nameLockDays: number
  }
  readonly webhooks: { readonly retryDays: number; readonly maxBatch: number }
}

/** `policyAt(at)` answers with the policy in force; the day is that of `timeZone` (IANA name, UTC by default). */
export type PolicyAt = (at: PlatformTime, timeZone?: string) => Policy

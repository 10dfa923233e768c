/** Categories that a rate card prices. `authentication-international` exists only for some markets. */
export type RateCategory = 'marketing' | 'utility' | 'authentication' | 'service' | 'authentication-international'

/** Rates of one market as decimal strings; null means that no such rate exists, which is not zero. */
export type MarketRates = {
  readonly marketing: string | null
  readonly utility: string | null
  readonly authentication: string | null
  readonly service: string | null
  readonly 'authentication-international'?: string | null
}

/** One step of a volume tier: `rate` applies to the messages up to and including number `upTo` of the month; null: all further ones. */
export type VolumeTier = { readonly upTo: number | null; readonly rate: string }

export type RateCard = {
  readonly currency: string
  /** First day, `YYYY-MM-DD`, from 00:00 in the account's time zone. It holds until the next card of its currency. */
  readonly from: string
  readonly source: string
  /** True when the figures are not Meta's own file: good for planning, not for invoices. */
  readonly estimate: boolean
  readonly note?: string
  readonly markets: Readonly<Record<string, MarketRates>>
  /** Calling-code digits to market; the longest prefix of the recipient's number that is listed decides. None: `Other`. */
  readonly prefixes: Readonly<Record<string, string>>
  /** Volume tiers by market and category. A market without tiers is billed at its list rate, which is an upper bound. */
  readonly tiers?: Readonly<Record<string, Partial<Record<RateCategory, readonly VolumeTier[]>>>>
}

/** The market of every number whose prefix no card lists. */
export const OTHER_MARKET = 'Other'

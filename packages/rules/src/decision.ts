import type { Category, PlatformTime, PolicyId } from '@casement/platform'
import type { PriceRuleId } from './price/price-rules.ts'

/** The customer service window. `safeUntil` only warns and hurries; everything is decided by `until`. */
export type CswView = { readonly open: boolean; readonly until: PlatformTime | null; readonly safeUntil: PlatformTime | null }

/**
 * The free entry point window. `until`: end of the chance while candidate, of the 72 h afterwards. `safeUntil`: the end counted
 * from the reply instead of its delivery; it warns only.
 */
export type FepView = {
  readonly state: 'none' | 'candidate' | 'estimated' | 'confirmed'
  readonly until: PlatformTime | null
  readonly safeUntil?: PlatformTime | null
}

export type WindowView = { readonly csw: CswView; readonly fep: FepView }

/** What one message costs, and by which rule. `amount` is a decimal string, never a float. */
export type Price = {
  readonly amount: string
  readonly currency: string
  readonly category: Category
  /** Name of the market on the rate card, such as `United Kingdom`. */
  readonly market: string
  readonly billable: boolean
  /** One sentence: why this price. */
  readonly because: string
  readonly policy: PolicyId
  /** First day of the rate card used, such as `2026-10-01`. */
  readonly card: string
  /**
   * True when the card is not the one of the day, the rate is not on it, the recipient's country is not known, or the free entry point
   * is only estimated. Whether the card's own figures are estimates is said by the card.
   */
  readonly estimate: boolean
  /** What it costs if the free entry point turns out not to be open. Present only where `amount` relies on an estimated one. */
  readonly atMost?: string
  /** The row of `priceRules` that decided, such as `price.service.free-allowance`. */
  readonly rule?: PriceRuleId
  /** For service messages inside a monthly allowance: how many were used before this one, of how many. */
  readonly allowance?: { readonly used: number; readonly of: number }
}

/** What may be done with one message now. A refusal always names its rule and its remedy. */
export type Decision =
  | {
      readonly kind: 'send'
      readonly rule?: string
      readonly price: Price
      readonly window: WindowView
      readonly because: string
    }
  | {
      readonly kind: 'hold'
      readonly rule: string
      readonly because: string
      readonly remedy: string
      readonly until: PlatformTime | null
      readonly price?: Price
      readonly window: WindowView
    }
  | {
      readonly kind: 'refuse'
      readonly rule: string
      readonly because: string
      readonly remedy: string
      readonly window: WindowView
    }

/** One thing found in a message or a template. Errors refuse; warnings advise. */
export type Finding = {
  readonly rule: string
  readonly severity: 'error' | 'warning'
  /** Where, in Meta's own field names: `interactive.action.buttons[0].reply.title`. */
  readonly path: string
  readonly limit?: number | string
  readonly actual?: number | string
  /** What to do about it, as a sentence. */
  readonly fix: string
}

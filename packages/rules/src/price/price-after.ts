import type { PlatformTime, RateCard, RateCategory } from '@casement/platform'
import { compareAmounts, dayIn, OTHER_MARKET, subtractAmounts } from '@casement/platform'
import type { Price } from '../decision.ts'
import { marketOf } from '../market/market.ts'
import { moneyText } from './money-text.ts'
import { cardFor, rateOf } from './rate.ts'

/** `pricing` of a status webhook, as it comes. */
export type StatusPricing = {
  readonly type?: string | undefined
  readonly category?: string | undefined
  readonly billable?: boolean | undefined
  readonly pricing_model?: string | undefined
}

/** What a message was charged: Meta names type and category, the amount is our card's. */
export type Charge = {
  readonly amount: string
  readonly currency: string
  /** As the webhook spelt it. */
  readonly category: string
  readonly type: string
  readonly billable: boolean
  readonly market: string
  readonly card: string
  /** False when the card is not the one of the day, or does not list this rate. */
  readonly exact: boolean
}

/** `at`: when the message was accepted, for that day in the account's `timeZone` (UTC by default) decides the card. */
export type ChargeQuestion = {
  readonly at: PlatformTime
  readonly timeZone?: string
  readonly cards: readonly RateCard[]
  readonly currency: string
  readonly phone: string | null
  readonly chargedThisMonth?: number
}

/** The price that a status webhook tells, at our card's rate. Never negative; 0 exactly when Meta says that it is not billed. */
export function priceAfter(
  pricing: StatusPricing,
  { at, timeZone, cards, currency, phone, chargedThisMonth }: ChargeQuestion,
): Charge {
  const choice = cardFor(cards, dayIn(at, timeZone), currency)
  const market = phone === null || choice === undefined ? OTHER_MARKET : marketOf(phone, choice.card)
  const billable = isBilled(pricing)
  const category = rateCategory(pricing.category)
  const rate = billable && choice && category ? rateOf(choice.card, market, category, chargedThisMonth) : undefined
  return {
    amount: rate?.amount ?? '0',
    currency: choice?.card.currency ?? currency,
    category: pricing.category ?? 'unknown',
    type: pricing.type ?? (billable ? 'regular' : 'free'),
    billable,
    market,
    card: choice?.card.from ?? '',
    exact: !billable || (choice?.exact === true && rate?.exact === true && phone !== null),
  }
}

export type PriceDifference = {
  /** What it cost more than was said, as a decimal string; negative when it cost less. */
  readonly amount: string
  readonly currency: string
  readonly kind: 'as-said' | 'more' | 'less'
  readonly because: string
}

/** How the charge differs from the price shown before sending, and why as far as the webhook tells. */
export function priceDifference(before: Price, after: Charge): PriceDifference {
  const { currency } = after
  if (before.currency !== currency) {
    return { amount: after.amount, currency, kind: 'more', because: `Shown in ${before.currency}, charged in ${currency}.` }
  }
  const amount = subtractAmounts(after.amount, before.amount)
  const order = compareAmounts(after.amount, before.amount)
  if (order === 0) return { amount, currency, kind: 'as-said', because: 'It cost what was shown before sending.' }
  return { amount, currency, kind: order > 0 ? 'more' : 'less', because: whyDifferent(before, after) }
}

function whyDifferent(before: Price, after: Charge): string {
  const said = moneyText(before)
  const charged = moneyText(after)
  if (after.type === 'free_entry_point') return `It was free: a free entry point was open. ${said} had been expected.`
  if (before.atMost !== undefined && after.billable) return `The free entry point was not open after all, so it cost ${charged}.`
  if (!after.billable) return `Meta did not bill it (${after.type}). ${said} had been expected.`
  if (before.category !== rateCategory(after.category)) {
    return `Meta billed it as ${after.category}, not ${before.category}: ${charged} instead of ${said}.`
  }
  if (!before.billable) return `It had been expected free (${before.because.replace(/\.$/, '')}); Meta billed ${charged}.`
  return `Meta billed ${charged} by the card of ${after.card}; ${said} had been expected by that of ${before.card}.`
}

const isBilled = ({ type, billable }: StatusPricing): boolean => {
  if (type === 'regular') return true
  return type?.startsWith('free_') ? false : (billable ?? true)
}

/** The webhooks' spellings; undefined for what no card prices. */
function rateCategory(category: string | undefined): RateCategory | undefined {
  switch (category) {
    case 'marketing':
    case 'marketing_lite':
    case 'group_marketing':
      return 'marketing'
    case 'utility':
    case 'group_utility':
      return 'utility'
    case 'authentication':
      return 'authentication'
    case 'authentication-international':
    case 'authentication_international':
      return 'authentication-international'
    case 'service':
    case 'group_service':
      return 'service'
    default:
      return undefined
  }
}

import type { Category, PlatformTime, RateCard, RateCategory } from '@casement/platform'
import { DAY, OTHER_MARKET } from '@casement/platform'
import type { Price, WindowView } from '../decision.ts'
import { marketOf } from '../market/market.ts'
import type { Situation } from '../situation.ts'
import { windowAt } from '../window/view.ts'
import { moneyText } from './money-text.ts'
import type { PriceRuleId } from './price-rules.ts'
import type { CardChoice, Rate } from './rate.ts'
import { cardFor, rateOf } from './rate.ts'

/** The part of a situation that a price depends on. */
export type PriceQuestion = Pick<
  Situation,
  | 'now'
  | 'day'
  | 'policy'
  | 'cards'
  | 'currency'
  | 'message'
  | 'window'
  | 'serviceUsedThisMonth'
  | 'openConversations'
  | 'chargedThisMonth'
> & { readonly recipient: Pick<Situation['recipient'], 'phone'> }

/**
 * What the message costs if it is accepted now, as a list price, never negative. Free only where a row of `priceRules` says so.
 * While a free entry point is a candidate or estimated the price is 0, `estimate` is true and `atMost` holds what is due if it is
 * not open after all: show that, promise nothing. `window` may be handed in where it is known already.
 */
export function priceOf(
  question: PriceQuestion,
  window: WindowView = windowAt(question.window, question.now, question.policy),
): Price {
  const { policy } = question
  const choice = chooseCard(question)
  const phone = question.recipient.phone
  const market = phone === null || choice === undefined ? OTHER_MARKET : marketOf(phone, choice.card)

  const fep = window.fep.state
  if (fep === 'none' || !policy.free.allInFep) return ordinaryPrice(question, window, choice, market)
  if (fep === 'confirmed') {
    return free(question, choice, market, 'price.free-entry-point', 'Free: the free entry point is open.', false)
  }
  const otherwise = ordinaryPrice(question, window, choice, market)
  if (!otherwise.billable) return otherwise
  const because =
    fep === 'candidate'
      ? `Probably free: the first reply to someone who came from an ad. Otherwise ${moneyText(otherwise)}.`
      : `Probably free: the free entry point seems open. Otherwise ${moneyText(otherwise)}.`
  return {
    ...free(question, choice, market, 'price.free-entry-point', because, true),
    atMost: otherwise.amount,
  }
}

/** The price without any free entry point. */
function ordinaryPrice(question: PriceQuestion, window: WindowView, choice: CardChoice | undefined, market: string): Price {
  const { policy, message } = question
  const category = message.category
  if (policy.pricingModel === 'CBP' && question.openConversations?.includes(category)) {
    return free(
      question,
      choice,
      market,
      'price.conversation-open',
      `Free: a ${category} conversation with this customer is open.`,
      false,
    )
  }
  if (category === 'service') {
    if (question.message.type === 'reaction')
      return free(question, choice, market, 'price.reaction', 'Free: reactions are not billed.', false)
    if (policy.free.serviceInCsw === 'unlimited') {
      return free(question, choice, market, 'price.service-free', 'Free: an answer inside the customer service window.', false)
    }
    const of = policy.free.serviceInCsw.perNumberPerMonth
    const used = question.serviceUsedThisMonth
    if (used < of) {
      const because = `Free: ${grouped(of - used)} of this number's ${grouped(of)} left this month.`
      return { ...free(question, choice, market, 'price.service-allowance', because, false), allowance: { used, of } }
    }
    return charged(question, choice, market, category)
  }
  if (category === 'utility' && policy.free.utilityInCsw && window.csw.open) {
    return free(
      question,
      choice,
      market,
      'price.utility-in-window',
      'Free: a utility template inside the customer service window.',
      false,
    )
  }
  return charged(question, choice, market, category)
}

function charged(question: PriceQuestion, choice: CardChoice | undefined, market: string, category: Category): Price {
  const { policy, message, currency } = question
  if (choice === undefined) {
    return {
      amount: '0',
      currency,
      category,
      market,
      billable: true,
      because: 'The price is unknown: no rate card is loaded.',
      policy: policy.id,
      card: '',
      estimate: true,
      rule: 'price.rate',
    }
  }
  const wanted: RateCategory = category === 'authentication' && message.international ? 'authentication-international' : category
  const rate: Rate = rateOf(choice.card, market, wanted, question.chargedThisMonth)
  const estimate = !choice.exact || !rate.exact || question.recipient.phone === null
  return {
    amount: rate.amount,
    currency: choice.card.currency,
    category,
    market,
    billable: true,
    because: `${moneyText({ amount: rate.amount, currency: choice.card.currency })}, ${category}, ${market}${estimate ? whyEstimate(question, choice) : ''}.`,
    policy: policy.id,
    card: choice.card.from,
    estimate,
    rule: 'price.rate',
  }
}

function whyEstimate(question: PriceQuestion, { card, exact }: CardChoice): string {
  if (card.currency !== question.currency) return ` (estimate: no rate card in ${question.currency})`
  if (!exact) return ` (estimate: by the rate card of ${card.from})`
  if (question.recipient.phone === null) return " (estimate: the recipient's country is not known)"
  return ' (estimate: the rate card does not list this rate)'
}

const free = (
  question: PriceQuestion,
  choice: CardChoice | undefined,
  market: string,
  rule: PriceRuleId,
  because: string,
  estimate: boolean,
): Price => ({
  amount: '0',
  currency: choice?.card.currency ?? question.currency,
  category: question.message.category,
  market,
  billable: false,
  because,
  policy: question.policy.id,
  card: choice?.card.from ?? '',
  estimate,
  rule,
})

/** Thousands with commas, without the cost of Intl: `1,000`. */
const grouped = (n: number): string =>
  n < 1000 ? String(n) : `${grouped(Math.floor(n / 1000))},${String(n % 1000).padStart(3, '0')}`

type RememberedChoice = { readonly day: string | number; readonly currency: string; readonly choice: CardChoice | undefined }
const remembered = new WeakMap<readonly RateCard[], RememberedChoice>()

/** `cardFor`, remembering the last answer for each list of cards: a million messages of one day ask the same question. */
function chooseCard(question: PriceQuestion): CardChoice | undefined {
  const day = question.day ?? Math.floor(question.now / DAY)
  const known = remembered.get(question.cards)
  if (known !== undefined && known.day === day && known.currency === question.currency) return known.choice
  const choice = cardFor(question.cards, question.day ?? utcDay(question.now), question.currency)
  remembered.set(question.cards, { day, currency: question.currency, choice })
  return choice
}

const utcDay = (at: PlatformTime) => new Date(at).toISOString().slice(0, 10)

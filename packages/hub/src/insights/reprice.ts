import {
  addAmounts,
  type Category,
  HOUR,
  later,
  multiplyAmount,
  type PlatformTime,
  type Policy,
  policyAt,
  type RateCard,
  rateCards,
  startOfDay,
} from '@casement/platform'
import { marketOf, newWindow, priceOf, type WindowState } from '@casement/rules'

/** Charged messages that are alike in all that a price depends on. */
export type Traffic = {
  day: string
  number: string
  category: string
  market: string
  /** The customer service window was open when they went. */
  inWindow: boolean
  pricedAs: string
  currency: string
  messages: number
  cost: string
}

/** Conversations as they were billed before July 2025. */
export type Billed = { number: string; category: string; market: string; conversations: number }

export type Repriced = { category: Category; currency: string; messages: number; cost: string; under: string; estimate: boolean }

/**
 * What the same traffic would have cost under the rules and rate cards of a day, by category, beside what it did cost. The month's
 * free answers are counted along, so `traffic` begins with the month of `from`; rows before it only count. Where conversations were
 * charged and not messages, it is theirs that are priced.
 */
export function reprice(
  {
    traffic,
    conversations,
    from,
    cards = rateCards,
  }: {
    traffic: readonly Traffic[]
    conversations: readonly Billed[]
    from: string
    /** What it is priced by; the lists where nothing is given. */
    cards?: readonly RateCard[]
  },
  day: string,
): { policy: Policy; categories: Repriced[] } {
  const at = later(startOfDay(day), 12 * HOUR)
  const policy = policyAt(at)
  const found = new Map<string, Repriced>()
  const into = (category: Category, currency: string) => {
    const key = `${category} ${currency}`
    const known = found.get(key) ?? { category, currency, messages: 0, cost: '0', under: '0', estimate: false }
    found.set(key, known)
    return known
  }
  const used = new Map<string, number>()
  for (const group of [...traffic].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const category = categoryOf(group.category)
    const free = group.pricedAs === 'free_entry_point'
    const before = group.day < from
    const month = `${group.number} ${group.day.slice(0, 7)}`
    const already = used.get(month) ?? 0
    if (category === 'service' && !free) used.set(month, already + group.messages)
    if (before) continue
    const row = into(category, group.currency)
    row.messages += group.messages
    row.cost = addAmounts(row.cost, group.cost)
    if (policy.pricingModel === 'CBP') continue
    for (const [messages, serviceUsedThisMonth] of byAllowance(policy, category, group.messages, already)) {
      const price = priceOne({ cards, at, policy, currency: group.currency, category, group, free, serviceUsedThisMonth })
      row.under = addAmounts(row.under, multiplyAmount(price.amount, messages))
      row.estimate ||= price.estimate
    }
  }
  if (policy.pricingModel === 'CBP') {
    const currency = traffic[0]?.currency ?? 'USD'
    for (const group of conversations) {
      const category = categoryOf(group.category)
      const row = into(category, currency)
      const free = group.category === 'referral_conversion'
      const price = priceOne({
        cards,
        at,
        policy,
        currency,
        category,
        group: { ...group, inWindow: false },
        free,
        serviceUsedThisMonth: 0,
      })
      row.under = addAmounts(row.under, multiplyAmount(price.amount, group.conversations))
      row.estimate ||= price.estimate
    }
  }
  return { policy, categories: [...found.values()] }
}

/** So many of a group are still among the month's free answers, and so many are past them. */
function byAllowance(policy: Policy, category: Category, messages: number, used: number): [messages: number, used: number][] {
  if (category !== 'service' || policy.free.serviceInCsw === 'unlimited') return [[messages, used]]
  const left = Math.max(0, policy.free.serviceInCsw.perNumberPerMonth - used)
  const free = Math.min(left, messages)
  return [
    [free, used],
    [messages - free, used + left],
  ]
}

function priceOne({
  cards,
  at,
  policy,
  currency,
  category,
  group,
  free,
  serviceUsedThisMonth,
}: {
  cards: readonly RateCard[]
  at: PlatformTime
  policy: Policy
  currency: string
  category: Category
  group: { market: string; inWindow: boolean; category: string }
  free: boolean
  serviceUsedThisMonth: number
}) {
  return priceOf({
    now: at,
    policy,
    cards,
    currency,
    message: {
      kind: category === 'service' ? 'free-form' : 'template',
      type: category === 'service' ? 'text' : 'template',
      category,
      initiator: 'api',
      international: /international/.test(group.category),
    },
    recipient: { phone: somebodyIn(group.market) },
    window: windowOf(at, { inWindow: group.inWindow || category === 'service', free }),
    serviceUsedThisMonth,
  })
}

const windowOf = (at: PlatformTime, { inWindow, free }: { inWindow: boolean; free: boolean }): WindowState => ({
  ...newWindow,
  ...(inWindow ? { lastUserAt: later(at, -HOUR) } : {}),
  ...(free ? { pricedFree: [later(at, -HOUR)] } : {}),
})

const CATEGORIES: readonly Category[] = ['marketing', 'utility', 'authentication']
/** The four that everybody knows: `marketing_lite` is marketing, and what is no template's is service. */
const categoryOf = (spelt: string): Category =>
  CATEGORIES.find((category) => spelt.replace('group_', '').startsWith(category)) ?? 'service'

const inMarket = new Map<string, string | null>()

/** A number of this market by the newest card that knows it; markets were only ever split, so older cards place it rightly too. */
function somebodyIn(market: string): string | null {
  const known = inMarket.get(market)
  if (known !== undefined) return known
  const newest: RateCard[] = [...rateCards].sort((a, b) => (a.from < b.from ? 1 : -1))
  for (const card of newest) {
    for (const prefix of Object.keys(card.prefixes)) {
      if (card.prefixes[prefix] !== market) continue
      const phone = ['2', '5', '9', '3'].map((digit) => prefix + digit.repeat(9)).find((made) => marketOf(made, card) === market)
      if (phone) {
        inMarket.set(market, phone)
        return phone
      }
    }
  }
  inMarket.set(market, null)
  return null
}

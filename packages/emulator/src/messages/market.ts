import type { PlatformTime, RateCard } from '@casement/platform'
import { rateCards } from '@casement/platform'
import { cachedDay } from '../world/world.ts'

/** The market of a number: the longest listed prefix decides, and what no prefix covers is `Other`. */
export function marketByPrefix(digits: string, card: RateCard): string {
  for (let length = Math.min(7, digits.length); length > 0; length--) {
    const market = card.prefixes[digits.slice(0, length)]
    if (market !== undefined) return market
  }
  return 'Other'
}

/** The card in force on the account's day; before the first one, the first. */
export function cardAt(at: PlatformTime, currency: string, timeZone: string): RateCard | undefined {
  const day = cachedDay(at, timeZone)
  const key = `${currency}:${day}`
  const known = chosen.get(key)
  if (known) return known
  const own = rateCards.filter((card) => card.currency === currency)
  const sorted = [...(own.length > 0 ? own : rateCards)].sort((a, b) => (a.from < b.from ? -1 : 1))
  const card = sorted.findLast((candidate) => candidate.from <= day) ?? sorted[0]
  if (chosen.size > 500) chosen.clear()
  if (card) chosen.set(key, card)
  return card
}
const chosen = new Map<string, RateCard>()

/** What one billable message costs. A market without such a rate is taken as its utility rate, as service messages are. */
export function rateOf(card: RateCard | undefined, market: string, category: string): string {
  const rates = card?.markets[market] ?? card?.markets.Other
  if (!rates) return '0'
  if (category === 'marketing' || category === 'marketing_lite') return rates.marketing ?? '0'
  if (category === 'authentication') return rates.authentication ?? '0'
  if (category === 'authentication-international') return rates[category] ?? rates.authentication ?? '0'
  if (category === 'service') return rates.service ?? rates.utility ?? '0'
  return rates.utility ?? '0'
}

import type { RateCard, RateCategory } from '@casement/platform'
import { cardFor } from './rate.ts'

/**
 * What a business pays for one market and category from a day on (`YYYY-MM-DD`, the account's calendar), until another own rate of the
 * same begins. `amount` null: from then on the list price again.
 */
export type OwnRate = {
  readonly currency: string
  readonly market: string
  readonly category: RateCategory
  readonly from: string
  readonly amount: string | null
}

/**
 * The list cards with a business's own rates laid over them. On each day on which one begins or ends there is a card, made of the list
 * card of that day; a later list card keeps the own rates that still hold. A rate of one's own has no volume tiers. Own rates of a
 * currency or a market that no card has change nothing.
 */
export function withOwnRates(cards: readonly RateCard[], own: readonly OwnRate[]): readonly RateCard[] {
  if (own.length === 0) return cards
  const touched = new Set(own.map(({ currency }) => currency))
  const made = [...touched].flatMap((currency) => {
    const listed = cards.filter((card) => card.currency === currency)
    const mine = own.filter((rate) => rate.currency === currency).toSorted((a, b) => (a.from < b.from ? -1 : 1))
    const days = listed.length === 0 ? [] : [...new Set([...listed, ...mine].map(({ from }) => from))].sort()
    return days.flatMap((day) => {
      const base = cardFor(listed, day, currency)?.card
      return base
        ? [
            overlaid(
              { ...base, from: day },
              mine.filter(({ from }) => from <= day),
            ),
          ]
        : []
    })
  })
  return [...cards.filter(({ currency }) => !touched.has(currency)), ...made]
}

/** `mine` in the order in which they begin: the last of a market and category holds. */
function overlaid(card: RateCard, mine: readonly OwnRate[]): RateCard {
  const inForce = new Map(mine.map((rate) => [`${rate.market} ${rate.category}`, rate]))
  const markets: Record<string, RateCard['markets'][string]> = { ...card.markets }
  const tiers: Record<string, NonNullable<RateCard['tiers']>[string]> = { ...card.tiers }
  for (const { market, category, amount } of inForce.values()) {
    const listed = markets[market]
    if (amount === null || listed === undefined) continue
    markets[market] = { ...listed, [category]: amount }
    const { [category]: _, ...others } = tiers[market] ?? {}
    tiers[market] = others
  }
  return { ...card, markets, ...(card.tiers ? { tiers } : {}) }
}

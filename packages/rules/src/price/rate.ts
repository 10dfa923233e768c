import type { RateCard, RateCategory } from '@casement/platform'

/** A card and whether it is really the one of the day, in the currency that was asked for. */
export type CardChoice = { readonly card: RateCard; readonly exact: boolean }

/**
 * The rate card in force on a day (`YYYY-MM-DD`, the account's calendar): the latest that began by then. Before the first card of
 * a currency, the nearest later one, not exact. A currency without any card is answered from another currency's, not exact either;
 * undefined only when there is no card at all.
 */
export function cardFor(cards: readonly RateCard[], day: string, currency: string): CardChoice | undefined {
  let inForce: RateCard | undefined
  let next: RateCard | undefined
  for (const card of cards) {
    if (card.currency !== currency) continue
    if (card.from <= day) {
      if (inForce === undefined || card.from > inForce.from) inForce = card
    } else if (next === undefined || card.from < next.from) next = card
  }
  if (inForce) return { card: inForce, exact: true }
  if (next) return { card: next, exact: false }
  const substitute = cards.find((card) => card.currency === 'USD') ?? cards[0]
  const choice = substitute && substitute.currency !== currency ? cardFor(cards, day, substitute.currency) : undefined
  return choice && { card: choice.card, exact: false }
}

/** A rate and whether the card really lists it for this category and market. */
export type Rate = { readonly amount: string; readonly exact: boolean }

const noRate: Rate = { amount: '0', exact: false }

/**
 * The rate of one category in one market. A card from before service messages had a price lends the utility rate, which Meta made
 * the service rate; a market without an international rate for codes has only the ordinary one. `charged` is how many messages of
 * this market and category were charged before this one this month, where the card has volume tiers; unknown: the list rate, which
 * is an upper bound.
 */
export function rateOf(card: RateCard, market: string, category: RateCategory, charged?: number): Rate {
  const rates = card.markets[market] ?? card.markets.Other
  if (rates === undefined) return noRate
  const listed = rates[category]
  if (listed === null || listed === undefined) {
    if (category === 'authentication-international') return rateOf(card, market, 'authentication', charged)
    const substitute = category === 'service' ? rates.utility : null
    return substitute === null ? noRate : { amount: substitute, exact: false }
  }
  if (charged !== undefined) {
    for (const tier of card.tiers?.[market]?.[category] ?? []) {
      if (tier.upTo === null || charged < tier.upTo) return { amount: tier.rate, exact: true }
    }
  }
  return { amount: listed, exact: true }
}

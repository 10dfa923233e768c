import { type RateCard, rateCards } from '@casement/platform'
import { expect, test } from 'vitest'
import { type OwnRate, withOwnRates } from './own-rates.ts'
import { cardFor, rateOf } from './rate.ts'

const rates = (utility: string) => ({ marketing: '0.10', utility, authentication: '0.03', service: null })
const card = (from: string, utility: string): RateCard => ({
  currency: 'USD',
  from,
  source: 'list',
  estimate: false,
  markets: { France: rates(utility), Other: rates('0.05') },
  prefixes: {},
  tiers: { France: { utility: [{ upTo: 10, rate: '0.04' }], marketing: [{ upTo: null, rate: '0.09' }] } },
})
const list = [card('2026-01-01', '0.04'), card('2026-07-01', '0.06')]
const own = (from: string, amount: string | null, more: Partial<OwnRate> = {}): OwnRate => ({
  currency: 'USD',
  market: 'France',
  category: 'utility',
  from,
  amount,
  ...more,
})
const on = (day: string, mine: readonly OwnRate[], market = 'France', category: OwnRate['category'] = 'utility') =>
  rateOf(cardFor(withOwnRates(list, mine), day, 'USD')?.card as RateCard, market, category).amount

test.each<[string, string, readonly OwnRate[], string]>([
  ['the day before it begins', '2026-02-28', [own('2026-03-01', '0.02')], '0.04'],
  ['the day it begins', '2026-03-01', [own('2026-03-01', '0.02')], '0.02'],
  ['it outlives the next list card', '2026-07-01', [own('2026-03-01', '0.02')], '0.02'],
  ['until another begins', '2026-08-01', [own('2026-03-01', '0.02'), own('2026-08-01', '0.01')], '0.01'],
  ['whichever was written first', '2026-08-01', [own('2026-08-01', '0.01'), own('2026-03-01', '0.02')], '0.01'],
  ['or the list holds again', '2026-08-01', [own('2026-03-01', '0.02'), own('2026-08-01', null)], '0.06'],
  ['of another currency it changes nothing', '2026-08-01', [own('2026-03-01', '0.02', { currency: 'EUR' })], '0.06'],
  ['of a market that no card has neither', '2026-08-01', [own('2026-03-01', '0.02', { market: 'Atlantis' })], '0.06'],
])('%s', (_name, day, mine, amount) => {
  expect(on(day, mine)).toBe(amount)
})

test('its neighbours keep their list price, and their volume tiers', () => {
  const mine = [own('2026-03-01', '0.02')]
  expect([on('2026-03-01', mine, 'France', 'marketing'), on('2026-03-01', mine, 'Other')]).toEqual(['0.10', '0.05'])
  const made = cardFor(withOwnRates(list, mine), '2026-03-01', 'USD')?.card as RateCard
  expect(rateOf(made, 'France', 'utility', 3)).toEqual({ amount: '0.02', exact: true })
  expect(rateOf(made, 'France', 'marketing', 3)).toEqual({ amount: '0.09', exact: true })
})

test('without own rates the cards are the same list, so that what was remembered of it still holds', () => {
  expect(withOwnRates(rateCards, [])).toBe(rateCards)
})

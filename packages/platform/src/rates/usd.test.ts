import { describe, expect, test } from 'vitest'
import { isAmount } from '../money.ts'
import type { RateCard } from './rate-card.ts'
import { rateCards } from './usd.ts'

const cardOf = (from: string) => rateCards.find((card) => card.from === from) as RateCard
/** The market of a number, worked out here the slow way: the longest prefix on the card. */
const marketOf = (phone: string, card: RateCard) =>
  Object.entries(card.prefixes)
    .filter(([prefix]) => phone.startsWith(prefix))
    .sort(([a], [b]) => b.length - a.length)[0]?.[1]

test('the cards begin with per-message pricing and follow each other', () => {
  expect(rateCards.map((card) => [card.from, Object.keys(card.markets).length])).toEqual([
    ['2025-07-01', 32],
    ['2025-10-01', 32],
    ['2026-01-01', 38],
    ['2026-07-01', 38],
    ['2026-10-01', 47],
  ])
})

describe.each(rateCards.map((card) => [card.from, card] as const))('the card of %s', (_, card) => {
  test('is marked as an estimate, with the reason', () => {
    expect(card).toMatchObject({ currency: 'USD', estimate: true, note: expect.stringMatching(/\w/) })
  })

  test('has a rate for each market that a number can lie in, and no other', () => {
    expect([...new Set(Object.values(card.prefixes))].sort()).toEqual(Object.keys(card.markets).sort())
  })

  test('holds decimals only', () => {
    for (const rates of Object.values(card.markets)) {
      for (const rate of Object.values(rates)) expect(rate === null || (isAmount(rate) && /^\d\.\d{4}$/.test(rate))).toBe(true)
    }
  })

  test('prices replies only since they can cost something', () => {
    for (const rates of Object.values(card.markets)) expect(rates.service === null).toBe(card.from < '2026-10-01')
  })

  test('has volume tiers that begin at the list rate and fall', () => {
    for (const [market, categories] of Object.entries(card.tiers ?? {})) {
      for (const [category, tiers] of Object.entries(categories)) {
        expect(tiers[0]?.rate).toBe(card.markets[market]?.[category as 'utility'])
        expect(tiers.at(-1)?.upTo).toBeNull()
        const rates = tiers.map((tier) => tier.rate)
        expect(rates).toEqual([...rates].sort().reverse())
      }
    }
  })
})

describe('rates that changed, on both sides of the day', () => {
  test.each([
    ['France', 'marketing', '2025-10-01', '0.1432', '2026-01-01', '0.0859'],
    ['India', 'marketing', '2025-10-01', '0.0107', '2026-01-01', '0.0118'],
    ['Egypt', 'marketing', '2025-10-01', '0.1073', '2026-01-01', '0.0644'],
    ['North America', 'utility', '2025-10-01', '0.0040', '2026-01-01', '0.0034'],
    ['Mexico', 'marketing', '2026-07-01', '0.0305', '2026-10-01', '0.0397'],
    ['Pakistan', 'utility', '2026-07-01', '0.0100', '2026-10-01', '0.0150'],
    ['Rest of Asia Pacific', 'marketing', '2026-07-01', '0.0732', '2026-10-01', '0.0842'],
    ['United Kingdom', 'service', '2026-07-01', null, '2026-10-01', '0.0220'],
    ['Argentina', 'authentication', '2025-07-01', '0.0367', '2025-10-01', '0.0260'],
    ['India', 'authentication-international', '2026-01-01', '0.0280', '2026-07-01', '0.0304'],
  ] as const)('%s %s: from %s %s, from %s %s', (market, category, before, was, after, is) => {
    expect(cardOf(before).markets[market]?.[category]).toBe(was)
    expect(cardOf(after).markets[market]?.[category]).toBe(is)
  })
})

describe('the market of a number', () => {
  test.each([
    ['447700900456', 'United Kingdom', 'United Kingdom'],
    ['12125550100', 'North America', 'North America'],
    ['14165550100', 'North America', 'North America'],
    ['18765550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['16585550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['18095550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['18295550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['18495550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['17875550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['19395550100', 'Rest of Latin America', 'Rest of Latin America'],
    ['12425550100', 'Other', 'Other'],
    ['18685550100', 'Other', 'Other'],
    ['79165550100', 'Russia', 'Russia'],
    ['77015550100', 'Other', 'Kazakhstan'],
    ['76005550100', 'Other', 'Kazakhstan'],
    ['8801712345678', 'Rest of Asia Pacific', 'Bangladesh'],
    ['9647701234567', 'Rest of Middle East', 'Iraq'],
    ['96550012345', 'Rest of Middle East', 'Kuwait'],
    ['212612345678', 'Rest of Africa', 'Morocco'],
    ['9779812345678', 'Rest of Asia Pacific', 'Nepal'],
    ['96892123456', 'Rest of Middle East', 'Oman'],
    ['94712345678', 'Rest of Asia Pacific', 'Sri Lanka'],
    ['380501234567', 'Rest of Central & Eastern Europe', 'Ukraine'],
    ['85261234567', 'Hong Kong', 'Hong Kong'],
    ['97431234567', 'Qatar', 'Qatar'],
    ['263771234567', 'Rest of Africa', 'Rest of Africa'],
  ])('%s lies in %s to September 2026, in %s since', (phone, before, since) => {
    expect(marketOf(phone, cardOf('2026-07-01'))).toBe(before)
    expect(marketOf(phone, cardOf('2026-10-01'))).toBe(since)
  })

  test('Zimbabwe joined Rest of Africa in October 2025', () => {
    expect(marketOf('263771234567', cardOf('2025-07-01'))).toBe('Other')
    expect(marketOf('263771234567', cardOf('2025-10-01'))).toBe('Rest of Africa')
  })

  test('Hong Kong, Hungary, Poland, Qatar, Romania and Singapore were regional in 2025', () => {
    const phones = ['85261234567', '36201234567', '48501234567', '97431234567', '40712345678', '6581234567']
    expect(phones.map((phone) => marketOf(phone, cardOf('2025-10-01')))).toEqual([
      'Rest of Asia Pacific',
      'Rest of Central & Eastern Europe',
      'Rest of Central & Eastern Europe',
      'Rest of Middle East',
      'Rest of Central & Eastern Europe',
      'Rest of Asia Pacific',
    ])
  })
})

import { platformTime, rateCards } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { before, cameByAd, freeForm, hours, template, today, windowOf, wrote } from '../testing/example-situation.ts'
import { priceOf } from './price.ts'
import { priceAfter, priceDifference, type StatusPricing } from './price-after.ts'

const question = { at: today, cards: rateCards, currency: 'USD', phone: '447700900456' }

test.each<[string, StatusPricing, string, boolean]>([
  ['a charged template', { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' }, '0.0635', true],
  ['an answer past the free ones', { billable: true, type: 'regular', category: 'service' }, '0.0220', true],
  ['an answer among the free ones', { billable: false, type: 'free_customer_service', category: 'service' }, '0', false],
  ['anything in a free entry point', { billable: false, type: 'free_entry_point', category: 'referral_conversion' }, '0', false],
  [
    'the type wins over the field that Meta retires',
    { billable: true, type: 'free_customer_service', category: 'utility' },
    '0',
    false,
  ],
  ['and the other way round', { billable: false, type: 'regular', category: 'utility' }, '0.0220', true],
  ['a type of next year', { billable: false, type: 'on_the_house', category: 'utility' }, '0', false],
  ['a conversation of the old kind', { billable: true, pricing_model: 'CBP', category: 'utility' }, '0.0220', true],
  ['an offer by the marketing API', { type: 'regular', category: 'marketing_lite' }, '0.0635', true],
  ['a code from abroad, spelt one way', { type: 'regular', category: 'authentication-international' }, '0.0220', true],
  ['and the other', { type: 'regular', category: 'authentication_international' }, '0.0220', true],
  ['a group message', { type: 'regular', category: 'group_utility' }, '0.0220', true],
])('%s', (_label, pricing, amount, billable) => {
  expect(priceAfter(pricing, question)).toMatchObject({
    amount,
    billable,
    currency: 'USD',
    market: 'United Kingdom',
    card: '2026-10-01',
  })
})

test('a category that no card prices is charged at an unknown rate, and says so', () => {
  expect(priceAfter({ type: 'regular', category: 'general_purpose_ai' }, question)).toMatchObject({
    amount: '0',
    billable: true,
    exact: false,
  })
})

test('the day of acceptance in the account’s time zone decides the card', () => {
  const utility = (at: string, timeZone?: string) =>
    priceAfter(
      { type: 'regular', category: 'marketing' },
      { ...question, phone: '971501234567', at: platformTime(at), ...(timeZone ? { timeZone } : {}) },
    ).amount
  expect([
    utility('2026-09-30T23:59:59Z'),
    utility('2026-10-01T00:00:00Z'),
    utility('2026-10-01T00:00:00Z', 'America/New_York'),
  ]).toEqual(['0.0499', '0.0576', '0.0499'])
})

describe('the difference to what was shown before', () => {
  const offer = priceOf(template('marketing'))
  const answer = priceOf(freeForm({ window: windowOf(wrote(before(today, hours(1)))), serviceUsedThisMonth: 998 }))
  const maybeFree = priceOf(template('marketing', { window: windowOf(cameByAd(before(today, hours(1)))) }))

  test.each([
    ['as said', offer, { type: 'regular', category: 'marketing' }, '0.0000', 'as-said', 'It cost what was shown before sending.'],
    [
      'free after all',
      offer,
      { type: 'free_entry_point', category: 'referral_conversion' },
      '-0.0635',
      'less',
      'It was free: a free entry point was open. $0.0635 had been expected.',
    ],
    [
      'not free after all',
      maybeFree,
      { type: 'regular', category: 'marketing' },
      '0.0635',
      'more',
      'The free entry point was not open after all, so it cost $0.0635.',
    ],
    [
      'another category',
      priceOf(template('utility')),
      { type: 'regular', category: 'marketing' },
      '0.0415',
      'more',
      'Meta billed it as marketing, not utility: $0.0635 instead of $0.0220.',
    ],
    [
      'the free ones were used up',
      answer,
      { type: 'regular', category: 'service' },
      '0.0220',
      'more',
      "It had been expected free (Free: 2 of this number's 1,000 left this month); Meta billed $0.0220.",
    ],
  ] as const)('%s', (_label, shown, pricing, amount, kind, because) => {
    expect(priceDifference(shown, priceAfter(pricing, question))).toEqual({ amount, currency: 'USD', kind, because })
  })
})

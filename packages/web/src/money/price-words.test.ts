import { describe, expect, it } from 'vitest'
import { amountText, priceUnderBubble } from './price-words.ts'

describe('money as it is read', () => {
  it.each([
    ['0.0220', 'USD', 4, '$0.0220'],
    ['0.022', 'USD', 4, '$0.0220'],
    ['0.0635', 'EUR', 4, '€0.0635'],
    ['12.345', 'USD', 2, '$12.35'],
    ['0', 'GBP', 4, '£0.0000'],
    ['1.5', 'CHF', 2, 'CHF\u202f1.50'],
  ])('%s %s with %d decimals is %s', (amount, currency, decimals, text) => {
    expect(amountText(amount, currency, decimals)).toBe(text)
  })

  it.each([
    [{ amount: '0.0220', currency: 'USD', category: 'utility' }, '$0.0220 utility'],
    [{ amount: '0', currency: 'USD', category: 'service' }, 'free'],
    [{ amount: '0', currency: 'USD', category: 'service', allowance: { used: 810, of: 1000 } }, 'free, 811 of 1,000'],
  ] as const)('under a bubble: %o', (price, text) => expect(priceUnderBubble(price)).toBe(text))
})

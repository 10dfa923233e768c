import { describe, expect, test } from 'vitest'
import { reprice, type Traffic } from './reprice.ts'

const traffic = (more: Partial<Traffic>): Traffic => ({
  day: '2026-11-10',
  number: '1',
  category: 'utility',
  market: 'United Kingdom',
  inWindow: true,
  pricedAs: 'regular',
  currency: 'USD',
  messages: 100,
  cost: '2.2',
  ...more,
})
const under = (rows: Traffic[], day: string, from = '2026-11-01') =>
  reprice({ traffic: rows, conversations: [], from }, day).categories.map(({ category, under }) => [category, Number(under)])

describe('the same traffic under other rules', () => {
  test.each<[string, Partial<Traffic>, string, string, number]>([
    ['utility inside the window was free in 2025', {}, '2025-07-15', 'utility', 0],
    ['outside it was not', { inWindow: false }, '2025-07-15', 'utility', 2.2],
    ['and today it is not inside either', {}, '2026-11-15', 'utility', 2.2],
    ['answers were free in 2025', { category: 'service', messages: 5_000 }, '2025-07-15', 'service', 0],
    ['today all but a thousand a month cost', { category: 'service', messages: 1_001 }, '2026-11-15', 'service', 0.022],
    ['a thousand do not', { category: 'service', messages: 1_000 }, '2026-11-15', 'service', 0],
    ['a free entry point is free', { category: 'marketing', pricedAs: 'free_entry_point' }, '2026-11-15', 'marketing', 0],
    ['marketing_lite is marketing', { category: 'marketing_lite', messages: 1 }, '2026-11-15', 'marketing', 0.0635],
  ])('%s', (_label, more, day, category, cost) => {
    const [found] = under([traffic(more)], day)
    expect(found?.[0]).toBe(category)
    expect(found?.[1]).toBeCloseTo(cost, 6)
  })

  test('answers of the month before the first day use up its free ones', () => {
    const rows = [
      traffic({ day: '2026-11-02', category: 'service', messages: 900, cost: '0' }),
      traffic({ day: '2026-11-10', category: 'service', messages: 200, cost: '2.2' }),
    ]
    const { categories } = reprice({ traffic: rows, conversations: [], from: '2026-11-05' }, '2026-11-15')
    expect(categories).toMatchObject([
      { category: 'service', messages: 200, cost: '2.2', under: expect.stringMatching(/^2\.20*$/) },
    ])
  })

  test('each number and each month has free ones of its own', () => {
    const row = (number: string, day: string) => traffic({ number, day, category: 'service', messages: 1_000 })
    expect(under([row('1', '2026-10-31'), row('1', '2026-11-01'), row('2', '2026-11-01')], '2026-11-15', '2026-10-01')).toEqual([
      ['service', 0],
    ])
  })

  test('before July 2025 conversations are priced and messages are not', () => {
    const { policy, categories } = reprice(
      {
        traffic: [traffic({ category: 'marketing', messages: 100, cost: '6.35' })],
        conversations: [{ number: '1', category: 'marketing', market: 'United Kingdom', conversations: 10 }],
        from: '2026-11-01',
      },
      '2025-05-15',
    )
    expect(policy.id).toBe('CBP')
    const rate = Number(categories[0]?.under) / 10
    expect(rate).toBeGreaterThan(0.01)
    expect(rate).toBeLessThan(0.1)
  })
})

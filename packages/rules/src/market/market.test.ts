import { platformTime, rateCards } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketOf } from './market.ts'
import { blocksMarketing, isUnitedStatesPhone } from './united-states.ts'

const card = rateCards
  .filter((one) => one.currency === 'USD')
  .sort((a, b) => a.from.localeCompare(b.from))
  .at(-1)
if (!card) throw new Error('There is no card in dollars.')

test.each([
  ['447700900456', 'United Kingdom'],
  ['14165550123', 'North America'],
  ['18095550123', 'Rest of Latin America'],
  ['12425550123', 'Other'],
  ['79161234567', 'Russia'],
  ['77012345678', 'Kazakhstan'],
  ['85212345678', 'Hong Kong'],
  ['4', 'Other'],
  ['', 'Other'],
  ['999123', 'Other'],
])('+%s: %s', (phone, market) => {
  expect(marketOf(phone, card)).toBe(market)
})

test('is always the market of the longest prefix that is listed', () => {
  const longest = (phone: string) => {
    for (let length = phone.length; length > 0; length--) {
      const market = card.prefixes[phone.slice(0, length)]
      if (market) return market
    }
    return 'Other'
  }
  const someOfTheCard = fc
    .tuple(fc.constantFrom(...Object.keys(card.prefixes)), fc.stringMatching(/^\d{0,9}$/))
    .map(([prefix, rest]) => prefix + rest)
  fc.assert(
    fc.property(fc.oneof(someOfTheCard, fc.stringMatching(/^\d{0,15}$/)), (phone) => {
      expect(marketOf(phone, card)).toBe(longest(phone))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['14155550123', true, 'San Francisco'],
  ['12125550123', true, 'New York'],
  ['19075550123', true, 'Anchorage'],
  ['14165550123', false, 'Toronto'],
  ['18675550123', false, 'Yellowknife'],
  ['18765550123', false, 'Kingston'],
  ['17875550123', false, 'San Juan, which rate cards count as Latin America'],
  ['447700900456', false, 'London'],
  ['1415555012', false, 'a number that is too short'],
])('+%s is of the United States: %s (%s)', (phone, american) => {
  expect(isUnitedStatesPhone(phone)).toBe(american)
})

test('marketing to them stopped on the first of April 2025', () => {
  expect(blocksMarketing('14155550123', platformTime('2025-03-31T23:59:59Z'))).toBe(false)
  expect(blocksMarketing('14155550123', platformTime('2025-04-01T00:00:00Z'))).toBe(true)
})

import { type PlatformTime, platformTime, policyAt, rateCards } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Price } from '../decision.ts'
import type { Situation } from '../situation.ts'
import {
  before,
  cameByAd,
  freeForm,
  hours,
  pricedFree,
  replyDelivered,
  september2025,
  template,
  today,
  windowOf,
  wrote,
} from '../testing/example-situation.ts'
import { newWindow, type WindowState } from '../window/state.ts'
import { priceOf } from './price.ts'
import { priceRules } from './price-rules.ts'

const closed = () => newWindow
const open = (now: PlatformTime) => windowOf(wrote(before(now, hours(1))))
const entryOpen = (now: PlatformTime) =>
  windowOf(
    cameByAd(before(now, hours(20))),
    replyDelivered(before(now, hours(19)), before(now, hours(19))),
    pricedFree(before(now, hours(19)), platformTime(now + hours(53))),
  )
const entryShut = (now: PlatformTime) =>
  windowOf(
    cameByAd(before(now, hours(40))),
    replyDelivered(before(now, hours(39)), before(now, hours(39))),
    pricedFree(before(now, hours(39)), platformTime(now + hours(33))),
  )

const rate = { marketing: '0.0635', utility: '0.0220', authentication: '0.0220' }
const paid = 'paid'
const free = 'free'

describe('the table of the two source documents (autumn 2025) and what changed on 1 October 2026, in London', () => {
  test.each<[string, 'service' | 'utility' | 'marketing' | 'authentication', (now: PlatformTime) => WindowState, string, string]>(
    [
      // what, the window, September 2025, November 2026
      ['utility, everything closed', 'utility', closed, paid, paid],
      ['marketing, everything closed', 'marketing', closed, paid, paid],
      ['authentication, everything closed', 'authentication', closed, paid, paid],
      ['free form, window open', 'service', open, free, free],
      ['utility, window open', 'utility', open, free, paid],
      ['marketing, window open', 'marketing', open, paid, paid],
      ['authentication, window open', 'authentication', open, paid, paid],
      ['free form, both open', 'service', entryOpen, free, free],
      ['utility, both open', 'utility', entryOpen, free, free],
      ['marketing, both open', 'marketing', entryOpen, free, free],
      ['authentication, both open', 'authentication', entryOpen, free, free],
      ['utility, only the free entry point open', 'utility', entryShut, free, free],
      ['marketing, only the free entry point open', 'marketing', entryShut, free, free],
      ['authentication, only the free entry point open', 'authentication', entryShut, free, free],
    ],
  )('%s', (_label, category, window, then, now) => {
    const price = (at: PlatformTime): Price =>
      priceOf(
        category === 'service' ? freeForm({ now: at, window: window(at) }) : template(category, { now: at, window: window(at) }),
      )
    const cost = ({ billable, amount }: Price) => {
      expect(amount === '0').toBe(!billable)
      return billable ? paid : free
    }
    expect([cost(price(september2025)), cost(price(today))]).toEqual([then, now])
    if (category !== 'service' && now === paid)
      expect(price(today)).toMatchObject({
        amount: rate[category],
        currency: 'USD',
        market: 'United Kingdom',
        card: '2026-10-01',
      })
  })
})

describe('the monthly free messages of a number, since October 2026', () => {
  const answer = (serviceUsedThisMonth: number, change: Partial<Situation> = {}) =>
    priceOf(freeForm({ window: open(today), serviceUsedThisMonth, ...change }))

  test.each([
    [0, '0', "Free: 1,000 of this number's 1,000 left this month."],
    [788, '0', "Free: 212 of this number's 1,000 left this month."],
    [999, '0', "Free: 1 of this number's 1,000 left this month."],
    [1000, '0.0220', '$0.0220, service, United Kingdom.'],
    [5000, '0.0220', '$0.0220, service, United Kingdom.'],
  ])('after %i', (used, amount, because) => {
    expect(answer(used)).toMatchObject({ amount, because, estimate: false })
  })

  test('tells how many were used while there are some', () => {
    expect(answer(788).allowance).toEqual({ used: 788, of: 1000 })
    expect(answer(1000)).not.toHaveProperty('allowance')
  })

  test('is not touched by utility templates, reactions or a confirmed free entry point', () => {
    expect(priceOf(template('utility', { window: open(today), serviceUsedThisMonth: 10 }))).not.toHaveProperty('allowance')
    expect(
      answer(1000, { message: { kind: 'free-form', type: 'reaction', category: 'service', initiator: 'person' } }),
    ).toMatchObject({ amount: '0', rule: 'price.reaction' })
    expect(priceOf(freeForm({ window: entryOpen(today), serviceUsedThisMonth: 10 }))).not.toHaveProperty('allowance')
  })

  test('did not exist before', () => {
    expect(priceOf(freeForm({ now: september2025, window: open(september2025), serviceUsedThisMonth: 9_999 }))).toMatchObject({
      amount: '0',
      policy: 'PMP_V1',
      rule: 'price.service-free',
    })
  })

  test('came with the first second of October in the account’s time zone', () => {
    const last = platformTime('2026-09-30T23:59:59.999Z')
    const first = platformTime('2026-10-01T00:00:00Z')
    const policyOf = (now: PlatformTime) => priceOf(freeForm({ now, window: open(now) })).policy
    expect([policyOf(last), policyOf(first)]).toEqual(['PMP_V1', 'PMP_V2'])
    expect(policyAt(first, 'America/New_York').id).toBe('PMP_V1')
  })
})

describe('a free entry point that nobody confirmed', () => {
  const offer = (window: WindowState) => priceOf(template('marketing', { window }))

  test('is not promised: the price is an estimate and says what is due otherwise', () => {
    const estimated = windowOf(
      cameByAd(before(today, hours(30))),
      replyDelivered(before(today, hours(29)), before(today, hours(29))),
    )
    expect(offer(estimated)).toMatchObject({
      amount: '0',
      billable: false,
      estimate: true,
      atMost: '0.0635',
      because: 'Probably free: the free entry point seems open. Otherwise $0.0635.',
    })
  })

  test('the first reply to an ad is one too', () => {
    expect(offer(windowOf(cameByAd(before(today, hours(1)))))).toMatchObject({ amount: '0', estimate: true, atMost: '0.0635' })
  })

  test('a confirmed one is certain', () => {
    expect(offer(entryShut(today))).toMatchObject({
      amount: '0',
      estimate: false,
      because: 'Free: the free entry point is open.',
    })
    expect(offer(entryShut(today))).not.toHaveProperty('atMost')
  })

  test('what is free anyway is not made uncertain by it', () => {
    expect(priceOf(freeForm({ window: windowOf(cameByAd(before(today, hours(1)))) }))).toMatchObject({
      amount: '0',
      estimate: false,
      rule: 'price.service-allowance',
    })
  })
})

describe('where and when', () => {
  test.each([
    ['5511987654321', 'Brazil', '0.0068'],
    ['14155550123', 'North America', '0.0034'],
    ['18765550123', 'Rest of Latin America', '0.0113'],
    ['77012345678', 'Kazakhstan', '0.0180'],
    ['79161234567', 'Russia', '0.0400'],
    ['919812345678', 'India', '0.0014'],
    ['88212345678', 'Other', '0.0077'],
  ])('+%s is %s: $%s', (phone, market, amount) => {
    const price = priceOf(template('utility', { recipient: { phone } }))
    expect(price).toMatchObject({ market, amount, because: `$${amount}, utility, ${market}.`, estimate: false })
  })

  test('a day before the first card is priced by the nearest later one, and says so', () => {
    const price = priceOf(template('marketing', { now: platformTime('2024-05-01T00:00:00Z') }))
    expect(price).toMatchObject({ policy: 'CBP', estimate: true })
    expect(price.card > '2024-05-01').toBe(true)
  })

  test('figures that a card itself calls estimates make no estimate of the price of its days', () => {
    const price = (estimate: boolean) => priceOf(template('utility', { cards: rateCards.map((card) => ({ ...card, estimate })) }))
    expect(price(true)).toEqual(price(false))
    expect(price(true).estimate).toBe(false)
  })

  test('a currency without a card is priced in dollars, and says so', () => {
    expect(priceOf(template('marketing', { currency: 'NOK' }))).toMatchObject({
      amount: '0.0635',
      currency: 'USD',
      estimate: true,
      because: '$0.0635, marketing, United Kingdom (estimate: no rate card in NOK).',
    })
  })

  test('someone known by a business-scoped id only is priced as elsewhere, and says so', () => {
    expect(priceOf(template('utility', { recipient: { phone: null, bsuid: 'GB.7Qx41mA' } }))).toMatchObject({
      market: 'Other',
      estimate: true,
    })
  })

  test('no card at all is no zero in disguise', () => {
    expect(priceOf(template('utility', { cards: [] }))).toMatchObject({
      billable: true,
      estimate: true,
      because: 'The price is unknown: no rate card is loaded.',
    })
  })

  test('the day of the account chooses the card, not that of Greenwich', () => {
    const now = platformTime('2026-09-30T22:00:00Z')
    const inSydney = template('marketing', { now, recipient: { phone: '971501234567' }, day: '2026-10-01' })
    expect(priceOf(inSydney).amount).toBe('0.0576')
    expect(priceOf({ ...inSydney, day: '2026-09-30' }).amount).toBe('0.0499')
  })
})

test('conversations before July 2025: inside an open one of its category nothing is due', () => {
  const now = platformTime('2025-05-01T12:00:00Z')
  expect(priceOf(template('utility', { now }))).toMatchObject({ billable: true })
  expect(priceOf(template('utility', { now, openConversations: ['utility'] }))).toMatchObject({
    amount: '0',
    rule: 'price.conversation-open',
  })
  expect(priceOf(template('utility', { now, openConversations: ['marketing'] }))).toMatchObject({ billable: true })
  expect(priceOf(freeForm({ now, window: open(now) }))).toMatchObject({ amount: '0', rule: 'price.service-free' })
})

test('codes from abroad cost the international rate where the market has one', () => {
  const code = (phone: string, international: boolean) =>
    priceOf(
      template('authentication', {
        recipient: { phone },
        message: { kind: 'template', type: 'template', category: 'authentication', initiator: 'api', international },
      }),
    )
  expect(code('919812345678', true).amount).toBe('0.0304')
  expect(code('919812345678', false).amount).toBe('0.0014')
  expect(code('447700900456', true).amount).toBe('0.0220')
})

test('never negative, free only where a row says so, never promised on an estimate', () => {
  const freeRules = new Set<string>(priceRules.map((rule) => rule.id).filter((id) => id !== 'price.rate'))
  const windows = [
    closed,
    open,
    entryOpen,
    entryShut,
    (now: PlatformTime) => windowOf(cameByAd(before(now, hours(1)))),
    (now: PlatformTime) =>
      windowOf(cameByAd(before(now, hours(30))), replyDelivered(before(now, hours(29)), before(now, hours(29)))),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom('service', 'utility', 'marketing', 'authentication'),
      fc.constantFrom(...windows),
      fc.integer({ min: Date.parse('2023-01-01'), max: Date.parse('2027-12-31') }),
      fc.nat(2_000),
      fc.stringMatching(/^[1-9]\d{6,14}$/),
      (category, window, ms, serviceUsedThisMonth, phone) => {
        const now = platformTime(ms)
        const change = { now, window: window(now), serviceUsedThisMonth, recipient: { phone } }
        const price = priceOf(category === 'service' ? freeForm(change) : template(category, change))
        expect(price.amount).toMatch(/^\d+(\.\d+)?$/)
        expect(price.billable).toBe(price.rule === 'price.rate')
        if (!price.billable) expect(freeRules).toContain(price.rule)
        if (price.billable) expect(Number(price.amount)).toBeGreaterThan(0)
        if (price.atMost !== undefined) expect([price.estimate, Number(price.atMost) > 0]).toEqual([true, true])
      },
    ),
    { numRuns: 2_000 },
  )
})

test('every row of the price table is used by a case above', () => {
  const one = (situation: Situation) => priceOf(situation).rule
  const may = platformTime('2025-05-01T12:00:00Z')
  expect(
    new Set([
      one(template('marketing', { window: entryShut(today) })),
      one(template('utility', { now: may, openConversations: ['utility'] })),
      one(
        freeForm({
          window: open(today),
          message: { kind: 'free-form', type: 'reaction', category: 'service', initiator: 'person' },
        }),
      ),
      one(freeForm({ now: september2025, window: open(september2025) })),
      one(freeForm({ window: open(today) })),
      one(template('utility', { now: september2025, window: open(september2025) })),
      one(template('utility')),
    ]),
  ).toEqual(new Set(priceRules.map((rule) => rule.id)))
})

test('the shipped cards have a rate for every market and category that a message can have today', () => {
  const card = rateCards.filter((one) => one.currency === 'USD' && one.from <= '2026-11-20').at(-1)
  for (const market of new Set(Object.values(card?.prefixes ?? {}))) {
    expect(card?.markets[market], market).toMatchObject({
      marketing: expect.any(String),
      utility: expect.any(String),
      authentication: expect.any(String),
      service: expect.any(String),
    })
  }
})

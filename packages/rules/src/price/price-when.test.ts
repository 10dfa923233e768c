import { expect, test } from 'vitest'
import {
  after,
  before,
  cameByAd,
  freeForm,
  hours,
  replyDelivered,
  september2025,
  template,
  today,
  windowOf,
  wrote,
} from '../testing/example-situation.ts'
import { quotesFor, savingsFor } from './price-when.ts'

test('now, after the window, after the free entry point', () => {
  const window = windowOf(cameByAd(before(today, hours(10))), replyDelivered(before(today, hours(9)), before(today, hours(9))))
  const { now, afterCsw, afterFep } = quotesFor(freeForm({ window }))
  expect([now.allowed, afterCsw.allowed, afterFep.allowed]).toEqual([true, false, false])
  expect(afterCsw.rule).toBe('window.closed')

  const offer = quotesFor(template('marketing', { window }))
  expect([offer.now.price?.amount, offer.afterCsw.price?.amount, offer.afterFep.price?.amount]).toEqual(['0', '0', '0.0635'])
})

test('where no window is open, all three are the same', () => {
  const { now, afterCsw, afterFep } = quotesFor(template('utility'))
  expect(afterCsw).toEqual(now)
  expect(afterFep).toEqual(now)
})

test('what waits for time alone is told from what is refused, with its price', () => {
  const offer = quotesFor(template('marketing', { quietUntil: after(today, hours(3)) }))
  expect(offer.now).toMatchObject({ allowed: false, waits: true, rule: 'quiet-hours', price: { amount: '0.0635' } })
  expect(quotesFor(freeForm()).now.waits).toBeUndefined()
})

test('utility in autumn 2025 is free before the window closes, or after the customer writes', () => {
  const now = september2025
  const planned = template('utility', { now, window: windowOf(wrote(before(now, hours(22)))) })
  expect(savingsFor(planned, after(now, hours(5)))).toMatchObject([
    { when: 'before', until: after(now, hours(2)), sentence: 'Free if it is sent before 19 Sep 2025, 14:00 UTC.' },
    { when: 'after-customer-writes', sentence: 'Free if it is sent after the customer writes.' },
  ])
  expect(savingsFor(planned)).toEqual([])
})

test('since October 2026 the window saves nothing on utility', () => {
  const planned = template('utility', { window: windowOf(wrote(before(today, hours(22)))) })
  expect(savingsFor(planned, after(today, hours(5)))).toEqual([])
})

test('what is refused has no cheaper moment', () => {
  expect(savingsFor(template('marketing', { consent: { marketing: 'out' } }))).toEqual([])
})

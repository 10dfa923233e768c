import { platformTime } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../decision.ts'
import type { Situation } from '../situation.ts'
import {
  after,
  before,
  cameByAd,
  freeForm,
  hours,
  replyDelivered,
  template,
  today,
  windowOf,
  wrote,
} from '../testing/example-situation.ts'
import { newWindow } from '../window/state.ts'
import { decide } from './decide.ts'
import { explain } from './explain.ts'
import { rulebook } from './rulebook.ts'

const error: Finding = { rule: 'text.length', severity: 'error', path: 'text.body', fix: 'Shorten it.' }
const some = fc.constantFrom
const soon = some(null, before(today, 1), today, after(today, 1), after(today, hours(5)))

const situation: fc.Arbitrary<Situation> = fc
  .record({
    category: some('service', 'utility', 'marketing', 'authentication'),
    change: fc.record({
      findings: some<Finding[]>([], [error], [{ ...error, severity: 'warning' }]),
      recipient: some<Situation['recipient']>(
        { phone: '447700900456' },
        { phone: '14155550123' },
        { phone: null, bsuid: 'GB.1' },
        { phone: null },
        { phone: '447700900456', blockedByUs: true },
      ),
      sender: fc.record({
        phone: some('447700900123'),
        status: some('CONNECTED', 'BANNED', 'RATE_LIMITED', ''),
        restrictions: some<string[]>([], ['LOCKED']),
        restrictedUntil: soon,
        paymentMissing: fc.boolean(),
      }),
      window: some(
        newWindow,
        windowOf(wrote(before(today, hours(24)))),
        windowOf(wrote(before(today, hours(1)))),
        windowOf(cameByAd(before(today, hours(3)))),
        windowOf(cameByAd(before(today, hours(30))), replyDelivered(before(today, hours(29)), before(today, hours(29)))),
      ),
      consent: fc.record({
        marketing: some('in', 'out', 'unsaid'),
        optedOutOf: some<('utility' | 'everything')[]>([], ['utility'], ['everything']),
        requireOptIn: fc.boolean(),
      }),
      serviceUsedThisMonth: some(0, 999, 1000, 1001),
      reach: fc.record({ limit: some(null, 0, 250), used: some(0, 249, 250, 251), alreadyReached: fc.boolean(), freesAt: soon }),
      quietUntil: soon,
      spendLeft: some(null, '0', '0.0220', '1000'),
      spendFreesAt: soon,
    }),
    status: some('APPROVED', 'PAUSED', 'DISABLED', 'PENDING', 'missing', 'ARCHIVED'),
    pausedUntil: soon,
  })
  .map(({ category, change, status, pausedUntil }) =>
    category === 'service'
      ? freeForm(change)
      : template(category, { ...change, template: { name: 'spring', language: 'en', status, pausedUntil } }),
  )

const ids = new Set<string>(rulebook.map((rule) => rule.id))

test('any situation gets a decision that names its rule and explains itself', () => {
  fc.assert(
    fc.property(situation, (one) => {
      const decision = decide(one)
      expect(ids).toContain(decision.rule)
      expect(explain(decision)).toMatch(/^(May go|Held|Refused).*\.$/)
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision)
    }),
    { numRuns: 3_000 },
  )
})

test('asking twice, or asking with the same facts in another object, gives the same answer', () => {
  fc.assert(
    fc.property(situation, (one) => {
      const first = decide(one)
      expect(decide(one)).toEqual(first)
      expect(decide(structuredClone(one))).toEqual(first)
    }),
  )
})

test('a hold never ends in the past', () => {
  fc.assert(
    fc.property(situation, (one) => {
      const decision = decide(one)
      if (decision.kind === 'hold' && decision.until !== null) expect(decision.until).toBeGreaterThan(one.now)
    }),
    { numRuns: 3_000 },
  )
})

test('waiting alone never turns a closed window into an open one', () => {
  fc.assert(
    fc.property(situation, fc.nat(hours(200)), (one, wait) => {
      if (decide(one).rule !== 'window.closed') return
      expect(decide({ ...one, now: platformTime(one.now + wait) }).rule).toBe('window.closed')
    }),
    { numRuns: 2_000 },
  )
})

test('nothing is sent against an opt-out, whatever else is true', () => {
  fc.assert(
    fc.property(situation, (one) => {
      const { message, consent } = one
      const no = consent.optedOutOf ?? []
      const against =
        (message.category === 'marketing' && (consent.marketing === 'out' || no.includes('everything'))) ||
        (message.category === 'utility' && no.includes('utility'))
      if (against) expect(decide(one).kind).toBe('refuse')
    }),
    { numRuns: 3_000 },
  )
})

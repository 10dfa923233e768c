import { expect, test } from 'vitest'
import type { Situation } from '../situation.ts'
import { before, freeForm, hours, minutes, template, today, windowOf, wrote } from '../testing/example-situation.ts'
import { adviceRules, advise } from './advise.ts'
import { decide } from './decide.ts'

const wroteAgo = (ms: number) => windowOf(wrote(before(today, ms)))
const rated = (quality: string) => ({ name: 'spring', language: 'en', status: 'APPROVED', quality })

const cases: readonly (readonly [string, Situation, readonly string[]])[] = [
  ['an answer in good time', freeForm({ window: wroteAgo(hours(1)) }), []],
  ['an answer a second before the safe end', freeForm({ window: wroteAgo(hours(24) - minutes(5) - 1) }), []],
  ['an answer at the safe end', freeForm({ window: wroteAgo(hours(24) - minutes(5)) }), ['window.closing']],
  ['an offer to someone who never said yes', template('marketing'), ['consent.unsaid']],
  ['the same to someone who did', template('marketing', { consent: { marketing: 'in' } }), []],
  ['the same as an answer', template('marketing', { window: wroteAgo(hours(1)) }), []],
  ['a receipt to someone who never said yes', template('utility'), []],
  ['a template rated low', template('utility', { template: rated('RED') }), ['template.quality-red']],
  ['a template rated medium', template('utility', { template: rated('YELLOW') }), ['template.quality-yellow']],
  ['a template rated high', template('utility', { template: rated('GREEN') }), []],
  [
    'a receipt to a number that failed',
    template('utility', { recipient: { phone: '447700900456', undeliverableSince: before(today, hours(9)) } }),
    ['recipient.failed-before'],
  ],
  [
    'an offer from a number rated low',
    template('marketing', { consent: { marketing: 'in' }, sender: { phone: '447700900123', quality: 'RED' } }),
    ['number.quality-red'],
  ],
]

test.each(cases)('%s', (_label, situation, rules) => {
  const findings = advise(situation)
  expect(findings.map((finding) => finding.rule)).toEqual(rules)
  expect(findings.every((finding) => finding.severity === 'warning')).toBe(true)
  // Advice refuses nothing, also when it is handed back as findings.
  expect(decide({ ...situation, findings }).kind).toBe('send')
})

test('every piece of advice is given in at least one case', () => {
  expect(new Set(cases.flatMap(([, , rules]) => rules))).toEqual(new Set(adviceRules.map((rule) => rule.id)))
})

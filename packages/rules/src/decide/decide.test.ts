import { expect, test } from 'vitest'
import type { Finding } from '../decision.ts'
import type { Situation } from '../situation.ts'
import {
  after,
  before,
  cameByAd,
  freeForm,
  hours,
  minutes,
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

const open = windowOf(wrote(before(today, hours(1))))
const shut = windowOf(wrote(before(today, hours(30))))
const tooLong: Finding = {
  rule: 'text.length',
  severity: 'error',
  path: 'text.body',
  limit: 4096,
  actual: 5000,
  fix: 'Shorten the text by 904 characters.',
}
const odd: Finding = { ...tooLong, severity: 'warning' }
const campaign = { kind: 'template', type: 'template', category: 'marketing', initiator: 'campaign' } as const
const answering = { kind: 'template', type: 'template', initiator: 'automation' } as const
const paused = (pausedUntil: Situation['now'] | null) => ({ name: 'spring', language: 'en', status: 'PAUSED', pausedUntil })
const reach = { limit: 250, used: 250, freesAt: after(today, hours(2)) }
const tonight = after(today, hours(9))
const american = { phone: '14155550123' }
const sender = (more: Partial<Situation['sender']>) => ({ phone: '447700900123', status: 'CONNECTED', ...more })
const purposeful = (situation: Situation): Situation => ({
  ...situation,
  message: { ...situation.message, purpose: 'own.newsletter' },
})
const only = (bsuid: string) => ({ phone: null, bsuid })

type Case = readonly [label: string, situation: Situation, kind: 'send' | 'hold' | 'refuse', rule: string]

const cases: readonly Case[] = [
  ['a text without errors', freeForm({ window: open }), 'send', 'window.open'],
  ['a text with a warning', freeForm({ window: open, findings: [odd] }), 'send', 'window.open'],
  ['a text with an error', freeForm({ window: open, findings: [odd, tooLong] }), 'refuse', 'content.invalid'],

  [
    'a reply a millisecond before the window closes',
    freeForm({ window: windowOf(wrote(before(today, hours(24) - 1))) }),
    'send',
    'window.open',
  ],
  ['a reply as it closes', freeForm({ window: windowOf(wrote(before(today, hours(24)))) }), 'refuse', 'window.closed'],
  [
    'a reply three minutes before, past the safe end',
    freeForm({ window: windowOf(wrote(before(today, hours(24) - minutes(3)))) }),
    'send',
    'window.open',
  ],
  ['a text to someone who never wrote', freeForm({ window: newWindow }), 'refuse', 'window.closed'],
  [
    'a reaction with the window shut',
    freeForm({ window: shut, message: { kind: 'free-form', type: 'reaction', category: 'service', initiator: 'person' } }),
    'refuse',
    'window.closed',
  ],
  [
    'a text while only the free entry point is open',
    freeForm({
      window: windowOf(cameByAd(before(today, hours(30))), replyDelivered(before(today, hours(29)), before(today, hours(29)))),
    }),
    'refuse',
    'window.closed',
  ],
  ['a template to someone who never wrote', template('utility'), 'send', 'template.allowed'],
  ['a template with the window shut', template('utility', { window: shut }), 'send', 'template.allowed'],

  ['from a disconnected number', template('utility', { sender: sender({ status: 'DISCONNECTED' }) }), 'refuse', 'number.status'],
  ['from a banned number', template('utility', { sender: sender({ status: 'BANNED' }) }), 'refuse', 'number.status'],
  ['from a number of unknown status', template('utility', { sender: { phone: '447700900123' } }), 'send', 'template.allowed'],
  [
    'from a number that Meta holds back',
    template('utility', { sender: sender({ status: 'RATE_LIMITED' }) }),
    'hold',
    'number.limited',
  ],

  [
    'a template while business-initiated is forbidden for good',
    template('utility', { sender: sender({ restrictions: ['RESTRICTED_BIZ_INITIATED_MESSAGING'] }) }),
    'refuse',
    'account.restricted',
  ],
  [
    'an answer under the same restriction',
    freeForm({ window: open, sender: sender({ restrictions: ['RESTRICTED_BIZ_INITIATED_MESSAGING'] }) }),
    'send',
    'window.open',
  ],
  [
    'an answer while answers are forbidden',
    freeForm({ window: open, sender: sender({ restrictions: ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING'] }) }),
    'refuse',
    'account.restricted',
  ],
  [
    'a template under a restriction to add numbers',
    template('utility', { sender: sender({ restrictions: ['RESTRICTED_ADD_PHONE_NUMBER_ACTION'] }) }),
    'send',
    'template.allowed',
  ],
  [
    'what is still called utility while none may be created',
    template('utility', { sender: sender({ restrictions: ['RESTRICTED_UTILITY_TEMPLATES'] }) }),
    'send',
    'template.allowed',
  ],
  [
    'utility while Meta caps it by a number nobody knows',
    template('utility', { sender: sender({ restrictions: ['RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING'] }) }),
    'send',
    'template.allowed',
  ],
  [
    'marketing while utility is restricted',
    template('marketing', { sender: sender({ restrictions: ['RESTRICTED_UTILITY_TEMPLATES'] }) }),
    'send',
    'template.allowed',
  ],
  [
    'under a restriction of a kind we never met',
    template('utility', { sender: sender({ restrictions: ['SOMETHING_NEW'] }) }),
    'refuse',
    'account.restricted',
  ],
  [
    'a template a moment before a restriction ends',
    template('utility', { sender: sender({ restrictions: ['LOCKED'], restrictedUntil: after(today, 1) }) }),
    'hold',
    'account.suspended',
  ],
  [
    'a template as it ends',
    template('utility', { sender: sender({ restrictions: ['LOCKED'], restrictedUntil: today }) }),
    'send',
    'template.allowed',
  ],

  [
    'under two restrictions, until the later ends',
    template('utility', {
      sender: sender({
        restrictions: ['LOCKED', 'RESTRICTED_BIZ_INITIATED_MESSAGING'],
        restrictionEnds: { LOCKED: before(today, 1), RESTRICTED_BIZ_INITIATED_MESSAGING: after(today, 1) },
      }),
    }),
    'hold',
    'account.suspended',
  ],
  [
    'the same once both ended',
    template('utility', {
      sender: sender({
        restrictions: ['LOCKED', 'RESTRICTED_BIZ_INITIATED_MESSAGING'],
        restrictionEnds: { LOCKED: before(today, 1), RESTRICTED_BIZ_INITIATED_MESSAGING: today },
      }),
    }),
    'send',
    'template.allowed',
  ],
  [
    'under one that ends and one that does not',
    template('utility', {
      sender: sender({ restrictions: ['A', 'LOCKED'], restrictionEnds: { A: after(today, 1), LOCKED: null } }),
    }),
    'refuse',
    'account.restricted',
  ],
  [
    'while only calls are restricted',
    template('utility', { sender: sender({ restrictions: ['RESTRICTED_BUSINESS_INITIATED_CALLING'] }) }),
    'send',
    'template.allowed',
  ],

  [
    'a charged template without a way to pay',
    template('utility', { sender: sender({ paymentMissing: true }) }),
    'refuse',
    'payment.missing',
  ],
  [
    'a free answer without a way to pay',
    freeForm({ window: open, serviceUsedThisMonth: 999, sender: sender({ paymentMissing: true }) }),
    'send',
    'window.open',
  ],
  [
    'the first charged answer without a way to pay',
    freeForm({ window: open, serviceUsedThisMonth: 1000, sender: sender({ paymentMissing: true }) }),
    'refuse',
    'payment.missing',
  ],

  ['to nobody', template('utility', { recipient: { phone: null } }), 'refuse', 'recipient.missing'],
  ['to our own number', template('utility', { recipient: { phone: '447700900123' } }), 'refuse', 'recipient.is-sender'],
  ['to the number next to ours', template('utility', { recipient: { phone: '447700900124' } }), 'send', 'template.allowed'],
  [
    'a code to a business-scoped id',
    template('authentication', { recipient: only('GB.7Qx41mA') }),
    'refuse',
    'recipient.bsuid-not-allowed',
  ],
  ['a code to a phone number', template('authentication'), 'send', 'template.allowed'],
  [
    'a code to nobody in particular yet',
    template('authentication', { recipient: { phone: null, unnamed: true } }),
    'send',
    'template.allowed',
  ],
  ['a receipt to a business-scoped id', template('utility', { recipient: only('GB.7Qx41mA') }), 'send', 'template.allowed'],
  [
    'to someone this number blocked',
    freeForm({ window: open, recipient: { phone: '447700900456', blockedByUs: true } }),
    'refuse',
    'recipient.blocked-by-us',
  ],

  [
    'a template that does not exist',
    template('utility', { template: { name: 'nope', language: 'en', status: 'missing' } }),
    'refuse',
    'template.missing',
  ],
  [
    'a disabled template',
    template('utility', { template: { name: 'spring', language: 'en', status: 'DISABLED' } }),
    'refuse',
    'template.disabled',
  ],
  [
    'a template in review',
    template('utility', { template: { name: 'spring', language: 'en', status: 'PENDING' } }),
    'refuse',
    'template.not-approved',
  ],
  [
    'a rejected template',
    template('utility', { template: { name: 'spring', language: 'en', status: 'REJECTED' } }),
    'refuse',
    'template.not-approved',
  ],
  [
    'a paused template a moment before its end',
    template('utility', { template: paused(after(today, 1)) }),
    'hold',
    'template.paused',
  ],
  ['a paused template at its end', template('utility', { template: paused(today) }), 'send', 'template.allowed'],
  ['a template paused by pacing, without an end', template('utility', { template: paused(null) }), 'hold', 'template.paused'],
  [
    'a yellow template',
    template('utility', { template: { name: 'spring', language: 'en', status: 'APPROVED', quality: 'YELLOW' } }),
    'send',
    'template.allowed',
  ],

  [
    'an offer to someone who opted out of marketing',
    template('marketing', { consent: { marketing: 'out' } }),
    'refuse',
    'consent.opted-out',
  ],
  [
    'the same with the window open',
    template('marketing', { window: open, consent: { marketing: 'out' } }),
    'refuse',
    'consent.opted-out',
  ],
  [
    'an offer to someone who stopped marketing in WhatsApp itself',
    template('marketing', { window: open, consent: { marketing: 'out', stoppedInWhatsApp: true } }),
    'refuse',
    'consent.opted-out',
  ],
  ['a receipt to the same person', template('utility', { consent: { marketing: 'out' } }), 'send', 'template.allowed'],
  ['an answer to the same person', freeForm({ window: open, consent: { marketing: 'out' } }), 'send', 'window.open'],
  [
    'a receipt to someone who wants none',
    template('utility', { window: open, consent: { marketing: 'in', optedOutOf: ['utility'] } }),
    'refuse',
    'consent.opted-out',
  ],
  [
    'an offer to someone who wants nothing',
    template('marketing', { window: open, consent: { marketing: 'unsaid', optedOutOf: ['everything'] } }),
    'refuse',
    'consent.opted-out',
  ],
  [
    'a receipt to someone who wants nothing',
    template('utility', { consent: { marketing: 'unsaid', optedOutOf: ['everything'] } }),
    'refuse',
    'consent.opted-out-of-everything',
  ],
  [
    'an answer to someone who wants nothing but asks',
    freeForm({ window: open, consent: { marketing: 'unsaid', optedOutOf: ['everything'] } }),
    'send',
    'window.open',
  ],
  ['an offer to someone who said nothing', template('marketing'), 'send', 'template.allowed'],
  [
    'a newsletter to someone who agreed to offers only',
    purposeful(template('marketing', { consent: { marketing: 'in' } })),
    'refuse',
    'consent.purpose',
  ],
  [
    'the same to someone who agreed to it',
    purposeful(template('marketing', { consent: { marketing: 'in', agreedTo: ['own.newsletter'] } })),
    'send',
    'template.allowed',
  ],
  [
    'the same to someone who agreed to something else',
    purposeful(template('marketing', { consent: { marketing: 'in', agreedTo: ['own.surveys'] } })),
    'refuse',
    'consent.purpose',
  ],
  ['an answer with it in the open window', purposeful(template('utility', { window: open })), 'send', 'window.open'],
  [
    'the same where opt-in is required',
    template('marketing', { consent: { marketing: 'unsaid', requireOptIn: true } }),
    'refuse',
    'consent.no-opt-in',
  ],
  [
    'the same to someone who said yes',
    template('marketing', { consent: { marketing: 'in', requireOptIn: true } }),
    'send',
    'template.allowed',
  ],
  [
    'the same as an answer in the open window',
    template('marketing', { window: open, consent: { marketing: 'unsaid', requireOptIn: true } }),
    'send',
    'window.open',
  ],

  ['an offer to San Francisco', template('marketing', { recipient: american }), 'refuse', 'marketing.us-number'],
  ['an offer to Toronto', template('marketing', { recipient: { phone: '14165550123' } }), 'send', 'template.allowed'],
  ['an offer to Kingston, Jamaica', template('marketing', { recipient: { phone: '18765550123' } }), 'send', 'template.allowed'],
  ['a receipt to San Francisco', template('utility', { recipient: american }), 'send', 'template.allowed'],
  [
    'an offer in a campaign to an unreachable number',
    template('marketing', {
      message: campaign,
      recipient: { phone: '447700900456', undeliverableSince: before(today, hours(30)) },
    }),
    'refuse',
    'recipient.undeliverable',
  ],
  [
    'the same after they wrote again',
    template('marketing', {
      message: campaign,
      window: open,
      recipient: { phone: '447700900456', undeliverableSince: before(today, hours(30)) },
    }),
    'send',
    'window.open',
  ],
  [
    'a receipt to an unreachable number, by hand',
    template('utility', { recipient: { phone: '447700900456', undeliverableSince: before(today, hours(30)) } }),
    'send',
    'template.allowed',
  ],

  ['a price equal to what the cap leaves', template('utility', { spendLeft: '0.0220' }), 'send', 'template.allowed'],
  ['a price just above it', template('utility', { spendLeft: '0.0219' }), 'refuse', 'spend.cap'],
  [
    'the same where the cap begins anew tonight',
    template('utility', { spendLeft: '0.0219', spendFreesAt: tonight }),
    'hold',
    'spend.wait',
  ],
  [
    'what costs something below a cap in a currency without a rate card',
    template('utility', { currency: 'NOK', spendLeft: '1000' }),
    'refuse',
    'spend.cap',
  ],
  [
    'the same where the cap begins anew tonight, which changes nothing',
    template('utility', { currency: 'NOK', spendLeft: '1000', spendFreesAt: tonight }),
    'refuse',
    'spend.cap',
  ],
  ['a free answer below such a cap', freeForm({ window: open, currency: 'NOK', spendLeft: '1000' }), 'send', 'window.open'],
  [
    'what costs something in such a currency, without a cap',
    template('utility', { currency: 'NOK' }),
    'send',
    'template.allowed',
  ],
  ['a free answer with the cap used up', freeForm({ window: open, spendLeft: '0' }), 'send', 'window.open'],

  [
    'a campaign to someone below the frequency cap',
    template('marketing', { message: campaign, frequency: { sent: 1, cap: 2 } }),
    'send',
    'template.allowed',
  ],
  [
    'the same to someone who has had as many',
    template('marketing', { message: campaign, frequency: { sent: 2, cap: 2, freesAt: tonight } }),
    'refuse',
    'frequency.cap',
  ],
  [
    'a campaign to them inside their window',
    template('marketing', { message: campaign, window: open, frequency: { sent: 2, cap: 2 } }),
    'refuse',
    'frequency.cap',
  ],
  ['a person writing to them', template('marketing', { frequency: { sent: 2, cap: 2 } }), 'send', 'template.allowed'],
  [
    'an automation answering them',
    freeForm({
      message: { ...answering, kind: 'free-form', type: 'text', category: 'service' },
      window: open,
      frequency: { sent: 9, cap: 2 },
    }),
    'send',
    'window.open',
  ],
  [
    'its receipt inside the window',
    template('utility', { message: { ...answering, category: 'utility' }, window: open, frequency: { sent: 9, cap: 2 } }),
    'send',
    'window.open',
  ],
  [
    'its receipt once the window is shut',
    template('utility', { message: { ...answering, category: 'utility' }, window: shut, frequency: { sent: 9, cap: 2 } }),
    'refuse',
    'frequency.cap',
  ],
  [
    'its code',
    template('authentication', { message: { ...answering, category: 'authentication' }, frequency: { sent: 9, cap: 2 } }),
    'send',
    'template.allowed',
  ],
  ['a campaign that was paused', template('marketing', { message: campaign, campaignPaused: true }), 'hold', 'campaign.paused'],
  ['a campaign that goes on', template('marketing', { message: campaign, campaignPaused: false }), 'send', 'template.allowed'],

  ['an offer a moment before quiet hours end', template('marketing', { quietUntil: after(today, 1) }), 'hold', 'quiet-hours'],
  ['an offer as they end', template('marketing', { quietUntil: today }), 'send', 'template.allowed'],
  ['an answer at night', freeForm({ window: open, quietUntil: tonight }), 'send', 'window.open'],
  ['a code at night', template('authentication', { quietUntil: tonight }), 'send', 'template.allowed'],

  ['the last free place of the limit', template('utility', { reach: { limit: 250, used: 249 } }), 'send', 'template.allowed'],
  ['one too many', template('utility', { reach }), 'hold', 'reach.exhausted'],
  [
    'someone already counted today',
    template('utility', { reach: { ...reach, alreadyReached: true } }),
    'send',
    'template.allowed',
  ],
  ['someone whose window is open', template('utility', { window: open, reach }), 'send', 'window.open'],
  ['without a limit', template('utility', { reach: { limit: null, used: 5_000_000 } }), 'send', 'template.allowed'],
]

test.each(cases)('%s', (_label, situation, kind, rule) => {
  expect(decide(situation)).toMatchObject({ kind, rule })
})

test('every rule decides at least one case', () => {
  expect(new Set(cases.map(([, , , rule]) => rule))).toEqual(new Set(rulebook.map((rule) => rule.id)))
})

test('the order of the rules is this one', () => {
  expect(rulebook.map((rule) => rule.id)).toEqual([
    // What no time cures, as the platform finds it out …
    'content.invalid',
    'number.status',
    'account.restricted',
    'payment.missing',
    'recipient.missing',
    'recipient.is-sender',
    'recipient.bsuid-not-allowed',
    'recipient.blocked-by-us',
    'template.missing',
    'template.disabled',
    'template.not-approved',
    'window.closed',
    // … and what only we know
    'consent.opted-out',
    'consent.opted-out-of-everything',
    'consent.purpose',
    'consent.no-opt-in',
    'marketing.us-number',
    'recipient.undeliverable',
    'frequency.cap',
    'spend.cap',
    // What must wait
    'number.limited',
    'account.suspended',
    'template.paused',
    'campaign.paused',
    'quiet-hours',
    'spend.wait',
    'reach.exhausted',
    // What may go
    'window.open',
    'template.allowed',
  ])
})

test('what is forbidden is said before what must wait', () => {
  const situation = template('marketing', {
    reach,
    quietUntil: tonight,
    template: paused(tonight),
    consent: { marketing: 'out' },
  })
  expect(decide(situation)).toMatchObject({ kind: 'refuse', rule: 'consent.opted-out' })
})

test.each(cases.filter(([, , kind]) => kind === 'refuse'))(
  '%s: the refusal says what may go instead, and from when',
  (_label, situation) => {
    const decision = decide(situation)
    expect(decision.kind === 'refuse' && decision.remedy).toMatch(/\b(may|again|free-form|send)\b/i)
    expect(decision.kind === 'refuse' && decision.remedy).toMatch(
      /\b(now|once|after|at once|as soon as|first|when|until|before|another)\b/i,
    )
  },
)

test.each(cases.filter(([, , kind]) => kind === 'hold'))('%s: a hold is cured by its time', (_label, situation) => {
  const decision = decide(situation)
  if (decision.kind !== 'hold' || decision.until === null) return
  const then = {
    ...situation,
    now: decision.until,
    reach: { ...situation.reach, used: situation.reach.used - 1 },
    spendLeft: null,
  }
  expect(decide(then)).toMatchObject({ kind: 'send' })
})

test('a hold tells its end where it is known', () => {
  expect(decide(template('utility', { reach }))).toMatchObject({ until: reach.freesAt })
  expect(decide(template('utility', { template: paused(tonight) }))).toMatchObject({ until: tonight })
  expect(decide(template('utility', { template: paused(null) }))).toMatchObject({ until: null })
})

test.each([
  [
    freeForm({ window: windowOf(wrote(before(today, hours(26)))) }),
    'Refused: free-form messages need a message or a call from the customer in the last 24 hours; the last was 26 h ago; send an approved template now, or free-form again for 24 hours as soon as the customer writes or calls.',
  ],
  [
    template('utility', { reach }),
    'Held: the portfolio has reached 250 of 250 people in the last 24 hours; it goes on 20 Nov 2026, 14:00 UTC, when the first of them leaves the 24 hours; whoever writes to us may be answered now.',
  ],
  [
    freeForm({ window: open }),
    'May go, and costs nothing: the customer service window is open, so every kind of message may go.',
  ],
  [
    template('marketing'),
    'May go, and costs $0.0635: an approved template may go at any time; the window stays closed until the customer answers.',
  ],
  [
    template('marketing', { window: windowOf(cameByAd(before(today, hours(1)))) }),
    'May go, and costs at most $0.0635: the customer service window is open, so every kind of message may go.',
  ],
])('explained in one sentence', (situation, sentence) => {
  expect(explain(decide(situation))).toBe(sentence)
})

test.each(cases)('%s: the explanation is one sentence', (_label, situation) => {
  const sentence = explain(decide(situation))
  expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(sentence.slice(0, -1)).not.toMatch(/\. [A-Z]/)
})

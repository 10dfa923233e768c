import { platformTime } from '@casement/platform'
import { expect, test } from 'vitest'
import { judge } from './judge.ts'
import type { GivenSituation, Question } from './read-file.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const at = (text: string) => platformTime(text)
const text: Question = { message: { type: 'text', text: { body: 'Hello' } } }
const template: Question = { message: { type: 'template', template: { name: 'offer', language: { code: 'en' } } } }
const to = '+447700900456'
const wrote = (when: string): GivenSituation => ({ to, lastInboundAt: at(when) })
const cameByAd = { at: at('2026-11-18T12:00:00Z'), repliedAt: at('2026-11-18T13:00:00Z') }

type Case = {
  label: string
  question: Question
  situation?: GivenSituation
  kind: string
  rule?: string
  amount?: string
  policy?: string
}
const cases: Case[] = [
  { label: 'nothing known: no window', question: text, kind: 'refuse', rule: 'window.closed' },
  {
    label: 'a reply a second before the end',
    question: text,
    situation: wrote('2026-11-19T12:00:01Z'),
    kind: 'send',
    amount: '0',
  },
  {
    label: 'a reply at the end',
    question: text,
    situation: wrote('2026-11-19T12:00:00Z'),
    kind: 'refuse',
    rule: 'window.closed',
  },
  {
    label: 'the last free one',
    question: text,
    situation: { ...wrote('2026-11-20T11:00:00Z'), serviceDeliveredThisMonth: 999 },
    kind: 'send',
    amount: '0',
  },
  {
    label: 'the first charged one',
    question: text,
    situation: { ...wrote('2026-11-20T11:00:00Z'), serviceDeliveredThisMonth: 1000 },
    kind: 'send',
    amount: '0.022',
  },
  {
    label: 'the same in September 2025',
    question: text,
    situation: { to, at: at('2025-09-19T12:00:00Z'), lastInboundAt: at('2025-09-19T11:00:00Z'), serviceDeliveredThisMonth: 1000 },
    kind: 'send',
    amount: '0',
    policy: 'PMP_V1',
  },
  {
    label: 'a template of unsaid category costs as marketing does',
    question: template,
    situation: { to },
    kind: 'send',
    amount: '0.0635',
  },
  {
    label: 'a utility template',
    question: template,
    situation: { to, template: { category: 'utility' } },
    kind: 'send',
    amount: '0.022',
  },
  {
    label: 'a utility template in the window, September 2025',
    question: template,
    situation: {
      to,
      at: at('2025-09-19T12:00:00Z'),
      lastInboundAt: at('2025-09-19T11:00:00Z'),
      template: { category: 'utility' },
    },
    kind: 'send',
    amount: '0',
    policy: 'PMP_V1',
  },
  {
    label: 'a paused template',
    question: template,
    situation: { to, template: { status: 'REJECTED' } },
    kind: 'refuse',
    rule: 'template.not-approved',
  },
  {
    label: 'after an opt-out',
    question: template,
    situation: { to, consent: { marketing: 'out' } },
    kind: 'refuse',
    rule: 'consent.opted-out',
  },
  {
    label: 'reach used up',
    question: template,
    situation: { to, reach: { limit: 250, used: 250 } },
    kind: 'hold',
    rule: 'reach.exhausted',
  },
  {
    label: 'reach used up, but this one was reached',
    question: template,
    situation: { to, reach: { limit: 250, used: 250, alreadyReached: true } },
    kind: 'send',
  },
  {
    label: 'free after an ad, once the reply was delivered',
    question: template,
    situation: { to, entryPoint: { ...cameByAd, deliveredAt: at('2026-11-18T13:00:05Z') } },
    kind: 'send',
    amount: '0',
  },
  {
    label: 'not free while no reply arrived',
    question: template,
    situation: { to, entryPoint: cameByAd },
    kind: 'send',
    amount: '0.0635',
  },
  {
    label: 'an empty text',
    question: { message: { type: 'text', text: { body: '' } } },
    situation: wrote('2026-11-20T11:00:00Z'),
    kind: 'refuse',
    rule: 'content.invalid',
  },
  {
    label: 'a definition that cannot be submitted',
    question: {
      template: { name: 'Not a name', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hello' }] },
    },
    situation: { to },
    kind: 'refuse',
    rule: 'content.invalid',
  },
]

test.each(cases)('$label → $kind', ({ question, situation, kind, rule, amount, policy }) => {
  const { decision } = judge({ ...question, ...(situation ? { situation } : {}) }, now)
  expect(decision).toMatchObject({ kind, ...(rule ? { rule } : {}) })
  if (amount !== undefined) expect(Number((decision as { price: { amount: string } }).price.amount)).toBe(Number(amount))
  if (policy !== undefined) expect(decision).toMatchObject({ price: { policy } })
})

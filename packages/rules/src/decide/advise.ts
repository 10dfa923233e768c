import { MINUTE } from '@casement/platform'
import type { Finding } from '../decision.ts'
import type { Situation } from '../situation.ts'
import { windowAt } from '../window/view.ts'
import { type Case, isBusinessInitiated } from './rule.ts'

type AdviceCase = Pick<Case, 'situation' | 'window' | 'businessInitiated'>

export type AdviceRule = {
  readonly id: string
  /** What to do about it: the sentence a person reads. */
  readonly because: string
  readonly source: string
  /** Where in the request, in its own field names. */
  readonly path: string
  /** Whether it applies; a text is what was found. */
  readonly check: (one: AdviceCase) => boolean | string
}

/** What may be sent but deserves a second look. All that apply are said, for none refuses anything. */
export const adviceRules = [
  {
    id: 'consent.unsaid',
    because: 'This person never agreed to marketing: ask first, and record when and how they said yes.',
    source: 'M:getting-opt-in',
    path: 'to',
    check: ({ situation: { message, consent }, businessInitiated }) =>
      message.category === 'marketing' && businessInitiated && consent.marketing === 'unsaid' && !consent.requireOptIn,
  },
  {
    id: 'window.closing',
    because: 'Send it at once, or take a template: the window is about to close.',
    source: 'ours',
    path: 'type',
    check: ({ situation: { message, now }, window: { csw } }) =>
      message.kind === 'free-form' &&
      csw.open &&
      csw.safeUntil !== null &&
      csw.until !== null &&
      now >= csw.safeUntil &&
      `${Math.max(1, Math.ceil((csw.until - now) / MINUTE))} min left`,
  },
  {
    id: 'template.quality-red',
    because: 'Meta rates this template low and is about to pause it: improve it, or send another.',
    source: 'M:templates/template-quality',
    path: 'template.name',
    check: ({ situation: { template } }) => template?.quality === 'RED',
  },
  {
    id: 'template.quality-yellow',
    because: 'Meta rates this template medium: send it to fewer people until it recovers.',
    source: 'M:templates/template-quality',
    path: 'template.name',
    check: ({ situation: { template } }) => template?.quality === 'YELLOW',
  },
  {
    id: 'recipient.failed-before',
    because: 'The last message could not be delivered: check the number before trying again.',
    source: 'M:error-codes',
    path: 'to',
    check: ({ situation: { recipient, window } }) =>
      recipient.undeliverableSince !== undefined &&
      recipient.undeliverableSince !== null &&
      (window.lastUserAt === null || window.lastUserAt <= recipient.undeliverableSince),
  },
  {
    id: 'number.quality-red',
    because: 'People block or report this number: pause marketing until it recovers.',
    source: 'M:messages/send-messages',
    path: 'from',
    check: ({ situation: { message, sender }, businessInitiated }) =>
      businessInitiated && message.category === 'marketing' && sender.quality === 'RED',
  },
] as const satisfies readonly AdviceRule[]

/** Warnings beside a decision: they refuse nothing, also when they are handed back among its findings. */
export function advise(situation: Situation): readonly Finding[] {
  const window = windowAt(situation.window, situation.now, situation.policy)
  const one: AdviceCase = { situation, window, businessInitiated: isBusinessInitiated(situation, window) }
  const findings: Finding[] = []
  for (const rule of adviceRules as readonly AdviceRule[]) {
    const found = rule.check(one)
    if (found === false) continue
    const finding: Finding = { rule: rule.id, severity: 'warning', path: rule.path, fix: rule.because }
    findings.push(found === true ? finding : { ...finding, actual: found })
  }
  return findings
}

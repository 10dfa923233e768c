import { type Category, type PlatformTime, policyAt, rateCards } from '@casement/platform'
import {
  checkContent,
  type Decision,
  decide,
  type Finding,
  foldWindow,
  newWindow,
  type Situation,
  type WindowState,
} from '@casement/rules'
import { lintTemplate } from '@casement/rules/authoring'
import type { GivenSituation, Question } from './read-file.ts'

export type Judgement = { readonly decision: Decision; readonly findings: readonly Finding[] }

/** Judges one message or template as the hub would. What the file does not say is unknown, and judged leniently. */
export function judge({ message, template, situation: given = {} }: Question, now: PlatformTime): Judgement {
  const at = given.at ?? now
  const findings = template
    ? lintTemplate(template, { now: at })
    : checkContent(message ?? {}, { now: at, ...(given.template?.components ? { template: { ...given.template } } : {}) })
  return { decision: decide(situationOf(given, at, findings, sendOf(message, template, given))), findings }
}

type Send = Pick<Situation, 'message' | 'template'>

/** What would be sent: free form, a send of a template, or the template that a definition describes. */
function sendOf(message: Question['message'], definition: Question['template'], given: GivenSituation): Send {
  const type = typeof message?.type === 'string' ? message.type : 'text'
  if (message && type !== 'template') return { message: { kind: 'free-form', type, category: 'service', initiator: 'api' } }

  const named = (definition ?? message?.template ?? {}) as { name?: unknown; language?: unknown; category?: unknown }
  const language = typeof named.language === 'string' ? named.language : (named.language as { code?: unknown } | undefined)?.code
  return {
    message: {
      kind: 'template',
      type: 'template',
      category: given.template?.category ?? categoryOf(named.category),
      initiator: 'api',
    },
    template: {
      name: typeof named.name === 'string' ? named.name : '',
      language: typeof language === 'string' ? language : '',
      status: given.template?.status?.toUpperCase() ?? 'APPROVED',
    },
  }
}

/** Marketing where nothing is said: no other category costs more or is held back more often. */
function categoryOf(text: unknown): Category {
  const word = typeof text === 'string' ? text.toLowerCase() : ''
  return word === 'utility' || word === 'authentication' ? word : 'marketing'
}

function situationOf(given: GivenSituation, now: PlatformTime, findings: readonly Finding[], send: Send): Situation {
  return {
    ...send,
    now,
    policy: policyAt(now),
    cards: rateCards,
    currency: given.currency ?? 'USD',
    findings,
    recipient: given.to ? { phone: given.to.replace('+', '') } : { phone: null, unnamed: true },
    sender: { phone: null },
    window: windowOf(given, now),
    consent: { marketing: given.consent?.marketing ?? 'unsaid' },
    serviceUsedThisMonth: given.serviceDeliveredThisMonth ?? 0,
    reach: {
      limit: given.reach?.limit ?? null,
      used: given.reach?.used ?? 0,
      ...(given.reach?.alreadyReached === undefined ? {} : { alreadyReached: given.reach.alreadyReached }),
      freesAt: given.reach?.freesAt ?? null,
    },
  }
}

/** The windows that the customer's last message, and the ad they came from, leave behind. */
function windowOf({ lastInboundAt, entryPoint }: GivenSituation, now: PlatformTime): WindowState {
  const policy = policyAt(now)
  let window = newWindow
  if (entryPoint) {
    window = foldWindow(window, { type: 'user-message', at: entryPoint.at, messageType: 'text', fromAd: true }, policy)
    const { repliedAt, deliveredAt } = entryPoint
    const sentAt = repliedAt ?? deliveredAt
    if (sentAt && deliveredAt) window = foldWindow(window, { type: 'business-delivered', sentAt, at: deliveredAt }, policy)
  }
  if (lastInboundAt) window = foldWindow(window, { type: 'user-message', at: lastInboundAt, messageType: 'text' }, policy)
  return window
}

import { type Category, dayIn, monthIn, type PlatformTime, policyAt, rateCards } from '@casement/platform'
import {
  checkContent,
  checkParameters,
  consentIn,
  type Finding,
  leftAt,
  newConsent,
  type Reached,
  reachAt,
  type Situation,
  usersOfTier,
} from '@casement/rules'
import type { OutboundContent } from '../history/outbound-messages.ts'
import type { Sender } from '../history/step.ts'
import { type Known, type KnownTemplate, templateKey, threadWith } from './known.ts'

/** Who a send is for, as the request names them. */
export type Addressee = { readonly phone: string | null; readonly scopedId: string | null; readonly contact: string | null }

export type Proposed = { readonly from: Sender; readonly to: Addressee; readonly content: OutboundContent }

/** What we would ask `decide` about this send now. */
export function situationOf(known: Known, { from, to, content }: Proposed, now: PlatformTime): Situation {
  const policy = policyAt(now, known.timeZone)
  const template = templateOf(known, content)
  const thread = threadWith(known, from, to.contact ?? 'nobody')
  const said = known.consents.get(to.contact ?? '') ?? newConsent
  const month = monthIn(now, known.timeZone)
  const account = restrictionOf(known)
  return {
    now,
    day: dayIn(now, known.timeZone),
    policy,
    cards: rateCards,
    currency: known.currency,
    message: {
      kind: template ? 'template' : 'free-form',
      type: content.type,
      category: template ? (template.definition?.category ?? 'utility') : 'service',
      initiator: 'api',
    },
    findings: findingsIn(content, template?.definition, thread.lastInbound, now),
    recipient: {
      phone: to.phone,
      bsuid: to.scopedId,
      blockedByUs: thread.blocked,
      undeliverableSince: known.undeliverableSince.get(to.contact ?? '') ?? null,
    },
    sender: { phone: known.numbers[from].phone, status: known.numberStatus[from], paymentMissing: known.unpaid, ...account },
    ...(template
      ? {
          template: {
            name: template.name,
            language: template.language,
            status: template.definition?.status ?? 'missing',
            pausedUntil: template.definition?.pausedUntil ?? null,
          },
        }
      : {}),
    window: thread.window,
    consent: consentIn(said),
    serviceUsedThisMonth: [...known.freeUses.values()].filter((use) => use.number === from && use.month === month).length,
    reach: reachOf(known, from, to.contact, now),
    openConversations: openConversations(thread.conversations, now),
  }
}

type NamedTemplate = { name: string; language: string; definition: KnownTemplate | undefined }

function templateOf(known: Known, content: OutboundContent): NamedTemplate | null {
  if (content.type !== 'template') return null
  const { name, language } = content.template as { name: string; language: { code: string } }
  return { name, language: language.code, definition: known.templates.get(templateKey(name, language.code)) }
}

function findingsIn(
  content: OutboundContent,
  definition: KnownTemplate | undefined,
  target: { type: string; at: PlatformTime } | null,
  now: PlatformTime,
): readonly Finding[] {
  if (content.type !== 'template') return checkContent(content, { now, ...(target ? { target } : {}) })
  return definition ? checkParameters(definition, content.template as object, { now }) : []
}

/** A lock is a restriction without an end, and covers every other. */
function restrictionOf({ locked, restriction }: Known): Partial<Situation['sender']> {
  if (locked) return { restrictions: ['ACCOUNT_LOCKED'], restrictedUntil: null }
  return restriction === null ? {} : { restrictions: [restriction.type], restrictedUntil: restriction.until }
}

/** The reach of whatever the policy ties the limit to. `freesAt`: when there is room for one more. */
function reachOf(known: Known, from: Sender, contact: string | null, now: PlatformTime): Situation['reach'] {
  const policy = policyAt(now, known.timeZone)
  const counted: Reached[] = []
  for (const use of known.reached.values()) if (policy.limits.scope === 'portfolio' || use.number === from) counted.push(use)
  const limit = usersOfTier(known.tier) ?? null
  const reach = reachAt(counted, limit, now, policy)
  return {
    limit,
    used: reach.used,
    alreadyReached: counted.some((use) => use.user === contact && now < use.at + policy.limits.rollingHours * 3_600_000),
    freesAt: reach.frees.find(({ at }) => (leftAt(reach, at) ?? 1) > 0)?.at ?? null,
  }
}

const openConversations = (conversations: ReadonlyMap<Category, PlatformTime>, now: PlatformTime): Category[] =>
  [...conversations].flatMap(([category, until]) => (now < until ? [category] : []))

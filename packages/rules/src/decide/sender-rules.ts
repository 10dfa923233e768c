import type { PlatformTime } from '@casement/platform'
import type { Case, Rule, Verdict } from './rule.ts'
import { timeText } from './time-text.ts'

/** Statuses that end by themselves. Whatever else is not CONNECTED needs somebody to act. */
const passing: readonly string[] = ['FLAGGED', 'RATE_LIMITED', 'RESTRICTED']

/** May this number send at all? */
export const senderRules = [
  {
    id: 'number.status',
    because: 'Only a connected number can send.',
    source: 'OA',
    code: 133010,
    check: ({ situation: { sender } }) =>
      sender.status === undefined || sender.status === 'CONNECTED' || passing.includes(sender.status)
        ? null
        : {
            kind: 'refuse',
            because: `This number is ${sender.status.toLowerCase()}; only a connected number can send.`,
            remedy: 'Send from another connected number now, or from this one as soon as it is registered and connected again.',
          },
  },
  {
    id: 'account.restricted',
    because: 'Meta restricted the account, without naming an end.',
    source: 'M:policy-enforcement',
    code: 131031,
    check: (one) => {
      const restriction = restrictionOf(one)
      return restriction?.until === null
        ? {
            kind: 'refuse',
            because: `Meta restricted the account (${restriction.name}), without naming an end.`,
            remedy: remedyFor(restriction.name),
          }
        : null
    },
  },
  {
    id: 'payment.missing',
    because: 'Meta has no valid way to charge this account, and this message is not free.',
    source: 'M:error-codes',
    code: 131042,
    check: (one) =>
      one.situation.sender.paymentMissing && (one.price().billable || one.price().atMost !== undefined) ? payFirst : null,
  },
] as const satisfies readonly Rule[]

/** What passes by itself. */
export const senderHolds = [
  {
    id: 'number.limited',
    because: 'Meta holds this number back for now.',
    source: 'M:messaging-limits',
    code: 131048,
    check: ({ situation: { sender } }) =>
      sender.status !== undefined && passing.includes(sender.status)
        ? { kind: 'hold', until: null, remedy: 'It goes as soon as the number is connected again; other numbers may send now.' }
        : null,
  },
  {
    id: 'account.suspended',
    because: 'Meta restricted the account for some days.',
    source: 'M:policy-enforcement',
    code: 368,
    check: (one) => {
      const restriction = restrictionOf(one)
      if (restriction === undefined || restriction.until === null) return null
      const { name, until } = restriction
      return { kind: 'hold', until, remedy: `It goes when the restriction ends, on ${timeText(until)}. ${remedyFor(name)}` }
    },
  },
] as const satisfies readonly Rule[]

const payFirst: Verdict = {
  kind: 'refuse',
  remedy: 'Set up a valid payment method in the WhatsApp Manager; until then only what is free may go.',
}

type InForce = { readonly name: string; readonly until: PlatformTime | null }

/** What forbids this message longest of all restrictions in force, by Meta's name: one without an end before any that has one. */
function restrictionOf(one: Case): InForce | undefined {
  const { restrictions, restrictedUntil = null, restrictionEnds } = one.situation.sender
  let longest: InForce | undefined
  for (const name of restrictions ?? []) {
    const ends = restrictionEnds !== undefined && Object.hasOwn(restrictionEnds, name) ? restrictionEnds[name] : restrictedUntil
    const until = ends ?? null
    if ((until !== null && until <= one.situation.now) || !forbids(name, one)) continue
    if (until === null) return { name, until }
    if (longest === undefined || until > (longest.until ?? until)) longest = { name, until }
  }
  return longest
}

function forbids(restriction: string, { window }: Case): boolean {
  switch (restriction) {
    case 'RESTRICTED_ADD_PHONE_NUMBER_ACTION':
    // Utility templates have become marketing by then; no send is refused for it.
    case 'RESTRICTED_UTILITY_TEMPLATES':
    // A cap that Meta does not publish: what is over it fails (131064), and only the platform knows which that is.
    case 'RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING':
    // About what is sent without a template, and about calls.
    case 'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES':
    case 'RESTRICTED_BUSINESS_INITIATED_CALLING':
    case 'RESTRICTED_USER_INITIATED_CALLING':
    case 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN':
    case 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING':
      return false
    case 'RESTRICTED_BIZ_INITIATED_MESSAGING':
      return !window.csw.open
    case 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING':
      return window.csw.open
    default:
      return true
  }
}

function remedyFor(restriction: string): string {
  switch (restriction) {
    case 'RESTRICTED_BIZ_INITIATED_MESSAGING':
      return 'Customers who write may be answered now, for as long as their window is open.'
    case 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING':
      return 'Templates to customers whose window is closed may go now.'
    default:
      return 'Nothing may go before Meta lifts it: appeal in the account quality page of the WhatsApp Manager.'
  }
}

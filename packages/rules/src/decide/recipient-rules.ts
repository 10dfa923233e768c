import { blocksMarketing } from '../market/united-states.ts'
import type { Rule, Verdict } from './rule.ts'

const refuse = (remedy: string): Verdict => ({ kind: 'refuse', remedy })

const nobody = refuse(
  'Name the recipient by a phone number with its country code, or by a business-scoped user id, and it may go at once.',
)
const ourselves = refuse('Send to a customer’s number, or from another number, at once.')
const codeNeedsPhone = refuse(
  'Ask for the phone number, in the window or with a button that requests contact details; other categories may go to this id now.',
)
const blocked = refuse('Unblock the customer first; right after that anything lawful may go.')
const unreachable = refuse('Send it by another channel; once they write to this number again, it may go here.')
const noAmericanMarketing = refuse(
  'Utility and authentication templates may go now, and while their window is open free-form messages too.',
)

/** Can this person get it? */
export const recipientRules = [
  {
    id: 'recipient.missing',
    because: 'The message names no recipient.',
    source: 'M:messages/send-messages',
    // A parameter of the call itself, not of the message: Graph answers as for any other that is missing.
    code: 100,
    check: ({ situation: { recipient } }) => (recipient.phone || recipient.bsuid || recipient.unnamed ? null : nobody),
  },
  {
    id: 'recipient.is-sender',
    because: 'A number cannot write to itself.',
    source: 'M:error-codes',
    code: 131021,
    check: ({ situation: { recipient, sender } }) =>
      recipient.phone !== null && recipient.phone === sender.phone ? ourselves : null,
  },
  {
    id: 'recipient.bsuid-not-allowed',
    because: 'An authentication template needs the phone number; a business-scoped user id is not enough.',
    source: 'M26:error-codes',
    code: 131062,
    check: ({ situation: { recipient, message } }) =>
      recipient.phone === null && !recipient.unnamed && message.category === 'authentication' ? codeNeedsPhone : null,
  },
  {
    id: 'recipient.blocked-by-us',
    because: 'This number blocked the customer.',
    source: 'M:block-users',
    code: 130403,
    check: ({ situation: { recipient } }) => (recipient.blockedByUs ? blocked : null),
  },
] as const satisfies readonly Rule[]

/** Asked after template and window, as the platform does. */
export const reachabilityRules = [
  {
    id: 'marketing.us-number',
    because: 'Meta delivers no marketing templates to United States numbers.',
    source: 'M:templates/marketing-templates/per-user-limits',
    code: 131049,
    check: ({ situation: { recipient, message, now } }) =>
      message.category === 'marketing' && recipient.phone !== null && blocksMarketing(recipient.phone, now)
        ? noAmericanMarketing
        : null,
  },
  {
    id: 'recipient.undeliverable',
    because: 'The last message to this number could not be delivered: it is not on WhatsApp, or not any more.',
    source: 'M:error-codes',
    code: 131026,
    check: ({ situation: { recipient, message, window } }) => {
      const since = recipient.undeliverableSince ?? null
      if (since === null || (window.lastUserAt !== null && window.lastUserAt > since)) return null
      // A person may try again by hand, and a code is asked for by its reader. What goes to many is not spent on the unreachable.
      return message.initiator === 'campaign' || message.category === 'marketing' ? unreachable : null
    },
  },
] as const satisfies readonly Rule[]

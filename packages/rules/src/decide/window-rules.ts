import { MINUTE } from '@casement/platform'
import type { Rule, Verdict } from './rule.ts'

const inWindow: Verdict = { kind: 'send' }

/** What an open window allows. */
export const windowRules = [
  {
    id: 'window.closed',
    because: 'Free-form messages need a message or a call from the customer in the last 24 hours.',
    source: 'M:error-codes',
    code: 131047,
    check: ({ situation: { message, now, policy, window: state }, window }) => {
      if (message.kind !== 'free-form' || window.csw.open) return null
      const hours = policy.csw.hours
      const last = state.lastUserAt === null ? 'there has been none' : `the last was ${ageText(now - state.lastUserAt)} ago`
      return {
        kind: 'refuse',
        because: `Free-form messages need a message or a call from the customer in the last ${hours} hours; ${last}.`,
        remedy: `Send an approved template now, or free-form again for ${hours} hours as soon as the customer writes or calls.`,
      }
    },
  },
] as const satisfies readonly Rule[]

/** Nothing forbade it and nothing made it wait. */
export const permissions = [
  {
    id: 'window.open',
    because: 'The customer service window is open, so every kind of message may go.',
    source: 'M:pricing',
    code: null,
    check: ({ window }) => (window.csw.open ? inWindow : null),
  },
  {
    id: 'template.allowed',
    because: 'An approved template may go at any time; the window stays closed until the customer answers.',
    source: 'M:messages/send-messages',
    code: null,
    check: () => inWindow,
  },
] as const satisfies readonly Rule[]

/** `3 min`, `26 h`, `12 days`. */
function ageText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

import type { Purpose } from '../situation.ts'
import type { Case, Rule, Verdict } from './rule.ts'

const refuse = (remedy: string): Verdict => ({ kind: 'refuse', remedy })

const noMarketing = refuse(
  'Utility and authentication templates may go now; marketing only after the customer opts in again, by writing START.',
)
const switchedOff = refuse(
  'Utility and authentication templates may go now; marketing only after the customer resumes it in WhatsApp itself: START does not reach the platform.',
)
const noPurpose = refuse('Messages of other purposes may go now; this one only after the customer opts in to it again.')
const nothingAtAll = refuse('Answer when the customer writes: then replies may go for as long as the window is open.')
const askFirst = refuse('Ask for consent first and record it; utility and authentication templates may go now.')

const askForPurpose = refuse(
  'Ask for consent to this purpose first and record it; templates without a purpose of their own may go now.',
)

/** What the customer wants from us. Asked whatever window is open. */
export const consentRules = [
  {
    id: 'consent.opted-out',
    because: 'The customer opted out of this kind of message.',
    source: 'M:getting-opt-in',
    code: 131050,
    check: (one) => {
      const { message, consent } = one.situation
      if (message.category === 'marketing') {
        if (consent.stoppedInWhatsApp) return { ...switchedOff, because: 'The customer stopped marketing in WhatsApp.' }
        return consent.marketing === 'out' || saidNo(one, 'marketing') || saidNo(one, 'everything')
          ? { ...noMarketing, because: 'The customer opted out of marketing.' }
          : null
      }
      return message.category !== 'service' && saidNo(one, message.category) ? noPurpose : null
    },
  },
  {
    id: 'consent.opted-out-of-everything',
    because: 'The customer wants no message from us that they did not ask for.',
    source: 'M:getting-opt-in',
    code: null,
    check: (one) => (one.businessInitiated && saidNo(one, 'everything') ? nothingAtAll : null),
  },
  {
    id: 'consent.purpose',
    because: 'The customer did not agree to what this template is for.',
    source: 'M:getting-opt-in',
    code: null,
    check: ({ situation: { consent, message }, businessInitiated }) =>
      businessInitiated &&
      message.category !== 'authentication' &&
      message.purpose &&
      !consent.agreedTo?.includes(message.purpose)
        ? askForPurpose
        : null,
  },
  {
    id: 'consent.no-opt-in',
    because: 'The customer never agreed to marketing, and this workspace sends it to nobody who did not.',
    source: 'M:getting-opt-in',
    code: null,
    check: ({ situation: { consent, message }, businessInitiated }) =>
      consent.requireOptIn && businessInitiated && message.category === 'marketing' && consent.marketing === 'unsaid'
        ? askFirst
        : null,
  },
] as const satisfies readonly Rule[]

const saidNo = ({ situation }: Case, purpose: Purpose): boolean => situation.consent.optedOutOf?.includes(purpose) ?? false

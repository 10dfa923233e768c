import type { Rule } from './rule.ts'
import { timeText } from './time-text.ts'

const aWindowOrAnother = 'Another approved template may go now, and while the customer’s window is open a free-form message too.'

/** Does the template exist, and may it be sent? */
export const templateRules = [
  {
    id: 'template.missing',
    because: 'No template of this name exists in this language on the account.',
    source: 'M:error-codes',
    code: 132001,
    check: ({ situation: { template } }) =>
      template?.status === 'missing'
        ? {
            kind: 'refuse',
            because: `There is no template "${template.name}" in ${template.language} on this account.`,
            remedy: `Choose one of the account's approved templates, or the exact language code of this one. ${aWindowOrAnother}`,
          }
        : null,
  },
  {
    id: 'template.disabled',
    because: 'Meta disabled this template for good, after low quality for the third time.',
    source: 'M:templates/template-pausing',
    code: 132016,
    check: ({ situation: { template } }) =>
      template?.status === 'DISABLED'
        ? { kind: 'refuse', remedy: `Write a new template that people like better. ${aWindowOrAnother}` }
        : null,
  },
  {
    id: 'template.not-approved',
    because: 'Only approved templates can be sent.',
    source: 'M:templates/template-management',
    code: 132001,
    check: ({ situation: { template } }) => {
      if (template === undefined) return null
      switch (template.status) {
        case 'APPROVED':
        case 'PAUSED':
        case 'missing':
        case 'DISABLED':
          return null
        case 'PENDING':
        case 'IN_APPEAL':
          return {
            kind: 'refuse',
            because: 'This template is still being reviewed.',
            remedy: `It may go once Meta approves it, usually within a day. ${aWindowOrAnother}`,
          }
        default:
          return {
            kind: 'refuse',
            because: `This template is ${template.status.toLowerCase().replaceAll('_', ' ')}; only approved ones can be sent.`,
            remedy: `Put right what its review names and submit it again. ${aWindowOrAnother}`,
          }
      }
    },
  },
] as const satisfies readonly Rule[]

export const templateHolds = [
  {
    id: 'template.paused',
    because: 'Meta paused this template because of low quality.',
    source: 'M:templates/template-pausing',
    code: 132015,
    check: ({ situation: { template, now } }) => {
      if (template?.status !== 'PAUSED') return null
      const until = template.pausedUntil ?? null
      if (until !== null && until <= now) return null
      return until === null
        ? { kind: 'hold', until, remedy: `It goes once the template is unpaused in the WhatsApp Manager. ${aWindowOrAnother}` }
        : { kind: 'hold', until, remedy: `It goes when the pause ends, on ${timeText(until)}. ${aWindowOrAnother}` }
    },
  },
] as const satisfies readonly Rule[]

import { budgetHolds, frequencyRules, spendRules } from './budget-rules.ts'
import { consentRules } from './consent-rules.ts'
import { contentRules } from './content-rules.ts'
import { reachabilityRules, recipientRules } from './recipient-rules.ts'
import type { Rule } from './rule.ts'
import { senderHolds, senderRules } from './sender-rules.ts'
import { templateHolds, templateRules } from './template-rules.ts'
import { permissions, windowRules } from './window-rules.ts'

/**
 * Read top to bottom, the first row that speaks decides. First what no time cures, in the order in which the platform finds out
 * (the message, the number, the recipient, the template, the window) and then what only we know (consent, the cap). Then what must
 * wait, the longest waits first. What is left may go.
 */
export const rulebook = [
  ...contentRules,
  ...senderRules,
  ...recipientRules,
  ...templateRules,
  ...windowRules,
  ...consentRules,
  ...reachabilityRules,
  ...frequencyRules,
  ...spendRules,
  ...senderHolds,
  ...templateHolds,
  ...budgetHolds,
  ...permissions,
] as const satisfies readonly Rule[]

export type RuleId = (typeof rulebook)[number]['id']

import { type Category, HOUR, later, MINUTE, type PlatformTime } from '@casement/platform'
import { type Decision, plainText, renderMessage, renderTemplate } from '@casement/rules'
import type { MessageContent } from './judge-message.ts'
import type { Proposal, StoredTemplate } from './load-situations.ts'

/** Who goes first when a number cannot send everything at once. */
export const PRIORITIES = { authentication: 0, reply: 1, utility: 2, marketing: 3 } as const

export const usualPriority = (category: Category): keyof typeof PRIORITIES => (category === 'service' ? 'reply' : category)

const DAY_MS = 24 * HOUR

/** An authentication code soon means nothing; a free-form message cannot outlive its window; the rest may wait a day. */
export function defaultExpiry(
  decision: Exclude<Decision, { kind: 'refuse' }>,
  proposal: Proposal,
  from: PlatformTime,
): PlatformTime {
  if (proposal.category === 'authentication') return later(from, 10 * MINUTE)
  const { until } = decision.window.csw
  return proposal.kind === 'free-form' && until !== null ? until : later(from, DAY_MS)
}

export const textOf = (message: MessageContent, template: StoredTemplate | undefined): string =>
  plainText(template ? renderTemplate(template as never, message.template as never) : renderMessage(message as never))

/** The definition a template message was made from, kept with it, so that history shows what was said then. */
export const templateSent = (template: StoredTemplate | undefined): string | null =>
  template
    ? JSON.stringify({
        name: template.name,
        language: template.language,
        category: template.category,
        components: template.components,
      })
    : null

import { MINUTE } from '@casement/platform'
import type { Finding } from '../decision.ts'
import type { Situation } from '../situation.ts'
import { windowAt } from '../window/view.ts'

/**
 * What may be sent but deserves a second look: warnings beside a decision, which refuse nothing. Empty for most messages.
 */
export function advise(situation: Situation): readonly Finding[] {
  const { message, consent, template, policy, now } = situation
  const { csw } = windowAt(situation.window, now, policy)
  const found: Finding[] = []
  const businessInitiated = !csw.open || message.initiator === 'campaign'

  if (message.category === 'marketing' && businessInitiated && consent.marketing === 'unsaid' && !consent.requireOptIn) {
    found.push(
      warning('consent.unsaid', 'to', 'This person never agreed to marketing: ask first, and record when and how they said yes.'),
    )
  }
  if (message.kind === 'free-form' && csw.open && csw.safeUntil !== null && csw.until !== null && now >= csw.safeUntil) {
    const left = Math.max(1, Math.ceil((csw.until - now) / MINUTE))
    found.push({
      ...warning('window.closing', 'type', 'Send it at once, or take a template: the window is about to close.'),
      actual: `${left} min left`,
    })
  }
  if (template?.quality === 'RED') {
    found.push(
      warning(
        'template.quality-red',
        'template.name',
        'Meta rates this template low and is about to pause it: improve it, or send another.',
      ),
    )
  } else if (template?.quality === 'YELLOW') {
    found.push(
      warning(
        'template.quality-yellow',
        'template.name',
        'Meta rates this template medium: send it to fewer people until it recovers.',
      ),
    )
  }
  if (situation.recipient.undeliverableSince && (situation.window.lastUserAt ?? 0) <= situation.recipient.undeliverableSince) {
    found.push(
      warning('recipient.undeliverable', 'to', 'The last message could not be delivered: check the number before trying again.'),
    )
  }
  if (businessInitiated && message.category === 'marketing' && situation.sender.quality === 'RED') {
    found.push(warning('number.quality-red', 'from', 'People block or report this number: pause marketing until it recovers.'))
  }
  return found
}

const warning = (rule: string, path: string, fix: string): Finding => ({ rule, severity: 'warning', path, fix })

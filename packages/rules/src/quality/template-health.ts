import { HOUR, later, type PlatformTime, type Policy } from '@casement/platform'

/** What happens when a template is rated low once more. */
export type PauseStep =
  | { readonly kind: 'pause'; readonly hours: number; readonly until: PlatformTime }
  | { readonly kind: 'disable' }

/**
 * The pause ladder: a first and a second pause of the policy's hours, then the template is disabled for good. `pausesBefore`: how
 * often it was paused for its quality already.
 */
export function nextPause(pausesBefore: number, at: PlatformTime, policy: Policy): PauseStep {
  const hours = policy.templates.pauseHours[pausesBefore]
  return hours === undefined ? { kind: 'disable' } : { kind: 'pause', hours, until: later(at, hours * HOUR) }
}

/** A template as the platform tells of it. */
export type TemplateStanding = {
  readonly status: string
  readonly quality: string
  readonly pausesBefore: number
  readonly pausedUntil?: PlatformTime | null
}

export type TemplateHealth = {
  readonly health: 'good' | 'unrated' | 'at-risk' | 'paused' | 'lost' | 'not-approved'
  /** One sentence: what is, and what comes next. */
  readonly outlook: string
}

/** How a template stands on the ladder, in a sentence. */
export function templateHealth(template: TemplateStanding, policy: Policy): TemplateHealth {
  switch (template.status) {
    case 'DISABLED':
      return { health: 'lost', outlook: 'Disabled for good: write a new template under another name.' }
    case 'PAUSED':
      return {
        health: 'paused',
        outlook: `Paused${template.pausedUntil === null || template.pausedUntil === undefined ? ' until it is lifted by hand' : ''}; ${afterwards(template.pausesBefore, policy)}`,
      }
    case 'APPROVED':
      break
    default:
      return { health: 'not-approved', outlook: 'Only an approved template can be sent.' }
  }
  switch (template.quality) {
    case 'RED':
      return { health: 'at-risk', outlook: `Rated low; ${afterwards(template.pausesBefore, policy)}` }
    case 'YELLOW':
      return {
        health: 'at-risk',
        outlook: `Rated medium: send it to fewer people, for if it turns low ${afterwards(template.pausesBefore, policy)}`,
      }
    case 'GREEN':
      return { health: 'good', outlook: 'Rated high.' }
    default:
      return {
        health: 'unrated',
        outlook: 'Not rated yet: the first recipients decide, so begin with those who know you.',
      }
  }
}

function afterwards(pausesBefore: number, policy: Policy): string {
  const hours = policy.templates.pauseHours[pausesBefore]
  return hours === undefined ? 'the next low rating disables it for good.' : `the next low rating pauses it for ${hours} hours.`
}

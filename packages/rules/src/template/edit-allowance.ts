import { DAY, dayIn, holdsOn, judgedFacts, later, type PlatformTime, type Policy } from '@casement/platform'
import { timeText } from '../decide/time-text.ts'

/** A template as far as its edits go. `edits`: when it was edited while approved, any order. */
export type EditedTemplate = { readonly status: string; readonly edits: readonly PlatformTime[] }

export type EditAllowance = {
  readonly allowed: boolean
  /** One sentence: what stands in the way, or how much room is left. */
  readonly because: string
  /** When an edit is possible again; null when that is no question of time, or already so. */
  readonly nextAt: PlatformTime | null
  /** Edits left of the longer span; null where none are counted (rejected, paused). */
  readonly left: number | null
}

const SHORT_DAYS = 1
const LONG_DAYS = 30

/** Whether the platform would take an edit now: only in some statuses, and an approved one only so often. Shown before anybody tries. */
export function editAllowance({ status, edits }: EditedTemplate, now: PlatformTime, policy: Policy): EditAllowance {
  const editable = judgedFacts.find((fact) => fact.id === 'templates.editable' && holdsOn(fact, dayIn(now)))?.value
  const statuses: readonly unknown[] = Array.isArray(editable) ? editable : []
  if (!statuses.includes(status))
    return {
      allowed: false,
      because:
        status === 'PENDING' || status === 'IN_APPEAL'
          ? 'It is in review: it can be edited once Meta has decided.'
          : 'In this state it cannot be edited: duplicate it under another name.',
      nextAt: null,
      left: null,
    }
  if (status !== 'APPROVED') return { allowed: true, because: 'Edits are not counted in this state.', nextAt: null, left: null }
  const { editsPer24h, editsPer30d } = policy.templates
  const blockedUntil = [freesAt(edits, SHORT_DAYS, editsPer24h, now), freesAt(edits, LONG_DAYS, editsPer30d, now)].filter(
    (at) => at !== null,
  )
  const used = within(edits, LONG_DAYS, now).length
  if (blockedUntil.length === 0)
    return {
      allowed: true,
      because: `${editsPer30d - used} of ${editsPer30d} edits are left in these ${LONG_DAYS} days, ${editsPer24h} a day.`,
      nextAt: null,
      left: editsPer30d - used,
    }
  const nextAt = Math.max(...blockedUntil) as PlatformTime
  return {
    allowed: false,
    because: `An approved template can be edited ${editsPer24h === 1 ? 'once' : `${editsPer24h} times`} in 24 hours and ${editsPer30d} times in ${LONG_DAYS} days: again from ${timeText(nextAt)}.`,
    nextAt,
    left: Math.max(0, editsPer30d - used),
  }
}

const within = (edits: readonly PlatformTime[], days: number, now: PlatformTime): readonly PlatformTime[] =>
  edits.filter((at) => now < later(at, days * DAY)).sort((a, b) => a - b)

/** When the span has room for one more; null when it has now. */
function freesAt(edits: readonly PlatformTime[], days: number, most: number, now: PlatformTime): PlatformTime | null {
  const counted = within(edits, days, now)
  const leaving = counted[counted.length - most]
  return leaving === undefined ? null : later(leaving, days * DAY)
}

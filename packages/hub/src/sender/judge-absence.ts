import { later, MINUTE, type PlatformTime, SECOND } from '@casement/platform'

/** What the ledger and the journal know of an unclear send, and of what its number did since. */
export type AbsenceFacts = {
  category: string
  /** When its intent was written, by the platform's clock. */
  postedAt: PlatformTime
  /** Sends of the same number posted after it that a status webhook answered for; counted up to `LATER_ANSWERED`. */
  laterAnswered: number
  /** The oldest accepted send of the number around it or since, past its webhook's deadline, of which no webhook has told. */
  unansweredSince: PlatformTime | null
  /** Webhooks since then that are not applied: still waiting, set aside or unreadable. Its own may be among them. */
  webhooksUnapplied: number
  /** Nobody can post under the fence it was posted under any more, by the database's time. */
  leaseLapsed: boolean
}

export type AbsenceVerdict =
  | { kind: 'absent' }
  /** `person`: no time settles it. Otherwise something has to happen first; `because` says what. */
  | { kind: 'waits'; for: 'time' | 'sends' | 'webhooks' | 'lease' | 'person'; because: string }

/** Habits of ours, not facts of the platform: how much silence is taken for an answer. */
export const ABSENT_AFTER_MS = 15 * MINUTE
export const LATER_ANSWERED = 50
/** A webhook that is not there by then counts as a gap. The platform tells of most sends within seconds. */
export const WEBHOOK_DEADLINE_MS = 5 * MINUTE
/** A gap shortly before the post speaks against its webhook as much as one after it. */
export const BEFORE_MS = MINUTE

/**
 * Does silence mean that the platform never took this send? Only when enough time has passed, enough later sends were answered for,
 * no webhook is missing or waits to be applied, and whoever posted it can post no more. An authentication code is never taken for
 * lost: a second one would make the first invalid.
 */
export function judgeAbsence(facts: AbsenceFacts, now: PlatformTime): AbsenceVerdict {
  const waits = (what: Exclude<AbsenceVerdict, { kind: 'absent' }>['for'], because: string): AbsenceVerdict => ({
    kind: 'waits',
    for: what,
    because,
  })
  if (facts.category === 'authentication')
    return waits('person', 'A code is never sent again by itself: say whether it arrived, or send a new one.')
  if (now < later(facts.postedAt, ABSENT_AFTER_MS)) {
    const minutes = Math.ceil((later(facts.postedAt, ABSENT_AFTER_MS) - now) / MINUTE)
    return waits(
      'time',
      `Its webhook may still come: for ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'} silence says nothing.`,
    )
  }
  if (facts.laterAnswered < LATER_ANSWERED)
    return waits('sends', `Webhooks told of ${facts.laterAnswered} later messages of this number; ${LATER_ANSWERED} are needed.`)
  if (facts.webhooksUnapplied > 0)
    return waits('webhooks', 'Webhooks of that time are not applied yet, and its own may be among them.')
  if (facts.unansweredSince !== null)
    return waits('webhooks', 'Webhooks of other messages of that time are missing too, so its own may only be lost.')
  // Asked last: a holder whose silence is the only thing left to wait for may give the number up for it.
  if (!facts.leaseLapsed) return waits('lease', 'The process that posted it still holds the number.')
  return { kind: 'absent' }
}

/** When a look may first find it absent. */
export const absentFrom = (postedAt: PlatformTime): PlatformTime => later(postedAt, ABSENT_AFTER_MS)

/** The journal's newest entries are being applied: only what has waited longer than this is behind. */
export const APPLIED_WITHIN_MS = 5 * SECOND

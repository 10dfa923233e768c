import { platformTime, policyAt } from '@casement/platform'

/** A thread's windows as the hub tells them, and what they mean at one moment of platform time. */
export type ThreadWindow = {
  readonly csw: { readonly open: boolean; readonly until: string | null; readonly safeUntil: string | null }
  readonly fep: { readonly state: 'none' | 'candidate' | 'estimated' | 'confirmed'; readonly until: string | null }
}

export type RingState = 'open' | 'closing' | 'last' | 'closed'

export type WindowNow = {
  readonly state: RingState
  /** Milliseconds to the true end; 0 when closed. */
  readonly left: number
  readonly until: number | null
  readonly safeUntil: number | null
  /** How long a whole window is under the policy of the day. */
  readonly hours: number
  readonly fep: {
    readonly state: ThreadWindow['fep']['state']
    /** Whether free entry is in force now; a candidate is only a chance. */
    readonly open: boolean
    readonly left: number
    readonly until: number | null
    readonly hours: number
  }
}

const HOUR = 3_600_000
/** Green above, amber below. */
export const CLOSING_BELOW = 4 * HOUR
/** Red below. */
export const LAST_BELOW = HOUR

/**
 * Reads the ends against the clock instead of trusting a flag that was true when it was sent: the window closes on screen at the
 * moment it closes, without asking anybody.
 */
export function windowNow(window: ThreadWindow, now: number): WindowNow {
  const until = at(window.csw.until)
  const left = until === null ? 0 : Math.max(0, until - now)
  const state: RingState = left === 0 ? 'closed' : left < LAST_BELOW ? 'last' : left < CLOSING_BELOW ? 'closing' : 'open'
  const fepUntil = at(window.fep.until)
  const fepLeft = fepUntil === null || window.fep.state === 'none' ? 0 : Math.max(0, fepUntil - now)
  const policy = policyAt(platformTime(now))
  return {
    state,
    left,
    hours: policy.csw.hours,
    until,
    safeUntil: at(window.csw.safeUntil),
    fep: {
      state: fepLeft === 0 ? 'none' : window.fep.state,
      open: fepLeft > 0 && window.fep.state !== 'candidate',
      left: fepLeft,
      until: fepUntil,
      hours: policy.fep.baseHours,
    },
  }
}

const at = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))

import type { PlatformTime, Policy } from '@casement/platform'
import { HOUR, later, MINUTE } from '@casement/platform'
import type { CswView, WindowView } from '../decision.ts'
import { freeEntryPointAt } from './free-entry-point.ts'
import type { WindowState } from './state.ts'

const neverOpened: CswView = { open: false, until: null, safeUntil: null }

/** Both windows as they stand at `now`. */
export const windowAt = (state: WindowState, now: PlatformTime, policy: Policy): WindowView => ({
  csw: customerServiceWindowAt(state, now, policy),
  fep: freeEntryPointAt(state, now, policy),
})

/** Open while less than the policy's hours have passed since the customer's last message or call: at exactly 24 h it is closed. */
export function customerServiceWindowAt(state: WindowState, now: PlatformTime, policy: Policy): CswView {
  if (state.lastUserAt === null) return neverOpened
  const until = later(state.lastUserAt, policy.csw.hours * HOUR)
  return { open: now < until, until, safeUntil: later(until, -policy.csw.safeMinutes.compose * MINUTE) }
}

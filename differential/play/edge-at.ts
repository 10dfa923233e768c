import { monthIn, type PlatformTime, policies, policyAt, startOfDay } from '@casement/platform'
import { windowAt } from '@casement/rules'
import { phoneOf } from '../history/people.ts'
import type { Step } from '../history/step.ts'
import { threadWith } from '../known/known.ts'
import type { Game } from './game.ts'

/** When the edge lies, or null where there is none ahead: no window, no pause, nothing held. */
export function edgeAt(game: Game, step: Extract<Step, { do: 'pass-to' }>): PlatformTime | null {
  const now = game.platform.now()
  const at = whereIs(game, step, now)
  return at !== null && at > now ? at : null
}

function whereIs({ known, lastHoldUntil }: Game, step: Extract<Step, { do: 'pass-to' }>, now: PlatformTime): PlatformTime | null {
  const { timeZone } = known
  const view = windowAt(threadWith(known, step.to, phoneOf(step.who)).window, now, policyAt(now, timeZone))
  switch (step.edge) {
    case 'csw':
      return view.csw.until
    case 'fep':
      return view.fep.until
    case 'reach':
      return lastHoldUntil as PlatformTime | null
    case 'pause':
      return firstPauseEnd([...known.templates.values()].map((template) => template.pausedUntil))
    case 'month':
      return startOfDay(nextMonth(monthIn(now, timeZone)), timeZone)
    case 'policy':
      return policies.map((policy) => startOfDay(policy.from, timeZone)).find((from) => from > now) ?? null
  }
}

const firstPauseEnd = (ends: readonly (PlatformTime | null)[]): PlatformTime | null =>
  ends.reduce((first, end) => (end !== null && (first === null || end < first) ? end : first), null)

/** The first day of the month after `YYYY-MM`. */
function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
}

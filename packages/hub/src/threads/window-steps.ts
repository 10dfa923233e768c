import { HOUR, later, MINUTE, type PlatformTime } from '@casement/platform'
import type { WindowView } from '@casement/rules'

/** How many minutes before the end of a customer service window it is told. */
export const CLOSING_MINUTES = [240, 60, 15] as const
/** How many minutes before an ad click is answered too late it is told. */
export const ENTRY_CLOSING_MINUTES = [360, 60] as const
/** A warning is not repeated for a window that turns out to last hardly longer: a webhook that came late is no new window. */
const FRESH_AGAIN = HOUR

/** What was told of a thread's windows so far: 0 nothing, 1 that it is open, then one for each warning. */
export type WindowSteps = { readonly window: number; readonly entry: number }

/** As the windows were when something was told of them. */
export type TellBefore = WindowSteps & { readonly until: PlatformTime | null }

/** What is to be told. `at`: when it became true, which may be a while ago when nobody looked. */
export type WindowNews =
  | { readonly type: 'window.opened'; readonly at: PlatformTime; readonly until: PlatformTime }
  | {
      readonly type: 'window.closing' | 'entry-point.closing'
      readonly at: PlatformTime
      readonly until: PlatformTime
      readonly minutesBefore: number
    }
  | { readonly type: 'window.closed'; readonly at: PlatformTime }

type Windows = { readonly csw: Pick<WindowView['csw'], 'until'>; readonly fep: Pick<WindowView['fep'], 'state' | 'until'> }

export type ToldWindow = { readonly news: readonly WindowNews[]; readonly steps: WindowSteps; readonly due: PlatformTime | null }

/**
 * What is to be told of a thread's windows as they stand at `now`, after what was told already, and when there will be more to
 * tell. Asked again at the same instant it tells nothing. Of several warnings that are due at once, only the most urgent is told.
 * `lastUserAt`: when the customer last did what opens a window, where that is at hand.
 */
export function tellWindow({ csw, fep }: Windows, told: TellBefore, now: PlatformTime, lastUserAt = now): ToldWindow {
  const isAnother = told.window > 0 && told.until !== null && told.until <= lastUserAt && csw.until !== told.until
  const before: WindowNews[] = isAnother && told.until !== null ? [{ type: 'window.closed', at: told.until }] : []
  const window = tellCustomerServiceWindow(csw, isAnother ? 0 : told.window, now, lastUserAt)
  const entry = tellEntryPoint(fep, told.entry, now)
  const due = [window.due, entry.due].filter((at) => at !== null)
  return {
    news: [...before, ...window.news, ...entry.news],
    steps: { window: window.step, entry: entry.step },
    due: due.length === 0 ? null : due.reduce((a, b) => (a < b ? a : b)),
  }
}

type Told = { news: WindowNews[]; step: number; due: PlatformTime | null }

function tellCustomerServiceWindow({ until }: Windows['csw'], told: number, now: PlatformTime, openedAt: PlatformTime): Told {
  const closed = (at: PlatformTime): Told => ({ news: told === 0 ? [] : [{ type: 'window.closed', at }], step: 0, due: null })
  if (until === null) return closed(now)
  if (until <= now) return closed(until)
  const news: WindowNews[] = told === 0 ? [{ type: 'window.opened', at: openedAt, until }] : []
  const warned = warn('window.closing', { until, levels: CLOSING_MINUTES, told, now })
  return { news: [...news, ...warned.news], step: warned.step, due: warned.due ?? until }
}

function tellEntryPoint({ state, until }: Windows['fep'], told: number, now: PlatformTime): Told {
  if (state !== 'candidate' || until === null || until <= now) return { news: [], step: 0, due: null }
  const warned = warn('entry-point.closing', { until, levels: ENTRY_CLOSING_MINUTES, told, now })
  return { ...warned, due: warned.due ?? until }
}

/** Warnings have the steps 2, 3, …: the last whose time has come is told, unless it was. `due`: when the next one is. */
function warn(
  type: 'window.closing' | 'entry-point.closing',
  { until, levels, told, now }: { until: PlatformTime; levels: readonly number[]; told: number; now: PlatformTime },
): Told {
  const isFresh = until - now > (levels[0] as number) * MINUTE + FRESH_AGAIN
  const before = isFresh ? 1 : Math.max(told, 1)
  const reached = levels.findLastIndex((minutes) => later(until, -minutes * MINUTE) <= now)
  const minutesBefore = levels[reached]
  const step = Math.max(before, reached + 2)
  const next = levels[step - 1]
  return {
    news:
      minutesBefore !== undefined && reached + 2 > before
        ? [{ type, at: later(until, -minutesBefore * MINUTE), until, minutesBefore }]
        : [],
    step,
    due: next === undefined ? null : later(until, -next * MINUTE),
  }
}

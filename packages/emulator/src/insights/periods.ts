import type { PlatformTime } from '@casement/platform'
import { DAY, HOUR, later, startOfDay } from '@casement/platform'
import { cachedDay } from '../world/world.ts'

export type Period = { start: PlatformTime; end: PlatformTime }
export type PeriodOf = (at: PlatformTime) => Period

const HALF_HOUR = HOUR / 2

/** The half hour, day or month that an instant lies in; days and months are those of the time zone. Null for another granularity. */
export function periodsOf(granularity: string, timeZone: string): PeriodOf | null {
  switch (granularity) {
    case 'HALF_HOUR':
      return (at) => {
        const start = (Math.floor(at / HALF_HOUR) * HALF_HOUR) as PlatformTime
        return { start, end: later(start, HALF_HOUR) }
      }
    case 'DAY':
    case 'DAILY':
      return remembered(timeZone, (day) => day)
    case 'MONTH':
    case 'MONTHLY':
      return remembered(timeZone, (day) => day.slice(0, 7))
    default:
      return null
  }
}

/** Where a day or a month begins is worked out once. */
function remembered(timeZone: string, nameOf: (day: string) => string): PeriodOf {
  const known = new Map<string, Period>()
  return (at) => {
    const name = nameOf(cachedDay(at, timeZone))
    const found = known.get(name)
    if (found) return found
    const isMonth = name.length === 7
    const period = {
      start: startOfDay(isMonth ? `${name}-01` : name, timeZone),
      end: startOfDay(isMonth ? nextMonth(name) : nextDay(name), timeZone),
    }
    known.set(name, period)
    return period
  }
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10)

function nextMonth(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01-01` : `${year}-${String(of + 1).padStart(2, '0')}-01`
}

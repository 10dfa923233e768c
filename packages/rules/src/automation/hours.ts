import type { PlatformTime } from '@casement/platform'
import type { BusinessHours } from './graph.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Weekday (1 is Monday), day and minute of the day by the clocks of a zone. */
export function localClock(at: PlatformTime, timeZone: string): { weekday: number; day: string; minute: number } {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
    formats.set(timeZone, format)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = value
  const day = `${part.year}-${part.month}-${part.day}`
  return {
    weekday: new Date(`${day}T00:00:00Z`).getUTCDay() || 7,
    day,
    minute: Number(part.hour) * 60 + Number(part.minute),
  }
}

export const minuteOf = (hour: string): number => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))

/** Whether somebody is there at an instant: from the first minute, and no longer at the last. */
export function isWithin({ timeZone, open, holidays }: BusinessHours, at: PlatformTime): boolean {
  const { weekday, day, minute } = localClock(at, timeZone)
  if (holidays.includes(day)) return false
  return open.some(({ days, from, to }) => days.includes(weekday) && minute >= minuteOf(from) && minute < minuteOf(to))
}

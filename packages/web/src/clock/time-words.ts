import { locale } from '../strings/words.ts'

/** How instants and spans are written. Times are in the viewer's zone; `now` is always handed in. */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LOCALE = locale

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, options)
const hourMinute = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = format({ weekday: 'short' })
const dayMonth = format({ day: 'numeric', month: 'short' })
const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
const fullDay = format({ weekday: 'long', day: 'numeric', month: 'long' })
const fullDayYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const exact = format({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const stamp = format({ weekday: 'short', day: 'numeric', month: 'short' })
const withSeconds = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
/** Whole calendar days from `from` to `to` in the viewer's zone; survives the days that have 23 or 25 hours. */
export const daysBetween = (from: number, to: number): number => Math.round((startOfDay(to) - startOfDay(from)) / DAY)

export const clockTime = (at: number): string => hourMinute.format(at)
export const clockTimeWithSeconds = (at: number): string => withSeconds.format(at)
export const exactTime = (at: number): string => exact.format(at)
/** `Fri 20 Nov, 14:08`. */
export const stampTime = (at: number): string => `${stamp.format(at).replace(',', '')}, ${hourMinute.format(at)}`
export const longDay = (at: number): string => fullDayYear.format(at)

/** In a list: today `14:08`, this week `Wed`, this year `3 Oct`, before `3 Oct 2025`. */
export function shortTime(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days === 0) return hourMinute.format(at)
  if (days > 0 && days < 7) return weekday.format(at)
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayMonth.format(at) : dayMonthYear.format(at)
}

/** Where a window ends: today `17:31`, within a week `Sun 16:05`, else `3 Dec, 16:05`. */
export function whenTime(at: number, now: number): string {
  const days = daysBetween(now, at)
  if (days === 0) return hourMinute.format(at)
  if (Math.abs(days) < 7) return `${weekday.format(at)} ${hourMinute.format(at)}`
  return `${dayMonth.format(at)}, ${hourMinute.format(at)}`
}

/** Under a bubble: the day is told by the divider above, so the hour is enough. */
export function dayTitle(at: number, now: number, words: { today: string; yesterday: string }): string {
  const days = daysBetween(at, now)
  if (days === 0) return words.today
  if (days === 1) return words.yesterday
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? fullDay : fullDayYear).format(at)
}

/**
 * How long is left, as people say it: `23 h`, `3 h 23`, `38 min`, `45 s`. Above six hours the minutes no longer matter; whole
 * units are rounded down, because a window must never look longer than it is.
 */
export function spanShort(ms: number): string {
  if (ms <= 0) return '0 min'
  if (ms < MINUTE) return `${Math.max(1, Math.floor(ms / 1_000))} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  const hours = Math.floor(ms / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  return hours < 6 && minutes > 0 ? `${hours} h ${String(minutes).padStart(2, '0')}` : `${hours} h`
}

/** The same for ears: `3 h 23 min`. */
export function spanSpoken(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`
  const hours = Math.floor(ms / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  if (hours === 0) return `${minutes} min`
  return minutes > 0 && hours < 24 ? `${hours} h ${minutes} min` : `${hours} h`
}

/** In the middle of the big ring: `23:14`, `3:23`, `4:59` minutes in the last hour read as `0:38`. */
export function spanDial(ms: number): string {
  const hours = Math.floor(ms / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  return `${hours}:${String(minutes).padStart(2, '0')}`
}

/** Since when: `18 h 48 ago` below two days, then days. */
export function ago(ms: number): string {
  if (ms < 2 * DAY) return spanSpoken(ms).replace(' min', ms >= HOUR ? '' : ' min')
  return `${Math.floor(ms / DAY)} days`
}

import { count } from '../money/price-words.ts'
import { locale, words } from '../strings/words.ts'

/** `82 %`, `0.4 %`; nothing of nothing is no share. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–'
  const share = (part / whole) * 100
  const decimals = share > 0 && share < 10 ? 1 : share > 99 && share < 100 ? 1 : 0
  return `${share.toLocaleString(locale, { maximumFractionDigits: decimals })}\u00a0%`
}

/** A waiting time: `48 s`, `12 min`, `3 h 20 min`. */
export function waitText(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 90) return words.insights.seconds(seconds)
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return words.insights.minutes(minutes)
  return words.insights.hours(Math.floor(minutes / 60), minutes % 60)
}

const MINUTE = 60
const STEPS = [10, 30, 1 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE, 240 * MINUTE, 360 * MINUTE]

/** Round times from nothing to at least `most` seconds, for an axis. */
export function waitTicks(most: number): number[] {
  const step = STEPS.find((each) => most / each <= 5) ?? 720 * MINUTE
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, at) => at * step)
}

/** `14:00–15:00`. */
export const hourText = (hour: number): string =>
  `${String(hour).padStart(2, '0')}:00\u2013${String((hour + 1) % 24).padStart(2, '0')}:00`

const regions = new Intl.DisplayNames([locale], { type: 'region' })
export const countryText = (country: string): string =>
  country === '' ? words.insights.unknown : (regions.of(country) ?? country)

const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
/** `12 Nov`. */
export const dayText = (day: string): string => short.format(new Date(day))

export { count }

import type { PlatformTime } from './time.ts'
import { DAY } from './time.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of an instant, `YYYY-MM-DD`, in an IANA time zone (UTC by default). Throws RangeError for an unknown zone. */
export function dayIn(at: PlatformTime, timeZone = 'UTC'): string {
  if (timeZone === 'UTC') return new Date(at).toISOString().slice(0, 10)
  const parts: Record<string, string> = {}
  for (const { type, value } of formatFor(timeZone).formatToParts(at)) parts[type] = value
  return `${parts.year}-${parts.month}-${parts.day}`
}

/** The calendar month of an instant, `YYYY-MM`: free messages and volume tiers are counted in the account's own month. */
export const monthIn = (at: PlatformTime, timeZone = 'UTC'): string => dayIn(at, timeZone).slice(0, 7)

/** The first instant of a day, `YYYY-MM-DD`, in a time zone: when a rate card or a policy takes effect there. */
export function startOfDay(day: string, timeZone = 'UTC'): PlatformTime {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (!Number.isFinite(midnight)) throw new RangeError(`"${day}" is not a day. Write it like 2026-10-01.`)
  if (timeZone === 'UTC') return midnight as PlatformTime
  // Offsets reach from -12 to +14 hours and are whole minutes: halve the span until the minute at which the day begins is found.
  let before = midnight - DAY
  let after = midnight + DAY
  while (after - before > 60_000) {
    const middle = before + Math.floor((after - before) / 120_000) * 60_000
    if (dayIn(middle as PlatformTime, timeZone) < day) before = middle
    else after = middle
  }
  return after as PlatformTime
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  try {
    const made = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formats.set(timeZone, made)
    return made
  } catch {
    throw new RangeError(`"${timeZone}" is not a time zone. Use an IANA name such as Europe/Berlin.`)
  }
}

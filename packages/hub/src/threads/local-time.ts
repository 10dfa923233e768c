import type { PlatformTime } from '@casement/platform'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

export type Clocks = {
  country?: string
  /** Minutes ahead of UTC where they may be: the earliest and the latest clock of the country, often the same. */
  utcOffsets?: { from: number; to: number }
}

/** The country of a number and how late it is there now. A country with several clocks answers with the two outermost. */
export function clocksOf(phone: string, now: PlatformTime): Clocks {
  const number = parsePhoneNumberFromString(`+${phone}`)
  // Countries that share a calling code stand with the largest first.
  const country = number?.country ?? number?.getPossibleCountries()[0]
  if (!country) return {}
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & { getTimeZones?: () => string[] | undefined }
  const offsets = (locale.getTimeZones?.() ?? []).map((zone) => offsetIn(zone, now))
  return offsets.length === 0 ? { country } : { country, utcOffsets: { from: Math.min(...offsets), to: Math.max(...offsets) } }
}

/** Minutes a zone is ahead of UTC at an instant: what its wall clock shows, read as if it were UTC. */
function offsetIn(timeZone: string, now: PlatformTime): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(now)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((wall - now) / 60_000)
}

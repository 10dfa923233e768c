import type { PlatformTime } from '@casement/platform'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { offsetMinutes } from '../clock/zone-offset.ts'

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
  const offsets = (locale.getTimeZones?.() ?? []).map((zone) => offsetMinutes(now, zone))
  return offsets.length === 0 ? { country } : { country, utcOffsets: { from: Math.min(...offsets), to: Math.max(...offsets) } }
}

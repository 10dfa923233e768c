import { northAmerica } from '@casement/platform'
import { isUnitedStatesPhone } from '@casement/rules'
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Where a number is from, as far as its first digits tell: a country's two letters, `US-AK` and `US-HI`, or '' when nobody knows. */
export type Place = string

/** Digits that decide: all of a calling code, and in North America the area code. */
export const PLACE_DIGITS = 4

/** Of countries that share a calling code, the one most numbers belong to. */
const MAIN: Record<string, string> = {
  '7': 'RU',
  '39': 'IT',
  '44': 'GB',
  '47': 'NO',
  '61': 'AU',
  '212': 'MA',
  '262': 'RE',
  '290': 'SH',
  '358': 'FI',
  '590': 'GP',
  '599': 'CW',
}
const FAR_STATES: Record<string, string> = { '907': 'US-AK', '808': 'US-HI' }
const byCallingCode = new Map<string, string>()
for (const country of getCountries()) {
  const code = getCountryCallingCode(country)
  if (!byCallingCode.has(code)) byCallingCode.set(code, MAIN[code] ?? country)
}
const known = new Map<string, Place>()

/** The place of a phone number in digits; only its first four count, so that a million numbers ask a few hundred questions. */
export function placeOf(phone: string | null): Place {
  if (phone === null) return ''
  const digits = phone.slice(0, PLACE_DIGITS)
  let place = known.get(digits)
  if (place === undefined) {
    place = readPlace(digits)
    known.set(digits, place)
  }
  return place
}

function readPlace(digits: string): Place {
  if (digits.startsWith(northAmerica.callingCode)) {
    const sample = `${digits.padEnd(PLACE_DIGITS, '0')}5550123`
    if (isUnitedStatesPhone(sample)) return FAR_STATES[digits.slice(1)] ?? 'US'
    return parsePhoneNumberFromString(`+${sample}`)?.country ?? 'CA'
  }
  if (/^7[67]/.test(digits)) return 'KZ'
  for (let size = 1; size <= 3; size++) {
    const country = byCallingCode.get(digits.slice(0, size))
    if (country) return country
  }
  return ''
}

/** Only the outermost matter, and of the United States those that most live between. */
const ZONES: Record<Place, readonly string[]> = {
  US: ['America/New_York', 'America/Los_Angeles'],
  'US-AK': ['America/Anchorage', 'America/Adak'],
  'US-HI': ['Pacific/Honolulu'],
}
const zonesOf = new Map<Place, readonly string[]>()

/** The IANA time zones of a place; none where it is not known. */
export function timeZonesOf(place: Place): readonly string[] {
  let zones = zonesOf.get(place)
  if (zones === undefined) {
    zones = ZONES[place] ?? (place === '' ? [] : regionZones(place))
    zonesOf.set(place, zones)
  }
  return zones
}

const regionZones = (country: string): readonly string[] =>
  (new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined }).getTimeZones?.() ?? []

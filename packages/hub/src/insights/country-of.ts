import { northAmerica } from '@casement/platform'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

const known = new Map<string, string>()
/** Digits of a number that is possible nearly everywhere. */
const LENGTHS = [12, 11, 10, 13]

/** The country of a number's first digits, by its two letters; '' where they tell none. Of those that share a calling code, the largest. */
export function countryOf(prefix: string): string {
  if (prefix === '') return ''
  let country = known.get(prefix)
  if (country === undefined) {
    country = prefix.startsWith(northAmerica.callingCode) ? northAmericanOf(prefix.slice(1, 4)) : elsewhereOf(prefix)
    known.set(prefix, country)
  }
  return country
}

function northAmericanOf(area: string): string {
  if (area.length < 3 || (northAmerica.islands as readonly string[]).includes(area)) return ''
  return (northAmerica.canada as readonly string[]).includes(area) ? 'CA' : 'US'
}

function elsewhereOf(prefix: string): string {
  for (const length of LENGTHS) {
    const number = parsePhoneNumberFromString(`+${prefix.padEnd(length, '5')}`)
    const country = number?.country ?? number?.getPossibleCountries()[0]
    if (country) return country
  }
  return ''
}

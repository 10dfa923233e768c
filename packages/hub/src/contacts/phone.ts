import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

export type PhoneReading = { ok: true; digits: string } | { ok: false; reason: string }

/** By calling code, how many digits may follow it. */
const lengths = new Map<string, Set<number>>()
const metadata = new Metadata()
for (const country of getCountries()) {
  metadata.selectNumberingPlan(country)
  const code = getCountryCallingCode(country)
  const known = lengths.get(code) ?? new Set()
  for (const length of metadata.numberingPlan?.possibleLengths() ?? []) known.add(length)
  lengths.set(code, known)
}

const countries = new Set<string>(getCountries())

/** A country by its two letters, as libphonenumber knows it. */
export const isCountry = (text: string): text is CountryCode => countries.has(text)

/**
 * Reads a phone number as people write it and answers with the digits of its E.164 form. A number without plus counts as one of
 * `country` when that is given, and as international otherwise. Asks whether a number is possible, not whether it is in use:
 * numbering plans grow faster than tables of them. What is plainly international is decided by length, which is a hundred times
 * as fast as the library's reading; everything else is left to the library.
 */
export function readPhone(written: string, country?: string): PhoneReading {
  const text = written.trim()
  if (text === '') return { ok: false, reason: 'The phone number is empty.' }
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) {
    return {
      ok: false,
      reason: `"${text}" is a number a spreadsheet has rounded: format the column as text and fill it in again.`,
    }
  }
  const bare = text.replace(/[\s().\-/\u2010-\u2015]/g, '')
  const international = bare.startsWith('+') ? bare.slice(1) : bare.startsWith('00') ? bare.slice(2) : country ? null : bare
  if (international !== null && isPossible(international)) return { ok: true, digits: international }
  const asked = international !== null && /^\d+$/.test(international) ? `+${international}` : text
  const parsed = parsePhoneNumberFromString(
    asked,
    country && isCountry(country) ? { defaultCountry: country, extract: false } : { extract: false },
  )
  if (parsed?.isPossible() && !parsed.ext) return { ok: true, digits: parsed.number.slice(1) }
  return {
    ok: false,
    reason: `"${shorten(text)}" is not a phone number that can be written to: give it with its country code, such as +447700900123.`,
  }
}

function isPossible(digits: string): boolean {
  if (!/^[1-9]\d{6,14}$/.test(digits)) return false
  for (let size = 1; size <= 3; size++) {
    const known = lengths.get(digits.slice(0, size))
    // A zero after the calling code is a trunk prefix in most countries and a digit in some: the library knows which.
    if (known) return digits[size] !== '0' && known.has(digits.length - size)
  }
  return false
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

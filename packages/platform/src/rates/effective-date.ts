const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Finds the day after the word "effective" in a title: `2026-10-01`, `October 1, 2026` or `1 October 2026`. Null when there is none. */
export function readEffectiveDate(title: string): string | null {
  const after = /effective\D{0,20}?((?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*)/i.exec(title)?.[1]
  if (!after) return null
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(after)?.[0]
  if (iso) return iso
  const american = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/i.exec(after)
  if (american) return day(american[3], american[1], american[2])
  const european = /^(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?,? (\d{4})/i.exec(after)
  return european ? day(european[3], european[2], european[1]) : null
}

function day(year = '', month = '', date = ''): string | null {
  const number = months.findIndex((name) => name.startsWith(month.toLowerCase()) && month.length >= 3) + 1
  return number === 0 ? null : `${year}-${String(number).padStart(2, '0')}-${date.padStart(2, '0')}`
}

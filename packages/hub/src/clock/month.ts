import type { PlatformTime } from '@casement/platform'

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11`: the month of an instant in an account's time zone, which is what its free messages are counted by. */
export function monthOf(at: PlatformTime, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(at).slice(0, 7)
}

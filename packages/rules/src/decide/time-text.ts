import type { PlatformTime } from '@casement/platform'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An instant for a sentence, in UTC and without Intl: `20 Nov 2026, 14:05 UTC`. A minute that has begun counts as the next. */
export function timeText(at: PlatformTime): string {
  const time = new Date(Math.ceil(at / 60_000) * 60_000)
  const clock = time.toISOString().slice(11, 16)
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${clock} UTC`
}

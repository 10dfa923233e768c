import { HOUR, MINUTE, type PlatformTime } from '@casement/platform'

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, { quarter: number; minutes: number }>()

/** Minutes east of Greenwich. Offsets change on quarters of an hour, so one answer holds for a quarter. */
export function offsetMinutes(at: PlatformTime, zone: string): number {
  const quarter = Math.floor(at / (HOUR / 4))
  const known = offsets.get(zone)
  if (known?.quarter === quarter) return known.minutes
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formats.set(zone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part
  const minutes = (Date.UTC(year, month - 1, day, hour, minute) - (at - (at % MINUTE))) / MINUTE
  offsets.set(zone, { quarter, minutes })
  return minutes
}

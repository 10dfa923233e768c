import { DAY, later, MINUTE, type PlatformTime } from '@casement/platform'
import { offsetMinutes } from '../clock/zone-offset.ts'
import { type Place, timeZonesOf } from './place.ts'

/** Hours of the day as `21:00`; the second may be of the next day. */
export type Hours = { readonly from: string; readonly to: string }

const LONGEST_LOOK = 2 * DAY

/**
 * When quiet hours end for everybody who may live at a place; null while they are over. A number tells the country and not the
 * zone, so it is quiet while it is quiet in any of them. Where no hour of the day suits all, that of the middle zone decides.
 */
export function quietUntil(now: PlatformTime, place: Place, quiet: Hours, fallbackZone: string): PlatformTime | null {
  const zones = timeZonesOf(place)
  const asked = zones.length > 0 ? zones : [fallbackZone]
  const end = endForAll(now, asked, quiet)
  const until = end === undefined ? endForAll(now, [middleOf(asked, now)], quiet) : end
  return until === undefined || until <= now ? null : until
}

/** The next time, from `after` on, at which it is this hour at a place: by the clock of its middle zone. */
export function nextLocalHour(after: PlatformTime, place: Place, hour: string, fallbackZone: string): PlatformTime {
  const zones = timeZonesOf(place)
  const zone = middleOf(zones.length > 0 ? zones : [fallbackZone], after)
  const wait = (minutes: number) => (minutes >= 0 ? minutes : minutes + DAY / MINUTE) * MINUTE
  const first = later(after, wait(minutesOf(hour) - minuteOfDay(after, zone)) - (after % MINUTE))
  const at = first < after ? later(first, DAY) : first
  // On the day on which clocks change, the offset at the time found is another than now.
  const off = minutesOf(hour) - minuteOfDay(at, zone)
  return off === 0 ? at : later(at, off * MINUTE)
}

/** undefined when it is quiet somewhere at any time. */
function endForAll(now: PlatformTime, zones: readonly string[], quiet: Hours): PlatformTime | undefined {
  let at = now
  while (at - now <= LONGEST_LOOK) {
    let next = at
    for (const zone of zones) {
      const end = endOfQuiet(at, zone, quiet)
      if (end > next) next = end
    }
    if (next === at) return at
    at = next
  }
  return undefined
}

/** When it stops being quiet in one zone; the time itself when it is not. */
function endOfQuiet(at: PlatformTime, zone: string, { from, to }: Hours): PlatformTime {
  const minute = minuteOfDay(at, zone)
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  const isQuiet = begin < end ? minute >= begin && minute < end : minute >= begin || minute < end
  if (!isQuiet) return at
  const left = end > minute ? end - minute : end + DAY / MINUTE - minute
  return later(at, left * MINUTE - (at % MINUTE))
}

const minutesOf = (hour: string) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))

const minuteOfDay = (at: PlatformTime, zone: string): number => {
  const local = Math.floor(at / MINUTE) + offsetMinutes(at, zone)
  return ((local % 1_440) + 1_440) % 1_440
}

const middleOf = (zones: readonly string[], at: PlatformTime): string =>
  [...zones].sort((a, b) => offsetMinutes(at, a) - offsetMinutes(at, b))[zones.length >> 1] as string

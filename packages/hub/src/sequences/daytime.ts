import { later, MINUTE, type PlatformTime } from '@casement/platform'
import { quietUntil } from '../settings/local-hours.ts'
import { placeOf } from '../settings/place.ts'
import type { Definition } from './definition.ts'

const QUARTER = 15 * MINUTE

/** A person's own day: what matters is where they live, which their number tells. */
export type Daytime = {
  /** When it is day for them, from `at` on. */
  from(at: PlatformTime): PlatformTime
  /** The last quarter of an hour up to `at` in which it is day for them; null when there is none after `now`. */
  before(at: PlatformTime, now: PlatformTime): PlatformTime | null
}

/** Remembers what it found: people of one country share their hours. */
export function createDaytimes({
  daytime,
  zone,
}: {
  daytime: Definition['daytime']
  zone: string
}): (phone: string | null) => Daytime {
  const night = { from: daytime.to, to: daytime.from }
  const known = new Map<string, PlatformTime | null>()
  const nightUntil = (at: PlatformTime, place: string) => {
    const key = `${place} ${at}`
    let until = known.get(key)
    if (until === undefined) {
      until = quietUntil(at, place, night, zone)
      known.set(key, until)
    }
    return until
  }
  return (phone) => {
    const place = placeOf(phone)
    return {
      from: (at) => quietUntil(at, place, night, zone) ?? at,
      before(at, now) {
        if (at >= now && quietUntil(at, place, night, zone) === null) return at
        // Day ends on a quarter of an hour wherever people live, if not to the minute that was asked for.
        for (let quarter = later(at, -(at % QUARTER)); quarter >= now; quarter = later(quarter, -QUARTER))
          if (nightUntil(quarter, place) === null) return quarter
        return quietUntil(now, place, night, zone) === null && now <= at ? now : null
      },
    }
  }
}

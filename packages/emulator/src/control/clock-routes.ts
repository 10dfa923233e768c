import { DAY, type PlatformTime, platformTime } from '@casement/platform'
import { bodyOf, optionalNumber, optionalText } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

/** A world lives in this century: far beyond it, time can neither be written down nor lived through. */
const EARLIEST = platformTime('2000-01-01T00:00:00Z')
const LATEST = platformTime('2100-01-01T00:00:00Z')

/** The clock, and who lives by it. */
export function clockRoutes(twin: Twin): ControlTable {
  const { world, clock, followers } = twin
  const now = () => ({ now: new Date(world.now()).toISOString(), scale: world.clock.scale })
  return {
    'GET /clock': now,
    'POST /clock': async ({ body }) => {
      const given = bodyOf(body)
      const advanceMs = optionalNumber(given, 'advanceMs')
      const set = optionalText(given, 'set')
      const scale = optionalNumber(given, 'scale')
      const grainMs = optionalNumber(given, 'grainMs') ?? 0
      if (advanceMs === undefined && set === undefined && scale === undefined) {
        throw new Refusal(
          400,
          'Say how the clock should move: {"advanceMs": 3600000}, {"set": "2026-11-20T09:00:00Z"} or {"scale": 60}.',
        )
      }
      if (scale !== undefined && !(scale >= 0 && scale <= 100_000))
        throw new Refusal(400, '"scale" must be from 0 (by hand) over 1 (real) to 100000.')
      if (advanceMs !== undefined && advanceMs < 0)
        throw new Refusal(400, 'Time only moves forward; use {"set": …} right after a reset to begin earlier.')
      if (grainMs < 0 || grainMs > DAY)
        throw new Refusal(400, '"grainMs" is how much time may pass before the business is told, from 0 to a day.')
      const target = set === undefined ? undefined : readInstant(set)
      needKnownTime((target ?? world.now()) + Math.round(advanceMs ?? 0))
      if (scale !== undefined) await clock.setScale(scale)
      if (target !== undefined) await setTo(twin, target, grainMs)
      if (advanceMs !== undefined) await clock.advanceBy(Math.round(advanceMs), grainMs)
      return now()
    },
    'GET /followers': () => ({ data: followers.list().map((url) => ({ url })) }),
    'POST /followers': async ({ body }) => {
      const url = optionalText(bodyOf(body), 'url')
      if (url === undefined || !/^https?:\/\//.test(url))
        throw new Refusal(400, 'A follower needs {"url": "http://…"}: where it is told when the clock moves.')
      followers.add(url)
      const about = { now: new Date(world.now()).toISOString(), worldId: world.meta.worldId, scale: world.clock.scale }
      // Told after this call is answered: the follower may not be ready to listen before it has its answer.
      setImmediate(() => void clock.settle().catch(() => {}))
      return about
    },
    'DELETE /followers': ({ body, query }) => {
      const url = optionalText(bodyOf(body), 'url') ?? query.url
      if (url === undefined) throw new Refusal(400, 'Say which follower with {"url": "http://…"}.')
      followers.remove(url)
      return { ok: true }
    },
  }
}

async function setTo({ world, clock }: Twin, target: PlatformTime, grainMs: number): Promise<void> {
  if (target >= world.now() && world.meta.hasMessages) return await clock.advanceTo(target, grainMs)
  if (world.meta.hasMessages) {
    throw new Refusal(
      409,
      'The clock goes back only while the world holds no message. Reset the world first with POST /_emulator/reset {"now": …}.',
    )
  }
  await clock.jumpTo(target)
}

/** Throws Refusal 400 for what is no point in time, or none that a world can be at. */
export function readInstant(text: string): PlatformTime {
  let at: PlatformTime
  try {
    at = platformTime(text)
  } catch {
    throw new Refusal(400, `"${text}" is not a point in time. Write it like 2026-11-20T14:30:00Z.`)
  }
  needKnownTime(at)
  return at
}

function needKnownTime(at: number): void {
  if (!(at >= EARLIEST && at <= LATEST)) throw new Refusal(400, 'The clock goes from the year 2000 to the end of 2099.')
}

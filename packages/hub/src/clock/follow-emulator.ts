import { timingSafeEqual } from 'node:crypto'
import { isoTime, platformTime } from '@casement/platform'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { PlatformClock } from './platform-clock.ts'
import type { Settled } from './settle-together.ts'

const Moved = z.object({
  now: z.iso.datetime(),
  scale: z.number().min(0).default(0),
  grainMs: z.number().min(0).default(0),
  policy: z.string().optional(),
  worldId: z.string(),
})

export type World = {
  /** The world whose history this hub holds; null before it belongs to one. */
  id(): string | null
  /** Another world spoke: its past is not ours, and must not be mixed with it. */
  mismatch(): string | null
  meet(worldId: string): Promise<boolean>
}

/**
 * The emulator's clock. Each time it moves, it says so here and waits: what falls due on this side by then is done before the
 * answer, which names the next instant at which something will be. So a jump of a day is lived by both sides in order.
 */
export const followerRoutes =
  ({
    clock,
    word,
    world,
    settle,
  }: {
    clock: PlatformClock
    word: string
    world: World
    settle: (grainMs: number) => Promise<Settled>
  }): Routes =>
  async (app) => {
    app.post(
      '/clock-follower',
      { schema: { hide: true, querystring: z.object({ word: z.string() }), body: Moved } },
      async (request) => {
        if (!sameWord(request.query.word, word))
          throw problem('forbidden', 'This address belongs to the emulator this hub follows.')
        const { now, scale, worldId, grainMs } = request.body
        if (!(await world.meet(worldId))) {
          throw problem(
            'conflict',
            `This hub holds the history of another world (${world.id()}). Start over with an empty data folder, or restore that world.`,
          )
        }
        // A clock that runs with the machine waits for nobody: standing still for it would only put ours behind.
        if (scale === 1) {
          // What it says was true when it said so: ours is right when it is no further ahead than the word was on its way.
          const ahead = clock.now() - platformTime(now)
          if (clock.scale !== 1 || ahead < 0 || ahead > LONGEST_WAY_MS) clock.set({ now: platformTime(now), scale })
          return { idle: true, nextDueAt: null }
        }
        // Time stands still while this side catches up, so that what is due at this instant is lived at this instant.
        clock.set({ now: platformTime(now), scale: 0 }, 'unsaid')
        const { idle, next } = await settle(grainMs)
        clock.set({ now: platformTime(now), scale })
        return { idle, nextDueAt: next !== null && next > clock.now() ? isoTime(next) : null }
      },
    )
  }

const LONGEST_WAY_MS = 1_000

const sameWord = (given: string, right: string) =>
  given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))

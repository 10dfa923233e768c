import { isoTime, policyAt } from '@casement/platform'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import type { World } from './follow-emulator.ts'
import type { PlatformClock } from './platform-clock.ts'

/** The platform's time as this hub knows it, and the rules that hold at it. */
export const clockRoutes =
  ({ clock, world, emulated }: { clock: PlatformClock; world: World; emulated: () => boolean }): Routes =>
  async (app) => {
    app.get(
      '/v1/clock',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The platform’s clock',
          tags: ['clock'],
          response: {
            200: z.object({
              now: z.string(),
              scale: z.number(),
              policy: z.string(),
              emulator: z.boolean(),
              worldId: z.string().nullable(),
              worldMismatch: z.boolean(),
            }),
          },
        },
      },
      async () => ({
        now: isoTime(clock.now()),
        scale: clock.speed,
        policy: policyAt(clock.now()).id,
        emulator: emulated(),
        worldId: world.id(),
        worldMismatch: world.mismatch() !== null,
      }),
    )
  }

import { isoTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { findDemoCompany, hasOtherAccounts, wantAnew } from './company.ts'

/** Whoever runs hub and emulator together, and so can start both over. */
export type DemoHost = {
  /** How far the demo company's life is; null while nobody lives one. */
  living(): { day: number; days: number } | null
  /** A demo company wants its days anew. Begins soon after it answers: this hub ends, and another takes its place. */
  startOver(): void
}

/** The first day that has a rate card of its own era, with a month before it. */
const EARLIEST = platformTime('2024-02-01T00:00:00Z')

const Standing = z.object({
  state: z.enum(['none', 'wanted', 'living', 'lived']).describe('none: this workspace holds no demo company'),
  day: z.int().optional(),
  days: z.int().optional(),
  until: z.string().nullable().optional().describe('The instant its days are lived up to; null: this machine’s time'),
  earliest: z.string(),
})

/** The demo company beside an emulator: how far it is, and its thirty days again, up to another date. */
export const demoRoutes =
  ({ pool, demo }: { pool: pg.Pool; demo: DemoHost | null }): Routes =>
  async (app) => {
    const tags = ['demo']

    const standing = async (workspaceId: string): Promise<z.infer<typeof Standing>> => {
      const company = demo && (await findDemoCompany(pool, workspaceId))
      if (!company) return { state: 'none', earliest: isoTime(EARLIEST) }
      const until = company.until === null ? null : isoTime(company.until)
      return { state: company.state, until, ...demo.living(), earliest: isoTime(EARLIEST) }
    }

    app.get(
      '/v1/demo',
      { config: { access: 'viewer' }, schema: { summary: 'How far the demo company is', tags, response: { 200: Standing } } },
      async (request) => standing(request.actor.workspaceId),
    )

    app.post(
      '/v1/demo/start-over',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Empty emulator and demo company, and live the thirty days up to a date again',
          tags,
          body: z.object({
            until: z.iso.datetime({ offset: true }).optional().describe('This machine’s time when absent; not later'),
          }),
          response: { 202: Standing },
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const now = await standing(workspaceId)
        if (!demo || now.state === 'none')
          throw problem('not-found', 'This workspace holds no demo company; only those that npm start made can be started over.')
        if (await hasOtherAccounts(pool, workspaceId))
          throw problem(
            'conflict',
            'Other workspaces have accounts at the same emulator, which starting over would take from them: use a data folder of its own for the demo.',
          )
        const until = request.body.until === undefined ? null : platformTime(request.body.until)
        if (until !== null && (until > Date.now() || until < EARLIEST))
          throw problem('content-invalid', `Give a date from ${isoTime(EARLIEST).slice(0, 10)} until today.`)
        if (!(await wantAnew(pool, workspaceId, until)))
          throw problem('conflict', 'The demo company is living its days just now: wait until it is done.')
        demo.startOver()
        return reply.code(202).send({ ...now, state: 'wanted', until: until === null ? null : isoTime(until) })
      },
    )
  }

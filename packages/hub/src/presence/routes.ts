import type pg from 'pg'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { Presence } from './presence.ts'

export const PRESENCE_CHANNEL = 'casement_presence'

const Told = z.object({
  workspaceId: z.uuid(),
  threadId: z.uuid(),
  personId: z.string(),
  name: z.string(),
  doing: z.enum(['reading', 'typing', 'gone']),
})

/** Reads what another process of this hub told; null for anything else on the channel. */
export function readPresence(payload: string): Presence | null {
  try {
    return Told.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/** Somebody says what they do in a thread. It goes to every process of the hub as a hint that may be lost, and into no table. */
export const presenceRoutes =
  ({ pool }: { pool: pg.Pool }): Routes =>
  async (app) => {
    app.post(
      '/v1/threads/:id/presence',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Say that one reads or types in a thread; holds for 20 seconds',
          description: 'Others hear it on the stream as presence.changed, without a number: it cannot be resumed.',
          tags: ['threads'],
          params: z.object({ id: z.uuid() }),
          body: z.object({ doing: z.enum(['reading', 'typing', 'gone']) }),
        },
      },
      async (request, reply) => {
        const { workspaceId, id: personId, name } = request.actor
        const presence: Presence = {
          workspaceId,
          threadId: request.params.id,
          personId,
          name: name.slice(0, 100),
          doing: request.body.doing,
        }
        const told = await pool.query('select pg_notify($3, $4) from threads where workspace_id = $1 and id = $2', [
          workspaceId,
          request.params.id,
          PRESENCE_CHANNEL,
          JSON.stringify(presence),
        ])
        if (told.rowCount === 0) throw problem('not-found', `This workspace has no thread with the id ${request.params.id}.`)
        return reply.code(204).send()
      },
    )
  }

import type pg from 'pg'
import type { Logger } from 'pino'
import { z } from 'zod'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { type DeadLetter, findDeadLetter, listDeadLetters } from './dead-letters.ts'
import { replayDeadLetters, waitingDeadLetters } from './replay.ts'

const MOST_AT_ONCE = 1_000

const Id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const Filter = {
  field: z.string().max(100).optional(),
  reason: z.string().max(200).optional().describe('Any part of the reason'),
}
const Shown = z.object({
  id: z.int(),
  field: z.string().describe('The webhook field it came in'),
  path: z.string().describe('Where it stood in the body'),
  reason: z.string(),
  state: z.enum(['waiting', 'applied']).describe('applied: a replay has taken it since'),
  at: z.string().describe('When it was last tried'),
  settledAt: z.string().optional(),
})
const Result = z.object({ applied: z.int(), waiting: z.int() })

/** Items of webhooks that could not be applied: what they were, why not, and another try. */
export const deadLetterRoutes =
  ({ pool, log, onReplayed }: { pool: pg.Pool; log: Logger; onReplayed: (workspaceId: string) => void }): Routes =>
  async (app) => {
    const tags = ['webhooks']
    const require = async (workspaceId: string, id: number) => {
      const letter = await findDeadLetter(pool, workspaceId, id)
      if (!letter) throw problem('not-found', `This workspace has no dead letter with the id ${id}.`)
      return letter
    }

    app.get(
      '/v1/dead-letters',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Items of webhooks that could not be applied, newest first',
          tags,
          querystring: z.object({
            ...Filter,
            state: z.enum(['waiting', 'applied']).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Shown), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { limit, cursor, ...filter } = request.query
        const before = cursor ? readCursor(cursor, z.object({ id: z.int() })).id : null
        const found = await listDeadLetters(pool, request.actor.workspaceId, filter, { before, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(present), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.get(
      '/v1/dead-letters/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'One item that could not be applied, as it came',
          tags,
          params: z.object({ id: Id }),
          response: { 200: Shown.extend({ item: z.unknown() }) },
        },
      },
      async (request) => {
        const letter = await require(request.actor.workspaceId, request.params.id)
        return { ...present(letter), item: letter.item }
      },
    )

    app.post(
      '/v1/dead-letters/:id/replay',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Try one item again',
          description: 'The answer says whether it was applied, or why it still waits.',
          tags,
          params: z.object({ id: Id }),
          response: { 200: Shown },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const letter = await require(workspaceId, request.params.id)
        if (letter.state === 'waiting') {
          const { applied, setAside } = await replayDeadLetters(pool, log, workspaceId, [letter])
          if (applied + setAside === 0)
            throw problem('gone', 'Its webhook is no longer in the journal, so it cannot be tried again.')
          onReplayed(workspaceId)
        }
        return present(await require(workspaceId, letter.id))
      },
    )

    app.post(
      '/v1/dead-letters/replay',
      {
        config: { access: 'admin' },
        schema: {
          summary: `Try up to ${MOST_AT_ONCE} waiting items again, oldest first`,
          tags,
          body: z.object({ ids: z.array(z.int().min(1)).max(MOST_AT_ONCE).optional(), ...Filter }),
          response: { 200: Result },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const letters = await waitingDeadLetters(pool, workspaceId, { ...request.body, limit: MOST_AT_ONCE })
        const { applied } = await replayDeadLetters(pool, log, workspaceId, letters)
        if (applied > 0) onReplayed(workspaceId)
        return { applied, waiting: letters.length - applied }
      },
    )
  }

const present = (letter: DeadLetter): z.infer<typeof Shown> => ({
  id: letter.id,
  field: letter.field,
  path: letter.path,
  reason: letter.reason,
  state: letter.state,
  at: letter.at.toISOString(),
  ...(letter.settled_at ? { settledAt: letter.settled_at.toISOString() } : {}),
})

import { isoTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { row, transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { createJob, makeReady } from '../jobs/queries.ts'
import { type EntryState, entriesBefore, type StoredEntry } from './read-journal.ts'
import { visibleEntries } from './visible-body.ts'

const STATES = ['new', 'applied', 'unreadable', 'unrouted'] as const satisfies EntryState[]
/** How much of a body a list shows. */
const SHOWN_CHARACTERS = 4_000

const Place = z.object({ receivedAt: z.string().max(40), id: z.int() })
const Entry = z.object({
  id: z.int(),
  receivedAt: z.string(),
  platformAt: z.string().describe('The platform’s time when it came'),
  state: z.enum(STATES).describe('unreadable: no webhook; unrouted: it names no number or account of this instance'),
  note: z.string().optional(),
  bytes: z.int().describe('Of the whole body, as it came'),
  body: z.string().describe(`What of it concerns this workspace, its first ${SHOWN_CHARACTERS} characters`),
})

/** The journal as a workspace may see it: every webhook that concerns it; for the instance's first workspace, also what names nobody. */
export const journalRoutes =
  ({ pool, firstWorkspaceId, onJob }: { pool: pg.Pool; firstWorkspaceId: string; onJob: () => void }): Routes =>
  async (app) => {
    const tags = ['webhooks']

    app.get(
      '/v1/journal',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Webhooks as they came, newest first',
          description:
            'A page may hold fewer entries than asked for, even none, while its cursor leads on: what belongs to other workspaces is passed over. ' +
            'Bodies that nobody can read, and those that name no number or account of this instance, are shown to its first workspace.',
          tags,
          querystring: z.object({
            state: z.enum(STATES).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Entry), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { state, limit, cursor } = request.query
        const { workspaceId } = request.actor
        const before = cursor ? readCursor(cursor, Place) : null
        const states = state ? [state] : STATES
        const walked = await entriesBefore(pool, { states, before, limit })
        const shown = await visibleEntries(pool, { workspaceId, isFirst: workspaceId === firstWorkspaceId }, walked)
        const last = walked.at(-1)
        return {
          data: shown.map(({ shown: body, ...entry }) => ({ ...present(entry), body: body.slice(0, SHOWN_CHARACTERS) })),
          cursor: last ? writeCursor({ receivedAt: last.received_at, id: last.id }) : null,
        }
      },
    )

    app.post(
      '/v1/journal/replay',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Apply again what came in a span of time, as a job',
          description:
            'What was applied before changes nothing: no window, no consent, no reach, no price. What had no effect then may have it now. Nothing is forwarded again.',
          tags,
          body: z.object({ from: z.iso.datetime().describe('By the time of arrival'), to: z.iso.datetime() }),
          response: { 202: z.object({ job: z.object({ id: z.uuid() }) }) },
        },
      },
      async (request, reply) => {
        const { from, to } = request.body
        if (Date.parse(from) >= Date.parse(to)) throw problem('invalid', '"to" must be later than "from".')
        const { workspaceId, id: by } = request.actor
        const id = uuid7()
        await transact(pool, async (tx) => {
          await createJob(tx, { workspaceId, id, kind: 'journal.replay', createdBy: by })
          const counted = await row<{ total: number }>(
            tx,
            'select count(*) as total from journal where received_at >= $1::timestamptz and received_at < $2::timestamptz',
            [from, to],
          )
          await makeReady(tx, { workspaceId, id, options: { from, to }, total: counted?.total ?? 0 })
        })
        onJob()
        return reply.code(202).send({ job: { id } })
      },
    )
  }

const present = (entry: StoredEntry) => ({
  id: entry.id,
  receivedAt: new Date(entry.received_at).toISOString(),
  platformAt: isoTime(platformTime(entry.platform_at)),
  state: entry.state,
  ...(entry.note ? { note: entry.note } : {}),
  bytes: entry.body.length,
})

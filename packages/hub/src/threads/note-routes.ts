import { isoTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { type Actor, mayActAs } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { byOf, findNote, type NoteRow, notesOfThread, presentNote, writeNotes } from './notes.ts'
import { requireThread } from './queries.ts'

const Id = z.object({ id: z.uuid() })
const NoteId = z.object({ id: z.uuid(), noteId: z.uuid() })
const Text = z.string().trim().min(1).max(4_000).describe('For the people of this workspace only; it is never sent')
const Note = z.looseObject({ id: z.uuid(), threadId: z.uuid(), kind: z.string(), at: z.string(), text: z.string() })

/** Notes of a thread, and the deeds written down beside them: who took it, resolved it, put it off. */
export const noteRoutes =
  ({ pool, clock, ring }: { pool: pg.Pool; clock: PlatformClock; ring: (workspaceId: string) => void }): Routes =>
  async (app) => {
    const tags = ['threads']

    /** Notes are read with their thread, so a changed note is a changed thread. */
    const changing = async <T>(actor: Actor, threadId: string, work: (tx: Db) => Promise<T>): Promise<T> => {
      const result = await transact(pool, async (tx) => {
        const done = await work(tx)
        await appendEvents(tx, actor.workspaceId, [{ type: 'thread.changed', at: clock.now(), data: { threadId, notes: true } }])
        return done
      })
      ring(actor.workspaceId)
      return result
    }

    app.get(
      '/v1/threads/:id/notes',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Notes and deeds of a thread, newest first',
          tags,
          params: Id,
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(200).default(100),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Note), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        await requireThread(pool, request.actor.workspaceId, request.params.id)
        const before = cursor ? readCursor(cursor, Id).id : null
        const found = await notesOfThread(pool, request.actor.workspaceId, request.params.id, before, limit)
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentNote), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.post(
      '/v1/threads/:id/notes',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Write a note about a thread; it is never sent',
          tags,
          params: Id,
          body: z.object({ text: Text }),
          response: { 201: Note },
        },
      },
      async (request, reply) => {
        const { actor } = request
        const { id: threadId } = request.params
        await requireThread(pool, actor.workspaceId, threadId)
        const note = await changing(actor, threadId, async (tx) => {
          const deed = { threadId, kind: 'note' as const, at: clock.now(), by: byOf(actor), text: request.body.text }
          const [id] = await writeNotes(tx, actor.workspaceId, [deed])
          return findNote(tx, actor.workspaceId, threadId, id as string)
        })
        return reply.code(201).send(presentNote(note as NoteRow))
      },
    )

    app.patch(
      '/v1/threads/:id/notes/:noteId',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Change a note of one’s own',
          tags,
          params: NoteId,
          body: z.object({ text: Text }),
          response: { 200: Note },
        },
      },
      async (request) => {
        const { actor, params } = request
        const own = await requireOwn(actor, params)
        await changing(actor, params.id, (tx) =>
          tx.query('update thread_notes set text = $3, edited_at = $4 where workspace_id = $1 and id = $2', [
            actor.workspaceId,
            own.id,
            request.body.text,
            isoTime(clock.now()),
          ]),
        )
        return presentNote((await findNote(pool, actor.workspaceId, params.id, own.id)) as NoteRow)
      },
    )

    app.delete(
      '/v1/threads/:id/notes/:noteId',
      { config: { access: 'agent' }, schema: { summary: 'Remove a note of one’s own', tags, params: NoteId } },
      async (request, reply) => {
        const { actor, params } = request
        const own = await requireOwn(actor, params)
        await changing(actor, params.id, (tx) =>
          tx.query('delete from thread_notes where workspace_id = $1 and id = $2', [actor.workspaceId, own.id]),
        )
        return reply.code(204).send()
      },
    )

    async function requireOwn(actor: Actor, { id, noteId }: z.infer<typeof NoteId>): Promise<NoteRow> {
      const note = await findNote(pool, actor.workspaceId, id, noteId)
      if (!note) throw problem('not-found', `This thread has no note with the id ${noteId}.`)
      if (note.by?.id !== actor.id && !mayActAs(actor.role, 'manager'))
        throw problem('forbidden', `The note is by ${note.by?.name ?? 'somebody else'}: they or a manager may change it.`)
      return note
    }
  }

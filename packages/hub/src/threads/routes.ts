import { policyAt } from '@casement/platform'
import { newWindow, type WindowState, windowAt } from '@casement/rules'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { presentWindow } from '../messages/present.ts'
import { messagesOfThread, presentMessage } from '../messages/queries.ts'
import { countThreads, findThread, listThreads, presentThread, threadCursor, type View } from './queries.ts'
import { quotePrices } from './quote-prices.ts'

const VIEWS = ['all', 'mine', 'unassigned', 'closing', 'closed', 'failed', 'ads'] as const satisfies readonly View[]
const Limit = z.coerce.number().int().min(1).max(200).default(50)
const Id = z.object({ id: z.uuid() })
const Change = z.object({ owner: z.string().max(64).nullable().optional(), state: z.enum(['open', 'resolved']).optional() })

/** Threads: the inbox, one conversation, and what sending into it would cost. */
export const threadRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    app.get(
      '/v1/threads',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The inbox',
          tags: ['threads'],
          querystring: z.object({
            view: z.enum(VIEWS).default('all'),
            sort: z.enum(['newest', 'time-left']).default('newest'),
            q: z.string().max(200).optional(),
            limit: Limit,
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { view, sort, q, limit, cursor } = request.query
        const now = clock.now()
        const found = await listThreads(pool, {
          workspaceId: request.actor.workspaceId,
          view,
          sort,
          search: q?.trim() || null,
          personId: request.actor.id,
          now,
          cursor: cursor ? readCursor(cursor, z.object({ key: z.string(), id: z.uuid() })) : null,
          limit,
        })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map((thread) => presentThread(thread, now)), cursor: last ? threadCursor(last) : null }
      },
    )

    app.get(
      '/v1/threads/counts',
      { config: { access: 'viewer' }, schema: { summary: 'How many threads each view holds', tags: ['threads'] } },
      async (request) => countThreads(pool, request.actor.workspaceId, request.actor.id, clock.now()),
    )

    app.get(
      '/v1/threads/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One thread', tags: ['threads'], params: Id } },
      async (request) => {
        return presentThread(await requireThread(request.actor.workspaceId, request.params.id), clock.now())
      },
    )

    app.get(
      '/v1/threads/:id/messages',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A thread’s messages, newest first',
          tags: ['threads'],
          params: Id,
          querystring: z.object({ limit: Limit, cursor: z.string().max(500).optional() }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        await requireThread(workspaceId, request.params.id)
        const { limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, z.object({ at: z.string(), id: z.uuid() })) : null
        const found = await messagesOfThread(pool, workspaceId, request.params.id, before, limit)
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentMessage), cursor: last ? writeCursor({ at: last.at.toISOString(), id: last.id }) : null }
      },
    )

    app.get(
      '/v1/threads/:id/prices',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What each kind of message would cost now, after the service window, after the free entry point',
          tags: ['threads'],
          params: Id,
        },
      },
      async (request) => ({ data: await quotePrices(pool, request.actor.workspaceId, request.params.id, clock.now()) }),
    )

    app.post(
      '/v1/threads/:id/read',
      { config: { access: 'agent' }, schema: { summary: 'Mark a thread as read', tags: ['threads'], params: Id } },
      async (request, reply) => {
        await change(request.actor.workspaceId, request.params.id, { unread: 0 })
        return reply.code(204).send()
      },
    )

    app.patch(
      '/v1/threads/:id',
      {
        config: { access: 'agent' },
        schema: { summary: 'Assign, resolve or reopen a thread', tags: ['threads'], params: Id, body: Change },
      },
      async (request) => {
        const { workspaceId, id: me } = request.actor
        const { owner, state } = request.body
        await change(workspaceId, request.params.id, {
          ...(owner === undefined ? {} : { owner: owner === 'me' ? me : owner }),
          ...(state === undefined ? {} : { state }),
        })
        return presentThread(await requireThread(workspaceId, request.params.id), clock.now())
      },
    )

    app.get(
      '/v1/windows',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The two windows between a number and a person',
          tags: ['threads'],
          querystring: z.object({ from: z.string().max(64), to: z.string().max(64) }),
        },
      },
      async (request) => {
        const { from, to } = request.query
        const found = await row<{ window_state: WindowState; time_zone: string }>(
          pool,
          `select t.window_state, w.time_zone from phone_numbers n
           join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
           left join contact_aliases a on a.workspace_id = n.workspace_id
             and ((a.kind = 'e164' and a.value = regexp_replace($3, '[^0-9]', '', 'g')) or (a.kind = 'bsuid' and a.portfolio_id = w.portfolio_id and a.value = $3))
           left join threads t on t.workspace_id = n.workspace_id and t.phone_number_id = n.id and t.contact_id = a.contact_id
           where n.workspace_id = $1 and n.id = $2 order by t.id nulls last limit 1`,
          [request.actor.workspaceId, from, to],
        )
        if (!found) throw problem('not-found', `This workspace has no number with the id ${from}.`)
        const now = clock.now()
        return presentWindow(windowAt(found.window_state ?? newWindow, now, policyAt(now, found.time_zone)))
      },
    )

    async function requireThread(workspaceId: string, id: string) {
      const thread = await findThread(pool, workspaceId, id)
      if (!thread) throw problem('not-found', `This workspace has no thread with the id ${id}.`)
      return thread
    }

    /** Changes a thread and says so, unless nothing changed. */
    async function change(
      workspaceId: string,
      id: string,
      { owner, state, unread }: { owner?: string | null; state?: string; unread?: number },
    ) {
      await requireThread(workspaceId, id)
      await transact(pool, async (tx) => {
        const changed = await tx.query(
          `update threads set owner_id = case when $3 then $4 else owner_id end, state = coalesce($5, state), unread = coalesce($6::int, unread)
           where workspace_id = $1 and id = $2
             and (($3 and owner_id is distinct from $4) or state <> coalesce($5, state) or unread <> coalesce($6::int, unread))`,
          [workspaceId, id, owner !== undefined, owner ?? null, state ?? null, unread ?? null],
        )
        if (changed.rowCount)
          await appendEvents(tx, workspaceId, [{ type: 'thread.changed', at: clock.now(), data: { threadId: id } }])
      })
    }
  }

import { platformTime, policyAt } from '@casement/platform'
import { newWindow, type WindowState, windowAt } from '@casement/rules'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { presentWindow } from '../messages/present.ts'
import { messagesOfThread, presentMessage } from '../messages/queries.ts'
import { changeThread, type ThreadChange } from './change-thread.ts'
import { contactFacts } from './contact-facts.ts'
import { listThreads } from './list-threads.ts'
import { presentThread, requireThread } from './queries.ts'
import { quotePrices } from './quote-prices.ts'
import { searchEverything, searchThreads } from './search.ts'
import { valueAtRisk } from './value-at-risk.ts'
import { countThreads, STANDINGS, VIEWS } from './views.ts'

const Limit = z.coerce.number().int().min(1).max(200).default(50)
const Id = z.object({ id: z.uuid() })
const Tag = z.string().trim().min(1).max(40)
const Change = z.object({
  owner: z.string().max(64).nullable().optional().describe('Id of a member, me, or null for nobody'),
  state: z.enum(['open', 'resolved']).optional(),
  snoozedUntil: z.iso
    .datetime({ offset: true })
    .nullable()
    .optional()
    .describe('Out of sight until then, by the platform’s time, or until the customer writes'),
  tags: z.array(Tag).max(20).optional(),
  unread: z.boolean().optional(),
})
const Standing = z.enum(STANDINGS)
const Search = z.string().trim().max(200)

/** Threads: the inbox, one conversation, and what sending into it would cost. */
export const threadRoutes =
  ({ pool, clock, ring }: { pool: pg.Pool; clock: PlatformClock; ring: (workspaceId: string) => void }): Routes =>
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
            state: Standing.default('any'),
            tag: Tag.optional(),
            q: Search.optional().describe('Words of a name or a message, or a part of a number'),
            limit: Limit,
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { view, sort, state, tag, q, limit, cursor } = request.query
        const { workspaceId } = request.actor
        const now = clock.now()
        const found = await listThreads(pool, {
          workspaceId,
          view,
          standing: state,
          sort,
          among: q ? await searchThreads(pool, workspaceId, q, request.actor.masked === true) : null,
          tag: tag ?? null,
          personId: request.actor.id,
          now,
          cursor: cursor ?? null,
          limit,
        })
        return { data: found.threads.map((thread) => presentThread(thread, now)), cursor: found.cursor }
      },
    )

    app.get(
      '/v1/threads/value-at-risk',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What the people are worth together whose windows close within four hours',
          description:
            'Worth is the attribute that the alert rule `window.closing` names in `valueAttribute`, else `value` of the last event told of a person with POST /v1/events.',
          tags: ['threads'],
          response: { 200: z.object({ threads: z.int(), valued: z.int(), value: z.string().nullable() }) },
        },
      },
      async (request) => valueAtRisk(pool, request.actor.workspaceId, clock.now()),
    )

    app.get(
      '/v1/threads/counts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How many threads each view holds, up to 1,000',
          tags: ['threads'],
          querystring: z.object({ state: Standing.default('any') }),
        },
      },
      async (request) =>
        countThreads(pool, {
          workspaceId: request.actor.workspaceId,
          personId: request.actor.id,
          standing: request.query.state,
          now: clock.now(),
        }),
    )

    app.get(
      '/v1/search',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'People and messages that have all these words',
          tags: ['threads'],
          querystring: z.object({ q: Search.min(1), limit: z.coerce.number().int().min(1).max(50).default(10) }),
        },
      },
      async (request) =>
        searchEverything(pool, request.actor.workspaceId, {
          search: request.query.q,
          limit: request.query.limit,
          masked: request.actor.masked === true,
          now: clock.now(),
        }),
    )

    app.get(
      '/v1/threads/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One thread', tags: ['threads'], params: Id } },
      async (request) => {
        return presentThread(await requireThread(pool, request.actor.workspaceId, request.params.id), clock.now())
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
        await requireThread(pool, workspaceId, request.params.id)
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
        await change(request.actor, request.params.id, { unread: false })
        return reply.code(204).send()
      },
    )

    app.patch(
      '/v1/threads/:id',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Assign, resolve, reopen, put off, label a thread, or mark it as unread',
          tags: ['threads'],
          params: Id,
          body: Change,
        },
      },
      async (request) => {
        const { snoozedUntil, ...rest } = request.body
        await change(request.actor, request.params.id, {
          ...rest,
          ...(snoozedUntil === undefined ? {} : { snoozedUntil: snoozedUntil === null ? null : platformTime(snoozedUntil) }),
        })
        return presentThread(await requireThread(pool, request.actor.workspaceId, request.params.id), clock.now())
      },
    )

    app.get(
      '/v1/threads/:id/contact',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What the person cost this month, their other threads, and their local time',
          tags: ['threads'],
          params: Id,
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const thread = await requireThread(pool, workspaceId, request.params.id)
        return contactFacts(pool, workspaceId, thread, clock.now())
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

    async function change(actor: Actor, threadId: string, change: ThreadChange): Promise<void> {
      await changeThread(pool, { actor, threadId, now: clock.now(), change })
      ring(actor.workspaceId)
    }
  }

import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { row, transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { type Auth, SHORTEST_PASSWORD } from './auth.ts'
import { requestHeaders } from './authenticate.ts'
import { membershipsOf, setMembership } from './memberships.ts'
import { endSessions, type PersonSession, sessionsOf } from './person-sessions.ts'
import { chooseWorkspace } from './workspace-choice.ts'

export const Password = z.string().min(SHORTEST_PASSWORD).max(128)
export const ShownSession = z.object({
  id: z.uuid(),
  current: z.boolean().describe('The one that asks'),
  createdAt: z.string(),
  seenAt: z.string().describe('To the day'),
  expiresAt: z.string(),
  address: z.string().nullable(),
  program: z.string().nullable().describe('What the browser calls itself'),
})

const tags = ['Access']
const config = { access: 'viewer', workspaceOptional: true } as const

/** What people do about themselves: their name, their password, where they are signed in, and in which workspace they are. */
export const myAccountRoutes =
  ({ auth, pool, publicUrl }: { auth: Auth; pool: pg.Pool; publicUrl: string }): Routes =>
  async (app) => {
    app.patch(
      '/v1/session',
      {
        config,
        schema: {
          summary: 'Change one’s own name',
          tags,
          body: z.object({ name: z.string().trim().min(1).max(100) }),
          response: { 200: z.object({ name: z.string() }) },
        },
      },
      async (request) => {
        await pool.query('update auth."user" set name = $2, "updatedAt" = now() where id = $1', [
          personOf(request),
          request.body.name,
        ])
        return { name: request.body.name }
      },
    )

    app.put(
      '/v1/session/password',
      {
        config,
        schema: {
          summary: 'Set a password to sign in with besides links, or another one; other sessions end',
          tags,
          body: z.object({ current: z.string().max(128).optional().describe('Where there is one'), password: Password }),
          response: { 200: z.object({ ended: z.int().describe('Sessions elsewhere that ended') }) },
        },
      },
      async (request) => {
        const personId = personOf(request)
        const { current, password } = request.body
        await setPassword(auth, request, { has: await hasPassword(pool, personId), current, password })
        return { ended: await endSessions(pool, personId, { except: await sessionId(auth, request) }) }
      },
    )

    app.get(
      '/v1/session/sessions',
      {
        config,
        schema: {
          summary: 'Where one is signed in',
          tags,
          response: {
            200: z.object({ data: z.array(ShownSession), cursor: z.null(), hasPassword: z.boolean() }),
          },
        },
      },
      async (request) => {
        const personId = personOf(request)
        const current = await sessionId(auth, request)
        return {
          data: (await sessionsOf(pool, personId)).map((session) => shownSession(session, current)),
          cursor: null,
          hasPassword: await hasPassword(pool, personId),
        }
      },
    )

    app.delete(
      '/v1/session/sessions/:id',
      {
        config,
        schema: { summary: 'End one of one’s sessions', tags, params: z.object({ id: z.uuid() }) },
      },
      async (request, reply) => {
        const ended = await endSessions(pool, personOf(request), { only: request.params.id })
        if (ended === 0) throw problem('not-found', 'This session has ended already.')
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/session/workspace',
      {
        config,
        schema: {
          summary: 'Go to another of one’s workspaces; this browser comes back to it',
          tags,
          body: z.object({ id: z.uuid() }),
          response: { 200: z.object({ id: z.uuid(), name: z.string() }) },
        },
      },
      async (request, reply) => {
        const { id } = request.body
        const there = (await membershipsOf(pool, personOf(request))).find(({ workspaceId }) => workspaceId === id)
        if (!there) throw problem('forbidden', `You are no member of the workspace ${id}: GET /v1/session lists yours.`)
        chooseWorkspace(reply, id, publicUrl)
        return { id, name: there.name }
      },
    )

    app.post(
      '/v1/workspaces',
      {
        config: { access: 'owner' },
        schema: {
          summary: 'Make a further workspace, with oneself as its owner',
          tags,
          body: z.object({ name: z.string().trim().min(1).max(100) }),
          response: { 201: z.object({ id: z.uuid(), name: z.string() }) },
        },
      },
      async (request, reply) => {
        const personId = personOf(request)
        const id = uuid7()
        await transact(pool, async (tx) => {
          await tx.query('insert into workspaces (id, name, time_zone) select $1, $2, time_zone from workspaces where id = $3', [
            id,
            request.body.name,
            request.actor.workspaceId,
          ])
          await setMembership(tx, { workspaceId: id, personId, role: 'owner' })
        })
        return reply.code(201).send({ id, name: request.body.name })
      },
    )

    app.patch(
      '/v1/workspace',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Give the workspace another name',
          tags,
          body: z.object({ name: z.string().trim().min(1).max(100) }),
          response: { 200: z.object({ name: z.string() }) },
        },
      },
      async (request) => {
        await pool.query('update workspaces set name = $2 where id = $1', [request.actor.workspaceId, request.body.name])
        return { name: request.body.name }
      },
    )
  }

export const shownSession = (session: PersonSession, current: string | null): z.infer<typeof ShownSession> => ({
  id: session.id,
  current: session.id === current,
  createdAt: session.createdAt.toISOString(),
  seenAt: session.seenAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  address: session.address,
  program: session.program,
})

function personOf({ actor }: FastifyRequest): string {
  if (actor.kind === 'person') return actor.id
  throw problem('forbidden', 'This is about a person, and an API key is none: sign in to do it.')
}

async function sessionId(auth: Auth, request: FastifyRequest): Promise<string | null> {
  return (await auth.api.getSession({ headers: requestHeaders(request) }))?.session.id ?? null
}

const hasPassword = async (pool: pg.Pool, personId: string): Promise<boolean> =>
  (await row(pool, `select 1 from auth.account where "userId" = $1 and "providerId" = 'credential' and password is not null`, [
    personId,
  ])) !== undefined

/** Whoever found an open desk must not be able to lock its owner out, so a password is changed only by who knows it. */
async function setPassword(
  auth: Auth,
  request: FastifyRequest,
  { has, current = '', password }: { has: boolean; current: string | undefined; password: string },
): Promise<void> {
  const headers = requestHeaders(request)
  try {
    if (has) await auth.api.changePassword({ headers, body: { currentPassword: current, newPassword: password } })
    else await auth.api.setPassword({ headers, body: { newPassword: password } })
  } catch (error) {
    if ((error as { body?: { code?: string } }).body?.code !== 'INVALID_PASSWORD') throw error
    const fix = 'This is not your password now: write that one, or sign in by a link and ask an admin for help.'
    throw problem('content-invalid', fix, {
      findings: [{ rule: 'session.password', severity: 'error', path: 'current', fix }],
    })
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Actor } from './actor.ts'
import { findKey } from './api-keys.ts'
import { ADDRESS_HEADER, type Auth } from './auth.ts'
import { authorizationOf } from './given-key.ts'
import type { Authenticate } from './guard.ts'
import { type Membership, membershipsOf } from './memberships.ts'
import { chosenWorkspace } from './workspace-choice.ts'

/** Who asks: by `Authorization: Bearer KEY` when it is there, else by the session's cookie. */
export const createAuthenticate =
  ({ auth, db }: { auth: Auth; db: Db }): Authenticate =>
  async (request, reply) => {
    const authorization = authorizationOf(request)
    if (authorization !== undefined) return byKey(db, request, authorization)
    return request.routeOptions.config.keyAsGraph ? null : bySession({ auth, db }, request, reply)
  }

async function byKey(db: Db, request: FastifyRequest, authorization: string): Promise<Actor | null> {
  const [scheme = '', key = ''] = authorization.split(' ')
  if (scheme.toLowerCase() !== 'bearer' || key === '') return null
  const found = await findKey(db, key)
  if (!found) return null
  const named = namedWorkspace(request)
  if (named !== undefined && named !== found.workspaceId) {
    throw problem(
      'forbidden',
      'This API key belongs to another workspace: leave Casement-Workspace out, or use a key of that one.',
    )
  }
  return {
    kind: 'key',
    id: found.id,
    name: found.name,
    role: found.role,
    workspaceId: found.workspaceId,
    masked: found.masked,
    ...(found.scopes ? { scopes: found.scopes } : {}),
  }
}

async function bySession(
  { auth, db }: { auth: Auth; db: Db },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor | null> {
  if (request.headers.cookie === undefined) return null
  const { response: session, headers } = await auth.api.getSession({ headers: requestHeaders(request), returnHeaders: true })
  if (!session) return null
  // A session in use is renewed once a day, and its cookie with it.
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  const membership = chosen(await membershipsOf(db, session.user.id), request)
  return {
    kind: 'person',
    id: session.user.id,
    name: session.user.name,
    role: membership.role,
    workspaceId: membership.workspaceId,
    masked: membership.masked,
  }
}

function chosen(memberships: readonly Membership[], request: FastifyRequest): Membership {
  const named = namedWorkspace(request)
  const [first, ...others] = memberships
  if (!first) throw problem('forbidden', 'You are no member of any workspace now: ask an owner or admin to add you.')
  if (named === undefined) {
    const wished = chosenWorkspace(request)
    const there = memberships.find((membership) => membership.workspaceId === wished)
    if (there) return there
    if (others.length === 0 || request.routeOptions.config.workspaceOptional) return first
    throw problem('invalid', 'You are a member of several workspaces: name one by its id in the header Casement-Workspace.')
  }
  const found = memberships.find((membership) => membership.workspaceId === named)
  if (!found) throw problem('forbidden', `You are no member of the workspace ${named}: GET /v1/session lists yours.`)
  return found
}

/** An EventSource cannot set headers, so reading may name the workspace in the address. */
function namedWorkspace(request: FastifyRequest): string | undefined {
  const header = request.headers['casement-workspace']
  if (typeof header === 'string' && header !== '') return header
  const query = (request.query as Record<string, unknown> | undefined)?.workspace
  return request.method === 'GET' && typeof query === 'string' ? query : undefined
}

/** A request's headers as better-auth takes them. */
export function requestHeaders(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one)
  }
  // What a client claims of its address counts only as far as the proxies are trusted, which the request has settled.
  headers.set(ADDRESS_HEADER, request.ip)
  return headers
}

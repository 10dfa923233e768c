import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { App } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { type Access, type Actor, mayActAs } from './actor.ts'
import { authorizationOf } from './given-key.ts'
import { maskPhones } from './mask-phones.ts'
import { refuseForeignOrigin } from './origin.ts'
import { publicRoutes } from './public-routes.ts'
import { mayUse, scopeOf } from './scopes.ts'

/** Finds out who asks, by key or cookie; null when neither is good. May set a renewed cookie on the reply. */
export type Authenticate = (request: FastifyRequest, reply: FastifyReply) => Promise<Actor | null>

declare module 'fastify' {
  interface FastifyInstance {
    /** What every route demands, by `METHOD /address`. */
    routeAccess: ReadonlyMap<string, Access>
  }
}

const actors = new WeakMap<FastifyRequest, Actor>()

/**
 * Stands before every route. Each names the weakest role it needs in `config.access`, or stands in the list of public routes;
 * one that does neither throws when it is registered, so a forgotten guard never reaches production.
 */
export function guardRoutes(
  app: App,
  { authenticate, limits, publicUrl }: { authenticate: Authenticate; limits: RateLimits; publicUrl: string },
): void {
  app.decorateRequest('actor', {
    getter(this: FastifyRequest) {
      const actor = actors.get(this)
      if (!actor) throw new Error(`${this.routeOptions.url ?? this.url} is public: nobody is known there.`)
      return actor
    },
  })

  // The emulator's own people are nobody's customers, and the phone beside the desk needs their numbers.
  app.addHook('preSerialization', async (request, _reply, payload) =>
    actors.get(request)?.masked && !request.routeOptions.url?.startsWith('/v1/emulator') ? maskPhones(payload) : payload,
  )

  const routeAccess = new Map<string, Access>()
  app.decorate('routeAccess', routeAccess)
  app.addHook('onRoute', (route) => {
    const access = accessOf(route)
    route.config = { ...route.config, access }
    for (const method of [route.method].flat()) routeAccess.set(`${method} ${route.url}`, access)
  })

  app.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access
    if (access === undefined || access === 'public') return
    actors.set(request, await admit(request, reply, access))
  })

  async function admit(request: FastifyRequest, reply: FastifyReply, access: Exclude<Access, 'public'>): Promise<Actor> {
    limits.refuseGuesser(request)
    const actor = await authenticate(request, reply)
    if (!actor) {
      if (authorizationOf(request) !== undefined) await limits.countWrongKey(request)
      throw signedOut(request)
    }
    limits.countRequest(request, actor)
    if (!mayActAs(actor.role, access)) {
      throw problem(
        'forbidden',
        `This takes the role ${access} or higher; ${actor.name} is ${actor.role}. Ask an owner of the workspace.`,
      )
    }
    const { url = '' } = request.routeOptions
    if (actor.scopes && !mayUse(actor.scopes, scopeOf(request.method, url))) {
      const needed = scopeOf(request.method, url)
      throw problem(
        'forbidden',
        `${actor.name} is a key with the scopes ${actor.scopes.join(', ') || 'of nothing'}, and this takes ${needed ?? 'one without scopes'}: make a key that has it.`,
      )
    }
    if (actor.kind === 'person') refuseForeignOrigin(request, publicUrl)
    return actor
  }
}

/** The actor of a request that was admitted, or null: for what serves both guarded and public routes. */
export const actorOf = (request: FastifyRequest): Actor | null => actors.get(request) ?? null

function signedOut(request: FastifyRequest) {
  const tried = authorizationOf(request) !== undefined
  const detail = tried
    ? 'This API key is not known or was revoked: send a valid one as `Authorization: Bearer KEY`.'
    : 'Sign in with a link, or send an API key as `Authorization: Bearer KEY`.'
  return problem('signed-out', detail, { headers: { 'www-authenticate': 'Bearer realm="Casement"' } })
}

/** What a route demands; throws for one that says nothing, or calls itself public without standing in the list. */
export function accessOf(route: Pick<RouteOptions, 'method' | 'url' | 'config'>): Access {
  const methods = [route.method].flat().map((method) => (method === 'HEAD' ? 'GET' : method))
  const listed = methods.every((method) => publicRoutes.has(`${method} ${route.url}`))
  const declared = route.config?.access
  if (declared !== undefined && declared !== 'public') return declared
  if (listed) return 'public'
  throw new Error(
    `${methods.join('/')} ${route.url} has no guard: give it config.access with a role, or add it to access/public-routes.ts with its reason.`,
  )
}

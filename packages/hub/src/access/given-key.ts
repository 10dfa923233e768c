import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The key may come as Graph takes tokens: also as `OAuth KEY`, or as the parameter access_token. No session opens this route. */
    keyAsGraph?: true
  }
}

/** What the request says in `Authorization`, or where this route lets a key stand instead. */
export function authorizationOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  if (!request.routeOptions.config.keyAsGraph) return authorization
  if (authorization !== undefined) return authorization.replace(/^oauth\s+/i, 'Bearer ')
  const parameter = (request.query as Record<string, unknown> | undefined)?.access_token
  return typeof parameter === 'string' ? `Bearer ${parameter}` : undefined
}

import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../access/guard.ts'
import type { App } from './fastify-app.ts'
import type { Claim, IdempotencyStore, KeptAnswer } from './idempotency-store.ts'
import { problem } from './problems.ts'

export type { IdempotencyStore } from './idempotency-store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's Idempotency-Key, or null. Whoever sends something stores it beside what it sends. */
    idempotencyKey: string | null
  }
  interface FastifyContextConfig {
    /** Takes an Idempotency-Key although it is not under /v1. */
    keepsAnswers?: true
  }
}

const KEY = /^[\x21-\x7e][\x20-\x7e]{0,254}$/
/** Answers about the moment, not about the request: the same request may do better next time. */
const passing = new Set([401, 403, 408, 409, 425, 429])

const forNow = new WeakSet<FastifyRequest>()

/** Says that this answer is about the moment, whatever its status: it is not kept, and the same request may do better next time. */
export const answerOnlyForNow = (request: FastifyRequest): void => void forNow.add(request)

/**
 * Every POST under /v1 takes an Idempotency-Key. The first request under a key is worked on and its answer kept; a later one gets
 * that answer again, one that comes meanwhile waits for it, and one with another body is refused. An answer that is lost because
 * the process dies between the commit and here is not kept: the repetition runs again, and what it would send twice is stopped by
 * the send ledger, which holds the same key.
 */
export function keepAnswers(app: App, store: IdempotencyStore): void {
  const claims = new WeakMap<FastifyRequest, Claim>()
  const hashes = new WeakMap<FastifyRequest, Buffer>()
  app.decorateRequest('idempotencyKey', null)

  // Before validation, because schemas rewrite what was sent.
  app.addHook('preValidation', async (request) => {
    if (!takesKey(request)) return
    const key = request.headers['idempotency-key']
    if (key === undefined) return
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw problem('invalid', 'Give an Idempotency-Key of 1 to 255 printable ASCII characters, such as a UUID.')
    }
    request.idempotencyKey = key
    hashes.set(request, requestHash(request))
  })

  // After validation: what was never right needs no memory.
  app.addHook('preHandler', async (request, reply) => {
    const actor = actorOf(request)
    const key = request.idempotencyKey
    const requestHashed = hashes.get(request)
    if (!actor || key === null || !requestHashed) return
    const scope = { workspaceId: actor.workspaceId, route: `POST ${request.routeOptions.url}`, key }
    const found = await store.claim(scope, requestHashed)
    switch (found.kind) {
      case 'ours':
        claims.set(request, found.claim)
        return
      case 'answered':
        return reply
          .headers({ ...found.answer.headers, 'idempotency-replayed': 'true' })
          .code(found.answer.status)
          .send(found.answer.body)
      case 'another-request':
        throw problem(
          'idempotency-key-reused',
          'This Idempotency-Key was used for another request within 24 hours: take a new key.',
        )
      case 'busy':
        throw problem(
          'in-progress',
          'The first request under this Idempotency-Key has no answer yet: send it again in a moment.',
          {
            headers: { 'retry-after': '1' },
          },
        )
    }
  })

  // Kept before it is sent: whoever has seen the answer gets the same one again.
  app.addHook('onSend', async (request, reply, payload) => {
    const claim = claims.get(request)
    if (!claim) return payload
    claims.delete(request)
    const answer = forNow.has(request)
      ? null
      : keepable(reply.statusCode, payload, { 'content-type': reply.getHeader('content-type') })
    await (answer ? claim.keep(answer) : claim.release()).catch((error: unknown) => {
      request.log.warn({ err: error }, 'an answer could not be kept for its Idempotency-Key')
    })
    return payload
  })

  // A connection that broke, or a handler that took the reply over, never comes to onSend.
  app.addHook('onResponse', async (request) => {
    await claims.get(request)?.release()
  })
}

const takesKey = (request: FastifyRequest): boolean =>
  request.method === 'POST' &&
  ((request.routeOptions.url ?? '').startsWith('/v1/') || request.routeOptions.config.keepsAnswers === true)

function keepable(status: number, payload: unknown, headers: Record<string, unknown>): KeptAnswer | null {
  if (status >= 500 || passing.has(status)) return null
  if (payload !== undefined && payload !== null && typeof payload !== 'string' && !Buffer.isBuffer(payload)) return null
  const type = headers['content-type']
  return {
    status,
    headers: typeof type === 'string' ? { 'content-type': type } : {},
    body: Buffer.from((payload as string | Buffer | null | undefined) ?? ''),
  }
}

/** The same request has the same address and the same JSON, in whatever order its members stand. */
function requestHash(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(request.url).update('\n')
  if (request.body === undefined) return hash.update(String(request.headers['content-length'] ?? '')).digest()
  if (Buffer.isBuffer(request.body)) return hash.update(request.body).digest()
  return hash.update(JSON.stringify(request.body, inOrder)).digest()
}

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  // Digits-only members would move to the front of an object, so the order is kept in pairs.
  return { members: entries.map(([name, member]) => [name, member]) }
}

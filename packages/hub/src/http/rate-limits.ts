import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import type { App } from './fastify-app.ts'
import { problem } from './problems.ts'

const WINDOW_MS = 60_000
const SIGN_INS_A_MINUTE = 20
const WRONG_KEYS_A_MINUTE = 30

/** Counts by machine time, in this process only; each throws a problem with `retry-after` when its count is used up. */
export type RateLimits = {
  countSignIn(request: FastifyRequest): Promise<void>
  /** Refuses an address that sent too many wrong keys, before another look into the database. */
  refuseGuesser(request: FastifyRequest): Promise<void>
  countWrongKey(request: FastifyRequest): Promise<void>
  countRequest(request: FastifyRequest, actor: Actor): Promise<void>
}

type Count = ReturnType<App['createRateLimit']>

export async function limitRates(app: App, { keyRate }: { keyRate: number }): Promise<RateLimits> {
  await app.register(rateLimit, { global: false })
  const signIns = app.createRateLimit({ max: SIGN_INS_A_MINUTE, timeWindow: WINDOW_MS })
  const wrongKeys = app.createRateLimit({ max: WRONG_KEYS_A_MINUTE, timeWindow: WINDOW_MS })
  const asked = new WeakMap<FastifyRequest, string>()
  const requests = app.createRateLimit({
    max: keyRate,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => asked.get(request) ?? request.ip,
  })

  return {
    countSignIn: (request) => refuseBeyond(signIns, request, 'Too many attempts to sign in from this address'),
    refuseGuesser: (request) => refuseBeyond(wrongKeys, request, tooManyWrongKeys, { increment: false }),
    countWrongKey: (request) => refuseBeyond(wrongKeys, request, tooManyWrongKeys),
    countRequest(request, actor) {
      asked.set(request, actor.id)
      return refuseBeyond(requests, request, `${actor.name} made more than ${keyRate} requests in a minute`)
    },
  }
}

const tooManyWrongKeys = 'Too many wrong API keys from this address'

async function refuseBeyond(
  count: Count,
  request: FastifyRequest,
  what: string,
  options?: { increment: boolean },
): Promise<void> {
  const found = await count(request, options)
  if (found.isAllowed || !found.isExceeded) return
  const seconds = Math.max(1, found.ttlInSeconds)
  throw problem('too-many-requests', `${what}: try again in ${seconds} s.`, { headers: { 'retry-after': String(seconds) } })
}

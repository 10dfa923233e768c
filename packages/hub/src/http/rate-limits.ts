import type { FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import { problem } from './problems.ts'
import type { Counted, SharedCounts } from './shared-counts.ts'

const SIGN_INS_A_MINUTE = 20
const WRONG_KEYS_A_MINUTE = 30
/** Addresses that are remembered as guessers; the oldest is forgotten first. */
const MOST_GUESSERS = 10_000

/** Counts of the running minute, over all processes; each throws a problem with `retry-after` when its count is used up. */
export type RateLimits = {
  countSignIn(request: FastifyRequest): Promise<void>
  /** Refuses an address that sent too many wrong keys, before another look into the database. */
  refuseGuesser(request: FastifyRequest): void
  countWrongKey(request: FastifyRequest): Promise<void>
  countRequest(request: FastifyRequest, actor: Actor): void
}

export function limitRates(counts: SharedCounts, { keyRate }: { keyRate: number }): RateLimits {
  const guessers = new Map<string, number>()
  return {
    async countSignIn({ ip }) {
      refuseBeyond(await counts.add('sign-in', ip), SIGN_INS_A_MINUTE, 'Too many attempts to sign in from this address')
    },
    refuseGuesser({ ip }) {
      const until = guessers.get(ip)
      if (until === undefined) return
      const secondsLeft = Math.ceil((until - performance.now()) / 1_000)
      if (secondsLeft > 0) throw tooMany(WRONG_KEYS_A_MINUTE, secondsLeft, TOO_MANY_WRONG_KEYS)
      guessers.delete(ip)
    },
    async countWrongKey({ ip }) {
      const counted = await counts.add('wrong-key', ip)
      if (counted.count >= WRONG_KEYS_A_MINUTE) {
        if (guessers.size >= MOST_GUESSERS) guessers.delete(guessers.keys().next().value as string)
        guessers.set(ip, performance.now() + counted.secondsLeft * 1_000)
      }
      refuseBeyond(counted, WRONG_KEYS_A_MINUTE, TOO_MANY_WRONG_KEYS)
    },
    countRequest(_request, actor) {
      refuseBeyond(counts.note('request', actor.id), keyRate, `${actor.name} made more than ${keyRate} requests in a minute`)
    },
  }
}

const TOO_MANY_WRONG_KEYS = 'Too many wrong API keys from this address'

function refuseBeyond({ count, secondsLeft }: Counted, limit: number, what: string): void {
  if (count > limit) throw tooMany(limit, secondsLeft, what)
}

const tooMany = (limit: number, seconds: number, what: string) =>
  problem('too-many-requests', `${what}: try again in ${seconds} s.`, {
    headers: {
      'retry-after': String(seconds),
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(seconds),
    },
  })

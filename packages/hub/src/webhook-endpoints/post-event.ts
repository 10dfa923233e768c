import { isIP } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { type Dispatcher, request } from 'undici'
import { whyNot } from '../drop-in/forwarding/safe-address.ts'
import { createSafeAgents } from '../drop-in/forwarding/safe-agents.ts'
import { readRetryAfter } from './retry.ts'

const TIMEOUT_MS = 15_000
const ANSWER_READ_BYTES = 65_536

export type Answer = { status: number | null; error: string | null; retryAfterS: number | null }

/** Posts one event, signed with each secret, following no redirect. Never throws: what went wrong is in the answer. */
export type PostEvent = (target: { url: string; secrets: readonly string[]; id: string; body: string }) => Promise<Answer>

/** `privateToo`: whether endpoints may lie in a private network, as everything does beside an emulator. */
export function createPoster({ privateToo, connections }: { privateToo: () => boolean; connections: number }): {
  post: PostEvent
  close(): Promise<void>
} {
  const agents = createSafeAgents({ privateToo, connections })

  const exchange = async (
    dispatcher: Dispatcher,
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> => {
    const answer = await request(url, {
      method: 'POST',
      dispatcher,
      headers,
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(2 * TIMEOUT_MS),
    })
    await answer.body.dump({ limit: ANSWER_READ_BYTES })
    const taken = answer.statusCode >= 200 && answer.statusCode < 300
    const retryAfter = answer.headers['retry-after']
    return {
      status: answer.statusCode,
      error: taken ? null : `HTTP ${answer.statusCode}`,
      retryAfterS: taken
        ? null
        : readRetryAfter(Array.isArray(retryAfter) ? (retryAfter[0] ?? null) : (retryAfter ?? null), Date.now()),
    }
  }

  return {
    async post({ url, secrets, id, body }) {
      const refused = whyNot(url, { privateToo: privateToo() })
      if (refused) return { status: null, error: refused, retryAfterS: null }
      const at = new Date()
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Casement',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
      }
      try {
        return await exchange(agents.agent(), url, headers, body)
      } catch (error) {
        return { status: null, error: sayWhy(error as Error & { code?: string }, url), retryAfterS: null }
      }
    },
    close: agents.close,
  }
}

function sayWhy(error: Error & { code?: string }, url: string): string {
  const host = new URL(url).host
  switch (error.code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${host}.`
    case 'ENOTFOUND':
      return isIP(host) ? error.message : `There is no host named ${host}.`
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `${host} did not answer in ${TIMEOUT_MS / 1_000} seconds.`
    default:
      return (error.message || error.name).slice(0, 300)
  }
}

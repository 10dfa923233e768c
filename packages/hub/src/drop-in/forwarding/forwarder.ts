import { createHmac } from 'node:crypto'
import { SIGNATURE_HEADER, signatureOf } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { request } from 'undici'
import { openSecret } from '../../access/secrets.ts'
import { forwardedBody } from './forwarded-body.ts'
import {
  claimForwards,
  type Endpoint,
  type Forward,
  findEndpoint,
  forwardDone,
  forwardingWorkspaces,
  forwardLater,
} from './forwards.ts'
import { whyNot } from './safe-address.ts'
import { createSafeAgents } from './safe-agents.ts'

export type Forwarder = {
  /** Something may have been queued. */
  wake(): void
  stop(): Promise<void>
}

const AT_ONCE = 8
const LEASE_S = 60
const TIMEOUT_MS = 10_000
const FIRST_RETRY_S = 5
const LONGEST_RETRY_S = 3_600
/** As long as the platform itself goes on trying. */
const GIVE_UP_AFTER_MS = 7 * 24 * 3_600_000

export const secretPurpose = (workspaceId: string): string => `forwarding:${workspaceId}/secret`

/**
 * Passes webhooks on to the endpoints of developers, signed with their secret, until each is answered with 2xx: at least once,
 * and not always in order. One that fails waits longer each time and holds up none of the others.
 */
export function createForwarder({
  pool,
  secretKey,
  privateToo,
  log,
  firstRetryS = FIRST_RETRY_S,
}: {
  pool: pg.Pool
  secretKey: Buffer
  /** Whether endpoints may lie in a private network: beside an emulator everything does. */
  privateToo: () => boolean
  log: Logger
  firstRetryS?: number
}): Forwarder {
  const agents = createSafeAgents({ privateToo, connections: AT_ONCE })
  let running: Promise<void> | null = null
  let again = false
  let stopped = false

  const run = async () => {
    do {
      again = false
      // Side by side: an endpoint that lets us wait holds up nobody else's.
      await Promise.all((await forwardingWorkspaces(pool)).map(allOf))
    } while (again && !stopped)
  }

  const allOf = async (workspaceId: string) => {
    while (!stopped && (await someOf(workspaceId)) === AT_ONCE) {}
  }

  const someOf = async (workspaceId: string): Promise<number> => {
    const endpoint = await findEndpoint(pool, workspaceId)
    if (!endpoint) return 0
    const claimed = await claimForwards(pool, workspaceId, { limit: AT_ONCE, leaseS: LEASE_S })
    await Promise.all(claimed.map((forward) => deliver(workspaceId, endpoint, forward)))
    return claimed.length
  }

  const deliver = async (workspaceId: string, endpoint: Endpoint, forward: Forward) => {
    const failure = await post(workspaceId, endpoint, forward).catch((error: Error) => error.message || error.name)
    if (failure === null) return forwardDone(pool, workspaceId, forward.journal_id)
    if (Date.now() - forward.queued_at.getTime() > GIVE_UP_AFTER_MS) {
      log.warn(
        { workspaceId, journalId: forward.journal_id, failure },
        'a webhook could not be forwarded for seven days and is given up',
      )
      return forwardDone(pool, workspaceId, forward.journal_id)
    }
    const afterS = Math.min(firstRetryS * 2 ** Math.min(forward.attempt - 1, 16), LONGEST_RETRY_S)
    return forwardLater(pool, workspaceId, forward.journal_id, { afterS, failure })
  }

  /** Null once it was taken or has become empty; else what went wrong. */
  const post = async (workspaceId: string, { url, secret_sealed }: Endpoint, forward: Forward): Promise<string | null> => {
    const body = forward.body && (await forwardedBody(pool, workspaceId, forward.body))
    if (!body) return null
    const refused = whyNot(url, { privateToo: privateToo() })
    if (refused) return refused
    const secret = openSecret(secret_sealed, { key: secretKey, purpose: secretPurpose(workspaceId) })
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agents.agent(),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Casement',
        [SIGNATURE_HEADER]: signatureOf(createHmac('sha256', secret).update(body).digest('hex')),
      },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    })
    await answer.body.dump({ limit: 65_536 })
    return answer.statusCode >= 200 && answer.statusCode < 300 ? null : `HTTP ${answer.statusCode}`
  }

  return {
    wake() {
      again = true
      if (stopped) return
      running ??= run()
        .catch((error: unknown) => log.warn({ err: error as Error }, 'webhooks could not be forwarded; trying again in a second'))
        .finally(() => {
          running = null
        })
    },
    async stop() {
      stopped = true
      // What is cut off here was not answered for, and goes again.
      await Promise.all([agents.close(), running])
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { openSecret } from '../access/secrets.ts'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type Claimed, claimDeliveries, forgetDeliveries, type Outcome, settleDeliveries } from './deliveries.ts'
import { type EndpointRow, enabledEndpoints, lockEndpoint, secretPurpose } from './endpoints.ts'
import { createPoster, type PostEvent } from './post-event.ts'
import { publishNext } from './publish-events.ts'
import { GIVE_UP_AFTER_S, nextWaitS, RESTS_AFTER, restS } from './retry.ts'

export type Deliverer = {
  /** Something happened: look now. Without it, a look a second finds what is due again. */
  wake(): void
  /** The endpoints are others now. */
  lookAgain(): void
  start(): void
  stop(): Promise<void>
}

const AT_ONCE = 64
/** Claimed at most: enough that a post ends while the next are already at hand. */
const IN_HAND = 4 * AT_ONCE
const GATHER_MS = 25
const LEASE_S = 180
const LOOK_EVERY_MS = 1_000
const FORGET_EVERY_MS = 6 * 3_600_000
export const LOG_KEPT_DAYS = 14

type Tools = {
  pool: pg.Pool
  secretKey: Buffer
  privateToo: () => boolean
  now: () => PlatformTime
  onEvents: (workspaceId: string) => void
  log: Logger
}

/**
 * Tells endpoints what happened: at least once, the events of one thread in their order. One worker for each endpoint, so that one
 * that lets us wait holds up nobody else's; any number of processes may share the work.
 */
export function createDeliverer(tools: Tools): Deliverer {
  const { pool, log } = tools
  const poster = createPoster({ privateToo: tools.privateToo, connections: AT_ONCE })
  const workers = new Map<string, { wake(): void; ended: Promise<void> }>()
  let known: { workspace_id: string; id: string }[] = []
  const timers: NodeJS.Timeout[] = []
  const stopping = new AbortController()

  const work = () => {
    for (const { workspace_id: workspaceId, id } of known) {
      const running = workers.get(id)
      if (running) running.wake()
      else if (!stopping.signal.aborted) startWorker(workspaceId, id)
    }
  }

  const startWorker = (workspaceId: string, endpointId: string) => {
    const worker = createWorker({ ...tools, post: poster.post, workspaceId, endpointId, signal: stopping.signal })
    const ended = worker
      .run()
      .catch((error) => log.warn({ err: error, endpointId }, 'webhooks could not be delivered; trying again in a second'))
      .finally(() => workers.delete(endpointId))
    workers.set(endpointId, { wake: worker.wake, ended })
  }

  const look = async () => {
    known = await enabledEndpoints(pool)
    work()
  }

  const tryLook = () => look().catch((error) => log.warn({ err: error }, 'webhook endpoints could not be looked for'))

  return {
    wake: work,
    lookAgain() {
      if (timers.length > 0) void tryLook()
    },
    start() {
      void tryLook()
      timers.push(setInterval(tryLook, LOOK_EVERY_MS))
      timers.push(
        setInterval(
          () =>
            forgetDeliveries(pool, LOG_KEPT_DAYS).catch((error) => log.warn({ err: error }, 'old deliveries were not forgotten')),
          FORGET_EVERY_MS,
        ),
      )
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      // What is cut off here was not answered for, and goes again.
      await poster.close()
      for (const worker of workers.values()) worker.wake()
      await Promise.all([...workers.values()].map((worker) => worker.ended))
    },
  }
}

type WorkerTools = Tools & { post: PostEvent; workspaceId: string; endpointId: string; signal: AbortSignal }

/** Works for one endpoint until nothing is due. */
function createWorker({ pool, secretKey, now, onEvents, post, workspaceId, endpointId, signal }: WorkerTools) {
  let finished: Outcome[] = []
  const claimed: Claimed[] = []
  const inFlight = new Set<Promise<void>>()
  let target = { url: '', secrets: [] as string[] }
  let called = true
  let wakeUp: () => void = () => {}

  const wake = () => {
    called = true
    wakeUp()
  }
  const pause = () =>
    new Promise<void>((resolve) => {
      wakeUp = resolve
      if (called) resolve()
    })

  const run = async () => {
    let begun = Number.NEGATIVE_INFINITY
    while (!signal.aborted) {
      // Answers that come while others are under way are written down together.
      const early = begun + GATHER_MS - performance.now()
      if (early > 0 && claimed.length + inFlight.size > 0) await sleep(early)
      begun = performance.now()
      called = false
      const taken = await settleAndClaim()
      // Further events are turned into deliveries when there is too little to do, and not before.
      if (taken === 0 && (await publishNext(pool, { workspaceId, endpointId, now: now() }))) continue
      if (finished.length > 0) continue
      if (claimed.length + inFlight.size > 0) await pause()
      else if (!called) return
    }
    await Promise.all(inFlight)
  }

  /** One transaction: what ended is written, what is due is taken. Losing it in a crash means telling something twice, and nothing worse. */
  const settleAndClaim = async (): Promise<number> => {
    const outcomes = finished
    finished = []
    const { taken, disabled } = await transactAgain(pool, async (tx) => {
      await tx.query('set local synchronous_commit = off')
      const endpoint = await lockEndpoint(tx, workspaceId, endpointId)
      if (!endpoint) return { taken: [], disabled: false }
      let why: string | null = null
      if (outcomes.length > 0) {
        await settleDeliveries(tx, { workspaceId, endpointId, outcomes })
        why = await countFailures(tx, { workspaceId, endpointId, outcomes })
      }
      const next = why === null ? await claimMore(tx, endpoint, outcomes) : []
      if (why !== null) {
        const data = { endpointId, url: endpoint.url, because: why }
        await appendEvents(tx, workspaceId, [{ type: 'webhook-endpoint.disabled', at: now(), data }])
      }
      target = { url: endpoint.url, secrets: secretsOf(endpoint, secretKey) }
      return { taken: next, disabled: why !== null }
    }).catch((error) => {
      finished.unshift(...outcomes)
      throw error
    })
    if (disabled) onEvents(workspaceId)
    claimed.push(...taken)
    postMore()
    return taken.length
  }

  const claimMore = async (tx: pg.PoolClient, endpoint: EndpointRow, outcomes: readonly Outcome[]): Promise<Claimed[]> => {
    const rests = endpoint.rests_until !== null && endpoint.rests_until.getTime() > Date.now()
    if (endpoint.disabled_at !== null || rests || signal.aborted) return []
    const failing = endpoint.failures_in_row + outcomes.filter(({ delivered }) => !delivered).length >= RESTS_AFTER
    const limit = (failing ? 1 : IN_HAND) - claimed.length - inFlight.size
    return limit > 0 ? claimDeliveries(tx, { workspaceId, endpointId, limit, leaseS: LEASE_S }) : []
  }

  const postMore = () => {
    while (inFlight.size < AT_ONCE && !signal.aborted) {
      const delivery = claimed.shift()
      if (!delivery) return
      const posting = attempt(target.url, target.secrets, delivery).then((outcome) => {
        inFlight.delete(posting)
        if (!signal.aborted) finished.push(outcome)
        postMore()
        wake()
      })
      inFlight.add(posting)
    }
  }

  const attempt = async (url: string, secrets: readonly string[], claimed: Claimed): Promise<Outcome> => {
    const begun = performance.now()
    const { status, error, retryAfterS } = await post({ url, secrets, id: eventId(workspaceId, claimed.seq), body: claimed.body })
    const ageS = claimed.first_tried_at ? (Date.now() - claimed.first_tried_at.getTime()) / 1_000 : 0
    return {
      claimed,
      attempt: { at: new Date().toISOString(), status, error, ms: Math.round(performance.now() - begun) },
      delivered: error === null,
      retryS: error === null ? null : nextWaitS(claimed.tried + 1, { ageS, askedS: retryAfterS, chance: Math.random() }),
    }
  }

  return { run, wake }
}

/** The same for every attempt and every replay of an event, so that a reader can tell what it has had. */
export const eventId = (workspaceId: string, seq: number): string => `evt_${workspaceId.replaceAll('-', '')}_${seq}`

export function secretsOf(endpoint: EndpointRow, key: Buffer): string[] {
  const purpose = secretPurpose(endpoint.id)
  const old = endpoint.old_secret_until && endpoint.old_secret_until.getTime() > Date.now() ? endpoint.old_secret_sealed : null
  return [endpoint.secret_sealed, ...(old ? [old] : [])].map((sealed) => openSecret(sealed, { key, purpose }))
}

/** Keeps count of failures in a row, lets an endpoint rest, and switches one off. Answers why it did so now; else null. */
async function countFailures(
  tx: pg.PoolClient,
  { workspaceId, endpointId, outcomes }: { workspaceId: string; endpointId: string; outcomes: readonly Outcome[] },
): Promise<string | null> {
  const gone = outcomes.some(({ attempt }) => attempt.status === 410)
  if (!gone && outcomes.some(({ delivered }) => delivered)) {
    await tx.query(
      `update webhook_endpoints set failures_in_row = 0, failing_since = null, rests_until = null
       where workspace_id = $1 and id = $2 and failures_in_row > 0`,
      [workspaceId, endpointId],
    )
    return null
  }
  const [endpoint] = await rows<{ failures_in_row: number; failed_s: number }>(
    tx,
    `update webhook_endpoints set failures_in_row = failures_in_row + $3, failing_since = coalesce(failing_since, now())
     where workspace_id = $1 and id = $2 and disabled_at is null
     returning failures_in_row, extract(epoch from now() - failing_since)::float8 as failed_s`,
    [workspaceId, endpointId, outcomes.length],
  )
  if (!endpoint) return null
  const because = gone
    ? 'It answered 410: it is gone.'
    : endpoint.failed_s >= GIVE_UP_AFTER_S
      ? `It took nothing for three days: ${outcomes.at(-1)?.attempt.error ?? 'no answer'}.`
      : null
  await tx.query(
    `update webhook_endpoints set rests_until = now() + make_interval(secs => $3),
       disabled_at = case when $4::text is null then null else now() end, disabled_because = $4
     where workspace_id = $1 and id = $2`,
    [workspaceId, endpointId, restS(endpoint.failures_in_row), because],
  )
  return because
}

import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { forgetDeliveries } from './deliveries.ts'
import { AT_ONCE, createEndpointWorker } from './endpoint-worker.ts'
import { endpointsWithWork } from './endpoints.ts'
import { createPoster } from './post-event.ts'

export type Deliverer = {
  /** Something happened in a workspace: look now. Without it, a look a second finds what is due again. */
  wake(workspaceId: string): void
  /** The endpoints are others now. */
  lookAgain(): void
  start(): void
  stop(): Promise<void>
}

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
 * that lets us wait holds up nobody else's; of any number of processes one at a time tells an endpoint.
 */
export function createDeliverer(tools: Tools): Deliverer {
  const { pool, log } = tools
  const poster = createPoster({ privateToo: tools.privateToo, connections: AT_ONCE })
  const workers = new Map<string, { wake(): void; ended: Promise<void> }>()
  /** Those for which nothing can be done here until the next look: another process tells them, or they rest. */
  const left = new Set<string>()
  let known: { workspace_id: string; id: string; busy: boolean }[] = []
  const timers: NodeJS.Timeout[] = []
  const stopping = new AbortController()

  const work = (endpoints: typeof known) => {
    for (const { workspace_id: workspaceId, id } of endpoints) {
      const running = workers.get(id)
      if (running) running.wake()
      else if (!stopping.signal.aborted && !left.has(id)) startWorker(workspaceId, id)
    }
  }

  const startWorker = (workspaceId: string, endpointId: string) => {
    const worker = createEndpointWorker({ ...tools, post: poster.post, workspaceId, endpointId, signal: stopping.signal })
    const ended = worker
      .run()
      .then((through) => {
        if (!through) left.add(endpointId)
      })
      .catch((error) => log.warn({ err: error, endpointId }, 'an endpoint could not be told; trying again in a second'))
      .finally(() => workers.delete(endpointId))
    workers.set(endpointId, { wake: worker.wake, ended })
  }

  const look = async () => {
    known = await endpointsWithWork(pool)
    left.clear()
    work(known.filter(({ busy }) => busy))
  }

  const tryLook = () => look().catch((error) => log.warn({ err: error }, 'webhook endpoints could not be looked for'))

  return {
    wake: (workspaceId) => work(known.filter(({ workspace_id }) => workspace_id === workspaceId)),
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

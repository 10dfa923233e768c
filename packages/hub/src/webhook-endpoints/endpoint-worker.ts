import { setTimeout as sleep } from 'node:timers/promises'
import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents } from '../events/append-events.ts'
import { countFailures } from './count-failures.ts'
import { keepForLater, newestRow, type Outcome, recordOutcomes } from './deliveries.ts'
import { type EndpointLease, KEEP_EVERY_MS, keepEndpoint, releaseEndpoint, takeEndpoint } from './endpoint-lease.ts'
import { type EndpointRow, eventId, secretsOf } from './endpoints.ts'
import { createLanes } from './lanes.ts'
import { keepReplayed, nextDue, nextEvents } from './next-deliveries.ts'
import type { PostEvent } from './post-event.ts'
import { nextWaitS } from './retry.ts'
import type { Delivery } from './told-event.ts'

export const AT_ONCE = 64
/** Read on when fewer are in hand, so that a post ends while the next are there already. */
const READ_BELOW = 4 * AT_ONCE
const GATHER_MS = 40
/** An endpoint is held for so long after the last event, so that the next need not take it again. */
const LINGER_MS = 1_000
const TRY_AGAIN_MS = 1_000

type Tools = {
  pool: pg.Pool
  secretKey: Buffer
  now: () => PlatformTime
  onEvents: (workspaceId: string) => void
  log: Logger
  post: PostEvent
  workspaceId: string
  endpointId: string
  signal: AbortSignal
}

/**
 * Tells one endpoint what happened, while nobody else does: it reads events, posts them at once and writes each down when it is
 * answered. A death, or a lease that is lost, means telling something twice, and nothing worse.
 */
export function createEndpointWorker(tools: Tools) {
  const { pool, now, onEvents, log, post, workspaceId, endpointId, signal } = tools
  const lanes = createLanes()
  const inFlight = new Set<Promise<void>>()
  let finished: Outcome[] = []
  let target = { url: '', secrets: [] as string[] }
  let lease: EndpointLease
  let readTo = 0
  let recordedTo = 0
  let failing = false
  let ending = false
  let called = true
  let wakeUp: () => void = () => {}

  const wake = () => {
    called = true
    wakeUp()
  }
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
      if (called) wakeUp()
    })

  /** Until nothing is left to do. False when nothing can be done for now: another process tells this endpoint, it rests, or it is off. */
  const run = async (): Promise<boolean> => {
    const taken = await takeEndpoint(pool, { workspaceId, endpointId, id: uuid7() })
    if (!taken) return false
    lease = taken.lease
    readTo = taken.afterSeq
    recordedTo = await newestRow(pool, workspaceId, endpointId)
    let begun = Number.NEGATIVE_INFINITY
    while (true) {
      // Answers that come while others are under way are written down together.
      const early = begun + GATHER_MS - performance.now()
      if (early > 0 && !ending) await sleep(early)
      begun = performance.now()
      called = false
      const turn = await takeTurn().catch((error) => {
        log.warn({ err: error, endpointId }, 'webhooks could not be delivered; trying again in a second')
        return 'failed' as const
      })
      if (turn === 'lost') return false
      if (turn === 'failed') {
        if (signal.aborted) return true
        await sleep(TRY_AGAIN_MS)
      } else if (finished.length === 0 && (ending || !turn.more)) {
        const idle = inFlight.size === 0 && (ending || lanes.size === 0)
        if (!idle || !ending) await pause(idle ? LINGER_MS : KEEP_EVERY_MS)
        if (idle && (ending || !called)) break
      }
    }
    await releaseEndpoint(pool, lease)
    return !ending
  }

  /** One transaction: what ended is written, and what comes next is read. */
  const takeTurn = async (): Promise<'lost' | { more: boolean }> => {
    const outcomes = finished
    finished = []
    const behind = lanes.behind(outcomes.filter(willBeTriedAgain).map(({ delivery }) => delivery))
    const written = new Set([...outcomes.map(({ delivery }) => delivery), ...behind])
    const turn = await transactAgain(pool, async (tx) => {
      await tx.query('set local synchronous_commit = off')
      const kept = await keepEndpoint(tx, lease, { told: (lanes.firstFreshBut(written) ?? readTo + 1) - 1 })
      if (!kept) return null
      const { endpoint, believedUntil } = kept
      await recordOutcomes(tx, endpoint, outcomes)
      await keepForLater(
        tx,
        endpoint,
        behind.filter(({ kept }) => !kept),
      )
      const health = await countFailures(tx, endpoint, outcomes)
      const goesOn = !signal.aborted && health.off === null && endpoint.disabled_at === null && !health.rests
      const next = goesOn ? await readNext(tx, endpoint, { failing: health.failing, inHand: lanes.size - written.size }) : null
      if (health.off !== null) {
        const data = { endpointId, url: endpoint.url, because: health.off }
        await appendEvents(tx, workspaceId, [{ type: 'webhook-endpoint.disabled', at: now(), data }])
      }
      return { believedUntil, health, next, target: { url: endpoint.url, secrets: secretsOf(endpoint, tools.secretKey) } }
    }).catch((error) => {
      finished.unshift(...outcomes)
      throw error
    })
    if (!turn) {
      ending = true
      lanes.clear()
      return 'lost'
    }
    const { believedUntil, health, next } = turn
    if (health.off !== null) onEvents(workspaceId)
    lease = { ...lease, believedUntil }
    failing = health.failing
    target = turn.target
    lanes.writtenDown(written)
    ending = next === null
    if (next) {
      readTo = next.readTo
      for (const delivery of [...next.due, ...next.fresh]) lanes.add(delivery)
    }
    postMore()
    return { more: next?.more ?? false }
  }

  const readNext = async (
    tx: pg.PoolClient,
    endpoint: EndpointRow,
    { failing, inHand }: { failing: boolean; inHand: number },
  ): Promise<{ due: Delivery[]; fresh: Delivery[]; readTo: number; more: boolean }> => {
    const replayed = endpoint.replay_after !== null && (await keepReplayed(tx, endpoint, { inHand: lanes.seqs() }))
    const room = (failing ? 1 : READ_BELOW) - inHand
    const at = now()
    const limit = Math.max(room, 0)
    const { due, lost } = await nextDue(tx, endpoint, { inHand: lanes.keptSeqs(), limit, now: at })
    await recordOutcomes(tx, endpoint, lost.map(asForgotten))
    const read =
      room > due.length
        ? await nextEvents(tx, endpoint, { after: readTo, recordedTo, now: at })
        : { fresh: [], readTo, more: false }
    return { ...read, due, more: read.more || replayed || lost.length > 0 }
  }

  const postMore = () => {
    while (!ending && !signal.aborted && inFlight.size < (failing ? 1 : AT_ONCE) && performance.now() < lease.believedUntil) {
      const delivery = lanes.next()
      if (!delivery) return
      const posting = attempt(delivery).then((outcome) => {
        inFlight.delete(posting)
        // What was cut off was not answered for, and goes again.
        if (!signal.aborted) {
          finished.push(outcome)
          if (!willBeTriedAgain(outcome)) lanes.goOn(delivery)
        }
        postMore()
        wake()
      })
      inFlight.add(posting)
    }
  }

  const attempt = async (delivery: Delivery): Promise<Outcome> => {
    const begun = performance.now()
    const firstTriedAt = delivery.firstTriedAt ?? new Date()
    const { status, error, retryAfterS } = await post({ ...target, id: eventId(workspaceId, delivery.seq), body: delivery.body })
    const ageS = (Date.now() - firstTriedAt.getTime()) / 1_000
    return {
      delivery,
      firstTriedAt,
      attempt: { at: new Date().toISOString(), status, error, ms: Math.round(performance.now() - begun) },
      delivered: error === null,
      retryS: error === null ? null : nextWaitS(delivery.tried + 1, { ageS, askedS: retryAfterS, chance: Math.random() }),
    }
  }

  return { run, wake }
}

const willBeTriedAgain = ({ delivered, retryS }: Outcome): boolean => !delivered && retryS !== null

const asForgotten = (delivery: Delivery): Outcome => ({
  delivery,
  firstTriedAt: delivery.firstTriedAt ?? new Date(),
  attempt: { at: new Date().toISOString(), status: null, error: 'The event is kept no longer, or its person was erased.', ms: 0 },
  delivered: false,
  retryS: null,
})

import { type PlatformTime, platformTime } from '@casement/platform'
import { transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { POST_CONNECTIONS } from '../graph/graph-client.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { admitSends } from './admit-sends.ts'
import { LEASE_MS, type Lease, releaseLease, takeLease } from './lease.ts'
import { claimDueSends, type LedgerSend, nextDueAt, returnStaleClaims, staleIntents, withdraw } from './ledger.ts'
import { readOutcome } from './outcome.ts'
import { createPacer } from './pacer.ts'
import type { createOutcomeRecorder } from './record-outcomes.ts'
import type { SenderTools } from './sender.ts'
import { returnToQueue, settleUnclear } from './settle-sends.ts'

export type NumberSender = {
  phoneNumberId: string
  start(): void
  wake(): void
  spend(count: number): void
  settle(): Promise<PlatformTime | null>
  stop(): Promise<void>
}

const MAX_CLAIM = 200
/** Never more than the client has connections: a post that waited for one would reach the socket long after its fence was checked. */
const MAX_IN_FLIGHT = POST_CONNECTIONS
/** How long a settling clock waits for the lease of a holder that is gone. */
const WAIT_FOR_LEASE_MS = 2 * LEASE_MS
const LOOK_AGAIN_MS = 1_000
const LONGEST_SLOT_WAIT_MS = 500

type Tools = SenderTools & { recorder: ReturnType<typeof createOutcomeRecorder>; workspaceId: string; phoneNumberId: string }

/**
 * Sends for one number while it holds the lease: claim what is due, ask the rules again, write the intent, check the fence, post.
 * Posts overlap; what each came to goes to the recorder. One turn at a time, so that pace and batches see a steady picture.
 */
export function createNumberSender(tools: Tools): NumberSender {
  const { pool, graph, clock, log, recorder, workspaceId, phoneNumberId, holder } = tools
  const pacer = createPacer()
  const inFlight = new Set<Promise<void>>()
  let lease: Lease | null = null
  let turn: Promise<boolean> = Promise.resolve(false)
  let stopped = false
  let wakeUp: () => void = () => {}
  let called = false
  let running: Promise<void> | undefined

  const monotonic = () => performance.now()
  const holdsLease = (held: Lease) => lease?.fence === held.fence && monotonic() < held.believedUntil

  /** One turn; answers whether there was anything to do. */
  const takeTurn = async (): Promise<boolean> => {
    const before = lease?.fence
    lease = await takeLease(pool, { workspaceId, phoneNumberId, holder, monotonic })
    if (!lease) return false
    const number = await findNumber(pool, workspaceId, phoneNumberId)
    if (!number) return false
    if (lease.fence !== before) await takeOver(lease, number)
    const now = clock.now()
    const limit = Math.min(claimSize(number.throughput_mps, now), MAX_IN_FLIGHT - inFlight.size)
    if (limit <= 0) return false
    const token = tools.openToken(number.waba_id, number.token_sealed)
    const claimed = await claimDueSends(pool, lease, { now, limit })
    if (claimed.length === 0) return false
    try {
      const ready = await paced(claimed, now)
      const admitted = ready.length > 0 ? await admitSends(pool, lease, number, ready, now) : []
      tools.onEvents(workspaceId)
      await postAll(lease, number, token, admitted)
    } catch (error) {
      // Claimed but not admitted: an intent that was written stays written, everything else goes back.
      await returnOwnClaims(lease)
      throw error
    }
    return true
  }

  /** Keeps the pair limit: what would come too soon for one person goes back with the moment at which it may leave. */
  const paced = async (claimed: readonly LedgerSend[], now: PlatformTime): Promise<LedgerSend[]> => {
    const ready: LedgerSend[] = []
    const early: { id: string; state: 'queued'; dueAt: PlatformTime; retryAfterMs: number; at: PlatformTime }[] = []
    for (const send of claimed) {
      const at = pacer.takePairSlot(send.contact_id, now)
      if (at === null) ready.push(send)
      else early.push({ id: send.id, state: 'queued', dueAt: at, retryAfterMs: 0, at: now })
    }
    if (early.length > 0) await transactAgain(pool, (tx) => returnToQueue(tx, workspaceId, early))
    return ready
  }

  /** Posts each in its slot. What the lease or a long pause does not let go goes back untouched. */
  const postAll = async (held: Lease, number: SendingNumber, token: string, admitted: readonly LedgerSend[]) => {
    for (const [index, send] of admitted.entries()) {
      const free = await slotFor(held, number.throughput_mps)
      if (!free || !holdsLease(held)) {
        await withdraw(
          pool,
          held,
          admitted.slice(index).map((late) => late.id),
        )
        return
      }
      const post = postOne(send, token).finally(() => inFlight.delete(post))
      inFlight.add(post)
    }
  }

  /** Waits for the number's next slot; false when it is further off than a turn should last. */
  const slotFor = async (held: Lease, mps: number): Promise<boolean> => {
    const standsStill = clock.scale === 0
    for (;;) {
      const now = clock.now()
      if (pacer.take(1, mps, now, standsStill) === 1) return true
      const wait = standsStill ? Number.POSITIVE_INFINITY : (pacer.nextFreeAt(now, standsStill) - now) / clock.scale
      if (wait > LONGEST_SLOT_WAIT_MS || monotonic() + wait > held.believedUntil) return false
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  /** A fifth of a second's messages: enough to keep the slots filled, little enough that an urgent one is not long behind. */
  const claimSize = (mps: number, now: PlatformTime): number =>
    clock.scale === 0
      ? pacer.standingFree(mps, now)
      : pacer.nextFreeAt(now, false) - now > LONGEST_SLOT_WAIT_MS
        ? 0
        : Math.min(MAX_CLAIM, Math.ceil(mps / 5))

  const postOne = async (send: LedgerSend, token: string) => {
    const exchange = await graph.call({ method: 'POST', path: `${phoneNumberId}/messages`, token, json: envelope(send) })
    const outcome = readOutcome(send, exchange, clock.now())
    pacer.heard(outcome, send.contact_id, clock.now())
    recorder.record(outcome)
  }

  /** A new fence: what an earlier holder claimed goes back, what it may have posted is unclear. */
  const takeOver = async (held: Lease, number: SendingNumber) => {
    pacer.takeOver(clock.now(), number.throughput_mps)
    await returnStaleClaims(pool, held)
    const unknown = await staleIntents(pool, held)
    if (unknown.length === 0) return
    const error = { code: null, title: 'No answer heard', detail: 'The sender stopped between the post and the answer.' }
    await transactAgain(pool, async (tx) => {
      const events = await settleUnclear(
        tx,
        workspaceId,
        unknown.map((send) => ({ id: send.id, error, at: clock.now() })),
      )
      await appendEvents(tx, workspaceId, events)
    })
    tools.onEvents(workspaceId)
  }

  const returnOwnClaims = (held: Lease) =>
    pool.query(
      `update sends set state = 'queued', fence = null
       where workspace_id = $1 and phone_number_id = $2 and state = 'claimed' and fence = $3`,
      [workspaceId, phoneNumberId, held.fence],
    )

  /** Turns never overlap, whoever asks for one: the loop or a settling clock. */
  const inTurn = (): Promise<boolean> => {
    turn = turn.catch(() => false).then(takeTurn)
    return turn
  }

  /** A call that comes while we still look how long to sleep counts too: nobody calls twice. */
  const wake = () => {
    called = true
    wakeUp()
  }

  const sleep = async () => {
    const wait = await untilNext()
    if (called) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const nextAt = async (): Promise<PlatformTime | null> => {
    const due = await nextDueAt(pool, workspaceId, phoneNumberId)
    return due === null ? null : platformTime(Math.max(due.getTime(), pacer.nextFreeAt(clock.now(), clock.scale === 0)))
  }

  const untilNext = async (): Promise<number> => {
    const at = await nextAt()
    if (at === null || clock.scale === 0) return LOOK_AGAIN_MS
    return Math.min(LOOK_AGAIN_MS, Math.max(1, (at - clock.now()) / clock.scale))
  }

  const loop = async () => {
    while (!stopped) {
      try {
        called = false
        if (!(await inTurn())) await sleep()
      } catch (error) {
        log.warn({ error, phoneNumberId }, 'the sender stumbled and goes on in a second')
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      }
    }
  }

  return {
    phoneNumberId,
    start: () => {
      running = loop()
    },
    wake,
    spend: (count) => pacer.countInbound(count, clock.now()),
    async settle() {
      const giveUpAt = monotonic() + WAIT_FOR_LEASE_MS
      for (;;) {
        while (await inTurn()) {}
        await Promise.all(inFlight)
        await recorder.settled()
        const at = await nextAt()
        if (at === null || at > clock.now() || monotonic() > giveUpAt) return at
        if (!lease) await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async stop() {
      stopped = true
      wake()
      await running
      await Promise.all(inFlight)
      if (lease) await releaseLease(pool, lease).catch(() => {})
    },
  }
}

const envelope = (send: LedgerSend) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  ...(send.recipient.phone ? { to: send.recipient.phone } : { recipient: send.recipient.bsuid }),
  ...send.payload,
  biz_opaque_callback_data: send.id,
})

import { later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { admitDue } from './admit-sends.ts'
import { createClaimShares } from './claim-shares.ts'
import { heedTemplate, templateStatusIn } from './heed-template.ts'
import { createLeaseHold } from './hold-lease.ts'
import { LEASE_MS, type Lease } from './lease.ts'
import { hasWork, intentsUnder, nextDueAt, staleIntents } from './ledger.ts'
import { createNumberCircuit } from './number-circuit.ts'
import type { Outcome } from './outcome.ts'
import { createPacer } from './pacer.ts'
import { createPosting } from './posting.ts'
import type { OutcomeRecorder } from './record-outcomes.ts'
import type { SenderTools } from './sender.ts'
import { nextAbsentAt, settleAbsent, unclearSends } from './settle-absent.ts'
import { settleUnclear } from './settle-sends.ts'

export type NumberSender = {
  phoneNumberId: string
  start(): void
  wake(): void
  /** An inbound message used slots of the number. Answers whether this process is the one that sends for it. */
  spend(count: number): boolean
  settle(): Promise<PlatformTime | null>
  stop(): Promise<void>
}

/** Seconds of the number's throughput that are claimed ahead: enough to fill every slot while the next are claimed. */
const AHEAD_S = 0.2
const MOST_AHEAD = 1_000
/** How long before it is due a send may be claimed, so that it leaves when it is due. */
const EARLY_MS = 250
/** How long before that a number gets its holder. */
const GET_READY_MS = 1_000
/** How long a settling clock waits for the lease of a holder that is gone. */
const WAIT_FOR_LEASE_MS = 3 * LEASE_MS
const LOOK_AGAIN_MS = 1_000
/** While the clock stands nobody is late: what people send meanwhile shares a turn. */
const GATHER_STANDING_MS = 25
const LONGEST_PAUSE_AHEAD_MS = 500
const NUMBER_GOOD_FOR_MS = 500
/** How often the unclear are looked at, and at most how seldom when looking settles nothing. */
const LOOK_AT_UNCLEAR_MS = 10_000
const LOOK_AT_UNCLEAR_SELDOM_MS = 300_000
/** Posts that are still without an answer by then keep their fence for now. */
const WAIT_FOR_ANSWERS_MS = 3_000

type Tools = SenderTools & { recorder: OutcomeRecorder; workspaceId: string; phoneNumberId: string }
/** `idle`: nothing was due. `full`: enough is claimed already. */
type Turn = 'worked' | 'full' | 'idle'

/**
 * Sends for one number while it holds the lease. A turn claims what is due, asks the rules again and writes the intents, while the
 * posts of the turns before go on. One turn at a time, so that pace and batches see a steady picture.
 */
export function createNumberSender(tools: Tools): NumberSender {
  const { pool, clock, log, recorder, workspaceId, phoneNumberId, holder } = tools
  const pacer = createPacer()
  const hold = createLeaseHold({ pool, workspaceId, phoneNumberId, holder })
  const onTrouble = (error: unknown) =>
    log.warn({ err: error, phoneNumberId }, 'what the platform said could not be written down')
  const circuit = createNumberCircuit({ ...tools, pacer, onTrouble })
  const shares = createClaimShares()
  let heeding: Promise<unknown> = Promise.resolve()
  const heard = (outcome: Outcome) => {
    circuit.heard(outcome)
    const status = templateStatusIn(outcome)
    const wabaId = known?.number.waba_id
    if (status && wabaId) heeding = heeding.then(() => heedTemplate(pool, wabaId, outcome, status)).catch(onTrouble)
  }
  const posting = createPosting({ ...tools, pacer, hold, heard })
  let turn: Promise<Turn> = Promise.resolve('idle')
  let fence: number | null = null
  let known: { number: SendingNumber; until: number } | null = null
  let interrupted = false
  let unclearLook = { at: 0, pauseMs: LOOK_AT_UNCLEAR_MS }
  let stopped = false
  let wakeUp: () => void = () => {}
  let called = false
  let running: Promise<void> | undefined

  const monotonic = () => performance.now()
  const standsStill = () => clock.scale === 0
  /** Platform time in so many milliseconds of ours. */
  const soon = (ms: number) => later(clock.now(), Math.round(ms * clock.scale))

  const takeTurn = async (settling: boolean): Promise<Turn> => {
    await posting.giveBack()
    // A number without work needs no holder.
    if (!hold.current() && !(await hasWork(pool, workspaceId, phoneNumberId, soon(GET_READY_MS)))) return 'idle'
    const lease = await hold.ensure()
    if (!lease) return 'idle'
    const number = await numberNow()
    if (!number) return 'idle'
    pacer.setLimit(number.throughput_mps)
    if (lease.fence !== fence) await takeOver(lease)
    if (interrupted) await findOrphans(lease)
    if (settling || monotonic() >= unclearLook.at) await lookAtUnclear(lease)
    const now = clock.now()
    const room = Math.min(roomFor(now), circuit.trying ? 1 : MOST_AHEAD) - posting.waiting
    if (room <= 0) return posting.waiting > 0 ? 'full' : 'idle'
    // A stopped number waits for the answer to the one that tries.
    if (circuit.trying && posting.open().size > 0) {
      await posting.done()
      return 'worked'
    }
    const { admitted, looked, told } = await admit(lease, number, now, room)
    if (told) tools.onEvents(workspaceId)
    if (admitted.length > 0) posting.add(admitted, tools.openToken(number.waba_id, number.token_sealed))
    // Fewer than there was room for: that was all.
    return looked === room ? 'worked' : 'idle'
  }

  const admit = async (lease: Lease, number: SendingNumber, now: PlatformTime, limit: number) => {
    try {
      return await admitDue(pool, lease, number, { now, dueBy: soon(EARLY_MS), limit, shares, pairSlot: pacer.takePairSlot })
    } catch (error) {
      // It may have been kept all the same: its intents would wait for a post that nobody makes.
      interrupted = true
      throw error
    }
  }

  /** Gives back intents of ours that no post belongs to. */
  const findOrphans = async (lease: Lease) => {
    const ours = posting.open()
    const intents = await intentsUnder(pool, lease)
    posting.forget(intents.filter((send) => !ours.has(send.id)).map((send) => ({ ...send, fence: lease.fence })))
    await posting.giveBack()
    interrupted = false
  }

  /** How many may be claimed ahead. */
  const roomFor = (now: PlatformTime): number => {
    if (standsStill()) return pacer.freeNow(now)
    if ((pacer.nextFreeAt(now, false) - now) / clock.scale > LONGEST_PAUSE_AHEAD_MS) return 0
    return Math.min(MOST_AHEAD, Math.ceil(pacer.rate(now) * clock.scale * AHEAD_S))
  }

  const numberNow = async (): Promise<SendingNumber | undefined> => {
    if (known && monotonic() < known.until && !standsStill()) return known.number
    const number = await findNumber(pool, workspaceId, phoneNumberId)
    known = number ? { number, until: monotonic() + NUMBER_GOOD_FOR_MS } : null
    return number
  }

  /** A new fence: what an earlier holder may have posted is unclear, and its last second counts for our pace too. */
  const takeOver = async (lease: Lease) => {
    const oursBefore = fence !== null && lease.fence === fence + 1
    const owed = lease.freeForMs === null ? 0 : SECOND - lease.freeForMs * clock.scale
    if (!oursBefore && owed > 0 && !standsStill()) pacer.takeOver(clock.now(), Math.ceil(owed))
    const unknown = await staleIntents(pool, lease)
    if (unknown.length > 0) {
      const error = { code: null, title: 'No answer heard', detail: 'The sender stopped between the post and the answer.' }
      await transactAgain(pool, async (tx) => {
        const at = clock.now()
        const events = await settleUnclear(
          tx,
          workspaceId,
          unknown.map((send) => ({ id: send.id, error, at })),
        )
        await appendEvents(tx, workspaceId, events)
      })
      tools.onEvents(workspaceId)
    }
    await circuit.restore()
    fence = lease.fence
  }

  /** Settles by absence what can be. When only our own lease stands against it, the number is given up and taken anew. */
  const lookAtUnclear = async (lease: Lease) => {
    const found = await unclearSends(pool, workspaceId, phoneNumberId, clock.now())
    if (found.length === 0) {
      unclearLook = { at: monotonic() + LOOK_AT_UNCLEAR_MS, pauseMs: LOOK_AT_UNCLEAR_MS }
      return
    }
    const ids = found.map((send) => send.id)
    let { settled, ours } = await settleAll(ids, lease)
    if (ours && (await stepAside())) settled += (await settleAll(ids, lease)).settled
    const pauseMs = settled > 0 ? LOOK_AT_UNCLEAR_MS : Math.min(unclearLook.pauseMs * 2, LOOK_AT_UNCLEAR_SELDOM_MS)
    unclearLook = { at: monotonic() + pauseMs, pauseMs }
  }

  const settleAll = async (ids: readonly string[], lease: Lease) => {
    const { events, waiting } = await transactAgain(pool, async (tx) => {
      const settling = await settleAbsent(tx, workspaceId, ids, clock.now())
      await appendEvents(tx, workspaceId, settling.events)
      return settling
    })
    if (events.length > 0) tools.onEvents(workspaceId)
    const ours = waiting.some(
      (send) => send.verdict.kind === 'waits' && send.verdict.for === 'lease' && send.fence === lease.fence,
    )
    return { settled: events.length, ours }
  }

  /** Lets the lease lapse under which everything so far was posted, once each post has had its answer. */
  const stepAside = async (): Promise<boolean> => {
    posting.recall()
    await posting.giveBack()
    const answered = await Promise.race([posting.done().then(() => true), pause(WAIT_FOR_ANSWERS_MS).then(() => false)])
    if (!answered) return false
    await recorder.settled()
    const lease = await hold.takeAnew()
    if (lease) await takeOver(lease)
    return true
  }

  /** Turns never overlap, whoever asks for one: the loop or a settling clock. */
  const inTurn = (settling = false): Promise<Turn> => {
    turn = turn.catch(() => 'idle' as const).then(() => takeTurn(settling))
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
    const now = clock.now()
    const [due, absent] = await Promise.all([
      nextDueAt(pool, workspaceId, phoneNumberId),
      nextAbsentAt(pool, workspaceId, phoneNumberId, now),
    ])
    const sendAt = due === null ? null : platformTime(Math.max(due.getTime(), pacer.nextFreeAt(now, standsStill())))
    return sendAt === null || absent === null ? (sendAt ?? absent) : platformTime(Math.min(sendAt, absent))
  }

  const untilNext = async (): Promise<number> => {
    const at = await nextAt()
    if (at === null || standsStill()) return LOOK_AGAIN_MS
    const lead = hold.current() ? EARLY_MS : GET_READY_MS
    const wait = Math.min(LOOK_AGAIN_MS, Math.max(1, (at - clock.now()) / clock.scale - lead))
    // Due already: somebody else has the number, and may have died with it.
    return hold.current() || wait > 1 ? wait : Math.min(LOOK_AGAIN_MS, Math.max(20, await hold.freeIn()))
  }

  const loop = async () => {
    while (!stopped) {
      try {
        called = false
        if ((await inTurn()) === 'idle') {
          await sleep()
          if (standsStill() && !stopped) await pause(GATHER_STANDING_MS)
        } else await posting.whenAtMost(Math.floor(posting.waiting / 2))
      } catch (error) {
        if (stopped) return
        log.warn({ err: error, phoneNumberId }, 'the sender stumbled and goes on in a second')
        await pause(LOOK_AGAIN_MS)
      }
    }
  }

  return {
    phoneNumberId,
    start: () => {
      running = loop()
    },
    wake,
    spend(count) {
      pacer.countInbound(clock.now(), count)
      return hold.current() !== null
    },
    async settle() {
      const giveUpAt = monotonic() + WAIT_FOR_LEASE_MS
      for (let first = true; ; first = false) {
        let did = await inTurn(first)
        while (did !== 'idle') {
          await posting.whenAtMost(0)
          did = await inTurn()
        }
        await posting.done()
        await recorder.settled()
        await circuit.settled()
        await heeding
        await posting.giveBack()
        const at = await nextAt()
        if (at === null || at > clock.now() || monotonic() > giveUpAt) return at
        if (!hold.current()) await pause(100)
      }
    },
    async stop() {
      stopped = true
      wake()
      posting.recall()
      await running
      await posting.done()
      posting.recall()
      await posting.giveBack().catch(() => {})
      await hold.release().catch(() => {})
    },
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

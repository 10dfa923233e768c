import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { PostClient } from '../graph/post-client.ts'
import type { AdmittedSend } from './admit-sends.ts'
import type { LeaseHold } from './hold-lease.ts'
import { withdraw } from './ledger.ts'
import { type Outcome, readOutcome } from './outcome.ts'
import type { Pacer } from './pacer.ts'
import { createReadyQueue } from './ready-queue.ts'
import type { OutcomeRecorder } from './record-outcomes.ts'
import type { Slot } from './slot-log.ts'

export type Posting = {
  /** Posts these, each in its slot and none before it is due, as long as their fence is ours. */
  add(sends: readonly AdmittedSend[], token: string): void
  /** How many wait for their slot. */
  readonly waiting: number
  /** Resolves when at most `count` wait for their slot. */
  whenAtMost(count: number): Promise<void>
  /** Resolves when nothing waits and every post has had its answer. */
  done(): Promise<void>
  /** Takes back what waits: its bytes never left. */
  recall(): void
  /** Sends of ours whose outcome is not written down yet, by id. */
  open(): Set<string>
  /** Gives back to the queue what was admitted and never posted. Throws while the database cannot be reached; call it again. */
  giveBack(): Promise<void>
  /** Intents that nobody will post and nobody withdrew: what they were written by was interrupted before it could know. */
  forget(sends: readonly { id: string; attempt: number; fence: number }[]): void
}

/** A post that waits for its answer this long is not worth waiting for before the next may go. */
const MAX_IN_FLIGHT = 800
const LONGEST_SLOT_WAIT_MS = 500
const LOOK_AGAIN_MS = 20

type Tools = {
  pool: pg.Pool
  post: PostClient
  clock: PlatformClock
  pacer: Pacer
  hold: LeaseHold
  recorder: OutcomeRecorder
  workspaceId: string
  phoneNumberId: string
  /** Told what each post came to, before it is written down. */
  heard: (outcome: Outcome) => void
}

/**
 * The posts of one number. What was admitted waits for its slot, is written to the socket only while its fence is ours, and its
 * outcome goes to the recorder. What cannot leave in time is given back: only this process knows that its bytes never left.
 */
export function createPosting({ pool, post, clock, pacer, hold, recorder, heard, workspaceId, phoneNumberId }: Tools): Posting {
  const ready = createReadyQueue<AdmittedSend>()
  /** Claimed a moment before they are due, in that order. */
  let early: AdmittedSend[] = []
  const inFlight = new Set<Promise<void>>()
  const open = new Set<string>()
  let unposted: { id: string; attempt: number; fence: number }[] = []
  let draining: Promise<void> | null = null
  let token = ''
  let waiters: { count: number; resolve: () => void }[] = []

  const waiting = () => ready.size + early.length

  const tellWaiters = () => {
    if (waiters.length === 0) return
    const still: typeof waiters = []
    for (const waiter of waiters) waiting() <= waiter.count ? waiter.resolve() : still.push(waiter)
    waiters = still
  }

  const leaveUnposted = (sends: readonly AdmittedSend[]) => {
    for (const send of sends) open.delete(send.id)
    unposted.push(...sends.map(({ id, attempt, fence }) => ({ id, attempt, fence })))
  }

  const takeAll = () => {
    const all = [...ready.takeAll(), ...early]
    early = []
    return all
  }

  /** Lets go what is due by now. Where the clock has come to a stand, the rest would wait for ever: it is given back. */
  const welcomeDue = () => {
    const now = clock.now()
    const coming = early.findIndex((send) => send.due_at.getTime() > now)
    const due = early.splice(0, coming < 0 ? early.length : coming)
    if (due.length > 0) ready.add(due, performance.now())
    if (clock.scale === 0 && early.length > 0) leaveUnposted(early.splice(0))
  }

  /** Until the first of those is due that came early, at most a moment: it may be recalled, and the clock may be moved. */
  const untilDue = async () => {
    const wait = ((early[0] as AdmittedSend).due_at.getTime() - clock.now()) / clock.scale
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(wait, LOOK_AGAIN_MS))))
  }

  const drain = async () => {
    while (waiting() > 0) {
      welcomeDue()
      if (ready.size === 0) {
        if (early.length > 0) await untilDue()
        continue
      }
      const slot = await takeSlot()
      if (!slot) {
        leaveUnposted(takeAll())
        break
      }
      const send = ready.next()
      // Recalled while it waited for its slot.
      if (!send) {
        pacer.giveBack(slot)
        break
      }
      launch(send, slot)
      tellWaiters()
      while (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight)
    }
    draining = null
    tellWaiters()
  }

  /** Waits for the number's next slot; null when it is further off than a send should wait, or the lease is gone. */
  const takeSlot = async (): Promise<Slot | null> => {
    for (;;) {
      const lease = hold.current() ?? (await hold.ensure().catch(() => null))
      if (!lease) return null
      // Renewed on the side, long before it runs out; if that fails, the next look says so.
      void hold.ensure().catch(() => null)
      const now = clock.now()
      const standsStill = clock.scale === 0
      const slot = pacer.take(now, standsStill)
      if (slot) return slot
      const wait = standsStill ? Number.POSITIVE_INFINITY : (pacer.nextFreeAt(now, standsStill) - now) / clock.scale
      if (wait > LONGEST_SLOT_WAIT_MS) return null
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  const launch = (send: AdmittedSend, slot: Slot) => {
    const one = postOne(send, slot).finally(() => inFlight.delete(one))
    inFlight.add(one)
  }

  const postOne = async (send: AdmittedSend, slot: Slot) => {
    let writtenAt = clock.now()
    const mayWrite = () => {
      if (hold.current()?.fence !== send.fence) return false
      writtenAt = clock.now()
      pacer.written(slot, writtenAt)
      return true
    }
    const posted = await post.post(phoneNumberId, token, JSON.stringify(envelope(send)), mayWrite)
    if (posted.kind === 'withheld' || posted.kind === 'not-sent') pacer.giveBack(slot)
    else pacer.answered(slot, writtenAt, clock.now())
    if (posted.kind === 'withheld') return leaveUnposted([send])
    const outcome = readOutcome(send, posted, clock.now())
    pacer.heard(outcome, send.contact_id, clock.now())
    heard(outcome)
    recorder.record(outcome, () => open.delete(send.id))
  }

  return {
    add(sends, current) {
      token = current
      for (const send of sends) open.add(send.id)
      early = [...early, ...sends].sort((a, b) => a.due_at.getTime() - b.due_at.getTime())
      welcomeDue()
      if (waiting() > 0) draining ??= drain()
      tellWaiters()
    },
    get waiting() {
      return waiting()
    },
    whenAtMost(count) {
      if (waiting() <= count) return Promise.resolve()
      return new Promise((resolve) => waiters.push({ count, resolve }))
    },
    async done() {
      while (draining || inFlight.size > 0) {
        await draining
        await Promise.all(inFlight)
      }
    },
    recall() {
      leaveUnposted(takeAll())
      tellWaiters()
    },
    open: () => new Set(open),
    forget: (sends) => void unposted.push(...sends),
    async giveBack() {
      while (unposted.length > 0) {
        const { fence } = unposted[0] as (typeof unposted)[0]
        const those = unposted.filter((send) => send.fence === fence)
        await withdraw(pool, { workspaceId, fence }, those)
        unposted = unposted.filter((send) => !those.includes(send))
      }
    },
  }
}

const envelope = (send: AdmittedSend) => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  ...(send.recipient.phone ? { to: send.recipient.phone } : { recipient: send.recipient.bsuid }),
  ...send.payload,
  biz_opaque_callback_data: send.id,
})

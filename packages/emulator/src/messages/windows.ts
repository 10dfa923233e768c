import type { PlatformTime, Policy } from '@casement/platform'
import { HOUR, SECOND } from '@casement/platform'
import type { Thread } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** The thread of a number and a customer; made when first needed. */
export function threadOf(world: World, numberId: string, waId: string): Thread {
  const known = world.threads.get(`${numberId}:${waId}`)
  if (known) return known
  const never = 0 as PlatformTime
  return world.threads.put({
    numberId,
    waId,
    lastUserAt: null,
    lastInboundId: null,
    fep: null,
    conversations: {},
    pair: { debtUntil: never, burstStart: never, burst: 0 },
    unread: [],
    blockedByBusiness: false,
    callPermissionUntil: null,
  })
}

/** When the customer service window closes, or null when it never opened. Counted from whole seconds, as webhooks carry them. */
export const cswUntil = (thread: Thread, policy: Policy): PlatformTime | null =>
  thread.lastUserAt === null ? null : ((thread.lastUserAt + policy.csw.hours * HOUR) as PlatformTime)

/** Open while strictly before the end: at exactly 24 h it is closed. */
export function cswOpen(thread: Thread, policy: Policy, now: PlatformTime): boolean {
  const until = cswUntil(thread, policy)
  return until !== null && now < until
}

export const fepOpen = (thread: Thread, now: PlatformTime): boolean => {
  const fep = thread.fep
  return fep?.startedAt != null && fep.until !== null && now >= fep.startedAt && now < fep.until
}

/** A customer came by an ad or a Page button and waits for the answer that opens the free entry point. */
export const fepWaiting = (thread: Thread, now: PlatformTime): boolean =>
  thread.fep !== null && thread.fep.startedAt === null && thread.fep.candidateUntil !== null && now < thread.fep.candidateUntil

/** Opens or refreshes the service window. */
export function customerActed(world: World, thread: Thread, at: PlatformTime, policy: Policy): void {
  const second = (Math.floor(at / SECOND) * SECOND) as PlatformTime
  if (thread.lastUserAt === null || second > thread.lastUserAt) thread.lastUserAt = second
  const fep = thread.fep
  if (policy.fep.extendOnInboundHours > 0 && fep?.startedAt != null && fep.until !== null && at < fep.until) {
    const most = fep.startedAt + policy.fep.maxHours * HOUR
    fep.until = Math.min(most, Math.max(fep.until, at + policy.fep.extendOnInboundHours * HOUR)) as PlatformTime
  }
  world.threads.put(thread)
}

/** The customer came through an ad or a Page button: an answer within the time opens the free entry point, once. */
export function cameByEntryPoint(world: World, thread: Thread, at: PlatformTime, policy: Policy, source: 'ad' | 'page'): void {
  if (fepOpen(thread, at)) return
  const second = Math.floor(at / SECOND) * SECOND
  // An answer to an earlier click may be on its way: what it opens, it opens all the same.
  const opensAt = thread.fep?.startedAt === null ? thread.fep.opensAt : undefined
  thread.fep = {
    ...(opensAt === undefined ? {} : { opensAt }),
    // Who comes again before the answer is still waiting since the first time.
    arrivedAt: thread.fep && fepWaiting(thread, at) ? thread.fep.arrivedAt : (second as PlatformTime),
    candidateUntil: (second + policy.fep.replyWithinHours * HOUR) as PlatformTime,
    startedAt: null,
    until: null,
    conversationId: world.nextText(32).toLowerCase(),
    source,
  }
  world.threads.put(thread)
}

/** When a free entry point ends that opens with a delivery at `at`. Counted from whole seconds, as the webhook tells it. */
export const entryPointEnd = (at: PlatformTime, policy: Policy): PlatformTime =>
  (Math.floor(at / SECOND) * SECOND + policy.fep.baseHours * HOUR) as PlatformTime

/** An answer in time was accepted, and will be on the phone then: the first of them to arrive opens the free entry point. */
export function willOpenAt(world: World, thread: Thread, at: PlatformTime): void {
  const fep = thread.fep
  if (!fep || (fep.opensAt !== undefined && fep.opensAt <= at)) return
  fep.opensAt = at
  world.threads.put(thread)
}

/**
 * Whether a message accepted at an instant answers the arrival that still waits. Told in whole seconds, so that what was accepted
 * within the second of the arrival is an answer too, whichever came first.
 */
export function answersArrival(thread: Thread, acceptedAt: PlatformTime): boolean {
  const fep = thread.fep
  if (!fep || fep.startedAt !== null || fep.candidateUntil === null) return false
  return acceptedAt >= fep.arrivedAt && acceptedAt < fep.candidateUntil
}

/** The answer reached the phone: the free entry point begins, unless it had begun. Returns whether it did. */
export function replyDelivered(world: World, thread: Thread, at: PlatformTime, policy: Policy): boolean {
  const fep = thread.fep
  if (!fep || fep.startedAt !== null) return false
  fep.startedAt = at
  fep.until = entryPointEnd(at, policy)
  world.threads.put(thread)
  return true
}

/** Whether a message of this type is a user action that opens the window. */
export function opensWindow(type: string, policy: Policy, reactionOpens: boolean | null): boolean {
  switch (type) {
    case 'reaction':
      return reactionOpens ?? policy.csw.reactionOpens
    case 'unsupported':
    case 'unknown':
      return policy.csw.unsupportedOpens
    case 'system':
    case 'edit':
    case 'revoke':
      return false
    default:
      return true
  }
}

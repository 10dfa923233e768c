import type { PlatformTime } from '@casement/platform'
import { HOUR } from '@casement/platform'
import { type AppMessage, appMessagesOf, onBusinessApp } from '../coexistence/business-app.ts'
import { cswOpen, cswUntil, fepOpen, fepWaiting } from '../messages/windows.ts'
import type { PhoneNumber, Thread } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { type Bubble, bubbleOf, bubbleOfApp, bubbleOfInbound } from './bubble.ts'

const MOST = 80

export type WindowShown = {
  csw: { open: boolean; until: string | null; left: number }
  fep: { state: 'none' | 'candidate' | 'confirmed'; until: string | null; left: number }
}

/** A chat as the customer sees it, with what is open between them. Looking makes nobody: an unknown number is shown as it would be. */
export function showThread(world: World, number: PhoneNumber, waId: string): Record<string, unknown> {
  const thread = world.threads.get(`${number.id}:${waId}`)
  const customer = world.customers.get(waId)
  const out = world.indexes.messagesTo(waId).flatMap((id) => {
    const message = world.messages.get(id)
    return message?.from === number.id ? [message] : []
  })
  const inbound = []
  for (const message of world.inbound.values()) {
    // What was written in a group stands in the group.
    if (message.from === waId && message.to === number.id && message.content.group_id === undefined) inbound.push(message)
  }
  const bubbles = [
    ...out.slice(-MOST).map((one) => bubbleOf(world, one)),
    ...inbound.slice(-MOST).map(bubbleOfInbound),
    ...writtenInApp(world, number, waId).slice(-MOST).map(bubbleOfApp),
  ]
  return {
    phoneNumberId: number.id,
    business: number.verifiedName,
    customer: {
      id: waId,
      name: customer?.name ?? null,
      username: customer?.username ?? null,
      country: customer?.country ?? null,
      reachable: customer?.reachable ?? true,
      onWhatsApp: customer?.onWhatsApp ?? true,
      deliverAfterMs: customer?.deliverAfterMs ?? null,
      readAfterMs: customer?.readAfterMs ?? null,
      blocks: customer?.blocked.includes(number.id) ?? false,
      stoppedMarketing: customer?.stoppedMarketing.includes(world.wabas.get(number.wabaId)?.portfolioId ?? '') ?? false,
    },
    window: windowOf(world, number, thread),
    blockedByBusiness: thread?.blockedByBusiness ?? false,
    unread: thread?.unread.length ?? 0,
    bubbles: bubbles.sort(byTime).slice(-MOST),
  }
}

/** What the owner and this person wrote in the Business app, where the number is on it. */
const writtenInApp = (world: World, number: PhoneNumber, waId: string): AppMessage[] =>
  onBusinessApp(world, number) ? [...appMessagesOf(world, number.id)].filter((one) => one.waId === waId) : []

const byTime = (a: Bubble, b: Bubble): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)

/** How much of each window is left, 0 to 1, and when it ends. */
export function windowOf(world: World, number: PhoneNumber, thread: Thread | undefined): WindowShown {
  const now = world.now()
  const policy = world.policyOf(world.wabas.get(number.wabaId), now)
  const none: WindowShown = { csw: { open: false, until: null, left: 0 }, fep: { state: 'none', until: null, left: 0 } }
  if (!thread) return none
  const until = cswUntil(thread, policy)
  const open = cswOpen(thread, policy, now)
  const fepUntil = fepOpen(thread, now) ? thread.fep?.until : fepWaiting(thread, now) ? thread.fep?.candidateUntil : null
  return {
    csw: { open, until: iso(until), left: open && until !== null ? (until - now) / (policy.csw.hours * HOUR) : 0 },
    fep: {
      state: fepOpen(thread, now) ? 'confirmed' : fepWaiting(thread, now) ? 'candidate' : 'none',
      until: iso(fepUntil ?? null),
      left: fepUntil == null ? 0 : Math.min(1, (fepUntil - now) / (policy.fep.baseHours * HOUR)),
    },
  }
}

const iso = (at: PlatformTime | null): string | null => (at === null ? null : new Date(at).toISOString())

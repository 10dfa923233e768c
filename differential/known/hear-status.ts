import { DAY, monthIn, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import {
  consentFromFailure,
  foldConsent,
  foldWindow,
  newConsent,
  pricedFreeEntryPoint,
  type StatusPricing,
  windowAt,
} from '@casement/rules'
import { type Known, type KnownThread, type OwnSend, threadWith } from './known.ts'

export type Status = {
  id: string
  status: string
  timestamp: string
  conversation?: { id: string; expiration_timestamp?: string; origin?: { type: string } }
  pricing?: StatusPricing
  errors?: { code: number; error_data?: { details?: string } }[]
}

/** A status of one of our messages: deliveries and prices move the free entry point, failures give back what was counted. */
export function hearStatus(known: Known, status: Status, now: PlatformTime): void {
  const send = known.sends.get(status.id)
  if (!send) return
  const at = platformTime(Number(status.timestamp) * 1_000)
  if (status.status === 'failed') {
    failed(known, send, status, at)
    return
  }
  const thread = threadWith(known, send.number, send.phone)
  const policy = policyAt(at, known.timeZone)
  const sentAt = send.acceptedAt
  if (status.status === 'delivered' || status.status === 'read') {
    thread.window = foldWindow(thread.window, { type: 'business-delivered', at, sentAt }, policy)
    known.undeliverableSince.delete(send.phone)
    if (pricedFreeEntryPoint(status.pricing ?? {})) thread.conversations.clear()
    else if (status.status === 'delivered') openConversation(known, thread, send, now)
  }
  if (!status.pricing) return
  const ends = status.conversation?.expiration_timestamp
  const expiresAt = ends === undefined ? null : platformTime(Number(ends) * 1_000)
  thread.window = foldWindow(thread.window, { type: 'business-priced', sentAt, pricing: status.pricing, expiresAt }, policy)
  countFree(known, send, status.pricing)
}

function failed(known: Known, send: OwnSend, status: Status, at: PlatformTime): void {
  known.reached.delete(send.wamid)
  known.freeUses.delete(send.wamid)
  const code = status.errors?.[0]?.code ?? 0
  if (code === 131026) known.undeliverableSince.set(send.phone, at)
  // It was judged by what the customer wanted when it was accepted; since then they may have resumed.
  for (const said of consentFromFailure(code, send.acceptedAt, send.wamid)) {
    known.consents.set(send.phone, foldConsent(known.consents.get(send.phone) ?? newConsent, said))
  }
}

/** The status says whether a service message was one of the free ones. */
function countFree(known: Known, send: OwnSend, pricing: StatusPricing): void {
  if (policyAt(send.acceptedAt, known.timeZone).free.serviceInCsw === 'unlimited' || send.type === 'reaction') return
  if (pricing.category === 'service' && pricing.type === 'free_customer_service') {
    known.freeUses.set(send.wamid, { number: send.number, month: monthIn(send.acceptedAt, known.timeZone) })
  } else known.freeUses.delete(send.wamid)
}

/**
 * Before July 2025 the delivery of a template opened a conversation of 24 hours, if none of its category was open. A free entry point
 * ended what was open, and nothing new opened before its end.
 */
function openConversation(known: Known, thread: KnownThread, send: OwnSend, now: PlatformTime): void {
  if (policyAt(send.acceptedAt, known.timeZone).pricingModel !== 'CBP') return
  if (windowAt(thread.window, now, policyAt(now, known.timeZone)).fep.state === 'confirmed') return
  const until = thread.conversations.get(send.category)
  if (until === undefined || until <= now) thread.conversations.set(send.category, (now + DAY) as PlatformTime)
}

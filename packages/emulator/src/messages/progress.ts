import type { PlatformTime } from '@casement/platform'
import { addAmounts, unixSeconds } from '@casement/platform'
import { customerOf } from '../customers/customer.ts'
import { checksIdentity, identityHash } from '../customers/identity.ts'
import { numberUnder } from '../customers/shown-number.ts'
import { noteActivity } from '../quality/hourly.ts'
import type { MessageStatus, OutboundMessage, Thread } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { closeConversations, conversationEnd, openConversation } from './conversations.ts'
import { countInternational } from './international-rate.ts'
import { takeTier } from './volume-tiers.ts'
import { publishForNumber, webhookError } from './webhook-values.ts'
import { answersArrival, entryPointEnd, replyDelivered, threadOf } from './windows.ts'

/** The life of a message after its acceptance: each step tells the business, and plans the next. */
export const messageHappenings = {
  'message.sent': (world: World, id: string) => withMessage(world, id, sent),
  'message.failed': (world: World, id: string) => withMessage(world, id, failed),
  'message.delivered': (world: World, id: string) => withMessage(world, id, delivered),
  'message.read': (world: World, id: string) => withMessage(world, id, read),
}

function withMessage(world: World, id: string, step: (world: World, message: OutboundMessage) => void): void {
  const message = world.messages.get(id)
  if (message) step(world, message)
}

function sent(world: World, message: OutboundMessage): void {
  if (message.status !== 'accepted' && message.status !== 'held') return
  reach(world, message, 'sent')
  tellStatus(world, message, 'sent', true)
  if (message.deliverAt !== null && message.type !== 'reaction') {
    world.schedule(Math.max(message.deliverAt, world.now()) as PlatformTime, 'message.delivered', message.id)
  }
}

/** Delivery: what is charged is charged now, and an answer to an ad opens the free entry point now. */
export function delivered(world: World, message: OutboundMessage): void {
  if (message.status !== 'sent') return
  const now = world.now()
  if (message.expiresAt !== null && now >= message.expiresAt) return
  reach(world, message, 'delivered')
  const thread = threadOf(world, message.from, message.to)
  const waba = world.wabaOf(message.from)
  if (waba && (message.opensFep || answersArrival(thread, message.acceptedAt))) beginEntryPoint(world, thread, message, now)
  charge(world, message, now)
  thread.unread.push(message.id)
  world.threads.put(thread)
  tellStatus(world, message, 'delivered', true)
  world.touchMeta().stats.delivered++
  if (message.templateId !== null) {
    world.books.quality.delivered(message.from, message.templateId, now)
    if (message.reachedAt !== null) {
      world.books.reach(`${world.reachScopeOf(message.from)}:delivered`).add(message.to, now)
      countInternational(world, message, now)
    }
    noteActivity(world)
  }
  const customer = customerOf(world, message.to)
  if (customer.readAfterMs !== null) world.scheduleIn(customer.readAfterMs, 'message.read', message.id)
}

function beginEntryPoint(world: World, thread: Thread, message: OutboundMessage, now: PlatformTime): void {
  const policy = world.policyOf(world.wabaOf(message.from), message.acceptedAt)
  const began = replyDelivered(world, thread, now, policy)
  if (began && policy.pricingModel === 'CBP') closeConversations(world, thread)
}

/** The customer sees the message; one still on its way is delivered first. */
export function read(world: World, message: OutboundMessage): void {
  if (message.status === 'sent') delivered(world, message)
  if (message.status !== 'delivered') return
  reach(world, message, 'read')
  const thread = threadOf(world, message.from, message.to)
  const place = thread.unread.indexOf(message.id)
  if (place >= 0) {
    thread.unread.splice(place, 1)
    world.threads.put(thread)
  }
  tellStatus(world, message, 'read', false)
  world.touchMeta().stats.read++
  if (message.templateId !== null) world.books.quality.read(message.from, message.templateId, world.now())
}

/** Opening the chat reads everything that has arrived. */
export function readAll(world: World, numberId: string, waId: string): void {
  const thread = threadOf(world, numberId, waId)
  for (const id of [...thread.unread]) withMessage(world, id, read)
}

/** Ends a message with an error, and gives back what it had taken of reach and allowance. */
export function failMessage(world: World, message: OutboundMessage, code: number, details: string): void {
  message.failure = { code, details }
  failed(world, message)
}

function failed(world: World, message: OutboundMessage): void {
  if (message.failure === null || ['delivered', 'read', 'played', 'failed'].includes(message.status)) return
  giveBack(world, message)
  reach(world, message, 'failed')
  const stats = world.touchMeta().stats
  const code = String(message.failure.code)
  stats.failed[code] = (stats.failed[code] ?? 0) + 1
  tellStatus(world, message, 'failed', false)
}

export function giveBack(world: World, message: OutboundMessage): void {
  if (message.reachedAt !== null) {
    const scope = world.reachScopeOf(message.from)
    world.books.reach(scope).giveBack(message.to, message.reachedAt)
    if (scope !== message.from) world.books.reach(message.from).giveBack(message.to, message.reachedAt)
    message.reachedAt = null
  }
  if (message.allowanceMonth !== null) {
    world.books.changeFreeUsed(message.from, message.allowanceMonth, -1)
    message.allowanceMonth = null
  }
}

function reach(world: World, message: OutboundMessage, status: MessageStatus): void {
  message.status = status
  message.timeline.push({ status, at: world.now() })
  world.messages.put(message)
}

function charge(world: World, message: OutboundMessage, now: PlatformTime): void {
  if (!message.pricing.billable || message.charged) return
  if (
    message.pricing.pricing_model === 'CBP' &&
    !openConversation(world, threadOf(world, message.from, message.to), message, now)
  )
    return
  message.charged = true
  const waba = world.wabaOf(message.from)
  if (waba) takeTier(world, waba, message, now)
  const { charged } = world.touchMeta().stats
  charged[message.price.currency] = addAmounts(charged[message.price.currency] ?? '0', message.price.amount)
}

function tellStatus(world: World, message: OutboundMessage, status: MessageStatus, priced: boolean): void {
  const number = world.numbers.get(message.from)
  if (!number) return
  const customer = customerOf(world, message.to)
  const portfolioId = world.wabaOf(message.from)?.portfolioId ?? ''
  const update: Record<string, unknown> = {
    id: message.id,
    status,
    timestamp: unixSeconds(world.now()),
    ...numberUnder(world, number, customer, 'recipient_id'),
    recipient_user_id: world.bsuidOf(portfolioId, customer),
  }
  if (checksIdentity(number)) update.recipient_identity_key_hash = identityHash(customer)
  if (message.opaque !== null) update.biz_opaque_callback_data = message.opaque
  const conversation = conversationOf(world, message, status)
  if (conversation && status !== 'failed') update.conversation = conversation
  if (priced) update.pricing = message.pricing
  if (message.failure) update.errors = [webhookError(message.failure.code, message.failure.details)]
  const withContact = status !== 'failed' || !world.settings.bareFailures
  publishForNumber(world, number, 'messages', customer, { statuses: [update] }, withContact)
}

/** Apps up to v23.0 get a conversation with every status; newer ones only inside a free entry point. The end is told on `sent`. */
function conversationOf(world: World, message: OutboundMessage, status: MessageStatus): Record<string, unknown> | null {
  const old = [...world.apps.values()].some((app) => Number(app.version.slice(1).split('.')[0]) <= 23)
  if (!message.insideFep && !old && message.pricing.pricing_model !== 'CBP') return null
  const thread = threadOf(world, message.from, message.to)
  const category = message.pricing.category.replace('-', '_')
  const conversation: Record<string, unknown> = { id: message.conversationId ?? thread.fep?.conversationId ?? message.id }
  if (status === 'sent') {
    const until = message.insideFep ? fepEnd(world, message) : conversationEnd(thread, message, world.now())
    if (until !== null) conversation.expiration_timestamp = unixSeconds(until)
  }
  conversation.origin = { type: category }
  return conversation
}

/** When the free entry point ends: as it stands, or, before an answer arrived, counted from when the first of them will. */
function fepEnd(world: World, message: OutboundMessage): PlatformTime | null {
  const fep = threadOf(world, message.from, message.to).fep
  if (fep?.until != null) return fep.until
  if (fep?.opensAt === undefined) return null
  return entryPointEnd(fep.opensAt, world.policyOf(world.wabaOf(message.from), message.acceptedAt))
}

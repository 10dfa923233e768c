import { mediaLimits, unixSeconds } from '@casement/platform'
import { takePermissionReply } from '../calls/permission.ts'
import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import { readAll } from '../messages/progress.ts'
import { publishForNumber, webhookError } from '../messages/webhook-values.ts'
import { cameByEntryPoint, customerActed, opensWindow, threadOf } from '../messages/windows.ts'
import { sawReply } from '../quality/feedback.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { inboundContent } from './inbound-content.ts'
import { namedInMessageId, numberPassed, numberUnder } from './shown-number.ts'

export type WrittenMessage = {
  type: string
  content: Record<string, unknown>
  context: Record<string, unknown> | null
  referral: Record<string, unknown> | null
  arrival: 'ad' | 'page' | null
  client: 'phone' | 'desktop'
}

/** Reads what a caller says a customer wrote, in the shapes of the inbound webhook. Throws Refusal with a sentence. */
export function readWritten(body: Record<string, unknown>): WrittenMessage {
  const type = typeof body.type === 'string' ? body.type : 'text'
  const { arrival, client, context, referral } = body
  if (arrival !== undefined && arrival !== null && arrival !== 'ad' && arrival !== 'page')
    throw new Refusal(400, 'arrival must be "ad" or "page".')
  if (client !== undefined && client !== 'phone' && client !== 'desktop')
    throw new Refusal(400, 'client must be "phone" or "desktop".')
  return {
    type,
    content: body,
    context: isRecord(context) ? context : null,
    referral: isRecord(referral) ? referral : null,
    arrival: arrival === 'ad' || arrival === 'page' ? arrival : isRecord(referral) && referral.source_type === 'ad' ? 'ad' : null,
    client: client === 'desktop' ? 'desktop' : 'phone',
  }
}

/**
 * A customer writes: the window opens, the chat is read, the business is told. Returns the message's id, and whether the business
 * was told (it is not when it blocked the customer). Throws Refusal when the customer cannot write.
 */
export function writeMessage(
  world: World,
  customer: Customer,
  number: PhoneNumber,
  written: WrittenMessage,
): { id: string; delivered: boolean } {
  if (customer.blocked.includes(number.id)) {
    throw new Refusal(409, `${customer.name} has blocked this number; unblock it first with POST …/feedback {"kind": "unblock"}.`)
  }
  if (!customer.onWhatsApp)
    throw new Refusal(409, `${customer.name} is not on WhatsApp; PATCH the customer with {"onWhatsApp": true} first.`)
  const now = world.now()
  const id = world.nextMessageId(namedInMessageId(world, number, customer), 'in')
  const waba = world.wabas.get(number.wabaId)
  const policy = world.policyOf(waba, now)
  const thread = threadOf(world, number.id, customer.waId)
  const delivered = !thread.blockedByBusiness
  const tooLarge = largerThanTaken(written)
  const type = tooLarge ? 'unsupported' : written.type
  const given = tooLarge ? { errors: [tooLarge] } : inboundContent(world, number, type, written.content)
  const content = delivered ? takePermissionReply(thread, given, now) : given

  readAll(world, number.id, customer.waId)
  if (delivered) {
    if (opensWindow(type, policy, world.settings.reactionOpensWindow)) {
      customerActed(world, thread, now, policy)
      if (written.arrival !== null && written.client === 'phone') cameByEntryPoint(world, thread, now, policy, written.arrival)
    }
    thread.lastInboundId = id
    if (customer.username === null) numberPassed(world, thread)
    world.threads.put(thread)
  }
  const message: Record<string, unknown> = {
    ...numberUnder(world, number, customer, 'from'),
    from_user_id: world.bsuidOf(waba?.portfolioId ?? '', customer),
    id,
    timestamp: unixSeconds(now),
    ...content,
    type,
  }
  const context = contextOf(world, number, customer, written)
  if (context) message.context = context
  const referral = referralOf(written)
  if (referral) message.referral = referral
  world.inbound.put({
    id,
    from: customer.waId,
    to: number.id,
    type,
    content: message,
    at: now,
    readByBusiness: false,
    delivered,
  })
  world.touchMeta().hasMessages = true
  world.books.pace(number.id, number.throughput, now).take(number.throughput, now)
  if (delivered) publishForNumber(world, number, 'messages', customer, { messages: [message] })
  if (isRecord(context) && typeof context.id === 'string') sawReply(world, context.id)
  return { id, delivered }
}

/** A file that is larger than WhatsApp passes on arrives as its error. `size` stands in for bytes that nobody wants to send. */
function largerThanTaken({ type, content }: WrittenMessage): Record<string, unknown> | null {
  const file = content[type]
  const most = mediaLimits.inbound.maxBytes.value
  if (!isRecord(file) || typeof file.size !== 'number' || file.size <= most) return null
  return webhookError(131052, `The customer sent a file of ${file.size} bytes; at most ${most} are passed on.`)
}

/** A reply names the message it answers and who wrote that. */
function contextOf(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  written: WrittenMessage,
): Record<string, unknown> | null {
  const given = written.context
  if (!given) return null
  const id = given.id ?? given.message_id
  if (typeof id !== 'string') return given
  const rest = { ...given }
  delete rest.message_id
  const author = world.messages.has(id) ? undefined : world.inbound.get(id)?.from
  const from = author === customer.waId ? numberUnder(world, number, customer, 'from') : { from: author ?? number.digits }
  return { ...from, ...rest, id }
}

/** A Page button leaves no referral; an ad does, and one is made up when none is given. */
function referralOf(written: WrittenMessage): Record<string, unknown> | null {
  if (written.arrival === 'page') return null
  if (written.referral) return written.referral
  if (written.arrival !== 'ad') return null
  return {
    source_url: 'https://fb.me/3nordlys',
    source_id: '120210000000000001',
    source_type: 'ad',
    headline: 'Sofas for long evenings',
    body: 'Chat with us about fabrics and delivery.',
    media_type: 'image',
    image_url: 'https://scontent.example/nordlys-sofa.jpg',
    ctwa_clid: 'ARDnordlysEmulatorClick0001',
    welcome_message: { text: 'Hi! What are you looking for?' },
  }
}

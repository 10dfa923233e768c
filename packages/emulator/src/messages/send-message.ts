import type { PlatformTime } from '@casement/platform'
import { DAY, later, messageLimits, SECOND } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import { keepsMarketingOff } from '../accounts/marketing-choice.ts'
import { watchUtility } from '../accounts/utility-misuse.ts'
import { checkPermissionRequest } from '../calls/permission.ts'
import { namedInMessageId, numberPassed } from '../customers/shown-number.ts'
import { checkFlowUse } from '../flows/use-flow.ts'
import { missingParameter, refuse } from '../graph/failure.ts'
import { fromJson, type GraphRequest, isRecord, recordParam, textParam } from '../graph/request.ts'
import { sendToGroup } from '../groups/send-to-group.ts'
import { holdForQuality } from '../templates/pacing.ts'
import { holdForPortfolio } from '../templates/portfolio-pacing.ts'
import type { OutboundMessage, PhoneNumber, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { checkContent, sendableTypes } from './check-content.ts'
import { checkAccount, checkNumber, checkPace, checkPayments, checkRecipient, takePace } from './check-sender.ts'
import { conversationFor } from './conversations.ts'
import { findTemplate } from './find-template.ts'
import { isInternational } from './international-rate.ts'
import { judge } from './judge.ts'
import { cardAt, marketByPrefix, rateOf } from './market.ts'
import { checkMaximumPrice, readMaximumPrice } from './maximum-price.ts'
import { checkMedia } from './media-reference.ts'
import { priceMessage } from './pricing.ts'
import { type Recipient, recipientOf } from './recipient.ts'
import { tierRate } from './volume-tiers.ts'
import { cswOpen, threadOf, willOpenAt } from './windows.ts'

/** Seconds for which delivery is tried. */
const LONGEST_TTL = factOn('ttl.default-seconds', '9999-12-31')?.value as number
const [DEFAULT_CODE_TTL = LONGEST_TTL] = (factOn('ttl.authentication', '9999-12-31')?.value ?? []) as readonly number[]

/**
 * `POST /{phone-number-id}/messages` with a message. Refuses at once what Meta refuses at once (shape, number, account, pace,
 * template); everything else is accepted and its fate decided now but told later. Answers Meta's `{contacts, messages}`.
 */
export function sendMessage(
  request: GraphRequest,
  number: PhoneNumber,
  { marketingLite = false, linkProblem = null }: { marketingLite?: boolean; linkProblem?: string | null } = {},
): Record<string, unknown> {
  const { world, params } = request
  const now = world.now()
  const waba = world.wabas.get(number.wabaId) as Waba
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const { type, content } = readContent(params)
  const opaque = textParam(params, 'biz_opaque_callback_data') ?? null
  const longest = messageLimits.envelope.opaqueCallback.value
  if (opaque !== null && opaque.length > longest) {
    throw refuse(131009, `biz_opaque_callback_data: must be at most ${longest} characters.`)
  }
  if (textParam(params, 'recipient_type')?.toLowerCase() === 'group')
    return sendToGroup(request, number, { type, content, opaque })
  if (type === 'pin') throw refuse(131051, 'type: "pin" is supported in groups only.')
  const recipient = recipientOf(world, number, params)
  checkMedia(world, number, type, content)
  if (type === 'reaction') checkReaction(world, content, now)

  checkNumber(number, now)
  checkAccount(waba, type, now)
  checkPayments(waba, content)
  checkRecipient(world, number, recipient)
  const thread = threadOf(world, number.id, recipient.customer.waId)
  if (thread.blockedByBusiness) throw refuse(130403, 'This user is on the block list of the business number.')
  checkPace(world, number, waba, thread, now)
  const template = type === 'template' ? findTemplate(request, waba, content, recipient) : null
  if (marketingLite && template?.category !== 'MARKETING') throw refuse(134100, 'Only marketing templates can be sent here.')
  if (!marketingLite && template?.category === 'MARKETING' && keepsMarketingOff(world, waba))
    throw refuse(131063, 'This account keeps marketing templates off the Cloud API; send them by marketing_messages.')

  const hasMaximum = checkMaximumPrice(readMaximumPrice(params, now), template, {
    marketingLite,
    byScopedId: recipient.byScopedId,
  })

  if (!recipient.byScopedId) numberPassed(world, thread)
  takePace(world, number, waba, thread, now)
  const misused = checkFlowUse(world, waba, content, now) ?? checkPermissionRequest(world, thread, content, now)
  if (misused) throw misused
  const policy = world.policyOf(waba, now)
  const category = template ? template.category.toLowerCase() : 'service'
  const card = cardAt(now, waba.currency, waba.timeZone)
  const market = card ? marketByPrefix(recipient.customer.waId, card) : 'Other'
  const international = category === 'authentication' && isInternational(world, waba, recipient.customer.waId, card, market, now)
  const priced = priceMessage(
    world,
    { number, waba, thread, policy, now },
    { category: international ? 'authentication-international' : category, type, marketingLite },
  )
  const portfolio = world.portfolios.get(waba.portfolioId)
  if (!portfolio) throw refuse(131000, 'The account belongs to no portfolio.')
  const verdict = judge(world, {
    number,
    waba,
    portfolio,
    customer: recipient.customer,
    thread,
    policy,
    now,
    isTemplate: template !== null,
    category,
    billable: priced.pricing.billable,
    identity: textParam(params, 'recipient_identity_key_hash'),
    linkProblem,
  })
  if (verdict.failure?.code === 131047 && world.settings.closedWindow === 'sync') throw refuse(131047, verdict.failure.details)

  const goes = verdict.failure === null
  const amount = priced.pricing.billable
    ? (tierRate(world, waba, now, card, market, priced.pricing.category) ?? rateOf(card, market, priced.pricing.category))
    : '0'
  const currency = card?.currency ?? waba.currency
  const ttl = template?.ttlSeconds ?? (category === 'authentication' ? DEFAULT_CODE_TTL : LONGEST_TTL)
  const message: OutboundMessage = {
    id: world.nextMessageId(namedInMessageId(world, number, recipient.customer), 'out'),
    from: number.id,
    to: recipient.customer.waId,
    type,
    category,
    templateId: template?.id ?? null,
    content,
    opaque,
    acceptedAt: now,
    policy: policy.id,
    status: 'accepted',
    timeline: [{ status: 'accepted', at: now }],
    pricing: hasMaximum ? { ...priced.pricing, cost: { amount: Number(amount), currency } } : priced.pricing,
    price: { amount, currency, market },
    charged: false,
    failure: verdict.failure,
    deliverAt: null,
    reachedAt: verdict.counts ? now : null,
    allowanceMonth: priced.allowanceMonth,
    insideFep: priced.insideFep,
    opensFep: goes && priced.opensFep,
    conversationId: priced.insideFep
      ? (thread.fep?.conversationId ?? null)
      : policy.pricingModel === 'CBP'
        ? conversationFor(world, thread, priced.pricing.category, now)
        : world.nextText(32).toLowerCase(),
    expiresAt: later(now, (ttl < 0 ? LONGEST_TTL : ttl) * SECOND),
    marketingLite,
  }
  if (message.reachedAt !== null) world.books.count(message, world.reachScopeOf(number.id))
  if (message.allowanceMonth !== null) world.books.changeFreeUsed(number.id, message.allowanceMonth, 1)
  if (goes && category === 'marketing' && !cswOpen(thread, policy, now)) {
    recipient.customer.marketingAt = [...recipient.customer.marketingAt.filter((at) => now < at + DAY), now]
    world.customers.put(recipient.customer)
  }
  if (template !== null) watchUtility(world, waba, template, content)
  const held = goes && template !== null && (holdForQuality(world, template, message) || holdForPortfolio(world, waba, message))
  if (held) message.status = 'held'
  plan(world, message, verdict.arrives, recipient.customer.deliverAfterMs, held)
  if (message.opensFep && message.deliverAt !== null) willOpenAt(world, thread, message.deliverAt)
  world.messages.put(message)
  world.indexes.message(message)
  const meta = world.touchMeta()
  meta.hasMessages = true
  meta.stats.accepted++
  meta.stats.maxPerSecond[number.id] = world.books.pace(number.id, number.throughput, now).accepted(now)
  return answer(world, waba, message, recipient, template !== null, held)
}

function readContent(params: Record<string, unknown>): { type: string; content: Record<string, unknown> } {
  const type = (textParam(params, 'type') ?? 'text').toLowerCase()
  if (!sendableTypes.includes(type)) {
    throw refuse(131051, `type: "${type}" is not supported; it must be one of ${sendableTypes.join(', ')}.`)
  }
  const content = fromJson(params[type])
  const failure = checkContent(type, content)
  if (failure) throw failure
  const given: Record<string, unknown> = { type, [type]: content }
  const context = recordParam(params, 'context')
  if (context) given.context = context
  return { type, content: given }
}

function checkReaction(world: World, content: Record<string, unknown>, now: PlatformTime): void {
  const id = isRecord(content.reaction) ? String(content.reaction.message_id) : ''
  const target = world.inbound.get(id) ?? world.messages.get(id)
  if (!target) throw refuse(131009, 'reaction.message_id: no message with this id is known in this chat.')
  const at = 'at' in target ? target.at : target.acceptedAt
  if (now - at > messageLimits.reaction.days.value * DAY)
    throw refuse(131009, 'reaction.message_id: the message is older than 30 days.')
  if (target.type === 'reaction') throw refuse(131009, 'reaction.message_id: a reaction cannot be reacted to.')
}

/** Fixes when what becomes of the message is told: `sent` or `failed` within seconds, delivery when the phone has it. */
function plan(world: World, message: OutboundMessage, arrives: boolean, deliverAfterMs: number | null, held: boolean): void {
  const sentAfter = 150 + Math.floor(world.chance() * 650)
  if (message.failure) {
    world.schedule(later(message.acceptedAt, sentAfter + 200), 'message.failed', message.id)
    return
  }
  const deliverAfter = deliverAfterMs ?? sentAfter + 300 + Math.floor(world.chance() * 1_700)
  if (arrives) message.deliverAt = later(message.acceptedAt, deliverAfter)
  if (!held) world.schedule(later(message.acceptedAt, Math.min(sentAfter, deliverAfter)), 'message.sent', message.id)
}

function answer(
  world: World,
  waba: Waba,
  message: OutboundMessage,
  recipient: Recipient,
  isTemplate: boolean,
  held: boolean,
): Record<string, unknown> {
  const contact: Record<string, unknown> = { input: recipient.input }
  if (recipient.byScopedId) contact.user_id = world.bsuidOf(waba.portfolioId, recipient.customer)
  else contact.wa_id = recipient.customer.waId
  const told: Record<string, unknown> = { id: message.id }
  if (isTemplate) told.message_status = held ? 'held_for_quality_assessment' : 'accepted'
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [told] }
}

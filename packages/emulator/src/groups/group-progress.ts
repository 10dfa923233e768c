import type { PlatformTime } from '@casement/platform'
import { addAmounts, later, unixSeconds } from '@casement/platform'
import { customerOf } from '../customers/customer.ts'
import { numberUnder } from '../customers/shown-number.ts'
import { cardAt, marketByPrefix, rateOf } from '../messages/market.ts'
import { publishForNumber, webhookError } from '../messages/webhook-values.ts'
import type { Pricing } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

/** What one participant made of a message to their group. */
export type Copy = {
  waId: string
  status: 'sent' | 'delivered' | 'read'
  deliverAt: PlatformTime | null
  deliveredAt: PlatformTime | null
  readAt: PlatformTime | null
  /** What its delivery cost; 0 until then, and for what is free. */
  amount: string
}

/** A message of the business to one of its groups. */
export type GroupMessage = {
  key: string
  kind: 'group-message'
  id: string
  groupId: string
  from: string
  type: string
  category: string
  templateId: string | null
  content: Record<string, unknown>
  opaque: string | null
  acceptedAt: PlatformTime
  status: 'accepted' | 'sent' | 'failed'
  pricing: Pricing
  copies: Copy[]
  failure: { code: number; details: string } | null
}

export const groupMessageOf = (world: World, id: string): GroupMessage | undefined => {
  const thing = world.things.get(id)
  return thing?.kind === 'group-message' ? (thing as unknown as GroupMessage) : undefined
}

const put = (world: World, message: GroupMessage): void => {
  world.things.put(message)
}

/** The life of a message to a group: told once for all of it, and then for everybody in it. */
export const groupMessageHappenings = {
  'group-message.sent': (world: World, id: string): void => {
    const message = groupMessageOf(world, id)
    if (message?.status !== 'accepted') return
    message.status = 'sent'
    put(world, message)
    tell(world, message, [{ status: 'sent', pricing: message.pricing }])
    const times = new Set(message.copies.flatMap(({ deliverAt }) => (deliverAt === null ? [] : [deliverAt])))
    for (const at of times) world.schedule(Math.max(at, world.now()) as PlatformTime, 'group-message.delivered', id)
  },
  'group-message.failed': (world: World, id: string): void => {
    const message = groupMessageOf(world, id)
    if (!message || message.failure === null || message.status !== 'accepted') return
    message.status = 'failed'
    put(world, message)
    const { failed } = world.touchMeta().stats
    const code = String(message.failure.code)
    failed[code] = (failed[code] ?? 0) + 1
    tell(world, message, [{ status: 'failed', errors: [webhookError(message.failure.code, message.failure.details)] }])
  },
  'group-message.delivered': (world: World, id: string): void => {
    const message = groupMessageOf(world, id)
    if (message?.status !== 'sent') return
    const now = world.now()
    const arriving = message.copies.filter((copy) => copy.status === 'sent' && copy.deliverAt !== null && copy.deliverAt <= now)
    for (const copy of arriving) {
      copy.status = 'delivered'
      copy.deliveredAt = now
      charge(world, message, copy)
      world.touchMeta().stats.delivered++
      const { readAfterMs } = customerOf(world, copy.waId)
      if (readAfterMs !== null) world.schedule(later(now, readAfterMs), 'group-message.read', `${copy.waId}:${id}`)
    }
    put(world, message)
    tell(
      world,
      message,
      arriving.map((copy) => ({ status: 'delivered', ...toWhom(world, message, copy), pricing: message.pricing })),
    )
  },
  'group-message.read': (world: World, ref: string): void => {
    const colon = ref.indexOf(':')
    const message = groupMessageOf(world, ref.slice(colon + 1))
    if (message) read(world, message, ref.slice(0, colon))
  },
}

/** Each delivery is charged at the rate of whom it reached. Groups have no volume tiers. */
function charge(world: World, message: GroupMessage, copy: Copy): void {
  const waba = world.wabaOf(message.from)
  if (!message.pricing.billable || !waba) return
  const card = cardAt(message.acceptedAt, waba.currency, waba.timeZone)
  copy.amount = rateOf(card, card ? marketByPrefix(copy.waId, card) : 'Other', message.category)
  const { charged } = world.touchMeta().stats
  const currency = card?.currency ?? waba.currency
  charged[currency] = addAmounts(charged[currency] ?? '0', copy.amount)
}

function read(world: World, message: GroupMessage, waId: string): boolean {
  const copy = message.copies.find((one) => one.waId === waId)
  if (copy?.status !== 'delivered') return false
  copy.status = 'read'
  copy.readAt = world.now()
  put(world, message)
  world.touchMeta().stats.read++
  tell(world, message, [{ status: 'read', ...toWhom(world, message, copy) }])
  return true
}

/** A participant opens the group: all that arrived is read. Returns how much that was. */
export function readInGroup(world: World, groupId: string, waId: string): number {
  let count = 0
  for (const thing of world.things.values()) {
    if (thing.kind === 'group-message' && thing.groupId === groupId && read(world, thing as unknown as GroupMessage, waId))
      count++
  }
  return count
}

function toWhom(world: World, message: GroupMessage, { waId }: Copy): Record<string, unknown> {
  const number = world.numbers.get(message.from)
  if (!number) return {}
  const customer = customerOf(world, waId)
  const { to } = numberUnder(world, number, customer, 'to')
  return {
    ...(to === undefined ? {} : { recipient_participant_id: to }),
    recipient_participant_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
  }
}

/** One webhook of one message and one kind of status, for as many participants as it is true of. */
function tell(world: World, message: GroupMessage, statuses: readonly Record<string, unknown>[]): void {
  const number = world.numbers.get(message.from)
  if (!number || statuses.length === 0) return
  publishForNumber(world, number, 'messages', null, {
    statuses: statuses.map((status) => ({
      id: message.id,
      recipient_id: message.groupId,
      recipient_type: 'group',
      timestamp: unixSeconds(world.now()),
      ...(message.opaque === null ? {} : { biz_opaque_callback_data: message.opaque }),
      ...status,
    })),
  })
}

/** Free messages of the month that messages to groups took, counted again after a restore. */
export function recountGroupMessage(world: World, message: GroupMessage): void {
  const waba = world.wabaOf(message.from)
  if (!waba || message.failure !== null || !usesAllowance(message)) return
  const month = cachedDay(message.acceptedAt, waba.timeZone).slice(0, 7)
  world.books.changeFreeUsed(message.from, month, message.copies.length)
}

export const usesAllowance = ({ category, pricing }: Pick<GroupMessage, 'category' | 'pricing'>): boolean =>
  category === 'service' && pricing.type === 'free_group_customer_service'

import type { PlatformTime, Policy } from '@casement/platform'
import { DAY, HOUR, later } from '@casement/platform'
import { customerOf } from '../customers/customer.ts'
import { missingParameter, refuse } from '../graph/failure.ts'
import { type GraphRequest, isRecord, textParam } from '../graph/request.ts'
import { checkAccount, checkGroupPace, checkNumber } from '../messages/check-sender.ts'
import { findTemplate } from '../messages/find-template.ts'
import { checkMedia } from '../messages/media-reference.ts'
import type { PhoneNumber, Pricing, Template, Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { type GroupMessage, groupMessageOf, usesAllowance } from './group-progress.ts'
import { type Group, groupOf, putGroup } from './group-record.ts'
import { pinLimits } from './manage-group.ts'

/** What groups carry. */
const CARRIED = ['text', 'image', 'video', 'audio', 'document', 'sticker', 'template', 'pin']

/**
 * `POST /{phone-number-id}/messages` to a group: one message, judged by the group's own window, delivered to and charged for each
 * participant. Answers Meta's `{contacts, messages}` with the group in the place of a person.
 */
export function sendToGroup(
  request: GraphRequest,
  number: PhoneNumber,
  { type, content, opaque }: { type: string; content: Record<string, unknown>; opaque: string | null },
): Record<string, unknown> {
  const { world, params } = request
  const now = world.now()
  const waba = world.wabas.get(number.wabaId) as Waba
  const to = textParam(params, 'to')
  if (to === undefined) throw missingParameter('to')
  const group = groupOf(world, to)
  if (!group || group.numberId !== number.id) throw refuse(131041, 'No group with this id belongs to this number.')
  if (!CARRIED.includes(type))
    throw refuse(131051, `type: "${type}" is not supported in groups; it must be one of ${CARRIED.join(', ')}.`)
  checkMedia(world, number, type, content)
  checkNumber(number, now)
  checkAccount(waba, type, now)
  if (group.suspended) throw refuse(131207, 'The group is suspended because it violates the policies of the platform.')
  if (group.participants.length === 0) throw refuse(131020, 'Nobody but the business is in this group.')
  checkGroupPace(world, number, waba, now)
  const template = type === 'template' ? findTemplate(request, waba, content, { byScopedId: false }) : null
  if (type === 'pin') pin(world, group, content.pin, now)
  world.books.pace(number.id, number.throughput, now).take(number.throughput, now)

  const policy = world.policyOf(waba, now)
  const message = compose(world, { number, waba, group, template, policy, now }, { type, content, opaque })
  world.things.put(message)
  const meta = world.touchMeta()
  meta.hasMessages = true
  meta.stats.accepted++
  meta.stats.maxPerSecond[number.id] = world.books.pace(number.id, number.throughput, now).accepted(now)
  const told: Record<string, unknown> = { id: message.id, group_id: group.id }
  if (template) told.message_status = 'accepted'
  return { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: group.id }], messages: [told] }
}

type Case = { number: PhoneNumber; waba: Waba; group: Group; template: Template | null; policy: Policy; now: PlatformTime }

function compose(
  world: World,
  one: Case,
  { type, content, opaque }: { type: string; content: Record<string, unknown>; opaque: string | null },
): GroupMessage {
  const { number, group, template, now } = one
  const category = template ? template.category.toLowerCase() : 'service'
  const pricing = type === 'pin' ? { ...FREE, category: 'group_service' } : priceOf(world, one, category)
  const failure = failureOf(world, one, pricing.billable)
  const id = world.nextMessageId(number.digits, 'out')
  const sentAfter = 150 + Math.floor(world.chance() * 650)
  const deliverAfter = sentAfter + 300 + Math.floor(world.chance() * 1_700)
  const message: GroupMessage = {
    key: id,
    kind: 'group-message',
    id,
    groupId: group.id,
    from: number.id,
    type,
    category,
    templateId: template?.id ?? null,
    content,
    opaque,
    acceptedAt: now,
    status: 'accepted',
    pricing,
    failure,
    copies: group.participants.map((waId) => {
      const customer = customerOf(world, waId)
      const arrives =
        customer.reachable && customer.onWhatsApp && customer.movedTo === null && !customer.blocked.includes(number.id)
      return {
        waId,
        status: 'sent',
        deliverAt: arrives ? later(now, Math.max(sentAfter, customer.deliverAfterMs ?? deliverAfter)) : null,
        deliveredAt: null,
        readAt: null,
        amount: '0',
      }
    }),
  }
  world.schedule(later(now, failure ? sentAfter + 200 : sentAfter), failure ? 'group-message.failed' : 'group-message.sent', id)
  if (!failure && usesAllowance(message)) world.books.changeFreeUsed(number.id, monthOf(one), message.copies.length)
  return message
}

const FREE: Pricing = { billable: false, pricing_model: 'PMP', type: 'free_group_customer_service', category: 'group_service' }
const monthOf = ({ waba, now }: Case): string => cachedDay(now, waba.timeZone).slice(0, 7)

const windowOpen = ({ group, policy, now }: Case): boolean =>
  group.lastUserAt !== null && now < group.lastUserAt + policy.csw.hours * HOUR

function failureOf(world: World, one: Case, billable: boolean): GroupMessage['failure'] {
  if (one.template === null && !windowOpen(one) && !world.relaxed('window')) {
    return {
      code: 131047,
      details: 'Message failed to send because more than 24 hours have passed since somebody in the group last wrote.',
    }
  }
  return billable && one.waba.unpaid
    ? { code: 131042, details: 'Message failed to send because there were one or more errors related to your payment method.' }
    : null
}

/**
 * The pricing object of a message to a group. Where the sources disagree on marketing in an open window, it is charged. The free
 * messages of a month are one pool for people and groups, and every delivery takes one.
 */
function priceOf(world: World, one: Case, category: string): Pricing {
  const { policy, number, group } = one
  const as = `group_${category}`
  const charged: Pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: as }
  if (category === 'service') {
    const { serviceInCsw } = policy.free
    if (serviceInCsw === 'unlimited') return { ...FREE, category: as }
    const used = world.books.freeUsed(number.id, monthOf(one))
    return used + group.participants.length <= serviceInCsw.perNumberPerMonth ? { ...FREE, category: as } : charged
  }
  if (category === 'utility' && policy.free.utilityInCsw && windowOpen(one)) return { ...FREE, category: as }
  return category === 'authentication' ? { ...charged, category } : charged
}

/** The newest few messages that were pinned stay so; the oldest gives way. Throws GraphFailure for a message that is not of the group. */
function pin(world: World, group: Group, given: unknown, now: PlatformTime): void {
  const wish = isRecord(given) ? given : {}
  const kind = String(wish.type ?? '').toLowerCase()
  if (kind !== 'pin' && kind !== 'unpin') throw refuse(131009, 'pin.type: must be "pin" or "unpin".')
  const messageId = String(wish.message_id ?? '')
  if (messageId === '') throw refuse(131008, 'pin.message_id is required.')
  const known =
    groupMessageOf(world, messageId)?.groupId === group.id || world.inbound.get(messageId)?.content.group_id === group.id
  if (!known) throw refuse(131009, 'pin.message_id: no message with this id is in this group.')
  const pinned = group.pinned.filter((one) => now < one.until && one.messageId !== messageId)
  if (kind === 'pin') {
    const { most, days: allowed } = pinLimits(world)
    const [least = 1, longest = 30] = allowed
    const days = Number(wish.expiration_days)
    if (wish.expiration_days === undefined) throw refuse(131008, 'pin.expiration_days is required.')
    if (!Number.isInteger(days) || days < least || days > longest)
      throw refuse(131009, `pin.expiration_days: must be a whole number from ${least} to ${longest}.`)
    pinned.push({ messageId, until: later(now, days * DAY) })
    pinned.splice(0, Math.max(0, pinned.length - most))
  }
  group.pinned = pinned
  putGroup(world, group)
}

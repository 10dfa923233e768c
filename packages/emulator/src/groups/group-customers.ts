import type { PlatformTime } from '@casement/platform'
import { SECOND, unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { inboundContent } from '../customers/inbound-content.ts'
import { namedInMessageId, numberUnder } from '../customers/shown-number.ts'
import type { WrittenMessage } from '../customers/write-message.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { readInGroup } from './group-progress.ts'
import { type Group, groupOf, mostParticipants, participantOf, putGroup, tellGroup } from './group-record.ts'

/** The group behind an id or an invite link. Throws Refusal when it leads nowhere. */
export function groupNamed(world: World, named: string): Group {
  const byId = groupOf(world, named)
  if (byId) return byId
  const invite = named.replace(/^https:\/\/chat\.whatsapp\.com\//, '')
  for (const thing of world.things.values()) {
    if (thing.kind === 'group' && thing.invite === invite) return thing as unknown as Group
  }
  throw new Refusal(404, 'No group has this id or link; a link that was reset leads nowhere. GET /_emulator/groups lists them.')
}

/** A customer follows an invite link: they are in, or ask to be let in. Returns which. */
export function joinGroup(world: World, group: Group, customer: Customer): 'joined' | 'asked' {
  if (!customer.onWhatsApp)
    throw new Refusal(409, `${customer.name} is not on WhatsApp; PATCH the customer with {"onWhatsApp": true} first.`)
  if (group.suspended) throw new Refusal(409, 'This group is suspended.')
  if (group.participants.includes(customer.waId)) throw new Refusal(409, `${customer.name} is in this group already.`)
  if (group.removed.includes(customer.waId))
    throw new Refusal(409, `${customer.name} was removed from this group, and cannot come back by its link.`)
  if (group.requests.some(({ waId }) => waId === customer.waId)) throw new Refusal(409, `${customer.name} asked to join already.`)
  if (group.joinApproval === 'approval_required') {
    const id = world.nextText(40)
    group.requests.push({ id, waId: customer.waId, at: world.now() })
    putGroup(world, group)
    tellRequest(world, group, customer, id, 'group_join_request_created')
    return 'asked'
  }
  const most = mostParticipants(world)
  if (group.participants.length >= most) throw new Refusal(409, `This group is full: it has ${most} participants.`)
  group.participants.push(customer.waId)
  putGroup(world, group)
  tellGroup(world, 'group_participants_update', group, {
    type: 'group_participants_add',
    reason: 'invite_link',
    added_participants: [participantOf(world, group, customer)],
  })
  return 'joined'
}

/** A customer takes back a request to join. */
export function cancelRequest(world: World, group: Group, customer: Customer): void {
  const request = group.requests.find(({ waId }) => waId === customer.waId)
  if (!request) throw new Refusal(409, `${customer.name} did not ask to join this group.`)
  group.requests = group.requests.filter((one) => one !== request)
  putGroup(world, group)
  tellRequest(world, group, customer, request.id, 'group_join_request_revoked')
}

function tellRequest(world: World, group: Group, customer: Customer, id: string, type: string): void {
  const { user_id: _id, ...named } = participantOf(world, group, customer)
  tellGroup(world, 'group_participants_update', group, { type, join_request_id: id, ...named })
}

/** A customer leaves a group; they may come back. */
export function leaveGroup(world: World, group: Group, customer: Customer): void {
  if (!group.participants.includes(customer.waId)) throw new Refusal(409, `${customer.name} is not in this group.`)
  group.participants = group.participants.filter((waId) => waId !== customer.waId)
  putGroup(world, group)
  tellGroup(world, 'group_participants_update', group, {
    type: 'group_participants_remove',
    initiated_by: 'participant',
    removed_participants: [participantOf(world, group, customer)],
  })
}

/** What groups carry; everything else arrives as a message that is not supported. */
const CARRIED = ['text', 'image', 'video', 'audio', 'document', 'sticker']

/** A participant writes: the group's window opens for the business, and what was there is read. Returns the message's id. */
export function writeInGroup(
  world: World,
  group: Group,
  customer: Customer,
  written: WrittenMessage,
): { id: string; delivered: boolean } {
  const number = world.numbers.get(group.numberId)
  if (!number) throw new Refusal(409, 'The number of this group is gone.')
  if (!group.participants.includes(customer.waId))
    throw new Refusal(
      409,
      `${customer.name} is not in this group; let them join first with POST …/groups {"group": "…", "action": "join"}.`,
    )
  if (group.suspended) throw new Refusal(409, 'This group is suspended.')
  const now = world.now()
  readInGroup(world, group.id, customer.waId)
  group.lastUserAt = (Math.floor(now / SECOND) * SECOND) as PlatformTime
  putGroup(world, group)
  const message = messageIn(world, number, group, customer, written)
  world.inbound.put({
    id: String(message.id),
    from: customer.waId,
    to: number.id,
    type: String(message.type),
    content: message,
    at: now,
    readByBusiness: false,
    delivered: true,
  })
  world.touchMeta().hasMessages = true
  world.books.pace(number.id, number.throughput, now).take(number.throughput, now)
  publishForNumber(world, number, 'messages', customer, { messages: [message] })
  return { id: String(message.id), delivered: true }
}

function messageIn(
  world: World,
  number: PhoneNumber,
  group: Group,
  customer: Customer,
  written: WrittenMessage,
): Record<string, unknown> {
  const carried = CARRIED.includes(written.type)
  const content = inboundContent(world, number, carried ? written.type : 'unsupported', written.content)
  return {
    ...numberUnder(world, number, customer, 'from'),
    from_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
    group_id: group.id,
    id: world.nextMessageId(namedInMessageId(world, number, customer), 'in'),
    timestamp: unixSeconds(world.now()),
    ...(carried ? content : { errors: [NOT_CARRIED] }),
    type: carried ? written.type : 'unsupported',
    ...(written.context ? { context: written.context } : {}),
  }
}

const NOT_CARRIED = {
  code: 130501,
  message: 'Message type is not currently supported',
  title: 'Unsupported message type',
  error_data: { details: 'This kind of message is not carried in groups.' },
}

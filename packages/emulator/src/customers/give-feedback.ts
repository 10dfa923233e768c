import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { groupMessageOf, readInGroup } from '../groups/group-progress.ts'
import { groupsOf } from '../groups/group-record.ts'
import { read } from '../messages/progress.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import { sawFeedback } from '../quality/feedback.ts'
import type { Customer, OutboundMessage, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { numberUnder } from './shown-number.ts'

/** A customer reads one message, or all that arrived. Returns how many became read. */
export function readMessages(world: World, customer: Customer, messageId: string | undefined): number {
  if (messageId !== undefined) {
    const toGroup = groupMessageOf(world, messageId)
    if (toGroup) return readInGroup(world, toGroup.groupId, customer.waId)
    const message = world.messages.get(messageId)
    if (!message || message.to !== customer.waId) throw new Refusal(404, `${customer.name} never got a message ${messageId}.`)
    const before = message.status
    read(world, message)
    return before !== 'read' && message.status === ('read' as OutboundMessage['status']) ? 1 : 0
  }
  let count = 0
  for (const number of world.numbers.values()) {
    const thread = world.threads.get(`${number.id}:${customer.waId}`)
    for (const id of [...(thread?.unread ?? [])]) {
      const message = world.messages.get(id)
      if (!message) continue
      read(world, message)
      count++
    }
    for (const group of groupsOf(world, number.id)) {
      if (group.participants.includes(customer.waId)) count += readInGroup(world, group.id, customer.waId)
    }
  }
  return count
}

export type FeedbackKind = 'block' | 'unblock' | 'report' | 'mute'

/** A customer blocks, reports or mutes the business. No webhook tells; quality and reach of later sends do. */
export function giveFeedback(
  world: World,
  customer: Customer,
  number: PhoneNumber,
  kind: FeedbackKind,
  messageId: string | undefined,
): void {
  const blocked = customer.blocked.filter((id) => id !== number.id)
  if (kind === 'block') blocked.push(number.id)
  if (kind === 'block' || kind === 'unblock') {
    customer.blocked = blocked
    world.customers.put(customer)
  }
  if (kind !== 'unblock') sawFeedback(world, number, customer, kind, messageId)
}

const wishes = {
  stop: 'User requested to stop marketing messages',
  resume: 'User requested to resume marketing messages',
  signup: 'User signed up for marketing messages',
} as const

/** A customer stops or resumes marketing in WhatsApp's own settings, or signs up for it; `user_preferences` tells the business. */
export function changePreference(
  world: World,
  customer: Customer,
  number: PhoneNumber,
  marketing: keyof typeof wishes,
  signupId?: string,
): void {
  const waba = world.wabas.get(number.wabaId)
  const portfolioId = waba?.portfolioId ?? ''
  const others = customer.stoppedMarketing.filter((id) => id !== portfolioId)
  customer.stoppedMarketing = marketing === 'stop' ? [...others, portfolioId] : others
  world.customers.put(customer)
  publishForNumber(world, number, 'user_preferences', customer, {
    user_preferences: [
      {
        ...numberUnder(world, number, customer, 'wa_id'),
        user_id: world.bsuidOf(portfolioId, customer),
        detail: wishes[marketing],
        category: 'marketing_messages',
        value: marketing,
        ...(signupId === undefined ? {} : { signup_id: signupId }),
        timestamp: Number(unixSeconds(world.now())),
      },
    ],
  })
}

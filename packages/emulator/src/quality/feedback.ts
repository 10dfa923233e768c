import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { noteActivity } from './hourly.ts'
import type { Complaint } from './quality-book.ts'

/** Notes that a customer answered a message: for a template's quality, good news. */
export function sawReply(world: World, messageId: string): void {
  const message = world.messages.get(messageId)
  if (message?.templateId) world.books.quality.replied(message.templateId, world.now())
}

/** Notes a complaint against the number and against the template it is about: the one named, or the last one sent. */
export function sawFeedback(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  kind: Complaint,
  messageId: string | undefined,
): void {
  const id = messageId ?? world.indexes.messagesTo(customer.waId).findLast((one) => world.messages.get(one)?.from === number.id)
  const templateId = (id === undefined ? undefined : world.messages.get(id))?.templateId ?? null
  const at = world.now()
  world.things.put({
    key: `complaint:${world.nextText(16)}`,
    kind: 'complaint',
    numberId: number.id,
    templateId,
    complaint: kind,
    at,
  })
  world.books.quality.complained(number.id, templateId, kind, at)
  noteActivity(world)
}

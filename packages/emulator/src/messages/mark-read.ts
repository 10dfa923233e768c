import { GraphFailure, missingParameter } from '../graph/failure.ts'
import { type GraphRequest, textParam } from '../graph/request.ts'
import type { PhoneNumber } from '../world/records.ts'

/** The business marks a customer's message as read (and may show that it is typing). No message, so no window and no price. */
export function markRead(request: GraphRequest, number: PhoneNumber): Record<string, unknown> {
  const { world, params } = request
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  if (textParam(params, 'status')?.toLowerCase() !== 'read') throw wrongId('Param status must be one of {READ}.')
  const id = textParam(params, 'message_id')
  if (id === undefined) throw missingParameter('message_id')
  const message = world.inbound.get(id)
  if (!message || message.to !== number.id) {
    throw wrongId(
      world.messages.has(id)
        ? `The message ${id} is outgoing. Please use an incoming message ID.`
        : 'Please check the message ID you have provided.',
    )
  }
  message.readByBusiness = true
  world.inbound.put(message)
  return { success: true }
}

const wrongId = (details: string): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: '(#100) Invalid parameter', details })

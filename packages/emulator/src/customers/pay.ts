import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { numberUnder } from './shown-number.ts'

export const PAYMENT_STATES = ['pending', 'captured', 'failed'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]

const part = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

/** The bill that a message carries, in its own content or in a template's button. */
function billIn(message: OutboundMessage): Record<string, unknown> | null {
  const interactive = part(message.content.interactive)
  if (interactive.type === 'order_details') return part(part(interactive.action).parameters)
  const components = part(message.content.template).components
  for (const component of Array.isArray(components) ? components.filter(isRecord) : []) {
    for (const parameter of Array.isArray(component.parameters) ? component.parameters.filter(isRecord) : []) {
      const details = part(part(parameter.action).order_details)
      if (details.reference_id !== undefined) return details
    }
  }
  return null
}

/** A customer pays a bill, or it does not work: the business hears of the transaction as a status of the message. */
export function pay(
  world: World,
  customer: Customer,
  messageId: string,
  status: PaymentState,
): { reference: string; transaction: string } {
  const message = world.messages.get(messageId)
  const number = message && world.numbers.get(message.from)
  if (!message || !number || message.to !== customer.waId)
    throw new Refusal(404, `${customer.name} never got a message ${messageId}.`)
  const bill = billIn(message)
  if (!bill) throw new Refusal(409, 'This message is no bill; send an order_details message first.')
  const key = `payment:${message.id}`
  const known = world.things.get(key)
  if (known?.state === 'captured') throw new Refusal(409, 'This bill is paid.')
  const now = unixSeconds(world.now())
  const transaction = String(known?.transaction ?? world.nextText(20))
  const created = String(known?.created ?? now)
  world.things.put({ key, kind: 'payment', state: status, transaction, created })
  const reference = String(bill.reference_id ?? '')
  publishForNumber(world, number, 'messages', customer, {
    statuses: [
      {
        id: message.id,
        type: 'payment',
        status,
        timestamp: now,
        ...numberUnder(world, number, customer, 'recipient_id'),
        recipient_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
        payment: {
          reference_id: reference,
          amount: bill.total_amount,
          currency: bill.currency,
          transaction: {
            id: transaction,
            type: String(bill.payment_type ?? 'upi'),
            status: status === 'captured' ? 'success' : status,
            created_timestamp: created,
            updated_timestamp: now,
          },
        },
      },
    ],
  })
  return { reference, transaction }
}

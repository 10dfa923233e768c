import { contactOf } from '../customers/customer.ts'
import { titleOf } from '../graph/failure.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

const HREF = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

/** An error as webhooks carry it: title and message are the same text. */
export function webhookError(code: number, details: string): Record<string, unknown> {
  const title = titleOf(code)
  return { code, title, message: title, error_data: { details }, href: HREF }
}

/** Publishes one change of the `messages` kind for a number, with the customer it is about. */
export function publishForNumber(
  world: World,
  number: PhoneNumber,
  field: string,
  customer: Customer | null,
  content: Record<string, unknown>,
  withContact = true,
): void {
  const waba = world.wabas.get(number.wabaId)
  if (!waba) return
  const value: Record<string, unknown> = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.digits, phone_number_id: number.id },
  }
  if (customer && withContact) value.contacts = [contactOf(world, number, customer)]
  world.publish({
    field,
    entryId: waba.id,
    wabaId: waba.id,
    numberId: number.id,
    time: null,
    value: { ...value, ...content },
    lane: customer?.waId ?? number.id,
  })
}

/** Publishes a change about an account or a template; these carry a time and always go to the app's own callback. */
export function publishForAccount(world: World, wabaId: string, field: string, value: Record<string, unknown>): void {
  world.publish({ field, entryId: wabaId, wabaId, numberId: null, time: Math.floor(world.now() / 1_000), value, lane: field })
}

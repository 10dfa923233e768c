import { aboutWebhookField, type WebhookField } from '@casement/platform'
import type { PhoneNumber, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'

export type ChangeTarget = { waba: Waba; number: PhoneNumber | null }
export type Published = { field: string; entryId: string; time: number | null; value: Record<string, unknown> }

/** Tells a change as it is given, through the same outbox as all that happens by itself. What every value of its kind has is filled in. */
export function publishChange(
  world: World,
  field: WebhookField,
  given: Record<string, unknown>,
  { waba, number }: ChangeTarget,
): Published {
  const ofNumber = aboutWebhookField(field) === 'number'
  const value = ofNumber && number ? withNumber(field, given, number) : given
  const entryId = isOfPortfolio(field, value) ? waba.portfolioId : waba.id
  const time = ofNumber ? null : Math.floor(world.now() / 1_000)
  const numberId = ofNumber && number ? number.id : null
  world.publish({ field, entryId, wabaId: waba.id, numberId, time, value, lane: numberId ?? field })
  return { field, entryId, time, value }
}

/** Handovers name the number as their recipient, and have no metadata. */
function withNumber(field: WebhookField, value: Record<string, unknown>, number: PhoneNumber): Record<string, unknown> {
  const named = { display_phone_number: number.digits, phone_number_id: number.id }
  return field === 'messaging_handovers'
    ? { messaging_product: 'whatsapp', recipient: named, ...value }
    : { messaging_product: 'whatsapp', metadata: named, ...value }
}

/** Partner events come under the id of the portfolio. */
function isOfPortfolio(field: WebhookField, value: Record<string, unknown>): boolean {
  return field === 'partner_solutions' || (field === 'account_update' && String(value.event).startsWith('PARTNER_'))
}

import { list, open, text } from './shape.ts'
import { webhookContactSchema } from './webhook.ts'

/** Fields about a number may carry these; handovers carry no `metadata`. */
export const ofNumber = {
  messaging_product: text,
  metadata: open({ phone_number_id: text }, { display_phone_number: text }),
  contacts: list(webhookContactSchema),
} as const

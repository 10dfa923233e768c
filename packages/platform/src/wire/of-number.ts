import { list, maybe, open, text } from './shape.ts'
import { webhookContactSchema } from './webhook.ts'

/** Fields about a number carry these two; handovers carry no `metadata`. */
export const ofNumber = {
  messaging_product: maybe(text),
  metadata: maybe(open({ display_phone_number: maybe(text), phone_number_id: text })),
  contacts: maybe(list(webhookContactSchema)),
} as const

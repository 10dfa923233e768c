import * as z from 'zod/mini'
import { webhookErrorSchema } from './error.ts'
import { list, maybe, numeric, open, text, word } from './shape.ts'

export const messageStatuses = ['sent', 'delivered', 'read', 'played', 'failed', 'deleted'] as const
export type MessageStatus = (typeof messageStatuses)[number]

export const pricingTypes = ['regular', 'free_customer_service', 'free_entry_point', 'free_group_customer_service'] as const
export type PricingType = (typeof pricingTypes)[number]

export const pricingCategories = [
  'authentication',
  'authentication-international',
  'marketing',
  'marketing_lite',
  'referral_conversion',
  'service',
  'utility',
  'group_marketing',
  'group_service',
  'group_utility',
  'general_purpose_ai',
] as const
export type PricingCategory = (typeof pricingCategories)[number]

/** What was charged: on `sent` and on exactly one of `delivered` and `read`. `type` and `category` decide, `billable` goes away. */
export const statusPricingSchema = open({
  billable: maybe(z.boolean()),
  pricing_model: maybe(word<'PMP' | 'CBP'>()),
  type: maybe(word<(typeof pricingTypes)[number]>()),
  /** Also seen with an underscore: `authentication_international`. */
  category: maybe(word<(typeof pricingCategories)[number]>()),
  cost: maybe(open({ amount: maybe(numeric), currency: maybe(text) })),
})
export type StatusPricing = z.infer<typeof statusPricingSchema>

/** Only in free entry points since Graph v24.0. `expiration_timestamp`, on `sent` only, is the true end of the window. */
export const statusConversationSchema = open({
  id: maybe(text),
  expiration_timestamp: maybe(numeric),
  origin: maybe(open({ type: maybe(text) })),
})
export type StatusConversation = z.infer<typeof statusConversationSchema>

/** One entry of `statuses[]`: of a message we sent, of a payment (`type` `payment`), or of a call (`type` `call`). */
export const statusUpdateSchema = open({
  id: text,
  status: word<(typeof messageStatuses)[number]>(),
  timestamp: numeric,
  type: maybe(word<'message' | 'payment' | 'call'>()),
  recipient_id: maybe(text),
  recipient_user_id: maybe(text),
  recipient_parent_user_id: maybe(text),
  recipient_type: maybe(word<'individual' | 'group'>()),
  recipient_participant_id: maybe(text),
  recipient_participant_user_id: maybe(text),
  recipient_identity_key_hash: maybe(text),
  biz_opaque_callback_data: maybe(text),
  template_id: maybe(numeric),
  conversation: maybe(statusConversationSchema),
  pricing: maybe(statusPricingSchema),
  errors: maybe(list(webhookErrorSchema)),
  payment: maybe(
    open({
      reference_id: maybe(text),
      amount: maybe(open({ value: maybe(numeric), offset: maybe(numeric) })),
      currency: maybe(text),
      transaction: maybe(open({ id: maybe(text), type: maybe(text), status: maybe(text) })),
    }),
  ),
})
export type StatusUpdate = z.infer<typeof statusUpdateSchema>

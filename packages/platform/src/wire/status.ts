import type * as z from 'zod/v4/core'
import { webhookErrorSchema } from './error.ts'
import { boolean, list, numeric, open, sparse, text, word } from './shape.ts'

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
export const statusPricingSchema = sparse({
  billable: boolean,
  pricing_model: word<'PMP' | 'CBP'>(),
  type: word<(typeof pricingTypes)[number]>(),
  /** Also seen with an underscore: `authentication_international`. */
  category: word<(typeof pricingCategories)[number]>(),
  cost: sparse({ amount: numeric, currency: text }),
})
export type StatusPricing = z.infer<typeof statusPricingSchema>

/** Only in free entry points since Graph v24.0. `expiration_timestamp`, on `sent` only, is the true end of the window. */
export const statusConversationSchema = sparse({
  id: text,
  expiration_timestamp: numeric,
  origin: sparse({ type: text }),
})
export type StatusConversation = z.infer<typeof statusConversationSchema>

/** One entry of `statuses[]`: of a message we sent, of a payment (`type` `payment`), or of a call (`type` `call`). */
export const statusUpdateSchema = open(
  {
    id: text,
    status: word<(typeof messageStatuses)[number]>(),
    timestamp: numeric,
  },
  {
    type: word<'message' | 'payment' | 'call'>(),
    recipient_id: text,
    recipient_user_id: text,
    recipient_parent_user_id: text,
    recipient_type: word<'individual' | 'group'>(),
    recipient_participant_id: text,
    recipient_participant_user_id: text,
    recipient_identity_key_hash: text,
    biz_opaque_callback_data: text,
    template_id: numeric,
    conversation: statusConversationSchema,
    pricing: statusPricingSchema,
    errors: list(webhookErrorSchema),
    payment: sparse({
      reference_id: text,
      amount: sparse({ value: numeric, offset: numeric }),
      currency: text,
      transaction: sparse({ id: text, type: text, status: text }),
    }),
  },
)
export type StatusUpdate = z.infer<typeof statusUpdateSchema>

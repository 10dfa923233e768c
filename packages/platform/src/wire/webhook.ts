import type * as z from 'zod/v4/core'
import { webhookErrorSchema } from './error.ts'
import { inboundMessageSchema } from './inbound.ts'
import { anything, list, numeric, open, sparse, text } from './shape.ts'
import { statusUpdateSchema } from './status.ts'

/** Who wrote, or is told of: `wa_id` may be absent for people with a username, `user_id` (BSUID) before 2026. */
export const webhookContactSchema = sparse({
  profile: sparse({ name: text, username: text }),
  wa_id: text,
  user_id: text,
  parent_user_id: text,
  identity_key_hash: text,
})
export type WebhookContact = z.infer<typeof webhookContactSchema>

export const webhookMetadataSchema = open({ phone_number_id: text }, { display_phone_number: text })
export type WebhookMetadata = z.infer<typeof webhookMetadataSchema>

/** The value of the field `messages`: messages in, statuses of messages out, errors, clicks. */
export const messagesValueSchema = open(
  { metadata: webhookMetadataSchema },
  {
    messaging_product: text,
    contacts: list(webhookContactSchema),
    messages: list(inboundMessageSchema),
    statuses: list(statusUpdateSchema),
    errors: list(webhookErrorSchema),
    user_actions: list(anything),
    conversation_context: anything,
  },
)
export type MessagesValue = z.infer<typeof messagesValueSchema>

/** One change. `value` is not looked into here: one bad value must not cost its neighbours. Read it by `field`. */
export const webhookChangeSchema = open({ field: text, value: anything })
export type WebhookChange = z.infer<typeof webhookChangeSchema>

/** `id` is the WABA's, or the portfolio's for partner events; `time` (seconds) comes with account and template fields. */
export const webhookEntrySchema = open({ id: numeric, changes: list(webhookChangeSchema) }, { time: numeric })
export type WebhookEntry = z.infer<typeof webhookEntrySchema>

/** The body of a webhook POST: the envelope only. */
export const webhookBodySchema = open({ object: text, entry: list(webhookEntrySchema) })
export type WebhookBody = z.infer<typeof webhookBodySchema>

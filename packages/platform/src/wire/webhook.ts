import type * as z from 'zod/mini'
import { webhookErrorSchema } from './error.ts'
import { inboundMessageSchema } from './inbound.ts'
import { anything, list, maybe, numeric, open, text } from './shape.ts'
import { statusUpdateSchema } from './status.ts'

/** Who wrote, or is told of: `wa_id` may be absent for people with a username, `user_id` (BSUID) before 2026. */
export const webhookContactSchema = open({
  profile: maybe(open({ name: maybe(text), username: maybe(text) })),
  wa_id: maybe(text),
  user_id: maybe(text),
  parent_user_id: maybe(text),
  identity_key_hash: maybe(text),
})
export type WebhookContact = z.infer<typeof webhookContactSchema>

export const webhookMetadataSchema = open({ display_phone_number: maybe(text), phone_number_id: text })
export type WebhookMetadata = z.infer<typeof webhookMetadataSchema>

/** The value of the field `messages`: messages in, statuses of messages out, errors, clicks. */
export const messagesValueSchema = open({
  messaging_product: maybe(text),
  metadata: webhookMetadataSchema,
  contacts: maybe(list(webhookContactSchema)),
  messages: maybe(list(inboundMessageSchema)),
  statuses: maybe(list(statusUpdateSchema)),
  errors: maybe(list(webhookErrorSchema)),
  user_actions: maybe(list(anything)),
  conversation_context: maybe(anything),
})
export type MessagesValue = z.infer<typeof messagesValueSchema>

/** One change. `value` is not looked into here: one bad value must not cost its neighbours. Read it by `field`. */
export const webhookChangeSchema = open({ field: text, value: anything })
export type WebhookChange = z.infer<typeof webhookChangeSchema>

/** `id` is the WABA's, or the portfolio's for partner events; `time` (seconds) comes with account and template fields. */
export const webhookEntrySchema = open({ id: numeric, time: maybe(numeric), changes: list(webhookChangeSchema) })
export type WebhookEntry = z.infer<typeof webhookEntrySchema>

/** The body of a webhook POST: the envelope only. */
export const webhookBodySchema = open({ object: text, entry: list(webhookEntrySchema) })
export type WebhookBody = z.infer<typeof webhookBodySchema>

import * as z from 'zod/mini'
import {
  contactCardSchema,
  interactiveContentSchema,
  locationContentSchema,
  mediaContentSchema,
  pinContentSchema,
  reactionContentSchema,
  textContentSchema,
} from './content.ts'
import { sendTemplateSchema } from './send-template.ts'
import { anything, flag, list, maybe, needsItsContent, numeric, open, text, word } from './shape.ts'

export const sendTypes = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'interactive',
  'template',
  'pin',
] as const
export type SendType = (typeof sendTypes)[number]

const content = {
  text: maybe(textContentSchema),
  image: maybe(mediaContentSchema),
  video: maybe(mediaContentSchema),
  audio: maybe(mediaContentSchema),
  document: maybe(mediaContentSchema),
  sticker: maybe(mediaContentSchema),
  location: maybe(locationContentSchema),
  contacts: maybe(list(contactCardSchema)),
  reaction: maybe(reactionContentSchema),
  interactive: maybe(interactiveContentSchema),
  template: maybe(sendTemplateSchema),
  pin: maybe(pinContentSchema),
  context: maybe(open({ message_id: maybe(text) })),
} as const

/** What is sent, without to whom: `{type, …content}`, in Meta's own fields. */
export const messageSchema = open({ type: word<(typeof sendTypes)[number]>(), ...content }).check(needsItsContent(sendTypes))
export type Message = z.infer<typeof messageSchema>

/** `POST /{phone-number-id}/messages` with a message. `type` may be left out for text; with `to` and `recipient`, `to` wins. */
export const sendRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  recipient_type: maybe(word<'individual' | 'group'>()),
  to: maybe(numeric),
  recipient: maybe(text),
  type: maybe(word<(typeof sendTypes)[number]>()),
  biz_opaque_callback_data: maybe(text),
  recipient_identity_key_hash: maybe(text),
  category: maybe(text),
  ttl_seconds: maybe(numeric),
  direct_send_config: maybe(anything),
  ...content,
}).check(needsItsContent(sendTypes, 'text'))
export type SendRequest = z.infer<typeof sendRequestSchema>

/** The same path, marking a message and those before it as read; `typing_indicator` shows that we write. */
export const markReadRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  status: z.literal('read'),
  message_id: text,
  typing_indicator: maybe(open({ type: maybe(text) })),
})
export type MarkReadRequest = z.infer<typeof markReadRequestSchema>

/** `POST /{phone-number-id}/marketing_messages`. */
export const marketingSendRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  recipient_type: maybe(word<'individual' | 'group'>()),
  to: maybe(numeric),
  recipient: maybe(text),
  type: word<'template'>(),
  template: sendTemplateSchema,
  biz_opaque_callback_data: maybe(text),
  product_policy: maybe(word<'CLOUD_API_FALLBACK' | 'STRICT'>()),
  message_activity_sharing: maybe(flag),
  bid_spec: maybe(anything),
  optimization_spec: maybe(anything),
})
export type MarketingSendRequest = z.infer<typeof marketingSendRequestSchema>

/** What a send answers. `wa_id` is absent when a BSUID was addressed; `message_status` comes with templates only. */
export const sendResponseSchema = open({
  messaging_product: maybe(word<'whatsapp'>()),
  contacts: maybe(list(open({ input: maybe(text), wa_id: maybe(text), user_id: maybe(text), parent_user_id: maybe(text) }))),
  messages: list(
    open({
      id: text,
      group_id: maybe(text),
      message_status: maybe(word<'accepted' | 'held_for_quality_assessment' | 'paused'>()),
    }),
  ),
})
export type SendResponse = z.infer<typeof sendResponseSchema>

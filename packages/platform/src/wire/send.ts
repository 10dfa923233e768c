import type * as z from 'zod/v4/core'
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
import { anything, exactly, flag, list, needingItsContent, numeric, open, sparse, text, word } from './shape.ts'

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
  text: textContentSchema,
  image: mediaContentSchema,
  video: mediaContentSchema,
  audio: mediaContentSchema,
  document: mediaContentSchema,
  sticker: mediaContentSchema,
  location: locationContentSchema,
  contacts: list(contactCardSchema),
  reaction: reactionContentSchema,
  interactive: interactiveContentSchema,
  template: sendTemplateSchema,
  pin: pinContentSchema,
  context: sparse({ message_id: text }),
} as const

/** What is sent, without to whom: `{type, …content}`, in Meta's own fields. */
export const messageSchema = needingItsContent(open({ type: word<(typeof sendTypes)[number]>() }, content), sendTypes)
export type Message = z.infer<typeof messageSchema>

/** `POST /{phone-number-id}/messages` with a message. `type` may be left out for text; with `to` and `recipient`, `to` wins. */
export const sendRequestSchema = needingItsContent(
  open(
    { messaging_product: word<'whatsapp'>() },
    {
      recipient_type: word<'individual' | 'group'>(),
      to: numeric,
      recipient: text,
      type: word<(typeof sendTypes)[number]>(),
      biz_opaque_callback_data: text,
      recipient_identity_key_hash: text,
      category: text,
      ttl_seconds: numeric,
      direct_send_config: anything,
      ...content,
    },
  ),
  sendTypes,
  'text',
)
export type SendRequest = z.infer<typeof sendRequestSchema>

/** The same path, marking a message and those before it as read; `typing_indicator` shows that we write. */
export const markReadRequestSchema = open(
  {
    messaging_product: word<'whatsapp'>(),
    status: exactly('read'),
    message_id: text,
  },
  {
    typing_indicator: sparse({ type: text }),
  },
)
export type MarkReadRequest = z.infer<typeof markReadRequestSchema>

/** `POST /{phone-number-id}/marketing_messages`. */
export const marketingSendRequestSchema = open(
  {
    messaging_product: word<'whatsapp'>(),
    type: word<'template'>(),
    template: sendTemplateSchema,
  },
  {
    recipient_type: word<'individual' | 'group'>(),
    to: numeric,
    recipient: text,
    biz_opaque_callback_data: text,
    product_policy: word<'CLOUD_API_FALLBACK' | 'STRICT'>(),
    message_activity_sharing: flag,
    bid_spec: anything,
    optimization_spec: anything,
  },
)
export type MarketingSendRequest = z.infer<typeof marketingSendRequestSchema>

/** What a send answers. `wa_id` is absent when a BSUID was addressed; `message_status` comes with templates only. */
export const sendResponseSchema = open(
  {
    messages: list(
      open(
        { id: text },
        {
          group_id: text,
          message_status: word<'accepted' | 'held_for_quality_assessment' | 'paused'>(),
        },
      ),
    ),
  },
  {
    messaging_product: word<'whatsapp'>(),
    contacts: list(sparse({ input: text, wa_id: text, user_id: text, parent_user_id: text })),
  },
)
export type SendResponse = z.infer<typeof sendResponseSchema>

import type * as z from 'zod/v4/core'
import { contactCardSchema, locationContentSchema, reactionContentSchema } from './content.ts'
import { webhookErrorSchema } from './error.ts'
import { anything, boolean, list, needingItsContent, numeric, open, sparse, text, word } from './shape.ts'

export const inboundTypes = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'button',
  'interactive',
  'order',
  'system',
  'edit',
  'revoke',
  'unsupported',
  'unknown',
  'request_welcome',
] as const
export type InboundType = (typeof inboundTypes)[number]

/** A file as a webhook tells of it: `sha256` is base64 here, and `url` comes since November 2025. */
export const inboundMediaSchema = sparse({
  id: numeric,
  mime_type: text,
  sha256: text,
  url: text,
  caption: text,
  filename: text,
  animated: boolean,
  voice: boolean,
})
export type InboundMedia = z.infer<typeof inboundMediaSchema>

/** From a click-to-WhatsApp ad (`source_type` `ad`) or a post. `ctwa_clid` is absent for ads in Status. */
export const referralSchema = sparse({
  source_url: text,
  source_id: text,
  source_type: word<'ad' | 'post'>(),
  headline: text,
  body: text,
  media_type: word<'image' | 'video'>(),
  image_url: text,
  video_url: text,
  thumbnail_url: text,
  ctwa_clid: text,
  welcome_message: sparse({ text }),
  ref: text,
})
export type Referral = z.infer<typeof referralSchema>

/** What a message answers to, or that it was forwarded. */
export const inboundContextSchema = sparse({
  from: text,
  id: text,
  forwarded: boolean,
  frequently_forwarded: boolean,
  referred_product: sparse({ catalog_id: text, product_retailer_id: text }),
})
export type InboundContext = z.infer<typeof inboundContextSchema>

export const inboundInteractiveSchema = open(
  {
    type: word<'button_reply' | 'list_reply' | 'nfm_reply' | 'call_permission_reply'>(),
  },
  {
    button_reply: open({ id: text }, { title: text }),
    list_reply: open({ id: text }, { title: text, description: text }),
    nfm_reply: sparse({ name: word<'flow' | 'address_message'>(), body: text, response_json: anything }),
    call_permission_reply: sparse({
      response: word<'accept' | 'reject'>(),
      is_permanent: boolean,
      expiration_timestamp: numeric,
      response_source: word<'user_action' | 'automatic'>(),
    }),
  },
)
export type InboundInteractive = z.infer<typeof inboundInteractiveSchema>

export const inboundOrderSchema = sparse({
  catalog_id: text,
  text,
  product_items: list(
    sparse({
      product_retailer_id: text,
      quantity: numeric,
      item_price: numeric,
      currency: text,
    }),
  ),
})
export type InboundOrder = z.infer<typeof inboundOrderSchema>

export const systemNoticeSchema = sparse({
  body: text,
  type: word<'user_changed_number' | 'user_changed_user_id' | 'customer_identity_changed'>(),
  wa_id: text,
  new_wa_id: text,
  user_id: text,
  parent_user_id: text,
  identity: text,
  customer: text,
})
export type SystemNotice = z.infer<typeof systemNoticeSchema>

const plain = {
  text: open({ body: text }),
  image: inboundMediaSchema,
  video: inboundMediaSchema,
  audio: inboundMediaSchema,
  document: inboundMediaSchema,
  sticker: inboundMediaSchema,
  location: locationContentSchema,
  contacts: list(contactCardSchema),
} as const

/**
 * A message from a customer. `from` is absent for people known by their BSUID only; `timestamp` is a text of seconds. Types that
 * appear later carry a field of their own name, which passes untouched.
 */
export const inboundMessageSchema = needingItsContent(
  open(
    {
      id: text,
      timestamp: numeric,
      type: word<(typeof inboundTypes)[number]>(),
    },
    {
      ...plain,
      from: text,
      from_user_id: text,
      from_parent_user_id: text,
      group_id: text,
      reaction: reactionContentSchema,
      button: sparse({ payload: text, text }),
      interactive: inboundInteractiveSchema,
      order: inboundOrderSchema,
      system: systemNoticeSchema,
      edit: open(
        { original_message_id: text },
        {
          message: sparse({ type: text, context: inboundContextSchema, ...plain }),
        },
      ),
      revoke: open({ original_message_id: text }),
      unsupported: sparse({ type: text }),
      context: inboundContextSchema,
      referral: referralSchema,
      identity: sparse({ acknowledged: boolean, created_timestamp: numeric, hash: text }),
      errors: list(webhookErrorSchema),
    },
  ),
  [
    'text',
    'image',
    'video',
    'audio',
    'document',
    'sticker',
    'location',
    'contacts',
    'reaction',
    'button',
    'interactive',
    'order',
    'system',
    'edit',
    'revoke',
  ],
)
export type InboundMessage = z.infer<typeof inboundMessageSchema>

import * as z from 'zod/mini'
import { contactCardSchema, locationContentSchema, reactionContentSchema } from './content.ts'
import { webhookErrorSchema } from './error.ts'
import { anything, list, maybe, needsItsContent, numeric, open, text, word } from './shape.ts'

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
export const inboundMediaSchema = open({
  id: maybe(numeric),
  mime_type: maybe(text),
  sha256: maybe(text),
  url: maybe(text),
  caption: maybe(text),
  filename: maybe(text),
  animated: maybe(z.boolean()),
  voice: maybe(z.boolean()),
})
export type InboundMedia = z.infer<typeof inboundMediaSchema>

/** From a click-to-WhatsApp ad (`source_type` `ad`) or a post. `ctwa_clid` is absent for ads in Status. */
export const referralSchema = open({
  source_url: maybe(text),
  source_id: maybe(text),
  source_type: maybe(word<'ad' | 'post'>()),
  headline: maybe(text),
  body: maybe(text),
  media_type: maybe(word<'image' | 'video'>()),
  image_url: maybe(text),
  video_url: maybe(text),
  thumbnail_url: maybe(text),
  ctwa_clid: maybe(text),
  welcome_message: maybe(open({ text: maybe(text) })),
  ref: maybe(text),
})
export type Referral = z.infer<typeof referralSchema>

/** What a message answers to, or that it was forwarded. */
export const inboundContextSchema = open({
  from: maybe(text),
  id: maybe(text),
  forwarded: maybe(z.boolean()),
  frequently_forwarded: maybe(z.boolean()),
  referred_product: maybe(open({ catalog_id: maybe(text), product_retailer_id: maybe(text) })),
})
export type InboundContext = z.infer<typeof inboundContextSchema>

export const inboundInteractiveSchema = open({
  type: word<'button_reply' | 'list_reply' | 'nfm_reply' | 'call_permission_reply'>(),
  button_reply: maybe(open({ id: text, title: maybe(text) })),
  list_reply: maybe(open({ id: text, title: maybe(text), description: maybe(text) })),
  nfm_reply: maybe(open({ name: maybe(word<'flow' | 'address_message'>()), body: maybe(text), response_json: maybe(anything) })),
  call_permission_reply: maybe(
    open({
      response: maybe(word<'accept' | 'reject'>()),
      is_permanent: maybe(z.boolean()),
      expiration_timestamp: maybe(numeric),
      response_source: maybe(word<'user_action' | 'automatic'>()),
    }),
  ),
})
export type InboundInteractive = z.infer<typeof inboundInteractiveSchema>

export const inboundOrderSchema = open({
  catalog_id: maybe(text),
  text: maybe(text),
  product_items: maybe(
    list(
      open({
        product_retailer_id: maybe(text),
        quantity: maybe(numeric),
        item_price: maybe(numeric),
        currency: maybe(text),
      }),
    ),
  ),
})
export type InboundOrder = z.infer<typeof inboundOrderSchema>

export const systemNoticeSchema = open({
  body: maybe(text),
  type: maybe(word<'user_changed_number' | 'user_changed_user_id' | 'customer_identity_changed'>()),
  wa_id: maybe(text),
  new_wa_id: maybe(text),
  user_id: maybe(text),
  parent_user_id: maybe(text),
  identity: maybe(text),
  customer: maybe(text),
})
export type SystemNotice = z.infer<typeof systemNoticeSchema>

const media = maybe(inboundMediaSchema)
const plain = {
  text: maybe(open({ body: text })),
  image: media,
  video: media,
  audio: media,
  document: media,
  sticker: media,
  location: maybe(locationContentSchema),
  contacts: maybe(list(contactCardSchema)),
} as const

/**
 * A message from a customer. `from` is absent for people known by their BSUID only; `timestamp` is a text of seconds. Types that
 * appear later carry a field of their own name, which passes untouched.
 */
export const inboundMessageSchema = open({
  id: text,
  from: maybe(text),
  from_user_id: maybe(text),
  from_parent_user_id: maybe(text),
  group_id: maybe(text),
  timestamp: numeric,
  type: word<(typeof inboundTypes)[number]>(),
  ...plain,
  reaction: maybe(reactionContentSchema),
  button: maybe(open({ payload: maybe(text), text: maybe(text) })),
  interactive: maybe(inboundInteractiveSchema),
  order: maybe(inboundOrderSchema),
  system: maybe(systemNoticeSchema),
  edit: maybe(
    open({
      original_message_id: text,
      message: maybe(open({ type: maybe(text), context: maybe(inboundContextSchema), ...plain })),
    }),
  ),
  revoke: maybe(open({ original_message_id: text })),
  unsupported: maybe(open({ type: maybe(text) })),
  context: maybe(inboundContextSchema),
  referral: maybe(referralSchema),
  identity: maybe(open({ acknowledged: maybe(z.boolean()), created_timestamp: maybe(numeric), hash: maybe(text) })),
  errors: maybe(list(webhookErrorSchema)),
}).check(
  needsItsContent([
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
  ]),
)
export type InboundMessage = z.infer<typeof inboundMessageSchema>

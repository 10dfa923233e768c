import type * as z from 'zod/v4/core'
import { anything, either, flag, list, number, numeric, open, sparse, text, word } from './shape.ts'

export const textContentSchema = open({ body: text }, { preview_url: flag })
export type TextContent = z.infer<typeof textContentSchema>

/** `id` of an upload, or a public `link`. */
export const mediaContentSchema = sparse({
  id: numeric,
  link: text,
  caption: text,
  filename: text,
  voice: flag,
})
export type MediaContent = z.infer<typeof mediaContentSchema>

export const locationContentSchema = open({ latitude: numeric, longitude: numeric }, { name: text, address: text })
export type LocationContent = z.infer<typeof locationContentSchema>

/** One contact card, sent or received. */
export const contactCardSchema = open(
  {
    name: sparse({
      formatted_name: text,
      first_name: text,
      last_name: text,
      middle_name: text,
      suffix: text,
      prefix: text,
    }),
  },
  {
    phones: list(sparse({ phone: text, type: text, wa_id: text })),
    emails: list(sparse({ email: text, type: text })),
    addresses: list(
      sparse({
        street: text,
        city: text,
        state: text,
        zip: text,
        country: text,
        country_code: text,
        type: text,
      }),
    ),
    org: sparse({ company: text, department: text, title: text }),
    urls: list(sparse({ url: text, type: text })),
    birthday: text,
    vcard: text,
    origin: word<'contact_request' | 'other'>(),
  },
)
export type ContactCard = z.infer<typeof contactCardSchema>

/** `emoji` empty or absent removes the reaction. */
export const reactionContentSchema = open({ message_id: text }, { emoji: text })
export type ReactionContent = z.infer<typeof reactionContentSchema>

/** Groups only. */
export const pinContentSchema = open({ type: word<'pin' | 'unpin'>(), message_id: text }, { expiration_days: numeric })
export type PinContent = z.infer<typeof pinContentSchema>

export const interactiveHeaderSchema = open(
  { type: word<'text' | 'image' | 'video' | 'document'>() },
  { text, image: mediaContentSchema, video: mediaContentSchema, document: mediaContentSchema },
)
export type InteractiveHeader = z.infer<typeof interactiveHeaderSchema>

/** `reply` in button messages, `quick_reply` on carousel cards. */
export const replyButtonSchema = sparse({
  type: word<'reply' | 'quick_reply'>(),
  reply: open({ id: text, title: text }),
  quick_reply: open({ id: text, title: text }),
})
export type ReplyButton = z.infer<typeof replyButtonSchema>

export const productItemSchema = open({ product_retailer_id: text })
export const sectionSchema = sparse({
  title: text,
  rows: list(open({ id: text, title: text }, { description: text })),
  product_items: list(productItemSchema),
})
export type InteractiveSection = z.infer<typeof sectionSchema>

/** An amount times `offset`: 21000 with 100 is 210.00. */
export const offsetAmountSchema = open({ value: number, offset: number }, { description: text })

/** What `review_and_pay` and `review_order` carry. */
export const orderSchema = sparse({
  status: word<'pending' | 'processing' | 'partially_shipped' | 'shipped' | 'completed' | 'canceled'>(),
  description: text,
  catalog_id: text,
  expiration: sparse({ timestamp: numeric, description: text }),
  items: list(
    sparse({
      retailer_id: text,
      name: text,
      amount: offsetAmountSchema,
      sale_amount: offsetAmountSchema,
      quantity: numeric,
    }),
  ),
  subtotal: offsetAmountSchema,
  tax: offsetAmountSchema,
  shipping: offsetAmountSchema,
  discount: offsetAmountSchema,
})
export type Order = z.infer<typeof orderSchema>

/** The union of what the actions' `parameters` hold; which of them belong to which action is a matter of content, not of shape. */
export const actionParametersSchema = sparse({
  display_text: text,
  url: text,
  country: text,
  values: anything,
  saved_addresses: list(sparse({ id: text, value: anything })),
  validation_errors: anything,
  flow_message_version: text,
  flow_id: text,
  flow_name: text,
  flow_cta: text,
  flow_token: text,
  mode: word<'draft' | 'published'>(),
  flow_action: word<'navigate' | 'data_exchange'>(),
  flow_action_payload: either(sparse({ screen: text, data: anything }), text),
  thumbnail_product_retailer_id: text,
  ttl_minutes: numeric,
  payload: text,
  reference_id: text,
  type: word<'digital-goods' | 'physical-goods'>(),
  payment_type: text,
  payment_configuration: text,
  payment_settings: list(anything),
  currency: text,
  total_amount: offsetAmountSchema,
  order: orderSchema,
  payment: anything,
})
export type ActionParameters = z.infer<typeof actionParametersSchema>

export const carouselCardSchema = sparse({
  card_index: numeric,
  type: word<'cta_url' | 'product' | 'quick_reply'>(),
  header: interactiveHeaderSchema,
  body: open({ text }),
  action: sparse({
    name: text,
    parameters: actionParametersSchema,
    buttons: list(replyButtonSchema),
    catalog_id: text,
    product_retailer_id: text,
  }),
})
export type CarouselCard = z.infer<typeof carouselCardSchema>

export type InteractiveType = (typeof interactiveTypes)[number]
export const interactiveTypes = [
  'button',
  'list',
  'cta_url',
  'location_request_message',
  'address_message',
  'flow',
  'product',
  'product_list',
  'catalog_message',
  'carousel',
  'call_permission_request',
  'voice_call',
  'request_contact_info',
  'order_details',
  'order_status',
] as const

export const interactiveContentSchema = open(
  { type: word<(typeof interactiveTypes)[number]>() },
  {
    header: interactiveHeaderSchema,
    body: open({ text }),
    footer: open({ text }),
    action: sparse({
      name: text,
      button: text,
      buttons: list(replyButtonSchema),
      sections: list(sectionSchema),
      parameters: actionParametersSchema,
      cards: list(carouselCardSchema),
      catalog_id: text,
      product_retailer_id: text,
    }),
  },
)
export type InteractiveContent = z.infer<typeof interactiveContentSchema>

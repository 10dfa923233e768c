import * as z from 'zod/mini'
import { anything, flag, list, maybe, numeric, open, text, word } from './shape.ts'

export const textContentSchema = open({ body: text, preview_url: maybe(flag) })
export type TextContent = z.infer<typeof textContentSchema>

/** `id` of an upload, or a public `link`. */
export const mediaContentSchema = open({
  id: maybe(numeric),
  link: maybe(text),
  caption: maybe(text),
  filename: maybe(text),
  voice: maybe(flag),
})
export type MediaContent = z.infer<typeof mediaContentSchema>

export const locationContentSchema = open({ latitude: numeric, longitude: numeric, name: maybe(text), address: maybe(text) })
export type LocationContent = z.infer<typeof locationContentSchema>

/** One contact card, sent or received. */
export const contactCardSchema = open({
  name: open({
    formatted_name: maybe(text),
    first_name: maybe(text),
    last_name: maybe(text),
    middle_name: maybe(text),
    suffix: maybe(text),
    prefix: maybe(text),
  }),
  phones: maybe(list(open({ phone: maybe(text), type: maybe(text), wa_id: maybe(text) }))),
  emails: maybe(list(open({ email: maybe(text), type: maybe(text) }))),
  addresses: maybe(
    list(
      open({
        street: maybe(text),
        city: maybe(text),
        state: maybe(text),
        zip: maybe(text),
        country: maybe(text),
        country_code: maybe(text),
        type: maybe(text),
      }),
    ),
  ),
  org: maybe(open({ company: maybe(text), department: maybe(text), title: maybe(text) })),
  urls: maybe(list(open({ url: maybe(text), type: maybe(text) }))),
  birthday: maybe(text),
  vcard: maybe(text),
  origin: maybe(word<'contact_request' | 'other'>()),
})
export type ContactCard = z.infer<typeof contactCardSchema>

/** `emoji` empty or absent removes the reaction. */
export const reactionContentSchema = open({ message_id: text, emoji: maybe(text) })
export type ReactionContent = z.infer<typeof reactionContentSchema>

/** Groups only. */
export const pinContentSchema = open({ type: word<'pin' | 'unpin'>(), message_id: text, expiration_days: maybe(numeric) })
export type PinContent = z.infer<typeof pinContentSchema>

const media = maybe(mediaContentSchema)

export const interactiveHeaderSchema = open({
  type: word<'text' | 'image' | 'video' | 'document'>(),
  text: maybe(text),
  image: media,
  video: media,
  document: media,
})
export type InteractiveHeader = z.infer<typeof interactiveHeaderSchema>

/** `reply` in button messages, `quick_reply` on carousel cards. */
export const replyButtonSchema = open({
  type: maybe(word<'reply' | 'quick_reply'>()),
  reply: maybe(open({ id: text, title: text })),
  quick_reply: maybe(open({ id: text, title: text })),
})
export type ReplyButton = z.infer<typeof replyButtonSchema>

export const productItemSchema = open({ product_retailer_id: text })
export const sectionSchema = open({
  title: maybe(text),
  rows: maybe(list(open({ id: text, title: text, description: maybe(text) }))),
  product_items: maybe(list(productItemSchema)),
})
export type InteractiveSection = z.infer<typeof sectionSchema>

/** An amount times `offset`: 21000 with 100 is 210.00. */
export const offsetAmountSchema = open({ value: z.number(), offset: z.number(), description: maybe(text) })

/** What `review_and_pay` and `review_order` carry. */
export const orderSchema = open({
  status: maybe(word<'pending' | 'processing' | 'partially_shipped' | 'shipped' | 'completed' | 'canceled'>()),
  description: maybe(text),
  catalog_id: maybe(text),
  expiration: maybe(open({ timestamp: maybe(numeric), description: maybe(text) })),
  items: maybe(
    list(
      open({
        retailer_id: maybe(text),
        name: maybe(text),
        amount: maybe(offsetAmountSchema),
        sale_amount: maybe(offsetAmountSchema),
        quantity: maybe(numeric),
      }),
    ),
  ),
  subtotal: maybe(offsetAmountSchema),
  tax: maybe(offsetAmountSchema),
  shipping: maybe(offsetAmountSchema),
  discount: maybe(offsetAmountSchema),
})
export type Order = z.infer<typeof orderSchema>

/** The union of what the actions' `parameters` hold; which of them belong to which action is a matter of content, not of shape. */
export const actionParametersSchema = open({
  display_text: maybe(text),
  url: maybe(text),
  country: maybe(text),
  values: maybe(anything),
  saved_addresses: maybe(list(open({ id: maybe(text), value: maybe(anything) }))),
  validation_errors: maybe(anything),
  flow_message_version: maybe(text),
  flow_id: maybe(text),
  flow_name: maybe(text),
  flow_cta: maybe(text),
  flow_token: maybe(text),
  mode: maybe(word<'draft' | 'published'>()),
  flow_action: maybe(word<'navigate' | 'data_exchange'>()),
  flow_action_payload: maybe(z.union([open({ screen: maybe(text), data: maybe(anything) }), text])),
  thumbnail_product_retailer_id: maybe(text),
  ttl_minutes: maybe(numeric),
  payload: maybe(text),
  reference_id: maybe(text),
  type: maybe(word<'digital-goods' | 'physical-goods'>()),
  payment_type: maybe(text),
  payment_configuration: maybe(text),
  payment_settings: maybe(list(anything)),
  currency: maybe(text),
  total_amount: maybe(offsetAmountSchema),
  order: maybe(orderSchema),
  payment: maybe(anything),
})
export type ActionParameters = z.infer<typeof actionParametersSchema>

export const carouselCardSchema = open({
  card_index: maybe(numeric),
  type: maybe(word<'cta_url' | 'product' | 'quick_reply'>()),
  header: maybe(interactiveHeaderSchema),
  body: maybe(open({ text })),
  action: maybe(
    open({
      name: maybe(text),
      parameters: maybe(actionParametersSchema),
      buttons: maybe(list(replyButtonSchema)),
      catalog_id: maybe(text),
      product_retailer_id: maybe(text),
    }),
  ),
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

export const interactiveContentSchema = open({
  type: word<(typeof interactiveTypes)[number]>(),
  header: maybe(interactiveHeaderSchema),
  body: maybe(open({ text })),
  footer: maybe(open({ text })),
  action: maybe(
    open({
      name: maybe(text),
      button: maybe(text),
      buttons: maybe(list(replyButtonSchema)),
      sections: maybe(list(sectionSchema)),
      parameters: maybe(actionParametersSchema),
      cards: maybe(list(carouselCardSchema)),
      catalog_id: maybe(text),
      product_retailer_id: maybe(text),
    }),
  ),
})
export type InteractiveContent = z.infer<typeof interactiveContentSchema>

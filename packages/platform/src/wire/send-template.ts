import type * as z from 'zod/mini'
import { locationContentSchema, mediaContentSchema, orderSchema, sectionSchema } from './content.ts'
import { anything, flag, list, maybe, numeric, open, text, word } from './shape.ts'

/** One value for a template: which of the fields is filled depends on `type` (any case). */
export const templateParameterSchema = open({
  type: word<
    | 'text'
    | 'currency'
    | 'date_time'
    | 'image'
    | 'video'
    | 'document'
    | 'gif'
    | 'location'
    | 'product'
    | 'payload'
    | 'coupon_code'
    | 'action'
    | 'ttl_minutes'
    | 'limited_time_offer'
    | 'tap_target_configuration'
    | 'group_id'
  >(),
  parameter_name: maybe(text),
  text: maybe(text),
  currency: maybe(open({ fallback_value: maybe(text), code: maybe(text), amount_1000: maybe(numeric) })),
  date_time: maybe(open({ fallback_value: maybe(text) })),
  image: maybe(mediaContentSchema),
  video: maybe(mediaContentSchema),
  document: maybe(mediaContentSchema),
  gif: maybe(mediaContentSchema),
  location: maybe(locationContentSchema),
  product: maybe(open({ product_retailer_id: maybe(text), catalog_id: maybe(text) })),
  payload: maybe(text),
  coupon_code: maybe(text),
  action: maybe(
    open({
      flow_token: maybe(text),
      flow_action_data: maybe(anything),
      thumbnail_product_retailer_id: maybe(text),
      sections: maybe(list(sectionSchema)),
      order_details: maybe(open({ order: maybe(orderSchema) })),
    }),
  ),
  ttl_minutes: maybe(numeric),
  limited_time_offer: maybe(open({ expiration_time_ms: maybe(numeric) })),
  tap_target_configuration: maybe(list(open({ url: maybe(text), title: maybe(text) }))),
  group_id: maybe(text),
})
export type TemplateParameter = z.infer<typeof templateParameterSchema>

const component = {
  type: word<'header' | 'body' | 'button' | 'carousel' | 'limited_time_offer' | 'tap_target_configuration'>(),
  sub_type: maybe(
    word<'quick_reply' | 'url' | 'copy_code' | 'flow' | 'catalog' | 'mpm' | 'order_details' | 'voice_call' | 'phone_number'>(),
  ),
  /** Position of the button, as text or number. */
  index: maybe(numeric),
  parameters: maybe(list(templateParameterSchema)),
} as const

/** Values for one component of a template. Only a carousel has `cards`. */
export const sendTemplateComponentSchema = open({
  ...component,
  cards: maybe(list(open({ card_index: maybe(numeric), components: maybe(list(open(component))) }))),
})
export type SendTemplateComponent = z.infer<typeof sendTemplateComponentSchema>

/** The `template` of a send. */
export const sendTemplateSchema = open({
  name: text,
  language: open({ code: text, policy: maybe(text) }),
  components: maybe(list(sendTemplateComponentSchema)),
  namespace: maybe(text),
  allow_category_change: maybe(flag),
})
export type SendTemplate = z.infer<typeof sendTemplateSchema>

import type * as z from 'zod/v4/core'
import { locationContentSchema, mediaContentSchema, orderSchema, sectionSchema } from './content.ts'
import { anything, flag, list, numeric, open, sparse, text, word } from './shape.ts'

/** One value for a template: which of the fields is filled depends on `type` (any case). */
export const templateParameterSchema = open(
  {
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
  },
  {
    parameter_name: text,
    text,
    currency: sparse({ fallback_value: text, code: text, amount_1000: numeric }),
    date_time: sparse({ fallback_value: text }),
    image: mediaContentSchema,
    video: mediaContentSchema,
    document: mediaContentSchema,
    gif: mediaContentSchema,
    location: locationContentSchema,
    product: sparse({ product_retailer_id: text, catalog_id: text }),
    payload: text,
    coupon_code: text,
    action: sparse({
      flow_token: text,
      flow_action_data: anything,
      thumbnail_product_retailer_id: text,
      sections: list(sectionSchema),
      order_details: sparse({ order: orderSchema }),
    }),
    ttl_minutes: numeric,
    limited_time_offer: sparse({ expiration_time_ms: numeric }),
    tap_target_configuration: list(sparse({ url: text, title: text })),
    group_id: text,
  },
)
export type TemplateParameter = z.infer<typeof templateParameterSchema>

const component = {
  type: word<'header' | 'body' | 'button' | 'carousel' | 'limited_time_offer' | 'tap_target_configuration'>(),
} as const
const values = {
  sub_type: word<
    'quick_reply' | 'url' | 'copy_code' | 'flow' | 'catalog' | 'mpm' | 'order_details' | 'voice_call' | 'phone_number'
  >(),
  /** Position of the button, as text or number. */
  index: numeric,
  parameters: list(templateParameterSchema),
} as const

/** Values for one component of a template. Only a carousel has `cards`. */
export const sendTemplateComponentSchema = open(component, {
  ...values,
  cards: list(sparse({ card_index: numeric, components: list(open(component, values)) })),
})
export type SendTemplateComponent = z.infer<typeof sendTemplateComponentSchema>

/** The `template` of a send. */
export const sendTemplateSchema = open(
  {
    name: text,
    language: open({ code: text }, { policy: text }),
  },
  {
    components: list(sendTemplateComponentSchema),
    namespace: text,
    allow_category_change: flag,
  },
)
export type SendTemplate = z.infer<typeof sendTemplateSchema>

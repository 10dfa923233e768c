import * as z from 'zod/mini'
import { pageOf } from './error.ts'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

/** `GET /{waba-id}/template_analytics`: one data point for each template and day; a page past the data has none. */
export const templateAnalyticsSchema = pageOf(
  open({
    granularity: maybe(text),
    product_type: maybe(text),
    data_points: maybe(
      list(
        open({
          template_id: numeric,
          start: z.number(),
          end: z.number(),
          sent: maybe(z.number()),
          delivered: maybe(z.number()),
          read: maybe(z.number()),
          replied: maybe(z.number()),
          clicked: maybe(
            list(
              open({
                type: word<'quick_reply_button' | 'unique_url_button' | 'url_button'>(),
                button_content: maybe(text),
                count: maybe(z.number()),
              }),
            ),
          ),
          cost: maybe(
            list(
              open({
                type: word<'amount_spent' | 'cost_per_delivered' | 'cost_per_url_button_click'>(),
                value: maybe(z.number()),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
)
export type TemplateAnalytics = z.infer<typeof templateAnalyticsSchema>

const dataPoint = open({
  start: maybe(z.number()),
  end: maybe(z.number()),
  country: maybe(text),
  phone_number: maybe(text),
  sent: maybe(z.number()),
  delivered: maybe(z.number()),
  conversation: maybe(z.number()),
  conversation_type: maybe(word<'REGULAR' | 'FREE_TIER' | 'FREE_ENTRY_POINT'>()),
  conversation_direction: maybe(text),
  conversation_category: maybe(text),
  tier: maybe(text),
  pricing_type: maybe(word<'REGULAR' | 'FREE_CUSTOMER_SERVICE' | 'FREE_ENTRY_POINT'>()),
  pricing_category: maybe(text),
  volume: maybe(z.number()),
  cost: maybe(z.number()),
})
const wrapped = open({ data: maybe(list(open({ data_points: maybe(list(dataPoint)) }))), data_points: maybe(list(dataPoint)) })

/** `GET /{waba-id}?fields=analytics…`: the fields that were asked for; an empty range still has its object. */
export const accountAnalyticsSchema = open({
  id: numeric,
  analytics: maybe(
    open({
      granularity: maybe(text),
      phone_numbers: maybe(list(text)),
      country_codes: maybe(list(text)),
      data_points: maybe(list(dataPoint)),
    }),
  ),
  conversation_analytics: maybe(wrapped),
  pricing_analytics: maybe(wrapped),
  call_analytics: maybe(wrapped),
})
export type AccountAnalytics = z.infer<typeof accountAnalyticsSchema>

/** `GET /{template-id}/compare`. */
export const templateComparisonSchema = open({
  data: list(
    open({
      metric: word<'BLOCK_RATE' | 'MESSAGE_SENDS' | 'TOP_BLOCK_REASON'>(),
      type: maybe(word<'RELATIVE' | 'NUMBER_VALUES' | 'STRING_VALUES'>()),
      order_by_relative_metric: maybe(list(numeric)),
      number_values: maybe(list(open({ key: numeric, value: maybe(z.number()) }))),
      string_values: maybe(list(open({ key: numeric, value: maybe(text) }))),
    }),
  ),
})
export type TemplateComparison = z.infer<typeof templateComparisonSchema>

/** `POST /{waba-id}/migrate_message_templates`; `failed_templates` was seen as a map and as a list. */
export const templatesMigratedSchema = open({ migrated_templates: maybe(list(numeric)), failed_templates: maybe(anything) })
export type TemplatesMigrated = z.infer<typeof templatesMigratedSchema>

/** `POST /{template-id}/unpause`. */
export const templateUnpausedSchema = open({ success: z.boolean(), reason: maybe(text) })
export type TemplateUnpaused = z.infer<typeof templateUnpausedSchema>

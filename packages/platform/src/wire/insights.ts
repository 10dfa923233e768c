import type * as z from 'zod/v4/core'
import { pageOf } from './error.ts'
import { anything, boolean, list, number, numeric, open, sparse, text, word } from './shape.ts'

/** `GET /{waba-id}/template_analytics`: one data point for each template and day; a page past the data has none. */
export const templateAnalyticsSchema = pageOf(
  sparse({
    granularity: text,
    product_type: text,
    data_points: list(
      open(
        {
          template_id: numeric,
          start: number,
          end: number,
        },
        {
          sent: number,
          delivered: number,
          read: number,
          replied: number,
          clicked: list(
            open(
              {
                type: word<'quick_reply_button' | 'unique_url_button' | 'url_button'>(),
              },
              {
                button_content: text,
                count: number,
              },
            ),
          ),
          cost: list(
            open(
              {
                type: word<'amount_spent' | 'cost_per_delivered' | 'cost_per_url_button_click'>(),
              },
              { value: number },
            ),
          ),
        },
      ),
    ),
  }),
)
export type TemplateAnalytics = z.infer<typeof templateAnalyticsSchema>

const dataPoint = sparse({
  start: number,
  end: number,
  country: text,
  phone_number: text,
  sent: number,
  delivered: number,
  conversation: number,
  conversation_type: word<'REGULAR' | 'FREE_TIER' | 'FREE_ENTRY_POINT'>(),
  conversation_direction: text,
  conversation_category: text,
  tier: text,
  pricing_type: word<'REGULAR' | 'FREE_CUSTOMER_SERVICE' | 'FREE_ENTRY_POINT'>(),
  pricing_category: text,
  volume: number,
  cost: number,
})
const wrapped = sparse({ data: list(sparse({ data_points: list(dataPoint) })), data_points: list(dataPoint) })

/** `GET /{waba-id}?fields=analytics…`: the fields that were asked for; an empty range still has its object. */
export const accountAnalyticsSchema = open(
  { id: numeric },
  {
    analytics: sparse({
      granularity: text,
      phone_numbers: list(text),
      country_codes: list(text),
      data_points: list(dataPoint),
    }),
    conversation_analytics: wrapped,
    pricing_analytics: wrapped,
    call_analytics: wrapped,
  },
)
export type AccountAnalytics = z.infer<typeof accountAnalyticsSchema>

/** `GET /{template-id}/compare`. */
export const templateComparisonSchema = open({
  data: list(
    open(
      { metric: word<'BLOCK_RATE' | 'MESSAGE_SENDS' | 'TOP_BLOCK_REASON'>() },
      {
        type: word<'RELATIVE' | 'NUMBER_VALUES' | 'STRING_VALUES'>(),
        order_by_relative_metric: list(numeric),
        number_values: list(open({ key: numeric }, { value: number })),
        string_values: list(open({ key: numeric }, { value: text })),
      },
    ),
  ),
})
export type TemplateComparison = z.infer<typeof templateComparisonSchema>

/** `POST /{waba-id}/migrate_message_templates`; `failed_templates` was seen as a map and as a list. */
export const templatesMigratedSchema = sparse({ migrated_templates: list(numeric), failed_templates: anything })
export type TemplatesMigrated = z.infer<typeof templatesMigratedSchema>

/** `POST /{template-id}/unpause`. */
export const templateUnpausedSchema = open({ success: boolean }, { reason: text })
export type TemplateUnpaused = z.infer<typeof templateUnpausedSchema>

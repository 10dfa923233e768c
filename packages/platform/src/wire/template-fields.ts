import * as z from 'zod/mini'
import { list, maybe, numeric, open, text, word } from './shape.ts'
import type { templateRejectionReasons } from './template.ts'

const template = {
  message_template_id: numeric,
  message_template_name: maybe(text),
  message_template_language: maybe(text),
} as const

export const templateStatusUpdateSchema = open({
  ...template,
  event: word<
    | 'APPROVED'
    | 'ARCHIVED'
    | 'DELETED'
    | 'DISABLED'
    | 'FLAGGED'
    | 'IN_APPEAL'
    | 'LIMIT_EXCEEDED'
    | 'LOCKED'
    | 'PAUSED'
    | 'PENDING'
    | 'REINSTATED'
    | 'PENDING_DELETION'
    | 'REJECTED'
    | 'UNARCHIVED'
  >(),
  reason: maybe(z.nullable(word<(typeof templateRejectionReasons)[number]>())),
  message_template_category: maybe(text),
  disable_info: maybe(open({ disable_date: maybe(numeric) })),
  other_info: maybe(
    open({
      title: maybe(word<'FIRST_PAUSE' | 'SECOND_PAUSE' | 'RATE_LIMITING_PAUSE' | 'UNPAUSE' | 'DISABLED'>()),
      description: maybe(text),
    }),
  ),
  rejection_info: maybe(open({ reason: maybe(text), recommendation: maybe(text) })),
})
export type TemplateStatusUpdate = z.infer<typeof templateStatusUpdateSchema>

const score = word<'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'>()
export const templateQualityUpdateSchema = open({ ...template, previous_quality_score: maybe(score), new_quality_score: score })
export type TemplateQualityUpdate = z.infer<typeof templateQualityUpdateSchema>

export const templateComponentsUpdateSchema = open({
  ...template,
  message_template_title: maybe(text),
  message_template_element: maybe(text),
  message_template_footer: maybe(text),
  message_template_buttons: maybe(
    list(
      open({
        message_template_button_type: maybe(text),
        message_template_button_text: maybe(text),
        message_template_button_url: maybe(text),
        message_template_button_phone_number: maybe(text),
      }),
    ),
  ),
})
export type TemplateComponentsUpdate = z.infer<typeof templateComponentsUpdateSchema>

/** With `correct_category` a notice 24 h ahead, in which `new_category` is still the current one; with `previous_category` it is done. */
export const templateCategoryUpdateSchema = open({
  ...template,
  correct_category: maybe(text),
  previous_category: maybe(text),
  new_category: maybe(text),
  category_update_timestamp: maybe(numeric),
})
export type TemplateCategoryUpdate = z.infer<typeof templateCategoryUpdateSchema>

export const templateCorrectCategoryDetectionSchema = open({ ...template, category: maybe(text), correct_category: maybe(text) })
export type TemplateCorrectCategoryDetection = z.infer<typeof templateCorrectCategoryDetectionSchema>

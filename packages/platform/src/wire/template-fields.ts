import type * as z from 'zod/v4/core'
import { list, numeric, open, orNull, sparse, text, word } from './shape.ts'
import type { templateRejectionReasons } from './template.ts'

const template = { message_template_id: numeric } as const
const named = { message_template_name: text, message_template_language: text } as const

export const templateStatusUpdateSchema = open(
  {
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
  },
  {
    ...named,
    reason: orNull(word<(typeof templateRejectionReasons)[number]>()),
    message_template_category: text,
    disable_info: sparse({ disable_date: numeric }),
    other_info: sparse({
      title: word<'FIRST_PAUSE' | 'SECOND_PAUSE' | 'RATE_LIMITING_PAUSE' | 'UNPAUSE' | 'DISABLED'>(),
      description: text,
    }),
    rejection_info: sparse({ reason: text, recommendation: text }),
  },
)
export type TemplateStatusUpdate = z.infer<typeof templateStatusUpdateSchema>

const score = word<'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'>()
export const templateQualityUpdateSchema = open(
  { ...template, new_quality_score: score },
  { ...named, previous_quality_score: score },
)
export type TemplateQualityUpdate = z.infer<typeof templateQualityUpdateSchema>

export const templateComponentsUpdateSchema = open(template, {
  ...named,
  message_template_title: text,
  message_template_element: text,
  message_template_footer: text,
  message_template_buttons: list(
    sparse({
      message_template_button_type: text,
      message_template_button_text: text,
      message_template_button_url: text,
      message_template_button_phone_number: text,
    }),
  ),
})
export type TemplateComponentsUpdate = z.infer<typeof templateComponentsUpdateSchema>

/** With `correct_category` a notice 24 h ahead, in which `new_category` is still the current one; with `previous_category` it is done. */
export const templateCategoryUpdateSchema = open(template, {
  ...named,
  correct_category: text,
  previous_category: text,
  new_category: text,
  category_update_timestamp: numeric,
})
export type TemplateCategoryUpdate = z.infer<typeof templateCategoryUpdateSchema>

export const templateCorrectCategoryDetectionSchema = open(template, { ...named, category: text, correct_category: text })
export type TemplateCorrectCategoryDetection = z.infer<typeof templateCorrectCategoryDetectionSchema>

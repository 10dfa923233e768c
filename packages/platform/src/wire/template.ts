import type * as z from 'zod/v4/core'
import { pageOf } from './error.ts'
import { anything, boolean, either, flag, list, numeric, open, orNull, sparse, text, word } from './shape.ts'

export const templateStatuses = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'PENDING_DELETION',
  'DELETED',
  'LIMIT_EXCEEDED',
  'FLAGGED',
  'REINSTATED',
  'LOCKED',
  'ARCHIVED',
  'UNARCHIVED',
] as const
export type TemplateStatus = (typeof templateStatuses)[number]

/** Why a template was not approved; `INVALID_FORMAT` comes with `rejection_info`. */
export const templateRejectionReasons = [
  'NONE',
  'ABUSIVE_CONTENT',
  'CATEGORY_NOT_AVAILABLE',
  'INCORRECT_CATEGORY',
  'INVALID_FORMAT',
  'PROMOTIONAL',
  'SCAM',
  'TAG_CONTENT_MISMATCH',
] as const
export type TemplateRejectionReason = (typeof templateRejectionReasons)[number]

export const templateButtonTypes = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'OTP',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'VOICE_CALL',
  'ORDER_DETAILS',
  'REQUEST_CONTACT_INFO',
  'APP',
] as const
export type TemplateButtonType = (typeof templateButtonTypes)[number]

/** A button of a template's definition; which fields belong to which type is a matter for the lint. */
export const templateButtonSchema = open(
  { type: word<(typeof templateButtonTypes)[number]>() },
  {
    text,
    url: text,
    phone_number: text,
    /** URL: a list with one filled address. COPY_CODE: the code, bare or in a list. */
    example: either(text, list(text)),
    app_deep_link: anything,
    otp_type: word<'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP'>(),
    autofill_text: text,
    supported_apps: list(sparse({ package_name: text, signature_hash: text })),
    zero_tap_terms_accepted: flag,
    flow_id: numeric,
    flow_name: text,
    flow_json: anything,
    flow_action: word<'navigate' | 'data_exchange' | 'NAVIGATE' | 'DATA_EXCHANGE'>(),
    navigate_screen: text,
    icon: text,
  },
)
export type TemplateButton = z.infer<typeof templateButtonSchema>

const named = list(open({ param_name: text }, { example: text }))
export const templateExampleSchema = sparse({
  header_text_named_params: named,
  body_text_named_params: named,
  header_text: either(list(text), text),
  header_handle: list(text),
  body_text: either(list(list(text)), list(text)),
})
export type TemplateExample = z.infer<typeof templateExampleSchema>

const component = {
  /** Any case. */
  type: word<'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS' | 'LIMITED_TIME_OFFER' | 'CAROUSEL' | 'CALL_PERMISSION_REQUEST'>(),
} as const
const parts = {
  format: word<'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'GIF' | 'LOCATION' | 'PRODUCT'>(),
  text,
  example: templateExampleSchema,
  buttons: list(templateButtonSchema),
  add_security_recommendation: flag,
  code_expiration_minutes: numeric,
  limited_time_offer: sparse({ text, has_expiration: flag }),
} as const

/** One component of a template's definition. Only CAROUSEL has `cards`, whose components have none. */
export const templateComponentSchema = open(component, {
  ...parts,
  cards: list(open({ components: list(open(component, parts)) })),
})
export type TemplateComponent = z.infer<typeof templateComponentSchema>

const category = word<'MARKETING' | 'UTILITY' | 'AUTHENTICATION'>()
const definition = {
  parameter_format: word<'POSITIONAL' | 'NAMED'>(),
  components: list(templateComponentSchema),
  message_send_ttl_seconds: numeric,
  cta_url_link_tracking_opted_out: flag,
  display_format: text,
  sub_category: text,
  is_primary_device_delivery_only: flag,
  degrees_of_freedom_spec: anything,
  library_template_name: text,
} as const

/** `POST /{waba-id}/message_templates`, and what a template is wherever we hold one. */
export const templateDefinitionSchema = open(
  {
    name: text,
    language: text,
    category,
  },
  {
    ...definition,
    allow_category_change: flag,
    library_template_body_inputs: anything,
    library_template_button_inputs: anything,
  },
)
export type TemplateDefinition = z.infer<typeof templateDefinitionSchema>

/** What creating one answers; the category may not be the one that was asked for. */
export const templateCreatedSchema = open(
  {
    id: numeric,
    status: word<(typeof templateStatuses)[number]>(),
  },
  {
    category,
  },
)
export type TemplateCreated = z.infer<typeof templateCreatedSchema>

/** `POST /{template-id}`. */
export const templateEditSchema = sparse({ ...definition, category })
export type TemplateEdit = z.infer<typeof templateEditSchema>

/** What an edit answers. */
export const templateEditedSchema = open({ success: boolean }, { id: numeric, name: text, category: text })
export type TemplateEdited = z.infer<typeof templateEditedSchema>

/** One template as Graph gives it. Everything after `components` depends on `fields`. */
export const templateInfoSchema = open(
  {
    id: numeric,
    name: text,
    language: text,
    status: word<(typeof templateStatuses)[number]>(),
    category,
  },
  {
    /** `parameter_format` comes in either case. */
    ...definition,
    previous_category: orNull(text),
    correct_category: orNull(text),
    rejected_reason: orNull(word<(typeof templateRejectionReasons)[number]>()),
    quality_score: sparse({
      score: word<'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'>(),
      date: numeric,
      reason: orNull(text),
      reasons: orNull(list(text)),
    }),
    last_updated_time: numeric,
    source: text,
  },
)
export type TemplateInfo = z.infer<typeof templateInfoSchema>

export const templatePageSchema = pageOf(templateInfoSchema)

/** `POST /{waba-id}/upsert_message_templates`. */
export const templatesUpsertedSchema = open({
  data: list(open({ id: numeric }, { status: text, language: text, category: text })),
})
export type TemplatesUpserted = z.infer<typeof templatesUpsertedSchema>

/** `GET /{waba-id}/message_template_previews`: the fixed texts of authentication templates by language. */
export const templatePreviewsSchema = open({
  data: list(
    sparse({
      body: text,
      footer: text,
      language: text,
      buttons: list(sparse({ text, autofill_text: text })),
    }),
  ),
})
export type TemplatePreviews = z.infer<typeof templatePreviewsSchema>

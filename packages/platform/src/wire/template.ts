import * as z from 'zod/mini'
import { pageOf } from './error.ts'
import { anything, flag, list, maybe, numeric, open, text, word } from './shape.ts'

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
export const templateButtonSchema = open({
  type: word<(typeof templateButtonTypes)[number]>(),
  text: maybe(text),
  url: maybe(text),
  phone_number: maybe(text),
  /** URL: a list with one filled address. COPY_CODE: the code, bare or in a list. */
  example: maybe(z.union([text, list(text)])),
  app_deep_link: maybe(anything),
  otp_type: maybe(word<'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP'>()),
  autofill_text: maybe(text),
  supported_apps: maybe(list(open({ package_name: maybe(text), signature_hash: maybe(text) }))),
  zero_tap_terms_accepted: maybe(flag),
  flow_id: maybe(numeric),
  flow_name: maybe(text),
  flow_json: maybe(anything),
  flow_action: maybe(word<'navigate' | 'data_exchange' | 'NAVIGATE' | 'DATA_EXCHANGE'>()),
  navigate_screen: maybe(text),
  icon: maybe(text),
})
export type TemplateButton = z.infer<typeof templateButtonSchema>

const named = maybe(list(open({ param_name: text, example: maybe(text) })))
export const templateExampleSchema = open({
  header_text: maybe(z.union([list(text), text])),
  header_text_named_params: named,
  header_handle: maybe(list(text)),
  body_text: maybe(z.union([list(list(text)), list(text)])),
  body_text_named_params: named,
})
export type TemplateExample = z.infer<typeof templateExampleSchema>

const component = {
  /** Any case. */
  type: word<'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS' | 'LIMITED_TIME_OFFER' | 'CAROUSEL' | 'CALL_PERMISSION_REQUEST'>(),
  format: maybe(word<'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'GIF' | 'LOCATION' | 'PRODUCT'>()),
  text: maybe(text),
  example: maybe(templateExampleSchema),
  buttons: maybe(list(templateButtonSchema)),
  add_security_recommendation: maybe(flag),
  code_expiration_minutes: maybe(numeric),
  limited_time_offer: maybe(open({ text: maybe(text), has_expiration: maybe(flag) })),
} as const

/** One component of a template's definition. Only CAROUSEL has `cards`, whose components have none. */
export const templateComponentSchema = open({
  ...component,
  cards: maybe(list(open({ components: list(open(component)) }))),
})
export type TemplateComponent = z.infer<typeof templateComponentSchema>

const definition = {
  category: word<'MARKETING' | 'UTILITY' | 'AUTHENTICATION'>(),
  parameter_format: maybe(word<'POSITIONAL' | 'NAMED'>()),
  components: maybe(list(templateComponentSchema)),
  message_send_ttl_seconds: maybe(numeric),
  cta_url_link_tracking_opted_out: maybe(flag),
  display_format: maybe(text),
  sub_category: maybe(text),
  is_primary_device_delivery_only: maybe(flag),
  degrees_of_freedom_spec: maybe(anything),
  library_template_name: maybe(text),
} as const

/** `POST /{waba-id}/message_templates`, and what a template is wherever we hold one. */
export const templateDefinitionSchema = open({
  name: text,
  language: text,
  ...definition,
  allow_category_change: maybe(flag),
  library_template_body_inputs: maybe(anything),
  library_template_button_inputs: maybe(anything),
})
export type TemplateDefinition = z.infer<typeof templateDefinitionSchema>

/** What creating one answers; the category may not be the one that was asked for. */
export const templateCreatedSchema = open({
  id: numeric,
  status: word<(typeof templateStatuses)[number]>(),
  category: maybe(word<'MARKETING' | 'UTILITY' | 'AUTHENTICATION'>()),
})
export type TemplateCreated = z.infer<typeof templateCreatedSchema>

/** `POST /{template-id}`. */
export const templateEditSchema = open({ ...definition, category: maybe(definition.category) })
export type TemplateEdit = z.infer<typeof templateEditSchema>

/** What an edit answers. */
export const templateEditedSchema = open({ success: z.boolean(), id: maybe(numeric), name: maybe(text), category: maybe(text) })
export type TemplateEdited = z.infer<typeof templateEditedSchema>

/** One template as Graph gives it. Everything after `components` depends on `fields`. */
export const templateInfoSchema = open({
  id: numeric,
  name: text,
  language: text,
  status: word<(typeof templateStatuses)[number]>(),
  ...definition,
  /** Either case in answers. */
  parameter_format: maybe(word<'POSITIONAL' | 'NAMED'>()),
  previous_category: maybe(z.nullable(text)),
  correct_category: maybe(z.nullable(text)),
  rejected_reason: maybe(z.nullable(word<(typeof templateRejectionReasons)[number]>())),
  quality_score: maybe(
    open({
      score: maybe(word<'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'>()),
      date: maybe(numeric),
      reason: maybe(z.nullable(text)),
      reasons: maybe(z.nullable(list(text))),
    }),
  ),
  last_updated_time: maybe(numeric),
  source: maybe(text),
})
export type TemplateInfo = z.infer<typeof templateInfoSchema>

export const templatePageSchema = pageOf(templateInfoSchema)

/** `POST /{waba-id}/upsert_message_templates`. */
export const templatesUpsertedSchema = open({
  data: list(open({ id: numeric, status: maybe(text), language: maybe(text), category: maybe(text) })),
})
export type TemplatesUpserted = z.infer<typeof templatesUpsertedSchema>

/** `GET /{waba-id}/message_template_previews`: the fixed texts of authentication templates by language. */
export const templatePreviewsSchema = open({
  data: list(
    open({
      body: maybe(text),
      footer: maybe(text),
      language: maybe(text),
      buttons: maybe(list(open({ text: maybe(text), autofill_text: maybe(text) }))),
    }),
  ),
})
export type TemplatePreviews = z.infer<typeof templatePreviewsSchema>

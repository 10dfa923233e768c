import type * as z from 'zod/v4/core'
import { anything, boolean, list, numeric, open, sparse, text, word } from './shape.ts'

/** `POST /{phone-number-id}/register`. */
export const registerRequestSchema = open(
  {
    messaging_product: word<'whatsapp'>(),
    pin: numeric,
  },
  {
    data_localization_region: text,
    backup: sparse({ data: text, password: text }),
  },
)
export type RegisterRequest = z.infer<typeof registerRequestSchema>

export const requestCodeRequestSchema = open({ code_method: word<'SMS' | 'VOICE'>(), language: text })
export const verifyCodeRequestSchema = open({ code: numeric })

/** `POST /{waba-id}/phone_numbers`. */
export const addPhoneNumberRequestSchema = open(
  {
    cc: numeric,
    phone_number: numeric,
    verified_name: text,
  },
  {
    migrate_phone_number: anything,
    preverified_id: numeric,
  },
)

/** `GET` and `POST /{phone-number-id}/settings`. */
export const numberSettingsSchema = sparse({
  calling: sparse({
    status: word<'ENABLED' | 'DISABLED'>(),
    call_icon_visibility: word<'DEFAULT' | 'DISABLE_ALL'>(),
    call_hours: sparse({
      status: word<'ENABLED' | 'DISABLED'>(),
      timezone_id: text,
      weekly_operating_hours: list(sparse({ day_of_week: text, open_time: text, close_time: text })),
      holiday_schedule: list(sparse({ date: text, start_time: text, end_time: text })),
    }),
    callback_permission_status: text,
    sip: anything,
  }),
  user_identity_change: sparse({ enable_identity_key_check: boolean }),
  payload_encryption: anything,
  storage_configuration: sparse({ status: text, data_localization_region: text, retention_minutes: numeric }),
})
export type NumberSettings = z.infer<typeof numberSettingsSchema>

/** `POST /{phone-number-id}/conversational_automation`. */
export const conversationalAutomationSchema = sparse({
  prompts: list(text),
  commands: list(open({ command_name: text, command_description: text })),
})
export type ConversationalAutomation = z.infer<typeof conversationalAutomationSchema>

/** A link with a prefilled message; reading one answers a list of one. */
export const qrLinkSchema = open(
  {
    code: text,
    prefilled_message: text,
  },
  {
    deep_link_url: text,
    qr_image_url: text,
  },
)
export type QrLink = z.infer<typeof qrLinkSchema>

export const commerceSettingsSchema = open({
  data: list(sparse({ id: numeric, is_cart_enabled: boolean, is_catalog_visible: boolean })),
})
export type CommerceSettings = z.infer<typeof commerceSettingsSchema>

/** `POST` and `DELETE /{phone-number-id}/block_users`. */
export const blockUsersRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  block_users: list(sparse({ user: numeric, user_id: text })),
})
export type BlockUsersRequest = z.infer<typeof blockUsersRequestSchema>

/** `POST /{phone-number-id}/calls`. */
export const callRequestSchema = open(
  {
    messaging_product: word<'whatsapp'>(),
    action: word<'connect' | 'pre_accept' | 'accept' | 'reject' | 'terminate'>(),
  },
  {
    to: numeric,
    recipient: text,
    call_id: text,
    session: sparse({ sdp_type: word<'offer' | 'answer'>(), sdp: text }),
    biz_opaque_callback_data: text,
  },
)
export type CallRequest = z.infer<typeof callRequestSchema>

/** `GET /{phone-number-id}/call_permissions`. */
export const callPermissionsSchema = open(
  {
    permission: open({ status: word<'no_permission' | 'temporary' | 'permanent'>() }, { expiration_time: numeric }),
  },
  {
    messaging_product: text,
    actions: list(
      sparse({
        action_name: text,
        can_perform_action: boolean,
        limits: list(
          sparse({
            time_period: text,
            max_allowed: numeric,
            current_usage: numeric,
            limit_expiration_time: numeric,
          }),
        ),
      }),
    ),
  },
)
export type CallPermissions = z.infer<typeof callPermissionsSchema>

/** `POST /{phone-number-id}/groups`; the group comes by webhook. */
export const createGroupRequestSchema = open(
  {
    messaging_product: word<'whatsapp'>(),
    subject: text,
  },
  {
    description: text,
    join_approval_mode: word<'auto_approve' | 'approval_required'>(),
  },
)
export type CreateGroupRequest = z.infer<typeof createGroupRequestSchema>

/** A flow as Graph lists it. */
export const flowInfoSchema = open(
  { id: numeric },
  {
    name: text,
    status: word<'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED'>(),
    categories: list(text),
    validation_errors: list(anything),
  },
)
export type FlowInfo = z.infer<typeof flowInfoSchema>

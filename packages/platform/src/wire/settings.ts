import * as z from 'zod/mini'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

/** `POST /{phone-number-id}/register`. */
export const registerRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  pin: numeric,
  data_localization_region: maybe(text),
  backup: maybe(open({ data: maybe(text), password: maybe(text) })),
})
export type RegisterRequest = z.infer<typeof registerRequestSchema>

export const requestCodeRequestSchema = open({ code_method: word<'SMS' | 'VOICE'>(), language: text })
export const verifyCodeRequestSchema = open({ code: numeric })

/** `POST /{waba-id}/phone_numbers`. */
export const addPhoneNumberRequestSchema = open({
  cc: numeric,
  phone_number: numeric,
  verified_name: text,
  migrate_phone_number: maybe(anything),
  preverified_id: maybe(numeric),
})

/** `GET` and `POST /{phone-number-id}/settings`. */
export const numberSettingsSchema = open({
  calling: maybe(
    open({
      status: maybe(word<'ENABLED' | 'DISABLED'>()),
      call_icon_visibility: maybe(word<'DEFAULT' | 'DISABLE_ALL'>()),
      call_hours: maybe(
        open({
          status: maybe(word<'ENABLED' | 'DISABLED'>()),
          timezone_id: maybe(text),
          weekly_operating_hours: maybe(
            list(open({ day_of_week: maybe(text), open_time: maybe(text), close_time: maybe(text) })),
          ),
          holiday_schedule: maybe(list(open({ date: maybe(text), start_time: maybe(text), end_time: maybe(text) }))),
        }),
      ),
      callback_permission_status: maybe(text),
      sip: maybe(anything),
    }),
  ),
  user_identity_change: maybe(open({ enable_identity_key_check: maybe(z.boolean()) })),
  payload_encryption: maybe(anything),
  storage_configuration: maybe(
    open({ status: maybe(text), data_localization_region: maybe(text), retention_minutes: maybe(numeric) }),
  ),
})
export type NumberSettings = z.infer<typeof numberSettingsSchema>

/** `POST /{phone-number-id}/conversational_automation`. */
export const conversationalAutomationSchema = open({
  prompts: maybe(list(text)),
  commands: maybe(list(open({ command_name: text, command_description: text }))),
})
export type ConversationalAutomation = z.infer<typeof conversationalAutomationSchema>

/** A link with a prefilled message; reading one answers a list of one. */
export const qrLinkSchema = open({
  code: text,
  prefilled_message: text,
  deep_link_url: maybe(text),
  qr_image_url: maybe(text),
})
export type QrLink = z.infer<typeof qrLinkSchema>

export const commerceSettingsSchema = open({
  data: list(open({ id: maybe(numeric), is_cart_enabled: maybe(z.boolean()), is_catalog_visible: maybe(z.boolean()) })),
})
export type CommerceSettings = z.infer<typeof commerceSettingsSchema>

/** `POST` and `DELETE /{phone-number-id}/block_users`. */
export const blockUsersRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  block_users: list(open({ user: maybe(numeric), user_id: maybe(text) })),
})
export type BlockUsersRequest = z.infer<typeof blockUsersRequestSchema>

/** `POST /{phone-number-id}/calls`. */
export const callRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  to: maybe(numeric),
  recipient: maybe(text),
  action: word<'connect' | 'pre_accept' | 'accept' | 'reject' | 'terminate'>(),
  call_id: maybe(text),
  session: maybe(open({ sdp_type: maybe(word<'offer' | 'answer'>()), sdp: maybe(text) })),
  biz_opaque_callback_data: maybe(text),
})
export type CallRequest = z.infer<typeof callRequestSchema>

/** `GET /{phone-number-id}/call_permissions`. */
export const callPermissionsSchema = open({
  messaging_product: maybe(text),
  permission: open({ status: word<'no_permission' | 'temporary' | 'permanent'>(), expiration_time: maybe(numeric) }),
  actions: maybe(
    list(
      open({
        action_name: maybe(text),
        can_perform_action: maybe(z.boolean()),
        limits: maybe(
          list(
            open({
              time_period: maybe(text),
              max_allowed: maybe(numeric),
              current_usage: maybe(numeric),
              limit_expiration_time: maybe(numeric),
            }),
          ),
        ),
      }),
    ),
  ),
})
export type CallPermissions = z.infer<typeof callPermissionsSchema>

/** `POST /{phone-number-id}/groups`; the group comes by webhook. */
export const createGroupRequestSchema = open({
  messaging_product: word<'whatsapp'>(),
  subject: text,
  description: maybe(text),
  join_approval_mode: maybe(word<'auto_approve' | 'approval_required'>()),
})
export type CreateGroupRequest = z.infer<typeof createGroupRequestSchema>

/** A flow as Graph lists it. */
export const flowInfoSchema = open({
  id: numeric,
  name: maybe(text),
  status: maybe(word<'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED'>()),
  categories: maybe(list(text)),
  validation_errors: maybe(list(anything)),
})
export type FlowInfo = z.infer<typeof flowInfoSchema>

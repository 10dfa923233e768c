import * as z from 'zod/mini'
import { pageOf } from './error.ts'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

export const numberStatuses = [
  'CONNECTED',
  'PENDING',
  'DISCONNECTED',
  'FLAGGED',
  'RESTRICTED',
  'RATE_LIMITED',
  'BANNED',
  'MIGRATED',
  'DELETED',
  'UNVERIFIED',
  'UNKNOWN',
] as const
export type NumberStatus = (typeof numberStatuses)[number]

/** Whether an object may send now, with the reason. */
export const healthStatusSchema = open({
  can_send_message: maybe(word<'AVAILABLE' | 'LIMITED' | 'BLOCKED'>()),
  entities: maybe(
    list(
      open({
        entity_type: maybe(word<'PHONE_NUMBER' | 'MESSAGE_TEMPLATE' | 'WABA' | 'BUSINESS' | 'APP' | 'FLOW'>()),
        id: maybe(numeric),
        can_send_message: maybe(word<'AVAILABLE' | 'LIMITED' | 'BLOCKED'>()),
        can_receive_call_sip: maybe(text),
        additional_info: maybe(list(text)),
        errors: maybe(
          list(open({ error_code: maybe(z.number()), error_description: maybe(text), possible_solution: maybe(text) })),
        ),
      }),
    ),
  ),
})
export type HealthStatus = z.infer<typeof healthStatusSchema>

/** A phone number; which fields are there depends on `fields`. Unset ones are absent. */
export const phoneNumberInfoSchema = open({
  id: numeric,
  display_phone_number: maybe(text),
  verified_name: maybe(text),
  status: maybe(word<(typeof numberStatuses)[number]>()),
  quality_rating: maybe(word<'GREEN' | 'YELLOW' | 'RED' | 'NA' | 'UNKNOWN'>()),
  quality_score: maybe(open({ score: maybe(text) })),
  code_verification_status: maybe(word<'VERIFIED' | 'NOT_VERIFIED' | 'EXPIRED' | 'UNVERIFIED'>()),
  name_status: maybe(text),
  new_name_status: maybe(text),
  new_display_name: maybe(text),
  account_mode: maybe(word<'LIVE' | 'SANDBOX'>()),
  platform_type: maybe(word<'CLOUD_API' | 'ON_PREMISE' | 'NOT_APPLICABLE'>()),
  throughput: maybe(open({ level: maybe(word<'STANDARD' | 'HIGH' | 'NOT_APPLICABLE'>()) })),
  messaging_limit_tier: maybe(text),
  whatsapp_business_manager_messaging_limit: maybe(
    z.nullable(word<'TIER_250' | 'TIER_2K' | 'TIER_10K' | 'TIER_100K' | 'TIER_UNLIMITED'>()),
  ),
  is_pin_enabled: maybe(z.boolean()),
  is_on_biz_app: maybe(z.boolean()),
  is_preverified_number: maybe(z.boolean()),
  is_official_business_account: maybe(z.boolean()),
  official_business_account: maybe(open({ oba_status: maybe(text) })),
  last_onboarded_time: maybe(text),
  country_code: maybe(text),
  country_dial_code: maybe(numeric),
  search_visibility: maybe(text),
  username: maybe(text),
  conversational_automation: maybe(
    open({
      prompts: maybe(list(text)),
      commands: maybe(list(open({ command_name: maybe(text), command_description: maybe(text) }))),
    }),
  ),
  webhook_configuration: maybe(
    open({ application: maybe(text), whatsapp_business_account: maybe(text), phone_number: maybe(text) }),
  ),
  health_status: maybe(healthStatusSchema),
})
export type PhoneNumberInfo = z.infer<typeof phoneNumberInfoSchema>

export const phoneNumberPageSchema = pageOf(phoneNumberInfoSchema)

/** A WABA; verification is written in lower case here. */
export const wabaInfoSchema = open({
  id: numeric,
  name: maybe(text),
  currency: maybe(text),
  country: maybe(text),
  timezone_id: maybe(numeric),
  message_template_namespace: maybe(text),
  account_review_status: maybe(text),
  business_verification_status: maybe(text),
  ownership_type: maybe(text),
  status: maybe(text),
  owner_business_info: maybe(open({ id: maybe(numeric), name: maybe(text) })),
  on_behalf_of_business_info: maybe(open({ id: maybe(numeric), name: maybe(text), status: maybe(text), type: maybe(text) })),
  primary_business_location: maybe(text),
  is_enabled_for_insights: maybe(z.boolean()),
  disable_marketing_messages_on_cloud_api: maybe(z.boolean()),
  health_status: maybe(healthStatusSchema),
})
export type WabaInfo = z.infer<typeof wabaInfoSchema>
export const wabaPageSchema = pageOf(wabaInfoSchema)

/** A business portfolio. */
export const businessInfoSchema = open({
  id: numeric,
  name: maybe(text),
  timezone_id: maybe(numeric),
  verification_status: maybe(text),
})
export type BusinessInfo = z.infer<typeof businessInfoSchema>

export const businessVerticals = [
  'OTHER',
  'AUTO',
  'BEAUTY',
  'APPAREL',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GROCERY',
  'GOVT',
  'HOTEL',
  'HEALTH',
  'NONPROFIT',
  'PROF_SERVICES',
  'RETAIL',
  'TRAVEL',
  'RESTAURANT',
  'ALCOHOL',
  'ONLINE_GAMBLING',
  'PHYSICAL_GAMBLING',
  'OTC_DRUGS',
] as const

/** One entry of what `GET /{phone-number-id}/whatsapp_business_profile` answers under `data`, and what the POST takes. */
export const businessProfileSchema = open({
  messaging_product: maybe(text),
  about: maybe(text),
  address: maybe(text),
  description: maybe(text),
  email: maybe(text),
  websites: maybe(list(text)),
  vertical: maybe(word<(typeof businessVerticals)[number]>()),
  profile_picture_url: maybe(text),
  profile_picture_handle: maybe(text),
})
export type BusinessProfile = z.infer<typeof businessProfileSchema>
export const businessProfileAnswerSchema = open({ data: list(businessProfileSchema) })

/** `GET /{waba-id}/subscribed_apps`. */
export const subscribedAppsSchema = open({
  data: list(
    open({
      whatsapp_business_api_data: maybe(open({ id: maybe(numeric), name: maybe(text), link: maybe(text) })),
      override_callback_uri: maybe(text),
    }),
  ),
})
export type SubscribedApps = z.infer<typeof subscribedAppsSchema>

/** `GET /{app-id}/subscriptions`. */
export const appSubscriptionsSchema = open({
  data: list(
    open({
      object: text,
      callback_url: maybe(text),
      active: maybe(z.boolean()),
      fields: maybe(list(z.union([open({ name: text, version: maybe(text) }), text]))),
    }),
  ),
})
export type AppSubscriptions = z.infer<typeof appSubscriptionsSchema>

/** `POST` and `DELETE /{phone-number-id}/block_users`; a partial failure is HTTP 400 with both lists and an `error`. */
export const blockUsersAnswerSchema = open({
  messaging_product: maybe(text),
  block_users: maybe(
    open({
      added_users: maybe(list(blockedUser())),
      removed_users: maybe(list(blockedUser())),
      failed_users: maybe(list(open({ input: maybe(text), wa_id: maybe(text), errors: maybe(list(anything)) }))),
    }),
  ),
  errors: maybe(anything),
  error: maybe(anything),
})
export type BlockUsersAnswer = z.infer<typeof blockUsersAnswerSchema>

function blockedUser() {
  return open({ input: maybe(text), wa_id: maybe(text), user_id: maybe(text) })
}

/** `GET /debug_token`: what a token is good for. */
export const debugTokenSchema = open({
  data: open({
    app_id: maybe(numeric),
    type: maybe(text),
    application: maybe(text),
    is_valid: maybe(z.boolean()),
    expires_at: maybe(numeric),
    scopes: maybe(list(text)),
    granular_scopes: maybe(list(open({ scope: maybe(text), target_ids: maybe(list(numeric)) }))),
  }),
})
export type DebugToken = z.infer<typeof debugTokenSchema>

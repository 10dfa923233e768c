import type * as z from 'zod/v4/core'
import { pageOf } from './error.ts'
import { anything, boolean, either, list, number, numeric, open, orNull, sparse, text, word } from './shape.ts'

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
export const healthStatusSchema = sparse({
  can_send_message: word<'AVAILABLE' | 'LIMITED' | 'BLOCKED'>(),
  entities: list(
    sparse({
      entity_type: word<'PHONE_NUMBER' | 'MESSAGE_TEMPLATE' | 'WABA' | 'BUSINESS' | 'APP' | 'FLOW'>(),
      id: numeric,
      can_send_message: word<'AVAILABLE' | 'LIMITED' | 'BLOCKED'>(),
      can_receive_call_sip: text,
      additional_info: list(text),
      errors: list(sparse({ error_code: number, error_description: text, possible_solution: text })),
    }),
  ),
})
export type HealthStatus = z.infer<typeof healthStatusSchema>

/** A phone number; which fields are there depends on `fields`. Unset ones are absent. */
export const phoneNumberInfoSchema = open(
  { id: numeric },
  {
    display_phone_number: text,
    verified_name: text,
    status: word<(typeof numberStatuses)[number]>(),
    quality_rating: word<'GREEN' | 'YELLOW' | 'RED' | 'NA' | 'UNKNOWN'>(),
    quality_score: sparse({ score: text }),
    code_verification_status: word<'VERIFIED' | 'NOT_VERIFIED' | 'EXPIRED' | 'UNVERIFIED'>(),
    name_status: text,
    new_name_status: text,
    new_display_name: text,
    account_mode: word<'LIVE' | 'SANDBOX'>(),
    platform_type: word<'CLOUD_API' | 'ON_PREMISE' | 'NOT_APPLICABLE'>(),
    throughput: sparse({ level: word<'STANDARD' | 'HIGH' | 'NOT_APPLICABLE'>() }),
    messaging_limit_tier: text,
    whatsapp_business_manager_messaging_limit: orNull(
      word<'TIER_250' | 'TIER_2K' | 'TIER_10K' | 'TIER_100K' | 'TIER_UNLIMITED'>(),
    ),
    is_pin_enabled: boolean,
    is_on_biz_app: boolean,
    is_preverified_number: boolean,
    is_official_business_account: boolean,
    official_business_account: sparse({ oba_status: text }),
    last_onboarded_time: text,
    country_code: text,
    country_dial_code: numeric,
    search_visibility: text,
    username: text,
    conversational_automation: sparse({
      prompts: list(text),
      commands: list(sparse({ command_name: text, command_description: text })),
    }),
    webhook_configuration: sparse({ application: text, whatsapp_business_account: text, phone_number: text }),
    health_status: healthStatusSchema,
  },
)
export type PhoneNumberInfo = z.infer<typeof phoneNumberInfoSchema>

export const phoneNumberPageSchema = pageOf(phoneNumberInfoSchema)

/** A WABA; verification is written in lower case here. */
export const wabaInfoSchema = open(
  { id: numeric },
  {
    name: text,
    currency: text,
    country: text,
    timezone_id: numeric,
    message_template_namespace: text,
    account_review_status: text,
    business_verification_status: text,
    ownership_type: text,
    status: text,
    owner_business_info: sparse({ id: numeric, name: text }),
    on_behalf_of_business_info: sparse({ id: numeric, name: text, status: text, type: text }),
    primary_business_location: text,
    is_enabled_for_insights: boolean,
    disable_marketing_messages_on_cloud_api: boolean,
    health_status: healthStatusSchema,
  },
)
export type WabaInfo = z.infer<typeof wabaInfoSchema>
export const wabaPageSchema = pageOf(wabaInfoSchema)

/** A business portfolio. */
export const businessInfoSchema = open(
  { id: numeric },
  {
    name: text,
    timezone_id: numeric,
    verification_status: text,
  },
)
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
export const businessProfileSchema = sparse({
  messaging_product: text,
  about: text,
  address: text,
  description: text,
  email: text,
  websites: list(text),
  vertical: word<(typeof businessVerticals)[number]>(),
  profile_picture_url: text,
  profile_picture_handle: text,
})
export type BusinessProfile = z.infer<typeof businessProfileSchema>
export const businessProfileAnswerSchema = open({ data: list(businessProfileSchema) })

/** `GET /{waba-id}/subscribed_apps`. */
export const subscribedAppsSchema = open({
  data: list(
    sparse({
      whatsapp_business_api_data: sparse({ id: numeric, name: text, link: text }),
      override_callback_uri: text,
    }),
  ),
})
export type SubscribedApps = z.infer<typeof subscribedAppsSchema>

/** `GET /{app-id}/subscriptions`. */
export const appSubscriptionsSchema = open({
  data: list(
    open(
      { object: text },
      {
        callback_url: text,
        active: boolean,
        fields: list(either(open({ name: text }, { version: text }), text)),
      },
    ),
  ),
})
export type AppSubscriptions = z.infer<typeof appSubscriptionsSchema>

/** `POST` and `DELETE /{phone-number-id}/block_users`; a partial failure is HTTP 400 with both lists and an `error`. */
export const blockUsersAnswerSchema = sparse({
  messaging_product: text,
  block_users: sparse({
    added_users: list(blockedUser()),
    removed_users: list(blockedUser()),
    failed_users: list(sparse({ input: text, wa_id: text, errors: list(anything) })),
  }),
  errors: anything,
  error: anything,
})
export type BlockUsersAnswer = z.infer<typeof blockUsersAnswerSchema>

function blockedUser() {
  return sparse({ input: text, wa_id: text, user_id: text })
}

/** `GET /debug_token`: what a token is good for. */
export const debugTokenSchema = open({
  data: sparse({
    app_id: numeric,
    type: text,
    application: text,
    is_valid: boolean,
    expires_at: numeric,
    scopes: list(text),
    granular_scopes: list(sparse({ scope: text, target_ids: list(numeric) })),
  }),
})
export type DebugToken = z.infer<typeof debugTokenSchema>

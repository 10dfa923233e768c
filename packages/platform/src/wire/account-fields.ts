import type * as z from 'zod/v4/core'
import type { ViolationType } from '../violations.ts'
import { anything, list, numeric, open, orNull, sparse, text, word } from './shape.ts'

/** `currentLimit` is how one provider spells `current_limit`. The rating itself comes by no webhook. */
export const phoneNumberQualityUpdateSchema = open(
  {
    event: word<'ONBOARDING' | 'THROUGHPUT_UPGRADE' | 'UPGRADE' | 'DOWNGRADE' | 'FLAGGED' | 'UNFLAGGED'>(),
  },
  {
    display_phone_number: text,
    old_limit: text,
    current_limit: text,
    currentLimit: text,
    max_daily_conversations_per_business: numeric,
  },
)
export type PhoneNumberQualityUpdate = z.infer<typeof phoneNumberQualityUpdateSchema>

export const phoneNumberNameUpdateSchema = open(
  { decision: word<'APPROVED' | 'DEFERRED' | 'PENDING' | 'REJECTED'>() },
  {
    display_phone_number: text,
    requested_verified_name: text,
    rejection_reason: orNull(text),
  },
)
export type PhoneNumberNameUpdate = z.infer<typeof phoneNumberNameUpdateSchema>

/** The limit is a `TIER_…` name or a number, -1 for unlimited in the oldest field. */
export const businessCapabilityUpdateSchema = sparse({
  max_daily_conversation_per_phone: numeric,
  max_daily_conversations_per_business: numeric,
  max_phone_numbers_per_business: numeric,
  max_phone_numbers_per_waba: numeric,
})
export type BusinessCapabilityUpdate = z.infer<typeof businessCapabilityUpdateSchema>

export const businessStatusUpdateSchema = open({ event: word<'COMPROMISED_NOTIFICATION'>() }, { business_id: numeric })
export const accountReviewUpdateSchema = open({ decision: word<'APPROVED' | 'REJECTED' | 'PENDING' | 'DEFERRED'>() })

export const accountAlertsSchema = sparse({
  entity_type: word<'BUSINESS' | 'PHONE_NUMBER' | 'CURRENT_STATUS_ID'>(),
  entity_id: numeric,
  alert_info: sparse({
    alert_severity: word<'CRITICAL' | 'INFORMATIONAL' | 'WARNING'>(),
    alert_status: word<'ACTIVE' | 'NONE'>(),
    alert_type: word<
      | 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED'
      | 'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED'
      | 'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO'
      | 'OBA_APPROVED'
      | 'OBA_REJECTED'
      | 'PROFILE_PICTURE_LOST'
    >(),
    alert_description: text,
  }),
})
export type AccountAlerts = z.infer<typeof accountAlertsSchema>

export const accountEvents = [
  'ACCOUNT_RESTRICTION',
  'ACCOUNT_VIOLATION',
  'DISABLED_UPDATE',
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
  'VOLUME_BASED_PRICING_TIER_UPDATE',
  'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
  'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
  'PARTNER_CLIENT_CERTIFICATION_NEEDED',
  'ACCOUNT_DELETED',
  'ACCOUNT_OFFBOARDED',
  'ACCOUNT_RECONNECTED',
  'VERIFIED_ACCOUNT',
] as const

export const restrictionTypes = [
  'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
  'RESTRICTED_BIZ_INITIATED_MESSAGING',
  'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  'RESTRICTED_UTILITY_TEMPLATES',
  'RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING',
  'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES',
  'RESTRICTED_BUSINESS_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
] as const
export type RestrictionType = (typeof restrictionTypes)[number]

/** `account_update`: `event` says which of the other keys are there. */
export const accountUpdateSchema = open(
  { event: word<(typeof accountEvents)[number]>() },
  {
    phone_number: text,
    country: text,
    restriction_info: list(
      sparse({
        restriction_type: word<(typeof restrictionTypes)[number]>(),
        expiration: numeric,
        remediation: text,
      }),
    ),
    violation_info: sparse({ violation_type: word<ViolationType>(), remediation: text }),
    ban_info: sparse({ waba_ban_state: word<'DISABLE' | 'REINSTATE' | 'SCHEDULE_FOR_DISABLE'>(), waba_ban_date: text }),
    waba_info: sparse({
      waba_id: numeric,
      owner_business_id: numeric,
      partner_app_id: numeric,
      solution_id: numeric,
      solution_partner_business_ids: list(numeric),
      ad_account_linked: anything,
      ad_account_id: numeric,
    }),
    disconnection_info: sparse({ reason: text, initiated_by: word<'SYSTEM' | 'USER'>() }),
    volume_tier_info: sparse({
      tier_update_time: numeric,
      pricing_category: text,
      tier: text,
      effective_month: text,
      region: text,
    }),
    auth_international_rate_eligibility: sparse({
      start_time: numeric,
      exception_countries: list(sparse({ country_code: text, start_time: numeric })),
    }),
    partner_client_certification_info: sparse({ client_business_id: numeric, status: text, rejection_reasons: list(text) }),
    partner_client_certification_needed_info: sparse({ client_business_id: numeric }),
  },
)
export type AccountUpdate = z.infer<typeof accountUpdateSchema>

export const securitySchema = open(
  {
    event: word<'PIN_CHANGED' | 'PIN_RESET_REQUEST' | 'PIN_REQUEST_SUCCESS'>(),
  },
  {
    display_phone_number: text,
    requester: numeric,
  },
)
export const accountSettingsUpdateSchema = open(
  { type: word<'PHONE_NUMBER_SETTINGS'>() },
  {
    messaging_product: text,
    timestamp: numeric,
    phone_number_settings: sparse({ phone_number_id: numeric, calling: anything }),
  },
)
export const businessUsernameUpdateSchema = open(
  { status: word<'approved' | 'reserved' | 'deleted'>() },
  {
    display_phone_number: text,
    username: text,
  },
)
export const partnerSolutionsSchema = open(
  { event: word<'SOLUTION_CREATED' | 'SOLUTION_UPDATED'>() },
  {
    solution_id: numeric,
    solution_status: text,
  },
)
export const paymentConfigurationUpdateSchema = sparse({
  configuration_name: text,
  provider_name: text,
  provider_mid: text,
  status: text,
  created_timestamp: numeric,
  updated_timestamp: numeric,
})
export const flowsSchema = open(
  {
    event: word<
      | 'FLOW_STATUS_CHANGE'
      | 'CLIENT_ERROR_RATE'
      | 'ENDPOINT_ERROR_RATE'
      | 'ENDPOINT_LATENCY'
      | 'ENDPOINT_AVAILABILITY'
      | 'FLOW_VERSION_EXPIRY_WARNING'
    >(),
  },
  {
    flow_id: numeric,
    message: text,
    warning: text,
    old_status: text,
    new_status: text,
    threshold: numeric,
    alert_state: word<'ACTIVATED' | 'DEACTIVATED'>(),
    error_rate: numeric,
    p90_latency: numeric,
    availability: numeric,
  },
)

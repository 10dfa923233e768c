import * as z from 'zod/mini'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

/** `currentLimit` is how one provider spells `current_limit`. The rating itself comes by no webhook. */
export const phoneNumberQualityUpdateSchema = open({
  display_phone_number: maybe(text),
  event: word<'ONBOARDING' | 'THROUGHPUT_UPGRADE' | 'UPGRADE' | 'DOWNGRADE' | 'FLAGGED' | 'UNFLAGGED'>(),
  old_limit: maybe(text),
  current_limit: maybe(text),
  currentLimit: maybe(text),
  max_daily_conversations_per_business: maybe(numeric),
})
export type PhoneNumberQualityUpdate = z.infer<typeof phoneNumberQualityUpdateSchema>

export const phoneNumberNameUpdateSchema = open({
  display_phone_number: maybe(text),
  decision: word<'APPROVED' | 'DEFERRED' | 'PENDING' | 'REJECTED'>(),
  requested_verified_name: maybe(text),
  rejection_reason: maybe(z.nullable(text)),
})
export type PhoneNumberNameUpdate = z.infer<typeof phoneNumberNameUpdateSchema>

/** The limit is a `TIER_…` name or a number, -1 for unlimited in the oldest field. */
export const businessCapabilityUpdateSchema = open({
  max_daily_conversation_per_phone: maybe(numeric),
  max_daily_conversations_per_business: maybe(numeric),
  max_phone_numbers_per_business: maybe(numeric),
  max_phone_numbers_per_waba: maybe(numeric),
})
export type BusinessCapabilityUpdate = z.infer<typeof businessCapabilityUpdateSchema>

export const businessStatusUpdateSchema = open({ business_id: maybe(numeric), event: word<'COMPROMISED_NOTIFICATION'>() })
export const accountReviewUpdateSchema = open({ decision: word<'APPROVED' | 'REJECTED' | 'PENDING' | 'DEFERRED'>() })

export const accountAlertsSchema = open({
  entity_type: maybe(word<'BUSINESS' | 'PHONE_NUMBER' | 'CURRENT_STATUS_ID'>()),
  entity_id: maybe(numeric),
  alert_info: maybe(
    open({
      alert_severity: maybe(word<'CRITICAL' | 'INFORMATIONAL' | 'WARNING'>()),
      alert_status: maybe(word<'ACTIVE' | 'NONE'>()),
      alert_type: maybe(
        word<
          | 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED'
          | 'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED'
          | 'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO'
          | 'OBA_APPROVED'
          | 'OBA_REJECTED'
          | 'PROFILE_PICTURE_LOST'
        >(),
      ),
      alert_description: maybe(text),
    }),
  ),
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

export const violationTypes = [
  'ADULT',
  'ALCOHOL',
  'ANIMALS',
  'BODY_PARTS_FLUIDS',
  'DATING',
  'DIGITAL_SERVICES_PRODUCTS',
  'DRUGS',
  'GAMBLING',
  'HEALTHCARE',
  'ILLEGAL_PRODUCTS',
  'MISLEADING',
  'OVERTLY_SEXUALIZED_POSITIONING',
  'REAL_FAKE_CURRENCY',
  'SCAM',
  'SUPPLEMENTS',
  'THIRD_PARTY_INFRINGEMENTS',
  'TOBACCO',
  'UNAUTHORIZED_MEDIA',
  'WEAPONS',
  'UTILITY_TEMPLATE_ABUSE',
] as const
export type ViolationType = (typeof violationTypes)[number]

/** `account_update`: `event` says which of the other keys are there. */
export const accountUpdateSchema = open({
  event: word<(typeof accountEvents)[number]>(),
  phone_number: maybe(text),
  country: maybe(text),
  restriction_info: maybe(
    list(
      open({
        restriction_type: maybe(word<(typeof restrictionTypes)[number]>()),
        expiration: maybe(numeric),
        remediation: maybe(text),
      }),
    ),
  ),
  violation_info: maybe(open({ violation_type: maybe(word<(typeof violationTypes)[number]>()), remediation: maybe(text) })),
  ban_info: maybe(
    open({ waba_ban_state: maybe(word<'DISABLE' | 'REINSTATE' | 'SCHEDULE_FOR_DISABLE'>()), waba_ban_date: maybe(text) }),
  ),
  waba_info: maybe(
    open({
      waba_id: maybe(numeric),
      owner_business_id: maybe(numeric),
      partner_app_id: maybe(numeric),
      solution_id: maybe(numeric),
      solution_partner_business_ids: maybe(list(numeric)),
      ad_account_linked: maybe(anything),
      ad_account_id: maybe(numeric),
    }),
  ),
  disconnection_info: maybe(open({ reason: maybe(text), initiated_by: maybe(word<'SYSTEM' | 'USER'>()) })),
  volume_tier_info: maybe(
    open({
      tier_update_time: maybe(numeric),
      pricing_category: maybe(text),
      tier: maybe(text),
      effective_month: maybe(text),
      region: maybe(text),
    }),
  ),
  auth_international_rate_eligibility: maybe(
    open({
      start_time: maybe(numeric),
      exception_countries: maybe(list(open({ country_code: maybe(text), start_time: maybe(numeric) }))),
    }),
  ),
  partner_client_certification_info: maybe(
    open({ client_business_id: maybe(numeric), status: maybe(text), rejection_reasons: maybe(list(text)) }),
  ),
  partner_client_certification_needed_info: maybe(open({ client_business_id: maybe(numeric) })),
})
export type AccountUpdate = z.infer<typeof accountUpdateSchema>

export const securitySchema = open({
  display_phone_number: maybe(text),
  event: word<'PIN_CHANGED' | 'PIN_RESET_REQUEST' | 'PIN_REQUEST_SUCCESS'>(),
  requester: maybe(numeric),
})
export const accountSettingsUpdateSchema = open({
  messaging_product: maybe(text),
  timestamp: maybe(numeric),
  type: word<'PHONE_NUMBER_SETTINGS'>(),
  phone_number_settings: maybe(open({ phone_number_id: maybe(numeric), calling: maybe(anything) })),
})
export const businessUsernameUpdateSchema = open({
  display_phone_number: maybe(text),
  username: maybe(text),
  status: word<'approved' | 'reserved' | 'deleted'>(),
})
export const partnerSolutionsSchema = open({
  event: word<'SOLUTION_CREATED' | 'SOLUTION_UPDATED'>(),
  solution_id: maybe(numeric),
  solution_status: maybe(text),
})
export const paymentConfigurationUpdateSchema = open({
  configuration_name: maybe(text),
  provider_name: maybe(text),
  provider_mid: maybe(text),
  status: maybe(text),
  created_timestamp: maybe(numeric),
  updated_timestamp: maybe(numeric),
})
export const flowsSchema = open({
  event: word<
    | 'FLOW_STATUS_CHANGE'
    | 'CLIENT_ERROR_RATE'
    | 'ENDPOINT_ERROR_RATE'
    | 'ENDPOINT_LATENCY'
    | 'ENDPOINT_AVAILABILITY'
    | 'FLOW_VERSION_EXPIRY_WARNING'
  >(),
  flow_id: maybe(numeric),
  message: maybe(text),
  warning: maybe(text),
  old_status: maybe(text),
  new_status: maybe(text),
  threshold: maybe(numeric),
  alert_state: maybe(word<'ACTIVATED' | 'DEACTIVATED'>()),
  error_rate: maybe(numeric),
  p90_latency: maybe(numeric),
  availability: maybe(numeric),
})

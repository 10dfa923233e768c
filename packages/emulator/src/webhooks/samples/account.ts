import type { FieldSamples, SampleFacts } from './facts.ts'

export function accountSamples(facts: SampleFacts) {
  const { at, timestamp, display, numberId } = facts
  const username = {
    approved: { display_phone_number: display, username: 'nordlys.home', status: 'approved' },
    reserved: { display_phone_number: display, username: 'nordlys.home', status: 'reserved' },
    deleted: { display_phone_number: display, status: 'deleted' },
  }
  return {
    phone_number_quality_update: {
      THROUGHPUT_UPGRADE: {
        display_phone_number: display,
        event: 'THROUGHPUT_UPGRADE',
        max_daily_conversations_per_business: 'TIER_100K',
      },
      ONBOARDING: { display_phone_number: display, event: 'ONBOARDING', max_daily_conversations_per_business: 'TIER_250' },
      UPGRADE: { display_phone_number: display, event: 'UPGRADE', old_limit: 'TIER_2K', current_limit: 'TIER_10K' },
      DOWNGRADE: { display_phone_number: display, event: 'DOWNGRADE', old_limit: 'TIER_10K', current_limit: 'TIER_2K' },
      FLAGGED: { display_phone_number: display, event: 'FLAGGED', current_limit: 'TIER_10K' },
      UNFLAGGED: { display_phone_number: display, event: 'UNFLAGGED', current_limit: 'TIER_10K' },
    },
    phone_number_name_update: {
      APPROVED: {
        display_phone_number: display,
        decision: 'APPROVED',
        requested_verified_name: 'Nordlys Home & Garden',
        rejection_reason: null,
      },
      REJECTED: {
        display_phone_number: display,
        decision: 'REJECTED',
        requested_verified_name: 'Best Sofas',
        rejection_reason: 'NAME_NOT_CONSISTENT',
      },
    },
    business_capability_update: {
      portfolio: {
        max_daily_conversations_per_business: 'TIER_10K',
        max_phone_numbers_per_business: 20,
        max_phone_numbers_per_waba: 25,
      },
      number: { max_daily_conversation_per_phone: 2_000, max_phone_numbers_per_business: 2 },
    },
    business_status_update: {
      COMPROMISED_NOTIFICATION: { business_id: Number(facts.portfolioId), event: 'COMPROMISED_NOTIFICATION' },
    },
    account_review_update: {
      APPROVED: { decision: 'APPROVED' },
      REJECTED: { decision: 'REJECTED' },
      PENDING: { decision: 'PENDING' },
      DEFERRED: { decision: 'DEFERRED' },
    },
    account_alerts: {
      OBA_APPROVED: alert(
        'PHONE_NUMBER',
        numberId,
        'INFORMATIONAL',
        'OBA_APPROVED',
        'The number is an official business account.',
      ),
      OBA_REJECTED: alert('PHONE_NUMBER', numberId, 'INFORMATIONAL', 'OBA_REJECTED', 'The number is not notable enough yet.'),
      PROFILE_PICTURE_LOST: alert(
        'PHONE_NUMBER',
        numberId,
        'WARNING',
        'PROFILE_PICTURE_LOST',
        'Upload the profile picture again.',
      ),
      INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO: alert(
        'BUSINESS',
        facts.portfolioId,
        'CRITICAL',
        'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO',
        'Verify the business to write to more people.',
      ),
    },
    account_update: accountUpdates(facts),
    account_settings_update: {
      PHONE_NUMBER_SETTINGS: {
        messaging_product: 'whatsapp',
        timestamp,
        type: 'PHONE_NUMBER_SETTINGS',
        phone_number_settings: {
          phone_number_id: numberId,
          calling: { status: 'ENABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'ENABLED' },
        },
      },
    },
    security: {
      PIN_CHANGED: { display_phone_number: display, event: 'PIN_CHANGED', requester: '294700000000001' },
      PIN_RESET_REQUEST: { display_phone_number: display, event: 'PIN_RESET_REQUEST', requester: '294700000000001' },
      PIN_REQUEST_SUCCESS: { display_phone_number: display, event: 'PIN_REQUEST_SUCCESS' },
    },
    business_username_updates: username,
    business_username_update: username,
    partner_solutions: {
      SOLUTION_CREATED: { event: 'SOLUTION_CREATED', solution_id: '774400000000001', solution_status: 'INITIATED' },
      SOLUTION_UPDATED: { event: 'SOLUTION_UPDATED', solution_id: '774400000000001', solution_status: 'ACTIVE' },
    },
    payment_configuration_update: {
      connected: {
        configuration_name: 'nordlys_upi',
        provider_name: 'razorpay',
        provider_mid: 'acc_N0rdlys00001',
        status: 'Needs Testing',
        created_timestamp: at - 3_600,
        updated_timestamp: at,
      },
    },
    flows: flows(facts),
    tracking_events: { undocumented: { note: 'Meta lists this field and documents no value.' } },
    consumer_profile: { undocumented: { note: 'Meta lists this field and documents no value.' } },
  } satisfies Record<string, FieldSamples>
}

const alert = (entity: string, id: string, severity: string, type: string, description: string) => ({
  entity_type: entity,
  entity_id: id,
  alert_info: { alert_severity: severity, alert_status: 'ACTIVE', alert_type: type, alert_description: description },
})

function accountUpdates({ at, wabaId, portfolioId, appId, display }: SampleFacts): FieldSamples {
  const waba = { waba_id: wabaId, owner_business_id: portfolioId }
  const values: Record<string, Record<string, unknown>> = {
    ACCOUNT_RESTRICTION: {
      restriction_info: [
        {
          restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
          expiration: at + 7 * 86_400,
          remediation: 'Ask people before you write to them.',
        },
      ],
    },
    ACCOUNT_VIOLATION: {
      violation_info: { violation_type: 'ALCOHOL', remediation: 'Remove the product.' },
      phone_number: display,
    },
    DISABLED_UPDATE: { ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE', waba_ban_date: dateOf(at + 7 * 86_400) } },
    PARTNER_ADDED: { waba_info: { ...waba, solution_id: '774400000000001', solution_partner_business_ids: ['880011002200'] } },
    PARTNER_REMOVED: {
      waba_info: waba,
      phone_number: display,
      disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' },
    },
    PARTNER_APP_INSTALLED: { waba_info: { ...waba, partner_app_id: appId } },
    PARTNER_APP_UNINSTALLED: { waba_info: { ...waba, partner_app_id: appId } },
    AD_ACCOUNT_LINKED: { waba_info: { ...waba, ad_account_linked: 'act_1203000000001' } },
    MM_LITE_TERMS_SIGNED: { waba_info: waba },
    VOLUME_BASED_PRICING_TIER_UPDATE: {
      volume_tier_info: {
        tier_update_time: at,
        pricing_category: 'UTILITY',
        tier: '25000001:50000000',
        effective_month: new Date(at * 1_000).toISOString().slice(0, 7),
        region: 'India',
      },
    },
    AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: {
      auth_international_rate_eligibility: {
        start_time: at + 30 * 86_400,
        exception_countries: [{ country_code: 'IN', start_time: at + 60 * 86_400 }],
      },
    },
    BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: { country: 'GB' },
    PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: {
      partner_client_certification_info: { client_business_id: portfolioId, status: 'APPROVED', rejection_reasons: ['NONE'] },
    },
    PARTNER_CLIENT_CERTIFICATION_NEEDED: { partner_client_certification_needed_info: { client_business_id: portfolioId } },
    ACCOUNT_DELETED: {},
    ACCOUNT_OFFBOARDED: { phone_number: display },
    ACCOUNT_RECONNECTED: { phone_number: display },
    VERIFIED_ACCOUNT: { phone_number: display },
  }
  return Object.fromEntries(Object.entries(values).map(([event, value]) => [event, { event, ...value }]))
}

/** `April 17, 2026`, as bans are dated. */
const dateOf = (seconds: number): string =>
  new Date(seconds * 1_000).toLocaleDateString('en-US', { month: 'long', day: 'numeric', year: 'numeric', timeZone: 'UTC' })

function flows({ at }: SampleFacts): FieldSamples {
  const flow_id = '660044002200001'
  const alarm = { flow_id, alert_state: 'ACTIVATED' }
  return {
    FLOW_STATUS_CHANGE: {
      event: 'FLOW_STATUS_CHANGE',
      message: 'Flow Book a visit has been published.',
      flow_id,
      old_status: 'DRAFT',
      new_status: 'PUBLISHED',
    },
    CLIENT_ERROR_RATE: {
      ...alarm,
      event: 'CLIENT_ERROR_RATE',
      message: 'Screens of the flow fail more often than they should.',
      error_rate: 14.3,
      threshold: 10,
      errors: [{ error_type: 'INVALID_SCREEN_TRANSITION', error_rate: 14.3, error_count: 43 }],
    },
    ENDPOINT_ERROR_RATE: {
      ...alarm,
      event: 'ENDPOINT_ERROR_RATE',
      message: 'The endpoint answers with errors.',
      error_rate: 9.1,
      threshold: 5,
      errors: [{ error_type: 'TIMEOUT', error_rate: 9.1, error_count: 12 }],
    },
    ENDPOINT_LATENCY: {
      ...alarm,
      event: 'ENDPOINT_LATENCY',
      message: 'The endpoint answers slowly.',
      p90_latency: 1_800,
      requests_count: 240,
      threshold: 1_000,
    },
    ENDPOINT_AVAILABILITY: {
      ...alarm,
      event: 'ENDPOINT_AVAILABILITY',
      message: 'The endpoint is not reached.',
      availability: 88,
      threshold: 90,
    },
    FLOW_VERSION_EXPIRY_WARNING: {
      event: 'FLOW_VERSION_EXPIRY_WARNING',
      warning: `The version of this flow is frozen on ${dateOf(at + 30 * 86_400)}.`,
      message: 'Move the flow to a newer version.',
      flow_id,
    },
  }
}

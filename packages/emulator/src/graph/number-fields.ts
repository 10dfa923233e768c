import { onBusinessApp } from '../coexistence/business-app.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { wishedName } from './display-name.ts'
import { healthOf } from './health.ts'
import { officialStatus } from './official-account.ts'
import type { Fields } from './select-fields.ts'

export const numberDefaults = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'last_onboarded_time',
  'webhook_configuration',
  'id',
]

/** `+0000` times as Graph writes them. */
export const graphTime = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000')

/** What a phone number node can tell. */
export function numberFields(world: World, number: PhoneNumber): Fields {
  const waba = world.wabas.get(number.wabaId)
  const portfolio = waba && world.portfolios.get(waba.portfolioId)
  const app = [...world.apps.values()][0]
  const high = number.throughput >= world.policyOf(waba).throughput.high
  return {
    id: () => number.id,
    verified_name: () => number.verifiedName,
    display_phone_number: () => number.display,
    code_verification_status: () => (number.status === 'PENDING' ? 'NOT_VERIFIED' : 'VERIFIED'),
    quality_rating: () => number.quality,
    quality_score: () => ({ score: number.quality }),
    platform_type: () => (number.status === 'CONNECTED' ? 'CLOUD_API' : 'NOT_APPLICABLE'),
    host_platform: () => 'CLOUD_API',
    throughput: () => ({ level: number.status !== 'CONNECTED' ? 'NOT_APPLICABLE' : high ? 'HIGH' : 'STANDARD' }),
    last_onboarded_time: () => graphTime(number.onboardedAt),
    webhook_configuration: () => {
      const configuration: Record<string, string> = {}
      if (app?.callback) configuration.application = app.callback.url
      if (waba?.override) configuration.whatsapp_business_account = waba.override.url
      if (number.override) configuration.phone_number = number.override.url
      return Object.keys(configuration).length > 0 ? configuration : undefined
    },
    status: () => number.status,
    account_mode: () => (world.settings.allowedRecipients ? 'SANDBOX' : 'LIVE'),
    name_status: () => 'APPROVED',
    new_name_status: () => (wishedName(world, number) === undefined ? 'NONE' : 'PENDING_REVIEW'),
    new_display_name: () => wishedName(world, number),
    certificate: () => undefined,
    new_certificate: () => undefined,
    is_pin_enabled: () => number.pin !== null,
    is_on_biz_app: () => onBusinessApp(world, number) !== undefined,
    is_preverified_number: () => false,
    is_official_business_account: () => officialStatus(world, number) === 'APPROVED',
    official_business_account: () => ({ oba_status: officialStatus(world, number) }),
    eligibility_for_api_business_global_search: () => 'NON_ELIGIBLE_VERIFIED_LEVEL',
    search_visibility: () => 'NON_VISIBLE',
    unified_cert_status: () => undefined,
    username: () => number.username ?? undefined,
    country_code: () => waba?.country,
    country_dial_code: () => /^\+(\d+)/.exec(number.display)?.[1],
    messaging_limit_tier: () => portfolio?.tier,
    whatsapp_business_manager_messaging_limit: () => portfolio?.tier,
    conversational_automation: () => ({ id: number.id, ...number.automation }),
    whatsapp_business_profile: () => {
      const { picture: _file, ...profile } = number.profile
      return { ...profile, messaging_product: 'whatsapp' }
    },
    health_status: () => healthOf(world, { number }),
  }
}

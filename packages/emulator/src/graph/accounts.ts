import type { Portfolio, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { analyticsFields } from './analytics.ts'
import { healthOf } from './health.ts'
import { numberDefaults, numberFields } from './number-fields.ts'
import { pageOf } from './page.ts'
import { flagParam, type GraphHandler, type GraphRequest, isRecord, listParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { type Fields, selectFields } from './select-fields.ts'
import { subscribedAppEdges } from './subscriptions.ts'

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba

const numbersOf = (world: World, wabaId: string) => [...world.numbers.values()].filter((number) => number.wabaId === wabaId)

/** What a WhatsApp Business Account can tell; other nouns add theirs (analytics). */
export function wabaFields(world: World, waba: Waba): Fields {
  const portfolio = world.portfolios.get(waba.portfolioId)
  return {
    id: () => waba.id,
    name: () => waba.name,
    timezone_id: () => timezoneIds[waba.timeZone] ?? '0',
    message_template_namespace: () => waba.namespace,
    account_review_status: () => waba.reviewStatus,
    business_verification_status: () => (portfolio?.verified ? 'verified' : 'not_verified'),
    ownership_type: () => 'SELF',
    country: () => waba.country,
    currency: () => waba.currency,
    primary_business_location: () => waba.country,
    owner_business_info: () => ({ id: waba.portfolioId, name: portfolio?.name }),
    on_behalf_of_business_info: () => ({ id: waba.portfolioId, name: portfolio?.name, status: 'APPROVED', type: 'SELF' }),
    status: () => (waba.locked ? 'DISABLED' : 'ACTIVE'),
    creation_time: () => Math.floor(waba.createdAt / 1_000),
    health_status: () => healthOf(world, { waba }),
    is_enabled_for_insights: () => waba.insights,
    marketing_messages_lite_api_status: () => 'ONBOARDED',
    marketing_messages_onboarding_status: () => 'ONBOARDED',
    disable_marketing_messages_on_cloud_api: () => false,
    purchase_order_number: () => undefined,
    ...analyticsFields(world, waba),
    subscribed_apps: () => ({
      data: waba.subscribed ? [...world.apps.values()].map((app) => ({ id: app.id, name: app.name })) : [],
    }),
    phone_numbers: (spec) => {
      const names = spec.inner?.map((one) => one.name) ?? numberDefaults
      return {
        data: numbersOf(world, waba.id).map((number) =>
          selectFields(numberFields(world, number), names.join(','), numberDefaults, typeName('number')),
        ),
      }
    },
  }
}

/** Meta numbers its time zones; a few of them. */
const timezoneIds: Record<string, string> = {
  UTC: '0',
  'America/Los_Angeles': '1',
  'America/New_York': '7',
  'America/Sao_Paulo': '25',
  'Europe/Berlin': '47',
  'Europe/London': '58',
  'Asia/Kolkata': '71',
  'Europe/Oslo': '103',
  'Europe/Stockholm': '127',
}

export const wabaDefaults = ['id', 'name', 'timezone_id', 'message_template_namespace']

export const wabaEdges: Record<string, GraphHandler> = {
  ...subscribedAppEdges,
  GET: (request) =>
    selectFields(wabaFields(request.world, wabaNode(request)), request.params.fields, wabaDefaults, typeName('waba')),
  POST: (request) => {
    const waba = wabaNode(request)
    const name = textParam(request.params, 'name')
    const zone = textParam(request.params, 'timezone_id')
    if (name !== undefined) waba.name = name
    waba.timeZone = Object.keys(timezoneIds).find((key) => timezoneIds[key] === zone) ?? waba.timeZone
    if (flagParam(request.params, 'is_enabled_for_insights')) waba.insights = true
    request.world.wabas.put(waba)
    return { id: waba.id }
  },
  'GET phone_numbers': (request) => {
    const { world, params } = request
    const filters = (listParam(params, 'filtering') ?? []).filter(isRecord)
    const rows = numbersOf(world, wabaNode(request).id)
      .filter((number) =>
        filters.every(
          (filter) =>
            String(numberFields(world, number)[String(filter.field)]?.({ name: '', modifiers: {}, inner: null })) ===
            String(filter.value),
        ),
      )
      .map((number) => selectFields(numberFields(world, number), params.fields, numberDefaults, typeName('number')))
    return pageOf(request, rows, `${request.path[0]}/phone_numbers`)
  },
  'GET assigned_users': () => ({ data: [] }),
  'POST assigned_users': () => ({ success: true }),
  'DELETE assigned_users': () => ({ success: true }),
}

const businessFields = (portfolio: Portfolio): Fields => ({
  id: () => portfolio.id,
  name: () => portfolio.name,
  timezone_id: () => '0',
  verification_status: () => (portfolio.verified ? 'verified' : 'not_verified'),
})

function ownedAccounts(request: GraphRequest): Record<string, unknown> {
  const { world, params } = request
  const rows = [...world.wabas.values()]
    .filter((waba) => waba.portfolioId === request.path[0])
    .map((waba) => selectFields(wabaFields(world, waba), params.fields, wabaDefaults, typeName('waba')))
  return pageOf(request, rows, request.path.join('/'))
}

export const businessEdges: Record<string, GraphHandler> = {
  GET: (request) => {
    const portfolio = request.world.portfolios.get(request.path[0] as string) as Portfolio
    return selectFields(businessFields(portfolio), request.params.fields, ['id', 'name'], typeName('business'))
  },
  'GET owned_whatsapp_business_accounts': ownedAccounts,
  'GET client_whatsapp_business_accounts': () => ({ data: [] }),
}

import { idOfTimeZone, TIME_ZONES, timeZoneOfId } from '@casement/platform/reference'
import { assign, assignedTo, TASKS, unassign } from '../accounts/assigned-users.ts'
import { keepMarketingOff, keepsMarketingOff } from '../accounts/marketing-choice.ts'
import type { Portfolio, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { analyticsFields } from './analytics.ts'
import { invalidParameter, missingParameter, refuse, unknownField } from './failure.ts'
import { healthOf } from './health.ts'
import { numberDefaults, numberFields } from './number-fields.ts'
import { pageOf } from './page.ts'
import { notOneOf } from './refuse-parameter.ts'
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
    timezone_id: () => String(idOfTimeZone(waba.timeZone)),
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
    disable_marketing_messages_on_cloud_api: () => keepsMarketingOff(world, waba),
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

/** UTC, which Meta gives no number, is 0 here. */
function readZone(id: string): string {
  const zone = id === '0' ? 'UTC' : timeZoneOfId(Number(id))
  if (zone === null) throw invalidParameter(`timezone_id is one of Meta's numbers of time zones, 1 to ${TIME_ZONES}.`)
  return zone
}

export const wabaDefaults = ['id', 'name', 'timezone_id', 'message_template_namespace']

/** One of `filtering=[{"field","operator","value"}]`. Throws GraphFailure for a field the node does not have. */
function passes(fields: Fields, filter: Record<string, unknown>): boolean {
  const name = String(filter.field)
  const read = fields[name]
  if (!read) throw unknownField(name, typeName('number'))
  const value = String(read({ name, modifiers: {}, inner: null }))
  const wanted = (Array.isArray(filter.value) ? filter.value : [filter.value]).map(String)
  const operator = String(filter.operator ?? 'EQUAL').toUpperCase()
  return operator.startsWith('NOT_') ? !wanted.includes(value) : wanted.includes(value)
}

export const wabaEdges: Record<string, GraphHandler> = {
  ...subscribedAppEdges,
  GET: (request) =>
    selectFields(wabaFields(request.world, wabaNode(request)), request.params.fields, wabaDefaults, typeName('waba')),
  POST: (request) => {
    const waba = wabaNode(request)
    const name = textParam(request.params, 'name')
    const zone = textParam(request.params, 'timezone_id')
    const insights = flagParam(request.params, 'is_enabled_for_insights')
    const marketingOff = flagParam(request.params, 'disable_marketing_messages_on_cloud_api')
    const timeZone = zone === undefined ? waba.timeZone : readZone(zone)
    if (insights === false && waba.insights) throw refuse(200_006, 'Insights of templates cannot be switched off again.', 400)
    if (name !== undefined) waba.name = name
    waba.timeZone = timeZone
    waba.insights ||= insights === true
    if (marketingOff !== undefined) keepMarketingOff(request.world, waba, marketingOff)
    request.world.wabas.put(waba)
    return { id: waba.id }
  },
  'GET phone_numbers': (request) => {
    const { world, params } = request
    const filters = (listParam(params, 'filtering') ?? []).filter(isRecord)
    const rows = numbersOf(world, wabaNode(request).id)
      .filter((number) => filters.every((filter) => passes(numberFields(world, number), filter)))
      .map((number) => selectFields(numberFields(world, number), params.fields, numberDefaults, typeName('number')))
    return pageOf(request, rows, `${request.path[0]}/phone_numbers`)
  },
  'GET assigned_users': (request) =>
    pageOf(request, assignedTo(request.world, wabaNode(request).id), `${request.path[0]}/assigned_users`),
  'POST assigned_users': (request) => {
    const user = textParam(request.params, 'user')
    const tasks = listParam(request.params, 'tasks')?.map((one) =>
      String(one)
        .replace(/['"[\]]/g, '')
        .toUpperCase(),
    )
    if (user === undefined) throw missingParameter('user')
    if (!tasks || tasks.length === 0) throw missingParameter('tasks')
    const wrong = tasks.find((task) => !(TASKS as readonly string[]).includes(task))
    if (wrong !== undefined) throw notOneOf('tasks', TASKS, wrong)
    assign(request.world, wabaNode(request).id, user, tasks)
    return { success: true }
  },
  'DELETE assigned_users': (request) => {
    const user = textParam(request.params, 'user')
    if (user === undefined) throw missingParameter('user')
    return { success: unassign(request.world, wabaNode(request).id, user) }
  },
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

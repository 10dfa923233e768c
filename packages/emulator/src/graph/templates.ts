import type { Template, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { unknownNode } from './failure.ts'
import { healthOf } from './health.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, type GraphRequest, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { type Fields, selectFields } from './select-fields.ts'

export const templateDefaults = [
  'name',
  'parameter_format',
  'components',
  'language',
  'status',
  'category',
  'previous_category',
  'id',
]

export function templateFields(world: World, template: Template): Fields {
  return {
    id: () => template.id,
    name: () => template.name,
    language: () => template.language,
    status: () => template.status,
    category: () => template.category,
    previous_category: () => template.previousCategory ?? undefined,
    sub_category: () => undefined,
    correct_category: () => template.correctCategory ?? undefined,
    parameter_format: () => template.parameterFormat,
    components: () => template.components,
    rejected_reason: () => template.rejectedReason,
    quality_score: () => ({ score: template.quality, date: Math.floor(template.qualityAt / 1_000) }),
    message_send_ttl_seconds: () => template.ttlSeconds ?? undefined,
    library_template_name: () => template.libraryName ?? undefined,
    cta_url_link_tracking_opted_out: () => false,
    last_updated_time: () => new Date(template.updatedAt).toISOString().replace(/\.\d{3}Z$/, '+0000'),
    health_status: () => healthOf(world, { template }),
    source: () => undefined,
    bid_spec: () => template.maximumPrice ?? undefined,
    optimization_spec: () => template.maximumPrice ?? undefined,
    display_format: () => undefined,
    degrees_of_freedom_spec: () => undefined,
    is_primary_device_delivery_only: () => false,
  }
}

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba
export const templateNode = (request: GraphRequest): Template =>
  request.world.templates.get(request.path[0] as string) as Template

export const templatesOf = (world: World, wabaId: string): Template[] =>
  [...world.templates.values()].filter((template) => template.wabaId === wabaId && template.status !== 'DELETED')

/** The list of an account's templates, with every filter Graph has for it. */
export const listTemplates: GraphHandler = (request) => {
  const { world, params } = request
  const waba = wabaNode(request)
  const all = templatesOf(world, waba.id)
  const same = (name: string, value: string) => {
    const wanted = textParam(params, name)
    return wanted === undefined || wanted.toLowerCase().split(',').includes(value.toLowerCase())
  }
  const text = (template: Template) => JSON.stringify(template.components).toLowerCase()
  const content = textParam(params, 'content')?.toLowerCase()
  const either = textParam(params, 'name_or_content')?.toLowerCase()
  const found = all.filter(
    (template) =>
      same('name', template.name) &&
      same('language', template.language) &&
      same('category', template.category) &&
      same('status', template.status) &&
      same('quality_score', template.quality) &&
      (content === undefined || text(template).includes(content)) &&
      (either === undefined || template.name.includes(either) || text(template).includes(either)),
  )
  const rows = found.map((template) =>
    selectFields(templateFields(world, template), params.fields, templateDefaults, typeName('template')),
  )
  const page = pageOf(request, rows, `${waba.id}/message_templates`)
  if (textParam(params, 'summary') !== undefined) {
    const { templates } = world.policyOf(waba)
    page.summary = {
      total_count: found.length,
      message_template_count: all.length,
      message_template_limit: world.portfolios.get(waba.portfolioId)?.verified ? templates.maxVerified : templates.maxUnverified,
      are_translations_complete: false,
    }
  }
  return page
}

/** One template by its id, below the account's list (some clients ask so) or as a node. */
export const readTemplate: GraphHandler = (request) => {
  const id = request.path.at(-1) as string
  const template = request.world.templates.get(id)
  if (!template || template.status === 'DELETED') throw unknownNode(id, request.method)
  return selectFields(templateFields(request.world, template), request.params.fields, templateDefaults, typeName('template'))
}

import { DAY } from '@casement/platform'
import { problemsOf, versionOf } from '../flows/flow-json.ts'
import { type Flow, type FlowStatus, flowsOf } from '../flows/flow-record.ts'
import { moveFlow } from '../flows/move-flow.ts'
import { previewOf } from '../flows/preview.ts'
import type { Waba } from '../world/records.ts'
import { GraphFailure, invalidParameter, missingParameter, refuse } from './failure.ts'
import { pageOf } from './page.ts'
import { notOneOf } from './refuse-parameter.ts'
import { flagParam, type GraphAnswer, type GraphHandler, type GraphRequest, listParam, textParam } from './request.ts'
import type { RootTable } from './routes.ts'
import { typeName } from './routes.ts'
import { type Fields, selectFields } from './select-fields.ts'

const CATEGORIES = 'SIGN_UP SIGN_IN APPOINTMENT_BOOKING LEAD_GENERATION SHOPPING CONTACT_US CUSTOMER_SUPPORT SURVEY OTHER'.split(
  ' ',
)

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba
const flowNode = (request: GraphRequest): Flow => request.world.things.get(request.path[0] as string) as Flow

function fieldsOf({ world, origin }: GraphRequest, flow: Flow): Fields {
  return {
    id: () => flow.id,
    name: () => flow.name,
    status: () => flow.status,
    categories: () => flow.categories,
    validation_errors: () => (flow.json === null ? [] : problemsOf(flow.json)),
    json_version: () => versionOf(flow.json),
    data_api_version: () => (flow.endpoint === null ? undefined : '3.0'),
    data_channel_uri: () => flow.endpoint ?? undefined,
    endpoint_uri: () => flow.endpoint ?? undefined,
    preview: (spec) => {
      if (spec.modifiers.invalidate === 'true') {
        flow.link = world.nextText(32)
        world.things.put(flow)
      }
      const expires = new Date(world.now() + 30 * DAY).toISOString().replace(/\.\d{3}Z$/, '+0000')
      return { preview_url: `${origin}/flows/${flow.id}/preview?token=${flow.link}`, expires_at: expires }
    },
    whatsapp_business_account: () => ({ id: flow.wabaId, name: world.wabas.get(flow.wabaId)?.name }),
    application: () => {
      const [app] = world.apps.values()
      return app && { id: app.id, name: app.name }
    },
    health_status: () => {
      const fine = flow.status === 'PUBLISHED' || flow.status === 'THROTTLED'
      const entity = { entity_type: 'FLOW', id: flow.id, can_send_message: fine ? 'AVAILABLE' : 'BLOCKED' }
      return { can_send_message: entity.can_send_message, entities: [entity] }
    },
  }
}

const describe = (request: GraphRequest, flow: Flow): Record<string, unknown> =>
  selectFields(
    fieldsOf(request, flow),
    request.params.fields,
    ['id', 'name', 'status', 'categories', 'validation_errors'],
    typeName('flow'),
  )

function readCategories(request: GraphRequest): string[] | undefined {
  const categories = listParam(request.params, 'categories')?.map((one) => String(one).toUpperCase())
  const unknown = categories?.find((one) => !CATEGORIES.includes(one))
  if (unknown !== undefined) throw notOneOf('categories', CATEGORIES, unknown)
  return categories
}

function readName(request: GraphRequest, own?: Flow): string | undefined {
  const name = textParam(request.params, 'name')
  if (name === undefined) return undefined
  const wabaId = own?.wabaId ?? wabaNode(request).id
  for (const flow of flowsOf(request.world, wabaId))
    if (flow.name === name && flow.id !== own?.id && flow.status !== 'DEPRECATED')
      throw invalidParameter('The name of a flow must be its own within the account.')
  return name
}

/** Moves a flow on and tells of it by webhook. Throws GraphFailure with Meta's code for that step when it may not. */
function move(request: GraphRequest, from: readonly FlowStatus[], to: FlowStatus, code: number): Record<string, unknown> {
  const flow = flowNode(request)
  const before = flow.status
  if (!from.includes(before)) throw refuse(code, `A flow that is ${before} cannot become ${to}.`)
  if (to === 'PUBLISHED' && problemsOf(flow.json).length > 0)
    throw refuse(code, 'The flow has errors; repair what its validation_errors name before it is published.')
  moveFlow(request.world, flow, to)
  return { success: true }
}

const create: GraphHandler = (request) => {
  const { world, params } = request
  const name = readName(request)
  if (name === undefined) throw missingParameter('name')
  const cloned = textParam(params, 'clone_flow_id')
  const origin = cloned === undefined ? undefined : [...flowsOf(world, wabaNode(request).id)].find((flow) => flow.id === cloned)
  if (cloned !== undefined && !origin) throw invalidParameter('clone_flow_id: this account has no such flow.')
  const categories = readCategories(request) ?? origin?.categories
  if (!categories || categories.length === 0) throw missingParameter('categories')
  const id = world.nextId()
  const flow: Flow = {
    key: id,
    kind: 'flow',
    id,
    wabaId: wabaNode(request).id,
    name,
    status: 'DRAFT',
    categories,
    json: readJson(params.flow_json) ?? origin?.json ?? null,
    endpoint: textParam(params, 'endpoint_uri') ?? origin?.endpoint ?? null,
    link: world.nextText(32),
  }
  const problems = flow.json === null ? [] : problemsOf(flow.json)
  if (flagParam(params, 'publish') && flow.json !== null && problems.length === 0) flow.status = 'PUBLISHED'
  world.things.put(flow)
  return { id, success: problems.length === 0, ...(problems.length > 0 ? { validation_errors: problems } : {}) }
}

/** Flow JSON comes as text, and from some clients as an object. */
function readJson(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const replaceJson: GraphHandler = (request) => {
  const flow = flowNode(request)
  if (flow.status !== 'DRAFT') throw refuse(139001, 'A flow that was published cannot be changed; clone it and change the copy.')
  const kind = textParam(request.params, 'asset_type')
  if (kind !== undefined && kind !== 'FLOW_JSON') throw notOneOf('asset_type', ['FLOW_JSON'], kind)
  const file = request.files.find((one) => one.field === 'file')
  if (!file) throw missingParameter('file')
  flow.json = file.bytes.toString('utf8')
  request.world.things.put(flow)
  return { success: true, validation_errors: problemsOf(flow.json) }
}

const migrate: GraphHandler = (request) => {
  const { world, params } = request
  const source = textParam(params, 'source_waba_id')
  if (source === undefined) throw missingParameter('source_waba_id')
  if (!world.wabas.has(source)) throw invalidParameter('source_waba_id: there is no such account.')
  const names = listParam(params, 'source_flow_names')?.map(String)
  const own = new Set([...flowsOf(world, wabaNode(request).id)].map((flow) => flow.name))
  const migrated: Record<string, unknown>[] = []
  const failed: Record<string, unknown>[] = []
  for (const flow of [...flowsOf(world, source)].filter((one) => !names || names.includes(one.name))) {
    if (own.has(flow.name)) {
      failed.push({ source_name: flow.name, error_code: '4233041', error_message: 'A flow of this name is there already.' })
      continue
    }
    const id = world.nextId()
    world.things.put({ ...flow, key: id, id, wabaId: wabaNode(request).id, status: 'DRAFT', link: world.nextText(32) })
    migrated.push({ source_name: flow.name, source_id: flow.id, migrated_id: id })
  }
  return { migrated_flows: migrated, failed_flows: failed }
}

export const flowWabaEdges: Record<string, GraphHandler> = {
  'GET flows': (request) => {
    const rows = [...flowsOf(request.world, wabaNode(request).id)].map((flow) => describe(request, flow))
    return pageOf(request, rows, `${request.path[0]}/flows`)
  },
  'POST flows': create,
  'POST migrate_flows': migrate,
}

export const flowEdges: Record<string, GraphHandler> = {
  GET: (request) => describe(request, flowNode(request)),
  POST: (request) => {
    const flow = flowNode(request)
    flow.name = readName(request, flow) ?? flow.name
    flow.categories = readCategories(request) ?? flow.categories
    flow.endpoint = textParam(request.params, 'endpoint_uri') ?? flow.endpoint
    request.world.things.put(flow)
    return { success: true }
  },
  DELETE: (request) => {
    const flow = flowNode(request)
    if (flow.status !== 'DRAFT') throw refuse(139004, 'Only a flow that is a draft can be deleted.')
    request.world.things.delete(flow.key)
    return { success: true }
  },
  'GET assets': (request) => {
    const flow = flowNode(request)
    const address = `${request.origin}/flow_files/${flow.id}/${flow.link}.json`
    const rows = flow.json === null ? [] : [{ name: 'flow.json', asset_type: 'FLOW_JSON', download_url: address }]
    return pageOf(request, rows, `${flow.id}/assets`)
  },
  'POST assets': replaceJson,
  'POST publish': (request) => move(request, ['DRAFT'], 'PUBLISHED', 139002),
  'POST deprecate': (request) => move(request, ['PUBLISHED', 'THROTTLED', 'BLOCKED'], 'DEPRECATED', 139003),
}

/** The JSON of a flow behind its link, for whoever has it. */
export const flowRoots: RootTable = {
  'GET flows/*': flowPreview,
  'GET flow_files/*': flowFile,
}

function flowFile({ world, path }: GraphRequest): GraphAnswer {
  const flow = world.things.get(path[1] ?? '') as Flow | undefined
  if (flow?.kind !== 'flow' || flow.json === null || path[2] !== `${flow.link}.json`)
    throw new GraphFailure({ code: 100, http: 404, message: 'The requested URL has expired or does not exist.' })
  return { bytes: Buffer.from(flow.json), mimeType: 'application/json' }
}

function flowPreview({ world, path, query }: GraphRequest): GraphAnswer {
  const flow = world.things.get(path[1] ?? '') as Flow | undefined
  if (flow?.kind !== 'flow' || path[2] !== 'preview' || query.token !== flow.link)
    throw new GraphFailure({ code: 100, http: 404, message: 'The requested URL has expired or does not exist.' })
  return { bytes: Buffer.from(previewOf(flow)), mimeType: 'text/html; charset=UTF-8' }
}

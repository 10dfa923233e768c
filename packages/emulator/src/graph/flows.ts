import { publishForAccount } from '../messages/webhook-values.ts'
import type { Waba } from '../world/records.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { pageOf } from './page.ts'
import { flagParam, type GraphHandler, type GraphRequest, listParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { selectFields } from './select-fields.ts'

type Flow = {
  key: string
  kind: 'flow'
  id: string
  wabaId: string
  name: string
  status: 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED'
  categories: string[]
  json: string | null
  endpoint: string | null
  [field: string]: unknown
}

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba
const flowNode = (request: GraphRequest): Flow => request.world.things.get(request.path[0] as string) as Flow

function flowsOf(request: GraphRequest): Flow[] {
  const found: Flow[] = []
  for (const thing of request.world.things.values())
    if (thing.kind === 'flow' && thing.wabaId === request.path[0]) found.push(thing as Flow)
  return found
}

type Problem = {
  error: string
  error_type: string
  message: string
  line_start: number
  line_end: number
  column_start: number
  column_end: number
}

/** Only the outside of a flow's JSON is looked at: that it is JSON with a version and screens. */
function problemsOf(json: string | null): Problem[] {
  const at = { line_start: 1, line_end: 1, column_start: 1, column_end: 1 }
  const problem = (error: string, message: string): Problem => ({ error, error_type: 'FLOW_JSON_ERROR', message, ...at })
  if (json === null) return [problem('MISSING_FLOW_JSON', 'The flow has no JSON yet.')]
  try {
    const flow = JSON.parse(json) as { version?: unknown; screens?: unknown }
    const problems: Problem[] = []
    if (typeof flow.version !== 'string') problems.push(problem('INVALID_PROPERTY_VALUE', 'Property "version" is missing.'))
    if (!Array.isArray(flow.screens) || flow.screens.length === 0)
      problems.push(problem('INVALID_PROPERTY_VALUE', 'Property "screens" is missing or empty.'))
    return problems
  } catch {
    return [problem('INVALID_JSON', 'The flow is not valid JSON.')]
  }
}

const describe = (request: GraphRequest, flow: Flow): Record<string, unknown> =>
  selectFields(
    {
      id: () => flow.id,
      name: () => flow.name,
      status: () => flow.status,
      categories: () => flow.categories,
      validation_errors: () => (flow.json === null ? [] : problemsOf(flow.json)),
      json_version: () => '7.0',
      data_api_version: () => (flow.endpoint === null ? undefined : '3.0'),
      endpoint_uri: () => flow.endpoint ?? undefined,
      preview: () => ({
        preview_url: `${request.origin}/flows/${flow.id}/preview`,
        expires_at: new Date(request.world.now() + 30 * 86_400_000).toISOString(),
      }),
      whatsapp_business_account: () => ({ id: flow.wabaId }),
      application: () => ({ id: [...request.world.apps.keys()][0] }),
      health_status: () => ({ can_send_message: flow.status === 'PUBLISHED' ? 'AVAILABLE' : 'BLOCKED', entities: [] }),
    },
    request.params.fields,
    ['id', 'name', 'status', 'categories', 'validation_errors'],
    typeName('flow'),
  )

function move(request: GraphRequest, from: Flow['status'], to: Flow['status'], code: number): Record<string, unknown> {
  const flow = flowNode(request)
  if (flow.status !== from) throw new GraphFailure({ code, details: `A flow that is ${flow.status} cannot become ${to}.` })
  if (to === 'PUBLISHED' && problemsOf(flow.json).length > 0) {
    throw new GraphFailure({ code: 139002, details: 'The flow has errors; fix them before it is published.' })
  }
  flow.status = to
  request.world.things.put(flow)
  publishForAccount(request.world, flow.wabaId, 'flows', {
    event: 'FLOW_STATUS_CHANGE',
    message: `The status of the flow changed from ${from} to ${to}.`,
    flow_id: flow.id,
    old_status: from,
    new_status: to,
  })
  return { success: true }
}

export const flowWabaEdges: Record<string, GraphHandler> = {
  'GET flows': (request) =>
    pageOf(
      request,
      flowsOf(request).map((flow) => describe(request, flow)),
      `${request.path[0]}/flows`,
    ),
  'POST flows': (request) => {
    const { world, params } = request
    const name = textParam(params, 'name')
    if (name === undefined) throw missingParameter('name')
    if (flowsOf(request).some((flow) => flow.name === name))
      throw new GraphFailure({ code: 100, http: 400, message: '(#100) The name of a flow must be unique.' })
    const id = world.nextId()
    const json = textParam(params, 'flow_json') ?? null
    const flow: Flow = {
      key: id,
      kind: 'flow',
      id,
      wabaId: wabaNode(request).id,
      name,
      status: 'DRAFT',
      categories: (listParam(params, 'categories') ?? ['OTHER']).map(String),
      json,
      endpoint: textParam(params, 'endpoint_uri') ?? null,
    }
    const problems = json === null ? [] : problemsOf(json)
    if (flagParam(params, 'publish') && json !== null && problems.length === 0) flow.status = 'PUBLISHED'
    world.things.put(flow)
    return { id, success: problems.length === 0, ...(problems.length > 0 ? { validation_errors: problems } : {}) }
  },
}

export const flowEdges: Record<string, GraphHandler> = {
  GET: (request) => describe(request, flowNode(request)),
  POST: (request) => {
    const flow = flowNode(request)
    flow.name = textParam(request.params, 'name') ?? flow.name
    flow.categories = listParam(request.params, 'categories')?.map(String) ?? flow.categories
    flow.endpoint = textParam(request.params, 'endpoint_uri') ?? flow.endpoint
    request.world.things.put(flow)
    return { success: true }
  },
  DELETE: (request) => {
    const flow = flowNode(request)
    if (flow.status !== 'DRAFT') throw new GraphFailure({ code: 139004, details: 'Only a flow that is a draft can be deleted.' })
    request.world.things.delete(flow.key)
    return { success: true }
  },
  'GET assets': (request) => ({
    data: [
      { name: 'flow.json', asset_type: 'FLOW_JSON', download_url: `${request.origin}/flows/${flowNode(request).id}/flow.json` },
    ],
  }),
  'POST assets': (request) => {
    const flow = flowNode(request)
    if (flow.status !== 'DRAFT') throw new GraphFailure({ code: 139001, details: 'A flow that was published cannot be changed.' })
    const file = request.files.find((one) => one.field === 'file')
    if (!file) throw missingParameter('file')
    flow.json = file.bytes.toString('utf8')
    request.world.things.put(flow)
    return { success: true, validation_errors: problemsOf(flow.json) }
  },
  'POST publish': (request) => move(request, 'DRAFT', 'PUBLISHED', 139002),
  'POST deprecate': (request) => move(request, 'PUBLISHED', 'DEPRECATED', 139003),
}

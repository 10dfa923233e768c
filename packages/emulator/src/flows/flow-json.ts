import { isRecord } from '../graph/request.ts'

export type Problem = {
  error: string
  error_type: string
  message: string
  line_start: number
  line_end: number
  column_start: number
  column_end: number
}

/** Where something stands in a text, counted from 1. */
function placeOf(json: string, at: number): Pick<Problem, 'line_start' | 'line_end' | 'column_start' | 'column_end'> {
  const before = json.slice(0, Math.max(0, at)).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return { line_start: before.length, line_end: before.length, column_start: column, column_end: column }
}

/**
 * What keeps a flow from being published. Only its outside is looked at: that it is JSON, with a version, screens that have ids of
 * their own and a layout, one at least that ends the flow, and a routing that leads to screens there are.
 */
export function problemsOf(json: string | null): Problem[] {
  if (json === null) return [problem('', 'MISSING_FLOW_JSON', 'The flow has no JSON yet.')]
  let flow: unknown
  try {
    flow = JSON.parse(json)
  } catch {
    return [problem(json, 'INVALID_JSON', 'The flow is not valid JSON.')]
  }
  if (!isRecord(flow)) return [problem(json, 'INVALID_PROPERTY_TYPE', 'The flow must be an object.')]
  const problems: Problem[] = []
  if (typeof flow.version !== 'string' || !/^\d+\.\d+$/.test(flow.version))
    problems.push(problem(json, 'INVALID_PROPERTY_VALUE', 'Property "version" must be a version such as "7.0".', '"version"'))
  const screens = Array.isArray(flow.screens) ? flow.screens.filter(isRecord) : []
  if (screens.length === 0)
    problems.push(problem(json, 'INVALID_PROPERTY_VALUE', 'Property "screens" is missing or empty.', '"screens"'))
  const ids = new Set<string>()
  for (const screen of screens) {
    const id = typeof screen.id === 'string' ? screen.id : ''
    if (!/^[A-Za-z_]+$/.test(id))
      problems.push(
        problem(json, 'INVALID_PROPERTY_VALUE', `A screen's "id" has letters and underscores only, not "${id}".`, `"${id}"`),
      )
    else if (ids.has(id)) problems.push(problem(json, 'DUPLICATE_SCREEN_IDS', `Two screens have the id "${id}".`, `"${id}"`))
    ids.add(id)
    if (!isRecord(screen.layout))
      problems.push(problem(json, 'REQUIRED_PROPERTY_MISSING', `Screen "${id}" has no "layout".`, `"${id}"`))
  }
  if (screens.length > 0 && !screens.some((screen) => screen.terminal === true))
    problems.push(problem(json, 'MISSING_TERMINAL_SCREEN', 'At least one screen must be terminal.', '"screens"'))
  const routes = isRecord(flow.routing_model) ? flow.routing_model : {}
  for (const [from, to] of Object.entries(routes)) {
    for (const name of [from, ...(Array.isArray(to) ? to.map(String) : [])]) {
      if (!ids.has(name))
        problems.push(
          problem(json, 'INVALID_ROUTING_MODEL', `The routing names the screen "${name}", which there is not.`, `"${name}"`),
        )
    }
  }
  return problems
}

function problem(json: string, error: string, message: string, near = ''): Problem {
  return { error, error_type: 'FLOW_JSON_ERROR', message, ...placeOf(json, near === '' ? 0 : json.indexOf(near)) }
}

/** The version that a flow's JSON says it is written in. */
export function versionOf(json: string | null): string | undefined {
  try {
    const flow: unknown = JSON.parse(json ?? 'null')
    return isRecord(flow) && typeof flow.version === 'string' ? flow.version : undefined
  } catch {
    return undefined
  }
}

import type { Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { invalidParameter, missingParameter } from './failure.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, type GraphRequest, textParam } from './request.ts'

/** What people sign up for in a chat. */
export type Signup = {
  key: string
  kind: 'signup'
  id: string
  wabaId: string
  signup_message: string
  confirmation_message: string
  privacy_policy_url: string
  [field: string]: unknown
}

const NEEDED = ['signup_message', 'confirmation_message', 'privacy_policy_url'] as const
const OPTIONAL = ['website_url', 'promo_code', 'display_name', 'policy'] as const
const ADDRESSES = ['privacy_policy_url', 'website_url'] as const

const describe = ({ key: _key, kind: _kind, wabaId: _waba, ...shown }: Signup): Record<string, unknown> => shown

export const signupOf = (world: World, id: string): Signup | undefined => {
  const thing = world.things.get(id)
  return thing?.kind === 'signup' ? (thing as unknown as Signup) : undefined
}

function readFields(params: Record<string, unknown>): Record<string, string> {
  const given: Record<string, string> = {}
  for (const name of [...NEEDED, ...OPTIONAL]) {
    const value = textParam(params, name)
    if (value !== undefined) given[name] = value
  }
  const wrong = ADDRESSES.find((name) => given[name] !== undefined && !/^https?:\/\/\S+$/.test(given[name]))
  if (wrong !== undefined) throw invalidParameter(`${wrong} must be an address that begins with https://.`)
  return given
}

/** `signups` of an account. */
export const signupEdges: Record<string, GraphHandler> = {
  'POST signups': (request) => {
    const waba = request.world.wabas.get(request.path[0] as string) as Waba
    const given = readFields(request.params)
    const missing = NEEDED.find((name) => given[name] === undefined)
    if (missing !== undefined) throw missingParameter(missing)
    const id = request.world.nextId()
    request.world.things.put({ ...given, key: id, kind: 'signup', id, wabaId: waba.id })
    return { id }
  },
  'GET signups': (request) => {
    const rows: Record<string, unknown>[] = []
    for (const thing of request.world.things.values())
      if (thing.kind === 'signup' && thing.wabaId === request.path[0]) rows.push(describe(thing as unknown as Signup))
    return pageOf(request, rows, request.path.join('/'))
  },
}

const node = (request: GraphRequest): Signup => request.world.things.get(request.path[0] as string) as unknown as Signup

/** A signup itself. */
export const signupNodeEdges: Record<string, GraphHandler> = {
  GET: (request) => describe(node(request)),
  POST: (request) => {
    const changed = { ...node(request), ...readFields(request.params) }
    request.world.things.put(changed)
    return { id: changed.id }
  },
}

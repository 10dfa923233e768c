import type { Thing, World } from '../world/world.ts'

export type FlowStatus = 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED'

/** A form that people fill in inside a chat. */
export type Flow = {
  key: string
  kind: 'flow'
  id: string
  wabaId: string
  name: string
  status: FlowStatus
  categories: string[]
  json: string | null
  endpoint: string | null
  /** The secret part of the link to its JSON and of its preview. */
  link: string
  [field: string]: unknown
}

export const isFlow = (thing: Thing): thing is Flow => thing.kind === 'flow'

export function* flowsOf(world: World, wabaId: string): Generator<Flow> {
  for (const thing of world.things.values()) if (isFlow(thing) && thing.wabaId === wabaId) yield thing
}

/** The flow that a message or a template button names, by id or by name; null when the account has none. */
export function flowNamed(world: World, wabaId: string, named: { id?: unknown; name?: unknown }): Flow | null {
  if (named.id !== undefined && named.id !== null) {
    const flow = world.things.get(String(named.id)) as Flow | undefined
    return flow?.kind === 'flow' && flow.wabaId === wabaId ? flow : null
  }
  for (const flow of flowsOf(world, wabaId)) if (flow.name === named.name) return flow
  return null
}

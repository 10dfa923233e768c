import type { World } from '../world/world.ts'
import type { GraphHandler, GraphRequest } from './request.ts'

export type NodeKind =
  | 'app'
  | 'business'
  | 'waba'
  | 'number'
  | 'template'
  | 'media'
  | 'flow'
  | 'call'
  | 'upload'
  | 'group'
  | 'signup'
  | 'me'
export type Method = GraphRequest['method']

/** Edges of one kind of node. Key: `METHOD edge`, `METHOD` for the node itself, `METHOD edge/*` for something below an edge. */
export type EdgeTable = Partial<Record<NodeKind, Record<string, GraphHandler>>>

/** Paths that belong to no node: `METHOD debug_token`. */
export type RootTable = Record<string, GraphHandler>

const typeNames: Record<NodeKind, string> = {
  app: 'Application',
  business: 'Business',
  waba: 'WhatsAppBusinessAccount',
  number: 'WhatsAppBusinessPhoneNumber',
  template: 'MessageTemplate',
  media: 'WhatsAppMedia',
  flow: 'Flow',
  call: 'Call',
  upload: 'UploadSession',
  group: 'Group',
  signup: 'Signup',
  me: 'User',
}
export const typeName = (kind: NodeKind): string => typeNames[kind]

export function kindOfNode(world: World, id: string): NodeKind | undefined {
  if (id === 'me') return 'me'
  if (world.numbers.has(id)) return 'number'
  if (world.wabas.has(id)) return 'waba'
  if (world.templates.has(id)) return world.templates.get(id)?.status === 'DELETED' ? undefined : 'template'
  if (world.media.has(id)) return 'media'
  if (world.portfolios.has(id)) return 'business'
  if (world.apps.has(id)) return 'app'
  const thing = world.things.get(id)
  if (thing && typeof thing.kind === 'string' && thing.kind in typeNames) return thing.kind as NodeKind
  return undefined
}

import type { Role } from '../access/actor.ts'
import { GraphRefusal } from './graph-refusal.ts'

export type GraphPath = {
  /** `v25.0`, or null where the address names none. */
  readonly version: string | null
  /** As they were written, none of them empty or `..`. */
  readonly segments: readonly string[]
  /** The address on the platform, from the first slash, without the query. */
  readonly address: string
  readonly query: URLSearchParams
}

const PREFIX = '/graph'
const VERSION = /^v\d+\.\d+$/
/** What Graph's own ids, edges and upload sessions are written with. */
const SEGMENT = /^[\w\-.~:=%,@+!$]+$/

/** Reads `/graph/v25.0/123/media?x=1`. Throws GraphRefusal for what could mean another address to the platform than it does to us. */
export function readGraphPath(url: string): GraphPath {
  const [path = '', query = ''] = splitOnce(url, '?')
  const all = path
    .slice(PREFIX.length)
    .split('/')
    .filter((segment) => segment !== '')
  for (const segment of all) {
    const plain = decoded(segment)
    if (!SEGMENT.test(segment) || plain === null || /[/\\?#]|[^\x21-\x7e]/.test(plain) || /^\.+$/.test(plain))
      throw badAddress(path)
  }
  const version = VERSION.test(all[0] ?? '') ? (all[0] as string) : null
  const segments = version === null ? all : all.slice(1)
  const address = `/${all.join('/')}${path.endsWith('/') && all.length > 0 ? '/' : ''}`
  return { version, segments, address, query: new URLSearchParams(query) }
}

const MEDIA_FILE = 'whatsapp_business/attachments'
export const isMediaFile = ({ segments }: Pick<GraphPath, 'segments'>): boolean => segments.join('/') === MEDIA_FILE

const SENDING_EDGES = new Set(['messages', 'marketing_messages'])

/** Whether a call would send a message: those are judged, and never passed on as they are. */
export const isSend = (method: string, { segments }: Pick<GraphPath, 'segments'>): boolean =>
  method !== 'GET' && segments.length === 2 && SENDING_EDGES.has(decoded(segments[1] ?? '')?.toLowerCase() ?? '')

/**
 * The weakest role that may make a call. Reading WhatsApp's own nodes and all about media is an agent's work, every other write a
 * manager's; what is not about WhatsApp nodes (`me`, `oauth`, `debug_token`) can show or make tokens, and is for admins.
 */
export function roleFor(method: string, path: Pick<GraphPath, 'segments'>): Role {
  const [first = '', edge] = path.segments
  if (isMediaFile(path)) return 'agent'
  if (!/^\d+$/.test(first) && !/^upload(:|%3a)/i.test(first)) return 'admin'
  if (method === 'GET') return 'agent'
  return method === 'POST' && edge === 'media' && path.segments.length === 2 ? 'agent' : 'manager'
}

/** Parameters that make one call into another one: judged by its address it would be harmless, and it would not be. */
export function refuseDisguise(method: string, { segments, query }: GraphPath): void {
  if (query.has('method')) {
    throw new GraphRefusal({
      code: 100,
      details: 'The parameter method is not taken here: make the call with the HTTP method itself.',
    })
  }
  if ((segments.length === 0 && method !== 'GET') || query.has('batch')) {
    throw new GraphRefusal({
      code: 100,
      details: 'Batches are not taken here: make each call by itself, so that each can be judged.',
    })
  }
}

const badAddress = (path: string): GraphRefusal =>
  new GraphRefusal({
    code: 100,
    details: `The address ${path.slice(0, 200)} is not one of Graph's: write it as /graph/v25.0/{id}/{edge}.`,
  })

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

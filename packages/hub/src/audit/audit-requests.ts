import type { FastifyRequest } from 'fastify'
import { actorOf } from '../access/guard.ts'
import type { App } from '../http/fastify-app.ts'
import type { AuditEntry } from './record-audit.ts'
import { unauditedRoutes } from './unaudited-routes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Leaves no entry in the audit log, for what is sent says itself who sent it. */
    unaudited?: true
  }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const MOST = 30
/** Answers larger than this are lists, and name no object that was just made. */
const LARGEST_ANSWER = 65_536

const details = new WeakMap<FastifyRequest, Record<string, unknown>>()
const given = new WeakMap<FastifyRequest, string[]>()

/** Adds to the request's entry what its address and the names of its members do not tell. Never a text or a secret. */
export const tellAudit = (request: FastifyRequest, more: Record<string, unknown>): void =>
  void details.set(request, { ...details.get(request), ...more })

/** Why a route leaves no entry; null for one that does. */
export const unauditedBecause = (method: string, url: string): string | null =>
  READS.has(method) ? 'reads' : (unauditedRoutes.get(`${method} ${url}`) ?? null)

/**
 * One hook for every route: what was asked for by somebody known, may change something and was done is in the audit log before its
 * answer leaves. The work is done by then, so an entry that cannot be written is a line in the log and does not turn into an error.
 */
export function auditRequests(app: App, record: (entry: AuditEntry) => Promise<void>): void {
  // Before validation, because schemas add what was left out.
  app.addHook('preValidation', async (request) => {
    if (!READS.has(request.method)) given.set(request, membersOf(request.body))
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { url = '', config } = request.routeOptions
    const actor = actorOf(request)
    const replayed = reply.getHeader('idempotency-replayed') !== undefined
    if (!actor || reply.statusCode >= 400 || replayed || config.unaudited || unauditedBecause(request.method, url) !== null)
      return payload
    const { summary } = (request.routeOptions.schema ?? {}) as { summary?: string }
    await record({
      workspaceId: actor.workspaceId,
      actor: { kind: actor.kind, id: actor.id, name: actor.name },
      action: summary ?? `${request.method} ${url}`,
      route: `${request.method} ${url}`,
      object: { ...madeIn(payload), ...idsOf(request.params) },
      changed: given.get(request) ?? [],
      details: details.get(request) ?? {},
      status: reply.statusCode,
      address: request.ip,
      requestId: request.id,
    }).catch((error: unknown) => request.log.error({ err: error }, 'an entry of the audit log could not be written'))
    return payload
  })
}

/** Ids only: a contact's number may stand in an address too. */
function idsOf(params: unknown): Record<string, string> {
  const entries = Object.entries((params ?? {}) as Record<string, unknown>)
  const ids = entries.filter(([name, value]) => (/id$/i.test(name) || name === '*') && typeof value === 'string')
  return Object.fromEntries(ids.map(([name, value]) => [name === '*' ? 'path' : name, String(value).slice(0, 200)]))
}

/** The id of what was made: `{id}`, or `{contact: {id}}`. */
function madeIn(payload: unknown): Record<string, string> {
  if (typeof payload !== 'string' || payload.length > LARGEST_ANSWER || !payload.startsWith('{')) return {}
  try {
    const answer = JSON.parse(payload) as Record<string, unknown>
    const named = Object.entries(answer).flatMap(([name, value]) => {
      const id = name === 'id' ? value : value && typeof value === 'object' ? (value as { id?: unknown }).id : undefined
      return typeof id === 'string' && id.length <= 64 ? [[name, id] as const] : []
    })
    return Object.fromEntries(named)
  } catch {
    return {}
  }
}

function membersOf(body: unknown): string[] {
  if (body === null || typeof body !== 'object' || Array.isArray(body) || Buffer.isBuffer(body)) return []
  return Object.keys(body)
    .filter((name) => /^[\w.-]{1,64}$/.test(name))
    .slice(0, MOST)
}

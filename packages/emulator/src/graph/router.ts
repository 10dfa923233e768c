import type { Duplex } from 'node:stream'
import { escapeNonAscii } from '@casement/platform'
import { graphVersions } from '@casement/platform/reference'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { takeFault } from '../control/take-fault.ts'
import { hexText, mix, opaqueText } from '../world/chance.ts'
import { cachedDay, type World } from '../world/world.ts'
import { authenticate } from './authenticate.ts'
import { GraphFailure, invalidParameter, unknownField, unknownNode } from './failure.ts'
import { countManagementCall } from './management-limit.ts'
import { parseBody } from './parse-body.ts'
import type { GraphAnswer, GraphHandler, GraphRequest } from './request.ts'
import { type EdgeTable, kindOfNode, type Method, type RootTable, typeName } from './routes.ts'
import { checkScope } from './scopes.ts'

export type GraphOptions = { world: World; edges: EdgeTable; roots: RootTable; log: (line: string) => void }

/** Answers every path that is not the control side, as Graph does: any version or none, extra slashes, one bag of parameters. */
export function serveGraph(app: FastifyInstance, options: GraphOptions): void {
  const handle = (request: FastifyRequest, reply: FastifyReply) => answer(request, reply, options)
  app.route({ method: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'], url: '/*', handler: handle })
  app.setErrorHandler((error, request, reply) => broken(error, request, reply, options))
}

/** What went wrong before a handler was found: a body too large, a path that cannot be read. Each side keeps its own envelope. */
export function broken(error: unknown, request: FastifyRequest, reply: FastifyReply, options: GraphOptions): FastifyReply {
  const { world } = options
  const failure = unexpected(error, request, options)
  if (request.url.startsWith('/_emulator')) {
    const { error_data } = failure.body('').error as { error_data?: { details?: string } }
    return reply.code(failure.http).send({ error: { message: error_data?.details ?? failure.message } })
  }
  return sendFailure(reply, world, liveVersion(undefined, world), failure)
}

/** Bytes that are no HTTP, or no whole request in time: the same envelope, and the connection ends. */
export function unreadable(socket: Duplex, world: World): void {
  if (!socket.writable) return void socket.destroy()
  const text = JSON.stringify(invalidParameter('The request cannot be read.').body(nextTrace(world)))
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  )
}

async function answer(request: FastifyRequest, reply: FastifyReply, options: GraphOptions): Promise<FastifyReply> {
  const { world } = options
  let version = liveVersion(undefined, world)
  try {
    const { path, asked, query } = readPath(request.url)
    version = liveVersion(asked, world)
    if (asked !== undefined && asked !== version) {
      reply.header('X-Ad-Api-Version-Warning', `The call has been auto-upgraded to ${version} as ${asked} has been deprecated.`)
    }
    const method = methodOf(request.method)
    world.catchUp()
    // A token in header or query is judged before the body is read; one in a form can only be judged after.
    const early = request.headers.authorization !== undefined || query.access_token !== undefined
    const token = early ? authenticate(world, request.headers, query, path) : undefined
    const { params: fromBody, body, raw, files } = await parseBody(request)
    const params = { ...query, ...fromBody }
    const call: GraphRequest = {
      world,
      method,
      version,
      path,
      params,
      query,
      body,
      raw,
      files,
      headers: request.headers,
      origin: originOf(request),
      token: token ?? authenticate(world, request.headers, params, path),
    }
    const handler = find(call, options)
    checkScope(call)
    const usage = countManagementCall(call)
    if (usage) reply.header('X-Business-Use-Case-Usage', usage.header)
    if (usage?.refusal) throw usage.refusal
    const fault = takeFault(world, targetOf(call))
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
    if (fault?.timeout) return reply.hijack()
    if (fault?.dropRequest) return hangUp(request, reply)
    if (fault?.code !== undefined) {
      throw new GraphFailure({
        code: fault.code,
        details: 'This failure was asked for.',
        ...(fault.http ? { http: fault.http } : {}),
      })
    }
    if (fault?.http !== undefined) return await sendHttpFault(reply, world, fault.http)
    const result = await handler(call)
    await world.durable()
    if (fault?.dropResponse) return hangUp(request, reply)
    return send(reply, world, version, 200, result)
  } catch (error) {
    const failure = error instanceof GraphFailure ? error : unexpected(error, request, options)
    await world.durable()
    return sendFailure(reply, world, version, failure)
  }
}

function unexpected(error: unknown, request: FastifyRequest, options: GraphOptions): GraphFailure {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new GraphFailure({ code: 131053, http: 400, details: 'The body is larger than any media may be.' })
  if (statusCode !== undefined && statusCode < 500) return invalidParameter('The request cannot be read.')
  options.log(`${request.method} ${request.url.split('?')[0]} broke: ${error instanceof Error ? error.stack : String(error)}`)
  return new GraphFailure({
    code: 131000,
    http: 500,
    details: 'The emulator itself failed here; please report it with the request.',
  })
}

function find(call: GraphRequest, { world, edges, roots }: GraphOptions): GraphHandler {
  // A sign-up is asked for below its noun.
  if (call.path[0] === 'signups' && kindOfNode(world, call.path[1] ?? '') === 'signup') call.path = call.path.slice(1)
  const [first, ...rest] = call.path
  if (first === undefined) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      type: 'GraphMethodException',
      message: `Unsupported ${call.method.toLowerCase()} request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    })
  }
  const root =
    roots[`${call.method} ${call.path.join('/')}`] ?? (rest.length > 0 ? roots[`${call.method} ${first}/*`] : undefined)
  if (root) return root
  const kind = first.startsWith('upload:') ? 'upload' : kindOfNode(world, first)
  if (!kind) throw unknownNode(first, call.method)
  const table = edges[kind] ?? {}
  const edge = rest.join('/')
  if (edge === '') {
    const handler = table[call.method]
    if (!handler) throw unknownNode(first, call.method)
    return handler
  }
  const handler = table[`${call.method} ${edge}`] ?? (rest.length > 1 ? table[`${call.method} ${rest[0]}/*`] : undefined)
  if (handler) return handler
  const known = Object.keys(table).some((key) => key.endsWith(` ${edge}`))
  throw known ? unknownNode(first, call.method) : unknownField(rest[0] as string, typeName(kind))
}

/** `/v25.0//123/messages/?a=1` → version and `['123', 'messages']`. */
function readPath(url: string): { path: string[]; asked: string | undefined; query: Record<string, string> } {
  const mark = url.indexOf('?')
  const parts = (mark < 0 ? url : url.slice(0, mark)).split('/').filter((part) => part !== '')
  const version = /^v(\d{1,3})\.(\d{1,2})$/.test(parts[0] ?? '') ? parts.shift() : undefined
  const query: Record<string, string> = {}
  if (mark >= 0) for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) query[name] = value
  try {
    return { path: parts.map((part) => decodeURIComponent(part)), asked: version, query }
  } catch {
    throw invalidParameter('The path is not correctly encoded.')
  }
}

/** The version that answers: an expired one is raised to the oldest that lives, one from the future is taken at its word. */
function liveVersion(asked: string | undefined, world: World): string {
  if (asked === undefined) return 'v25.0'
  const day = cachedDay(world.now(), 'UTC')
  const known = graphVersions.find((one) => one.version === asked)
  if (!known && Number(asked.slice(1)) > Number(graphVersions.at(-1)?.version.slice(1))) return asked
  if (known && (known.expires === null || day < known.expires)) return asked
  return graphVersions.find((one) => one.expires === null || day < one.expires)?.version ?? asked
}

function methodOf(method: string): Method {
  if (method === 'HEAD') return 'GET'
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return method
  throw new GraphFailure({
    code: 100,
    http: 400,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request.`,
  })
}

function targetOf(call: GraphRequest): 'send' | 'media' | 'template' | 'other' {
  const [, edge] = call.path
  if (call.method === 'POST' && (edge === 'messages' || edge === 'marketing_messages') && call.params.status === undefined)
    return 'send'
  if (edge === 'media' || call.world.media.has(call.path[0] ?? '') || call.path[0] === 'whatsapp_business') return 'media'
  if (edge === 'message_templates' || call.world.templates.has(call.path[0] ?? '')) return 'template'
  return 'other'
}

function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

async function sendHttpFault(reply: FastifyReply, world: World, http: number): Promise<FastifyReply> {
  const code = http === 401 ? 190 : http >= 500 ? 131000 : http === 429 ? 130429 : 100
  return sendFailure(reply, world, 'v25.0', new GraphFailure({ code, http, details: 'This failure was asked for.' }))
}

function sendFailure(reply: FastifyReply, world: World, version: string, failure: GraphFailure): FastifyReply {
  const { rejected } = world.touchMeta().stats
  const code = String(failure.parts.code)
  rejected[code] = (rejected[code] ?? 0) + 1
  const reason = failure.parts.code === 190 ? 'invalid_token' : 'invalid_request'
  reply.header('WWW-Authenticate', `OAuth "Facebook Platform" "${reason}" "${headerText(failure.message)}"`)
  return send(reply, world, version, failure.http, failure.body(nextTrace(world)))
}

function send(reply: FastifyReply, world: World, version: string, status: number, result: GraphAnswer): FastifyReply {
  const { seed } = world.meta
  const at = replies++
  reply.code(status).headers({
    Vary: 'Origin',
    'Access-Control-Allow-Origin': '*',
    'Facebook-Api-Version': version,
    'Strict-Transport-Security': 'max-age=15552000; preload',
    Pragma: 'no-cache',
    'Cache-Control': 'private, no-cache, no-store, must-revalidate',
    Expires: 'Sat, 01 Jan 2000 00:00:00 GMT',
    'X-Fb-Request-Id': opaqueText(seed, at, 22),
    'X-Fb-Trace-Id': opaqueText(seed, at + 1, 11),
    'X-Fb-Rev': '1031000000',
    'X-App-Usage': '{"call_count":0,"total_cputime":0,"total_time":0}',
  })
  if ('bytes' in result && Buffer.isBuffer(result.bytes)) {
    if (typeof result.range === 'string') reply.code(206).header('Content-Range', result.range)
    if (typeof result.filename === 'string')
      reply.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(result.filename)}`)
    return reply.header('Accept-Ranges', 'bytes').header('Content-Type', String(result.mimeType)).send(result.bytes)
  }
  return reply.header('Content-Type', 'application/json; charset=UTF-8').send(escapeNonAscii(JSON.stringify(result)))
}
let replies = 0

/** Trace ids are not part of the world: asking must not change what comes next. */
const nextTrace = (world: World): string => `A${hexText(mix(world.meta.seed, 1, 1), replies++, 21)}`

const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').replace(/"/g, "'")

export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.headers.host ?? request.hostname}`
}

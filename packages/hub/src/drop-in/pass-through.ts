import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Agent, request as ask } from 'undici'
import { mayActAs } from '../access/actor.ts'
import { authorizationOf } from '../access/given-key.ts'
import type { Db } from '../database/database.ts'
import { findAccountToken, type OpenToken } from './account-token.ts'
import { type GraphPath, isMediaFile, refuseDisguise, roleFor } from './graph-path.ts'
import { GraphRefusal } from './graph-refusal.ts'
import { type Rewriting, rewriteJson, rewriteText } from './rewrite-answer.ts'

export type PassThrough = {
  /** Makes the caller's request at the platform, with the account's token for the caller's key, and answers as the platform does. */
  pass(request: FastifyRequest, reply: FastifyReply, call: PassedCall): Promise<FastifyReply>
  close(): Promise<void>
}

export type PassedCall = { path: GraphPath; body: Readable | string | null; minimumRole?: 'agent' }

/** Headers that mean something to Graph. Everything else ends here: cookies, hop-by-hop headers, what proxies added. */
const PASSED_ON = [
  'content-type',
  'content-length',
  'accept',
  'accept-language',
  'range',
  'if-none-match',
  'file_offset',
  'user-agent',
]
const PASSED_BACK = [
  'content-type',
  'content-disposition',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'cache-control',
  'expires',
  'pragma',
  'retry-after',
  'www-authenticate',
  'location',
  'facebook-api-version',
  'x-ad-api-version-warning',
  'x-app-usage',
  'x-business-use-case-usage',
  'x-fb-request-id',
  'x-fb-trace-id',
  'x-fb-rev',
  'x-fb-debug',
]
const READABLE = /json|javascript|^text\/(plain|html)/i
const MAX_READABLE_BYTES = 32 * 1_048_576
const CONNECTIONS = 64
const TIMEOUT_MS = 60_000
/** Beside Meta, files lie on another host than the graph, and ask for the same token. */
const META_GRAPH = 'https://graph.facebook.com'
const META_FILES = 'https://lookaside.fbsbx.com'

export function createPassThrough({
  db,
  graphUrl,
  publicUrl,
  openToken,
}: {
  db: Db
  graphUrl: string
  publicUrl: string
  openToken: OpenToken
}): PassThrough {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1, connect: { timeout: 5_000 } })
  const filesUrl = graphUrl === META_GRAPH ? META_FILES : graphUrl

  return {
    close: () => agent.destroy(),
    async pass(request, reply, { path, body, minimumRole }) {
      const method = request.method === 'HEAD' ? 'GET' : request.method
      refuseDisguise(method, path)
      const role = minimumRole ?? roleFor(method, path)
      if (!mayActAs(request.actor.role, role)) {
        throw new GraphRefusal({
          code: 200,
          details: `This takes the role ${role} or higher; ${request.actor.name} is ${request.actor.role}.`,
        })
      }
      const token = await findAccountToken(db, openToken, {
        workspaceId: request.actor.workspaceId,
        node: path.segments[0] ?? '',
        numberId: path.query.get('phone_number_id'),
        method,
      })
      const target = addressOf(isMediaFile(path) ? filesUrl : graphUrl, path)
      const leaving = new AbortController()
      reply.raw.once('close', () => leaving.abort())
      const answer = await ask(target, {
        method: method as 'GET',
        dispatcher: agent,
        headers: headersFor(request, token),
        body,
        signal: leaving.signal,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      }).catch((error: Error) => {
        throw noAnswer(method, error)
      })

      const here = `${ownOrigin(request, publicUrl)}/graph`
      const rewriting: Rewriting = {
        token,
        key: (authorizationOf(request) ?? '').replace(/^\w+\s+/, ''),
        addresses: [{ from: graphUrl, to: here }, ...(filesUrl === graphUrl ? [] : [{ from: filesUrl, to: here }])],
      }
      // A file of a customer's, opened by a link, must not act as a page of ours.
      reply.code(answer.statusCode).header('content-security-policy', `default-src 'none'; sandbox`)
      for (const name of PASSED_BACK) {
        for (const value of [answer.headers[name]].flat())
          if (value !== undefined) reply.header(name, rewriteText(value, rewriting))
      }
      const type = String(answer.headers['content-type'] ?? '')
      // A customer's file goes as it is, whatever it calls itself; an answer of Graph's is read.
      if (isMediaFile(path) && answer.statusCode < 300 ? true : !READABLE.test(type)) {
        const length = answer.headers['content-length']
        if (length !== undefined) reply.header('content-length', String(length))
        return reply.send(answer.body)
      }
      return reply.send(Buffer.from(rewriteJson(await textOf(answer.body), rewriting)))
    },
  }
}

/** Never anywhere but below the platform's own address. */
function addressOf(base: string, { address, query }: GraphPath): string {
  const target = new URL(base + address)
  for (const [name, value] of query) {
    if (name !== 'access_token' && name !== 'appsecret_proof') target.searchParams.append(name, value)
  }
  if (!target.href.startsWith(`${base}/`))
    throw new GraphRefusal({ code: 100, details: 'The address leads away from the platform.' })
  return target.href
}

function headersFor(request: FastifyRequest, token: string): Record<string, string> {
  const scheme = /^oauth /i.test(request.headers.authorization ?? '') ? 'OAuth' : 'Bearer'
  // Nothing compressed comes back: what the platform says is read for tokens and links.
  const headers: Record<string, string> = { authorization: `${scheme} ${token}`, 'accept-encoding': 'identity' }
  for (const name of PASSED_ON) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}

const noAnswer = (method: string, error: Error): GraphRefusal =>
  new GraphRefusal({
    code: 2,
    transient: true,
    details: `The platform did not answer (${(error as NodeJS.ErrnoException).code ?? error.name}). ${method === 'GET' ? 'Ask again in a moment.' : 'Look whether it happened before trying again.'}`,
  })

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > MAX_READABLE_BYTES) {
      throw new GraphRefusal({
        code: 1,
        http: 502,
        details: 'The answer of the platform is larger than 32 MB: ask for less at once.',
      })
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Our address as the caller knows it. */
const ownOrigin = (request: FastifyRequest, publicUrl: string): string =>
  URL.parse(publicUrl)?.host === request.host ? publicUrl.replace(/\/+$/, '') : `${request.protocol}://${request.host}`

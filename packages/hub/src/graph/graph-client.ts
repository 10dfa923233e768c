import { Agent, request } from 'undici'
import { type Exchange, GRAPH_VERSION, parseAnswer } from './exchange.ts'

export type GraphCall = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  token: string
  json?: unknown
  /** Bytes as they are instead of JSON, with the headers that go with them. */
  bytes?: { body: Buffer; headers: Readonly<Record<string, string>> }
  timeoutMs?: number
}

export type GraphClient = { call(call: GraphCall): Promise<Exchange>; close(): Promise<void>; readonly url: string }

/** Reading is no hurry: sends have a client of their own. */
const CONNECTIONS = 32
/** Failures before a single byte of the request was written. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

export function createGraphClient({
  graphUrl,
  connections = CONNECTIONS,
}: {
  graphUrl: string
  connections?: number
}): GraphClient {
  const origin = graphUrl.replace(/\/+$/, '')
  const agent = new Agent({ connections, pipelining: 1, connect: { timeout: 5_000 }, keepAliveTimeout: 20_000 })
  return {
    url: origin,
    close: () => agent.close(),
    async call({ method, path, token, json, bytes, timeoutMs = 30_000 }) {
      try {
        const response = await request(`${origin}/${GRAPH_VERSION}/${path}`, {
          method,
          dispatcher: agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(json === undefined ? {} : { 'content-type': 'application/json' }),
            ...bytes?.headers,
          },
          body: bytes?.body ?? (json === undefined ? null : JSON.stringify(json)),
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        })
        const text = await response.body.text()
        return { kind: 'answer', status: response.statusCode, body: parseAnswer(text) }
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException
        return { kind: NEVER_SENT.has(code) ? 'not-sent' : 'no-answer', reason: code ? `${code}: ${message}` : message }
      }
    },
  }
}

/** The platform's own envelope of an error, as far as it is read here. */
export type GraphErrorBody = {
  message?: string
  code?: number
  error_subcode?: number
  error_user_title?: string
  error_user_msg?: string
  error_data?: { details?: string } | string
}

export const detailsOf = ({ error_data }: GraphErrorBody): string | undefined =>
  typeof error_data === 'string' ? error_data : error_data?.details

export class GraphFailure extends Error {
  /** What it came to: only a `not-sent` is sure to have done nothing. */
  readonly exchange: Exchange
  readonly code: number | undefined
  /** Absent when there was no answer, or none that could be read. */
  readonly error: GraphErrorBody | undefined
  constructor(message: string, exchange: Exchange, error?: GraphErrorBody) {
    super(message)
    this.exchange = exchange
    this.code = error?.code
    this.error = error
  }
}

/** Reads a node or an edge; throws GraphFailure with the platform's own words when it does not answer with JSON and 2xx. */
export const readGraph = <T>(graph: GraphClient, path: string, token: string): Promise<T> =>
  askGraph<T>(graph, { method: 'GET', path, token })

/** Makes any call; throws as `readGraph` does. After a throw without `error`, whether it was done is not known. */
export async function askGraph<T>(graph: GraphClient, call: GraphCall): Promise<T> {
  const exchange = await graph.call(call)
  if (exchange.kind !== 'answer') throw new GraphFailure(`${graph.url} does not answer (${exchange.reason}).`, exchange)
  const { error } = (exchange.body ?? {}) as { error?: GraphErrorBody }
  if (exchange.status >= 400 || error || typeof exchange.body !== 'object') {
    throw new GraphFailure(
      `${graph.url} answered ${exchange.status} to ${call.path.split('?')[0]}: ${error?.message ?? 'no JSON'}`,
      exchange,
      error,
    )
  }
  return exchange.body as T
}

/** Every item of a paged edge, following cursors. Stops at `max` items, so that a loop of cursors cannot run for ever. */
export async function readEdge<T>(graph: GraphClient, path: string, token: string, max = 10_000): Promise<T[]> {
  type Page = { data: T[]; paging?: { next?: string; cursors?: { after?: string } } }
  const found: T[] = []
  let after: string | undefined
  do {
    const page: Page = await readGraph<Page>(graph, `${path}${after ? `&after=${encodeURIComponent(after)}` : ''}`, token)
    found.push(...page.data)
    after = page.paging?.next ? page.paging.cursors?.after : undefined
  } while (after && found.length < max)
  return found
}

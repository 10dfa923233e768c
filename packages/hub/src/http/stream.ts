import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { Authenticate } from '../access/guard.ts'
import { maskPhones } from '../access/mask-phones.ts'
import type { Routes } from './fastify-app.ts'

/** One domain event. Without `seq` it is only for who listens now, such as a move of the clock. `at` is ISO 8601. */
export type StreamEvent = { readonly seq?: number; readonly type: string; readonly at: string; readonly data: unknown }

/**
 * The events of the actor's workspace, as this actor may see them: those after `after` first, then as they happen, until the signal
 * aborts. `after` is null for who comes new: begin with now.
 */
export type StreamSource = (request: { actor: Actor; after: number | null; signal: AbortSignal }) => AsyncIterable<StreamEvent>

type Timing = { readonly heartbeatMs: number; readonly recheckMs: number; readonly patienceMs: number }
const usual: Timing = { heartbeatMs: 15_000, recheckMs: 60_000, patienceMs: 10_000 }

/** What may wait for a reader before it counts as slow. The source is not asked for more meanwhile, so memory stays bounded. */
const BUFFER_BYTES = 1_048_576
const RECONNECT_MS = 2_000

const reasons = {
  slow: 'You read too slowly: connect again with Last-Event-ID and nothing is lost.',
  'signed-out': 'The session or key is not valid any more: sign in again.',
  closing: 'The server is restarting: connect again with Last-Event-ID and nothing is lost.',
  failed: 'The events could not be read: connect again with Last-Event-ID and nothing is lost.',
}
type Reason = keyof typeof reasons

/** `GET /v1/stream`: server-sent events, resumable by Last-Event-ID. */
export const streamRoutes =
  ({
    source,
    authenticate,
    timing = {},
  }: {
    source: StreamSource
    authenticate: Authenticate
    timing?: Partial<Timing>
  }): Routes =>
  async (app) => {
    const open = new Set<(reason: Reason) => void>()
    app.addHook('preClose', async () => {
      for (const close of open) close('closing')
    })

    app.get(
      '/v1/stream',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Follow what happens, as server-sent events',
          description: 'Resume with the Last-Event-ID header (or the lastEventId parameter). `id` is the event’s number.',
          tags: ['Events'],
          querystring: z.object({ lastEventId: z.string().optional(), workspace: z.string().optional() }),
        },
      },
      async (request, reply) => {
        reply.hijack()
        const { actor } = request
        const leaving = new AbortController()
        let why: Reason | undefined
        const close = (reason: Reason) => {
          why ??= reason
          leaving.abort()
        }
        open.add(close)
        const response = startStream(request, reply)
        response.once('close', () => leaving.abort())
        const stopTimers = keepAlive({
          response,
          timing: { ...usual, ...timing },
          isStillAllowed: () => isSame(actor, authenticate, request, reply),
          close,
        })
        try {
          const after = lastEventId(request.headers['last-event-id'] ?? request.query.lastEventId)
          const events = source({ actor, after, signal: leaving.signal })
          await copyEvents({
            events,
            masked: actor.masked === true,
            response,
            leaving: leaving.signal,
            patienceMs: timing.patienceMs ?? usual.patienceMs,
            close,
          })
        } catch (error) {
          if (!leaving.signal.aborted) {
            request.log.warn({ err: error }, 'the event stream broke off')
            close('failed')
          }
        } finally {
          stopTimers()
          open.delete(close)
          endStream(response, why)
        }
      },
    )
  }

function startStream(request: FastifyRequest, reply: FastifyReply): ServerResponse {
  const response = reply.raw
  request.raw.socket.setNoDelay(true)
  response.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies such as nginx would hold events back.
    'x-accel-buffering': 'no',
  })
  response.write(`retry: ${RECONNECT_MS}\n\n`)
  return response
}

async function copyEvents({
  events,
  masked,
  response,
  leaving,
  patienceMs,
  close,
}: {
  events: AsyncIterable<StreamEvent>
  masked: boolean
  response: ServerResponse
  leaving: AbortSignal
  patienceMs: number
  close: (reason: Reason) => void
}): Promise<void> {
  for await (const event of events) {
    if (leaving.aborted) return
    response.write(asText(masked ? { ...event, data: maskPhones(event.data) } : event))
    if (response.writableLength <= BUFFER_BYTES) continue
    const drained = await Promise.race([
      once(response, 'drain', { signal: leaving }).then(
        () => true,
        () => false,
      ),
      waited(patienceMs, leaving),
    ])
    if (drained) continue
    if (!leaving.aborted) close('slow')
    return
  }
}

/** False after `ms`, or at once when the reader leaves. */
function waited(ms: number, leaving: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    timer.unref()
    leaving.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve(false)
      },
      { once: true },
    )
  })
}

/** Comments keep proxies from closing a quiet stream; the check ends a stream whose key was revoked or whose person left. */
function keepAlive({
  response,
  timing,
  isStillAllowed,
  close,
}: {
  response: ServerResponse
  timing: Timing
  isStillAllowed: () => Promise<boolean>
  close: (reason: Reason) => void
}): () => void {
  const heartbeat = setInterval(() => response.write(': still here\n\n'), timing.heartbeatMs)
  const recheck = setInterval(async () => {
    // A database that is away for a moment is no reason to send people out.
    const allowed = await isStillAllowed().catch(() => true)
    if (!allowed) close('signed-out')
  }, timing.recheckMs)
  heartbeat.unref()
  recheck.unref()
  return () => {
    clearInterval(heartbeat)
    clearInterval(recheck)
  }
}

async function isSame(actor: Actor, authenticate: Authenticate, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const now = await authenticate(request, reply)
  return now !== null && now.workspaceId === actor.workspaceId && now.role === actor.role && now.masked === actor.masked
}

/** A reader that is slow will not read the reason in time either, so its connection goes shortly after. */
function endStream(response: ServerResponse, why: Reason | undefined): void {
  if (response.destroyed) return
  if (why) response.write(`event: stream.closed\ndata: ${JSON.stringify({ reason: why, detail: reasons[why] })}\n\n`)
  response.end()
  setTimeout(() => response.destroy(), 1_000).unref()
}

const asText = (event: StreamEvent): string =>
  `${event.seq === undefined ? '' : `id: ${event.seq}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

function lastEventId(given: string | string[] | undefined): number | null {
  const text = [given].flat()[0] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

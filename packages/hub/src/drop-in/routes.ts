import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { EventBell } from '../events/event-tail.ts'
import type { App, Routes } from '../http/fastify-app.ts'
import { answerOnlyForNow } from '../http/idempotency.ts'
import type { SentBy } from '../messages/judge-message.ts'
import { findNumber } from '../messages/load-situations.ts'
import type { OpenToken } from './account-token.ts'
import { answerErrorsAsGraph } from './graph-errors.ts'
import { isSend, readGraphPath } from './graph-path.ts'
import { GraphRefusal, unknownNode } from './graph-refusal.ts'
import { createOutcomeWatch } from './outcome-watch.ts'
import { createPassThrough, type PassThrough } from './pass-through.ts'
import { readForm, readSend } from './read-send.ts'
import { type SendTools, sendAndWait } from './send-and-wait.ts'

export type DropInTools = {
  pool: pg.Pool
  clock: PlatformClock
  bell: EventBell
  log: Logger
  graphUrl: string
  publicUrl: string
  openToken: OpenToken
  /** Throws while nothing may be sent at all. */
  refuse: () => void
  onQueued: (workspaceId: string, phoneNumberId: string) => void
  patience?: (ms: number) => AbortSignal
}

/** Requests of this process that may wait for their answer at the same time; one more is told to come later. */
const MAX_WAITING = 1_000
const VERSION = ':version(^v\\d+\\.\\d+$)'
const addressesOf = (edge: string) =>
  [`/graph/${VERSION}/:phoneNumberId/${edge}`, `/graph/:phoneNumberId/${edge}`].flatMap((url) => [url, `${url}/`])
const SEND_ADDRESSES = addressesOf('messages')

/**
 * The Cloud API's own addresses under `/graph`, for programs that talk to Meta already: another base address and a Casement key in
 * place of the token. Messages go through the gate, the ledger and the pace; everything else is passed on.
 */
export const dropInRoutes =
  (tools: DropInTools): Routes =>
  async (app) => {
    const { pool, bell, log } = tools
    const outcomes = createOutcomeWatch({
      db: pool,
      bell,
      onTrouble: (error) => log.warn({ err: error as Error }, 'what became of messages could not be read'),
    })
    const passThrough = createPassThrough({ ...tools, db: pool })
    app.addHook('preClose', async () => outcomes.stop())
    app.addHook('onClose', () => passThrough.close())
    answerErrorsAsGraph(app)
    const sending: SendTools = { patience: (ms) => AbortSignal.timeout(ms), ...tools, outcomes }
    await app.register(async (sends) => serveSends(sends as unknown as App, { ...tools, sending, passThrough }))
    await app.register(async (others) => serveOthers(others as unknown as App, passThrough))
  }

type Parsed = Record<string, unknown>

function serveSends(
  app: App,
  { pool, refuse, sending, passThrough }: DropInTools & { sending: SendTools; passThrough: PassThrough },
): void {
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => readForm(text),
  )
  // Graph reads JSON whatever it is called.
  app.addContentTypeParser('*', { parseAs: 'string' }, readJson)
  let waiting = 0

  /** What every call that may send begins with: the world is the right one, the number is ours, parameters may come in the address. */
  const readCall = async (request: FastifyRequest<{ Params: { phoneNumberId: string } }>) => {
    refuse()
    const { phoneNumberId } = request.params
    const path = readGraphPath(request.url)
    const { access_token: _key, ...body } = { ...Object.fromEntries(path.query), ...objectOf(request.body) } as Parsed
    if (!/^\d+$/.test(phoneNumberId) || !(await findNumber(pool, request.actor.workspaceId, phoneNumberId))) {
      throw unknownNode(phoneNumberId, 'POST')
    }
    return { path, body }
  }

  for (const url of SEND_ADDRESSES) {
    app.post<{ Params: { phoneNumberId: string }; Body: unknown }>(
      url,
      {
        config: { access: 'agent', keyAsGraph: true, keepsAnswers: true, unaudited: true },
        schema: {
          hide: url !== SEND_ADDRESSES[0],
          summary: 'Drop-in: Meta’s own request, judged, paced and recorded, and answered as Meta does',
          tags: ['drop-in'],
        },
      },
      async (request, reply) => {
        const { path, body } = await readCall(request)
        // Marking as read and showing that we type are no messages.
        if (body.status !== undefined)
          return passThrough.pass(readAgain(request), reply, { path, body: JSON.stringify(body), minimumRole: 'agent' })
        const { phoneNumberId } = request.params
        const { workspaceId } = request.actor
        const asked = readSend(body)
        if (waiting >= MAX_WAITING) {
          answerOnlyForNow(request)
          throw new GraphRefusal({
            code: 130429,
            details: `${MAX_WAITING} messages wait here for their turn already: send it again in a moment.`,
          })
        }
        const left = new AbortController()
        reply.raw.once('close', () => left.abort())
        waiting++
        try {
          return await sendAndWait(sending, {
            ...asked,
            workspaceId,
            phoneNumberId,
            sentBy: sentBy(request.actor),
            idempotencyKey: request.idempotencyKey,
            gone: left.signal,
          })
        } catch (error) {
          if (error instanceof GraphRefusal && error.parts.code === 130429) answerOnlyForNow(request)
          throw error
        } finally {
          waiting--
        }
      },
    )
  }
}

function serveOthers(app: App, passThrough: PassThrough): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  for (const url of ['/graph', '/graph/*']) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      config: { access: 'viewer', keyAsGraph: true },
      schema: { hide: true },
      handler: async (request, reply) => {
        const path = readGraphPath(request.url)
        if (isSend(request.method, path)) {
          throw new GraphRefusal({
            code: 100,
            // Marketing through Meta's optimiser too: passed on, it would leave without a row in the ledger.
            details: 'Messages are sent by POST to /graph/v25.0/{phone-number-id}/messages, written exactly so.',
          })
        }
        return passThrough.pass(request, reply, { path, body: (request.body as Readable | undefined) ?? null })
      },
    })
  }
}

function objectOf(body: unknown): Parsed {
  if (body === undefined || body === null) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return body as Parsed
  throw new GraphRefusal({ code: 100, details: 'The body should be an object with messaging_product, to, type and the content.' })
}

/** A body that was read is written anew, as JSON of another length. */
function readAgain(request: FastifyRequest): FastifyRequest {
  delete request.headers['content-length']
  request.headers['content-type'] = 'application/json'
  return request
}

const sentBy = (actor: Actor): SentBy => ({ kind: 'api', id: actor.id, name: actor.name })

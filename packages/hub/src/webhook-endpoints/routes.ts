import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { sealSecret } from '../access/secrets.ts'
import { transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { whyNot } from '../drop-in/forwarding/safe-address.ts'
import { findEvents } from '../events/event-tail.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import { problem } from '../http/problems.ts'
import { countDeliveries, type DeliveryRow, findDelivery, listDeliveries, replayDelivery } from './deliveries.ts'
import {
  changeEndpoint,
  type EndpointRow,
  eventId,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  newSecret,
  removeEndpoint,
  replaySpan,
  rotateSecret,
  secretPurpose,
  secretsOf,
} from './endpoints.ts'
import { createPoster } from './post-event.ts'
import { EVENT_VERSION, type PublishedType, publishedEvents, publishedTypes } from './published-events.ts'
import { bodiesOf, toldOf } from './told-event.ts'

const MOST_ENDPOINTS = 20

const EventTypes = z
  .array(z.enum(publishedTypes as [PublishedType, ...PublishedType[]]))
  .max(publishedTypes.length)
  .describe('Which events; none named means all. GET /v1/webhook-events lists them.')
const Change = z.object({
  url: z.url().max(2_000).optional(),
  description: z.string().max(200).optional(),
  events: EventTypes.optional(),
  enabled: z.boolean().optional(),
})
const New = Change.omit({ enabled: true }).required({ url: true })
const Endpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  disabledBecause: z.string().nullable(),
  failingSince: z.string().nullable(),
  restsUntil: z.string().nullable().describe('After many failures in a row it is left in peace until then'),
  replaying: z.boolean(),
  oldSecretUntil: z.string().nullable(),
  createdAt: z.string(),
})
const WithSecret = Endpoint.extend({ secret: z.string().describe('Signs each event. Keep it now: it is told only here.') })
const Delivery = z.object({
  seq: z.int(),
  eventId: z.string().describe('The webhook-id header'),
  type: z.string(),
  state: z.enum(['waiting', 'due', 'delivered', 'failed']),
  nextAttemptAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  attempts: z.array(z.object({ at: z.string(), status: z.int().nullable(), error: z.string().nullable(), ms: z.int() })),
})
const Id = z.object({ id: z.uuid() })
const DeliveryAddress = Id.extend({ seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) })

/** Endpoints of other programs, to the Standard Webhooks specification. */
export const webhookEndpointRoutes =
  ({
    pool,
    secretKey,
    privateToo,
    now,
    onChange,
  }: {
    pool: pg.Pool
    secretKey: Buffer
    privateToo: () => boolean
    now: () => PlatformTime
    onChange: () => void
  }): Routes =>
  async (app) => {
    const tags = ['webhook endpoints']
    const access = 'admin'
    const poster = createPoster({ privateToo, connections: 2 })
    app.addHook('onClose', () => poster.close())

    const requireEndpoint = async (workspaceId: string, id: string) =>
      (await findEndpoint(pool, workspaceId, id)) ?? unknownEndpoint(id)
    const requireSafe = (url: string | undefined) => {
      const refused = url === undefined ? null : whyNot(url, { privateToo: privateToo() })
      if (refused) throw problem('content-invalid', refused)
    }
    const sealed = (id: string) => {
      const secret = newSecret()
      return { secret, secretSealed: sealSecret(secret, { key: secretKey, purpose: secretPurpose(id) }) }
    }

    app.get(
      '/v1/webhook-events',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What endpoints can be told',
          tags,
          response: {
            200: z.object({
              version: z.int(),
              data: z.array(z.object({ type: z.string(), about: z.string(), schema: z.looseObject({}) })),
            }),
          },
        },
      },
      () => ({
        version: EVENT_VERSION,
        data: publishedTypes.map((type) => ({
          type,
          about: publishedEvents[type].about,
          schema: z.toJSONSchema(publishedEvents[type].data) as Record<string, unknown>,
        })),
      }),
    )

    app.get(
      '/v1/webhook-endpoints',
      {
        config: { access },
        schema: {
          summary: 'List endpoints',
          tags,
          querystring: PageAsked,
          response: { 200: z.object({ data: z.array(Endpoint), cursor: z.string().nullable() }) },
        },
      },
      async (request) => pageOf((await listEndpoints(pool, request.actor.workspaceId)).map(presentEndpoint), request.query),
    )

    app.post(
      '/v1/webhook-endpoints',
      {
        config: { access },
        schema: { summary: 'Tell a program what happens from now on', tags, body: New, response: { 201: WithSecret } },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { url, description = '', events = [] } = request.body
        requireSafe(url)
        if ((await listEndpoints(pool, workspaceId)).length >= MOST_ENDPOINTS)
          throw problem('conflict', `A workspace has at most ${MOST_ENDPOINTS} endpoints: remove one that is no longer used.`)
        const id = uuid7()
        const { secret, secretSealed } = sealed(id)
        const made = await insertEndpoint(pool, workspaceId, { id, url, description, events: [...new Set(events)], secretSealed })
        onChange()
        return reply.code(201).send({ ...presentEndpoint(made as EndpointRow), secret })
      },
    )

    app.get(
      '/v1/webhook-endpoints/:id',
      {
        config: { access },
        schema: {
          summary: 'One endpoint, and how much of each state it has',
          tags,
          params: Id,
          response: { 200: Endpoint.extend({ deliveries: z.record(z.string(), z.int()) }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const endpoint = await requireEndpoint(workspaceId, request.params.id)
        return { ...presentEndpoint(endpoint), deliveries: await countDeliveries(pool, workspaceId, endpoint.id) }
      },
    )

    app.patch(
      '/v1/webhook-endpoints/:id',
      {
        config: { access },
        schema: {
          summary: 'Change an endpoint, or switch it off or on',
          tags,
          params: Id,
          body: Change,
          response: { 200: Endpoint },
        },
      },
      async (request) => {
        requireSafe(request.body.url)
        const changed = await changeEndpoint(pool, request.actor.workspaceId, request.params.id, request.body)
        onChange()
        return presentEndpoint(changed ?? unknownEndpoint(request.params.id))
      },
    )

    app.delete(
      '/v1/webhook-endpoints/:id',
      { config: { access }, schema: { summary: 'Remove an endpoint and its log', tags, params: Id } },
      async (request, reply) => {
        const removed = await transact(pool, (tx) => removeEndpoint(tx, request.actor.workspaceId, request.params.id))
        if (!removed) unknownEndpoint(request.params.id)
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/webhook-endpoints/:id/rotate-secret',
      {
        config: { access },
        schema: {
          summary: 'A new secret; the one before signs too for 24 hours',
          tags,
          params: Id,
          response: { 200: WithSecret },
        },
      },
      async (request) => {
        const { secret, secretSealed } = sealed(request.params.id)
        const rotated = await rotateSecret(pool, request.actor.workspaceId, request.params.id, secretSealed)
        return { ...presentEndpoint(rotated ?? unknownEndpoint(request.params.id)), secret }
      },
    )

    app.post(
      '/v1/webhook-endpoints/:id/test',
      {
        config: { access },
        schema: {
          summary: 'Post an event of no consequence now, and see the answer',
          tags,
          params: Id,
          response: {
            200: z.object({ delivered: z.boolean(), status: z.int().nullable(), error: z.string().nullable(), ms: z.int() }),
          },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const endpoint = await requireEndpoint(workspaceId, request.params.id)
        const body = JSON.stringify({
          type: 'endpoint.test',
          version: EVENT_VERSION,
          timestamp: new Date().toISOString(),
          workspaceId,
          data: { endpointId: endpoint.id },
        })
        const begun = performance.now()
        const { status, error } = await poster.post({
          url: endpoint.url,
          secrets: secretsOf(endpoint, secretKey),
          id: `test_${uuid7().replaceAll('-', '')}`,
          body,
        })
        return { delivered: error === null, status, error, ms: Math.round(performance.now() - begun) }
      },
    )

    app.get(
      '/v1/webhook-endpoints/:id/deliveries',
      {
        config: { access },
        schema: {
          summary: 'The log of an endpoint, newest first',
          tags,
          params: Id,
          querystring: z.object({
            state: z.enum(['waiting', 'due', 'delivered', 'failed']).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Delivery), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const endpoint = await requireEndpoint(workspaceId, request.params.id)
        const { state, limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, z.object({ seq: z.int() })).seq : null
        const found = await listDeliveries(pool, workspaceId, endpoint.id, { state: state ?? null, before, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map((delivery) => presentDelivery(workspaceId, delivery)),
          cursor: last ? writeCursor({ seq: last.seq }) : null,
        }
      },
    )

    app.get(
      '/v1/webhook-endpoints/:id/deliveries/:seq',
      {
        config: { access },
        schema: {
          summary: 'One delivery, with its body',
          tags,
          params: DeliveryAddress,
          response: {
            200: Delivery.extend({
              body: z
                .string()
                .nullable()
                .describe('As it would be posted now; null once the event is kept no longer, or its person was erased'),
            }),
          },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { id, seq } = request.params
        const found = (await findDelivery(pool, workspaceId, id, seq)) ?? unknownDelivery(seq)
        const told = (await findEvents(pool, workspaceId, [seq])).flatMap((event) => toldOf(event) ?? [])
        const body = (await bodiesOf(pool, workspaceId, told, now())).get(seq) ?? null
        return { ...presentDelivery(workspaceId, found), body }
      },
    )

    app.post(
      '/v1/webhook-endpoints/:id/deliveries/:seq/replay',
      {
        config: { access },
        schema: { summary: 'Tell one event again, with the same id', tags, params: DeliveryAddress, response: { 202: Delivery } },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { id, seq } = request.params
        const again = await transact(pool, (tx) => replayDelivery(tx, workspaceId, id, seq))
        const found = (await findDelivery(pool, workspaceId, id, seq)) ?? unknownDelivery(seq)
        if (again === 'forgotten') unknownDelivery(seq)
        if (again === 'under way') throw problem('conflict', 'This delivery has not ended yet: it is tried again by itself.')
        onChange()
        return reply.code(202).send(presentDelivery(workspaceId, found))
      },
    )

    app.post(
      '/v1/webhook-endpoints/:id/replay',
      {
        config: { access },
        schema: {
          summary: 'Tell a span of the past again, with the same ids',
          tags,
          params: Id,
          body: z.object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }).optional() }),
          response: { 202: z.object({ events: z.int().describe('Events in the span, of every type') }) },
        },
      },
      async (request, reply) => {
        const { from, to = null } = request.body
        if (to !== null && Date.parse(to) <= Date.parse(from))
          throw problem('invalid', 'The span ends before it begins: give a `to` after `from`.')
        const begun = await replaySpan(pool, request.actor.workspaceId, request.params.id, { from, to })
        if (begun === undefined) unknownEndpoint(request.params.id)
        if (begun === null) throw problem('conflict', 'Another span is still being told: wait until it is through.')
        onChange()
        return reply.code(202).send(begun)
      },
    )
  }

function unknownEndpoint(id: string): never {
  throw problem('not-found', `There is no webhook endpoint ${id} in this workspace: GET /v1/webhook-endpoints lists them.`)
}

function unknownDelivery(seq: number): never {
  throw problem('not-found', `This endpoint was not told event ${seq}, or it ended too long ago: replay a span to tell it.`)
}

const presentEndpoint = (endpoint: EndpointRow): z.infer<typeof Endpoint> => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events,
  enabled: endpoint.disabled_at === null,
  disabledBecause: endpoint.disabled_because,
  failingSince: endpoint.failing_since?.toISOString() ?? null,
  restsUntil: endpoint.rests_until?.toISOString() ?? null,
  replaying: endpoint.replay_after !== null,
  oldSecretUntil: endpoint.old_secret_until?.toISOString() ?? null,
  createdAt: endpoint.created_at.toISOString(),
})

const presentDelivery = (workspaceId: string, delivery: DeliveryRow): z.infer<typeof Delivery> => ({
  seq: delivery.seq,
  eventId: eventId(workspaceId, delivery.seq),
  type: delivery.type,
  state: delivery.state,
  nextAttemptAt: delivery.state === 'due' ? delivery.retry_at.toISOString() : null,
  finishedAt: delivery.finished_at?.toISOString() ?? null,
  attempts: delivery.attempts,
})

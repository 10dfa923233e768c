import type { Delivery, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

const MOST = 10_000

/** What was accepted, what was told, and the figures. */
export function logRoutes({ world, outbox }: Twin): ControlTable {
  return {
    'GET /messages': ({ query }) => findMessages(world, query).map(describeMessage),
    'GET /messages/:id': ({ params }) => {
      const message = world.messages.get(params.id ?? '')
      if (!message) throw new Refusal(404, `No message ${params.id} was accepted.`)
      return describeMessage(message)
    },
    'GET /inbound': ({ query }) =>
      [...world.inbound.values()]
        .filter(
          (one) =>
            (query.from === undefined || one.from === digits(query.from)) && (query.to === undefined || one.to === query.to),
        )
        .slice(-limitOf(query.limit))
        .map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    'GET /stats': () => world.meta.stats,
    'GET /webhooks': ({ query }) => {
      const rows: Record<string, unknown>[] = []
      for (const delivery of world.deliveries.values()) {
        if (query.field !== undefined && delivery.field !== query.field) continue
        if (query.state !== undefined && delivery.state !== query.state) continue
        rows.push(describeDelivery(delivery))
      }
      return rows.slice(-limitOf(query.limit))
    },
    'POST /webhooks/:id/replay': ({ params }) => {
      const copy = outbox.replay(params.id ?? '')
      if (!copy) throw new Refusal(404, `There is no delivery ${params.id} in the log.`)
      return { id: copy.id, replayOf: copy.replayOf }
    },
  }
}

/** All of them, unless fewer are asked for: whoever settles accounts with this must miss none. */
function findMessages(world: World, query: Record<string, string>): OutboundMessage[] {
  const { to, from, opaque } = query
  const ids =
    opaque !== undefined ? world.indexes.messagesWith(opaque) : to !== undefined ? world.indexes.messagesTo(digits(to)) : null
  const candidates = ids ? ids.flatMap((id) => world.messages.get(id) ?? []) : [...world.messages.values()]
  return candidates
    .filter((one) => (to === undefined || one.to === digits(to)) && (from === undefined || one.from === from))
    .slice(query.limit === undefined ? 0 : -limitOf(query.limit))
}

const digits = (text: string): string => text.replace(/\D/g, '')
const limitOf = (text: string | undefined): number => {
  const asked = text === undefined ? MOST : Number(text)
  return Number.isInteger(asked) && asked > 0 ? asked : MOST
}

const describeMessage = (message: OutboundMessage): Record<string, unknown> => ({
  id: message.id,
  from: message.from,
  to: message.to,
  type: message.type,
  ...(message.templateId === null ? {} : { category: message.category }),
  biz_opaque_callback_data: message.opaque,
  status: message.status,
  acceptedAt: new Date(message.acceptedAt).toISOString(),
  pricing: message.pricing,
  price: message.price,
  charged: message.charged,
  policy: message.policy,
  content: message.content,
  timeline: message.timeline.map(({ status, at }) => ({ status, at: new Date(at).toISOString() })),
  ...(message.failure ? { error: message.failure } : {}),
})

const describeDelivery = (delivery: Delivery): Record<string, unknown> => ({
  id: delivery.id,
  field: delivery.field,
  url: delivery.url,
  createdAt: new Date(delivery.createdAt).toISOString(),
  state: delivery.state,
  updates: delivery.updates,
  body: delivery.body,
  signature: delivery.signature,
  attempts: delivery.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  ...(delivery.replayOf === null ? {} : { replayOf: delivery.replayOf }),
})

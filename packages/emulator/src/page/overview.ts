import { HOUR } from '@casement/platform'
import { onBusinessApp } from '../coexistence/business-app.ts'
import type { Twin } from '../control/twin.ts'
import { aboutWorld } from '../control/world-routes.ts'
import { describeCrowd } from '../crowd/routes.ts'
import { officialStatus } from '../graph/official-account.ts'
import { groupsOf } from '../groups/group-record.ts'
import { limitOf } from '../messages/judge.ts'
import type { Delivery, OutboundMessage } from '../world/records.ts'
import { RELAXABLE } from '../world/settings.ts'
import type { Table } from '../world/table.ts'
import { cachedDay, type World } from '../world/world.ts'
import { whatComes } from './coming.ts'
import { type Headline, headlineOf } from './headline.ts'

const SHOWN = 60
const GROUPS = 20
const PEOPLE = 40

/** All the page shows of a world but the open chat, in one answer. */
export function overview(twin: Twin): Record<string, unknown> {
  const { world } = twin
  const waba = [...world.wabas.values()][0]
  const policy = world.policyOf(waba)
  const app = [...world.apps.values()][0]
  return {
    about: aboutWorld(twin),
    now: new Date(world.now()).toISOString(),
    scale: world.clock.scale,
    policy: { id: policy.id, from: policy.from },
    settings: world.settings,
    relaxable: RELAXABLE,
    stats: world.meta.stats,
    counts: {
      customers: world.customers.size,
      messages: world.messages.size,
      inbound: world.inbound.size,
      webhooks: world.deliveries.size,
    },
    portfolios: [...world.portfolios.values()].map((portfolio) => ({
      id: portfolio.id,
      name: portfolio.name,
      tier: portfolio.tier,
      verified: portfolio.verified,
      limit: limitOf(portfolio, policy),
      used: world.books.reach(portfolio.id).used(world.now(), policy.limits.rollingHours * HOUR),
    })),
    wabas: [...world.wabas.values()].map(({ id, name, locked, unpaid, currency, timeZone, restrictions }) => ({
      id,
      name,
      locked,
      unpaid,
      currency,
      timeZone,
      restrictions: restrictions
        .filter(({ until }) => until === null || world.now() < until)
        .map(({ type, until }) => ({ type, until: until === null ? null : new Date(until).toISOString() })),
    })),
    numbers: [...world.numbers.values()].map((number) => ({
      id: number.id,
      display: number.display,
      name: number.verifiedName,
      quality: number.quality,
      status: number.status,
      throughput: number.throughput,
      official: officialStatus(world, number) === 'APPROVED',
      businessApp: onBusinessApp(world, number) !== undefined,
      freeUsed: world.books.freeUsed(
        number.id,
        cachedDay(world.now(), world.wabas.get(number.wabaId)?.timeZone ?? 'UTC').slice(0, 7),
      ),
    })),
    freeService: policy.free.serviceInCsw,
    templates: [...world.templates.values()]
      .filter((template) => template.status !== 'DELETED')
      .slice(0, 200)
      .map(({ id, name, language, category, status, quality, pausedUntil }) => ({
        id,
        name,
        language,
        category,
        status,
        quality,
        pausedUntil: pausedUntil === null ? null : new Date(pausedUntil).toISOString(),
      })),
    groups: groups(world),
    faults: [...world.faults.values()],
    crowd: describeCrowd(world),
    callback: app?.callback?.url ?? null,
    webhooks: lastOf(world.deliveries, SHOWN).map(deliveryLine),
    messages: lastOf(world.messages, SHOWN).map((message) => messageLine(world, message)),
    people: people(world),
    coming: whatComes(world),
  }
}

/** The newest rows, newest first. */
function lastOf<T>(table: Table<T>, count: number): T[] {
  const from = table.size - count
  const found: T[] = []
  let place = 0
  for (const row of table.values()) if (place++ >= from) found.push(row)
  return found.reverse()
}

function deliveryLine(delivery: Delivery): Record<string, unknown> {
  const last = delivery.attempts.at(-1)
  return {
    id: delivery.id,
    at: new Date(delivery.createdAt).toISOString(),
    ...headline(delivery),
    state: delivery.state,
    updates: delivery.updates,
    attempts: delivery.attempts.length,
    status: last?.status ?? null,
    tookMs: last?.tookMs ?? null,
    replayOf: delivery.replayOf,
  }
}

const headlines = new WeakMap<Delivery, Headline>()

/** A body never changes, so it is read once. */
function headline(delivery: Delivery): Headline {
  const known = headlines.get(delivery)
  if (known) return known
  const made = headlineOf(delivery.body)
  headlines.set(delivery, made)
  return made
}

function messageLine(world: World, message: OutboundMessage): Record<string, unknown> {
  const template = message.templateId === null ? undefined : world.templates.get(message.templateId)
  return {
    id: message.id,
    at: new Date(message.acceptedAt).toISOString(),
    to: message.to,
    name: world.customers.get(message.to)?.name ?? null,
    what: template?.name ?? message.type,
    category: message.pricing.category,
    priceType: message.pricing.type ?? null,
    status: message.status,
    amount: message.pricing.billable ? message.price.amount : '0',
    currency: message.price.currency,
    code: message.failure?.code ?? null,
  }
}

/** The groups of all numbers, and who is in them. */
const groups = (world: World): Record<string, unknown>[] =>
  [...world.numbers.keys()]
    .flatMap((id) => groupsOf(world, id))
    .slice(-GROUPS)
    .map(({ id, numberId, subject, suspended, participants, requests }) => ({
      id,
      phoneNumberId: numberId,
      subject,
      suspended,
      participants: participants.map((waId) => ({ id: waId, name: world.customers.get(waId)?.name ?? `+${waId}` })),
      asking: requests.map(({ waId }) => waId),
    }))

/** Who to be: those known by hand first, then whoever was in a chat last. */
function people(world: World): { id: string; name: string }[] {
  const ids = new Set<string>()
  for (const id of world.customers.keys()) if (ids.add(id).size >= 8) break
  for (const { from } of lastOf(world.inbound, SHOWN)) ids.add(from)
  for (const { to } of lastOf(world.messages, SHOWN)) ids.add(to)
  return [...ids]
    .slice(0, PEOPLE)
    .flatMap((id) => world.customers.get(id) ?? [])
    .map(({ waId, name }) => ({ id: waId, name }))
}

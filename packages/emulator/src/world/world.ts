import type { PlatformTime, Policy } from '@casement/platform'
import { dayIn, later, policies, policyAt, policyById } from '@casement/platform'
import { DueQueue } from '../clock/due-queue.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { scopedId } from '../customers/scoped-id.ts'
import { type GroupMessage, recountGroupMessage } from '../groups/group-progress.ts'
import { recountInternational } from '../messages/international-rate.ts'
import { Books } from '../messages/reach.ts'
import { recountTier } from '../messages/volume-tiers.ts'
import type { Complaint } from '../quality/quality-book.ts'
import type { WebhookUpdate } from '../webhooks/update.ts'
import { decimalText, fractionOf, hexText, opaqueText, textNumber } from './chance.ts'
import { WorldIndexes } from './indexes.ts'
import { messageId } from './message-ids.ts'
import type {
  App,
  Customer,
  Delivery,
  DueItem,
  Fault,
  InboundMessage,
  Media,
  Meta,
  OutboundMessage,
  PhoneNumber,
  Portfolio,
  Stats,
  Template,
  Thread,
  Token,
  Waba,
} from './records.ts'
import type { Relaxable, Settings } from './settings.ts'
import { defaultSettings } from './settings.ts'
import { Table } from './table.ts'

/** A row of a noun this build keeps aside from the main tables: flows, QR codes, calls and the like. */
export type Thing = { key: string; [field: string]: unknown }

type StoredComplaint = { numberId: string; templateId: string | null; complaint: Complaint; at: number }

/** What happens when something falls due. Named, so that it survives a restart. */
export type Happening = (world: World, ref: string) => void

/**
 * All there is: plain rows, one clock, and what is still to happen. Everything that acts on a world takes it as its first argument
 * and changes it at once; nothing in here waits.
 */
export class World {
  meta: Meta
  settings: Settings = structuredClone(defaultSettings)
  readonly clock: VirtualClock
  readonly portfolios = new Table<Portfolio>('portfolios', (row) => row.id)
  readonly wabas = new Table<Waba>('wabas', (row) => row.id)
  readonly numbers = new Table<PhoneNumber>('numbers', (row) => row.id)
  readonly templates = new Table<Template>('templates', (row) => row.id)
  readonly customers = new Table<Customer>('customers', (row) => row.waId)
  readonly threads = new Table<Thread>('threads', (row) => `${row.numberId}:${row.waId}`)
  readonly messages = new Table<OutboundMessage>('messages', (row) => row.id)
  readonly inbound = new Table<InboundMessage>('inbound', (row) => row.id)
  readonly deliveries = new Table<Delivery>('deliveries', (row) => row.id)
  readonly apps = new Table<App>('apps', (row) => row.id)
  readonly tokens = new Table<Token>('tokens', (row) => row.token)
  readonly media = new Table<Media>('media', (row) => row.id)
  readonly faults = new Table<Fault>('faults', (row) => row.id)
  readonly things = new Table<Thing>('things', (row) => row.key)
  readonly dueItems = new Table<DueItem>('due', (row) => row.id)
  readonly due = new DueQueue(this.dueItems)
  readonly indexes = new WorldIndexes(this)
  readonly books = new Books()
  /** Where webhook updates go; set by the outbox. */
  publish: (update: WebhookUpdate) => void = () => {}
  /** Resolves once everything that happened so far is on disk; at once when the world lives in memory only. */
  durable: () => Promise<void> = () => Promise.resolve()
  /** Told before rows are saved, so that nothing that follows from them waits elsewhere; set by the outbox. */
  onSave: () => void = () => {}
  /** Told when something new became due, so that the runner can set its alarm. */
  onScheduled: () => void = () => {}
  /** Told which page a customer opened; set by what opens it for them. */
  onVisit: (url: string) => void = () => {}
  readonly happenings: Record<string, Happening> = {}
  metaChanged = true
  /** Where this world answers, for the links it hands out by itself; set when it begins to. */
  origin = 'http://localhost:4010'

  constructor(seed: number, start: PlatformTime, machineNow: () => number, worldId: string) {
    this.meta = freshMeta(seed, start, machineNow(), worldId)
    this.clock = new VirtualClock(this, machineNow)
  }

  tables(): Table<unknown>[] {
    const all: unknown[] = [
      this.portfolios,
      this.wabas,
      this.numbers,
      this.templates,
      this.customers,
      this.threads,
      this.messages,
      this.inbound,
      this.deliveries,
      this.apps,
      this.tokens,
      this.media,
      this.faults,
      this.things,
      this.dueItems,
    ]
    return all as Table<unknown>[]
  }

  /** Empties the world; the caller fills it again. */
  empty(meta: Meta): void {
    for (const table of this.tables()) table.clear()
    this.meta = meta
    this.settings = structuredClone(defaultSettings)
    this.rebuild()
  }

  /** Derives everything that is not a row: heap and indexes. */
  rebuild(): void {
    this.due.rebuild()
    this.indexes.rebuild()
    this.books.clear()
    for (const message of this.messages.values()) {
      this.books.recount(message, this.reachScopeOf(message.from))
      recountTier(this, message)
      recountInternational(this, message)
    }
    for (const thing of this.things.values()) {
      if (thing.kind === 'complaint') {
        const { numberId, templateId, complaint, at } = thing as unknown as StoredComplaint
        this.books.quality.complained(numberId, templateId, complaint, at)
      }
      if (thing.kind === 'group-message') recountGroupMessage(this, thing as unknown as GroupMessage)
      if (thing.kind === 'charged-elsewhere') this.books.countCharged(String(thing.of), Number(thing.charged))
    }
    this.metaChanged = true
  }

  /** Whose limit a number's sends count against: its portfolio's, or its own before October 2025. */
  reachScopeOf(numberId: string): string {
    const waba = this.wabaOf(numberId)
    if (!waba || this.policyOf(waba).limits.scope === 'number') return numberId
    return waba.portfolioId
  }

  wabaOf(numberId: string): Waba | undefined {
    const number = this.numbers.get(numberId)
    return number && this.wabas.get(number.wabaId)
  }

  now(): PlatformTime {
    return this.clock.now()
  }

  /** Runs what is due by now. Called before anything that depends on the state, so that time never lags behind the asker. */
  catchUp(): PlatformTime {
    const now = this.now()
    for (let item = this.due.take(now); item; item = this.due.take(now)) {
      const happening = this.happenings[item.kind]
      if (happening) happening(this, item.ref)
    }
    return now
  }

  schedule(at: PlatformTime, kind: string, ref: string): string {
    const order = this.#count('order')
    const id = `${kind}:${order}`
    this.due.add({ id, at, order, kind, ref })
    this.onScheduled()
    return id
  }

  scheduleIn(ms: number, kind: string, ref: string): string {
    return this.schedule(later(this.now(), ms), kind, ref)
  }

  policyOf(waba: Waba | undefined, at: PlatformTime = this.now()): Policy {
    if (this.settings.policy !== 'auto') return policyById(this.settings.policy) ?? (policies[policies.length - 1] as Policy)
    return cachedPolicy(at, waba?.timeZone ?? 'UTC')
  }

  relaxed(family: Relaxable): boolean {
    return this.settings.relax.includes(family)
  }

  /** A fresh node id: fifteen digits that no node has. */
  nextId(): string {
    for (;;) {
      const id = decimalText(this.meta.seed, this.#count('counter'))
      if (!this.indexes.isTaken(id)) return id
    }
  }

  nextMessageId(customer: string, direction: 'in' | 'out'): string {
    return messageId(customer, direction, hexText(this.meta.seed, this.#count('counter'), direction === 'out' ? 18 : 20))
  }

  nextText(length: number): string {
    return opaqueText(this.meta.seed, this.#count('counter'), length)
  }

  /** From 0 to below 1, a new one at each call. */
  chance(): number {
    return fractionOf(this.meta.seed, this.#count('counter'), 7)
  }

  /** From 0 to below 1, always the same one for a text and a purpose. */
  traitOf(text: string, purpose: number): number {
    return fractionOf(this.meta.seed, textNumber(text), purpose)
  }

  /** The business-scoped id of a customer: one per portfolio and person, with the country in front. */
  bsuidOf(portfolioId: string, customer: Customer): string {
    return scopedId(portfolioId, customer.country, customer.waId)
  }

  touchMeta(): Meta {
    this.metaChanged = true
    return this.meta
  }

  #count(what: 'counter' | 'order'): number {
    this.metaChanged = true
    this.meta[what] += 1
    return this.meta[what]
  }
}

export const emptyStats = (): Stats => ({
  accepted: 0,
  rejected: {},
  delivered: 0,
  read: 0,
  failed: {},
  maxPerSecond: {},
  charged: {},
  webhooks: { delivered: 0, retried: 0, pending: 0 },
})

export const freshMeta = (seed: number, at: PlatformTime, machineAt: number, worldId: string): Meta => ({
  worldId,
  seed,
  counter: 0,
  order: 0,
  clock: { scale: 1, at, machineAt },
  stats: emptyStats(),
  hasMessages: false,
  hourlyAt: null,
  lastActivityAt: null,
})

const QUARTER = 15 * 60_000
const known = new Map<string, Policy>()

/** Days begin on a quarter of an hour everywhere, so one answer holds for each. */
function cachedPolicy(at: PlatformTime, timeZone: string): Policy {
  const key = `${timeZone}:${Math.floor(at / QUARTER)}`
  const found = known.get(key)
  if (found) return found
  const policy = policyAt(at, timeZone)
  if (known.size > 1_000) known.clear()
  known.set(key, policy)
  return policy
}

const days = new Map<string, string>()

/** The day (`YYYY-MM-DD`) in a time zone, remembered by the quarter of an hour. */
export function cachedDay(at: PlatformTime, timeZone: string): string {
  const key = `${timeZone}:${Math.floor(at / QUARTER)}`
  const found = days.get(key)
  if (found) return found
  const day = dayIn(at, timeZone)
  if (days.size > 1_000) days.clear()
  days.set(key, day)
  return day
}

import { aboutWebhookField } from '@casement/platform'
import { takeFault } from '../control/take-fault.ts'
import type { App, Delivery, Fault } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { packUpdates } from './pack.ts'
import { call } from './post.ts'
import { nextAttempt } from './retry.ts'
import { signBody } from './sign.ts'
import type { WebhookUpdate } from './update.ts'

const KEPT = 20_000
const TIMEOUT_MS = 10_000
const LANES = 32
const BATCH_LANES = 4
/** Platform time for which an update waits for company, where batches were asked for. */
const COMPANY_MS = 50

/**
 * What Meta has to tell and has not yet got a 200 for. First attempts go out at once, in order for each customer; what is not
 * answered with 200 is repeated in platform time, ever more rarely, for seven days.
 */
export class Outbox {
  readonly #world: World
  readonly #lanes: string[][] = Array.from({ length: LANES }, () => [])
  readonly #busy: boolean[] = Array.from({ length: LANES }, () => false)
  readonly #waiting = new Map<string, { update: WebhookUpdate[]; url: string; app: App }>()
  #flushing: NodeJS.Immediate | null = null
  /** The due item that sends what waits for company. */
  #flushItem: string | null = null
  #open = 0
  #whenSettled: (() => void)[] = []
  #finished: string[] = []
  #reordered: string | null = null
  #gathering = false
  closed = false

  constructor(world: World) {
    this.#world = world
    world.publish = (update) => this.#publish(update)
    world.onSave = () => this.flush()
    world.happenings['webhook.retry'] = (_world, id) => this.#enqueue(id)
    world.happenings['webhook.flush'] = () => this.flush()
  }

  /** Takes up what a former life of this world left undelivered. */
  resume(): void {
    this.#finished = []
    const retried = new Set(
      [...this.#world.dueItems.values()].filter((item) => item.kind === 'webhook.retry').map((item) => item.ref),
    )
    for (const delivery of this.#world.deliveries.values()) {
      if (delivery.state === 'pending' && !retried.has(delivery.id)) this.#enqueue(delivery.id)
      else if (delivery.state !== 'pending') this.#finished.push(delivery.id)
    }
  }

  /** Forgets all that is queued; the rows are gone or about to be. */
  drop(): void {
    for (const lane of this.#lanes) this.#open -= lane.splice(0).length
    this.#waiting.clear()
    this.#flushItem = null
    this.#finished = []
    this.#reordered = null
  }

  /** While it gathers, updates wait for company until somebody flushes, however much time passes. */
  gather(gathering: boolean): void {
    this.#gathering = gathering
  }

  get isSettled(): boolean {
    return this.#open === 0 && this.#waiting.size === 0
  }

  /** Resolves when every attempt that is due has had its answer. Updates that still wait for company are none. */
  async settled(): Promise<void> {
    while (this.#open > 0) await new Promise<void>((resolve) => this.#whenSettled.push(resolve))
  }

  /** Sends an old delivery again, as a new one with the same bytes. Null when there is none with this id. */
  replay(id: string): Delivery | null {
    const old = this.#world.deliveries.get(id)
    if (!old) return null
    const app = [...this.#world.apps.values()][0]
    const url = app?.callback?.url ?? old.url
    const copy = this.#put({
      ...old,
      id: this.#world.nextId(),
      createdAt: this.#world.now(),
      url,
      state: 'pending',
      attempts: [],
      replayOf: id,
    })
    if (url === null) {
      copy.state = 'no-callback'
      this.#world.deliveries.put(copy)
    } else this.#enqueue(copy.id)
    return copy
  }

  #publish(update: WebhookUpdate): void {
    for (const app of this.#world.apps.values()) {
      const url = this.#callbackOf(app, update)
      const fields = app.callback?.fields ?? null
      if (fields && !fields.includes(update.field)) continue
      if ((app.batch <= 1 && !this.#gathering) || url === null) {
        this.#create(app, [update], url)
        continue
      }
      const key = `${app.id}:${url}`
      const waiting = this.#waiting.get(key) ?? { update: [], url, app }
      waiting.update.push(update)
      this.#waiting.set(key, waiting)
      if (waiting.update.length >= this.#batchOf(app)) this.#flushOne(key)
      else this.#planFlush()
    }
  }

  /** While time passes, more may follow shortly; while it stands, nothing does before somebody asks. */
  #planFlush(): void {
    if (this.#gathering) return
    const { clock } = this.#world
    if (clock.held || clock.scale === 1) this.#flushItem ??= this.#world.scheduleIn(COMPANY_MS, 'webhook.flush', '')
    else this.#flushing ??= setImmediate(() => this.flush())
  }

  #callbackOf(app: App, update: WebhookUpdate): string | null {
    const waba = this.#world.wabas.get(update.wabaId)
    if (waba && !waba.subscribed) return null
    if (aboutWebhookField(update.field) === 'number') {
      const number = update.numberId === null ? undefined : this.#world.numbers.get(update.numberId)
      if (number?.override) return number.override.url
      if (waba?.override) return waba.override.url
    }
    return app.callback?.url ?? null
  }

  /** Packs and sends all that waits for company. */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing)
    if (this.#flushItem !== null) this.#world.due.cancel(this.#flushItem)
    this.#flushing = null
    this.#flushItem = null
    for (const key of [...this.#waiting.keys()]) this.#flushOne(key)
  }

  #flushOne(key: string): void {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    if (!waiting) return
    const { update, url, app } = waiting
    const most = this.#batchOf(app)
    for (let from = 0; from < update.length; from += most) this.#create(app, update.slice(from, from + most), url)
  }

  #batchOf(app: App): number {
    return this.#gathering ? this.#world.policyOf(undefined).webhooks.maxBatch : app.batch
  }

  #create(app: App, updates: WebhookUpdate[], url: string | null): void {
    const world = this.#world
    const [one] = updates
    if (!one) return
    const delivery = this.#put({
      id: world.nextId(),
      createdAt: world.now(),
      field: one.field,
      url,
      ...signBody(packUpdates(updates), app.secret),
      state: url === null ? 'no-callback' : 'pending',
      updates: updates.length,
      attempts: [],
      replayOf: null,
      lane: updates.length === 1 ? one.lane : this.#freeLane(),
    })
    if (url === null) {
      this.#retire(delivery.id)
      return
    }
    const fault = takeFault(world, 'webhook')
    if (!fault) this.#enqueue(delivery.id)
    else this.#spoil(delivery, fault)
  }

  /** Duplicated, out of order, late or lost, as a fault asks. */
  #spoil(delivery: Delivery, fault: Fault['fault']): void {
    const world = this.#world
    if (fault.duplicate) {
      this.#enqueue(delivery.id)
      this.#enqueue(this.#put({ ...delivery, id: world.nextId(), attempts: [], replayOf: delivery.id }).id)
    } else if (fault.reorder) {
      if (this.#reordered !== null) this.#enqueue(this.#reordered)
      this.#reordered = delivery.id
      return
    } else if (fault.delayMs) {
      world.scheduleIn(fault.delayMs, 'webhook.retry', delivery.id)
    } else if (fault.timeout || fault.dropRequest || fault.dropResponse || fault.http || fault.code) {
      // The first attempt is lost on the way, as if nobody had answered.
      this.#record(delivery, { at: world.now(), status: fault.http ?? null, answer: 'lost by a fault', tookMs: 0 })
    } else this.#enqueue(delivery.id)
  }

  /** Batches keep their order while the callback keeps up, and overlap when it does not. */
  #freeLane(): string {
    for (let lane = 0; lane < BATCH_LANES; lane++) if (!this.#busy[laneOf(`batch:${lane}`)]) return `batch:${lane}`
    return `batch:${this.#world.meta.counter % BATCH_LANES}`
  }

  #put(delivery: Delivery): Delivery {
    this.#world.deliveries.put(delivery)
    this.#world.touchMeta().stats.webhooks.pending++
    return delivery
  }

  #enqueue(id: string): void {
    const delivery = this.#world.deliveries.get(id)
    if (!delivery || this.closed) return
    const lane = laneOf(delivery.lane)
    ;(this.#lanes[lane] as string[]).push(id)
    this.#open++
    if (!this.#busy[lane]) void this.#run(lane)
    const held = this.#reordered
    if (held !== null && held !== id) {
      this.#reordered = null
      this.#enqueue(held)
    }
  }

  async #run(lane: number): Promise<void> {
    this.#busy[lane] = true
    const queue = this.#lanes[lane] as string[]
    for (let id = queue.shift(); id !== undefined && !this.closed; id = queue.shift()) {
      try {
        await this.#attempt(id)
      } finally {
        this.#open--
        if (this.#open === 0) for (const resolve of this.#whenSettled.splice(0)) resolve()
      }
    }
    this.#busy[lane] = false
  }

  async #attempt(id: string): Promise<void> {
    const world = this.#world
    const delivery = world.deliveries.get(id)
    if (!delivery || delivery.url === null) return
    // Nothing is told that a power cut could still undo.
    await world.durable()
    const startedAt = performance.now()
    const { status, text } = await call(delivery.url, {
      method: 'POST',
      timeoutMs: TIMEOUT_MS,
      body: delivery.body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature': delivery.signature1,
        'x-hub-signature-256': delivery.signature,
      },
    })
    if (world.deliveries.get(id) !== delivery) return
    this.#record(delivery, { at: world.now(), status, answer: text, tookMs: Math.round(performance.now() - startedAt) })
  }

  #record(delivery: Delivery, attempt: Delivery['attempts'][number]): void {
    const world = this.#world
    const { webhooks } = world.touchMeta().stats
    if (delivery.attempts.length > 0) webhooks.retried++
    delivery.attempts.push(attempt)
    if (attempt.status === 200) {
      delivery.state = 'delivered'
      webhooks.delivered++
      this.#retire(delivery.id)
    } else {
      const next = nextAttempt(world, delivery)
      if (next === null) {
        delivery.state = 'given-up'
        this.#retire(delivery.id)
      } else world.schedule(next, 'webhook.retry', delivery.id)
    }
    world.deliveries.put(delivery)
  }

  /** Closes a delivery; the log keeps the last of them. */
  #retire(id: string): void {
    const { webhooks } = this.#world.touchMeta().stats
    webhooks.pending = Math.max(0, webhooks.pending - 1)
    this.#finished.push(id)
    if (this.#finished.length > KEPT * 1.1) {
      for (const old of this.#finished.splice(0, this.#finished.length - KEPT)) this.#world.deliveries.delete(old)
    }
  }
}

function laneOf(name: string): number {
  let h = 7
  for (let i = 0; i < name.length; i++) h = (Math.imul(h, 31) + name.charCodeAt(i)) | 0
  return Math.abs(h) % LANES
}

import { QualityBook } from '../quality/quality-book.ts'
import type { OutboundMessage } from '../world/records.ts'

/**
 * Who was written to outside a window in the last hours, exactly: one instant for each counted message, in order, so that the
 * rolling count costs nothing to keep and a failed message gives its place back.
 */
export class ReachBook {
  readonly #instants: { at: number; user: string }[] = []
  #first = 0
  readonly #users = new Map<string, number[]>()

  /** Unique users counted in the `windowMs` before `now`. An instant leaves exactly when it is that old. */
  used(now: number, windowMs: number): number {
    this.#forget(now - windowMs)
    return this.#users.size
  }

  has(user: string, now: number, windowMs: number): boolean {
    this.#forget(now - windowMs)
    return this.#users.has(user)
  }

  /** The instant that is the next to leave, or null when nobody is counted. */
  oldest(now: number, windowMs: number): number | null {
    this.#forget(now - windowMs)
    return this.#instants[this.#first]?.at ?? null
  }

  add(user: string, at: number): void {
    this.#instants.push({ at, user })
    const known = this.#users.get(user)
    if (known) known.push(at)
    else this.#users.set(user, [at])
  }

  giveBack(user: string, at: number): void {
    const known = this.#users.get(user)
    const place = known?.indexOf(at) ?? -1
    if (!known || place < 0) return
    known.splice(place, 1)
    if (known.length === 0) this.#users.delete(user)
  }

  #forget(before: number): void {
    for (;;) {
      const first = this.#instants[this.#first]
      if (!first || first.at > before) break
      this.giveBack(first.user, first.at)
      this.#first++
    }
    if (this.#first > 10_000 && this.#first * 2 > this.#instants.length) {
      this.#instants.splice(0, this.#first)
      this.#first = 0
    }
  }
}

/** Messages a second of one number: a bucket of one second's worth, and the busiest second seen. */
export class PaceBook {
  #tokens: number
  #at: number
  readonly #recent: number[] = []
  #first = 0
  busiest = 0

  constructor(perSecond: number, now: number) {
    this.#tokens = perSecond
    this.#at = now
  }

  /** Whether one more message may go now. */
  hasRoom(perSecond: number, now: number): boolean {
    this.#tokens = Math.min(perSecond, this.#tokens + (Math.max(0, now - this.#at) * perSecond) / 1_000)
    this.#at = Math.max(this.#at, now)
    return this.#tokens >= 1
  }

  /** Spends a token. Inbound messages spend one too, but are never turned away. */
  take(perSecond: number, now: number): void {
    this.hasRoom(perSecond, now)
    this.#tokens = Math.max(0, this.#tokens - 1)
  }

  /** Remembers an accepted message for the busiest-second figure. */
  accepted(now: number): number {
    this.#recent.push(now)
    while ((this.#recent[this.#first] ?? now) <= now - 1_000) this.#first++
    if (this.#first > 4_096) {
      this.#recent.splice(0, this.#first)
      this.#first = 0
    }
    this.busiest = Math.max(this.busiest, this.#recent.length - this.#first)
    return this.busiest
  }
}

/** What follows from the messages and need not be kept: reach by portfolio, free messages by number and month, pace by number. */
export class Books {
  readonly #reach = new Map<string, ReachBook>()
  readonly #allowance = new Map<string, number>()
  readonly #charged = new Map<string, number>()
  readonly #pace = new Map<string, PaceBook>()
  readonly quality = new QualityBook()

  clear(): void {
    this.#reach.clear()
    this.#allowance.clear()
    this.#charged.clear()
    this.#pace.clear()
    this.quality.clear()
  }

  reach(scope: string): ReachBook {
    return entry(this.#reach, scope, () => new ReachBook())
  }

  pace(numberId: string, perSecond: number, now: number): PaceBook {
    return entry(this.#pace, numberId, () => new PaceBook(perSecond, now))
  }

  freeUsed(numberId: string, month: string): number {
    return this.#allowance.get(`${numberId}:${month}`) ?? 0
  }

  changeFreeUsed(numberId: string, month: string, by: number): void {
    this.#allowance.set(`${numberId}:${month}`, this.freeUsed(numberId, month) + by)
  }

  /** Messages charged so far, by `volumeKey`. */
  charged(key: string): number {
    return this.#charged.get(key) ?? 0
  }

  countCharged(key: string, by: number): void {
    this.#charged.set(key, this.charged(key) + by)
  }

  /** Counts a business-initiated message: in the portfolio's reach, and in its number's own, which earns throughput. */
  count(message: OutboundMessage, scope: string): void {
    if (message.reachedAt === null) return
    this.reach(scope).add(message.to, message.reachedAt)
    if (scope !== message.from) this.reach(message.from).add(message.to, message.reachedAt)
  }

  /** Counts a message again after a restore. Must be called in order of acceptance. */
  recount(message: OutboundMessage, scope: string): void {
    if (message.reachedAt !== null) this.count(message, scope)
    if (message.allowanceMonth !== null) this.changeFreeUsed(message.from, message.allowanceMonth, 1)
    if (message.templateId === null) return
    for (const { status, at } of message.timeline) {
      if (status === 'delivered') {
        this.quality.delivered(message.from, message.templateId, at)
        if (message.reachedAt !== null) this.reach(`${scope}:delivered`).add(message.to, at)
      }
      if (status === 'read') this.quality.read(message.from, message.templateId, at)
    }
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known) return known
  const made = make()
  map.set(key, made)
  return made
}

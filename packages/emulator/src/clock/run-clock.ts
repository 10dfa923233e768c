import type { PlatformTime } from '@casement/platform'
import type { Outbox } from '../webhooks/outbox.ts'
import type { World } from '../world/world.ts'
import type { FollowerAnswer, Followers } from './followers.ts'

const STEP_MS = 250
const LONGEST_TIMER = 2_000_000_000
/** How long a follower may stay busy at one instant, in machine time, before time goes on. */
const BUSY_LIMIT_MS = 60_000

/**
 * Moves a world's clock. By itself it lets real time pass; a move by hand goes from one instant at which something is due to the
 * next, on either side, and at each lets everything happen before it goes on.
 */
export class ClockRunner {
  readonly #world: World
  readonly #outbox: Outbox
  readonly #followers: Followers
  readonly #warn: (sentence: string) => void
  #moving: Promise<unknown> = Promise.resolve()
  #alarm: NodeJS.Timeout | null = null
  #alarmAt = Number.POSITIVE_INFINITY
  #pulse: NodeJS.Timeout | null = null
  #beats = 0
  #turns = 0
  #closed = false

  constructor(world: World, outbox: Outbox, followers: Followers, warn: (sentence: string) => void) {
    this.#world = world
    this.#outbox = outbox
    this.#followers = followers
    this.#warn = warn
    world.onScheduled = () => this.#setAlarm()
  }

  /** Begins to let time pass, as the scale says. */
  start(): void {
    this.#setAlarm()
    const { scale } = this.#world.clock
    if (scale > 0 && scale !== 1) this.#startPulse()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopTimers()
    await this.#moving.catch(() => {})
  }

  /**
   * Lives through all the time up to `target`, then goes on as before. Moves follow one another. With a grain, what happens on this
   * side happens at its own instant, and the business hears of it together, that much later at most: so a month takes seconds.
   */
  advanceTo(target: PlatformTime, grainMs = 0): Promise<void> {
    return this.#inTurn(() => this.#live(() => target, grainMs))
  }

  advanceBy(ms: number, grainMs = 0): Promise<void> {
    return this.#inTurn(() => this.#live((now) => (now + ms) as PlatformTime, grainMs))
  }

  async #live(until: (now: PlatformTime) => PlatformTime, grainMs: number): Promise<void> {
    const { clock } = this.#world
    clock.hold()
    this.#outbox.gather(grainMs > 0)
    try {
      await this.#stepTo(until(clock.now()), grainMs)
    } finally {
      this.#outbox.gather(false)
      clock.release()
    }
    this.#setAlarm()
    // Of a clock that is moved by hand they have heard already, at the last stop.
    if (clock.scale !== 0) await this.#tellFollowers()
  }

  /** Puts the clock somewhere without living through the time in between: only for a world in which nothing has happened. */
  jumpTo(target: PlatformTime): Promise<void> {
    return this.#inTurn(async () => {
      this.#world.clock.put(target)
      await this.#settle()
      await this.#tellFollowers()
    })
  }

  /** 0 stops the clock, 1 lets it run with the machine, n makes it n times as fast. */
  setScale(scale: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#world.catchUp()
      this.#world.clock.setScale(scale)
      this.#stopTimers()
      this.start()
      await this.#tellFollowers()
    })
  }

  /** Runs what is due now and waits for the webhooks and followers that it concerns. */
  async settle(): Promise<void> {
    await this.#inTurn(() => this.#settle())
  }

  /** Does something that replaces the world, with time standing still, and tells the followers of the new one. */
  replace(change: () => void | Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      this.#stopTimers()
      try {
        await change()
      } finally {
        this.start()
      }
      await this.#tellFollowers()
    })
  }

  /** Whether time is being moved or settled just now: whoever is called on the way must not wait for it to end. */
  get isBusy(): boolean {
    return this.#turns > 0
  }

  #inTurn<T>(move: () => Promise<T>): Promise<T> {
    this.#turns++
    const counted = () => move().finally(() => this.#turns--)
    const result = this.#moving.then(counted, counted)
    this.#moving = result.catch(() => {})
    return result
  }

  async #tellFollowers(): Promise<void> {
    await this.#followers.tell(this.#world.now(), this.#world.clock.scale)
  }

  async #stepTo(target: PlatformTime, grainMs = 0): Promise<void> {
    for (;;) {
      const followersNext = await this.#settle(target, grainMs)
      const now = this.#world.now()
      if (now >= target || this.#closed) return
      const ours = Math.max(this.#world.due.nextAt() ?? target, now + grainMs)
      const next = Math.max(Math.min(ours, followersNext ?? target, target), now + 1) as PlatformTime
      this.#liveAloneUntil(next)
      this.#world.clock.put(next)
    }
  }

  /** What falls due on this side before `next` happens, each thing at its instant. */
  #liveAloneUntil(next: PlatformTime): void {
    for (let at = this.#world.due.nextAt(); at !== null && at < next; at = this.#world.due.nextAt()) {
      this.#world.clock.put(at)
      this.#world.catchUp()
    }
  }

  /**
   * Everything due by now happens, on both sides, until nobody has more to do. Returns when a follower wants to be called next.
   * Webhooks wait for company only on the way to `target`, and only where no follower waits for them.
   */
  async #settle(target: PlatformTime = this.#world.now(), grainMs = 0): Promise<PlatformTime | null> {
    const world = this.#world
    const startedAt = performance.now()
    for (let round = 0; ; round++) {
      const now = world.catchUp()
      const passing = now < target && this.#followers.isEmpty
      if (!passing) this.#outbox.flush()
      await this.#outbox.settled()
      if (dueBy(world, now) || !(passing || this.#outbox.isSettled)) continue
      if (this.#followers.isEmpty) return null
      const answers = await this.#followers.tell(now, world.clock.held ? 0 : world.clock.scale, grainMs)
      const busy = answers.some((answer) => !answer.idle || isPast(answer, now))
      if (!busy && !dueBy(world, now) && this.#outbox.isSettled) return soonest(answers)
      if (performance.now() - startedAt > BUSY_LIMIT_MS) {
        this.#warn(
          `A follower of the clock was busy for ${BUSY_LIMIT_MS / 1_000} s at ${new Date(now).toISOString()}; time goes on.`,
        )
        return soonest(answers.filter((answer) => !isPast(answer, now)))
      }
      if (busy && round > 2) await new Promise((resolve) => setTimeout(resolve, Math.min(50, round)))
    }
  }

  #setAlarm(): void {
    if (this.#closed || this.#world.clock.scale !== 1 || this.#world.clock.held) return
    const next = this.#world.due.nextAt()
    if (next === null || (next >= this.#alarmAt && this.#alarm)) return
    if (this.#alarm) clearTimeout(this.#alarm)
    this.#alarmAt = next
    this.#alarm = setTimeout(() => this.#ring(), Math.min(LONGEST_TIMER, Math.max(0, next - this.#world.now())))
    this.#alarm.unref()
  }

  #ring(): void {
    this.#alarm = null
    this.#alarmAt = Number.POSITIVE_INFINITY
    if (!this.#world.clock.held && this.#world.clock.scale === 1) this.#world.catchUp()
    this.#setAlarm()
  }

  #startPulse(): void {
    this.#beats++
    const mine = this.#beats
    let last = performance.now()
    const beat = async () => {
      const began = performance.now()
      // Time that could not be lived through in time is not made up for: a scaled clock slows down rather than runs away.
      const passed = Math.min(STEP_MS, began - last)
      last = began
      const { clock } = this.#world
      await this.#inTurn(() => this.#stepTo((clock.now() + Math.round(passed * clock.scale)) as PlatformTime)).catch((error) =>
        this.#warn(`The clock stumbled: ${error instanceof Error ? error.message : String(error)}`),
      )
      if (!this.#closed && this.#beats === mine)
        this.#pulse = setTimeout(beat, Math.max(0, STEP_MS - (performance.now() - began)))
    }
    this.#pulse = setTimeout(beat, STEP_MS)
  }

  #stopTimers(): void {
    if (this.#alarm) clearTimeout(this.#alarm)
    if (this.#pulse) clearTimeout(this.#pulse)
    this.#alarm = null
    this.#pulse = null
    this.#beats++
    this.#alarmAt = Number.POSITIVE_INFINITY
  }
}

const dueBy = (world: World, now: PlatformTime): boolean => {
  const next = world.due.nextAt()
  return next !== null && next <= now
}
const isPast = (answer: FollowerAnswer, now: PlatformTime): boolean => answer.nextDueAt !== null && answer.nextDueAt <= now
function soonest(answers: FollowerAnswer[]): PlatformTime | null {
  let found: PlatformTime | null = null
  for (const { nextDueAt } of answers) if (nextDueAt !== null && (found === null || nextDueAt < found)) found = nextDueAt
  return found
}

import { DAY, HOUR, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type { Ask } from './ask.ts'
import type { Chance } from './chance.ts'
import { story } from './story.ts'

type Act = { at: number; work: () => Promise<unknown> }

/** How much may happen before the desk hears of it, at most: nights pass in two steps. */
const GRAIN_MS = 6 * HOUR

/**
 * The thirty days as they pass: what customers will do is told to the emulator beforehand, each thing at its instant; what the desk
 * does is done when it next looks. All sent before a look has left, and all that came has been applied, because the clock stops there.
 */
export class Days {
  /** Midnight of day 0, even when only the last of the days are lived. */
  readonly firstDay: PlatformTime
  readonly begin: PlatformTime
  readonly until: PlatformTime
  now: PlatformTime
  readonly #world: Ask
  #acts: Act[] = []
  #deeds: object[] = []
  #stops: PlatformTime[] = []

  constructor(world: Ask, until: PlatformTime, howMany: number) {
    this.#world = world
    this.until = until
    this.firstDay = beginOf(until, story.days)
    this.begin = beginOf(until, howMany)
    this.now = this.begin
  }

  /** An hour of a day of the story; days count from 0. */
  at(day: number, hour: number): PlatformTime {
    return later(this.firstDay, day * DAY + hour * HOUR)
  }

  isWeekend(day: number): 'weekday' | 'saturday' | 'sunday' {
    const weekday = new Date(this.at(day, 12)).getUTCDay()
    return weekday === 0 ? 'sunday' : weekday === 6 ? 'saturday' : 'weekday'
  }

  /** Whether a day is told at length. */
  tellingOf(day: number): 'close' | 'far' {
    return day < story.closeFrom ? 'far' : 'close'
  }

  /** When the desk looks at the inbox on a day. */
  looksOf(day: number, chance: Chance): PlatformTime[] {
    return story.looks[this.tellingOf(day)][this.isWeekend(day)]
      .map((hour) => later(this.at(day, hour), Math.round(chance.between(-12, 12) * MINUTE)))
      .filter((at) => at < this.until)
  }

  /** The desk does it at its first look from then on. What would be after the end is left undone. */
  plan(at: number, work: () => Promise<unknown>): void {
    if (at < this.until) this.#acts.push({ at, work })
  }

  /** A customer does it then; false when that is after the end. */
  deed(at: number, customer: string, deed: 'message' | 'click' | 'feedback' | 'preference' | 'call', given: object): boolean {
    if (at >= this.until - MINUTE) return false
    this.#deeds.push({ ...given, customer, deed, at: new Date(at).toISOString() })
    return true
  }

  /** The hub hears of what happens then at once, not when the desk next looks: something there answers by itself. */
  hearAt(at: number): void {
    this.#stops.push(platformTime(Math.ceil(at)))
  }

  /** What the desk has to do by now, taken off the list. */
  due(): Act[] {
    const due = this.#acts.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at)
    this.#acts = this.#acts.filter(({ at }) => at > this.now)
    return due
  }

  async pass(to: PlatformTime): Promise<void> {
    if (this.#deeds.length > 0) await this.#world('POST', '/deeds', { data: this.#deeds.splice(0) })
    const stops = this.#stops.filter((at) => at > this.now && at < to).sort((a, b) => a - b)
    this.#stops = this.#stops.filter((at) => at >= to)
    for (const stop of [...stops, to]) {
      await this.#world('POST', '/clock', { advanceMs: Math.max(0, stop - this.now), grainMs: GRAIN_MS })
      this.now = platformTime(Math.max(stop, this.now))
    }
  }
}

/** Midnight, so many days with today among them. */
export const beginOf = (until: PlatformTime, howMany: number): PlatformTime =>
  platformTime((Math.floor(until / DAY) - howMany + 1) * DAY)

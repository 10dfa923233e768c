import type { PlatformTime } from '@casement/platform'
import { fractionOf } from '../world/chance.ts'
import type { OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { type Population, personWith, populate } from './numbering.ts'

/** What a person does because of a message they got: shares of delivered messages, 0 to 1. */
export const DEEDS = ['read', 'reply', 'click', 'stop', 'report', 'block'] as const
export type Deed = (typeof DEEDS)[number]

/** What a person does of their own accord: how often in a day, on average. */
export const ARRIVALS = ['ad', 'call'] as const
export type Arrival = (typeof ARRIVALS)[number]

export type Rates = Record<Deed | Arrival, number>

export type Segment = { name: string; share: number; rates: Rates }

/** What the members did since the crowd came. */
export type Doings = {
  delivered: number
  read: number
  replied: number
  /** Pressed something that the business hears of. */
  clicked: number
  /** Pressed a link, a code or a call button, of which it hears nothing. */
  followedLink: number
  stopped: number
  reported: number
  blocked: number
  called: number
  cameByAd: number
}

/** A population that lives by the clock. One row, whatever its size: who does nothing exists only as a number in it. */
export type Crowd = {
  key: 'crowd'
  kind: 'crowd'
  customers: number
  countries: { country: string; share: number }[]
  /** Of everybody outside the segments. */
  rates: Rates
  segments: Segment[]
  seed: number
  since: PlatformTime
  /** Chances drawn for arrivals so far. */
  draws: number
  /** Until when arrivals are drawn: the exact instant, in milliseconds, that the next one is counted from. */
  drawnTo: Record<Arrival, number>
  doings: Doings
}

export const nothingDone = (): Doings => ({
  delivered: 0,
  read: 0,
  replied: 0,
  clicked: 0,
  followedLink: 0,
  stopped: 0,
  reported: 0,
  blocked: 0,
  called: 0,
  cameByAd: 0,
})

export function crowdOf(world: World): Crowd | null {
  return (world.things.get('crowd') as unknown as Crowd | undefined) ?? null
}

export function putCrowd(world: World, crowd: Crowd): void {
  world.things.put(crowd)
}

export function count(world: World, crowd: Crowd, what: keyof Doings): void {
  crowd.doings[what]++
  putCrowd(world, crowd)
}

const populations = new WeakMap<object, Population[]>()

/** Remembered by the list of countries: a change of the crowd replaces the row. */
export function populationsOf(crowd: Crowd): readonly Population[] {
  const known = populations.get(crowd.countries)
  if (known) return known
  const made = populate(crowd.customers, crowd.countries)
  populations.set(crowd.countries, made)
  return made
}

/** Which member has these digits, or null when it is somebody else. */
export const memberWith = (crowd: Crowd, waId: string): number | null => personWith(populationsOf(crowd), waId)

/** The member a message went to, or null when it went to somebody else. */
export const memberOf = (crowd: Crowd, message: OutboundMessage): number | null => memberWith(crowd, message.to)

const SEGMENT_LANE = 11

/** The segment a member belongs to for good, or null for everybody else's. */
export function segmentOf(crowd: Crowd, person: number): Segment | null {
  if (crowd.segments.length === 0) return null
  let place = fractionOf(crowd.seed, person, SEGMENT_LANE)
  for (const segment of crowd.segments) {
    if (place < segment.share) return segment
    place -= segment.share
  }
  return null
}

export const ratesOf = (crowd: Crowd, person: number): Rates => segmentOf(crowd, person)?.rates ?? crowd.rates

/**
 * A wait as people have them: most near the median, some many times as long. Milliseconds, from two fractions; log-normal, so that
 * `spread` 1.2 puts two waits of three between a third and three times the median.
 */
export function humanWait(medianMs: number, spread: number, first: number, second: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
  return Math.min(LONGEST_WAIT_MS, medianMs * Math.exp(spread * normal))
}
const LONGEST_WAIT_MS = 3 * 86_400_000

/** People act on whole seconds, which is what webhooks carry, and which lets a large crowd act at fewer instants. */
export const wholeSecond = (ms: number): PlatformTime => (Math.ceil(ms / 1_000) * 1_000) as PlatformTime

import { type PlatformTime, type Policy, SECOND } from '@casement/platform'
import { numberFact } from '../facts/number-fact.ts'

/** How fast one number writes to one user. Kept only while it matters: see `isPairIdle`. */
export type PairPace = {
  /** When all messages so far are paid off at the slow rate: a new burst may begin. */
  readonly debtUntil: PlatformTime
  readonly burstStart: PlatformTime
  /** Messages of the burst so far. */
  readonly burst: number
  readonly pausedUntil: PlatformTime
  readonly refusals: number
}

export const newPairPace: PairPace = {
  debtUntil: 0 as PlatformTime,
  burstStart: 0 as PlatformTime,
  burst: 0,
  pausedUntil: 0 as PlatformTime,
  refusals: 0,
}

const BURST_MS = numberFact('pair.burst-seconds') * SECOND
const BACKOFF_BASE = numberFact('pair.backoff-base')
/** 4^8 s is 18 hours: beyond that a message has expired anyway. */
const MOST_REFUSALS = 8

/** Earliest instant at which this number may write to this user; `now` when it may at once. */
export function nextPairSlotAt(pair: PairPace, now: PlatformTime, policy: Policy): PlatformTime {
  const from = Math.max(now, pair.pausedUntil)
  if (from >= pair.debtUntil) return from as PlatformTime
  const inBurst = from < pair.burstStart + BURST_MS && pair.burst < policy.throughput.pair.burst
  return (inBurst ? from : Math.max(from, pair.debtUntil)) as PlatformTime
}

/**
 * Takes the slot of one message to this user, or null when none is free now. Each message costs six seconds; up to 45 may be
 * borrowed within six, after which the whole debt is waited for: a burst of 20 blocks two minutes.
 */
export function takePairSlot(pair: PairPace, now: PlatformTime, policy: Policy): PairPace | null {
  if (nextPairSlotAt(pair, now, policy) > now) return null
  const cost = policy.throughput.pair.everySeconds * SECOND
  const debtUntil = (Math.max(pair.debtUntil, now) + cost) as PlatformTime
  return now >= pair.debtUntil ? { ...pair, debtUntil, burstStart: now, burst: 1 } : { ...pair, debtUntil, burst: pair.burst + 1 }
}

/** After 131056: wait 1 s, 4 s, 16 s … for this user only. */
export function pairRefused(pair: PairPace, now: PlatformTime): PairPace {
  if (now < pair.pausedUntil) return pair
  const pausedUntil = (now + BACKOFF_BASE ** Math.min(pair.refusals, MOST_REFUSALS) * SECOND) as PlatformTime
  return { ...pair, pausedUntil, refusals: pair.refusals + 1 }
}

/** A message got through: the next refusal is the first again. */
export const pairAccepted = (pair: PairPace): PairPace => (pair.refusals === 0 ? pair : { ...pair, refusals: 0 })

/** Whether nothing is owed and nothing is waited for, so that the pair may be forgotten. */
export const isPairIdle = (pair: PairPace, now: PlatformTime): boolean => now >= pair.debtUntil && now >= pair.pausedUntil

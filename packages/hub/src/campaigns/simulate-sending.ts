import { DAY, dayIn, HOUR, later, MINUTE, type PlatformTime, SECOND } from '@casement/platform'
import { leftAt, type Reach } from '@casement/rules'
import { type Hours, nextLocalHour, quietUntil } from '../settings/local-hours.ts'

export type SendingGroup = {
  place: string
  people: number
  /** Those of them who take a place in the portfolio's reach. */
  usingReach: number
}

export type Sending = {
  groups: readonly SendingGroup[]
  start: PlatformTime
  perSecond: number
  /** People a day, by day since the start; the days after the last have no such limit. */
  ramp: readonly number[]
  rampDay: number
  rampUsed: number
  reach: Reach
  quietHours: Hours | null
  morning: string | null
  timeZone: string
  /** People of other campaigns that go from the same number meanwhile. */
  others: number
}

export type SendingPlan = {
  endsAt: PlatformTime
  days: { day: string; people: number }[]
  /** What the campaign waits for most: the first is the narrowest. */
  boundBy: 'throughput' | 'reach' | 'ramp' | 'quiet-hours'
  /** True when the end lies beyond what was played through, and is drawn out from its last day. */
  estimated: boolean
}

const FINE_STEP = 15 * MINUTE
const COARSE_STEP = HOUR
const PLAYED = 14 * DAY

/**
 * Plays a campaign through as its pace, the reach, its ramp and people's hours allow, a quarter of an hour at a time, later an hour.
 * Campaigns from the same number share its throughput while they last.
 */
export function simulateSending(sending: Sending): SendingPlan {
  const { start, perSecond, ramp, reach, quietHours, morning, timeZone } = sending
  const groups = sending.groups
    .filter(({ people }) => people > 0)
    .map((group) => ({ ...group, opensAt: morning ? nextLocalHour(start, group.place, morning, timeZone) : start }))
  let left = groups.reduce((sum, { people }) => sum + people, 0)
  let others = sending.others
  let [rampDay, rampUsed] = [sending.rampDay, sending.rampUsed]
  const sent: { at: PlatformTime; people: number }[] = []
  const days = new Map<string, number>()
  const waits = { throughput: 0, reach: 0, ramp: 0, 'quiet-hours': 0 }
  let at = start
  let endsAt = start
  while (left > 0 && at - start < PLAYED) {
    const step = at - start < DAY ? FINE_STEP : COARSE_STEP
    const until = later(at, step - (at % step))
    const seconds = (until - at) / SECOND
    const share = others > 0 ? 2 : 1
    let slots = (perSecond * seconds) / share
    others = Math.max(0, others - (perSecond * seconds) / 2)
    const day = Math.floor((at - start) / DAY) + sending.rampDay
    if (day !== rampDay) [rampDay, rampUsed] = [day, 0]
    const ofTheRamp = ramp[day] === undefined ? Number.POSITIVE_INFINITY : Math.max(0, ramp[day] - rampUsed)
    const inReach = placesAt(reach, sent, at)
    const awake = groups.filter(
      (group) =>
        group.people > 0 &&
        group.opensAt <= at &&
        (quietHours === null || quietUntil(at, group.place, quietHours, timeZone) === null),
    )
    const willing = awake.reduce((sum, { people }) => sum + people, 0)
    let allowed = Math.min(slots, ofTheRamp)
    let places = inReach
    let went = 0
    for (const group of awake) {
      if (allowed <= 0) break
      const reachShare = group.people === 0 ? 0 : group.usingReach / group.people
      const most = reachShare > 0 ? places / reachShare : Number.POSITIVE_INFINITY
      const people = Math.min(group.people, allowed, most)
      group.people -= people
      group.usingReach -= people * reachShare
      places -= people * reachShare
      allowed -= people
      slots -= people
      went += people
    }
    if (went > 0) {
      left -= went
      rampUsed += went
      endsAt = later(at, Math.min(step, Math.ceil((went / (perSecond / share)) * SECOND)))
      if (inReach - places > 0) sent.push({ at, people: inReach - places })
      const name = dayIn(at, timeZone)
      days.set(name, (days.get(name) ?? 0) + went)
    }
    if (left < 0.5) left = 0
    if (left > 0) {
      if (willing - went < 0.5) waits['quiet-hours'] += step
      else if (slots < 1) waits.throughput += step
      else if (ofTheRamp - went < 1) waits.ramp += step
      else waits.reach += step
    }
    at = until
  }
  const boundBy = (Object.entries(waits).sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'throughput') as SendingPlan['boundBy']
  const estimated = left > 0
  if (estimated) {
    const perDay = [...days.values()].at(-2) ?? [...days.values()].at(-1) ?? 0
    endsAt = perDay > 0 ? later(at, Math.ceil((left / perDay) * DAY)) : later(at, PLAYED)
  }
  return { endsAt, days: [...days].map(([day, people]) => ({ day, people: Math.round(people) })), boundBy, estimated }
}

/** Places of the reach at a time: those the past leaves, less what the campaign itself took in the last 24 hours. */
function placesAt(reach: Reach, sent: { at: PlatformTime; people: number }[], at: PlatformTime): number {
  const left = leftAt(reach, at)
  if (left === null) return Number.POSITIVE_INFINITY
  while (sent[0] && sent[0].at + DAY <= at) sent.shift()
  return Math.max(0, left - sent.reduce((sum, { people }) => sum + people, 0))
}

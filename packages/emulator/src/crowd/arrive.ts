import { DAY, MINUTE } from '@casement/platform'
import { callBusiness, mayBeCalled } from '../customers/call.ts'
import { customerOf } from '../customers/customer.ts'
import { writeMessage } from '../customers/write-message.ts'
import { fractionOf } from '../world/chance.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { ARRIVALS, type Arrival, type Crowd, count, crowdOf, populationsOf, putCrowd, ratesOf, wholeSecond } from './crowd.ts'
import { digitsOf } from './numbering.ts'
import { questionIn } from './sayings.ts'

const ON_A_DESKTOP = 0.15
const CALL_ANSWERED = 0.8
/** Candidates looked at before giving way to others who want to run. */
const MOST_AT_ONCE = 20_000

const GAP_LANE = 71
const WHO_LANE = 72
const WHETHER_LANE = 73
const WORDS_LANE = 74
const NUMBER_LANE = 75
const CLIENT_LANE = 76
const ANSWERED_LANE = 77

/** Plans the next person who comes of their own accord, for each way of coming. */
export function planArrivals(world: World, crowd: Crowd): void {
  for (const kind of ARRIVALS) planNext(world, crowd, kind)
}

/**
 * A Poisson process over the whole population: gaps are drawn for the keenest segment, and a person drawn from a lazier one is let
 * pass as often as they are lazier. So each person comes at their own rate, and only the next to come is kept.
 */
function planNext(world: World, crowd: Crowd, kind: Arrival): void {
  const keenest = Math.max(crowd.rates[kind], ...crowd.segments.map((segment) => segment.rates[kind]))
  if (keenest <= 0) return
  const meanGap = DAY / (crowd.customers * keenest)
  // Whoever would have come while the emulator was not running does not come all at once when it is.
  crowd.drawnTo[kind] = Math.max(crowd.drawnTo[kind], world.now() - MINUTE)
  for (let looked = 0; looked < MOST_AT_ONCE; looked++) {
    const draw = ++crowd.draws
    crowd.drawnTo[kind] -= Math.log(1 - fractionOf(crowd.seed, draw, GAP_LANE)) * meanGap
    const person = Math.floor(fractionOf(crowd.seed, draw, WHO_LANE) * crowd.customers)
    if (fractionOf(crowd.seed, draw, WHETHER_LANE) * keenest >= ratesOf(crowd, person)[kind]) continue
    putCrowd(world, crowd)
    world.schedule(wholeSecond(crowd.drawnTo[kind]), 'crowd.arrive', `${kind}:${person}:${draw}`)
    return
  }
  putCrowd(world, crowd)
  world.schedule(wholeSecond(crowd.drawnTo[kind]), 'crowd.arrive', `${kind}::`)
}

/** `ad:4711:12` falls due: that person comes, and the next is looked for. */
export function arrive(world: World, ref: string): void {
  const crowd = crowdOf(world)
  if (!crowd) return
  const [kind, person, draw] = ref.split(':') as [Arrival, string, string]
  if (person !== '') come(world, crowd, kind, Number(person), Number(draw))
  planNext(world, crowd, kind)
}

function come(world: World, crowd: Crowd, kind: Arrival, person: number, draw: number): void {
  const customer = customerOf(world, digitsOf(populationsOf(crowd), person))
  const number = numberTurnedTo(world, crowd, draw)
  if (!number || !customer.onWhatsApp || customer.blocked.includes(number.id)) return
  if (kind === 'call') ring(world, crowd, customer, number, draw)
  else followAd(world, crowd, customer, number, draw)
}

function ring(world: World, crowd: Crowd, customer: Customer, number: PhoneNumber, draw: number): void {
  // Of a business that may not be called there is no button.
  if (!mayBeCalled(world, number)) return
  callBusiness(world, customer, number, { ring: false, accepted: fractionOf(crowd.seed, draw, ANSWERED_LANE) < CALL_ANSWERED })
  count(world, crowd, 'called')
}

function followAd(world: World, crowd: Crowd, customer: Customer, number: PhoneNumber, draw: number): void {
  const body = questionIn(customer.country, fractionOf(crowd.seed, draw, WORDS_LANE))
  const client = fractionOf(crowd.seed, draw, CLIENT_LANE) < ON_A_DESKTOP ? 'desktop' : 'phone'
  const content = { type: 'text', text: { body } }
  writeMessage(world, customer, number, { type: 'text', content, context: null, referral: null, arrival: 'ad', client })
  count(world, crowd, 'cameByAd')
}

function numberTurnedTo(world: World, crowd: Crowd, draw: number): PhoneNumber | undefined {
  const connected = [...world.numbers.values()].filter((number) => number.status === 'CONNECTED')
  return connected[Math.floor(fractionOf(crowd.seed, draw, NUMBER_LANE) * connected.length)]
}

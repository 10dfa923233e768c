import type { PlatformTime } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import { ARRIVALS, type Arrival, type Crowd, DEEDS, type Deed, nothingDone, type Rates, type Segment } from './crowd.ts'
import { crowdCountries, populate, roomIn } from './numbering.ts'

export const LARGEST_CROWD = 1_000_000
const MOST_SEGMENTS = 20
/** Of one person in a day, on average. */
const MOST_ARRIVALS = 100

/** How a crowd behaves that was given no rates at all: a business people like well enough. */
const usualRates: Rates = {
  read: 0.7,
  reply: 0.04,
  click: 0.05,
  stop: 0.002,
  report: 0.0005,
  block: 0.001,
  ad: 0.01,
  call: 0.001,
}
const noRates: Rates = { read: 0, reply: 0, click: 0, stop: 0, report: 0, block: 0, ad: 0, call: 0 }
const RATE_NAMES: readonly (Deed | Arrival)[] = [...DEEDS, ...ARRIVALS]

/** Reads what a crowd should be. Throws Refusal 400 with a sentence that names what is wrong. */
export function readCrowd(given: Record<string, unknown>, now: PlatformTime, seed: number): Crowd {
  const rates = given.rates === undefined ? usualRates : readRates(given.rates, noRates, 'rates')
  return fitting({
    key: 'crowd',
    kind: 'crowd',
    customers: readCustomers(given.customers),
    countries: given.countries === undefined ? [{ country: 'GB', share: 1 }] : readCountries(given.countries),
    rates,
    segments: given.segments === undefined ? [] : readSegments(given.segments, rates),
    seed: readSeed(given.seed) ?? seed,
    since: now,
    draws: 0,
    drawnTo: { ad: now, call: now },
    doings: nothingDone(),
  })
}

/** A crowd with other habits, or grown, from now on. Who its members are does not change, nor what they already set out to do. */
export function changeCrowd(crowd: Crowd, given: Record<string, unknown>, now: PlatformTime): Crowd {
  for (const fixed of ['countries', 'seed']) {
    if (given[fixed] !== undefined)
      throw new Refusal(400, `"${fixed}" decides who the members are and cannot change; POST a new crowd instead.`)
  }
  const rates = given.rates === undefined ? crowd.rates : readRates(given.rates, crowd.rates, 'rates')
  const customers = given.customers === undefined ? crowd.customers : readCustomers(given.customers)
  if (customers !== crowd.customers && crowd.countries.length > 1)
    throw new Refusal(400, 'A crowd of several countries cannot change its size; POST a new crowd instead.')
  return fitting({
    ...crowd,
    customers,
    countries: [...crowd.countries],
    rates,
    segments: given.segments === undefined ? crowd.segments : readSegments(given.segments, rates),
    drawnTo: { ad: now, call: now },
  })
}

function fitting(crowd: Crowd): Crowd {
  for (const { country, count } of populate(crowd.customers, crowd.countries)) {
    if (count > roomIn(country))
      throw new Refusal(400, `At most ${roomIn(country)} customers can live in ${country}; spread them over more countries.`)
  }
  return crowd
}

function readCustomers(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > LARGEST_CROWD)
    throw new Refusal(400, '"customers" is how many people the crowd holds, from 1 to 1000000.')
  return value
}

function readSeed(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refusal(400, '"seed" must be a number.')
  return Math.floor(value)
}

/** `["GB", "DE"]` in equal parts, or `{"GB": 3, "DE": 1}` by weight. */
function readCountries(value: unknown): Crowd['countries'] {
  const wanted: unknown[][] = Array.isArray(value)
    ? value.map((country) => [country, 1])
    : isRecord(value)
      ? Object.entries(value)
      : []
  if (wanted.length === 0)
    throw new Refusal(400, '"countries" is a list such as ["GB", "DE"], or weights such as {"GB": 3, "DE": 1}.')
  const countries = wanted.map(([country, share]) => {
    if (typeof country !== 'string' || !crowdCountries.includes(country))
      throw new Refusal(400, `"${String(country)}" is no country a crowd can live in. They are: ${crowdCountries.join(', ')}.`)
    if (typeof share !== 'number' || !(share > 0) || !Number.isFinite(share))
      throw new Refusal(400, `The weight of ${country} in "countries" must be a number above 0.`)
    return { country, share }
  })
  if (new Set(countries.map(({ country }) => country)).size < countries.length)
    throw new Refusal(400, 'Name each of the "countries" once; give weights to make one larger.')
  return countries
}

function readRates(value: unknown, base: Rates, path: string): Rates {
  if (!isRecord(value)) throw new Refusal(400, `"${path}" is an object of ${RATE_NAMES.join(', ')}.`)
  const rates = { ...base }
  for (const [name, rate] of Object.entries(value)) {
    const known = RATE_NAMES.find((one) => one === name)
    if (!known) throw new Refusal(400, `There is no rate "${name}". The rates are: ${RATE_NAMES.join(', ')}.`)
    const most = (ARRIVALS as readonly string[]).includes(known) ? MOST_ARRIVALS : 1
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= most)) throw new Refusal(400, rateSentence(path, known, most))
    rates[known] = rate
  }
  return rates
}

const rateSentence = (path: string, name: string, most: number): string =>
  most === 1
    ? `"${path}.${name}" is the share of delivered messages that it follows, from 0 to 1.`
    : `"${path}.${name}" is how often one customer does it in a day, from 0 to ${most}.`

function readSegments(value: unknown, base: Rates): Segment[] {
  if (!Array.isArray(value) || value.length > MOST_SEGMENTS)
    throw new Refusal(
      400,
      `"segments" is a list of at most ${MOST_SEGMENTS} of {"share": 0.2, "rates": {…}}; the rest have the crowd's rates.`,
    )
  const segments = value.map((one, place): Segment => {
    const { share, rates, name } = isRecord(one) ? one : {}
    if (typeof share !== 'number' || !(share > 0 && share <= 1))
      throw new Refusal(400, `"segments[${place}].share" is a share of the crowd, above 0 and at most 1.`)
    return {
      name: typeof name === 'string' && name !== '' ? name : `segment ${place + 1}`,
      share,
      rates: readRates(rates ?? {}, base, `segments[${place}].rates`),
    }
  })
  if (segments.reduce((sum, { share }) => sum + share, 0) > 1 + 1e-9)
    throw new Refusal(400, 'The shares of all "segments" together are more than the whole crowd; make them 1 or less.')
  return segments
}

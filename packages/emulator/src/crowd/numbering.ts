import { numberPlans } from './number-plans.ts'

/** One country's part of a crowd: how many there are, and where their numbers begin. */
export type Population = { country: string; first: number; count: number }

/** Larger than any plan and prime, so that stepping by it visits each number of a plan once. */
const STRIDE = 6_700_417

type Plan = { prefixes: readonly string[]; digits: number; size: number; back: bigint }

const plans = new Map<string, Plan>(
  Object.entries(numberPlans).map(([country, { prefixes, digits }]) => {
    const size = prefixes.length * 10 ** digits
    return [country, { prefixes, digits, size, back: inverse(BigInt(STRIDE), BigInt(size)) }]
  }),
)

/** Countries (ISO codes) in which a crowd can live. */
export const crowdCountries: readonly string[] = [...plans.keys()]

/** How many people of one country a crowd can hold; 0 for an unknown country. */
export const roomIn = (country: string): number => plans.get(country)?.size ?? 0

/** Splits a crowd over countries by their shares; what rounding leaves over goes to the first. */
export function populate(customers: number, shares: readonly { country: string; share: number }[]): Population[] {
  const whole = shares.reduce((sum, one) => sum + one.share, 0)
  const counts = shares.map(({ share }) => Math.floor((customers * share) / whole))
  counts[0] = (counts[0] ?? 0) + customers - counts.reduce((sum, count) => sum + count, 0)
  let first = 0
  return shares.map(({ country }, place) => {
    const count = counts[place] as number
    first += count
    return { country, first: first - count, count }
  })
}

/** The digits of a person's number, calling code first. Different people have different numbers, and neighbours look unrelated. */
export function digitsOf(populations: readonly Population[], person: number): string {
  const home = populations.find(({ first, count }) => person >= first && person < first + count)
  const plan = home && plans.get(home.country)
  if (!home || !plan) throw new RangeError(`There is nobody with the number ${person} in this crowd.`)
  const place = ((person - home.first) * STRIDE) % plan.size
  const span = 10 ** plan.digits
  return `${plan.prefixes[Math.floor(place / span)]}${String(place % span).padStart(plan.digits, '0')}`
}

/** Who has these digits, or null when nobody in the crowd does. The reverse of `digitsOf`, without a table of people. */
export function personWith(populations: readonly Population[], digits: string): number | null {
  for (const { country, first, count } of populations) {
    const plan = plans.get(country)
    const prefix = plan?.prefixes.findIndex((one) => digits.startsWith(one) && digits.length === one.length + plan.digits) ?? -1
    if (!plan || prefix < 0) continue
    const place = prefix * 10 ** plan.digits + Number(digits.slice(-plan.digits))
    const offset = Number((BigInt(place) * plan.back) % BigInt(plan.size))
    return offset < count ? first + offset : null
  }
  return null
}

/** The number that undoes a multiplication by `value` modulo `modulus`; the two share no factor. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [oldRest, rest, oldFactor, factor] = [value % modulus, modulus, 1n, 0n]
  while (rest !== 0n) {
    const times = oldRest / rest
    ;[oldRest, rest] = [rest, oldRest - times * rest]
    ;[oldFactor, factor] = [factor, oldFactor - times * factor]
  }
  return ((oldFactor % modulus) + modulus) % modulus
}

import { bodyOf } from '../control/input.ts'
import { Refusal } from '../control/refusal.ts'
import type { ControlTable } from '../control/routes.ts'
import type { Twin } from '../control/twin.ts'
import type { World } from '../world/world.ts'
import { planArrivals } from './arrive.ts'
import { type Crowd, crowdOf, nothingDone, populationsOf, putCrowd, segmentOf } from './crowd.ts'
import { digitsOf } from './numbering.ts'
import { changeCrowd, LARGEST_CROWD, readCrowd } from './read-crowd.ts'

const PAGE = 1_000
const LONGEST_PAGE = 100_000

/** The crowd: who lives in this world, and how they behave. */
export function crowdRoutes({ world, clock }: Twin): ControlTable {
  return {
    'GET /crowd': () => describeCrowd(world),
    'POST /crowd': async ({ body }) => {
      const crowd = readCrowd(bodyOf(body), world.now(), world.meta.seed)
      cancelPlans(world)
      putCrowd(world, crowd)
      planArrivals(world, crowd)
      if (world.clock.scale === 0) await clock.settle()
      return describeCrowd(world)
    },
    'PATCH /crowd': ({ body }) => {
      const crowd = changeCrowd(present(world), bodyOf(body), world.now())
      cancelPlans(world, 'crowd.arrive')
      putCrowd(world, crowd)
      planArrivals(world, crowd)
      return describeCrowd(world)
    },
    'DELETE /crowd': () => {
      cancelPlans(world)
      world.things.delete('crowd')
      return describeCrowd(world)
    },
    'GET /crowd/members': ({ query }) => {
      const crowd = present(world)
      const from = whole(query.from, 0, 'from')
      const limit = Math.min(LONGEST_PAGE, whole(query.limit, PAGE, 'limit'))
      const to = Math.min(crowd.customers, from + limit)
      const data = []
      for (let person = from; person < to; person++) data.push(member(crowd, person))
      return { data, cursor: to < crowd.customers ? String(to) : null }
    },
  }
}

function present(world: World): Crowd {
  const crowd = crowdOf(world)
  if (!crowd)
    throw new Refusal(404, 'This world has no crowd; make one with POST /_emulator/crowd {"customers": 10000, "rates": {…}}.')
  return crowd
}

export function describeCrowd(world: World): Record<string, unknown> {
  const crowd = crowdOf(world)
  if (!crowd)
    return { customers: 0, countries: [], rates: null, segments: [], seed: null, since: null, planned: 0, doings: nothingDone() }
  const { customers, countries, rates, segments, seed, since, doings } = crowd
  return {
    customers,
    countries: populationsOf(crowd).map(({ country, count }, place) => ({
      country,
      share: countries[place]?.share,
      customers: count,
    })),
    rates,
    segments,
    seed,
    since: new Date(since).toISOString(),
    planned: planned(world),
    doings,
  }
}

const member = (crowd: Crowd, person: number): Record<string, unknown> => ({
  id: digitsOf(populationsOf(crowd), person),
  country: populationsOf(crowd).find(({ first, count }) => person < first + count)?.country,
  segment: segmentOf(crowd, person)?.name ?? null,
})

function planned(world: World): number {
  let count = 0
  for (const item of world.dueItems.values()) if (item.kind.startsWith('crowd.')) count++
  return count
}

/** What a former crowd had set out to do no longer happens. */
function cancelPlans(world: World, kind?: string): void {
  const plans = [...world.dueItems.values()].filter((item) => (kind ? item.kind === kind : item.kind.startsWith('crowd.')))
  for (const item of plans) world.due.cancel(item.id)
}

function whole(text: string | undefined, otherwise: number, name: string): number {
  const value = text === undefined || text === '' ? otherwise : Number(text)
  if (!Number.isInteger(value) || value < 0 || value > LARGEST_CROWD)
    throw new Refusal(400, `"${name}" is a whole number, 0 or more.`)
  return value
}

import type { Weights } from './generate-history.ts'
import { FIRST_STRANGER, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { Step } from './step.ts'

type Flavour = {
  readonly name: string
  readonly weights: Weights
  readonly people: readonly Person[]
  readonly length: number
  readonly starts?: readonly string[]
  readonly opening: (random: Random) => Step[]
}

const even: Weights = {
  reply: 5,
  template: 5,
  wrong: 3,
  write: 4,
  ad: 1,
  time: 5,
  edge: 3,
  customer: 2,
  meta: 1,
  account: 0.7,
  burst: 0.05,
  odd: 0.6,
}
/** People beyond the campaign: whom the limit keeps from being written to. */
const newcomers = Array.from({ length: 12 }, (_, i) => FIRST_STRANGER + 500 + i)
const nobodyYet = () => []
/** Every so often a webhook comes twice. */
const doubledWebhooks = (): Step[] => [{ do: 'webhooks', doubled: true }]
const few = [0, 1, 2, 5]
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/** What histories are about. Each leads somewhere that chance alone would seldom reach. */
export const flavours: readonly Flavour[] = [
  { name: 'chat', weights: even, people: all, length: 120, opening: nobodyYet },
  {
    name: 'ads',
    weights: { ...even, ad: 6, edge: 6, meta: 0.3, account: 0.2 },
    people: few,
    length: 120,
    opening: doubledWebhooks,
  },
  { name: 'templates', weights: { ...even, template: 8, meta: 6, wrong: 8 }, people: all, length: 120, opening: nobodyYet },
  { name: 'account', weights: { ...even, account: 4 }, people: few, length: 120, opening: nobodyYet },
  {
    name: 'campaign',
    weights: { ...even, template: 14, time: 0.5, edge: 0.3, write: 2, meta: 0.3, account: 0.2 },
    people: [...all, ...newcomers],
    length: 380,
    opening: reachTheLimit,
  },
  { name: 'edges', weights: { ...even, edge: 10, write: 6 }, people: few, length: 120, opening: nobodyYet },
  { name: 'opt-outs', weights: { ...even, customer: 8, template: 8 }, people: all, length: 120, opening: nobodyYet },
  { name: 'hurry', weights: { ...even, burst: 0.6 }, people: few, length: 200, opening: nobodyYet },
  {
    name: 'allowance',
    weights: { ...even, reply: 10, write: 6 },
    people: all,
    length: 1_250,
    starts: ['2026-10-20T09:00:00Z', '2026-11-20T09:00:00Z'],
    opening: useTheAllowance,
  },
  { name: 'mixed', weights: even, people: all, length: 200, opening: doubledWebhooks },
]

/** A portfolio of the lowest level writes to nearly as many strangers as it may. */
function reachTheLimit(random: Random): Step[] {
  const messages = ['hello_world', 'winter_sale']
  const steps: Step[] = [{ do: 'tier', tier: 'TIER_250' }]
  for (let i = 0; i < 248; i++) {
    const message = random.pick(messages)
    steps.push({ do: 'send', from: 0, to: FIRST_STRANGER + i, by: 'phone', message, hasty: false, waitOut: false })
    if (i % 30 === 29) steps.push({ do: 'pass', ms: random.whole(0, 900_000) })
  }
  return steps
}

/** A number answers nearly as often as it may for nothing in a month. */
function useTheAllowance(random: Random): Step[] {
  const steps: Step[] = all.map((who) => ({ do: 'write', who, to: 0, type: 'text' }))
  for (let i = 0; i < 996; i++) {
    const to = all[i % all.length] as Person
    steps.push({ do: 'send', from: 0, to, by: 'phone', message: 'text', hasty: false, waitOut: false })
    if (i % 200 === 199) steps.push({ do: 'pass', ms: random.whole(0, 600_000) })
  }
  return steps
}

/** One round: allowances are long, so they come once, and everything else often enough to meet itself. */
const round = [
  ...Array.from({ length: 3 }, () => ['chat', 'ads', 'templates', 'account', 'edges', 'opt-outs']).flat(),
  ...Array.from({ length: 2 }, () => ['campaign', 'hurry', 'mixed']).flat(),
  'allowance',
]

/** The flavour of a seed: every one has its turn, so that a short run meets all of them. */
export const flavourOf = (seed: number): Flavour => {
  const name = round[seed % round.length]
  return flavours.find((one) => one.name === name) as Flavour
}

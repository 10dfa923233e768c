import { DAY, HOUR, MINUTE, SECOND } from '@casement/platform'
import { flavourOf } from './flavours.ts'
import { freeFormNames, malformedNames, misfitNames, templateNames } from './outbound-messages.ts'
import { AMERICAN, FIRST_STRANGER, type Person } from './people.ts'
import { type Random, randomFrom } from './random.ts'
import type { Edge, History, Sender, Step } from './step.ts'

/** Days before and after which something changed, and ordinary ones. */
const starts = [
  '2025-06-20T10:00:00Z',
  '2025-06-29T09:30:00.250Z',
  '2025-08-14T08:00:00Z',
  '2025-10-05T21:00:00Z',
  '2026-02-10T12:00:00.700Z',
  '2026-09-28T06:00:00Z',
  '2026-09-30T20:00:00Z',
  '2026-11-20T09:00:00Z',
  '2026-12-30T23:00:00Z',
] as const
const timeZones = ['UTC', 'UTC', 'America/Sao_Paulo', 'Asia/Kolkata'] as const

const opening = ['text', 'image', 'audio', 'location', 'sticker'] as const
const numberStatuses = ['CONNECTED', 'CONNECTED', 'DISCONNECTED', 'PENDING', 'BANNED', 'FLAGGED', 'RESTRICTED', 'RATE_LIMITED']
const templateStatuses = ['APPROVED', 'APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'PENDING_DELETION']
const restrictions = [
  'RESTRICTED_BIZ_INITIATED_MESSAGING',
  'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
]
const templatesOfTheAccount = [
  ['hello_world', 'en_US'],
  ['order_update', 'en_GB'],
  ['winter_sale', 'en_GB'],
  ['sign_in_code', 'en_GB'],
  ['clearance_last_call', 'en_GB'],
  ['track_delivery', 'en_GB'],
] as const

/** The history of a seed, always the same one. */
export function generateHistory(seed: number): History {
  const random = randomFrom(seed)
  const flavour = flavourOf(seed)
  const start = flavour.starts ? random.pick(flavour.starts) : random.pick(starts)
  const history = {
    seed,
    worldSeed: seed,
    flavour: flavour.name,
    start,
    timeZone: random.pick(timeZones),
    currency: random.chance(0.1) ? 'EUR' : 'USD',
  }
  const steps: Step[] = flavour.opening(random)
  while (steps.length < flavour.length) steps.push(...next(random, flavour.weights, flavour.people))
  return { ...history, steps }
}

type Deed = 'reply' | 'template' | 'wrong' | 'write' | 'ad' | 'time' | 'edge' | 'customer' | 'meta' | 'account' | 'burst' | 'odd'
export type Weights = Readonly<Record<Deed, number>>

function next(random: Random, weights: Weights, people: readonly Person[]): Step[] {
  const who = random.pick(people)
  const to: Sender = random.chance(0.8) ? 0 : 1
  const pairs = Object.entries(weights).map(([deed, weight]) => [weight, deed as Deed] as const)
  switch (random.weighted(pairs)) {
    case 'reply':
      return [send(random, who, to, random.pick(freeFormNames))]
    case 'template':
      return [send(random, who, to, anyTemplate(random))]
    case 'wrong':
      return [send(random, who, to, random.chance(0.5) ? random.pick(malformedNames) : random.pick(misfitNames))]
    case 'write':
      return [write(random, who, to)]
    case 'ad':
      return [
        {
          do: 'write',
          who,
          to,
          type: 'text',
          text: 'Is the sofa still on offer?',
          arrival: random.weighted([
            [12, 'ad'],
            [2, 'page'],
            [1, 'post'],
          ] as const),
          client: random.chance(0.8) ? 'phone' : 'desktop',
        },
      ]
    case 'time':
      return [{ do: 'pass', ms: duration(random) }]
    case 'edge':
      return [{ do: 'pass-to', edge: edge(random), who, to, offsetMs: beside(random) }, send(random, who, to, either(random))]
    case 'customer':
      return [customer(random, who, to)]
    case 'meta':
      return [meta(random)]
    case 'account':
      return account(random, who, to)
    case 'burst':
      return burst(random, who, to)
    case 'odd':
      return [odd(random, who, to)]
  }
}

/** Free form or a template, marketing as often as all the others. */
const either = (random: Random): string => (random.chance(0.5) ? random.pick(freeFormNames) : anyTemplate(random))
const anyTemplate = (random: Random): string => (random.chance(0.3) ? 'winter_sale' : random.pick(templateNames))

function send(random: Random, to: Person, from: Sender, message: string): Step {
  return {
    do: 'send',
    from,
    to,
    by: random.chance(0.05) ? 'id' : 'phone',
    message,
    hasty: random.chance(0.1),
    waitOut: random.chance(0.2),
  }
}

function odd(random: Random, who: Person, from: Sender): Step {
  const message = either(random)
  const plain = { do: 'send', from, message, by: 'phone', hasty: false, waitOut: false } as const
  return random.pick<Step>([
    { ...plain, to: 'ourselves' },
    { ...plain, to: 'nobody' },
    { ...plain, to: who, by: 'id', message: 'sign_in_code' },
    { ...plain, to: AMERICAN, message: 'winter_sale' },
  ])
}

function write(random: Random, who: Person, to: Sender): Step {
  if (random.chance(0.04)) return { do: 'write', who, to, type: 'text', text: random.pick(['STOP', 'START', 'Stop promotions']) }
  return {
    do: 'write',
    who,
    to,
    type: random.weighted([
      [12, random.pick(opening)],
      [1, 'reaction'],
      [1, 'unsupported'],
    ] as const),
  }
}

function customer(random: Random, who: Person, to: Sender): Step {
  return random.weighted<Step>([
    [3, { do: 'call', who, to }],
    [3, { do: 'read', who }],
    [1, { do: 'feedback', who, to, kind: random.pick(['block', 'report', 'mute']) }],
    [2, { do: 'feedback', who, to, kind: 'unblock' }],
    [4, { do: 'prefer', who, marketing: random.chance(0.6) ? 'stop' : 'resume' }],
    [0.5, { do: 'become', who, reachable: false }],
    [3, { do: 'become', who, reachable: true, onWhatsApp: true }],
    [0.5, { do: 'become', who, onWhatsApp: false }],
    [1, { do: 'become', who, deliverAfterMs: random.pick([null, 0, 5 * SECOND, 20 * MINUTE, 30 * HOUR]) }],
  ])
}

function meta(random: Random): Step {
  const [name, language] = random.pick(templatesOfTheAccount)
  return random.weighted<Step>([
    [3, { do: 'template', name, language, status: random.pick(templateStatuses) }],
    [3, { do: 'template', name, language, quality: random.pick(['GREEN', 'YELLOW', 'RED', 'RED']) }],
    [1, { do: 'tier', tier: random.pick(['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_UNLIMITED']) }],
  ])
}

/** Something happens to the account or to a number, is tried, and mostly ends again. */
function account(random: Random, who: Person, number: Sender): Step[] {
  const tries = Array.from({ length: random.whole(1, 3) }, () => send(random, who, number, either(random)))
  const lift = <Trouble extends Step>(trouble: Trouble, lifted: Trouble) => [[trouble], lifted] as const
  const [trouble, lifted] = random.weighted<readonly [readonly Step[], Step]>([
    [2, lift({ do: 'number', number, status: random.pick(numberStatuses) }, { do: 'number', number, status: 'CONNECTED' })],
    [1, lift({ do: 'account', locked: true }, { do: 'account', locked: false })],
    [2, lift({ do: 'account', unpaid: true }, { do: 'account', unpaid: false })],
    [
      3,
      lift(
        { do: 'account', restriction: { type: random.pick(restrictions), days: random.pick([1, 3, 7, null]) } },
        { do: 'account', restriction: null },
      ),
    ],
    // Only somebody who wrote can be blocked.
    [
      2,
      [
        [
          { do: 'write', who, to: number, type: 'text' },
          { do: 'block-user', who, number, blocked: true },
        ],
        { do: 'block-user', who, number, blocked: false },
      ],
    ],
  ])
  return [...trouble, ...tries, ...(random.chance(0.9) ? [lifted] : [])]
}

/** More to one customer than the pair takes, or more from one number than a second takes. */
function burst(random: Random, who: Person, from: Sender): Step[] {
  const hasty = { do: 'send', from, by: 'phone', hasty: true, waitOut: false } as const
  if (random.chance(0.5)) {
    return Array.from({ length: 50 }, (): Step[] => [
      { ...hasty, to: who, message: 'hello_world' },
      { do: 'pass', ms: random.whole(0, 130) },
    ]).flat()
  }
  const first = FIRST_STRANGER + random.whole(0, 10_000)
  return Array.from({ length: 85 }, (_, i) => ({ ...hasty, to: first + i, message: 'hello_world' }))
}

const duration = (random: Random): number =>
  random.weighted([
    [2, random.whole(0, 900)],
    [4, random.whole(1, 20) * SECOND],
    [4, random.whole(1, 59) * MINUTE],
    [4, random.whole(1, 23) * HOUR + random.whole(0, 999)],
    [2, random.whole(1, 4) * DAY],
    [1, random.whole(5, 40) * DAY],
  ])

const edge = (random: Random): Edge =>
  random.weighted<Edge>([
    [6, 'csw'],
    [4, 'fep'],
    [2, 'reach'],
    [2, 'pause'],
    [1, 'month'],
    [1, 'policy'],
  ])

/** Just before, exactly at, just after: in milliseconds and in seconds. */
const beside = (random: Random): number => random.pick([-SECOND, -1, 0, 0, 1, SECOND - 1, SECOND])

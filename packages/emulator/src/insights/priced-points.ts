import { addAmounts } from '@casement/platform'
import { countryOf } from '../customers/country.ts'
import type { OutboundMessage, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { gather, graphSeconds, type Span, stepsOf } from './ledger.ts'
import type { PeriodOf } from './periods.ts'

type Point = Record<string, unknown>
type Label = (world: World, message: OutboundMessage) => string | undefined

/** What a report may be split and filtered by: dimension → field of the point, and how a message answers it. */
type Dimensions = Record<string, { field: string; filter?: string; label: Label }>

const phone: Label = (world, message) => world.numbers.get(message.from)?.digits
const country: Label = (world, message) => world.customers.get(message.to)?.country ?? countryOf(message.to)
const category: Label = (_world, message) => message.pricing.category.toUpperCase().replace('-', '_')

export const conversationDimensions: Dimensions = {
  CONVERSATION_CATEGORY: { field: 'conversation_category', filter: 'conversation_categories', label: category },
  CONVERSATION_DIRECTION: {
    field: 'conversation_direction',
    filter: 'conversation_directions',
    label: (_world, message) => (message.templateId === null ? 'USER_INITIATED' : 'BUSINESS_INITIATED'),
  },
  CONVERSATION_TYPE: {
    field: 'conversation_type',
    filter: 'conversation_types',
    label: (_world, { pricing }) =>
      pricing.type === 'free_entry_point' || pricing.category === 'referral_conversion'
        ? 'FREE_ENTRY_POINT'
        : pricing.billable
          ? 'REGULAR'
          : 'FREE_TIER',
  },
  COUNTRY: { field: 'country', filter: 'country_codes', label: country },
  PHONE: { field: 'phone_number', filter: 'phone_numbers', label: phone },
}

export const pricingDimensions: Dimensions = {
  COUNTRY: { field: 'country', filter: 'country_codes', label: country },
  PHONE: { field: 'phone_number', filter: 'phone_numbers', label: phone },
  PRICING_CATEGORY: { field: 'pricing_category', filter: 'pricing_categories', label: category },
  PRICING_TYPE: {
    field: 'pricing_type',
    filter: 'pricing_types',
    label: (_world, message) => (message.pricing.type ?? 'regular').toUpperCase(),
  },
  TIER: { field: 'tier', label: (_world, message) => message.tier },
}

export type PricedQuery = {
  span: Span
  periodOf: PeriodOf
  dimensions: readonly string[]
  /** Wanted values by the name of the filter; an empty list wants all. */
  filters: Readonly<Record<string, readonly string[]>>
  withCost: boolean
  withCount: boolean
}

/** What deliveries cost and how many there were, by period and by the dimensions asked for. */
export function pricedPoints(
  world: World,
  waba: Waba,
  known: Dimensions,
  counted: 'conversation' | 'volume',
  query: PricedQuery,
): Point[] {
  const chosen = query.dimensions.flatMap((name) => known[name] ?? [])
  const filters = Object.values(known).flatMap(({ filter, label }) => {
    const wanted = filter === undefined ? [] : (query.filters[filter] ?? [])
    return wanted.length === 0 ? [] : [{ wanted, label }]
  })
  const delivered = [...stepsOf(world, waba.id, query.span, ['delivered'])].filter(({ message }) =>
    filters.every(({ wanted, label }) => wanted.includes(label(world, message) ?? '')),
  )
  const labelOf = (message: OutboundMessage): string =>
    JSON.stringify(Object.fromEntries(chosen.map(({ field, label }) => [field, label(world, message)])))
  const groups = gather(
    delivered,
    query.periodOf,
    (step) => step.at,
    (step) => labelOf(step.message),
  )
  return groups.map(({ period, label, things }) => {
    const messages = things.map((step) => step.message)
    const point: Point = { start: graphSeconds(period.start), end: graphSeconds(period.end), ...(JSON.parse(label) as Point) }
    if (query.withCount)
      point[counted] =
        counted === 'volume' ? messages.length : new Set(messages.map((message) => message.conversationId ?? message.id)).size
    if (query.withCost) point.cost = Number(costOf(messages))
    return point
  })
}

export const costOf = (messages: readonly OutboundMessage[]): string =>
  messages.filter((message) => message.charged).reduce((sum, message) => addAmounts(sum, message.price.amount), '0')

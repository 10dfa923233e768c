import {
  type Fact,
  type MarketRates,
  type PolicyId,
  platformTime,
  policyAt,
  type RateCategory,
  rateCards,
} from '@casement/platform'
import { type Change, factsOn, timeline } from '@casement/platform/reference'
import { cardFor } from '@casement/rules'

export type Difference = { readonly id: string; readonly what: string; readonly before: Fact | null; readonly after: Fact | null }

/** A list rate in US dollars; null where there was, or is, none. */
export type RateDifference = {
  readonly market: string
  readonly category: RateCategory
  readonly before: string | null
  readonly after: string | null
}

export type Differences = {
  readonly from: string
  readonly to: string
  readonly policy: { readonly before: PolicyId; readonly after: PolicyId }
  /** Facts that hold on one of the two days only, or with another value. */
  readonly changes: readonly Difference[]
  readonly rates: readonly RateDifference[]
  /** What happened in between, in words: later than the first day, up to the second. */
  readonly timeline: readonly Change[]
}

/** What changed between two days, `YYYY-MM-DD`; the earlier one is taken as before, whichever is named first. */
export function differencesBetween(one: string, other: string): Differences {
  const [from, to] = one <= other ? [one, other] : [other, one]
  const before = new Map(factsOn(from).map((fact) => [fact.id, fact]))
  const after = new Map(factsOn(to).map((fact) => [fact.id, fact]))
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort()
  return {
    from,
    to,
    policy: { before: policyAt(platformTime(from)).id, after: policyAt(platformTime(to)).id },
    changes: ids.flatMap((id): Difference[] => {
      const [was, is] = [before.get(id) ?? null, after.get(id) ?? null]
      if (JSON.stringify(was?.value) === JSON.stringify(is?.value)) return []
      return [{ id, what: (is ?? was)?.title ?? id, before: was, after: is }]
    }),
    rates: rateDifferences(from, to),
    timeline: timeline.filter((change) => from < change.from && change.from <= to),
  }
}

function rateDifferences(from: string, to: string): readonly RateDifference[] {
  const marketsOn = (day: string): Readonly<Record<string, MarketRates>> => cardFor(rateCards, day, 'USD')?.card.markets ?? {}
  const [before, after] = [marketsOn(from), marketsOn(to)]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((market) =>
    categories.flatMap((category): RateDifference[] => {
      const [was, is] = [before[market]?.[category] ?? null, after[market]?.[category] ?? null]
      return was === is ? [] : [{ market, category, before: was, after: is }]
    }),
  )
}

const categories: readonly RateCategory[] = ['marketing', 'utility', 'authentication', 'service', 'authentication-international']

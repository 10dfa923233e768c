import {
  dayIn,
  type Fact,
  facts,
  factsOn,
  type PlatformTime,
  type Policy,
  policyAt,
  sourceName,
  sourceUrl,
} from '@casement/platform'
import { priceRules, rulebook } from '@casement/rules'

/** One line of the rulebook, whatever table it comes from. */
export type Entry = {
  readonly id: string
  /** `decision`: may it go; `price`: why it costs that; `fact`: a number or a yes or no of the platform. */
  readonly kind: 'decision' | 'price' | 'fact'
  readonly what: string
  readonly source: string
  readonly sourceName: string
  readonly sourceUrl: string | null
  /** Facts only: the value, its unit, and its first and last day. */
  readonly value?: Fact['value']
  readonly unit?: string
  readonly from?: string
  readonly to?: string | null
  readonly note?: string
  /** Not established by Meta. */
  readonly uncertain?: true
  /** Decisions only: the code that the platform answers if the message is sent all the same. */
  readonly code?: number | null
}

export type RulesOfDay = { readonly day: string; readonly policy: Policy['id']; readonly rules: readonly Entry[] }

/** The rulebook with the facts of one day (that of UTC). Decisions come in the order in which they are asked. */
export function rulesAt(at: PlatformTime): RulesOfDay {
  const day = dayIn(at)
  return { day, policy: policyAt(at).id, rules: [...judgements, ...factsOn(day).map(factEntry)] }
}

/** Every table's line of this id; of a fact, all the values it ever had, oldest first. */
export const entriesOf = (id: string): readonly Entry[] => [
  ...judgements.filter((entry) => entry.id === id),
  ...facts
    .filter((fact) => fact.id === id)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(factEntry),
]

/** Ids that somebody who mistyped one may have meant. */
export function idsLike(wrong: string): readonly string[] {
  const words = wrong
    .toLowerCase()
    .split(/[.\s_-]+/)
    .filter((word) => word.length > 2)
  const ids = new Set([...judgements, ...facts].map(({ id }) => id))
  const matches = (id: string) => words.filter((word) => id.includes(word)).length
  return [...ids]
    .filter((id) => matches(id) > 0)
    .sort((a, b) => matches(b) - matches(a))
    .slice(0, 5)
}

export function factEntry(fact: Fact): Entry {
  const { id, title, value, unit, from, to, note, uncertain } = fact
  return {
    ...{ id, kind: 'fact' as const, what: title, ...sourced(fact.source), value, unit, from, to },
    ...(note ? { note } : {}),
    ...(uncertain ? { uncertain } : {}),
  }
}

const sourced = (source: string) => ({ source, sourceName: sourceName(source), sourceUrl: sourceUrl(source) })

const judgements: readonly Entry[] = [
  ...rulebook.map(({ id, because, source, code }) => ({
    id,
    kind: 'decision' as const,
    what: because,
    ...sourced(source),
    code,
  })),
  ...priceRules.map(({ id, because, source }) => ({ id, kind: 'price' as const, what: because, ...sourced(source) })),
]

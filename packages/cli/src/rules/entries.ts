import { dayIn, type Fact, type PlatformTime, type Policy, policyAt } from '@casement/platform'
import { facts, factsOn, sourceName, sourceUrl } from '@casement/platform/reference'
import { rulebook } from '@casement/rules'
import { adviceRules, contentRules, parameterRules, priceRules, templateRules } from '@casement/rules/reference'

/** One line of the rulebook, whatever table it comes from. */
export type Entry = {
  readonly id: string
  /**
   * `decision`: may it go; `advice`: what one should know when it may; `price`: why it costs that; `content`, `parameters`,
   * `template`: what is checked in a message, in the values of a template, in a template; `fact`: what the platform says.
   */
  readonly kind: 'decision' | 'advice' | 'price' | 'content' | 'parameters' | 'template' | 'fact'
  readonly what: string
  readonly source: string
  readonly sourceName: string
  readonly sourceUrl: string | null
  /** Where there is one: the value, its unit, and its first and last day. */
  readonly value?: Fact['value']
  readonly unit?: string
  readonly from?: string
  readonly to?: string | null
  readonly note?: string
  /** Not established by Meta. */
  readonly uncertain?: true
  /** The code that the platform answers if it is sent all the same. */
  readonly code?: number | null
  /** Of what is checked: whether it refuses or advises. */
  readonly severity?: 'error' | 'warning'
}

export type RulesOfDay = { readonly day: string; readonly policy: Policy['id']; readonly rules: readonly Entry[] }

/** The rulebook with the facts of one day (that of UTC). Decisions come in the order in which they are asked. */
export function rulesAt(at: PlatformTime): RulesOfDay {
  const day = dayIn(at)
  const held = new Map(factsOn(day).map((fact) => [fact.id, fact]))
  const plain = [...held.values()].filter(({ id }) => !judgementIds.has(id)).map(factEntry)
  return { day, policy: policyAt(at).id, rules: [...judgements.map((entry) => withValue(entry, held.get(entry.id))), ...plain] }
}

/** The rule of this id; where the platform has a number for it, once for each value it ever had, oldest first. */
export function entriesOf(id: string): readonly Entry[] {
  const rules = judgements.filter((entry) => entry.id === id)
  const values = facts.filter((fact) => fact.id === id).sort((a, b) => (a.from < b.from ? -1 : 1))
  if (values.length === 0) return rules
  return rules.length === 0 ? values.map(factEntry) : rules.flatMap((rule) => values.map((fact) => withValue(rule, fact)))
}

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

const factEntry = (fact: Fact): Entry => withValue({ id: fact.id, kind: 'fact', what: fact.title, ...sourced(fact.source) }, fact)

/** A rule with the number it goes by. */
function withValue(entry: Entry, fact: Fact | undefined): Entry {
  if (!fact) return entry
  const { value, unit, from, to, note, uncertain } = fact
  return { ...entry, value, unit, from, to, ...(note ? { note } : {}), ...(uncertain ? { uncertain } : {}) }
}

const sourced = (source: string) => ({ source, sourceName: sourceName(source), sourceUrl: sourceUrl(source) })

type Checked = {
  readonly id: string
  readonly title: string
  readonly severity: 'error' | 'warning'
  readonly source: string
  readonly code?: number
}

const checked =
  (kind: Entry['kind']) =>
  ({ id, title, severity, source, code }: Checked): Entry => ({
    ...{ id, kind, what: title, ...sourced(source), severity },
    ...(code === undefined ? {} : { code }),
  })

const parameterIds = new Set<string>(parameterRules.map(({ id }) => id))

const judgements: readonly Entry[] = [
  ...rulebook.map(({ id, because, source, code }) => ({
    id,
    kind: 'decision' as const,
    what: because,
    ...sourced(source),
    code,
  })),
  ...adviceRules.map(({ id, because, source }) => ({ id, kind: 'advice' as const, what: because, ...sourced(source) })),
  ...priceRules.map(({ id, because, source }) => ({ id, kind: 'price' as const, what: because, ...sourced(source) })),
  ...contentRules.filter(({ id }) => !parameterIds.has(id)).map(checked('content')),
  ...parameterRules.map(checked('parameters')),
  ...templateRules.map(checked('template')),
]

const judgementIds = new Set(judgements.map(({ id }) => id))

import type { Fact, FactValue } from './fact.ts'
import { checkOverride, holdsOn } from './fact.ts'
import { enforcementFacts } from './facts/enforcement.ts'
import { graphFacts } from './facts/graph.ts'
import { judgedFacts } from './facts/judged.ts'
import { otherRateFacts } from './facts/other-rates.ts'
import { rateFacts } from './facts/rates.ts'
import { templateLifeFacts } from './facts/template-life.ts'
import { businessLimits } from './limits/business.ts'
import { mediaLimits, messageLimits, templateLimits } from './limits.ts'

/** All limits in one list, in the order they are written down. */
export const limitsAsFacts = (): readonly Fact[] =>
  [messageLimits, templateLimits, mediaLimits, businessLimits].flatMap((tree) =>
    Object.values(tree).flatMap((kind: Readonly<Record<string, Fact>>) => Object.values(kind)),
  )

/** Everything WhatsApp says that is a number, a list or a yes or no, with its days and its source. */
export const facts: readonly Fact[] = [
  ...judgedFacts,
  ...rateFacts,
  ...templateLifeFacts,
  ...otherRateFacts,
  ...enforcementFacts,
  ...graphFacts,
  ...limitsAsFacts(),
]

/** All facts in force on a day, `YYYY-MM-DD`. */
export const factsOn = (day: string, among: readonly Fact[] = facts): readonly Fact[] =>
  among.filter((fact) => holdsOn(fact, day))

/** One fact as it is on a day, or undefined when nothing of that name holds then. */
export const factOn = (id: string, day: string, among: readonly Fact[] = facts): Fact | undefined =>
  among.find((fact) => fact.id === id && holdsOn(fact, day))

/** The number of a fact on a day. Throws RangeError, with a sentence, when there is no such fact then or it is no number. */
export function numberOn(id: string, day: string, among: readonly Fact[] = facts): number {
  const value = factOn(id, day, among)?.value
  if (typeof value !== 'number') throw new RangeError(`No number is known as "${id}" on ${day}.`)
  return value
}

/**
 * The same facts with some values replaced, by id and on all days: what an operator configures where Meta is silent. Throws
 * RangeError for an unknown id or a value of another kind.
 */
export function overrideFacts(overrides: Readonly<Record<string, FactValue>>, among: readonly Fact[] = facts): readonly Fact[] {
  for (const [id, value] of Object.entries(overrides)) checkOverride(id, value, among)
  return among.map((fact) => (Object.hasOwn(overrides, fact.id) ? { ...fact, value: overrides[fact.id] as FactValue } : fact))
}

import type { Fact, FactValue } from './fact.ts'
import { checkOverride, holdsOn } from './fact.ts'
import { limitFacts } from './facts/limits.ts'
import { pricingFacts } from './facts/pricing.ts'
import { qualityFacts } from './facts/quality.ts'
import { templateFacts } from './facts/templates.ts'
import { throughputFacts } from './facts/throughput.ts'
import { webhookFacts } from './facts/webhooks.ts'
import { windowFacts } from './facts/windows.ts'
import { limitsAsFacts } from './limits.ts'

/** Everything WhatsApp says that is a number, a list or a yes or no, with its days and its source. */
export const facts: readonly Fact[] = [
  ...windowFacts,
  ...pricingFacts,
  ...limitFacts,
  ...qualityFacts,
  ...templateFacts,
  ...throughputFacts,
  ...webhookFacts,
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

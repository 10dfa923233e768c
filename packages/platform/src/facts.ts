import type { Fact } from './fact.ts'
import { holdsOn } from './fact.ts'
import { limitFacts } from './facts/limits.ts'
import { pricingFacts } from './facts/pricing.ts'
import { qualityFacts } from './facts/quality.ts'
import { templateFacts } from './facts/templates.ts'
import { throughputFacts } from './facts/throughput.ts'
import { webhookFacts } from './facts/webhooks.ts'
import { windowFacts } from './facts/windows.ts'

/** Everything WhatsApp says that is a number, a list or a yes or no, with its days and its source. */
export const facts: readonly Fact[] = [
  ...windowFacts,
  ...pricingFacts,
  ...limitFacts,
  ...qualityFacts,
  ...templateFacts,
  ...throughputFacts,
  ...webhookFacts,
]

/** All facts in force on a day, `YYYY-MM-DD`. */
export const factsOn = (day: string, among: readonly Fact[] = facts): readonly Fact[] =>
  among.filter((fact) => holdsOn(fact, day))

/** One fact as it is on a day, or undefined when nothing of that name holds then. */
export const factOn = (id: string, day: string, among: readonly Fact[] = facts): Fact | undefined =>
  among.find((fact) => fact.id === id && holdsOn(fact, day))

import type { Fact } from '../fact.ts'
import { limitFacts } from './limits.ts'
import { pricingFacts } from './pricing.ts'
import { qualityFacts } from './quality.ts'
import { templateFacts } from './templates.ts'
import { throughputFacts } from './throughput.ts'
import { webhookFacts } from './webhooks.ts'
import { windowFacts } from './windows.ts'

/**
 * The facts that judgement rests on: those that feed the policies, and those that never changed and are read by their ids. A page
 * that only judges loads these; all of them are `facts`, an entry of its own.
 */
export const judgedFacts: readonly Fact[] = [
  ...windowFacts,
  ...pricingFacts,
  ...limitFacts,
  ...qualityFacts,
  ...templateFacts,
  ...throughputFacts,
  ...webhookFacts,
]

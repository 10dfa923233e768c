import type { PlatformTime } from '@casement/platform'
import { DAY, later, SECOND } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import type { Delivery } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

/** When to try again, by the schedule of the policy's facts; null after its days. */
export function nextAttempt(world: World, delivery: Delivery): PlatformTime | null {
  const now = world.now()
  const policy = world.policyOf([...world.wabas.values()][0], now)
  const seconds = factOn('webhooks.first-retries-seconds', cachedDay(now, 'UTC'))?.value
  const steps = Array.isArray(seconds) ? (seconds as number[]) : [0, 10, 60, 300, 1_800, 3_600]
  const wait = steps[Math.min(delivery.attempts.length, steps.length - 1)] ?? 3_600
  const next = later(now, wait * SECOND)
  return next - delivery.createdAt > policy.webhooks.retryDays * DAY ? null : next
}

import { factOn } from '@casement/platform/reference'
import { publishForAccount } from '../messages/webhook-values.ts'
import { type Portfolio, TIERS, type Tier } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { cachedDay } from '../world/world.ts'

/** Sets a portfolio's level and tells every account of it. The old webhook goes too while its limit fields exist, or by a setting. */
export function changeTier(world: World, portfolio: Portfolio, tier: Tier): void {
  const old = portfolio.tier
  if (old === tier) return
  portfolio.tier = tier
  world.portfolios.put(portfolio)
  const legacy =
    world.settings.legacyLimitWebhook || factOn('webhooks.limit-fields', cachedDay(world.now(), 'UTC'))?.value === true
  for (const waba of world.wabas.values()) {
    if (waba.portfolioId !== portfolio.id) continue
    publishForAccount(world, waba.id, 'business_capability_update', {
      max_daily_conversations_per_business: tier,
      max_phone_numbers_per_business: 20,
      max_phone_numbers_per_waba: 25,
    })
    if (!legacy) continue
    for (const number of world.numbers.values()) {
      if (number.wabaId !== waba.id) continue
      publishForAccount(world, waba.id, 'phone_number_quality_update', {
        display_phone_number: number.digits,
        event: TIERS.indexOf(tier) > TIERS.indexOf(old) ? 'UPGRADE' : 'DOWNGRADE',
        old_limit: old,
        current_limit: tier,
        max_daily_conversations_per_business: tier,
      })
    }
  }
}

/** The level above (`+1`) or below (`-1`), or the same at the ends of the ladder. */
export function earnedTier(tier: Tier, steps: 1 | -1): Tier {
  const at = TIERS.indexOf(tier) + steps
  return TIERS[Math.min(TIERS.length - 1, Math.max(0, at))] ?? tier
}

import type { PlatformTime, RateCard, RateCategory, VolumeTier } from '@casement/platform'
import type { OutboundMessage, Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { cardAt } from './market.ts'
import { publishForAccount } from './webhook-values.ts'

/** A step of a volume tier: what each of its messages costs, and `first:last` as Meta writes it. */
export type Step = { place: number; rate: string; range: string }

const stepsOf = (card: RateCard | undefined, market: string, category: string): readonly VolumeTier[] =>
  card?.tiers?.[market]?.[category as RateCategory] ?? []

/** The step that the next message is in after `charged` of its month; null where the card has no tiers. */
export function stepAfter(card: RateCard | undefined, market: string, category: string, charged: number): Step | null {
  const steps = stepsOf(card, market, category)
  const place = steps.findIndex(({ upTo }) => upTo === null || charged < upTo)
  const step = steps[place]
  if (!step) return null
  const before = steps[place - 1]?.upTo ?? null
  return { place, rate: step.rate, range: `${before === null ? 0 : before + 1}:${step.upTo ?? ''}` }
}

const monthOf = (at: PlatformTime, waba: Waba): string => cachedDay(at, waba.timeZone).slice(0, 7)

/** What is counted together: a portfolio's charged messages of a month, market and category. */
export const volumeKey = (portfolioId: string, month: string, market: string, category: string): string =>
  `${portfolioId}|${month}|${market}|${category}`

/** What one more message of this kind would cost now, by its tier; null where there is none. */
export function tierRate(
  world: World,
  waba: Waba,
  now: PlatformTime,
  card: RateCard | undefined,
  market: string,
  category: string,
) {
  if (stepsOf(card, market, category).length === 0) return null
  const charged = world.books.charged(volumeKey(waba.portfolioId, monthOf(now, waba), market, category))
  return stepAfter(card, market, category, charged)?.rate ?? null
}

/** A message is charged: it takes its place in its tier, which sets its price. The first of a tier is told to the portfolio's accounts. */
export function takeTier(world: World, waba: Waba, message: OutboundMessage, now: PlatformTime): void {
  const card = cardAt(message.acceptedAt, waba.currency, waba.timeZone)
  const { category } = message.pricing
  const { market } = message.price
  if (stepsOf(card, market, category).length === 0) return
  const month = monthOf(now, waba)
  const key = volumeKey(waba.portfolioId, month, market, category)
  const charged = world.books.charged(key)
  const step = stepAfter(card, market, category, charged)
  if (!step) return
  message.price = { ...message.price, amount: step.rate }
  message.tier = step.range
  world.books.countCharged(key, 1)
  if (step.place === 0 || stepAfter(card, market, category, charged - 1)?.place === step.place) return
  for (const one of world.wabas.values()) {
    if (one.portfolioId !== waba.portfolioId) continue
    publishForAccount(world, one.id, 'account_update', {
      event: 'VOLUME_BASED_PRICING_TIER_UPDATE',
      volume_tier_info: {
        tier_update_time: Math.floor(now / 1_000),
        pricing_category: category.toUpperCase().replace('-', '_'),
        tier: step.range,
        effective_month: month,
        region: market,
      },
    })
  }
}

/** Counts a charged message again after a restore. */
export function recountTier(world: World, message: OutboundMessage): void {
  const waba = world.wabaOf(message.from)
  const deliveredAt = message.timeline.find(({ status }) => status === 'delivered')?.at
  if (message.tier === undefined || !waba || deliveredAt === undefined) return
  const { category } = message.pricing
  world.books.countCharged(volumeKey(waba.portfolioId, monthOf(deliveredAt, waba), message.price.market, category), 1)
}

type StoredVolume = { key: string; kind: 'charged-elsewhere'; of: string; charged: number }

/** Says by hand how many messages of a month, market and category a portfolio was charged for besides those sent here. */
export function setChargedElsewhere(world: World, of: string, charged: number): void {
  const key = `charged-elsewhere:${of}`
  const before = (world.things.get(key) as StoredVolume | undefined)?.charged ?? 0
  const row: StoredVolume = { key, kind: 'charged-elsewhere', of, charged }
  world.things.put(row)
  world.books.countCharged(of, charged - before)
}

import type { PlatformTime } from '@casement/platform'
import { DAY, HOUR, later, MINUTE, SECOND } from '@casement/platform'
import { factOn, numberOn } from '@casement/platform/reference'
import { changeTier, earnedTier } from '../accounts/tiers.ts'
import { considerInternational } from '../messages/international-rate.ts'
import { publishForAccount } from '../messages/webhook-values.ts'
import { changeQuality, pause } from '../templates/lifecycle.ts'
import type { PhoneNumber, Portfolio, Quality, Template } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

/** What falls due every hour while something happens, and what it plans. */
export const hourlyHappenings = {
  'world.hourly': hourly,
  'portfolio.upgrade': upgrade,
  'number.upgraded': (world: World, id: string) => {
    const number = world.numbers.get(id)
    if (number) throughputRaised(world, number)
  },
}

/** Notes that something happened, so that the hourly work goes on for another week. */
export function noteActivity(world: World): void {
  const now = world.now()
  const meta = world.touchMeta()
  meta.lastActivityAt = now
  if (meta.hourlyAt !== null) return
  meta.hourlyAt = (Math.floor(now / HOUR) * HOUR + HOUR) as PlatformTime
  world.schedule(meta.hourlyAt, 'world.hourly', 'world')
}

function hourly(world: World): void {
  const now = world.now()
  const meta = world.touchMeta()
  for (const template of world.templates.values()) rateTemplate(world, template)
  for (const number of world.numbers.values()) {
    rateNumber(world, number)
    considerThroughput(world, number)
  }
  for (const portfolio of world.portfolios.values()) {
    considerUpgrade(world, portfolio)
    considerInternational(world, portfolio)
  }
  meta.hourlyAt = null
  if (meta.lastActivityAt !== null && now < meta.lastActivityAt + 8 * DAY) {
    meta.hourlyAt = later(now, HOUR)
    world.schedule(meta.hourlyAt, 'world.hourly', 'world')
  }
}

/** The rating that feedback earns. The formula is invented: complaints per delivery, newer ones weighing more. Null: too little known. */
function ratingOf(world: World, id: string, since: number): Quality | null {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const sums = world.books.quality.weighted(
    id,
    now,
    numberOn('quality.days', day),
    numberOn('quality.half-life-days', day),
    since,
  )
  if (sums.delivered < world.settings.qualityMinimum) return null
  if (sums.share >= numberOn('quality.red-from', day)) return 'RED'
  return sums.share >= numberOn('quality.yellow-from', day) ? 'YELLOW' : 'GREEN'
}

function rateTemplate(world: World, template: Template): void {
  if (template.status !== 'APPROVED') return
  const rating = ratingOf(world, template.id, template.judgedSince)
  if (rating) changeQuality(world, template, rating)
}

function rateNumber(world: World, number: PhoneNumber): void {
  const rating = ratingOf(world, number.id, 0)
  if (!rating || rating === number.quality) {
    if (number.quality === 'RED') lowerAfterAWeek(world, number)
    return
  }
  setNumberQuality(world, number, rating)
}

/** Sets a number's rating. No webhook tells; it is read from the number. */
export function setNumberQuality(world: World, number: PhoneNumber, quality: Quality): void {
  number.redSince = quality === 'RED' ? (number.redSince ?? world.now()) : null
  number.quality = quality
  world.numbers.put(number)
  if (quality !== 'RED' || !world.settings.redNumberPausesTemplates) return
  const worst = [...world.templates.values()].filter(
    (one) => one.wabaId === number.wabaId && one.status === 'APPROVED' && one.category === 'MARKETING',
  )
  for (const template of worst.filter((one) => one.quality !== 'GREEN')) pause(world, template)
}

/** One reading of the documents: a number that stays RED for a week costs the portfolio a level. Off unless asked for. */
function lowerAfterAWeek(world: World, number: PhoneNumber): void {
  const now = world.now()
  const policy = world.policyOf(world.wabas.get(number.wabaId))
  const on = world.settings.qualityDowngrade || policy.limits.qualityDowngrade !== 'off'
  if (!on || number.redSince === null || now < number.redSince + 7 * DAY) return
  const portfolio = world.portfolios.get(world.wabas.get(number.wabaId)?.portfolioId ?? '')
  number.redSince = now
  world.numbers.put(number)
  if (portfolio) changeTier(world, portfolio, earnedTier(portfolio.tier, -1))
}

function considerUpgrade(world: World, portfolio: Portfolio): void {
  const now = world.now()
  const [waba] = [...world.wabas.values()].filter((one) => one.portfolioId === portfolio.id)
  const { limits } = world.policyOf(waba, now)
  const used = world.books.reach(portfolio.id).used(now, limits.rollingHours * HOUR)
  portfolio.usage = [...portfolio.usage.filter((one) => now < one.at + limits.upgradeDays * DAY), { at: now, used }]
  world.portfolios.put(portfolio)
  if (portfolio.upgradeAt !== null || !isHealthy(world, portfolio) || !hasEarned(world, portfolio)) return
  portfolio.upgradeAt = later(now, Math.min(world.settings.upgradeMinutes, limits.upgradeWithinHours * 60) * MINUTE)
  world.schedule(portfolio.upgradeAt, 'portfolio.upgrade', portfolio.id)
}

/** To the second level by verification or by 2,000 people in 30 days; above it by half the limit used in 7 days. */
function hasEarned(world: World, portfolio: Portfolio): boolean {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const [waba] = [...world.wabas.values()].filter((one) => one.portfolioId === portfolio.id)
  const { limits } = world.policyOf(waba, now)
  if (portfolio.tier === 'TIER_UNLIMITED') return false
  if (portfolio.tier === 'TIER_250') {
    const days = numberOn('reach.second-level-days', day)
    const people = world.books.reach(`${portfolio.id}:delivered`).used(now, days * DAY)
    return portfolio.verified || people >= numberOn('reach.second-level-users', day)
  }
  const limit = limits.levels[['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K'].indexOf(portfolio.tier)] ?? null
  return limit !== null && Math.max(...portfolio.usage.map((one) => one.used)) >= limit * limits.upgradeUse
}

/** High quality over all numbers and templates. */
function isHealthy(world: World, portfolio: Portfolio): boolean {
  const owned = new Set([...world.wabas.values()].filter((waba) => waba.portfolioId === portfolio.id).map((waba) => waba.id))
  const redNumber = [...world.numbers.values()].some((number) => owned.has(number.wabaId) && number.quality === 'RED')
  const redTemplate = [...world.templates.values()].some(
    (template) => owned.has(template.wabaId) && template.quality === 'RED' && template.status === 'APPROVED',
  )
  return !redNumber && !redTemplate
}

function upgrade(world: World, id: string): void {
  const portfolio = world.portfolios.get(id)
  if (!portfolio || portfolio.upgradeAt === null) return
  portfolio.upgradeAt = null
  world.portfolios.put(portfolio)
  if (!isHealthy(world, portfolio) || !hasEarned(world, portfolio)) return
  portfolio.usage = []
  changeTier(world, portfolio, earnedTier(portfolio.tier, 1))
}

/** An unlimited portfolio whose number reached enough people in a day gets the higher throughput, after a minute of maintenance. */
function considerThroughput(world: World, number: PhoneNumber): void {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const waba = world.wabas.get(number.wabaId)
  const { throughput, limits } = world.policyOf(waba, now)
  const portfolio = world.portfolios.get(waba?.portfolioId ?? '')
  if (portfolio?.tier !== 'TIER_UNLIMITED' || number.throughput >= throughput.high || number.upgradingUntil !== null) return
  if (number.quality === 'RED') return
  const people = world.books.reach(number.id).used(now, limits.rollingHours * HOUR)
  if (people < numberOn('throughput.upgrade-users', day)) return
  number.upgradingUntil = later(now, numberOn('throughput.upgrade-seconds', day) * SECOND)
  world.numbers.put(number)
  world.schedule(number.upgradingUntil, 'number.upgraded', number.id)
}

function throughputRaised(world: World, number: PhoneNumber): void {
  const waba = world.wabas.get(number.wabaId)
  number.upgradingUntil = null
  number.throughput = world.policyOf(waba).throughput.high
  world.numbers.put(number)
  tellThroughput(world, number)
}

export function tellThroughput(world: World, number: PhoneNumber): void {
  const tier = world.portfolios.get(world.wabas.get(number.wabaId)?.portfolioId ?? '')?.tier
  const legacy = factOn('webhooks.limit-fields', cachedDay(world.now(), 'UTC'))?.value === true
  publishForAccount(world, number.wabaId, 'phone_number_quality_update', {
    display_phone_number: number.digits,
    event: 'THROUGHPUT_UPGRADE',
    ...(legacy ? { current_limit: tier } : {}),
    max_daily_conversations_per_business: tier,
  })
}

import type { PlatformTime, RateCard } from '@casement/platform'
import { DAY, later } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { countryOf } from '../customers/country.ts'
import type { OutboundMessage, Portfolio, Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { cardAt } from './market.ts'
import { publishForAccount } from './webhook-values.ts'

/** Whether a card has a rate of its own for one-time codes from abroad to this market. */
export const hasInternationalRate = (card: RateCard | undefined, market: string): boolean =>
  (card?.markets[market]?.['authentication-international'] ?? null) !== null

/** Whether a one-time code to this person costs the international rate: an eligible portfolio, based in another country, and begun. */
export function isInternational(
  world: World,
  waba: Waba,
  recipient: string,
  card: RateCard | undefined,
  market: string,
  now: PlatformTime,
): boolean {
  const from = world.portfolios.get(waba.portfolioId)?.internationalFrom ?? null
  return from !== null && now >= from && hasInternationalRate(card, market) && countryOf(recipient) !== waba.country
}

/** People of countries with such a rate who were written to outside a window, by portfolio: what eligibility is counted by. */
export const internationalScope = (portfolioId: string): string => `${portfolioId}:international`

/** Counts who got a message, where their country has such a rate. */
export function countInternational(world: World, message: OutboundMessage, at: PlatformTime): void {
  const waba = world.wabaOf(message.from)
  if (!waba || message.reachedAt === null) return
  if (!hasInternationalRate(cardAt(message.acceptedAt, waba.currency, waba.timeZone), message.price.market)) return
  world.books.reach(internationalScope(waba.portfolioId)).add(message.to, at)
}

/** The same again after a restore. */
export function recountInternational(world: World, message: OutboundMessage): void {
  const deliveredAt = message.templateId === null ? undefined : message.timeline.find(({ status }) => status === 'delivered')?.at
  if (deliveredAt !== undefined) countInternational(world, message, deliveredAt)
}

/** Looks whether a portfolio became eligible. It stays so, and the rates begin some days later. */
export function considerInternational(world: World, portfolio: Portfolio): void {
  if (portfolio.internationalFrom != null) return
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const people = world.books
    .reach(internationalScope(portfolio.id))
    .used(now, numberOn('auth-international.window-days', day) * DAY)
  if (people > numberOn('auth-international.eligible-above', day)) becomeInternational(world, portfolio)
}

/** Makes a portfolio eligible and tells its accounts from when on its codes cost the international rate. */
export function becomeInternational(world: World, portfolio: Portfolio, from?: PlatformTime): void {
  const now = world.now()
  const days = numberOn('auth-international.starts-after-days', cachedDay(now, 'UTC'))
  portfolio.internationalFrom = from ?? later(now, days * DAY)
  world.portfolios.put(portfolio)
  for (const waba of world.wabas.values()) {
    if (waba.portfolioId !== portfolio.id) continue
    publishForAccount(world, waba.id, 'account_update', {
      event: 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
      auth_international_rate_eligibility: {
        start_time: Math.floor(portfolio.internationalFrom / 1_000),
        exception_countries: [],
      },
    })
  }
}

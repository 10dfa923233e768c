import { changeTier } from '../accounts/tiers.ts'
import { setOfficial } from '../graph/official-account.ts'
import { becomeInternational } from '../messages/international-rate.ts'
import { setChargedElsewhere, volumeKey } from '../messages/volume-tiers.ts'
import { publishForAccount } from '../messages/webhook-values.ts'
import { setNumberQuality, tellThroughput } from '../quality/hourly.ts'
import { announceCategory, changeCategory, changeQuality, changeStatus } from '../templates/lifecycle.ts'
import type { PhoneNumber } from '../world/records.ts'
import { type TemplateStatus, TIERS } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { cachedDay } from '../world/world.ts'
import { bodyOf, optionalFlag, optionalNumber, optionalText, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

const TIERED = ['utility', 'authentication', 'authentication-international'] as const
const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const
const QUALITIES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const
const NUMBER_STATUSES = [
  'CONNECTED',
  'PENDING',
  'DISCONNECTED',
  'FLAGGED',
  'RESTRICTED',
  'RATE_LIMITED',
  'BANNED',
  'MIGRATED',
  'DELETED',
  'UNVERIFIED',
  'UNKNOWN',
] as const
const TEMPLATE_STATUSES = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'PENDING_DELETION',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
] as const satisfies readonly TemplateStatus[]

/** What Meta's reviewers and systems would do, done at once. */
export function reviewRoutes({ world }: Twin): ControlTable {
  return {
    'PATCH /templates/:id': ({ params, body }) => {
      const template = world.templates.get(params.id ?? '')
      if (!template || template.status === 'DELETED') throw new Refusal(404, `There is no template ${params.id}.`)
      const given = bodyOf(body)
      const status = optionalWord(given, 'status', TEMPLATE_STATUSES)
      const quality = optionalWord(given, 'quality', QUALITIES)
      const reason = optionalText(given, 'reason')
      const category = optionalWord(given, 'category', CATEGORIES)
      const correct = optionalWord(given, 'correctCategory', CATEGORIES)
      if (category) changeCategory(world, template, category)
      if (correct) announceCategory(world, template, correct)
      if (quality) changeQuality(world, template, quality)
      if (status) changeStatus(world, template, status, { reason: reason ?? 'NONE' })
      return {
        id: template.id,
        name: template.name,
        language: template.language,
        category: template.category,
        status: template.status,
        quality: template.quality,
      }
    },
    'PATCH /numbers/:id': ({ params, body }) => {
      const number = world.numbers.get(params.id ?? '')
      if (!number) throw new Refusal(404, `There is no phone number ${params.id}.`)
      const given = bodyOf(body)
      const { throughput } = given
      const quality = optionalWord(given, 'quality', QUALITIES)
      const pin = optionalText(given, 'pin')
      if (pin !== undefined) changePinInManager(world, number, pin)
      const official = optionalFlag(given, 'official')
      if (official !== undefined) setOfficial(world, number, official)
      if (quality) setNumberQuality(world, number, quality)
      number.status = optionalWord(given, 'status', NUMBER_STATUSES) ?? number.status
      if (throughput !== undefined) {
        const facts = world.policyOf(world.wabas.get(number.wabaId)).throughput
        const perSecond = throughput === 'HIGH' ? facts.high : throughput === 'STANDARD' ? facts.default : Number(throughput)
        if (!(perSecond >= 1)) throw new Refusal(400, '"throughput" is a number of messages a second, or STANDARD or HIGH.')
        const raised = perSecond > number.throughput && perSecond >= facts.high
        number.throughput = perSecond
        if (raised) tellThroughput(world, number)
      }
      world.numbers.put(number)
      return { id: number.id, quality: number.quality, status: number.status, throughput: number.throughput }
    },
    'PATCH /portfolios/:id': ({ params, body }) => {
      const portfolio = world.portfolios.get(params.id ?? '')
      if (!portfolio) throw new Refusal(404, `There is no portfolio ${params.id}.`)
      const given = bodyOf(body)
      portfolio.verified = optionalFlag(given, 'verified') ?? portfolio.verified
      const tier = optionalWord(given, 'tier', TIERS)
      const international = optionalFlag(given, 'authenticationInternational')
      world.portfolios.put(portfolio)
      if (tier) changeTier(world, portfolio, tier)
      if (international === true) becomeInternational(world, portfolio)
      if (international === false) world.portfolios.put({ ...portfolio, internationalFrom: null })
      const { internationalFrom } = world.portfolios.get(portfolio.id) ?? portfolio
      return {
        id: portfolio.id,
        verified: portfolio.verified,
        tier: portfolio.tier,
        authenticationInternationalFrom: internationalFrom == null ? null : new Date(internationalFrom).toISOString(),
      }
    },
    'POST /portfolios/:id/volume': ({ params, body }) => {
      const portfolio = world.portfolios.get(params.id ?? '')
      if (!portfolio) throw new Refusal(404, `There is no portfolio ${params.id}.`)
      const given = bodyOf(body)
      const market = optionalText(given, 'market')
      const category = optionalWord(given, 'category', TIERED)
      const charged = optionalNumber(given, 'charged')
      if (market === undefined || category === undefined || charged === undefined || charged < 0)
        throw new Refusal(
          400,
          'Say what was charged elsewhere: {"market": "Argentina", "category": "authentication", "charged": 120000}.',
        )
      const [waba] = [...world.wabas.values()].filter((one) => one.portfolioId === portfolio.id)
      const month = cachedDay(world.now(), waba?.timeZone ?? 'UTC').slice(0, 7)
      const of = volumeKey(portfolio.id, month, market, category)
      setChargedElsewhere(world, of, Math.floor(charged))
      return { portfolioId: portfolio.id, month, market, category, charged: world.books.charged(of) }
    },
  }
}

/** Somebody changes the PIN of two-step verification in the WhatsApp Manager, which the account is told. */
function changePinInManager(world: World, number: PhoneNumber, pin: string): void {
  if (!/^\d{6}$/.test(pin)) throw new Refusal(400, '"pin" has six digits.')
  number.pin = pin
  publishForAccount(world, number.wabaId, 'security', { display_phone_number: number.digits, event: 'PIN_CHANGED' })
}

import { later, SECOND } from '@casement/platform'
import { violationTypes } from '@casement/platform/reference'
import { finishSignup } from '../accounts/embedded-signup.ts'
import { endUtility, findGuilty, lock } from '../accounts/enforcement.ts'
import { RESTRICTIONS, restrict } from '../accounts/restrictions.ts'
import { userToken } from '../graph/authenticate.ts'
import { publishForAccount } from '../messages/webhook-values.ts'
import { addNumber, addPortfolio, addWaba } from '../world/default-world.ts'
import { TIERS, type Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { type Body, bodyOf, optionalFlag, optionalNumber, optionalText, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

/** More portfolios, accounts and numbers than the default one, and what enforcement does to them. */
export function accountRoutes({ world }: Twin): ControlTable {
  return {
    'GET /portfolios': () => ({
      data: [...world.portfolios.values()].map(({ usage, ...shown }) => ({ ...shown, hoursSampled: usage.length })),
    }),
    'POST /portfolios': ({ body }) => {
      const given = bodyOf(body)
      const tier = optionalWord(given, 'tier', TIERS)
      const verified = optionalFlag(given, 'verified')
      return addPortfolio(world, {
        name: optionalText(given, 'name') ?? 'Another Portfolio',
        ...(tier ? { tier } : {}),
        ...(verified === undefined ? {} : { verified }),
      })
    },
    'GET /wabas': () => ({ data: [...world.wabas.values()] }),
    'POST /wabas': ({ body }) => {
      const given = bodyOf(body)
      const portfolioId = optionalText(given, 'portfolioId') ?? [...world.portfolios.keys()][0] ?? ''
      if (!world.portfolios.has(portfolioId)) throw new Refusal(404, `There is no portfolio ${portfolioId}.`)
      const currency = optionalText(given, 'currency')
      const timeZone = readTimeZone(given)
      return addWaba(world, {
        portfolioId,
        name: optionalText(given, 'name') ?? 'Another Account',
        ...(currency === undefined ? {} : { currency }),
        ...(timeZone === undefined ? {} : { timeZone }),
      })
    },
    'PATCH /wabas/:id': ({ params, body }) => {
      const waba = wabaOf(world, params.id)
      const given = bodyOf(body)
      const locked = optionalFlag(given, 'locked')
      if (locked !== undefined && locked !== waba.locked) lock(world, waba, locked)
      const review = optionalWord(given, 'reviewStatus', ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED'])
      if (review !== undefined && review !== waba.reviewStatus) {
        waba.reviewStatus = review
        publishForAccount(world, waba.id, 'account_review_update', { decision: review })
      }
      waba.noPayments = !(optionalFlag(given, 'paymentsAccepted') ?? !waba.noPayments)
      waba.unpaid = optionalFlag(given, 'unpaid') ?? waba.unpaid
      const country = optionalText(given, 'country')
      if (country !== undefined && !/^[A-Z]{2}$/.test(country))
        throw new Refusal(400, '"country" is a two-letter code such as GB.')
      waba.timeZone = readTimeZone(given) ?? waba.timeZone
      waba.currency = optionalText(given, 'currency') ?? waba.currency
      if (country !== undefined && country !== waba.country) {
        waba.country = country
        publishForAccount(world, waba.id, 'account_update', { event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', country })
      }
      world.wabas.put(waba)
      const { id, unpaid, timeZone, currency } = waba
      return { id, locked: waba.locked, unpaid, timeZone, currency, country: waba.country }
    },
    'POST /wabas/:id/restrictions': ({ params, body }) => {
      const waba = wabaOf(world, params.id)
      const given = bodyOf(body)
      const type = optionalWord(given, 'type', RESTRICTIONS)
      if (!type) throw new Refusal(400, `Say which restriction: "type" is one of ${RESTRICTIONS.join(', ')}.`)
      const hours = optionalNumber(given, 'hours')
      if (type === 'RESTRICTED_UTILITY_TEMPLATES') endUtility(world, waba, hours ?? null)
      else restrict(world, waba, [type], hours ?? null)
      return { id: waba.id, restrictions: waba.restrictions }
    },
    'POST /wabas/:id/violations': ({ params, body }) => {
      const waba = wabaOf(world, params.id)
      const violation = optionalWord(bodyOf(body), 'violation', violationTypes)
      if (!violation)
        throw new Refusal(400, `Say what the account is guilty of: "violation" is one of ${violationTypes.join(', ')}.`)
      const step = findGuilty(world, waba, violation)
      return { id: waba.id, violation, step, locked: waba.locked, restrictions: waba.restrictions }
    },
    'DELETE /wabas/:id/restrictions': ({ params }) => {
      const waba = wabaOf(world, params.id)
      waba.restrictions = []
      world.wabas.put(waba)
      return { id: waba.id, restrictions: [] }
    },
    'POST /signups': ({ body }) => {
      const given = bodyOf(body)
      return finishSignup(world, {
        business: optionalText(given, 'business') ?? 'Fjord Travel',
        display: freeDisplay(world, optionalText(given, 'display')),
      })
    },
    'POST /wabas/:id/payment-configurations': ({ params, body }) => {
      const waba = wabaOf(world, params.id)
      const given = bodyOf(body)
      const name = optionalText(given, 'name')
      if (name === undefined) throw new Refusal(400, 'Say which: {"name": "shop", "provider": "razorpay", "status": "Active"}.')
      const key = `payment-configuration:${waba.id}:${name}`
      const now = Math.floor(world.now() / 1_000)
      const value = {
        configuration_name: name,
        provider_name: optionalWord(given, 'provider', ['razorpay', 'payu', 'billdesk', 'zaakpay']) ?? 'razorpay',
        provider_mid: optionalText(given, 'merchantId') ?? 'acc_sample',
        status: optionalWord(given, 'status', ['Active', 'Needs Connecting', 'Needs Testing']) ?? 'Active',
        created_timestamp: Number(world.things.get(key)?.created ?? now),
        updated_timestamp: now,
      }
      world.things.put({ key, kind: 'payment-configuration', created: value.created_timestamp })
      publishForAccount(world, waba.id, 'payment_configuration_update', value)
      return value
    },
    'GET /numbers': () => ({ data: [...world.numbers.values()] }),
    'POST /numbers': ({ body }) => {
      const given = bodyOf(body)
      const wabaId = optionalText(given, 'wabaId') ?? [...world.wabas.keys()][0] ?? ''
      wabaOf(world, wabaId)
      const display = freeDisplay(world, optionalText(given, 'display'))
      const throughput = optionalNumber(given, 'throughput')
      return addNumber(world, {
        wabaId,
        display,
        verifiedName: optionalText(given, 'verifiedName') ?? 'Nordlys Home',
        ...(throughput === undefined ? {} : { throughput }),
      })
    },
    'POST /tokens': ({ body }) => {
      const given = bodyOf(body)
      const seconds = optionalNumber(given, 'expiresInSeconds')
      const token = optionalText(given, 'token') ?? `EAA${world.nextText(60)}`
      const { scopes } = given
      if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every((one) => typeof one === 'string')))
        throw new Refusal(400, '"scopes" is a list such as ["whatsapp_business_messaging"]; leave it out for all of them.')
      return world.tokens.put({
        ...userToken(token),
        ...(scopes === undefined ? {} : { scopes: scopes as string[] }),
        expiresAt: seconds === undefined ? null : later(world.now(), seconds * SECOND),
      })
    },
    'GET /templates': () => ({ data: [...world.templates.values()].filter((template) => template.status !== 'DELETED') }),
  }
}

function readTimeZone(given: Body): string | undefined {
  const zone = optionalText(given, 'timeZone')
  try {
    if (zone !== undefined) new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw new Refusal(400, `"timeZone" is a name such as Europe/London; "${zone}" is none.`)
  }
  return zone
}

function wabaOf(world: World, id: string | undefined): Waba {
  const waba = world.wabas.get(id ?? '')
  if (!waba) throw new Refusal(404, `There is no account ${id}.`)
  return waba
}

/** A number nobody has: the one asked for, or another of the same invented range. */
function freeDisplay(world: World, wanted: string | undefined): string {
  const display = wanted ?? nextDisplay(world)
  if (!/\d{5}/.test(display.replace(/\D/g, ''))) throw new Refusal(400, 'A number is written like +44 7700 900124.')
  if (world.indexes.numberIdOf(display.replace(/\D/g, '')) !== undefined)
    throw new Refusal(409, `The number ${display} is taken.`)
  return display
}

/** The next free number of a range that is reserved for fiction. */
function nextDisplay(world: World): string {
  for (let i = 124; ; i++) {
    const display = i < 456 ? `+44 7700 900${i}` : `+44 7700 9${String(i).padStart(5, '0')}`
    if (world.indexes.numberIdOf(display.replace(/\D/g, '')) === undefined) return display
  }
}

import { factOn, numberOn } from '@casement/platform/reference'
import { isRestricted } from '../accounts/restrictions.ts'
import { addNumber } from '../world/default-world.ts'
import type { Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { GraphFailure, missingParameter, refuse } from './failure.ts'
import { type GraphHandler, textParam } from './request.ts'

/** `POST /{waba-id}/phone_numbers`: a new number, to be verified and registered before it can send. Answers `{id}`. */
export const addPhoneNumber: GraphHandler = (request) => {
  const { world, params } = request
  const waba = world.wabas.get(request.path[0] as string) as Waba
  checkRestriction(world, waba)
  const code = (textParam(params, 'cc') ?? fail('cc')).replace(/\D/g, '')
  const local = (textParam(params, 'phone_number') ?? fail('phone_number')).replace(/\D/g, '')
  const name = textParam(params, 'verified_name') ?? fail('verified_name')
  if (code === '' || !/^\d{4,14}$/.test(local))
    throw wrong('cc and phone_number must be digits: a country code and a number in it.')
  const digits = code + local
  if (world.indexes.numberIdOf(digits) !== undefined) {
    throw wrong('This number is registered to a WhatsApp account already.', 'Phone Number Already In Use')
  }
  checkRoom(world, waba)
  const number = addNumber(world, { wabaId: waba.id, display: `+${code} ${local}`, verifiedName: name, onboardedAt: world.now() })
  number.status = 'PENDING'
  number.quality = 'UNKNOWN'
  number.profile = {}
  world.numbers.put(number)
  return { id: number.id }
}

function checkRestriction(world: World, waba: Waba): void {
  const type = 'RESTRICTED_ADD_PHONE_NUMBER_ACTION'
  if (isRestricted(waba, world.now(), type)) throw refuse(368, `The account is restricted: ${type}.`)
}

/** A portfolio may have few numbers until it is verified or reaches the second level; an account has its own limit. */
function checkRoom(world: World, waba: Waba): void {
  const day = cachedDay(world.now(), waba.timeZone)
  const portfolio = world.portfolios.get(waba.portfolioId)
  const wabas = new Set([...world.wabas.values()].filter((one) => one.portfolioId === waba.portfolioId).map((one) => one.id))
  let inPortfolio = 0
  let inWaba = 0
  for (const number of world.numbers.values()) {
    if (wabas.has(number.wabaId)) inPortfolio++
    if (number.wabaId === waba.id) inWaba++
  }
  const [first, later] = (factOn('portfolio.numbers', day)?.value ?? []) as readonly number[]
  const grown = portfolio !== undefined && (portfolio.verified || portfolio.tier !== 'TIER_250')
  const most = (grown ? later : first) ?? Number.POSITIVE_INFINITY
  if (inPortfolio >= most)
    throw wrong(`This business portfolio has as many numbers as it may: ${most}.`, 'Too Many Phone Numbers')
  const mostInWaba = numberOn('waba.numbers', day)
  if (inWaba >= mostInWaba) throw wrong(`This account has as many numbers as it may: ${mostInWaba}.`, 'Too Many Phone Numbers')
}

function fail(name: string): never {
  throw missingParameter(name)
}

const wrong = (userMessage: string, userTitle = 'Phone Number Cannot Be Added'): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: 'Invalid parameter', transient: false, userTitle, userMessage })

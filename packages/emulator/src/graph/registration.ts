import { HOUR, SECOND } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import type { PhoneNumber } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { GraphFailure, invalidParameter, missingParameter, refuse } from './failure.ts'
import { notOneOf } from './refuse-parameter.ts'
import { type GraphHandler, type GraphRequest, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** The code that every text message and call of this emulator carries: nobody's phone rings here. */
export const VERIFICATION_CODE = '123456'

/**
 * Wrong PINs that are taken, in a short and in a long time, before Meta makes one wait (133009, 133008). Meta publishes neither
 * number; these are invented.
 */
const guesses = { fast: { most: 3, withinMs: 10 * SECOND }, many: { most: 10, withinMs: 24 * HOUR } }

/** Where data may be kept, by country. */
const REGIONS = ['AU', 'ID', 'IN', 'JP', 'SG', 'KR', 'DE', 'CH', 'GB', 'BR', 'BH', 'ZA', 'AE', 'CA']

/** What a number remembers about codes that were asked for and PINs that were wrong. */
type Verification = { key: string; kind: 'verification'; requested: boolean; wrongPins: number[]; [field: string]: unknown }

function verificationOf(world: World, number: PhoneNumber): Verification {
  const key = `verification:${number.id}`
  return (world.things.get(key) as Verification | undefined) ?? { key, kind: 'verification', requested: false, wrongPins: [] }
}

/** A number that was added and never verified. */
const isUnverified = (number: PhoneNumber): boolean => number.status === 'PENDING'

/** From a new number to one that can send: ask for a code, verify it, register with a PIN. And back. */
export const registrationEdges: Record<string, GraphHandler> = {
  'POST request_code': (request) => {
    const { world, params } = request
    const number = numberNode(request)
    const method = textParam(params, 'code_method')?.toUpperCase()
    if (method === undefined) throw missingParameter('code_method')
    if (method !== 'SMS' && method !== 'VOICE')
      throw notOneOf('code_method', ['SMS', 'VOICE'], String(textParam(params, 'code_method')))
    if (textParam(params, 'language') === undefined) throw missingParameter('language')
    if (!isUnverified(number)) throw refuse(136024, 'This phone number is verified already.')
    world.things.put({ ...verificationOf(world, number), requested: true })
    return { success: true }
  },
  'POST verify_code': (request) => {
    const { world } = request
    const number = numberNode(request)
    const code = textParam(request.params, 'code')
    if (code === undefined) throw missingParameter('code')
    if (!isUnverified(number)) throw refuse(136024, 'This phone number is verified already.')
    const verification = verificationOf(world, number)
    if (!verification.requested) throw invalidParameter('Ask for a code with request_code first.')
    if (code.replace(/\D/g, '') !== VERIFICATION_CODE) {
      throw invalidParameter(`The code does not match. In this emulator it is always ${VERIFICATION_CODE}.`)
    }
    world.things.put({ ...verification, requested: false })
    number.status = 'DISCONNECTED'
    world.numbers.put(number)
    return { success: true }
  },
  'POST register': (request) => {
    const { world, params } = request
    const number = numberNode(request)
    if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
    const given = textParam(params, 'pin')
    if (given === undefined) throw missingParameter('pin')
    const pin = readPin(given)
    const region = textParam(params, 'data_localization_region')?.toUpperCase()
    if (region !== undefined && !REGIONS.includes(region)) throw notOneOf('data_localization_region', REGIONS, region)
    if (isUnverified(number)) throw refuse(133006, 'The phone number needs to be verified before it is registered.')
    if (['BANNED', 'DELETED'].includes(number.status)) throw refuse(131031, `The number is ${number.status}.`)
    checkPin(world, number, pin)
    countRegistration(world, number)
    number.pin = pin
    if (!['FLAGGED', 'RESTRICTED', 'RATE_LIMITED'].includes(number.status)) number.status = 'CONNECTED'
    if (region !== undefined) {
      const status = 'IN_COUNTRY_STORAGE_ENABLED'
      number.settings.storage_configuration = { status, data_localization_region: region }
    }
    world.numbers.put(number)
    return { success: true }
  },
  'POST deregister': (request) => {
    const { world } = request
    const number = numberNode(request)
    if (['DISCONNECTED', 'PENDING'].includes(number.status)) throw refuse(133010, 'The account is not registered.')
    countRegistration(world, number)
    number.status = 'DISCONNECTED'
    world.numbers.put(number)
    return { success: true }
  },
}

/** Six digits. Throws GraphFailure 100 for anything else. */
export function readPin(pin: string): string {
  if (!/^\d{6}$/.test(pin))
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param pin must be a string of 6 digits.' })
  return pin
}

function checkPin(world: World, number: PhoneNumber, pin: string): void {
  const verification = verificationOf(world, number)
  const now = world.now()
  const recent = verification.wrongPins.filter((at) => now < at + guesses.many.withinMs)
  const fast = recent.filter((at) => now < at + guesses.fast.withinMs)
  if (recent.length >= guesses.many.most)
    throw refuse(133008, 'Too many wrong two-step verification PINs; try again in 24 hours.')
  if (fast.length >= guesses.fast.most)
    throw refuse(133009, 'Two-step verification PINs were entered too fast; wait ten seconds.')
  if (number.pin === null || number.pin === pin) {
    if (recent.length > 0) world.things.put({ ...verification, wrongPins: [] })
    return
  }
  world.things.put({ ...verification, wrongPins: [...recent, now] })
  throw refuse(133005, 'Two step verification PIN mismatch.')
}

/** Registering and deregistering share one limit in a moving period. */
function countRegistration(world: World, number: PhoneNumber): void {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const hours = numberOn('registration.hours', day)
  const most = numberOn('registration.tries', day)
  const recent = number.registrations.filter((at) => now < at + hours * HOUR)
  if (recent.length >= most)
    throw refuse(133016, `Registration and deregistration are limited to ${most} in ${hours} hours for this number.`)
  number.registrations = [...recent, now]
}

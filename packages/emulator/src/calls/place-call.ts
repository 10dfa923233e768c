import { HOUR, later, MINUTE, SECOND } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { isRestricted } from '../accounts/restrictions.ts'
import { refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { customerActed, threadOf } from '../messages/windows.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import { TIERS } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { type Call, callOf, callsOf, endCall, newCall, tellCallEvent, tellCallStatus } from './call-record.ts'
import { permissionOf } from './permission.ts'

const NO_CALLS_OUT = ['RESTRICTED_BUSINESS_INITIATED_CALLING', 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING'] as const

/** How people take calls. Invented: they pick up after some rings, and hang up after a while if nobody did before. */
const RINGS_AFTER = SECOND
const TAKEN_AFTER = 6 * SECOND
const GIVEN_UP_AFTER = MINUTE
const HUNG_UP_AFTER = 2 * MINUTE

/** What falls due for calls. */
export const callHappenings = {
  'call.rings': (world: World, id: string): void => {
    const call = callOf(world, id)
    if (call?.state === 'ringing') tellCallStatus(world, call, 'RINGING')
  },
  'call.taken': (world: World, id: string): void => {
    const call = callOf(world, id)
    if (call) answerCall(world, call, 'accept')
  },
  'call.unanswered': (world: World, id: string): void => {
    const call = callOf(world, id)
    if (call?.state === 'ringing') endCall(world, call)
  },
  'call.hung-up': (world: World, id: string): void => {
    const call = callOf(world, id)
    if (call) endCall(world, call)
  },
}

export const callingSettings = (number: PhoneNumber): Record<string, unknown> =>
  isRecord(number.settings.calling) ? number.settings.calling : {}

/** Whether a number's portfolio may call at all. Throws GraphFailure 138015 when its messaging limit is too low. */
export function checkCallingReach(world: World, number: PhoneNumber): void {
  const tier = world.portfolios.get(world.wabaOf(number.id)?.portfolioId ?? '')?.tier ?? 'TIER_250'
  const needed = numberOn('calling.reach', cachedDay(world.now(), 'UTC'))
  if (TIERS.indexOf(tier) < TIERS.indexOf('TIER_2K'))
    throw refuse(138015, `Calling needs a messaging limit of ${needed} users or more.`)
}

/** The business calls a customer. Throws GraphFailure when it may not; else it rings. */
export function placeCall(world: World, number: PhoneNumber, customer: Customer, opaque: string | null): Call {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  if (number.status !== 'CONNECTED') throw refuse(133010, 'The account is not registered.')
  if (callingSettings(number).status !== 'ENABLED')
    throw refuse(138000, 'Calling is not enabled for this number; enable it in its settings.')
  checkCallingReach(world, number)
  if (isRestricted(world.wabas.get(number.wabaId), now, ...NO_CALLS_OUT)) {
    throw refuse(138014, 'Calls of this business are switched off because people reacted badly to them.')
  }
  if (!customer.reachable || !customer.onWhatsApp) throw refuse(138001, 'The receiver cannot be called.')
  const thread = threadOf(world, number.id, customer.waId)
  if (thread.blockedByBusiness) throw refuse(130403, 'This user is on the block list of the business number.')
  if (permissionOf(thread, now) === 'no_permission') throw refuse(138006, 'The user has not given permission to be called.')
  let running = 0
  let connected = 0
  for (const call of callsOf(world, number.id)) {
    if (call.state !== 'ended') running++
    if (call.waId !== customer.waId) continue
    if (call.state !== 'ended') throw refuse(138003, 'There is a call with this user already.')
    if (call.direction === 'BUSINESS_INITIATED' && call.acceptedAt !== null && now < call.acceptedAt + 24 * HOUR) connected++
  }
  if (running >= numberOn('call.concurrent', day)) throw refuse(138002, 'This number holds as many calls as it may.')
  const most = numberOn('call.connected-per-day', day)
  if (connected >= most) throw refuse(138012, `This user was called ${most} times in 24 hours; try again later.`)
  const call = newCall(world, number, customer, 'BUSINESS_INITIATED', opaque)
  const heard = !customer.blocked.includes(number.id)
  if (heard) {
    world.schedule(later(now, RINGS_AFTER), 'call.rings', call.id)
    world.schedule(later(now, TAKEN_AFTER), 'call.taken', call.id)
  }
  world.schedule(later(now, GIVEN_UP_AFTER), 'call.unanswered', call.id)
  return call
}

/** A customer takes or declines a call of the business. Taking it opens the service window, as their own message would. */
export function answerCall(world: World, call: Call, answer: 'accept' | 'reject'): void {
  if (call.state !== 'ringing' || call.direction !== 'BUSINESS_INITIATED') return
  if (answer === 'reject') {
    tellCallStatus(world, call, 'REJECTED')
    endCall(world, call)
    return
  }
  const now = world.now()
  call.state = 'accepted'
  call.acceptedAt = now
  world.things.put(call)
  customerActed(world, threadOf(world, call.numberId, call.waId), now, world.policyOf(world.wabaOf(call.numberId)))
  tellCallStatus(world, call, 'ACCEPTED')
  tellCallEvent(world, call, { event: 'connect', session: { sdp_type: 'answer', sdp: SILENCE } })
  world.schedule(later(now, HUNG_UP_AFTER), 'call.hung-up', call.id)
}

/** A customer's call rings until the business takes it. */
export function ringBusiness(world: World, number: PhoneNumber, customer: Customer): Call {
  const call = newCall(world, number, customer, 'USER_INITIATED')
  world.touchMeta().hasMessages = true
  tellCallEvent(world, call, { event: 'connect', session: { sdp_type: 'offer', sdp: SILENCE } })
  world.schedule(later(world.now(), GIVEN_UP_AFTER), 'call.unanswered', call.id)
  return call
}

/** The business takes a customer's call. */
export function takeCall(world: World, call: Call, opaque: string | null): void {
  call.state = 'accepted'
  call.acceptedAt = world.now()
  call.opaque = opaque
  world.things.put(call)
  world.schedule(later(world.now(), HUNG_UP_AFTER), 'call.hung-up', call.id)
}

/** No sound is carried, so there is nothing to describe. */
const SILENCE = 'v=0\r\n'

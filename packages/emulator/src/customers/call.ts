import { unixSeconds } from '@casement/platform'
import { isRestricted } from '../accounts/restrictions.ts'
import { type Call, endCall, newCall } from '../calls/call-record.ts'
import { takePermissionReply } from '../calls/permission.ts'
import { callingSettings, ringBusiness } from '../calls/place-call.ts'
import { Refusal } from '../control/refusal.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import { customerActed, threadOf } from '../messages/windows.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { namedInMessageId, numberPassed, numberUnder } from './shown-number.ts'

const NO_CALLS_IN = [
  'RESTRICTED_USER_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
] as const

/** A customer's call that is over as soon as it is told of: taken for half a minute, or not taken. */
const TALK_SECONDS = 30

/** Meta may take the calls of customers from an account. */
export const mayBeCalled = (world: World, number: PhoneNumber): boolean =>
  !isRestricted(world.wabas.get(number.wabaId), world.now(), ...NO_CALLS_IN)

export type CustomersCall = { ring: boolean; accepted: boolean }

/**
 * A customer calls: the window opens as by a message, and the business hears it ring. Whom the business blocked hears it ring too,
 * and nobody else does. Throws Refusal when the customer cannot call.
 */
export function callBusiness(
  world: World,
  customer: Customer,
  number: PhoneNumber,
  { ring, accepted }: CustomersCall,
): { id: string; delivered: boolean } {
  if (customer.blocked.includes(number.id)) {
    throw new Refusal(409, `${customer.name} has blocked this number; unblock it first with POST …/feedback {"kind": "unblock"}.`)
  }
  if (!customer.onWhatsApp)
    throw new Refusal(409, `${customer.name} is not on WhatsApp; PATCH the customer with {"onWhatsApp": true} first.`)
  if (!mayBeCalled(world, number))
    throw new Refusal(409, 'This business may not be called: calls are restricted for its account.')
  const thread = threadOf(world, number.id, customer.waId)
  if (thread.blockedByBusiness) return { id: unheardCall(world, customer, number), delivered: false }
  if (customer.username === null) numberPassed(world, thread)
  customerActed(world, thread, world.now(), world.policyOf(world.wabas.get(number.wabaId)))
  const call = ring ? ringingCall(world, customer, number) : inboundCall(world, customer, number, accepted)
  return { ...call, delivered: true }
}

function unheardCall(world: World, customer: Customer, number: PhoneNumber): string {
  const call = newCall(world, number, customer, 'USER_INITIATED')
  call.state = 'ended'
  call.endedAt = world.now()
  world.things.put(call)
  return call.id
}

/** A customer rings, and the call goes on until either side ends it. */
function ringingCall(world: World, customer: Customer, number: PhoneNumber): { id: string } {
  const call = ringBusiness(world, number, customer)
  letCallBack(world, customer, number)
  return { id: call.id }
}

/** A customer rings: the business hears of it and, at once for our purposes, of its end. Returns the call's id. */
function inboundCall(world: World, customer: Customer, number: PhoneNumber, accepted: boolean): { id: string } {
  const call: Call = ringBusiness(world, number, customer)
  if (accepted) {
    call.acceptedAt = world.now()
    call.state = 'accepted'
  }
  endCall(world, call, accepted ? TALK_SECONDS : 0)
  letCallBack(world, customer, number)
  return { id: call.id }
}

/** Where the number's settings say so, who calls the business may be called back, and the business is told. */
function letCallBack(world: World, customer: Customer, number: PhoneNumber): void {
  if (callingSettings(number).callback_permission_status !== 'ENABLED') return
  const thread = threadOf(world, number.id, customer.waId)
  const reply = { type: 'call_permission_reply', call_permission_reply: { response: 'accept', response_source: 'automatic' } }
  const content = takePermissionReply(thread, { interactive: reply }, world.now())
  world.threads.put(thread)
  publishForNumber(world, number, 'messages', customer, {
    messages: [
      {
        ...numberUnder(world, number, customer, 'from'),
        from_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
        id: world.nextMessageId(namedInMessageId(world, number, customer), 'in'),
        timestamp: unixSeconds(world.now()),
        type: 'interactive',
        ...content,
      },
    ],
  })
}

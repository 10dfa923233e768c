import type { PlatformTime } from '@casement/platform'
import { later, SECOND, unixSeconds } from '@casement/platform'
import { numberUnder } from '../customers/shown-number.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** A call between a number and a customer, whoever placed it. */
export type Call = {
  key: string
  kind: 'call-record'
  id: string
  numberId: string
  waId: string
  direction: 'USER_INITIATED' | 'BUSINESS_INITIATED'
  opaque: string | null
  state: 'ringing' | 'accepted' | 'ended'
  placedAt: PlatformTime
  acceptedAt: PlatformTime | null
  endedAt: PlatformTime | null
  [field: string]: unknown
}

export const callKey = (id: string): string => `call:${id}`
export const callOf = (world: World, id: string): Call | undefined => world.things.get(callKey(id)) as Call | undefined

/** The calls of a number, oldest first. */
export function* callsOf(world: World, numberId: string): Generator<Call> {
  for (const thing of world.things.values())
    if (thing.kind === 'call-record' && thing.numberId === numberId) yield thing as unknown as Call
}

export function newCall(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  direction: Call['direction'],
  opaque: string | null = null,
): Call {
  const id = `wacid.${world.nextText(40)}`
  const call: Call = {
    key: callKey(id),
    kind: 'call-record',
    id,
    numberId: number.id,
    waId: customer.waId,
    direction,
    opaque,
    state: 'ringing',
    placedAt: world.now(),
    acceptedAt: null,
    endedAt: null,
  }
  world.things.put(call)
  return call
}

/** Publishes an event of a call: `connect` with what the other side offers, or `terminate`. */
export function tellCallEvent(world: World, call: Call, event: Record<string, unknown>): void {
  const number = world.numbers.get(call.numberId)
  const customer = world.customers.get(call.waId)
  if (!number || !customer) return
  const userId = world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer)
  const fromUser = call.direction === 'USER_INITIATED'
  publishForNumber(world, number, 'calls', customer, {
    calls: [
      {
        id: call.id,
        ...(fromUser ? numberUnder(world, number, customer, 'from') : { from: number.digits }),
        ...(fromUser ? { to: number.digits } : numberUnder(world, number, customer, 'to')),
        ...(fromUser ? { from_user_id: userId } : { to_user_id: userId }),
        timestamp: unixSeconds(world.now()),
        direction: call.direction,
        ...event,
        ...(call.opaque === null ? {} : { biz_opaque_callback_data: call.opaque }),
      },
    ],
  })
}

/** Publishes how a call that the business placed fares: RINGING, ACCEPTED, REJECTED. */
export function tellCallStatus(world: World, call: Call, status: 'RINGING' | 'ACCEPTED' | 'REJECTED'): void {
  const number = world.numbers.get(call.numberId)
  const customer = world.customers.get(call.waId)
  if (!number || !customer) return
  publishForNumber(world, number, 'calls', customer, {
    statuses: [
      {
        id: call.id,
        type: 'call',
        status,
        timestamp: unixSeconds(world.now()),
        ...numberUnder(world, number, customer, 'recipient_id'),
        recipient_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
        ...(call.opaque === null ? {} : { biz_opaque_callback_data: call.opaque }),
      },
    ],
  })
}

/**
 * Ends a call and says so: COMPLETED with its duration when it was taken, FAILED when it was not. `talkedSeconds` stands in for the
 * time since it was taken where a whole call happens in one instant.
 */
export function endCall(world: World, call: Call, talkedSeconds?: number): void {
  if (call.state === 'ended') return
  const now = world.now()
  const began = call.acceptedAt
  const ended = talkedSeconds === undefined ? now : later(now, talkedSeconds * SECOND)
  call.state = 'ended'
  call.endedAt = ended
  world.things.put(call)
  tellCallEvent(world, call, {
    event: 'terminate',
    status: began === null ? 'FAILED' : 'COMPLETED',
    ...(began === null
      ? {}
      : { start_time: unixSeconds(began), end_time: unixSeconds(ended), duration: Math.floor((ended - began) / SECOND) }),
  })
}

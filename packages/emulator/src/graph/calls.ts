import { HOUR } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { type Call, callOf, callsOf, endCall } from '../calls/call-record.ts'
import { permissionOf, permissionRequests } from '../calls/permission.ts'
import { callingSettings, placeCall, takeCall } from '../calls/place-call.ts'
import { findCustomer } from '../customers/customer.ts'
import { numberWasUsed } from '../customers/shown-number.ts'
import { recipientOf } from '../messages/recipient.ts'
import { threadOf } from '../messages/windows.ts'
import type { PhoneNumber } from '../world/records.ts'
import { cachedDay } from '../world/world.ts'
import { missingParameter, refuse } from './failure.ts'
import { type GraphHandler, type GraphRequest, recordParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

const ACTIONS = ['connect', 'pre_accept', 'accept', 'reject', 'terminate']

/** `POST /{phone-number-id}/calls`: places a call, or does something with one that is there. */
const call: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const action = textParam(params, 'action')?.toLowerCase()
  if (action === undefined) throw missingParameter('action')
  if (!ACTIONS.includes(action)) throw refuse(131009, `action: must be one of ${ACTIONS.join(', ')}.`)
  const opaque = textParam(params, 'biz_opaque_callback_data') ?? null
  if (action === 'connect') {
    readSession(request, 'offer')
    const { customer, byScopedId } = recipientOf(world, number, params)
    const placed = placeCall(world, number, customer, opaque)
    if (!byScopedId) numberWasUsed(world, number, customer)
    return { messaging_product: 'whatsapp', calls: [{ id: placed.id }] }
  }
  const known = knownCall(request, number)
  if (action === 'terminate') endCall(world, known)
  else {
    if (known.direction !== 'USER_INITIATED' || known.state !== 'ringing')
      throw refuse(131009, `call_id: only a customer’s call that still rings can be answered with ${action}.`)
    if (action === 'reject') endCall(world, known)
    else readSession(request, 'answer')
    if (action === 'accept') takeCall(world, known, opaque)
  }
  return { messaging_product: 'whatsapp', success: true }
}

function knownCall(request: GraphRequest, number: PhoneNumber): Call {
  const id = textParam(request.params, 'call_id')
  if (id === undefined) throw missingParameter('call_id')
  const known = callOf(request.world, id)
  if (!known || known.numberId !== number.id) throw refuse(131009, 'call_id: this number has no such call.')
  if (known.state === 'ended') throw refuse(131009, 'call_id: this call has ended.')
  return known
}

function readSession({ params }: GraphRequest, wanted: 'offer' | 'answer'): void {
  const session = recordParam(params, 'session')
  if (!session) throw refuse(131008, 'session is required.')
  if (session.sdp_type !== wanted) throw refuse(131009, `session.sdp_type: must be "${wanted}" here.`)
  if (typeof session.sdp !== 'string' || session.sdp === '') throw refuse(131008, 'session.sdp is required.')
}

/** `GET /{phone-number-id}/call_permissions`: whether a customer may be called or asked, and how often still. */
const callPermissions: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  const id = textParam(params, 'user_wa_id') ?? textParam(params, 'recipient')
  if (id === undefined) throw missingParameter('user_wa_id')
  const customer = findCustomer(world, id)
  if (!customer) throw refuse(131009, 'user_wa_id: must be a phone number or a business-scoped id.')
  const now = world.now()
  const thread = threadOf(world, number.id, customer.waId)
  const status = permissionOf(thread, now)
  const most = numberOn('call.connected-per-day', cachedDay(now, 'UTC'))
  const connected = [...callsOf(world, number.id)].filter(
    (one) =>
      one.waId === customer.waId &&
      one.direction === 'BUSINESS_INITIATED' &&
      one.acceptedAt !== null &&
      now < one.acceptedAt + 24 * HOUR,
  ).length
  const requests = permissionRequests(world, thread, now)
  const enabled = callingSettings(number).status === 'ENABLED'
  return {
    messaging_product: 'whatsapp',
    permission: {
      status,
      ...(status === 'temporary' ? { expiration_time: Math.floor((thread.callPermissionUntil ?? 0) / 1_000) } : {}),
    },
    actions: [
      {
        action_name: 'send_call_permission_request',
        can_perform_action: status !== 'permanent' && requests.every((limit) => limit.sent < limit.most),
        limits: requests.map((limit) => ({
          time_period: period(limit.days),
          max_allowed: limit.most,
          current_usage: limit.sent,
        })),
      },
      {
        action_name: 'start_call',
        can_perform_action: enabled && status !== 'no_permission' && connected < most,
        limits: [{ time_period: 'PT24H', max_allowed: most, current_usage: connected }],
      },
    ],
  }
}

const period = (days: number): string => (days === 1 ? 'PT24H' : `P${days}D`)

export const callEdges: Record<string, GraphHandler> = { 'POST calls': call, 'GET call_permissions': callPermissions }

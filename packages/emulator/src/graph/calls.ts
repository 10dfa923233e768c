import { later, numberOn, unixSeconds } from '@casement/platform'
import { findCustomer } from '../customers/customer.ts'
import { recipientOf } from '../messages/recipient.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import { customerActed, threadOf } from '../messages/windows.ts'
import type { PhoneNumber } from '../world/records.ts'
import { TIERS } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { missingParameter, refuse } from './failure.ts'
import { type GraphHandler, type GraphRequest, isRecord, textParam } from './request.ts'

type Call = {
  key: string
  kind: 'call'
  id: string
  numberId: string
  waId: string
  opaque: string | null
  state: 'ringing' | 'accepted' | 'ended'
  acceptedAt: number | null
  [field: string]: unknown
}

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** What falls due for a call that the business makes: it rings, and is taken a few seconds later. */
export const callHappenings = {
  'call.rings': (world: World, key: string) => tellCall(world, key, 'RINGING'),
  'call.accepted': (world: World, key: string) => {
    const call = world.things.get(key) as Call | undefined
    if (call?.state !== 'ringing') return
    call.state = 'accepted'
    call.acceptedAt = world.now()
    world.things.put(call)
    const policy = world.policyOf(world.wabaOf(call.numberId))
    customerActed(world, threadOf(world, call.numberId, call.waId), world.now(), policy)
    tellCall(world, key, 'ACCEPTED')
  },
}

function tellCall(world: World, key: string, status: string): void {
  const call = world.things.get(key) as Call | undefined
  const number = call && world.numbers.get(call.numberId)
  const customer = call && world.customers.get(call.waId)
  if (!call || !number || !customer) return
  publishForNumber(world, number, 'calls', customer, {
    statuses: [
      {
        id: call.id,
        type: 'call',
        status,
        timestamp: unixSeconds(world.now()),
        recipient_id: call.waId,
        ...(call.opaque === null ? {} : { biz_opaque_callback_data: call.opaque }),
      },
    ],
  })
}

function end(world: World, call: Call): void {
  const number = world.numbers.get(call.numberId)
  const customer = world.customers.get(call.waId)
  if (!number || !customer || call.state === 'ended') return
  const began = call.acceptedAt
  call.state = 'ended'
  world.things.put(call)
  const at = unixSeconds(world.now())
  publishForNumber(world, number, 'calls', customer, {
    calls: [
      {
        id: call.id,
        from: number.digits,
        to: call.waId,
        event: 'terminate',
        timestamp: at,
        direction: 'BUSINESS_INITIATED',
        status: began === null ? 'FAILED' : 'COMPLETED',
        ...(began === null
          ? {}
          : { start_time: String(Math.floor(began / 1_000)), end_time: at, duration: Math.floor((world.now() - began) / 1_000) }),
      },
    ],
  })
}

const callSettings = (number: PhoneNumber): Record<string, unknown> =>
  isRecord(number.settings.calling) ? number.settings.calling : {}

const call: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const action = textParam(params, 'action')
  if (action === undefined) throw missingParameter('action')
  if (action !== 'connect') {
    const id = textParam(params, 'call_id')
    if (id === undefined) throw missingParameter('call_id')
    const known = world.things.get(`call:${id}`) as Call | undefined
    if (known && (action === 'terminate' || action === 'reject')) end(world, known)
    return { messaging_product: 'whatsapp', success: true }
  }
  if (callSettings(number).status !== 'ENABLED')
    throw refuse(138000, 'Calling is not enabled for this number; enable it in its settings.')
  const tier = world.portfolios.get(world.wabaOf(number.id)?.portfolioId ?? '')?.tier ?? 'TIER_250'
  if (TIERS.indexOf(tier) < 1) throw refuse(138015, 'Calling needs a messaging limit of 2,000 users or more.')
  const { customer } = recipientOf(world, number, params)
  const thread = threadOf(world, number.id, customer.waId)
  if (thread.callPermissionUntil === null || world.now() >= thread.callPermissionUntil) {
    throw refuse(138006, 'The user has not given permission to be called.')
  }
  if (!customer.reachable || !customer.onWhatsApp) throw refuse(138001, 'The receiver cannot be called.')
  const id = `wacid.${world.nextText(40)}`
  const made: Call = {
    key: `call:${id}`,
    kind: 'call',
    id,
    numberId: number.id,
    waId: customer.waId,
    opaque: textParam(params, 'biz_opaque_callback_data') ?? null,
    state: 'ringing',
    acceptedAt: null,
  }
  world.things.put(made)
  world.schedule(later(world.now(), 1_000), 'call.rings', made.key)
  world.schedule(later(world.now(), 6_000), 'call.accepted', made.key)
  return { messaging_product: 'whatsapp', calls: [{ id }] }
}

export const callEdges: Record<string, GraphHandler> = {
  'POST calls': call,
  'GET call_permissions': (request) => {
    const { world, params } = request
    const id = textParam(params, 'user_wa_id') ?? textParam(params, 'recipient')
    if (id === undefined) throw missingParameter('user_wa_id')
    const customer = findCustomer(world, id)
    const thread = customer ? threadOf(world, numberNode(request).id, customer.waId) : null
    const until = thread?.callPermissionUntil ?? null
    const given = until !== null && world.now() < until
    const perDay = numberOn('call.connected-per-day', cachedDay(world.now(), 'UTC'))
    return {
      messaging_product: 'whatsapp',
      permission: {
        status: given ? 'temporary' : 'no_permission',
        ...(given ? { expiration_time: Math.floor((until ?? 0) / 1_000) } : {}),
      },
      actions: [
        {
          action_name: 'send_call_permission_request',
          can_perform_action: !given,
          limits: [{ time_period: 'PT24H', max_allowed: 1, current_usage: 0 }],
        },
        {
          action_name: 'start_call',
          can_perform_action: given,
          limits: [{ time_period: 'PT24H', max_allowed: perDay, current_usage: 0 }],
        },
      ],
    }
  },
}

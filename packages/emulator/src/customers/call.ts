import { unixSeconds } from '@casement/platform'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** A customer rings: the business hears of it and, at once for our purposes, of its end. Returns the call's id. */
export function inboundCall(world: World, customer: Customer, number: PhoneNumber, accepted: boolean): { id: string } {
  const id = `wacid.${world.nextText(40)}`
  const portfolioId = world.wabas.get(number.wabaId)?.portfolioId ?? ''
  const at = unixSeconds(world.now())
  const call = {
    id,
    from: customer.waId,
    from_user_id: world.bsuidOf(portfolioId, customer),
    to: number.digits,
    timestamp: at,
    direction: 'USER_INITIATED',
  }
  world.touchMeta().hasMessages = true
  publishForNumber(world, number, 'calls', customer, {
    calls: [{ ...call, event: 'connect', session: { sdp_type: 'offer', sdp: 'v=0\r\n' } }],
  })
  const ended = accepted
    ? { status: 'COMPLETED', start_time: at, end_time: String(Number(at) + 30), duration: 30 }
    : { status: 'FAILED' }
  publishForNumber(world, number, 'calls', customer, { calls: [{ ...call, event: 'terminate', ...ended }] })
  return { id }
}

import { customerOf, findCustomer } from '../customers/customer.ts'
import { missingParameter, refuse } from '../graph/failure.ts'
import { textParam } from '../graph/request.ts'
import { groupOf } from '../groups/group-record.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

export type Recipient = {
  customer: Customer
  /** As the caller wrote it. */
  input: string
  byScopedId: boolean
}

/** Who a send is for. With `to` and `recipient`, `to` wins. Throws GraphFailure when nobody is named, or nobody could be. */
export function recipientOf(world: World, number: PhoneNumber, params: Record<string, unknown>): Recipient {
  const to = textParam(params, 'to')
  if (to === undefined) {
    const scoped = textParam(params, 'recipient')
    if (scoped === undefined) throw missingParameter('to')
    const waId = world.indexes.waIdOf(scoped)
    if (waId === undefined) throw refuse(131009, 'recipient: no user of this portfolio has this business-scoped id.')
    return { customer: customerOf(world, waId), input: scoped, byScopedId: true }
  }
  const scoped = /^[A-Z]{2}\.[A-Za-z0-9.]+$/.test(to) ? findCustomer(world, to) : null
  if (scoped) return { customer: scoped, input: to, byScopedId: true }
  if (groupOf(world, to)) throw refuse(131009, 'to: this is a group; send to it with "recipient_type": "group".')
  const digits = to.replace(/[\s()+.-]/g, '')
  if (!/^\d{5,17}$/.test(digits))
    throw refuse(131009, 'to: must be a phone number with its country code, digits with an optional plus sign.')
  return {
    customer: customerOf(world, to.trim().startsWith('+') ? digits : withCountry(number, digits)),
    input: to,
    byScopedId: false,
  }
}

/** A number without a country code, written with a leading zero, is taken to be of the sender's country. */
function withCountry(number: PhoneNumber, digits: string): string {
  if (!digits.startsWith('0')) return digits
  const code = /^\+(\d+)/.exec(number.display)?.[1] ?? ''
  return code + digits.replace(/^0+/, '')
}

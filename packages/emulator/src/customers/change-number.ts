import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { countryOf } from './country.ts'
import { customerOf } from './customer.ts'

/**
 * A customer moves to another number: every business number that has a chat with them is told by a `system` message, and their
 * business-scoped id is another from now on. Windows do not move along. Throws Refusal when the new number is no number.
 */
export function changeNumber(world: World, customer: Customer, to: string): Customer {
  const digits = to.replace(/[\s()+.-]/g, '')
  if (!/^\d{5,15}$/.test(digits) || digits === customer.waId)
    throw new Refusal(400, 'Say which number the customer moves to: {"to": "+447700900789"}.')
  const moved = customerOf(world, digits)
  Object.assign(moved, { name: customer.name, username: customer.username, country: countryOf(digits), movedTo: null })
  world.customers.put(moved)
  customer.movedTo = digits
  world.customers.put(customer)
  for (const number of world.numbers.values()) {
    if (!world.threads.has(`${number.id}:${customer.waId}`)) continue
    const id = world.nextMessageId(customer.waId, 'in')
    const portfolioId = world.wabas.get(number.wabaId)?.portfolioId ?? ''
    const message = {
      from: customer.waId,
      from_user_id: world.bsuidOf(portfolioId, customer),
      id,
      timestamp: unixSeconds(world.now()),
      type: 'system',
      system: {
        body: `User ${customer.name} changed from ${customer.waId} to ${digits}`,
        wa_id: digits,
        user_id: world.bsuidOf(portfolioId, moved),
        type: 'user_changed_number',
      },
    }
    world.inbound.put({
      id,
      from: customer.waId,
      to: number.id,
      type: 'system',
      content: message,
      at: world.now(),
      readByBusiness: false,
      delivered: true,
    })
    publishForNumber(world, number, 'messages', null, { messages: [message] })
  }
  return moved
}

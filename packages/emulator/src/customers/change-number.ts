import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { countryOf } from './country.ts'
import { customerOf } from './customer.ts'
import { namedInMessageId, numberUnder, shownNumber } from './shown-number.ts'

/**
 * A customer moves to another number: every business number that has a chat with them is told by a `system` message and by
 * `user_id_update`, for their business-scoped id is another from now on. Windows do not move along. Throws Refusal when the new
 * number is no number.
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
    if (world.threads.has(`${number.id}:${customer.waId}`)) tellMove(world, number, customer, moved)
  }
  return moved
}

/** Of people whose new number is not told, only that their business-scoped id changed. */
function tellMove(world: World, number: PhoneNumber, customer: Customer, moved: Customer): void {
  const id = world.nextMessageId(namedInMessageId(world, number, customer), 'in')
  const portfolioId = world.wabas.get(number.wabaId)?.portfolioId ?? ''
  const userId = { previous: world.bsuidOf(portfolioId, customer), current: world.bsuidOf(portfolioId, moved) }
  const to = shownNumber(world, number, moved)
  const timestamp = unixSeconds(world.now())
  const message = {
    ...numberUnder(world, number, customer, 'from'),
    from_user_id: userId.previous,
    id,
    timestamp,
    type: 'system',
    system:
      to === null
        ? { body: `User ${customer.name} changed their user id`, user_id: userId.current, type: 'user_changed_user_id' }
        : {
            body: `User ${customer.name} changed from ${customer.waId} to ${to}`,
            wa_id: to,
            user_id: userId.current,
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
  publishForNumber(world, number, 'user_id_update', moved, {
    user_id_update: [
      {
        ...numberUnder(world, number, moved, 'wa_id'),
        detail: `${customer.name} has another user id`,
        user_id: userId,
        timestamp,
      },
    ],
  })
}

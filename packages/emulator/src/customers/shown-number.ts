import { DAY } from '@casement/platform'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** For how long a business that wrote to a number, or called it, goes on being told it. */
const KNOWN_DAYS = 30

/** The business addressed a customer by phone number, so it knows that number. */
export function numberWasUsed(world: World, number: PhoneNumber, customer: Customer): void {
  const thread = world.threads.get(`${number.id}:${customer.waId}`)
  if (!thread) return
  thread.numberUsedAt = world.now()
  world.threads.put(thread)
}

/**
 * The phone number of a customer as webhooks may tell it. Null for people behind a username, unless one of the portfolio's numbers
 * wrote to theirs or called it within 30 days.
 */
export function shownNumber(world: World, number: PhoneNumber, customer: Customer): string | null {
  if (customer.username === null) return customer.waId
  const portfolioId = world.wabas.get(number.wabaId)?.portfolioId
  const now = world.now()
  for (const one of world.numbers.values()) {
    if (world.wabas.get(one.wabaId)?.portfolioId !== portfolioId) continue
    const used = world.threads.get(`${one.id}:${customer.waId}`)?.numberUsedAt
    if (used !== undefined && now < used + KNOWN_DAYS * DAY) return customer.waId
  }
  return null
}

/** A message id carries the number of whom it is about; of people whose number is not told, their business-scoped id. */
export const namedInMessageId = (world: World, number: PhoneNumber, customer: Customer): string =>
  shownNumber(world, number, customer) ?? world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer)

/** `{key: number}`, or nothing where the number is not told. */
export function numberUnder(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  key: 'from' | 'to' | 'wa_id' | 'recipient_id',
): Record<string, string> {
  const shown = shownNumber(world, number, customer)
  return shown === null ? {} : { [key]: shown }
}

import { DAY } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import type { Customer, PhoneNumber, Thread } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

/** For how long a business that had to do with a number goes on being told it. */
const KNOWN_DAYS = 30

/**
 * A business and a customer had to do with each other by phone number: the business wrote to it or called it, or was told it by what
 * the customer did. So it knows that number, and its contact book keeps it. The caller stores the thread.
 */
export function numberPassed(world: World, thread: Thread): void {
  const now = world.now()
  thread.numberUsedAt = now
  if (world.settings.contactBook && hasBooks(cachedDay(now, 'UTC'))) thread.inBook = true
}

/** Whether there were contact books on a day, remembered: every send asks. */
function hasBooks(day: string): boolean {
  if (asked.day !== day) asked = { day, answer: factOn('usernames.contact-book', day)?.value === true }
  return asked.answer
}
let asked = { day: '', answer: false }

/** The same, for a thread that may not be there. */
export function numberWasUsed(world: World, number: PhoneNumber, customer: Customer): void {
  const thread = world.threads.get(`${number.id}:${customer.waId}`)
  if (!thread) return
  numberPassed(world, thread)
  world.threads.put(thread)
}

function* threadsOf(world: World, number: PhoneNumber, customer: Customer): Generator<Thread> {
  const portfolioId = world.wabas.get(number.wabaId)?.portfolioId
  for (const one of world.numbers.values()) {
    if (world.wabas.get(one.wabaId)?.portfolioId !== portfolioId) continue
    const thread = world.threads.get(`${one.id}:${customer.waId}`)
    if (thread) yield thread
  }
}

/**
 * The phone number of a customer as webhooks may tell it. Null for people behind a username, unless the portfolio had to do with it
 * within 30 days, or has it in its contact book.
 */
export function shownNumber(world: World, number: PhoneNumber, customer: Customer): string | null {
  if (customer.username === null) return customer.waId
  const now = world.now()
  for (const thread of threadsOf(world, number, customer)) {
    if (thread.inBook || (thread.numberUsedAt !== undefined && now < thread.numberUsedAt + KNOWN_DAYS * DAY)) return customer.waId
  }
  return null
}

/** Takes a customer out of the contact book of a number's portfolio. Returns whether they were in it. */
export function eraseFromBook(world: World, number: PhoneNumber, customer: Customer): boolean {
  let found = false
  for (const thread of threadsOf(world, number, customer)) {
    if (!thread.inBook) continue
    found = true
    thread.inBook = false
    world.threads.put(thread)
  }
  return found
}

/** Empties every contact book, as switching it off does; what was in it does not come back. */
export function eraseBooks(world: World): void {
  for (const thread of world.threads.values()) {
    if (!thread.inBook) continue
    thread.inBook = false
    world.threads.put(thread)
  }
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

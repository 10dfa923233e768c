import type { PlatformTime } from '@casement/platform'
import { later, SECOND } from '@casement/platform'
import { refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { PhoneNumber, Thread, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import type { Recipient } from './recipient.ts'

/** Only a connected number sends. */
export function checkNumber(number: PhoneNumber, now: PlatformTime): void {
  if (number.upgradingUntil !== null && now < number.upgradingUntil) {
    throw refuse(131057, 'Business account is in maintenance mode while its throughput is raised; try again in a minute.')
  }
  if (number.status === 'CONNECTED') return
  if (number.status === 'BANNED') throw refuse(131031, 'The number is banned.')
  // These end by themselves: the number has used up its limit, or its good name, for now.
  if (['RESTRICTED', 'FLAGGED', 'RATE_LIMITED'].includes(number.status)) throw refuse(131048, `The number is ${number.status}.`)
  throw refuse(133010, 'The account is not registered.')
}

/** Locks and restrictions of the account. */
export function checkAccount(waba: Waba, type: string, now: PlatformTime): void {
  if (waba.locked) throw refuse(131031, 'The WhatsApp Business Account associated with this number is locked.')
  const restricted = type === 'template' ? 'RESTRICTED_BIZ_INITIATED_MESSAGING' : 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING'
  const found = waba.restrictions.find((one) => one.type === restricted && (one.until === null || now < one.until))
  if (found) throw refuse(368, `The account is restricted: ${found.type}.`)
}

/** Bills need the terms of payments. */
export function checkPayments(waba: Waba, content: Record<string, unknown>): void {
  const { interactive } = content
  if (!waba.noPayments || !isRecord(interactive) || interactive.type !== 'order_details') return
  throw refuse(134011, 'The business has not accepted the terms of WhatsApp Payments.')
}

export function checkRecipient(world: World, number: PhoneNumber, recipient: Recipient): void {
  if (recipient.customer.waId === number.digits) throw refuse(131021, 'The recipient is the sender.')
  const allowed = world.settings.allowedRecipients
  if (allowed && !allowed.includes(recipient.customer.waId)) {
    throw refuse(
      131030,
      'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
    )
  }
}

const TOO_FAST =
  'Message failed to send because there were too many messages sent from this phone number in a short period of time.'

/** Throughput of the number, then the pair limit: one message in six seconds to one user, bursts borrowed from the future. */
export function checkPace(world: World, number: PhoneNumber, waba: Waba, thread: Thread, now: PlatformTime): void {
  const { throughput } = world.policyOf(waba, now)
  const pace = world.books.pace(number.id, number.throughput, now)
  const { pair } = thread
  if (!world.relaxed('throughput') && !pace.hasRoom(number.throughput, now)) {
    throw refuse(130429, TOO_FAST, throughput.throttleHttpStatus)
  }
  const inBurst = now < pair.burstStart + throughput.pair.everySeconds * SECOND && pair.burst < throughput.pair.burst
  if (!world.relaxed('pair') && now < pair.debtUntil && !inBurst) {
    const details =
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.'
    throw refuse(131056, details, throughput.throttleHttpStatus)
  }
}

/** Groups have the throughput of their number, and no limit of pairs. */
export function checkGroupPace(world: World, number: PhoneNumber, waba: Waba, now: PlatformTime): void {
  if (world.relaxed('throughput') || world.books.pace(number.id, number.throughput, now).hasRoom(number.throughput, now)) return
  const { throttleHttpStatus } = world.policyOf(waba, now).throughput
  throw refuse(130429, TOO_FAST, throttleHttpStatus)
}

/** Only what is accepted counts: a send that is refused after that look takes no slot. */
export function takePace(world: World, number: PhoneNumber, waba: Waba, thread: Thread, now: PlatformTime): void {
  const { throughput } = world.policyOf(waba, now)
  const { pair } = thread
  world.books.pace(number.id, number.throughput, now).take(number.throughput, now)
  if (now >= pair.debtUntil) {
    pair.burstStart = now
    pair.burst = 0
  }
  pair.burst++
  pair.debtUntil = later(pair.debtUntil > now ? pair.debtUntil : now, throughput.pair.everySeconds * SECOND)
  world.threads.put(thread)
}

import type { PlatformTime, Policy } from '@casement/platform'
import { DAY, HOUR } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import { overUtilityCap } from '../accounts/utility-misuse.ts'
import { countryOf, isUncapped } from '../customers/country.ts'
import { identityFailure } from '../customers/identity.ts'
import type { Customer, PhoneNumber, Portfolio, Thread, Waba } from '../world/records.ts'
import { TIERS } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { cswOpen, fepOpen, fepWaiting } from './windows.ts'

export type Judged = {
  failure: { code: number; details: string } | null
  /** Counts in the portfolio's reach from its acceptance on: it is business-initiated. Given back if it fails. */
  counts: boolean
  /** False for people who blocked the number: accepted, sent, and never seen. */
  arrives: boolean
}

export type SendCase = {
  number: PhoneNumber
  waba: Waba
  portfolio: Portfolio
  customer: Customer
  thread: Thread
  policy: Policy
  now: PlatformTime
  isTemplate: boolean
  category: string
  billable: boolean
  /** The keys that the message is meant for, where it names them. */
  identity: string | undefined
  /** Why the media it names by link cannot be had. */
  linkProblem: string | null
}

/** What becomes of an accepted message: everything Meta finds out only after it has answered 200, judged by the state of now. */
export function judge(world: World, send: SendCase): Judged {
  const { customer, thread, policy, now, isTemplate, category, portfolio, number } = send
  const inWindow = cswOpen(thread, policy, now)
  const overTheLimit = isTemplate && !inWindow && !world.relaxed('reach') && overLimit(world, send)
  const counts = isTemplate && !inWindow && !overTheLimit
  const fail = (code: number, details: string): Judged => ({ failure: { code, details }, counts, arrives: false })
  const inEntryPoint = fepOpen(thread, now) || fepWaiting(thread, now)
  const marketing = category === 'marketing'

  if (!customer.onWhatsApp || !customer.reachable || customer.movedTo !== null) {
    return fail(131026, 'Message Undeliverable.')
  }
  if (send.linkProblem !== null) return fail(131053, send.linkProblem)
  const stranger = identityFailure(number, customer, send.identity)
  if (stranger) return fail(stranger.code, stranger.details)
  if (!isTemplate && !inWindow && !world.relaxed('window')) {
    return fail(
      131047,
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    )
  }
  if (marketing && customer.stoppedMarketing.includes(portfolio.id)) {
    return fail(
      131050,
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.',
    )
  }
  if (overTheLimit) {
    return fail(
      policy.limits.overLimitCode,
      `Message failed to send because the messaging limit (${portfolio.tier}) of unique users in 24 hours is reached.`,
    )
  }
  if (category === 'utility' && overUtilityCap(world, send.waba, now)) {
    return fail(131064, 'Utility messages of this account are capped because templates were filed under the wrong category.')
  }
  if (marketing && !world.relaxed('marketing')) {
    const day = cachedDay(now, send.waba.timeZone)
    if (countryOf(customer.waId) === 'US' && factOn('marketing.us-blocked', day)?.value === true) {
      return fail(131049, 'Marketing template messages are not delivered to numbers with a United States area code.')
    }
    if (!inWindow && capped(world, send)) {
      return fail(131049, 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.')
    }
    if (!inWindow && !inEntryPoint && world.traitOf(customer.waId, 472) < world.settings.experimentShare) {
      return fail(130472, "User's number is part of an experiment.")
    }
  }
  if (send.billable && send.waba.unpaid) {
    return fail(131042, 'Message failed to send because there were one or more errors related to your payment method.')
  }
  return { failure: null, counts, arrives: !customer.blocked.includes(number.id) }
}

/** The portfolio's limit in unique users; null is unlimited. */
export function limitOf(portfolio: Portfolio, policy: Policy): number | null {
  return policy.limits.levels[TIERS.indexOf(portfolio.tier)] ?? null
}

function overLimit(world: World, { portfolio, number, policy, customer, now }: SendCase): boolean {
  const limit = limitOf(portfolio, policy)
  if (limit === null) return false
  const book = world.books.reach(world.reachScopeOf(number.id))
  const span = policy.limits.rollingHours * HOUR
  return book.used(now, span) >= limit && !book.has(customer.waId, now, span)
}

function capped(world: World, { customer, number, now }: SendCase): boolean {
  if (isUncapped(customer.waId) || isUncapped(number.digits)) return false
  return customer.marketingAt.filter((at) => now < at + DAY).length >= world.settings.marketingCap
}

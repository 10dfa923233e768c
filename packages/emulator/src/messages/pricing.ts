import type { PlatformTime, Policy } from '@casement/platform'
import type { PhoneNumber, Pricing, Thread, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { cachedDay } from '../world/world.ts'
import { cswOpen, fepOpen, fepWaiting } from './windows.ts'

export type Priced = {
  pricing: Pricing
  /** The month whose allowance this message uses, or null. */
  allowanceMonth: string | null
  insideFep: boolean
  opensFep: boolean
}

/**
 * The pricing object of a message, by the policy in force when it is accepted.
 * `category` is lower case; `reaction` messages are never billed and use no allowance (they are never delivered).
 */
export function priceMessage(
  world: World,
  at: { number: PhoneNumber; waba: Waba; thread: Thread; policy: Policy; now: PlatformTime },
  message: { category: string; type: string; marketingLite: boolean },
): Priced {
  const { number, waba, thread, policy, now } = at
  // A reaction is never delivered, so it answers no ad.
  const opensFep = fepWaiting(thread, now) && message.type !== 'reaction'
  const insideFep = (fepOpen(thread, now) || opensFep) && policy.free.allInFep
  const none = { allowanceMonth: null, insideFep, opensFep }
  if (policy.pricingModel === 'CBP') {
    const category = insideFep ? 'referral_conversion' : message.category
    return { ...none, pricing: { billable: !insideFep && category !== 'service', pricing_model: 'CBP', category } }
  }
  const pmp = (billable: boolean, type: NonNullable<Pricing['type']>, category: string): Pricing => ({
    billable,
    pricing_model: 'PMP',
    type,
    category,
  })
  if (insideFep) return { ...none, pricing: pmp(false, 'free_entry_point', 'referral_conversion') }
  if (message.category === 'service') {
    if (message.type === 'reaction' || policy.free.serviceInCsw === 'unlimited') {
      return { ...none, pricing: pmp(false, 'free_customer_service', 'service') }
    }
    const month = cachedDay(now, waba.timeZone).slice(0, 7)
    const free = world.books.freeUsed(number.id, month) < policy.free.serviceInCsw.perNumberPerMonth
    return free
      ? { ...none, allowanceMonth: month, pricing: pmp(false, 'free_customer_service', 'service') }
      : { ...none, pricing: pmp(true, 'regular', 'service') }
  }
  if (message.category === 'utility' && policy.free.utilityInCsw && cswOpen(thread, policy, now)) {
    return { ...none, pricing: pmp(false, 'free_customer_service', 'utility') }
  }
  const category = message.marketingLite && message.category === 'marketing' ? 'marketing_lite' : message.category
  return { ...none, pricing: pmp(true, 'regular', category) }
}

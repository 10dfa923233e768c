import { compareAmounts } from '@casement/platform'
import { type Price, priceAfter } from '@casement/rules'
import { type Fate, isFreeEntryPoint } from './fate.ts'
import type { Outlook } from './outlook.ts'

type Sent = Extract<Fate, { kind: 'sent' }>

/**
 * How the price that was said before sending differs from the `pricing` object that came after, in a few words; null when it does
 * not. Of somebody known by id alone the market is not compared.
 */
export function differenceInPrice({ situation, decision, price, timeZone }: Outlook, fate: Sent): string | null {
  const { pricing } = fate
  const { policy, recipient } = situation
  if (fate.policy !== price.policy) return `policy ${fate.policy}`
  if (pricing.pricing_model !== policy.pricingModel) return `model ${pricing.pricing_model}`
  if (!typesOf({ situation, decision, price }).includes(pricing.type)) return `type ${pricing.type}`
  if (pricing.category !== (isFreeEntryPoint(fate) ? 'referral_conversion' : price.category))
    return `category ${pricing.category}`
  // There the charge falls on the first delivery of a conversation, and is compared then.
  if (policy.pricingModel === 'CBP') {
    if (isFreeEntryPoint(fate) && decision.window.fep.state !== 'none') return null
    return pricing.billable === mayBeCharged(price) ? null : `billable ${pricing.billable}`
  }
  if (pricing.billable !== price.billable) return `billable ${pricing.billable}`
  if (recipient.phone === null) return null
  if (fate.price.market !== price.market) return `market ${fate.price.market}`
  if (fate.price.currency !== price.currency || compareAmounts(fate.price.amount, price.amount) !== 0) return 'another amount'
  const { now, cards, currency } = situation
  const charge = priceAfter(pricing, { at: now, timeZone, cards, currency, phone: recipient.phone })
  return compareAmounts(charge.amount, fate.price.amount) === 0 ? null : 'another charge read from its webhook'
}

/**
 * `pricing.type` by the rule that set the price. What is free anyway is not spoken of as an entry point, even where one is open;
 * a reaction is never delivered, so it opens none.
 */
function typesOf({
  situation,
  decision,
  price,
}: Pick<Outlook, 'situation' | 'decision' | 'price'>): readonly (string | undefined)[] {
  if (situation.policy.pricingModel === 'CBP') return [undefined]
  if (price.rule === 'price.free-entry-point') return ['free_entry_point']
  if (price.rule === 'price.rate') return ['regular']
  const { state } = decision.window.fep
  return state === 'none' || (state === 'candidate' && price.rule === 'price.reaction')
    ? ['free_customer_service']
    : ['free_entry_point']
}

const mayBeCharged = ({ rule, category }: Price): boolean =>
  rule === 'price.rate' || (rule === 'price.conversation-open' && category !== 'service')

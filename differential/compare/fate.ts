import type { StatusPricing } from '@casement/rules'

/** What became of a send on the platform. */
export type Fate =
  | {
      readonly kind: 'sent'
      readonly pricing: StatusPricing
      readonly price: { readonly amount: string; readonly currency: string; readonly market: string }
      readonly policy: string
    }
  | {
      readonly kind: 'failed'
      readonly code: number
      readonly details: string
      /** Refused by the answer to the call, or told by webhook later. */
      readonly by: 'answer' | 'webhook'
    }

export const describeFate = (fate: Fate): string =>
  fate.kind === 'sent'
    ? `sent, ${JSON.stringify(fate.pricing)}, ${fate.price.amount} ${fate.price.currency} in ${fate.price.market}`
    : `${fate.code} by ${fate.by}: ${fate.details}`

/** Priced by a free entry point. Conversation-based pricing has no `type`, only the category. */
export const isFreeEntryPoint = ({ pricing }: Extract<Fate, { kind: 'sent' }>): boolean =>
  pricing.type === 'free_entry_point' || (pricing.pricing_model === 'CBP' && pricing.category === 'referral_conversion')

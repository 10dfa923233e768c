import type { PlatformTime, Policy } from '@casement/platform'

/**
 * What moves the windows of one (number, user) pair. Times are those that WhatsApp set, not those at which a webhook reached us.
 * For our own messages `sentAt` is the acceptance that the send ledger recorded (or the `sent` status for one it does not know).
 */
export type WindowEvent =
  /** `messageType`: the webhook's `type`. `fromAd`: see `cameFromAd`. */
  | { readonly type: 'user-message'; readonly at: PlatformTime; readonly messageType: string; readonly fromAd?: boolean }
  /** The customer called us, answered or not. */
  | { readonly type: 'user-call'; readonly at: PlatformTime }
  /** The customer took our call. */
  | { readonly type: 'business-call-accepted'; readonly at: PlatformTime }
  /** A message of ours was delivered (or read, which implies it). */
  | { readonly type: 'business-delivered'; readonly at: PlatformTime; readonly sentAt: PlatformTime }
  /** A status of one of our messages carried `pricing`; `expiresAt` is its `conversation.expiration_timestamp`. */
  | {
      readonly type: 'business-priced'
      readonly sentAt: PlatformTime
      readonly pricing: { readonly type?: string | undefined; readonly category?: string | undefined }
      readonly expiresAt?: PlatformTime | null
    }

/**
 * Whether an inbound message of this type opens the customer service window. Reactions and unreadable messages are not settled by
 * Meta, so the policy says.
 */
export function opensWindow(messageType: string, policy: Policy): boolean {
  switch (messageType) {
    case 'system':
    case 'edit':
    case 'revoke':
    case 'user_preferences':
      return false
    case 'reaction':
      return policy.csw.reactionOpens
    case 'text':
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
    case 'location':
    case 'contacts':
    case 'interactive':
    case 'button':
    case 'order':
    case 'request_welcome':
      return true
    default:
      // `unsupported`, `unknown`, and types that are newer than this list: a message all the same, which we cannot read.
      return policy.csw.unsupportedOpens
  }
}

/** Whether a message's `referral` is the sign of a click-to-WhatsApp ad. A post is none, and a Page button leaves no referral. */
export const cameFromAd = (referral: { readonly source_type?: string | undefined } | null | undefined): boolean =>
  referral?.source_type === 'ad'

/** Whether a status webhook's `pricing` says that a free entry point was open. */
export const pricedFreeEntryPoint = (pricing: {
  readonly type?: string | undefined
  readonly category?: string | undefined
}): boolean => pricing.type === 'free_entry_point' || pricing.category === 'referral_conversion'

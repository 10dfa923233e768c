import type { Category, PlatformTime, Policy, RateCard } from '@casement/platform'
import type { Finding } from './decision.ts'
import type { WindowState } from './window/state.ts'

/** What a workspace asks for beside the platform's categories, such as `own.newsletter`: it takes a yes of its own. */
export type OwnPurpose = `own.${string}`
export type Purpose = 'marketing' | 'utility' | 'authentication' | 'everything' | OwnPurpose

/** Who asked for the send: decides priority and which habits of ours apply, never what Meta allows. */
export type Initiator = 'person' | 'api' | 'campaign' | 'automation'

/**
 * All that `decide` may look at, as plain values: the hub reads it from its tables, the command line from a file, a test from a
 * literal. What is absent is unknown and is judged leniently: no opt-out, nothing used yet.
 */
export type Situation = {
  readonly now: PlatformTime
  /** The account's calendar day, `YYYY-MM-DD`, which chooses the rate card. Absent: the day in UTC. */
  readonly day?: string
  /** The policy in force at `now` in the account's time zone. */
  readonly policy: Policy
  /** Rate cards known for the account's currency, any order; the one of the day is chosen from them. */
  readonly cards: readonly RateCard[]
  readonly currency: string
  readonly message: {
    readonly kind: 'free-form' | 'template'
    /** Meta's `type`: text, image, template, interactive, reaction … */
    readonly type: string
    /** `service` for free form, else the template's category. */
    readonly category: Category
    readonly initiator: Initiator
    /** What the template serves, where the workspace gave it a purpose of its own. */
    readonly purpose?: OwnPurpose | null
    /** An authentication template to which the account's international rate applies. */
    readonly international?: boolean
  }
  /** What content or parameter checks found; an error among them refuses. */
  readonly findings: readonly Finding[]
  readonly recipient: {
    /** Digits with the calling code, no plus; null when only the business-scoped id is known. */
    readonly phone: string | null
    readonly bsuid?: string | null
    /** Nobody is named yet, as in a check of a draft: no rule about the recipient speaks, and the price is an estimate. */
    readonly unnamed?: boolean
    readonly blockedByUs?: boolean
    readonly undeliverableSince?: PlatformTime | null
  }
  readonly sender: {
    readonly phone: string | null
    /** `CONNECTED` may send. Absent: connected. */
    readonly status?: string
    readonly quality?: string
    /** Restrictions of the account that are in force, by Meta's names. */
    readonly restrictions?: readonly string[]
    /** When they end, where Meta named a day. Absent or null: no end is known. */
    readonly restrictedUntil?: PlatformTime | null
    /** The end of each, where they end on different days; one that is not here ends with `restrictedUntil`. */
    readonly restrictionEnds?: Readonly<Record<string, PlatformTime | null>>
    /** Meta found no valid way to pay. */
    readonly paymentMissing?: boolean
  }
  /** Present for template sends. `missing`: no such name and language on this account. */
  readonly template?: {
    readonly name: string
    readonly language: string
    readonly status: string | 'missing'
    readonly quality?: string
    readonly pausedUntil?: PlatformTime | null
  }
  readonly window: WindowState
  readonly consent: {
    readonly marketing: 'in' | 'out' | 'unsaid'
    readonly optedOutOf?: readonly Purpose[]
    /** Purposes of the workspace's own that the customer said yes to. */
    readonly agreedTo?: readonly OwnPurpose[]
    /** Marketing was stopped in WhatsApp itself, where alone it can be resumed. */
    readonly stoppedInWhatsApp?: boolean
    /** The workspace refuses marketing to people who never said yes; otherwise it is a warning. */
    readonly requireOptIn?: boolean
  }
  /** Service messages of this number counted so far this month (accepted and not failed). */
  readonly serviceUsedThisMonth: number
  readonly reach: {
    /** Unique users a rolling 24 h for the portfolio; null is unlimited. */
    readonly limit: number | null
    readonly used: number
    readonly alreadyReached?: boolean
    /** When the next unique user leaves the rolling 24 h. */
    readonly freesAt?: PlatformTime | null
  }
  readonly quietUntil?: PlatformTime | null
  /** The campaign it belongs to was paused by a person or by what was seen of it. */
  readonly campaignPaused?: boolean
  /** What campaigns and automations sent this person of late, against the workspace's own cap. Absent or null: no cap. */
  readonly frequency?: {
    readonly sent: number
    readonly cap: number
    /** When the oldest of them no longer counts. */
    readonly freesAt?: PlatformTime | null
  } | null
  /** What the spend cap still allows, as a decimal string in the price's currency; null or absent: no cap. */
  readonly spendLeft?: string | null
  /** When the cap begins anew. Absent or null: only a person can raise it. */
  readonly spendFreesAt?: PlatformTime | null
  /** Charged messages of this market and category so far this month, for cards with volume tiers. Absent: the list rate. */
  readonly chargedThisMonth?: number
  /** Conversation-based pricing only: categories of the conversations open with this customer. */
  readonly openConversations?: readonly Category[]
}

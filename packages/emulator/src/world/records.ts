import type { PlatformTime, PolicyId } from '@casement/platform'

/** The rows of a world: plain values, so that a snapshot is `JSON.stringify` and a restore is `JSON.parse`. */

export const TIERS = ['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'] as const
export type Tier = (typeof TIERS)[number]
export type Quality = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'

export type Portfolio = {
  id: string
  name: string
  verified: boolean
  tier: Tier
  country: string
  /** Hourly samples of unique users in the rolling 24 h, last 7 days: what an upgrade is judged by. */
  usage: { at: PlatformTime; used: number }[]
  /** An upgrade that was earned and comes at this instant. */
  upgradeAt: PlatformTime | null
  /** From when its one-time codes abroad cost the international rate; absent or null: not eligible. */
  internationalFrom?: PlatformTime | null
}

export type CallbackOverride = { url: string; verifyToken: string }

export type Waba = {
  id: string
  portfolioId: string
  name: string
  currency: string
  timeZone: string
  country: string
  namespace: string
  createdAt: PlatformTime
  subscribed: boolean
  override: CallbackOverride | null
  restrictions: { type: string; until: PlatformTime | null }[]
  reviewStatus: string
  /** `locked` answers 131031, `unpaid` fails billable messages with 131042. */
  locked: boolean
  unpaid: boolean
  insights: boolean
  /** The terms of WhatsApp Payments were not accepted: bills are refused with 134011. */
  noPayments?: boolean
}

export type PhoneNumber = {
  id: string
  wabaId: string
  /** As people write it: `+44 7700 900123`. */
  display: string
  digits: string
  verifiedName: string
  status: string
  quality: Quality
  /** Messages a second. */
  throughput: number
  pin: string | null
  override: CallbackOverride | null
  onboardedAt: PlatformTime
  profile: Record<string, unknown>
  settings: Record<string, unknown>
  automation: Record<string, unknown>
  commerce: { is_cart_enabled: boolean; is_catalog_visible: boolean }
  encryptionKey: string | null
  username: string | null
  /** Since when the rating is RED, or null. */
  redSince: PlatformTime | null
  /** Registrations and deregistrations, for their limit. */
  registrations: PlatformTime[]
  /** Until when calls answer 131057 while the throughput is raised. */
  upgradingUntil: PlatformTime | null
}

export type TemplateStatus =
  | 'APPROVED'
  | 'PENDING'
  | 'REJECTED'
  | 'PAUSED'
  | 'DISABLED'
  | 'IN_APPEAL'
  | 'PENDING_DELETION'
  | 'DELETED'
  | 'LIMIT_EXCEEDED'
  | 'ARCHIVED'

export type TemplateCategory = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'

export type Template = {
  id: string
  wabaId: string
  name: string
  language: string
  category: TemplateCategory
  previousCategory: TemplateCategory | null
  /** What Meta found it to be; absent or null: what it is. */
  correctCategory?: TemplateCategory | null
  /** Sends as utility whose parameters promoted something. */
  promotionalSends?: number
  status: TemplateStatus
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: Record<string, unknown>[]
  quality: Quality
  qualityAt: PlatformTime
  rejectedReason: string
  rejectionInfo: { reason: string; recommendation: string } | null
  createdAt: PlatformTime
  updatedAt: PlatformTime
  approvedAt: PlatformTime | null
  pausedUntil: PlatformTime | null
  /** Feedback from before this instant no longer counts. */
  judgedSince: PlatformTime
  /** A pause that pacing caused ends only by hand. */
  pausedByPacing: boolean
  pauses: number
  edits: PlatformTime[]
  ttlSeconds: number | null
  /** Sends accepted since approval or unpausing; pacing holds beyond a threshold. */
  sendsSinceApproval: number
  pacingReleased: boolean
  libraryName: string | null
  /** What marketing of it may cost at most, as Meta's field has it; absent or null: no maximum. */
  maximumPrice?: Record<string, unknown> | null
}

export type Customer = {
  /** Digits with the calling code. */
  waId: string
  name: string
  username: string | null
  country: string
  reachable: boolean
  onWhatsApp: boolean
  /** Milliseconds after delivery at which the customer reads; null: only when told to. */
  readAfterMs: number | null
  /** Milliseconds after acceptance at which the phone receives; null: within seconds. */
  deliverAfterMs: number | null
  /** Portfolios whose marketing this customer stopped. */
  stoppedMarketing: string[]
  /** Ids of numbers this customer blocked. */
  blocked: string[]
  /** Marketing templates taken in the last 24 h, all senders, outside windows. */
  marketingAt: PlatformTime[]
  /** The number this one moved to. */
  movedTo: string | null
  /** How often the keys of their phone changed; absent: never. */
  identities?: number
}

/** What one number and one customer have between them. */
export type Thread = {
  numberId: string
  waId: string
  /** The customer's last message or call, in whole seconds. */
  lastUserAt: PlatformTime | null
  lastInboundId: string | null
  fep: {
    /** When the customer came, in whole seconds. */
    arrivedAt: PlatformTime
    /** A reply accepted before this instant opens the free entry point. */
    candidateUntil: PlatformTime | null
    /** When the first answer that was accepted in time will be on the phone, which opens it. */
    opensAt?: PlatformTime
    startedAt: PlatformTime | null
    until: PlatformTime | null
    conversationId: string | null
    source: 'ad' | 'page'
  } | null
  /** Conversation-based pricing: when the open conversation of each category ends. */
  conversations: Record<string, { id: string; until: PlatformTime }>
  pair: { debtUntil: PlatformTime; burstStart: PlatformTime; burst: number }
  /** Delivered to the customer, not yet read by them. */
  unread: string[]
  blockedByBusiness: boolean
  /** When the customer's phone number last passed between them; not so when the business used the business-scoped id. */
  numberUsedAt?: PlatformTime
  /** The customer's number is in the contact book of the portfolio. */
  inBook?: boolean
  callPermissionUntil: PlatformTime | null
}

export type MessageStatus = 'accepted' | 'held' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export type Pricing = {
  billable: boolean
  pricing_model: 'PMP' | 'CBP'
  type?: 'regular' | 'free_customer_service' | 'free_entry_point' | 'free_group_customer_service'
  category: string
  /** An estimate, of messages sent with a maximum price. */
  cost?: { amount: number; currency: string }
}

export type OutboundMessage = {
  id: string
  from: string
  /** The customer's digits. */
  to: string
  type: string
  /** Lower case; `service` for everything that is no template. */
  category: string
  templateId: string | null
  content: Record<string, unknown>
  opaque: string | null
  acceptedAt: PlatformTime
  policy: PolicyId
  status: MessageStatus
  timeline: { status: MessageStatus; at: PlatformTime }[]
  pricing: Pricing
  /** What delivery will cost, and what it did cost once delivered. */
  price: { amount: string; currency: string; market: string }
  charged: boolean
  /** The volume tier it was charged in, `first:last`; absent where there are none. */
  tier?: string
  failure: { code: number; details: string } | null
  /** When the phone will have it; null: never, as far as is known. */
  deliverAt: PlatformTime | null
  /** Counted in the portfolio's reach at this instant; null: not counted, or given back. */
  reachedAt: PlatformTime | null
  /** Counted in the monthly allowance of this month; null: not counted, or given back. */
  allowanceMonth: string | null
  insideFep: boolean
  opensFep: boolean
  conversationId: string | null
  expiresAt: PlatformTime | null
  marketingLite: boolean
}

export type InboundMessage = {
  id: string
  from: string
  /** Phone number id. */
  to: string
  type: string
  content: Record<string, unknown>
  at: PlatformTime
  readByBusiness: boolean
  delivered: boolean
}

export type Attempt = {
  at: PlatformTime
  /** HTTP status, or null when nobody answered. */
  status: number | null
  answer: string
  tookMs: number
}

export type Delivery = {
  id: string
  createdAt: PlatformTime
  /** Field of the first change: `messages`, `message_template_status_update`… */
  field: string
  url: string | null
  body: string
  signature: string
  signature1: string
  state: 'pending' | 'delivered' | 'given-up' | 'no-callback'
  updates: number
  attempts: Attempt[]
  replayOf: string | null
  /** Deliveries of one lane go out in order. */
  lane: string
}

export type App = {
  id: string
  name: string
  secret: string
  version: string
  callback: { url: string; verifyToken: string; fields: string[] | null } | null
  /** Updates in one POST at most. */
  batch: number
}

export type Token = { token: string; kind: 'user' | 'app'; expiresAt: PlatformTime | null; scopes: string[] }

export type Media = {
  id: string
  numberId: string
  mimeType: string
  sha256: string
  size: number
  filename: string | null
  /** Base64. */
  bytes: string
  origin: 'upload' | 'inbound'
  expiresAt: PlatformTime
}

export type FaultTarget = 'send' | 'webhook' | 'media' | 'template'
export type Fault = {
  id: string
  on: FaultTarget
  fault: {
    code?: number
    http?: number
    timeout?: boolean
    /** The connection is closed before anything is taken. */
    dropRequest?: boolean
    dropResponse?: boolean
    duplicate?: boolean
    reorder?: boolean
    delayMs?: number
  }
  times: number | null
  every: number | null
  percent: number | null
  seen: number
  hit: number
}

export type DueItem = { id: string; at: PlatformTime; order: number; kind: string; ref: string }

export type Stats = {
  accepted: number
  rejected: Record<string, number>
  delivered: number
  read: number
  failed: Record<string, number>
  maxPerSecond: Record<string, number>
  /** Decimal string by currency. */
  charged: Record<string, string>
  webhooks: { delivered: number; retried: number; pending: number }
}

export type Meta = {
  worldId: string
  seed: number
  /** Every id and every chance is drawn by counting this up. */
  counter: number
  order: number
  clock: { scale: number; at: PlatformTime; machineAt: number }
  stats: Stats
  /** The last message ever accepted or written: the clock may go back only while there is none. */
  hasMessages: boolean
  /** When the hourly work is due, or null while nothing has happened for a week. */
  hourlyAt: PlatformTime | null
  lastActivityAt: PlatformTime | null
}

import type { Category, PlatformTime } from '@casement/platform'
import {
  type ConsentState,
  type NumberPace,
  newPace,
  newWindow,
  type PairPace,
  type Reached,
  type TemplateInput,
  type WindowState,
} from '@casement/rules'
import type { Sender } from '../history/step.ts'
import type { OurNumber } from '../play/platform.ts'

export type KnownThread = {
  window: WindowState
  lastInbound: { id: string; type: string; at: PlatformTime } | null
  /** On our own block list. */
  blocked: boolean
  /** Conversation-based pricing: when the open conversation of each category ends. */
  conversations: Map<Category, PlatformTime>
}

export type KnownTemplate = TemplateInput & {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: Exclude<Category, 'service'>
  status: string
  quality: string
  pausedUntil: PlatformTime | null
}

/** One message of ours that the platform accepted. */
export type OwnSend = {
  readonly wamid: string
  readonly number: Sender
  readonly phone: string
  readonly kind: 'free-form' | 'template'
  readonly type: string
  readonly category: Category
  readonly acceptedAt: PlatformTime
}

/**
 * All that we know, as a hub would: from webhooks, from what it sent itself, and from the few things that it has to ask for (what a
 * number's status is) because no webhook tells.
 */
export type Known = {
  readonly timeZone: string
  readonly currency: string
  readonly numbers: readonly [OurNumber, OurNumber]
  tier: string
  readonly numberStatus: [string, string]
  locked: boolean
  restriction: { readonly type: string; readonly until: PlatformTime | null } | null
  unpaid: boolean
  readonly templates: Map<string, KnownTemplate>
  readonly threads: Map<string, KnownThread>
  readonly consents: Map<string, ConsentState>
  /** Business-scoped ids by phone number. */
  readonly scopedIds: Map<string, string>
  readonly undeliverableSince: Map<string, PlatformTime>
  readonly sends: Map<string, OwnSend>
  /** What counts in the reach, by wamid. */
  readonly reached: Map<string, Reached & { readonly number: Sender }>
  /** Free service messages of the month, by wamid. */
  readonly freeUses: Map<string, { readonly number: Sender; readonly month: string }>
  readonly paces: [NumberPace, NumberPace]
  readonly pairs: Map<string, PairPace>
}

export const newKnown = (timeZone: string, currency: string, numbers: readonly [OurNumber, OurNumber]): Known => ({
  timeZone,
  currency,
  numbers,
  tier: 'TIER_2K',
  numberStatus: ['CONNECTED', 'CONNECTED'],
  locked: false,
  restriction: null,
  unpaid: false,
  templates: new Map(),
  threads: new Map(),
  consents: new Map(),
  scopedIds: new Map(),
  undeliverableSince: new Map(),
  sends: new Map(),
  reached: new Map(),
  freeUses: new Map(),
  paces: [newPace, newPace],
  pairs: new Map(),
})

export const templateKey = (name: string, language: string): string => `${name} ${language}`
const threadKey = (number: Sender, phone: string): string => `${number}:${phone}`

export function threadWith(known: Known, number: Sender, phone: string): KnownThread {
  const key = threadKey(number, phone)
  const found = known.threads.get(key)
  if (found) return found
  const made: KnownThread = { window: newWindow, lastInbound: null, blocked: false, conversations: new Map() }
  known.threads.set(key, made)
  return made
}

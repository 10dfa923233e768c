import type { PlatformTime } from '@casement/platform'
import type { Comparison } from '../compare/compare-fate.ts'
import type { Outlook, Truth } from '../compare/outlook.ts'
import type { History, Sender } from '../history/step.ts'
import type { Status } from '../known/hear-status.ts'
import type { Known } from '../known/known.ts'
import type { Platform } from './platform.ts'

/** A send whose fate has not been told yet. */
export type Pending = {
  readonly outlook: Outlook
  /** As it was when the message was accepted: by that it is judged. */
  readonly truth: Truth
  readonly contact: string
  /** When the open conversation of its category ends, if there is one. */
  readonly conversationUntil: PlatformTime | null
  /** Another message of its category was on its way to the same person: which of them opens a conversation is open. */
  beside: boolean
}

/** One history being played: the platform, what we know of it, and what has been compared. */
export type Game = {
  readonly history: History
  readonly platform: Platform
  readonly known: Known
  /** Accepted, and nothing heard since. By wamid. */
  readonly pending: Map<string, Pending>
  /** Sent, and under conversation-based pricing still to be delivered. By wamid. */
  readonly undelivered: Map<string, Pending>
  /** Priced by a free entry point that waits for one of them to be delivered: wamids by chat. */
  readonly openingReplies: Map<string, Set<string>>
  /** Statuses that came and were not looked at yet. */
  readonly heard: Status[]
  /** What the history did to people, whether or not anybody was told. */
  readonly deeds: {
    readonly unreachable: Set<string>
    readonly byDesktop: Set<string>
    readonly byPage: Set<string>
  }
  readonly comparisons: Comparison[]
  /** The last hold with a known end, to wait for that end. */
  lastHoldUntil: number | null
}

export const chatKey = (number: Sender, phone: string): string => `${number}:${phone}`

import type { PlatformTime } from '@casement/platform'
import type { Decision, Price, Situation } from '@casement/rules'
import type { Speaking } from './speaking-rules.ts'

/** What the rules said of one send, and what they looked at. */
export type Outlook = {
  /** Place of the step in its history. */
  readonly step: number
  /** A name of `outboundMessages`. */
  readonly message: string
  readonly situation: Situation
  readonly timeZone: string
  readonly decision: Decision
  /** What it would cost, whatever the decision is. */
  readonly price: Price
  readonly speaking: readonly Speaking[]
  /** When the pace of the rules has a slot; later than now where it was sent all the same. */
  readonly slot: { readonly number: PlatformTime; readonly pair: PlatformTime }
}

/** What is true of the recipient in the world, whether anybody was told or not. */
export type Truth = {
  /** Not on WhatsApp, or not to be reached. */
  readonly unreachable: boolean
  readonly american: boolean
  /** Opted out in words only: the platform's own switch is not off. */
  readonly optedOutInWords: boolean
  /** Stopped and resumed marketing within one second, which is all that webhooks tell. */
  readonly stoppedAndResumed: boolean
  /** Ever came to this number by an ad on a desktop: no free entry point, and no webhook says so. */
  readonly cameByDesktop: boolean
  /** A reply was priced by a free entry point, and has not reached the phone since. */
  readonly openingReplyOnItsWay: boolean
  /** A message to somebody else takes one of the free 1,000 until it is told to be free for another reason. */
  readonly keptForEstimate: boolean
  /** Ever came to this number by a Page button: a free entry point, and no webhook says so. */
  readonly cameByPage: boolean
}

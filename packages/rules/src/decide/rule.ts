import type { PlatformTime } from '@casement/platform'
import type { Price, WindowView } from '../decision.ts'
import type { Situation } from '../situation.ts'

/** What a rule looks at: the situation, and what follows from it. */
export type Case = {
  readonly situation: Situation
  readonly window: WindowView
  /** Outside the customer service window, or to many at once: the customer did not just ask for it. */
  readonly businessInitiated: boolean
  /** Computed when a rule first asks. */
  readonly price: () => Price
}

/** What a rule says. `because` replaces the rule's own sentence where the situation allows a better one. */
export type Verdict =
  | { readonly kind: 'send'; readonly because?: string }
  | { readonly kind: 'hold'; readonly until: PlatformTime | null; readonly remedy: string; readonly because?: string }
  | { readonly kind: 'refuse'; readonly remedy: string; readonly because?: string }

export type Rule = {
  readonly id: string
  /** The sentence a person reads when this rule decides. */
  readonly because: string
  /** Where the obligation comes from: a page of Meta's, or a habit of ours. */
  readonly source: string
  /** Code the platform answers with if the message is sent all the same; null where only we know. */
  readonly code: number | null
  /** Speaks, or stays silent with null. */
  readonly check: (one: Case) => Verdict | null
}

/** Outside the customer service window, or a campaign inside it. */
export const isBusinessInitiated = (situation: Situation, window: WindowView): boolean =>
  !window.csw.open || situation.message.initiator === 'campaign'

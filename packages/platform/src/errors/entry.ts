/** What a sender does about a code: wait and go on, try again, change something first, give up, or find out what happened. */
export type ErrorClass = 'wait' | 'retry' | 'fix' | 'never' | 'unclear'
/** How far a wait reaches: only this (number, user) pair, the whole number, the account, one template, or one user. */
export type ErrorScope = 'number' | 'pair' | 'account' | 'template' | 'user'

/** One code of the platform, in plain words. */
export type ErrorEntry = {
  readonly code: number
  readonly title: string
  /** Status when it answers a call. Decide by the code, never by this: Meta moved several between 400 and 429. */
  readonly http: number
  /** `sync`: answers the call. `async`: arrives as a `failed` status. `inbound`: on a message a customer sent. */
  readonly mode: 'sync' | 'async' | 'both' | 'inbound'
  readonly class: ErrorClass
  readonly scope?: ErrorScope
  /** What happened, for a person. */
  readonly happened: string
  /** Who can put it right: the operator of the software, the business, the customer, or Meta. */
  readonly whoFixes: 'us' | 'business' | 'customer' | 'meta'
  /** What to do, for a person. */
  readonly remedy: string
  readonly source: string
}

type Kind = readonly [http: number, mode: ErrorEntry['mode'], kind: ErrorClass, scope?: ErrorScope]

/** Writes one entry down: what it is, how it arrives and what it means for sending, who fixes it, what happened, what to do. */
export const entry = (
  code: number,
  title: string,
  [http, mode, kind, scope]: Kind,
  whoFixes: ErrorEntry['whoFixes'],
  happened: string,
  remedy: string,
  source = 'M:error-codes',
): ErrorEntry => ({ code, title, http, mode, class: kind, ...(scope && { scope }), happened, whoFixes, remedy, source })

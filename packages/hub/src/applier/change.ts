import type { PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { MessageNews } from './message-news.ts'

/**
 * Where a change belongs. `now` is when the journal took it, by the platform's clock; `at` is when the platform dates it, for fields
 * of accounts and templates, and `now` for the others.
 */
export type Setting = {
  workspaceId: string
  now: PlatformTime
  at: PlatformTime
  /** Facts of the number the change belongs to, when it belongs to one. */
  number: AppliedNumber | null
  wabaId: string | null
}

/** What applying may leave behind beside rows: it is kept when the rows are. */
export type Effects = {
  emit(event: DomainEvent): void
  /** An inbound message used a slot of the number's throughput. */
  spend(phoneNumberId: string): void
}

/** What applying one item may use. */
export type Applying = Setting & Effects & { tx: Db }

export type AppliedNumber = { id: string; phone: string; portfolio_id: string; currency: string; time_zone: string }

/**
 * One thing a change asks for, small enough to fail alone. `path` names it inside the webhook's body. Messages and statuses come by
 * the thousand, so they are read first (throwing `CannotApply`) and applied in sets; everything else is applied one by one.
 */
export type ChangeItem = { path: string; item: unknown } & (
  | { apply: (applying: Applying) => Promise<void> }
  | { read: (setting: Setting) => MessageNews }
)

/** A reason that makes sense to the person who reads the dead letters. */
export class CannotApply extends Error {}

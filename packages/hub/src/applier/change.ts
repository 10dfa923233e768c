import type { PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'

/** What applying one item may use. `now` is when the journal took it, by the platform's clock. */
export type Applying = {
  tx: Db
  workspaceId: string
  now: PlatformTime
  /** Facts of the number the change belongs to, when it belongs to one. */
  number: AppliedNumber | null
  wabaId: string | null
  emit(event: DomainEvent): void
  /** An inbound message used a slot of the number's throughput. */
  spend(phoneNumberId: string): void
}

export type AppliedNumber = { id: string; phone: string; portfolio_id: string; currency: string; time_zone: string }

/** A reason that makes sense to the person who reads the dead letters. */
export class CannotApply extends Error {}

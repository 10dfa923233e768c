import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'

export type Notice = {
  wabaId?: string | null
  phoneNumberId?: string | null
  /** The webhook field, or `poll` for what was found by asking. */
  field: string
  /** The platform's own word for what happened. */
  kind: string
  severity: 'information' | 'warning' | 'critical'
  /** One sentence for the person who runs the account. */
  because: string
  at: PlatformTime
  data: Record<string, unknown>
}

/** Keeps what the platform told for a person to read, once, and says so. */
export async function takeNotice(
  { tx, workspaceId, emit }: { tx: Db; workspaceId: string; emit: (event: DomainEvent) => void },
  { wabaId = null, phoneNumberId = null, field, kind, severity, because, at, data }: Notice,
): Promise<void> {
  const id = uuid7()
  const { rowCount } = await tx.query(
    `insert into account_notices (workspace_id, id, waba_id, phone_number_id, field, kind, severity, because, at, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [workspaceId, id, wabaId, phoneNumberId, field, kind, severity, because, isoTime(at), JSON.stringify(data)],
  )
  if (rowCount === 1) emit({ type: 'account.notice', at, data: { noticeId: id, kind, severity, wabaId, phoneNumberId } })
}

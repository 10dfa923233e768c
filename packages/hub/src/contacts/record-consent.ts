import { isoTime, type PlatformTime } from '@casement/platform'
import type { Applying } from '../applier/change.ts'

export type ConsentSaid = { purpose: string; choice: 'in' | 'out'; at: PlatformTime; evidence: Record<string, unknown> }

/** Keeps what somebody said about a purpose, with the evidence. Only a later word replaces an earlier one. */
export async function recordConsent(
  { tx, workspaceId, emit }: Pick<Applying, 'tx' | 'workspaceId' | 'emit'>,
  contactId: string,
  said: ConsentSaid,
): Promise<void> {
  const kept = await tx.query(
    `insert into consents (workspace_id, contact_id, purpose, choice, at, evidence) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, contact_id, purpose) do update set choice = excluded.choice, at = excluded.at, evidence = excluded.evidence
       where consents.at <= excluded.at`,
    [workspaceId, contactId, said.purpose, said.choice, isoTime(said.at), JSON.stringify(said.evidence)],
  )
  if (kept.rowCount)
    emit({ type: 'consent.changed', at: said.at, data: { contactId, purpose: said.purpose, choice: said.choice } })
}

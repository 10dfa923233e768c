import type { PlatformTime } from '@casement/platform'
import { type ConsentEvent, type ConsentState, consentFor, foldConsent, newConsent } from '@casement/rules'
import { type Db, row } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'

type Recording = { tx: Db; workspaceId: string; emit: (event: DomainEvent) => void }

/** Keeps what somebody said, with the evidence. Late and repeated statements change nothing they should not. */
export async function recordConsent(
  { tx, workspaceId, emit }: Recording,
  contactId: string,
  said: readonly ConsentEvent[],
): Promise<void> {
  if (said.length === 0) return
  const before = await lockConsent(tx, workspaceId, contactId)
  const after = said.reduce(foldConsent, before)
  if (after === before) return
  await tx.query('update consents set state = $3 where workspace_id = $1 and contact_id = $2', [
    workspaceId,
    contactId,
    JSON.stringify(after),
  ])
  for (const { purpose, at } of said) {
    const choice = consentFor(after, purpose).choice
    if (choice !== consentFor(before, purpose).choice) emit({ type: 'consent.changed', at, data: { contactId, purpose, choice } })
  }
}

/** What `from` said is from now on also what `into` said. */
export async function mergeConsent(tx: Db, workspaceId: string, from: string, into: string): Promise<void> {
  const [theirs, ours] = [await lockConsent(tx, workspaceId, from), await lockConsent(tx, workspaceId, into)]
  const merged = eventsOf(theirs).reduce(foldConsent, ours)
  await tx.query('update consents set state = $3 where workspace_id = $1 and contact_id = $2', [
    workspaceId,
    into,
    JSON.stringify(merged),
  ])
}

async function lockConsent(tx: Db, workspaceId: string, contactId: string): Promise<ConsentState> {
  await tx.query('insert into consents (workspace_id, contact_id, state) values ($1, $2, $3) on conflict do nothing', [
    workspaceId,
    contactId,
    JSON.stringify(newConsent),
  ])
  const found = await row<{ state: ConsentState }>(
    tx,
    'select state from consents where workspace_id = $1 and contact_id = $2 for update',
    [workspaceId, contactId],
  )
  return found?.state ?? newConsent
}

function eventsOf(state: ConsentState): ConsentEvent[] {
  return Object.entries(state).flatMap(([purpose, said]) =>
    Object.entries(said ?? {}).map(
      ([choice, { at, evidence }]) => ({ purpose, choice, at: at as PlatformTime, evidence }) as ConsentEvent,
    ),
  )
}

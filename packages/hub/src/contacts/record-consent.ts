import {
  type ConsentEvent,
  type ConsentState,
  consentFor,
  foldConsent,
  newConsent,
  type Purpose,
  statementsIn,
} from '@casement/rules'
import { type Statement, writeStatements } from '../consent/ledger.ts'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'

type Recording = { tx: Db; workspaceId: string; emit: (event: DomainEvent) => void }

/** Keeps what somebody said, with the evidence. Late and repeated statements change nothing they should not. */
export async function recordConsent(
  { tx, workspaceId, emit }: Recording,
  contactId: string,
  said: readonly ConsentEvent[],
): Promise<void> {
  if (said.length === 0) return
  const consents = await lockConsents(tx, workspaceId, [contactId])
  for (const event of foldConsents(consents, contactId, said)) emit(event)
  await saveConsents(tx, workspaceId, consents)
}

function changesOf(contactId: string, before: ConsentState, after: ConsentState, said: readonly ConsentEvent[]): DomainEvent[] {
  if (after === before) return []
  return said.flatMap(({ purpose, at }): DomainEvent[] => {
    const { choice } = consentFor(after, purpose)
    return choice === consentFor(before, purpose).choice
      ? []
      : [{ type: 'consent.changed', at, data: { contactId, purpose, choice } }]
  })
}

/** The consents of many contacts, locked until the transaction ends, to be folded in memory and written once. */
export async function lockConsents(tx: Db, workspaceId: string, contactIds: readonly string[]): Promise<ConsentsInHand> {
  const ids = [...new Set(contactIds)].sort()
  if (ids.length === 0) return new Map()
  await tx.query(
    `insert into consents (workspace_id, contact_id, state) select $1, id, $3 from unnest($2::uuid[]) as contact (id) on conflict do nothing`,
    [workspaceId, ids, JSON.stringify(newConsent)],
  )
  const found = await rows<{ contact_id: string; state: ConsentState }>(
    tx,
    `select contact_id, state from consents where workspace_id = $1 and contact_id = any ($2::uuid[])
     order by contact_id for update`,
    [workspaceId, ids],
  )
  return new Map(found.map(({ contact_id, state }) => [contact_id, { before: state, state, said: [] }]))
}

export type ConsentsInHand = Map<string, { before: ConsentState; state: ConsentState; said: ConsentEvent[] }>

/** Folds what somebody said into the consents in hand, and says what changed by it. */
export function foldConsents(consents: ConsentsInHand, contactId: string, said: readonly ConsentEvent[]): DomainEvent[] {
  const held = consents.get(contactId)
  if (!held || said.length === 0) return []
  const before = held.state
  held.state = said.reduce(foldConsent, before)
  held.said.push(...said)
  return changesOf(contactId, before, held.state, said)
}

/** Who comes from an ad did not take back a no by that. */
export const withoutWeakYes = (
  consents: ConsentsInHand,
  contactId: string,
  said: readonly ConsentEvent[],
): readonly ConsentEvent[] =>
  said.filter(
    ({ choice, purpose, evidence }) =>
      choice !== 'in' ||
      evidence.how !== 'ad' ||
      consentFor(consents.get(contactId)?.state ?? newConsent, purpose).choice !== 'out',
  )

export async function saveConsents(tx: Db, workspaceId: string, consents: ConsentsInHand): Promise<void> {
  const statements = [...consents].flatMap(([contactId, { said }]) => said.map((one): Statement => ({ contactId, said: one })))
  await writeStatements(tx, workspaceId, statements)
  const changed = [...consents].filter(([, { before, state }]) => before !== state)
  if (changed.length === 0) return
  await tx.query(
    `update consents c set state = said.state from unnest($2::uuid[], $3::jsonb[]) as said (contact, state)
     where c.workspace_id = $1 and c.contact_id = said.contact`,
    [workspaceId, changed.map(([id]) => id), changed.map(([, { state }]) => JSON.stringify(state))],
  )
}

/**
 * Two people turn out to be one: what `from` said counts for `into` too. A no of either stays a no, also against a later yes of the
 * other; a yes needs nobody to have said no.
 */
export async function mergeConsent(tx: Db, workspaceId: string, from: string, into: string): Promise<void> {
  const consents = await lockConsents(tx, workspaceId, [from, into])
  const kept = consents.get(into)
  if (!kept) return
  kept.state = stricterOf(consents.get(from)?.state ?? newConsent, kept.state)
  await saveConsents(tx, workspaceId, consents)
}

export function stricterOf(a: ConsentState, b: ConsentState): ConsentState {
  const joined = statementsIn(a).reduce(foldConsent, b)
  const purposes = Object.keys(joined) as Purpose[]
  return Object.fromEntries(
    purposes.map((purpose) => {
      const refusals = [a, b].flatMap((state) => {
        const { choice, said } = consentFor(state, purpose)
        return choice === 'out' && said ? [said] : []
      })
      if (refusals.length === 0 || consentFor(joined, purpose).choice === 'out') return [purpose, joined[purpose]]
      const slot = (said: (typeof refusals)[number]) => (said === joined[purpose]?.platformOut ? 'platformOut' : 'out')
      return [purpose, Object.fromEntries(refusals.map((said) => [slot(said), said]))]
    }),
  )
}

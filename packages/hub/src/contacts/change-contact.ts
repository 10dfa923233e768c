import { isoTime, type PlatformTime } from '@casement/platform'
import type { ConsentEvent } from '@casement/rules'
import type pg from 'pg'
import { type Db, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { type Attributes, changeAttributes, tooMany } from './attributes.ts'
import { keepNumbers } from './keep-numbers.ts'
import { type AliasRow, type ContactRow, findContact, ownerOfAlias } from './queries.ts'
import { recordConsent } from './record-consent.ts'

type Scope = { pool: pg.Pool; workspaceId: string; now: PlatformTime }
type Change = { tx: Db; contact: ContactRow; emit: (event: DomainEvent) => void }

/** Makes a contact. A name on the platform that somebody has already is a conflict, which says whose it is. */
export function createContact(
  { pool, workspaceId, now }: Scope,
  {
    name,
    aliases,
    attributes,
    tags,
    consent,
  }: {
    name: string
    aliases: readonly AliasRow[]
    attributes: Attributes
    tags: readonly string[]
    consent: readonly ConsentEvent[]
  },
): Promise<ContactRow> {
  refuseCrowd(attributes)
  return transactAgain(pool, async (tx) => {
    const id = uuid7()
    for (const alias of aliases) await takeAlias(tx, workspaceId, id, alias)
    await tx.query(
      `insert into contacts (workspace_id, id, name, attributes, tags, created_at, phone) select $1, $2, $3, $4, $5, $6, min(value)
       from contact_aliases where workspace_id = $1 and contact_id = $2 and kind = 'e164'`,
      [workspaceId, id, name, JSON.stringify(attributes), tags, isoTime(now)],
    )
    const events: DomainEvent[] = []
    await recordConsent({ tx, workspaceId, emit: (event) => events.push(event) }, id, consent)
    const made = await requireContact(tx, workspaceId, id)
    const known = Object.keys(attributes)
    const data = { contactId: id, ...(known.length > 0 ? { attributes: known } : {}) }
    await appendEvents(tx, workspaceId, [{ type: 'contact.changed', at: now, data }, ...events])
    return made
  })
}

/** Changes a contact in one transaction and says so once. Answers with what it has become. */
export function changeContact(
  { pool, workspaceId, now }: Scope,
  id: string,
  work: (change: Change) => Promise<boolean>,
): Promise<ContactRow> {
  return transactAgain(pool, async (tx) => {
    const { id: kept } = await requireContact(tx, workspaceId, id)
    await tx.query('select 1 from contacts where workspace_id = $1 and id = $2 for update', [workspaceId, kept])
    const contact = await requireContact(tx, workspaceId, kept)
    const events: DomainEvent[] = []
    const changed = await work({ tx, contact, emit: (event) => events.push(event) })
    const after = await requireContact(tx, workspaceId, kept)
    if (changed) {
      const attributes = keysThatChanged(contact.attributes, after.attributes)
      const data = { contactId: kept, ...(attributes.length > 0 ? { attributes } : {}) }
      events.unshift({ type: 'contact.changed', at: now, data })
    }
    await appendEvents(tx, workspaceId, events)
    return after
  })
}

/** Name, attributes and tags; what is not given stays. */
export async function editContact(
  { tx, contact }: Change,
  workspaceId: string,
  {
    name = contact.name,
    attributes = {},
    tags = contact.tags,
  }: {
    name?: string | undefined
    attributes?: Record<string, Attributes[string] | null> | undefined
    tags?: readonly string[] | undefined
  },
): Promise<boolean> {
  const after = changeAttributes(contact.attributes, attributes)
  refuseCrowd(after)
  const { rowCount } = await tx.query(
    `update contacts set name = $3, attributes = $4, tags = $5 where workspace_id = $1 and id = $2
       and (name <> $3 or attributes <> $4::jsonb or tags <> $5::text[])`,
    [workspaceId, contact.id, name, JSON.stringify(after), tags],
  )
  return rowCount === 1
}

/** Gives a contact another name on the platform; false when it had it. */
export async function takeAlias(tx: Db, workspaceId: string, contactId: string, alias: AliasRow): Promise<boolean> {
  if (alias.kind === 'bsuid') {
    const { rowCount } = await tx.query('select 1 from portfolios where workspace_id = $1 and id = $2', [
      workspaceId,
      alias.portfolioId,
    ])
    if (!rowCount) throw problem('not-found', `This workspace has no portfolio with the id ${alias.portfolioId}.`)
  }
  const { rowCount } = await tx.query(
    `insert into contact_aliases (workspace_id, kind, portfolio_id, value, contact_id) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [workspaceId, alias.kind, alias.portfolioId, alias.value, contactId],
  )
  if (rowCount === 1) {
    if (alias.kind === 'e164') await keepNumbers(tx, workspaceId, [contactId])
    return true
  }
  const owner = await ownerOfAlias(tx, workspaceId, alias)
  if (owner === contactId) return false
  throw problem(
    'conflict',
    `${alias.kind === 'e164' ? '+' : ''}${alias.value} belongs to the contact ${owner}: change that one.`,
    {
      more: { contactId: owner },
    },
  )
}

/** Takes a name on the platform away. The last one stays: nobody could be written to without. */
export async function dropAlias(
  { tx, contact }: Change,
  workspaceId: string,
  alias: Omit<AliasRow, 'portfolioId'>,
): Promise<boolean> {
  const has = contact.aliases.find(({ kind, value }) => kind === alias.kind && value === alias.value)
  if (!has) throw problem('not-found', 'This contact has no such alias.')
  if (contact.aliases.length === 1) {
    throw problem('conflict', 'This is the only way to write to this contact: add another alias first, or delete the contact.')
  }
  await tx.query(
    'delete from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4 and contact_id = $5',
    [workspaceId, has.kind, has.portfolioId, has.value, contact.id],
  )
  await keepNumbers(tx, workspaceId, [contact.id])
  return true
}

export async function requireContact(db: Db, workspaceId: string, id: string): Promise<ContactRow> {
  const contact = await findContact(db, workspaceId, id)
  if (!contact) throw problem('not-found', `This workspace has no contact with the id ${id}.`)
  return contact
}

/** The attributes by which two states of a person differ. */
export const keysThatChanged = (before: Attributes, after: Attributes): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key])

function refuseCrowd(attributes: Attributes): void {
  const crowd = tooMany(attributes)
  if (crowd) throw problem('content-invalid', crowd)
}

import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { keepNumbers } from './keep-numbers.ts'
import { mergeContacts } from './merge-contacts.ts'

/** How the platform named somebody: digits, a business-scoped id inside a portfolio, or both; or a group. */
export type PlatformIdentity = {
  portfolioId: string
  phone?: string | undefined
  bsuid?: string | undefined
  /** A group is named by its own id, and by nothing else. */
  group?: string | undefined
}

export type FoundContact = { id: string; name: string }

/**
 * The contact behind a platform identity, made when nobody had it before. Where number and business-scoped id were two people
 * until now, the older contact stays and the newer one becomes a redirect to it: nothing of its history is lost.
 */
export async function findOrCreateContact(
  tx: Db,
  workspaceId: string,
  identity: PlatformIdentity,
  { name, at, emit = () => {} }: { name?: string | undefined; at: PlatformTime; emit?: (event: DomainEvent) => void },
): Promise<FoundContact> {
  const merging = { tx, workspaceId, now: at, emit }
  const aliases = aliasesOf(identity)
  if (aliases.length === 0) throw new Error('A contact needs a phone number or a business-scoped user id.')
  const phone = aliases.find(({ kind }) => kind === 'e164')?.value
  let numberIsNew = phone !== undefined
  const ids = new Set<string>()
  for (const alias of aliases) {
    const [found] = await rows<{ contact_id: string }>(
      tx,
      'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
      [workspaceId, alias.kind, alias.portfolioId, alias.value],
    )
    if (!found) continue
    ids.add(found.contact_id)
    if (alias.value === phone) numberIsNew = false
  }
  const [keep = uuid7(), ...others] = [...ids].sort()
  if (ids.size === 0) {
    await tx.query('insert into contacts (workspace_id, id, name, created_at, phone) values ($1, $2, $3, $4, $5)', [
      workspaceId,
      keep,
      name ?? '',
      isoTime(at),
      phone ?? null,
    ])
  } else if (name) {
    await tx.query(`update contacts set name = $3 where workspace_id = $1 and id = $2 and name = ''`, [workspaceId, keep, name])
  }
  for (const other of others) await mergeContacts(merging, other, keep)
  for (const alias of aliases) {
    const [known] = await rows<{ contact_id: string }>(
      tx,
      `insert into contact_aliases (workspace_id, kind, portfolio_id, value, contact_id) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, kind, portfolio_id, value) do update set contact_id = contact_aliases.contact_id
       returning contact_id`,
      [workspaceId, alias.kind, alias.portfolioId, alias.value, keep],
    )
    // Somebody else created the same person between our look and our insert: theirs is the contact.
    if (known && known.contact_id !== keep) {
      await mergeContacts(merging, keep, known.contact_id)
      return readContact(tx, workspaceId, known.contact_id)
    }
  }
  if (ids.size > 0 && numberIsNew) await keepNumbers(tx, workspaceId, [keep])
  return readContact(tx, workspaceId, keep)
}

async function readContact(tx: Db, workspaceId: string, id: string): Promise<FoundContact> {
  const [found] = await rows<FoundContact>(tx, 'select id, name from contacts where workspace_id = $1 and id = $2', [
    workspaceId,
    id,
  ])
  if (!found) throw new Error(`Contact ${id} is missing although an alias names it.`)
  return found
}

export type Alias = { kind: string; portfolioId: string; value: string }

export function aliasesOf({ portfolioId, phone, bsuid, group }: PlatformIdentity): Alias[] {
  if (group) return [{ kind: 'group', portfolioId: '', value: group }]
  return [
    ...(bsuid ? [{ kind: 'bsuid', portfolioId, value: bsuid }] : []),
    ...(phone ? [{ kind: 'e164', portfolioId: '', value: phone }] : []),
  ]
}

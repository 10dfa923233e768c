import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, Overtaken, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { type Alias, aliasesOf, type PlatformIdentity } from './find-contact.ts'
import { keepNumbers } from './keep-numbers.ts'

export type WantedContact = { identity: PlatformIdentity; name: string | undefined; at: PlatformTime }

/**
 * The contacts behind many platform identities, in their order, those that nobody had before made: what `findOrCreateContact` does
 * for one. Where an identity says that two contacts are one person nothing is written, and `mergeAt` names the first that does:
 * what comes before it belongs to the contacts as they were.
 */
export async function findOrCreateContacts(
  tx: Db,
  workspaceId: string,
  wanted: readonly WantedContact[],
): Promise<{ contactIds: string[] } | { mergeAt: number }> {
  const known = await knownAliases(tx, workspaceId, wanted)
  const created: { id: string; name: string; at: PlatformTime }[] = []
  const added: (Alias & { contactId: string })[] = []
  const nameless = new Set([...known.values()].flatMap((alias) => (alias.nameless ? [alias.contactId] : [])))
  const named = new Map<string, string>()
  const contactIds: string[] = []
  /** The lowest of the numbers that are new, by contact. */
  const numbers = new Map<string, string>()

  for (const [index, { identity, name, at }] of wanted.entries()) {
    const aliases = aliasesOf(identity)
    const ids = new Set(aliases.flatMap((alias) => known.get(keyOf(alias))?.contactId ?? []))
    if (ids.size > 1) return { mergeAt: index }
    const [found] = ids
    const id = found ?? uuid7()
    if (found === undefined) {
      created.push({ id, name: name ?? '', at })
      if (!name) nameless.add(id)
    } else if (name && nameless.has(id)) {
      named.set(id, name)
      nameless.delete(id)
    }
    for (const alias of aliases) {
      if (known.has(keyOf(alias))) continue
      known.set(keyOf(alias), { contactId: id, nameless: false })
      added.push({ ...alias, contactId: id })
      const lowest = numbers.get(id)
      if (alias.kind === 'e164' && (lowest === undefined || alias.value < lowest)) numbers.set(id, alias.value)
    }
    contactIds.push(id)
  }

  if (created.length > 0) {
    await tx.query(
      `insert into contacts (workspace_id, id, name, created_at, phone)
       select $1, id, name, at::timestamptz, phone from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as made (id, name, at, phone)`,
      [
        workspaceId,
        created.map(({ id }) => id),
        created.map(({ name }) => name),
        created.map(({ at }) => isoTime(at)),
        created.map(({ id }) => numbers.get(id) ?? null),
      ],
    )
  }
  if (added.length > 0) {
    const { rowCount } = await tx.query(
      `insert into contact_aliases (workspace_id, kind, portfolio_id, value, contact_id)
       select $1, kind, portfolio, value, contact from unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) as added (kind, portfolio, value, contact)
       on conflict do nothing`,
      [
        workspaceId,
        added.map(({ kind }) => kind),
        added.map(({ portfolioId }) => portfolioId),
        added.map(({ value }) => value),
        added.map(({ contactId }) => contactId),
      ],
    )
    if (rowCount !== added.length) throw new Overtaken('somebody else made one of these contacts')
  }
  for (const { id } of created) numbers.delete(id)
  await keepNumbers(tx, workspaceId, [...numbers.keys()])
  if (named.size > 0) {
    await tx.query(
      `update contacts c set name = named.name from unnest($2::uuid[], $3::text[]) as named (id, name)
       where c.workspace_id = $1 and c.id = named.id and c.name = ''`,
      [workspaceId, [...named.keys()], [...named.values()]],
    )
  }
  return { contactIds }
}

async function knownAliases(tx: Db, workspaceId: string, wanted: readonly WantedContact[]) {
  const asked = new Map<string, Alias>()
  for (const { identity } of wanted) for (const alias of aliasesOf(identity)) asked.set(keyOf(alias), alias)
  const aliases = [...asked.values()]
  const found = await rows<{ kind: string; portfolio_id: string; value: string; contact_id: string; nameless: boolean }>(
    tx,
    `select a.kind, a.portfolio_id, a.value, a.contact_id, c.name = '' as nameless
     from unnest($2::text[], $3::text[], $4::text[]) as asked (kind, portfolio, value)
     join contact_aliases a
       on a.workspace_id = $1 and a.kind = asked.kind and a.portfolio_id = asked.portfolio and a.value = asked.value
     join contacts c on c.workspace_id = $1 and c.id = a.contact_id`,
    [
      workspaceId,
      aliases.map(({ kind }) => kind),
      aliases.map(({ portfolioId }) => portfolioId),
      aliases.map(({ value }) => value),
    ],
  )
  return new Map(
    found.map((alias) => [
      keyOf({ kind: alias.kind, portfolioId: alias.portfolio_id, value: alias.value }),
      { contactId: alias.contact_id, nameless: alias.nameless },
    ]),
  )
}

const keyOf = ({ kind, portfolioId, value }: Alias): string => `${kind} ${portfolioId} ${value}`

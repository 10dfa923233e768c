import type { ConsentState } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import type { Attributes } from './attributes.ts'
import { presentConsent } from './consent-view.ts'

export type AliasRow = { kind: 'e164' | 'bsuid' | 'group'; portfolioId: string; value: string }

export type ContactRow = {
  id: string
  name: string
  attributes: Attributes
  tags: string[]
  created_at: Date
  consent: ConsentState | null
  aliases: AliasRow[]
  /** Numbers of ours that blocked this contact. */
  blocked_by: string[] | null
  undeliverable_since: string | null
}

const SELECT = `select c.id, c.name, c.attributes, c.tags, c.created_at,
    (select s.state from consents s where s.workspace_id = c.workspace_id and s.contact_id = c.id) as consent,
    (select coalesce(json_agg(json_build_object('kind', a.kind, 'portfolioId', a.portfolio_id, 'value', a.value)
       order by a.kind desc, a.value), '[]')
     from contact_aliases a where a.workspace_id = c.workspace_id and a.contact_id = c.id) as aliases,
    (select jsonb_agg(b.phone_number_id order by b.phone_number_id) from blocked_contacts b
     where b.workspace_id = c.workspace_id and b.contact_id = c.id) as blocked_by,
    (select to_jsonb(u.since) #>> '{}' from undeliverable_contacts u
     where u.workspace_id = c.workspace_id and u.contact_id = c.id) as undeliverable_since
  from contacts c`

export type ContactQuestion = {
  workspaceId: string
  search: string | null
  attributes: Attributes | null
  after: string | null
  limit: number
}

/** One page of contacts, newest first. Names are searched by any part, numbers by any three digits or more in a row. */
export function listContacts(db: Db, { workspaceId, search, attributes, after, limit }: ContactQuestion): Promise<ContactRow[]> {
  const values: unknown[] = [workspaceId, limit]
  const value = (given: unknown) => `$${values.push(given)}`
  const digits = search !== null && /^[\d\s+().-]+$/.test(search) ? search.replace(/\D/g, '') : ''
  const conditions = ['c.workspace_id = $1', 'c.merged_into is null']
  if (after) conditions.push(`c.id < ${value(after)}::uuid`)
  if (attributes) conditions.push(`c.attributes @> ${value(JSON.stringify(attributes))}::jsonb`)
  if (search) {
    const named = `c.name ilike '%' || ${value(escapeLike(search))} || '%'`
    const numbered =
      digits.length >= 3
        ? `c.id in (select a.contact_id from contact_aliases a where a.workspace_id = $1 and a.kind = 'e164' and a.value like '%' || ${value(digits)} || '%')`
        : 'false'
    conditions.push(`(${named} or ${numbered})`)
  }
  return rows<ContactRow>(db, `${SELECT} where ${conditions.join(' and ')} order by c.id desc limit $2`, values)
}

const escapeLike = (search: string) => search.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** The contact, or the one it was merged into. */
export async function findContact(db: Db, workspaceId: string, id: string): Promise<ContactRow | undefined> {
  const kept = await row<{ id: string }>(
    db,
    `with recursive way as (
       select id, merged_into from contacts where workspace_id = $1 and id = $2
       union select c.id, c.merged_into from way join contacts c on c.workspace_id = $1 and c.id = way.merged_into
     ) select id from way where merged_into is null`,
    [workspaceId, id],
  )
  return kept && row<ContactRow>(db, `${SELECT} where c.workspace_id = $1 and c.id = $2`, [workspaceId, kept.id])
}

/** Whose an alias is, if anybody's. */
export const ownerOfAlias = async (db: Db, workspaceId: string, { kind, portfolioId, value }: AliasRow): Promise<string | null> =>
  (
    await row<{ contact_id: string }>(
      db,
      'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
      [workspaceId, kind, portfolioId, value],
    )
  )?.contact_id ?? null

/** A contact as the API shows it. */
export function presentContact({
  id,
  name,
  attributes,
  tags,
  created_at,
  consent,
  aliases,
  blocked_by,
  undeliverable_since,
}: ContactRow) {
  const phone = aliases.find(({ kind }) => kind === 'e164')
  return {
    id,
    name,
    phone: phone ? `+${phone.value}` : null,
    aliases: aliases.map(({ kind, portfolioId, value }) =>
      kind === 'e164' ? { kind, value: `+${value}` } : kind === 'group' ? { kind, value } : { kind, portfolioId, value },
    ),
    attributes,
    tags,
    consent: presentConsent(consent),
    ...(blocked_by ? { blockedBy: blocked_by } : {}),
    ...(undeliverable_since ? { undeliverableSince: new Date(undeliverable_since).toISOString() } : {}),
    createdAt: created_at.toISOString(),
  }
}

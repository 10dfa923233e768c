import type { ConsentState } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import type { Attributes } from './attributes.ts'
import { presentConsent } from './consent-view.ts'
import { findFew, matchSql, type Wanted } from './match-contacts.ts'

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

export type ContactQuestion = Wanted & {
  workspaceId: string
  attributes: Attributes | null
  /** Older ones than this contact … */
  after: string | null
  /** … or from this contact on, itself included, without so many of them. */
  from?: string | null
  skip?: number
  limit: number
}

/** One page of contacts, newest first. */
export async function listContacts(db: Db, question: ContactQuestion): Promise<ContactRow[]> {
  const { workspaceId, attributes, after, from = null, skip = 0, limit } = question
  const values: unknown[] = [workspaceId, limit, skip]
  const bind = (given: unknown) => `$${values.push(given)}`
  const few = await findFew(db, workspaceId, question)
  const conditions = ['c.workspace_id = $1', matchSql(question, bind, few)]
  if (after) conditions.push(`c.id < ${bind(after)}::uuid`)
  if (from) conditions.push(`c.id <= ${bind(from)}::uuid`)
  if (attributes) conditions.push(`c.attributes <> '{}' and c.attributes @> ${bind(JSON.stringify(attributes))}::jsonb`)
  return rows<ContactRow>(
    db,
    `with page as materialized (
       select c.id from contacts c where ${conditions.join(' and ')} order by c.id desc limit $2 offset $3)
     ${SELECT} join page on page.id = c.id where c.workspace_id = $1 order by c.id desc`,
    values,
  )
}

/** Every so many contacts one is remembered, so that a list can begin anywhere without counting its way there. */
export const BETWEEN_LANDMARKS = 1_000

/** How many contacts there are, and the first of each thousand, newest first. */
export async function findLandmarks(
  db: Db,
  { workspaceId, ...wanted }: Wanted & { workspaceId: string },
): Promise<{ people: number; ids: string[] }> {
  const values: unknown[] = [workspaceId]
  const few = await findFew(db, workspaceId, wanted)
  const condition = matchSql(wanted, (given) => `$${values.push(given)}`, few)
  const found = await row<{ people: number; ids: string[] | null }>(
    db,
    `select coalesce(max(n), 0)::int as people, array_agg(id order by n) filter (where n % ${BETWEEN_LANDMARKS} = 1) as ids
     from (select c.id, row_number() over (order by c.id desc) as n from contacts c where c.workspace_id = $1 and ${condition}) one`,
    values,
  )
  return { people: found?.people ?? 0, ids: found?.ids ?? [] }
}

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

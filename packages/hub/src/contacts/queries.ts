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

/** What many people have is found among so many who are met first; an index would collect them all. */
const MET_FIRST = 4_000

/** One page of contacts, newest first. */
export async function listContacts(db: Db, question: ContactQuestion): Promise<ContactRow[]> {
  const few = await findFew(db, question.workspaceId, question)
  if (question.search && few === null) {
    const met = await pageOf(db, question, null, 'each')
    if (met.length === question.limit) return met
  }
  return pageOf(db, question, few, 'index')
}

async function pageOf(
  db: Db,
  question: ContactQuestion,
  few: readonly string[] | null,
  ask: 'each' | 'index',
): Promise<ContactRow[]> {
  const { workspaceId, attributes, after, from = null, skip = 0, limit } = question
  const values: unknown[] = [workspaceId, limit, skip]
  const bind = (given: unknown) => `$${values.push(given)}`
  const place = ['c.workspace_id = $1']
  if (after) place.push(`c.id < ${bind(after)}::uuid`)
  if (from) place.push(`c.id <= ${bind(from)}::uuid`)
  const people =
    ask === 'each' ? `(select * from contacts c where ${place.join(' and ')} order by c.id desc limit ${MET_FIRST})` : 'contacts'
  const conditions = [...place, matchSql(question, bind, few, ask)]
  if (attributes) conditions.push(`c.attributes <> '{}' and c.attributes @> ${bind(JSON.stringify(attributes))}::jsonb`)
  return rows<ContactRow>(
    db,
    `with page as materialized (
       select c.id from ${people} c where ${conditions.join(' and ')} order by c.id desc limit $2 offset $3)
     ${SELECT} join page on page.id = c.id where c.workspace_id = $1 order by c.id desc`,
    values,
  )
}

/** Every so many contacts at most one is remembered, so that a list can begin anywhere without counting its way there. */
export const BETWEEN_LANDMARKS = 1_000
/** The fewest between two: a page of the dashboard. */
const LEAST_BETWEEN = 100

export type Landmarks = { people: number; every: number; ids: string[] }

/**
 * How many contacts there are, and the first of each `every`, newest first. Of few among many each is far from the next, so their
 * landmarks stand closer.
 */
export async function findLandmarks(db: Db, { workspaceId, ...wanted }: Wanted & { workspaceId: string }): Promise<Landmarks> {
  if (wanted.search === null && wanted.filter === null) return landmarksOfAll(db, workspaceId)
  const values: unknown[] = [workspaceId]
  const few = await findFew(db, workspaceId, wanted)
  const condition = matchSql(wanted, (given) => `$${values.push(given)}`, few, 'all')
  const found = await row<{ people: number; ids: string[] | null }>(
    db,
    `select coalesce(max(n), 0)::int as people, array_agg(id order by n) filter (where n % ${LEAST_BETWEEN} = 1) as ids
     from (select c.id, row_number() over (order by c.id desc) as n from contacts c where c.workspace_id = $1 and ${condition}) one`,
    values,
  )
  const { people = 0, ids } = found ?? {}
  const every = Math.min(BETWEEN_LANDMARKS, LEAST_BETWEEN * Math.max(1, Math.ceil(people / 100_000)))
  return { people, every, ids: (ids ?? []).filter((_, index) => index % (every / LEAST_BETWEEN) === 0) }
}

/** Of everybody: from landmark to landmark by the key, which is some five times quicker than numbering them. */
async function landmarksOfAll(db: Db, workspaceId: string): Promise<Landmarks> {
  const found = await row<{ ids: string[] | null; rest: number }>(
    db,
    `with recursive mark as (
       (select id, 0 as n from contacts where workspace_id = $1 and merged_into is null order by id desc limit 1)
       union all
       select (select c.id from contacts c where c.workspace_id = $1 and c.merged_into is null and c.id <= mark.id
         order by c.id desc offset ${BETWEEN_LANDMARKS} limit 1), n + 1
       from mark where mark.id is not null
     ), known as materialized (select id, n from mark where id is not null)
     select (select array_agg(id order by n) from known) as ids,
       (select count(*) from contacts c where c.workspace_id = $1 and c.merged_into is null
         and c.id <= (select id from known order by n desc limit 1)) as rest`,
    [workspaceId],
  )
  const ids = found?.ids ?? []
  return {
    people: ids.length === 0 ? 0 : (ids.length - 1) * BETWEEN_LANDMARKS + (found?.rest ?? 0),
    every: BETWEEN_LANDMARKS,
    ids,
  }
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

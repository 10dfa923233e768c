import { type Db, rows } from '../database/database.ts'
import type { PersonValues } from './fill-template.ts'

export type CampaignPerson = PersonValues & { position: number; contactId: string | null; bsuid: string | null }

type Row = {
  position: number
  contact_id: string | null
  name: string | null
  attributes: Record<string, unknown> | null
  columns: Record<string, unknown> | null
  phone: string | null
  bsuid: string | null
}

/**
 * What is known now of people of a campaign: the contact they have become, how the platform finds them, and what their row of the
 * file says. In the order asked for; who was erased has no contact.
 */
export async function loadPeople(
  db: Db,
  workspaceId: string,
  { campaignId, portfolioId }: { campaignId: string; portfolioId: string },
  wanted: readonly { position: number; contact_id: string | null; source: number | null }[],
): Promise<CampaignPerson[]> {
  const found = await rows<Row>(
    db,
    `select r.position, c.id as contact_id, c.name, c.attributes, a.columns,
       names.phone, names.bsuid
     from unnest($4::int[], $5::uuid[], $6::int[]) as r (position, contact_id, source)
     left join contacts o on o.workspace_id = $1 and o.id = r.contact_id
     left join contacts c on c.workspace_id = $1 and c.id = coalesce(o.merged_into, o.id)
     -- Kinds are told apart after the look-up: with the kind among its conditions, a table nobody has analysed yet is searched by it.
     left join lateral (
       select min(n.value) filter (where n.kind = 'e164') as phone,
         min(n.value) filter (where n.kind = 'bsuid' and n.portfolio_id = $3) as bsuid
       from contact_aliases n where n.workspace_id = $1 and n.contact_id = c.id
     ) names on true
     left join campaign_audience a on a.workspace_id = $1 and a.campaign_id = $2 and a.position = r.source`,
    [
      workspaceId,
      campaignId,
      portfolioId,
      wanted.map(({ position }) => position),
      wanted.map(({ contact_id }) => contact_id),
      wanted.map(({ source }) => source),
    ],
  )
  const byPosition = new Map(found.map((person) => [person.position, person]))
  return wanted.map(({ position }) => {
    const person = byPosition.get(position)
    return {
      position,
      contactId: person?.contact_id ?? null,
      name: person?.name ?? '',
      attributes: person?.attributes ?? {},
      columns: person?.columns ?? {},
      phone: person?.phone ?? null,
      bsuid: person?.bsuid ?? null,
    }
  })
}

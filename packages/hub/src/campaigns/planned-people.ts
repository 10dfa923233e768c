import type { PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import { askAudience, type ChunkEnd, readChunk } from './ask-audience.ts'
import type { CampaignRow } from './campaign-row.ts'
import { startOf } from './plan-campaign.ts'

/** As many are looked at for one page: where few match, the page is short and its cursor goes on. */
const LOOKED_AT = 20_000
const CHUNK = 2_000

export type PlannedPerson = {
  contactId: string | null
  row: number | null
  name: string | null
  phone: string | null
  because: string | null
}

/** The people behind a number of the plan: those left out for one reason, or those whose message would be free. */
export async function listPlanned(
  db: Db,
  campaign: CampaignRow,
  { of, after, limit, now }: { of: { reason: string } | 'free'; after: ChunkEnd | undefined; limit: number; now: PlatformTime },
): Promise<{ people: PlannedPerson[]; end: ChunkEnd | null }> {
  const { asking, judge } = await askAudience(db, campaign, () => startOf(campaign, now))
  const people: PlannedPerson[] = []
  let end = after
  for (let looked = 0; looked < LOOKED_AT; looked += CHUNK) {
    const chunk = await readChunk(db, asking, end, CHUNK)
    for (const person of chunk) {
      end = person.source ?? person.contact_id ?? end
      const { reason, because, price } = judge(person)
      if (of === 'free' ? price?.billable !== false : reason !== of.reason) continue
      people.push({ contactId: person.contact_id, row: person.source, name: person.name, phone: person.phone, because })
      if (people.length === limit) return { people, end: end ?? null }
    }
    if (chunk.length < CHUNK) return { people, end: null }
  }
  return { people, end: end ?? null }
}

import type { PlatformTime } from '@casement/platform'
import { findTemplatePurposes } from '../consent/purposes.ts'
import { type Db, rows } from '../database/database.ts'
import { categoryOf } from '../messages/judge-message.ts'
import { cardsIn } from '../settings/own-rates.ts'
import { loadSettings, type Settings } from '../settings/settings.ts'
import { type Asking, type Facet, type FacetVerdict, facetSql, judgeFacet } from './audience-facets.ts'
import { type CampaignMeans, requireMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'
import { createFiller, type TemplateFiller } from './fill-template.ts'

export type AudienceQuestion = {
  means: CampaignMeans
  settings: Settings
  fillers: TemplateFiller[]
  asking: Asking
  /** What the rules say of people who share all that decides. */
  judge: (facet: Facet) => FacetVerdict
}

/** All that is needed to ask of each person whether a campaign would reach them at that time. */
export async function askAudience(
  db: Db,
  campaign: CampaignRow,
  at: (means: CampaignMeans) => PlatformTime,
): Promise<AudienceQuestion> {
  const means = await requireMeans(db, campaign)
  const settings = await loadSettings(db, campaign.workspace_id)
  const { stored } = means.templates[0] as (typeof means.templates)[0]
  const fillers = means.templates.map(({ use }) => createFiller(use))
  const asking = {
    workspaceId: campaign.workspace_id,
    source: means.source,
    number: means.number,
    settings,
    category: categoryOf(stored),
    own: (await findTemplatePurposes(db, campaign.workspace_id, [stored])).get(stored.name) ?? null,
    needed: [...new Set(fillers.flatMap(({ needed }) => needed))],
    at: at(means),
  }
  const cards = await cardsIn(db, campaign.workspace_id, means.number.currency)
  const judge = memoised((facet: Facet) => judgeFacet(facet, { ...asking, template: stored, cards }))
  return { means, settings, fillers, asking, judge }
}

export type Candidate = Facet & {
  contact_id: string | null
  source: number | null
  name: string | null
  attributes: Record<string, unknown> | null
  columns: Record<string, unknown> | null
}

/** Where a chunk of an audience ended: a contact, or a row of its file. */
export type ChunkEnd = string | number

/** The next people of an audience in its order, each with all that decides about them. */
export function readChunk(db: Db, asking: Asking, after: ChunkEnd | undefined, limit: number): Promise<Candidate[]> {
  const values: unknown[] = [asking.workspaceId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const listed = 'campaignId' in asking.source
  const order = listed ? 'a.position' : 'c.id'
  const condition = after === undefined ? 'true' : `${order} > ${bind(after)}::${listed ? 'int' : 'uuid'}`
  const facets = facetSql(asking, bind, { condition, order, limit })
  return rows<Candidate>(
    db,
    `select c.id as contact_id, ${listed ? 'a.position' : 'null::int'} as source, c.name, c.attributes,
       ${listed ? 'a.columns' : 'null::jsonb'} as columns, ${facets.given} as given, ${facets.digits} as digits, ${facets.phone} as phone,
       ${facets.bsuid} as bsuid, ${facets.csw} as csw, ${facets.fep} as fep, ${facets.marketing} as marketing,
       ${facets.purpose} as purpose, ${facets.everything} as everything, ${facets.own} as own, ${facets.often} as often, ${facets.missing} as missing,
       ${facets.reached} as reached, ${facets.undeliverable} as undeliverable, ${facets.blocked} as blocked
     from ${facets.tables} order by ${order}`,
    values,
  )
}

/** People who share all that decides share the answer. */
function memoised<T>(judge: (facet: Facet) => T): (facet: Facet) => T {
  const known = new Map<string, T>()
  return (facet) => {
    const {
      given,
      digits,
      phone,
      bsuid,
      csw,
      fep,
      marketing,
      purpose,
      everything,
      own,
      often,
      missing,
      reached,
      undeliverable,
      blocked,
    } = facet
    const key = `${given}|${digits}|${phone?.length}|${bsuid}|${csw}|${fep}|${marketing}|${purpose}|${everything}|${own}|${often}|${missing}|${reached}|${undeliverable}|${blocked}`
    let answer = known.get(key)
    if (answer === undefined) {
      answer = judge(facet)
      known.set(key, answer)
    }
    return answer
  }
}

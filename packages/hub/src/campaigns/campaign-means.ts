import { type Db, row } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { requireNumber } from '../messages/judge-message.ts'
import { findTemplates, type SendingNumber, type StoredTemplate, templateKey } from '../messages/load-situations.ts'
import type { Filter } from '../segments/filter.ts'
import type { Source } from './audience-facets.ts'
import { type CampaignRow, templatesOf } from './campaign-row.ts'
import type { Definition, TemplateUse } from './definition.ts'

export type CampaignMeans = {
  number: SendingNumber
  /** As they are on the platform now, in the order of the trial. */
  templates: { use: TemplateUse; stored: StoredTemplate }[]
  source: Source
}

/** What a campaign works with, read anew each time: its number, its templates, and where its people come from. */
export async function requireMeans(
  db: Db,
  campaign: Pick<CampaignRow, 'workspace_id' | 'id' | 'phone_number_id' | 'definition'>,
): Promise<CampaignMeans> {
  if (!campaign.definition.template) throw problem('conflict', 'Choose the template of this campaign first.')
  return readMeans(db, campaign)
}

/** The same of a draft, which may have no template yet. */
export async function readMeans(
  db: Db,
  { workspace_id, id, phone_number_id, definition }: Pick<CampaignRow, 'workspace_id' | 'id' | 'phone_number_id' | 'definition'>,
): Promise<CampaignMeans> {
  const number = await requireNumber(db, workspace_id, phone_number_id)
  const uses = templatesOf(definition)
  const found = await findTemplates(db, workspace_id, number.waba_id, uses)
  const templates = uses.map((use) => {
    const stored = found.get(templateKey(use))
    if (!stored) {
      throw problem(
        'content-invalid',
        `This account has no template ${use.name} in ${use.language}: sync the templates, or name one of GET /v1/templates.`,
      )
    }
    return { use, stored }
  })
  return { number, templates, source: await sourceOf(db, workspace_id, id, definition) }
}

async function sourceOf(db: Db, workspaceId: string, campaignId: string, { audience }: Definition): Promise<Source> {
  if ('segment' in audience) return { filter: audience.segment }
  if (!('segmentId' in audience)) return { campaignId }
  const segment = await row<{ filter: Filter }>(db, 'select filter from segments where workspace_id = $1 and id = $2', [
    workspaceId,
    audience.segmentId,
  ])
  if (!segment) throw problem('not-found', `This workspace has no segment with the id ${audience.segmentId}.`)
  return { filter: segment.filter }
}

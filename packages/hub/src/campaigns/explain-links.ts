import type { Db } from '../database/database.ts'
import { explainTracking } from '../links/explain-tracking.ts'
import { loadSettings } from '../settings/settings.ts'
import { requireMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'

/** Whether the links of a campaign are counted, and in words which of them cannot be. */
export async function explainLinks(
  db: Db,
  campaign: CampaignRow,
  base: string,
): Promise<{ tracked: boolean; sentences: string[] }> {
  const { templates } = await requireMeans(db, campaign)
  const tracked = campaign.definition.trackLinks ?? (await loadSettings(db, campaign.workspace_id)).trackLinks
  const sentences = templates.flatMap(({ stored }) =>
    explainTracking(stored.name, stored.components as Record<string, unknown>[], base),
  )
  return { tracked, sentences: [...new Set(sentences)] }
}

import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { CampaignRow } from './campaign-row.ts'

/** Pauses a campaign for a reason that people read. What stands in the ledger stops with it, because claims ask the campaign. */
export async function pauseCampaign(
  tx: Db,
  { workspace_id, id }: Pick<CampaignRow, 'workspace_id' | 'id'>,
  because: string,
  now: PlatformTime,
  by?: { id: string; name: string },
): Promise<DomainEvent[]> {
  const { rowCount } = await tx.query(
    `update campaigns set state = 'paused', because = $3, waiting_for = null, wait_until = null
     where workspace_id = $1 and id = $2 and state in ('preparing', 'scheduled', 'running')`,
    [workspace_id, id, because],
  )
  return rowCount === 1
    ? [{ type: 'campaign.paused', at: now, data: { campaignId: id, because, at: isoTime(now), ...(by ? { by } : {}) } }]
    : []
}

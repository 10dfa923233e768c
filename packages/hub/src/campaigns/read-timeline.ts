import { type Db, rows } from '../database/database.ts'
import type { CampaignRow } from './campaign-row.ts'

/** Newer steps than these are not told; a campaign that was paused so often has another problem. */
const MOST = 200

export type Step = {
  at: string
  kind: 'planned' | 'launched' | 'prepared' | 'warned' | 'paused' | 'resumed' | 'cancelled' | 'finished'
  /** Who did it; null for what came about by itself. */
  by: string | null
  because: string | null
}

/** What happened to a campaign, in order: what its row says, and the events that are still kept. */
export async function readTimeline(db: Db, campaign: CampaignRow): Promise<Step[]> {
  const { workspace_id: workspaceId, id, created_at, created_by, launched_at, launched_by, ended_at, state } = campaign
  const told = await rows<{ type: string; at: Date; by: string | null; because: string | null }>(
    db,
    `select type, at, data #>> '{by,name}' as by, data ->> 'because' as because from events
     where workspace_id = $1 and data ->> 'campaignId' = $2
       and type in ('campaign.launched', 'campaign.warned', 'campaign.paused', 'campaign.resumed', 'campaign.cancelled', 'campaign.finished')
     order by seq limit $3`,
    [workspaceId, id, MOST],
  )
  const steps = told.map(({ type, at, by, because }): Step => {
    const kind = type.slice('campaign.'.length)
    return { at: at.toISOString(), kind: kind === 'launched' ? 'prepared' : (kind as Step['kind']), by, because }
  })
  const end = state === 'finished' || state === 'cancelled' ? state : null
  return [
    { at: created_at.toISOString(), kind: 'planned', by: created_by.name, because: null },
    ...(launched_at
      ? [{ at: launched_at.toISOString(), kind: 'launched' as const, by: launched_by?.name ?? null, because: null }]
      : []),
    ...steps,
    ...(end && ended_at && !steps.some(({ kind }) => kind === end)
      ? [{ at: ended_at.toISOString(), kind: end, by: null, because: null }]
      : []),
  ]
}

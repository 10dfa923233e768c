import { type Db, row } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Definition, TemplateUse } from './definition.ts'

export type CampaignState = 'draft' | 'preparing' | 'scheduled' | 'running' | 'paused' | 'finished' | 'cancelled'

export type CampaignRow = {
  id: string
  workspace_id: string
  name: string
  state: CampaignState
  phone_number_id: string
  definition: Definition
  created_by: { id: string; name: string }
  created_at: Date
  launched_at: Date | null
  /** Null where nobody wrote it down: campaigns launched before it was. */
  launched_by: { id: string; name: string } | null
  starts_at: Date | null
  ended_at: Date | null
  prepared: { after?: string | number; position?: number; whole?: boolean }
  audience: number
  excluded: Record<string, number>
  waiting: number
  refused: number
  because: string | null
  waiting_for: string | null
  wait_until: Date | null
  next_at: Date | null
  ramp: { day: number; used: number } | null
  winner: number | null
  watch: Watch
  attempt: number
}

/** What the last look at a running campaign saw. */
export type Watch = {
  /** The newest event that was looked at for people who say stop. */
  seq?: number
  stopped?: number
  progressAt?: number
  lookedAt?: number
  slowed?: boolean
  trialSentAt?: number
  trialEndsAt?: number
  /** What had come back when it was last resumed: only what came since is a reason to pause again. */
  before?: { answered: number; failed: number }
}

export const CAMPAIGN_COLUMNS = `id, workspace_id, name, state, phone_number_id, definition, created_by, created_at, launched_at, launched_by,
  starts_at, ended_at, prepared, audience, excluded, waiting, refused, because, waiting_for, wait_until, next_at, ramp, winner, watch, attempt`

export const findCampaign = (db: Db, workspaceId: string, id: string): Promise<CampaignRow | undefined> =>
  row<CampaignRow>(db, `select ${CAMPAIGN_COLUMNS} from campaigns where workspace_id = $1 and id = $2`, [workspaceId, id])

export const lockCampaign = (db: Db, workspaceId: string, id: string): Promise<CampaignRow | undefined> =>
  row<CampaignRow>(db, `select ${CAMPAIGN_COLUMNS} from campaigns where workspace_id = $1 and id = $2 for update`, [
    workspaceId,
    id,
  ])

export async function requireCampaign(db: Db, workspaceId: string, id: string): Promise<CampaignRow> {
  const found = await findCampaign(db, workspaceId, id)
  if (!found) throw problem('not-found', `This workspace has no campaign with the id ${id}.`)
  return found
}

/** The templates of a campaign: its own, and the other of its trial; none while a draft has not chosen one. */
export const templatesOf = ({ template, trial }: Definition): TemplateUse[] =>
  template ? (trial ? [template, trial.template] : [template]) : []

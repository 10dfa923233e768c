import type { MessageStatus } from '@casement/rules'
import { messageStatuses } from '@casement/rules'
import type pg from 'pg'
import { type Db, rows, transact } from '../database/database.ts'
import type { CampaignRow } from './campaign-row.ts'

export type MessageCount = { variant: number; status: MessageStatus; messages: number; charged: string }

/** Messages of campaigns by template and status at this moment: what was folded, and what has moved since. */
export const countMessages = (db: Db, workspaceId: string, campaignIds: readonly string[]) =>
  rows<MessageCount & { campaign_id: string }>(
    db,
    `select campaign_id, variant, status, sum(messages)::int as messages, sum(charged)::text as charged from (
       select campaign_id, variant, status, messages, charged from campaign_counts
       where workspace_id = $1 and campaign_id = any ($2::uuid[])
       union all
       select campaign_id, variant, status, messages, charged from campaign_moves
       where workspace_id = $1 and campaign_id = any ($2::uuid[])
     ) as both_parts group by 1, 2, 3 having sum(messages) <> 0 or sum(charged) <> 0`,
    [workspaceId, campaignIds],
  )

/** Failed messages of a campaign by the platform's code, 0 where it gave none; the most frequent first. */
export const countFailures = (db: Db, workspaceId: string, campaignId: string) =>
  rows<{ code: number; messages: number }>(
    db,
    `select code, sum(messages)::int as messages from (
       select code, messages from campaign_counts where workspace_id = $1 and campaign_id = $2 and status = 'failed'
       union all
       select code, messages from campaign_moves where workspace_id = $1 and campaign_id = $2 and status = 'failed'
     ) as both_parts group by code having sum(messages) > 0 order by 2 desc, 1`,
    [workspaceId, campaignId],
  )

export type Counts = { audience: number; excluded: Record<string, number> } & Record<MessageStatus, number>

/**
 * The counts of a campaign: those of the message statuses exclude each other and sum to the audience less the excluded. Who was
 * not fed yet counts as queued, while it is paused as held, once it is cancelled as cancelled; whom the gate refused as refused.
 */
export function presentCounts(campaign: CampaignRow, messages: readonly MessageCount[]): Counts {
  const byStatus = Object.fromEntries(messageStatuses.map((status) => [status, 0]))
  for (const { status, messages: count } of messages) byStatus[status] = (byStatus[status] ?? 0) + count
  const waitsAs =
    campaign.state === 'cancelled' ? 'cancelled' : campaign.state === 'paused' || campaign.waiting_for ? 'held' : 'queued'
  byStatus[waitsAs] = (byStatus[waitsAs] ?? 0) + campaign.waiting
  byStatus.refused = (byStatus.refused ?? 0) + campaign.refused
  return { audience: campaign.audience, excluded: campaign.excluded, ...byStatus } as Counts
}

/** Folds what moved into the counts. Others go on appending meanwhile; what they append is folded the next time. */
export async function foldCounts(pool: pg.Pool, workspaceId: string, campaignId: string): Promise<void> {
  await transact(pool, (tx) =>
    tx.query(
      `with moved as (
         delete from campaign_moves where workspace_id = $1 and campaign_id = $2 returning variant, status, code, messages, charged
       )
       insert into campaign_counts (workspace_id, campaign_id, variant, status, code, messages, charged)
       select $1, $2, variant, status, code, sum(messages), sum(charged) from moved
       group by variant, status, code order by variant, status, code
       on conflict (workspace_id, campaign_id, variant, status, code) do update
         set messages = campaign_counts.messages + excluded.messages, charged = campaign_counts.charged + excluded.charged`,
      [workspaceId, campaignId],
    ),
  )
}

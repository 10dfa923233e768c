import { type Db, rows } from '../database/database.ts'
import { NO_CAMPAIGN } from '../messages/load-spend.ts'
import { countService, type ServiceUse } from './settle-sends.ts'

/**
 * Sends that were told to have failed and have arrived all the same. They take again what they gave back: their place in the reach as
 * of when they were sent, their free message of the month and their cost under the caps.
 */
export async function reviveFailed(tx: Db, workspaceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const revived = await rows<ServiceUse>(
    tx,
    `update sends s set state = 'accepted' from (
       select id from sends where workspace_id = $1 and id = any ($2::uuid[]) and state = 'failed' and wamid is not null order by id for update
     ) as failed
     where s.workspace_id = $1 and s.id = failed.id returning s.phone_number_id, s.service_month`,
    [workspaceId, ids],
  )
  await countService(tx, workspaceId, revived, 1)
  await takeAgain(tx, workspaceId, ids)
}

/** Reach and cost, as they were before these accepted sends gave them back. */
export async function takeAgain(tx: Db, workspaceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query(
    `with back as (
       update sends s set reach_given_back = null, spend_given_back = null, spend_month = coalesce(was.spend_given_back, s.spend_month)
       from (
         select id, reach_given_back, spend_given_back from sends
         where workspace_id = $1 and id = any ($2::uuid[]) and state = 'accepted'
           and (reach_given_back is not null or spend_given_back is not null) order by id for update
       ) as was
       where s.workspace_id = $1 and s.id = was.id
       returning s.id, s.contact_id, s.phone_number_id, s.cost, s.campaign_id, was.reach_given_back as reached_at, was.spend_given_back as month
     ), reached as (
       insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at)
       select $1, back.id, w.portfolio_id, back.contact_id, back.reached_at from back
       join phone_numbers n on n.workspace_id = $1 and n.id = back.phone_number_id
       join wabas w on w.workspace_id = $1 and w.id = n.waba_id
       where back.reached_at is not null
       on conflict (workspace_id, send_id) do nothing
     ), uncounted as (
       update portfolios p set reach_bound = null where p.workspace_id = $1 and p.id in (
         select w.portfolio_id from back
         join phone_numbers n on n.workspace_id = $1 and n.id = back.phone_number_id
         join wabas w on w.workspace_id = $1 and w.id = n.waba_id where back.reached_at is not null)
     ), sums as (
       select month, phone_number_id, coalesce(campaign_id, $3::uuid) as campaign_id, sum(cost) as cost
       from back where month is not null group by 1, 2, 3
     )
     update spend set amount = spend.amount + sums.cost from sums
     where spend.workspace_id = $1 and spend.month = sums.month and spend.phone_number_id = sums.phone_number_id
       and spend.campaign_id = sums.campaign_id`,
    [workspaceId, ids, NO_CAMPAIGN],
  )
}

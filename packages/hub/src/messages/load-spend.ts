import {
  addAmounts,
  compareAmounts,
  HOUR,
  later,
  monthIn,
  type PlatformTime,
  startOfDay,
  subtractAmounts,
} from '@casement/platform'
import type { Price, Situation } from '@casement/rules'
import { type Db, preparedRows, rows } from '../database/database.ts'
import type { Settings } from '../settings/settings.ts'
import type { SendingNumber } from './load-situations.ts'

type SpendPart = Pick<Situation, 'spendLeft' | 'spendFreesAt'>

/** What the caps of workspace and campaigns still allow. Sends of one batch know of each other by `take`. */
export type SpendState = {
  leftFor(campaignId: string | null): SpendPart
  take(campaignId: string | null, price: Price): void
}

const WITHOUT_CAP: SpendState = { leftFor: () => ({}), take: () => {} }
export const NO_CAMPAIGN = '00000000-0000-0000-0000-000000000000'

/** A campaign's cap does not begin anew; it is asked again after a while, and the campaign is paused meanwhile. */
const ASK_AGAIN_MS = HOUR

/**
 * Reads the caps that speak about these sends, and what was spent under them. `lock`: the caller is about to spend, and waits until
 * others who are have done so.
 */
export async function loadSpend(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  { settings, campaignIds, now, lock }: { settings: Settings; campaignIds: readonly string[]; now: PlatformTime; lock: boolean },
): Promise<SpendState> {
  const campaigns = new Map<string, string>()
  if (campaignIds.length > 0) {
    const capped = await rows<{ id: string; left: string }>(
      db,
      `select c.id, ((c.definition->'spendCap'->>'amount')::numeric - coalesce((
           select sum(s.amount) from spend s where s.workspace_id = $1 and s.campaign_id = c.id and s.currency = $3), 0))::text as left
       from campaigns c where c.workspace_id = $1 and c.id = any ($2::uuid[]) and c.definition->'spendCap'->>'currency' = $3`,
      [workspaceId, campaignIds, number.currency],
    )
    for (const { id, left } of capped) campaigns.set(id, left)
  }
  let month: string | null = null
  const { spendCap } = settings
  if (spendCap && spendCap.currency === number.currency) {
    if (lock) await db.query('select 1 from workspace_settings where workspace_id = $1 for update', [workspaceId])
    month = subtractAmounts(spendCap.amount, await spentIn(db, workspaceId, monthIn(now, number.time_zone), number.currency))
  }
  if (month === null && campaigns.size === 0) return WITHOUT_CAP
  const freesAt = startOfNextMonth(now, number.time_zone)

  return {
    leftFor(campaignId) {
      const own = campaignId === null ? undefined : campaigns.get(campaignId)
      if (own !== undefined && (month === null || compareAmounts(own, month) < 0))
        return { spendLeft: notBelowZero(own), spendFreesAt: later(now, ASK_AGAIN_MS) }
      return month === null ? {} : { spendLeft: notBelowZero(month), spendFreesAt: freesAt }
    },
    take(campaignId, price) {
      const amount = mostOf(price)
      if (month !== null) month = subtractAmounts(month, amount)
      const own = campaignId === null ? undefined : campaigns.get(campaignId)
      if (campaignId !== null && own !== undefined) campaigns.set(campaignId, subtractAmounts(own, amount))
    },
  }
}

/** What was set aside in a month of the account, given-back amounts left out. */
export async function spentIn(db: Db, workspaceId: string, month: string, currency: string): Promise<string> {
  const [found] = await rows<{ amount: string }>(
    db,
    `select coalesce(sum(amount), 0)::text as amount from spend where workspace_id = $1 and month = $2 and currency = $3`,
    [workspaceId, month, currency],
  )
  return found?.amount ?? '0'
}

/** What a send may cost at most; null for one that is free. */
export const costOf = (price: Price): string | null => (compareAmounts(mostOf(price), '0') > 0 ? mostOf(price) : null)

export type SetAside = { campaignId: string | null; cost: string }

/** Counts what was set aside with the intents of these sends. Last in the transaction but for events. */
export async function countSpend(
  tx: Db,
  workspaceId: string,
  number: SendingNumber,
  { month, currency, taken }: { month: string; currency: string; taken: readonly SetAside[] },
): Promise<void> {
  if (taken.length === 0) return
  const sums = new Map<string, string>()
  for (const { campaignId, cost } of taken) {
    const campaign = campaignId ?? NO_CAMPAIGN
    sums.set(campaign, addAmounts(sums.get(campaign) ?? '0', cost))
  }
  const sorted = [...sums].sort(([one], [other]) => (one < other ? -1 : 1))
  await preparedRows(
    tx,
    'count-spend',
    `insert into spend (workspace_id, month, phone_number_id, campaign_id, currency, amount)
     select $1, $3, $2, campaign_id, $4, amount from unnest($5::uuid[], $6::numeric[]) as sums (campaign_id, amount)
     on conflict (workspace_id, month, phone_number_id, campaign_id, currency) do update set amount = spend.amount + excluded.amount`,
    [workspaceId, number.id, month, currency, sorted.map(([campaign]) => campaign), sorted.map(([, amount]) => amount)],
  )
}

/** Gives back what was set aside for sends that ended without being accepted, or failed. */
export async function giveBack(tx: Db, workspaceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query(
    `with freed as (
       update sends s set spend_month = null, spend_given_back = was.spend_month
       from (select id, spend_month from sends where workspace_id = $1 and id = any ($2::uuid[]) and spend_month is not null for update) as was
       where s.workspace_id = $1 and s.id = was.id
       returning was.spend_month as month, s.phone_number_id, coalesce(s.campaign_id, $3::uuid) as campaign_id, s.cost
     ), sums as (
       select month, phone_number_id, campaign_id, sum(cost) as cost from freed group by 1, 2, 3
     )
     update spend set amount = spend.amount - sums.cost from sums
     where spend.workspace_id = $1 and spend.month = sums.month and spend.phone_number_id = sums.phone_number_id
       and spend.campaign_id = sums.campaign_id`,
    [workspaceId, ids, NO_CAMPAIGN],
  )
}

/** What it costs if what is only estimated to be free is not. */
export const mostOf = (price: Price): string => price.atMost ?? price.amount

export const sumOf = (amounts: Iterable<string>): string => {
  let sum = '0'
  for (const amount of amounts) sum = addAmounts(sum, amount)
  return sum
}

const notBelowZero = (amount: string) => (amount.startsWith('-') ? '0' : amount)

/** When a monthly cap begins anew. */
export function startOfNextMonth(now: PlatformTime, timeZone: string): PlatformTime {
  const [year = 1970, month = 1] = monthIn(now, timeZone).split('-').map(Number)
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return startOfDay(next, timeZone)
}

/** What was set aside for a campaign so far, over all months. */
export async function spentByCampaign(db: Db, workspaceId: string, campaignId: string, currency: string): Promise<string> {
  const [found] = await rows<{ amount: string }>(
    db,
    `select coalesce(sum(amount), 0)::text as amount from spend where workspace_id = $1 and campaign_id = $2 and currency = $3`,
    [workspaceId, campaignId, currency],
  )
  return found?.amount ?? '0'
}

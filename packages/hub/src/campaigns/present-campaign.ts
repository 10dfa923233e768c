import { addAmounts, isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { compareShares } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { firstLeaves, hasReachLimit, loadReach } from '../messages/load-reach.ts'
import { findNumber } from '../messages/load-situations.ts'
import { spentByCampaign } from '../messages/load-spend.ts'
import { pricedIn } from '../settings/own-rates.ts'
import { loadSettings } from '../settings/settings.ts'
import { presentAudienceFile } from './audience-file.ts'
import type { CampaignRow } from './campaign-row.ts'
import { countMessages, type MessageCount, presentCounts } from './count-campaign.ts'
import { simulateSending } from './simulate-sending.ts'
import { trialResults } from './watch-campaign.ts'

/** A campaign in a list: how far it is and what it has cost. */
export function presentBriefly(campaign: CampaignRow, messages: readonly MessageCount[]) {
  const { definition } = campaign
  return {
    id: campaign.id,
    name: campaign.name,
    from: campaign.phone_number_id,
    state: campaign.state,
    template: definition.template ?? null,
    audience: definition.audience,
    schedule: definition.schedule,
    pace: definition.pace,
    ...(definition.trial ? { trial: definition.trial } : {}),
    ...(definition.trackLinks === undefined ? {} : { trackLinks: definition.trackLinks }),
    ...(definition.spendCap ? { spendCap: definition.spendCap } : {}),
    createdBy: campaign.created_by.name,
    createdAt: campaign.created_at.toISOString(),
    launchedAt: campaign.launched_at?.toISOString() ?? null,
    launchedBy: campaign.launched_by?.name ?? null,
    startsAt: campaign.starts_at?.toISOString() ?? null,
    endedAt: campaign.ended_at?.toISOString() ?? null,
    ...(campaign.because ? { because: campaign.because } : {}),
    ...(waitingWords(campaign) ? { waitingFor: waitingWords(campaign) } : {}),
    ...(campaign.wait_until ? { waitingUntil: campaign.wait_until.toISOString() } : {}),
    counts: presentCounts(campaign, messages),
    charged: messages.reduce((total, { charged }) => addAmounts(total, charged), '0'),
  }
}

function waitingWords(campaign: CampaignRow): string | null {
  switch (campaign.state) {
    case 'preparing':
      return 'its people to be chosen'
    case 'scheduled':
      return campaign.starts_at ? `its time, ${isoTime(platformTime(campaign.starts_at))}` : null
    case 'paused':
      return campaign.because
    case 'running':
      return campaign.waiting_for
    default:
      return null
  }
}

/** A campaign by itself: with what it costs, when it ends, and how its templates compare. */
export async function presentCampaign(db: Db, campaign: CampaignRow, now: PlatformTime) {
  const { workspace_id: workspaceId, id } = campaign
  const messages = await countMessages(db, workspaceId, [id])
  const number = await findNumber(db, workspaceId, campaign.phone_number_id)
  const currency = await pricedIn(db, workspaceId, number?.currency ?? 'USD')
  const { charged, ...brief } = presentBriefly(campaign, messages)
  return {
    ...brief,
    cost: { actual: charged, estimated: await spentByCampaign(db, workspaceId, id, currency), currency },
    ...('upload' in campaign.definition.audience ? { file: await presentAudienceFile(db, workspaceId, id) } : {}),
    eta: number ? await etaOf(db, campaign, number, now) : null,
    ...(campaign.definition.trial ? { trialResults: await presentTrial(db, campaign, messages) } : {}),
  }
}

async function presentTrial(db: Db, campaign: CampaignRow, messages: readonly MessageCount[]) {
  const [first, second] = await trialResults(db, campaign, messages)
  return {
    measure: campaign.definition.trial?.measure,
    results: [first, second],
    ...compareShares(first, second),
    winner: campaign.winner,
  }
}

/** When the last of those who wait will have gone; null while nothing runs. */
async function etaOf(
  db: Db,
  campaign: CampaignRow,
  number: NonNullable<Awaited<ReturnType<typeof findNumber>>>,
  now: PlatformTime,
): Promise<string | null> {
  if (campaign.state !== 'running' && campaign.state !== 'scheduled') return null
  if (campaign.waiting === 0) return isoTime(now)
  const settings = await loadSettings(db, campaign.workspace_id)
  const groups = await rows<{ country: string; waiting: number }>(
    db,
    `select country, sum(waiting)::int as waiting from campaign_groups where workspace_id = $1 and campaign_id = $2 group by country`,
    [campaign.workspace_id, campaign.id],
  )
  // Without a limit a day's people say nothing about the end, and a million of them are asked about by every open screen.
  const { limit, used, freesAt } = hasReachLimit(number)
    ? await loadReach(db, campaign.workspace_id, number, [], now)
    : { limit: null, used: 0, freesAt: null }
  const frees = used > 0 ? (freesAt ?? (await firstLeaves(db, campaign.workspace_id, number, now))) : null
  const { pace, schedule } = campaign.definition
  const start = platformTime(Math.max(now, campaign.starts_at ? platformTime(campaign.starts_at) : now))
  const slowed = settings.slowOnYellow && number.quality === 'YELLOW'
  const { endsAt } = simulateSending({
    groups: groups.map(({ country, waiting }) => ({ place: country, people: waiting, usingReach: waiting })),
    start,
    perSecond: Math.min(pace.perSecond ?? Number.POSITIVE_INFINITY, number.throughput_mps) / (slowed ? 2 : 1),
    ramp: pace.ramp ?? [],
    rampDay: campaign.ramp?.day ?? 0,
    rampUsed: campaign.ramp?.used ?? 0,
    reach: {
      limit,
      used,
      left: limit === null ? null : Math.max(0, limit - used),
      freesAt: frees,
      frees: frees === null ? [] : [{ at: frees, count: used }],
    },
    quietHours: settings.quietHours,
    morning: campaign.state === 'scheduled' ? (schedule.morning ?? null) : null,
    timeZone: settings.timeZone ?? number.time_zone,
    others: 0,
  })
  return isoTime(endsAt)
}

import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { loadSettings } from '../settings/settings.ts'
import { requireMeans } from './campaign-means.ts'
import { CAMPAIGN_COLUMNS, type CampaignRow } from './campaign-row.ts'
import { judgePortion, type Picked } from './judge-portion.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { type InLedger, ledgerOf, openPlaces, type Place, roomFor, waitFor } from './room-for-portion.ts'
import { keepProgress, settlePicked } from './settle-portion.ts'
import { trackPortion } from './track-portion.ts'
import { writeSends } from './write-sends.ts'

/** One transaction's worth: a pause waits for no more than this. */
const PORTION = 500

/** `more`: the next portion may follow at once. `nextAt`: when it should be fed again at the latest, by platform time. */
export type Fed = { sent: number; more: boolean; nextAt: PlatformTime | null; numberId: string | null; changed: boolean }

export const NOTHING_FED: Fed = { sent: 0, more: false, nextAt: null, numberId: null, changed: false }

/**
 * Moves the next portion of a running campaign through the gate into the send ledger, all in one transaction that holds the
 * campaign's row: two processes never feed one campaign at a time, a pause waits for no more than a portion, and whoever is killed
 * leaves nothing half done. Just ahead of the pace, never more.
 */
export async function feedCampaign(
  pool: pg.Pool,
  links: LinkTracker,
  workspaceId: string,
  id: string,
  now: PlatformTime,
): Promise<Fed> {
  return transactAgain(pool, async (tx) => {
    const campaign = await row<CampaignRow>(
      tx,
      `select ${CAMPAIGN_COLUMNS} from campaigns where workspace_id = $1 and id = $2 and state = 'running' for update skip locked`,
      [workspaceId, id],
    )
    if (!campaign) return NOTHING_FED
    const waitUntil = campaign.wait_until ? platformTime(campaign.wait_until) : null
    if (waitUntil !== null && waitUntil > now) return { ...NOTHING_FED, nextAt: waitUntil }
    const ledger = await ledgerOf(tx, workspaceId, id)
    if (campaign.waiting === 0) return endIfDone(tx, campaign, ledger, now)

    const means = await requireMeans(tx, campaign)
    const settings = await loadSettings(tx, workspaceId)
    const { number } = means
    const rest = await roomFor(tx, campaign, means, settings, ledger.waiting, now)
    if (rest.room <= 0) return { ...NOTHING_FED, nextAt: rest.nextAt }

    const places = await openPlaces(tx, campaign, settings, number, now)
    if (places.open.length === 0) {
      await waitFor(tx, campaign, places.because, places.nextAt)
      return { ...NOTHING_FED, nextAt: places.nextAt, changed: true }
    }
    const picked = await pick(tx, campaign, places.open, Math.min(PORTION, rest.room))
    const portion = await judgePortion(tx, { campaign, means, settings, ledger, picked, now, dueAt: rest.dueAt })
    if (portion.stop) {
      const events = await pauseCampaign(tx, campaign, portion.stop, now)
      await appendEvents(tx, workspaceId, events)
      return { ...NOTHING_FED, changed: true }
    }
    await trackPortion(tx, links, { campaign, settings, templates: portion.template, toSend: portion.toSend, now })
    const fed = await writeSends(tx, { campaign, number, template: portion.template, toSend: portion.toSend, now })
    const refused = [...portion.refused, ...fed.doubled]
    await settlePicked(tx, campaign, picked, fed.sent, refused)
    const events = await keepProgress(tx, campaign, { fed: fed.sent.length, refused: refused.length, rest, portion, now })
    await appendEvents(tx, workspaceId, events)
    const handled = fed.sent.length + refused.length
    return {
      sent: fed.sent.length,
      more: handled > 0 && portion.waitFor === null && handled < rest.room,
      nextAt: portion.waitFor?.until ?? (fed.sent.length > 0 ? null : rest.nextAt),
      numberId: fed.sent.length > 0 ? number.id : null,
      changed: true,
    }
  })
}

const pick = (tx: Db, { workspace_id, id }: CampaignRow, open: readonly Place[], limit: number): Promise<Picked[]> =>
  rows<Picked>(
    tx,
    `select r.* from unnest($3::smallint[], $4::text[]) as open (variant, country)
     cross join lateral (
       select position, contact_id, source, country, variant from campaign_recipients
       where workspace_id = $1 and campaign_id = $2 and variant = open.variant and country = open.country and state = 'waiting'
       order by position limit $5
     ) as r limit $5`,
    [workspace_id, id, open.map(({ variant }) => variant), open.map(({ country }) => country), limit],
  )

async function endIfDone(tx: Db, campaign: CampaignRow, ledger: InLedger, now: PlatformTime): Promise<Fed> {
  if (ledger.underway > 0) return NOTHING_FED
  await tx.query(
    `update campaigns set state = 'finished', ended_at = $3, waiting_for = null, wait_until = null where workspace_id = $1 and id = $2`,
    [campaign.workspace_id, campaign.id, isoTime(now)],
  )
  await appendEvents(tx, campaign.workspace_id, [{ type: 'campaign.finished', at: now, data: { campaignId: campaign.id } }])
  return { ...NOTHING_FED, changed: true }
}

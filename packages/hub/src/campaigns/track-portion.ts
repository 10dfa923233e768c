import type { PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { findingsOf } from '../messages/find-findings.ts'
import type { MessageContent } from '../messages/judge-message.ts'
import type { Settings } from '../settings/settings.ts'
import type { CampaignMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'
import type { ToSend } from './write-sends.ts'

/** Leads the links of a portion through ours, where that is wanted; each person gets a code of their own. */
export async function trackPortion(
  tx: Db,
  links: LinkTracker,
  {
    campaign,
    settings,
    templates,
    toSend,
    now,
  }: {
    campaign: CampaignRow
    settings: Settings
    templates: CampaignMeans['templates']
    toSend: readonly ToSend[]
    now: PlatformTime
  },
): Promise<void> {
  const leading = toSend.filter(({ content }) => /https?:/.test(content.payload))
  if (leading.length === 0) return
  const { workspace_id: workspaceId, id: campaignId, definition } = campaign
  const storedOf = ({ variant }: ToSend) => (templates[variant] as (typeof templates)[0]).stored
  const tracked = await links.track(
    tx,
    { workspaceId, owner: { campaignId }, everything: definition.trackLinks ?? settings.trackLinks },
    leading.map((one) => ({
      message: JSON.parse(one.content.payload) as MessageContent,
      components: storedOf(one).components as Record<string, unknown>[],
      recipient: one.position,
    })),
  )
  for (const [index, one] of leading.entries()) {
    const message = tracked[index] as MessageContent
    // Ours may be the longer address.
    const tooLong = findingsOf(message, storedOf(one), now).some(({ severity }) => severity === 'error')
    if (!tooLong) one.posted = JSON.stringify(message)
  }
}

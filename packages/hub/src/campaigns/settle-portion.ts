import { isoTime, type PlatformTime, SECOND } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { CampaignRow } from './campaign-row.ts'
import type { Picked, Portion, Refused } from './judge-portion.ts'
import type { Room } from './room-for-portion.ts'

const PROGRESS_EVERY_MS = SECOND

/** What became of those picked, with the groups and the campaign that count them. */
export async function settlePicked(
  tx: Db,
  { workspace_id, id }: CampaignRow,
  picked: readonly Picked[],
  sent: readonly { position: number; id: string }[],
  refused: readonly Refused[],
): Promise<void> {
  if (sent.length > 0) {
    await tx.query(
      `update campaign_recipients r set state = 'fed', message_id = f.id
       from unnest($3::int[], $4::uuid[]) as f (position, id)
       where r.workspace_id = $1 and r.campaign_id = $2 and r.position = f.position`,
      [workspace_id, id, sent.map(({ position }) => position), sent.map((one) => one.id)],
    )
  }
  if (refused.length > 0) {
    await tx.query(
      `update campaign_recipients r set state = 'refused', rule = f.rule, because = f.because
       from unnest($3::int[], $4::text[], $5::text[]) as f (position, rule, because)
       where r.workspace_id = $1 and r.campaign_id = $2 and r.position = f.position`,
      [
        workspace_id,
        id,
        refused.map(({ position }) => position),
        refused.map(({ rule }) => rule),
        refused.map(({ because }) => because),
      ],
    )
  }
  const done = new Set([...sent, ...refused].map(({ position }) => position))
  const groups = new Map<string, { variant: number; country: string; gone: number }>()
  for (const { position, variant, country } of picked) {
    if (!done.has(position)) continue
    const key = `${variant} ${country}`
    const group = groups.get(key) ?? { variant, country, gone: 0 }
    group.gone++
    groups.set(key, group)
  }
  const all = [...groups.values()]
  if (all.length === 0) return
  await tx.query(
    `update campaign_groups g set waiting = g.waiting - f.gone
     from unnest($3::smallint[], $4::text[], $5::int[]) as f (variant, country, gone)
     where g.workspace_id = $1 and g.campaign_id = $2 and g.variant = f.variant and g.country = f.country`,
    [workspace_id, id, all.map(({ variant }) => variant), all.map(({ country }) => country), all.map(({ gone }) => gone)],
  )
}

/** How far the campaign is now; that it is, is told once a second. */
export async function keepProgress(
  tx: Db,
  campaign: CampaignRow,
  { fed, refused, rest, portion, now }: { fed: number; refused: number; rest: Room; portion: Portion; now: PlatformTime },
): Promise<DomainEvent[]> {
  const said = campaign.watch.progressAt ?? 0
  const saysSo = now - said >= PROGRESS_EVERY_MS
  const watch = {
    ...campaign.watch,
    ...(saysSo ? { progressAt: now } : {}),
    ...(fed > 0 ? { trialSentAt: now } : {}),
  }
  await tx.query(
    `update campaigns set waiting = waiting - $3, refused = refused + $4, next_at = $5, ramp = $6, waiting_for = $7, wait_until = $8, watch = $9
     where workspace_id = $1 and id = $2`,
    [
      campaign.workspace_id,
      campaign.id,
      fed + refused,
      refused,
      rest.nextSlot === null ? null : isoTime(rest.dueAt(fed)),
      rest.ramp ? JSON.stringify({ day: rest.ramp.day, used: rest.ramp.used + fed }) : null,
      portion.waitFor?.because ?? null,
      portion.waitFor ? isoTime(portion.waitFor.until) : null,
      JSON.stringify(watch),
    ],
  )
  return saysSo ? [{ type: 'campaign.progress', at: now, data: { campaignId: campaign.id } }] : []
}

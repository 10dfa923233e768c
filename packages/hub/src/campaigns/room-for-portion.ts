import { DAY, isoTime, later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import type { SendingNumber } from '../messages/load-situations.ts'
import { nextLocalHour, quietUntil } from '../settings/local-hours.ts'
import type { Settings } from '../settings/settings.ts'
import type { CampaignMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'

/** How far ahead of the pace the ledger is filled. */
const AHEAD_SECONDS = 3
const LEAST_AHEAD = 200
const MOST_AHEAD = 4_000
const PACED_AHEAD_MS = 2 * SECOND

export type InLedger = { waiting: number; underway: number; cost: string }

/** What the campaign has in the ledger that has not been answered yet, and what of it is not set aside. */
export async function ledgerOf(tx: Db, workspaceId: string, id: string): Promise<InLedger> {
  const found = await row<InLedger>(
    tx,
    `select count(*) filter (where state in ('queued', 'held', 'claimed'))::int as waiting,
       count(*) filter (where state <> 'unclear')::int as underway,
       coalesce(sum(cost) filter (where spend_month is null), 0)::text as cost
     from sends where workspace_id = $1 and campaign_id = $2 and state in ('queued', 'held', 'claimed', 'posting', 'unclear')`,
    [workspaceId, id],
  )
  return found ?? { waiting: 0, underway: 0, cost: '0' }
}

export type Room = {
  room: number
  nextAt: PlatformTime | null
  dueAt: (index: number) => PlatformTime
  nextSlot: PlatformTime | null
  ramp: CampaignRow['ramp']
}

/** How many may follow now: as the ledger, the campaign's own pace and its ramp leave room. */
export async function roomFor(
  tx: Db,
  campaign: CampaignRow,
  { number }: CampaignMeans,
  settings: Settings,
  inLedger: number,
  now: PlatformTime,
): Promise<Room> {
  const { pace } = campaign.definition
  const slowed = settings.slowOnYellow && number.quality === 'YELLOW'
  const perSecond = slowed ? (pace.perSecond ?? number.throughput_mps) / 2 : pace.perSecond
  const rate = perSecond ?? number.throughput_mps
  const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.ceil(rate * AHEAD_SECONDS)))
  let room = Math.max(0, ahead - inLedger)
  let nextAt: PlatformTime | null = null
  let ramp = campaign.ramp
  if (pace.ramp) {
    const begun = platformTime(campaign.starts_at ?? now)
    const day = Math.floor((now - begun) / DAY)
    if (ramp?.day !== day) ramp = { day, used: 0 }
    const today = pace.ramp[day]
    if (today !== undefined && ramp.used >= today) {
      const until = later(begun, (day + 1) * DAY)
      await waitFor(tx, campaign, `the next day of its ramp: today’s ${today} have gone`, until)
      return { room: 0, nextAt: until, dueAt: () => now, nextSlot: null, ramp }
    }
    if (today !== undefined) room = Math.min(room, today - ramp.used)
  }
  if (perSecond === undefined) return { room, nextAt, dueAt: () => now, nextSlot: null, ramp }
  const first = platformTime(Math.max(now, campaign.next_at ? platformTime(campaign.next_at) : now))
  const slots = Math.max(0, Math.ceil(((now + PACED_AHEAD_MS - first) / SECOND) * perSecond))
  room = Math.min(room, slots)
  if (room === 0) nextAt = first
  return { room, nextAt, dueAt: (index) => later(first, Math.round((index / perSecond) * SECOND)), nextSlot: first, ramp }
}

export type Place = { variant: number; country: string }

/** Where people may be written to now: their morning has come, it is not quiet there, and their template is known. */
export async function openPlaces(tx: Db, campaign: CampaignRow, settings: Settings, number: SendingNumber, now: PlatformTime) {
  const groups = await rows<Place>(
    tx,
    `select variant, country from campaign_groups where workspace_id = $1 and campaign_id = $2 and waiting > 0 order by variant desc, country`,
    [campaign.workspace_id, campaign.id],
  )
  const { schedule } = campaign.definition
  const zone = settings.timeZone ?? number.time_zone
  const begun = platformTime(campaign.starts_at ?? now)
  const open: Place[] = []
  let nextAt: PlatformTime | null = null
  let because = 'the winner of its two templates'
  for (const group of groups) {
    if (group.variant === -1 && campaign.winner === null) continue
    const morning = schedule.morning ? nextLocalHour(begun, group.country, schedule.morning, zone) : begun
    const from = Math.max(morning, now) as PlatformTime
    const awakeAt = (settings.quietHours && quietUntil(from, group.country, settings.quietHours, zone)) || from
    if (awakeAt <= now) open.push(group)
    else if (nextAt === null || awakeAt < nextAt) {
      nextAt = awakeAt
      because = morning > now ? 'the morning of the people it goes to' : 'the end of quiet hours where people live'
    }
  }
  return { open, nextAt, because }
}

/** Says what a campaign waits for, and until when. */
export const waitFor = (tx: Db, { workspace_id, id }: CampaignRow, because: string, until: PlatformTime | null) =>
  tx.query('update campaigns set waiting_for = $3, wait_until = $4 where workspace_id = $1 and id = $2', [
    workspace_id,
    id,
    because,
    until === null ? null : isoTime(until),
  ])

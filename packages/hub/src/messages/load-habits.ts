import { DAY, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import type { Situation } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { quietUntil } from '../settings/local-hours.ts'
import { placeOf } from '../settings/place.ts'
import type { Settings } from '../settings/settings.ts'
import type { Proposal, SendingNumber } from './load-situations.ts'

/** The part of a situation that the workspace's own habits make. */
export type Habits = Pick<Situation, 'quietUntil' | 'frequency' | 'campaignPaused'> & { requireOptIn: boolean }

type Sent = { sent: number; first: Date }

/**
 * What the workspace decided for itself, for each of these sends. `lastLook`: they stand in the ledger already, so that only what
 * left before them counts against the frequency cap.
 */
export async function loadHabits(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  {
    settings,
    proposals,
    now,
    lastLook,
  }: { settings: Settings; proposals: readonly Proposal[]; now: PlatformTime; lastLook: boolean },
): Promise<(proposal: Proposal) => Habits> {
  const { quietHours, frequencyCap, requireOptIn } = settings
  const zone = settings.timeZone ?? number.time_zone
  const paused = await pausedOf(db, workspaceId, proposals)
  const sent = frequencyCap
    ? await sentLately(db, workspaceId, proposals, { since: later(now, -frequencyCap.days * DAY), lastLook })
    : new Map<string, Sent>()
  const quiet = new Map<string, PlatformTime | null>()
  const quietAt = (place: string) => {
    let until = quiet.get(place)
    if (until === undefined && quietHours) {
      until = quietUntil(now, place, quietHours, zone)
      quiet.set(place, until)
    }
    return until ?? null
  }
  return ({ recipient, initiator, contactId, campaignId }) => {
    const before = contactId === null ? undefined : sent.get(contactId)
    return {
      quietUntil: quietHours ? quietAt(placeOf(recipient.phone)) : null,
      requireOptIn:
        requireOptIn === 'always' || (requireOptIn === 'campaigns' && (initiator === 'campaign' || initiator === 'automation')),
      frequency: frequencyCap
        ? {
            sent: before?.sent ?? 0,
            cap: frequencyCap.messages,
            freesAt: later(before ? platformTime(before.first) : now, frequencyCap.days * DAY),
          }
        : null,
      campaignPaused: campaignId !== undefined && campaignId !== null && paused.has(campaignId),
    }
  }
}

/** Campaigns of these sends that do not run now. */
async function pausedOf(db: Db, workspaceId: string, proposals: readonly Proposal[]): Promise<Set<string>> {
  const ids = [...new Set(proposals.flatMap(({ campaignId }) => campaignId ?? []))]
  if (ids.length === 0) return new Set()
  const found = await rows<{ id: string }>(
    db,
    `select id from campaigns where workspace_id = $1 and id = any ($2::uuid[]) and state not in ('running', 'finished')`,
    [workspaceId, ids],
  )
  return new Set(found.map(({ id }) => id))
}

/** What campaigns and automations sent these people, codes and answers left out. */
async function sentLately(
  db: Db,
  workspaceId: string,
  proposals: readonly Proposal[],
  { since, lastLook }: { since: PlatformTime; lastLook: boolean },
): Promise<Map<string, Sent>> {
  const ids = [
    ...new Set(
      proposals.flatMap(({ contactId, initiator }) =>
        contactId !== null && (initiator === 'campaign' || initiator === 'automation') ? contactId : [],
      ),
    ),
  ]
  if (ids.length === 0) return new Map()
  const found = await rows<{ contact_id: string } & Sent>(
    db,
    `select contact_id, count(*)::int as sent, min(due_at) as first from sends
     where workspace_id = $1 and contact_id = any ($2::uuid[]) and initiator in ('campaign', 'automation') and due_at > $3
       and category in ('marketing', 'utility') and state = any ($4::text[])
     group by contact_id`,
    [
      workspaceId,
      ids,
      isoTime(since),
      lastLook ? ['posting', 'accepted', 'unclear'] : ['queued', 'held', 'posting', 'accepted', 'unclear'],
    ],
  )
  return new Map(found.map((person) => [person.contact_id, person]))
}

import { HOUR, isoTime, later, monthIn, type PlatformTime, platformTime } from '@casement/platform'
import { type Decision, decide, type Price, type Situation } from '@casement/rules'
import type pg from 'pg'
import { type Db, preparedRows, row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { placeMedia } from '../media/place-media.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { forgetBound, hasReachLimit, type ReachState } from '../messages/load-reach.ts'
import { loadSituations, type Proposal, type SendingNumber, templateKey } from '../messages/load-situations.ts'
import { costOf, countSpend, type SpendState } from '../messages/load-spend.ts'
import { showLastMessage } from '../threads/find-thread.ts'
import { type ClaimShares, createClaimShares } from './claim-shares.ts'
import type { Lease } from './lease.ts'
import { claimDueSends, type LedgerSend, writeIntents } from './ledger.ts'
import { endUnsent, type Return, returnToQueue } from './settle-sends.ts'

export type AdmittedSend = LedgerSend & { fence: number }

/** When one person may be written to again; null takes the place and means now. */
export type PairSlots = (contactId: string, now: PlatformTime) => PlatformTime | null

/**
 * Claims what is due and takes the last look before the post, in one transaction. Consent, windows and templates may have changed
 * while a message waited, so `decide` is asked again; what it still admits takes its place in the reach and its intent is written.
 * What is claimed a moment before it is due is judged as of when it is due, and may not be posted before. Only the sends answered here
 * may be posted. `looked`: how many were looked at, whatever became of them.
 */
export async function admitDue(
  pool: pg.Pool,
  lease: Lease,
  number: SendingNumber,
  {
    now,
    dueBy = now,
    limit,
    shares = createClaimShares(),
    pairSlot = () => null,
  }: { now: PlatformTime; dueBy?: PlatformTime; limit: number; shares?: ClaimShares; pairSlot?: PairSlots },
): Promise<{ admitted: AdmittedSend[]; looked: number; told: boolean }> {
  const { workspaceId } = lease
  return transact(pool, async (tx) => {
    const quotas = shares.quotas(limit)
    const claimed = await claimDueSends(tx, workspaceId, lease.phoneNumberId, { now, dueBy, limit, quotas })
    shares.claimed(
      quotas,
      claimed.map((send) => send.priority),
    )
    if (claimed.length === 0) return { admitted: [], looked: 0, told: false }
    // Numbers of one portfolio share its reach: their senders take turns from the count to the reservation.
    if (hasReachLimit(number) && claimed.some((send) => send.kind === 'template')) {
      await tx.query('select 1 from portfolios where workspace_id = $1 and id = $2 for update', [
        workspaceId,
        number.portfolio_id,
      ])
    }
    const { situations, reach, spend, templates } = await loadSituations(tx, workspaceId, number, claimed.map(proposalOf), now, {
      lastLook: true,
      leaveFrom: platformTime(Math.max(now, Math.min(...claimed.map((send) => send.due_at.getTime())))),
    })
    const admitted: LedgerSend[] = []
    const reaches: LedgerSend[] = []
    const prices = new Map<string, Price>()
    const serviceUses = new Set<string>()
    const written = new Map<string, number>()
    const ended: Parameters<typeof endUnsent>[2][number][] = []
    const returned: Return[] = []
    const media = await placeMedia(tx, workspaceId, lease.phoneNumberId, claimed, now)
    const placed = new Map(media.ready.map((send) => [send.id, send]))
    const lost = new Map(media.failed.map(({ send, because }) => [send.id, because]))

    claimed.forEach((send, index) => {
      const batch = { reach, spend, serviceUses: serviceUses.size, written: written.get(send.contact_id) ?? 0 }
      const at = platformTime(Math.max(now, send.due_at.getTime()))
      const situation = { ...withBatch(situations[index] as Situation, send, batch), now: at }
      const template = send.kind === 'template' ? templates.get(templateKey(templateOf(send))) : undefined
      const findings = send.kind === 'template' && !template ? [] : findingsOf(send.payload, template, now)
      if (platformTime(send.expires_at) <= now) {
        ended.push({ id: send.id, state: 'expired', ...EXPIRED, at: now })
        return
      }
      const decision = decide({ ...situation, findings })
      switch (decision.kind) {
        case 'send': {
          const because = lost.get(send.id)
          if (because !== undefined) {
            ended.push({ id: send.id, state: 'refused', rule: 'media.upload', because, remedy: CHOOSE_ANOTHER_FILE, at: now })
            return
          }
          const ready = placed.get(send.id)
          if (!ready) {
            returned.push({ id: send.id, attempt: null, state: 'queued', dueAt: at, retryAfterMs: UPLOADING_MS, at: now })
            return
          }
          const free = pairSlot(send.contact_id, at)
          if (free !== null) {
            returned.push({ id: send.id, attempt: null, state: 'queued', dueAt: free, retryAfterMs: 0, at: now })
            return
          }
          admitted.push(ready)
          prices.set(send.id, decision.price)
          spend.take(send.campaign_id, decision.price)
          if (countsForFrequency(send)) written.set(send.contact_id, (written.get(send.contact_id) ?? 0) + 1)
          if (usesReach(decision, send)) {
            reaches.push(send)
            if (!reach.reached.has(send.contact_id)) reach.used++
            reach.reached.add(send.contact_id)
          }
          if (usesFreeService(decision)) serviceUses.add(send.id)
          return
        }
        case 'hold':
          returned.push({
            id: send.id,
            attempt: null,
            state: 'held',
            dueAt: heldUntil(decision.until, send, at),
            retryAfterMs: 0,
            rule: decision.rule,
            because: decision.because,
            at: now,
          })
          return
        case 'refuse':
          ended.push({
            id: send.id,
            state: 'refused',
            rule: decision.rule,
            because: decision.because,
            remedy: decision.remedy,
            at: now,
          })
      }
    })

    const month = monthIn(now, number.time_zone)
    const intents = await writeIntents(
      tx,
      lease,
      admitted.map((send) => ({
        id: send.id,
        serviceMonth: serviceUses.has(send.id) ? month : null,
        cost: costOf(prices.get(send.id) as Price),
      })),
      { now, month },
    )
    const leaving = admitted.filter((send) => intents.has(send.id))
    await takeReach(
      tx,
      workspaceId,
      number,
      reaches.filter((send) => intents.has(send.id)),
      now,
    )
    await countSpend(tx, workspaceId, number, {
      month,
      // One list prices them all, which need not be in the account's currency.
      currency: prices.get(leaving[0]?.id ?? '')?.currency ?? number.currency,
      taken: leaving.flatMap((send) => {
        const cost = intents.get(send.id)?.setAside ?? null
        return cost === null ? [] : [{ campaignId: send.campaign_id, cost }]
      }),
    })
    await showScheduled(
      tx,
      workspaceId,
      leaving.filter((send) => send.scheduled),
    )
    const events = [...(await endUnsent(tx, workspaceId, ended)), ...(await returnToQueue(tx, workspaceId, returned))]
    await appendEvents(tx, workspaceId, events)
    return {
      admitted: leaving.map((send) => ({ ...send, attempt: intents.get(send.id)?.attempt ?? 0, fence: lease.fence })),
      looked: claimed.length,
      told: events.length > 0,
    }
  })
}

/** What was scheduled becomes its thread's last message as it leaves. */
async function showScheduled(tx: Db, workspaceId: string, leaving: readonly LedgerSend[]): Promise<void> {
  for (const send of leaving) {
    const message = await row<{ text: string; at: Date }>(
      tx,
      'select text, at from messages where workspace_id = $1 and id = $2',
      [workspaceId, send.id],
    )
    if (!message) continue
    const { text, at } = message
    await showLastMessage(tx, workspaceId, send.thread_id, { id: send.id, text, at: at.toISOString(), direction: 'out' })
  }
}

async function takeReach(tx: Db, workspaceId: string, number: SendingNumber, sends: readonly LedgerSend[], now: PlatformTime) {
  if (sends.length === 0) return
  if (!hasReachLimit(number)) await forgetBound(tx, workspaceId, number.portfolio_id)
  await preparedRows(
    tx,
    'take-reach',
    `with taken as (
       insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at)
       select $1, send, $2, contact, $3 from unnest($4::uuid[], $5::uuid[]) as use (send, contact)
       on conflict (workspace_id, send_id) do update set at = excluded.at returning 1
     )
     update portfolios set reach_bound = reach_bound + (select count(*) from taken)
     where workspace_id = $1 and id = $2 and reach_bound is not null`,
    [workspaceId, number.portfolio_id, isoTime(now), sends.map((send) => send.id), sends.map((send) => send.contact_id)],
  )
}

/** How long a send steps aside while its file is on the way; the upload's end calls it back sooner. */
const UPLOADING_MS = 2_000
const CHOOSE_ANOTHER_FILE = 'Upload the file again in a form that the platform takes, and send the message anew.'

const EXPIRED = {
  rule: 'send.expired',
  because: 'It waited longer than it was allowed to.',
  remedy: 'Send it again if it still matters, with a later expiry.',
}

/** What waits without a known end is looked at again after an hour, and never after it has run out. */
const LOOK_AGAIN_MS = 3_600_000
const heldUntil = (until: PlatformTime | null, send: LedgerSend, now: PlatformTime): PlatformTime =>
  platformTime(Math.min(until ?? now + LOOK_AGAIN_MS, platformTime(send.expires_at)))

type Batch = { reach: ReachState; spend: SpendState; serviceUses: number; written: number }

/**
 * Sends of one batch know of each other: who was reached a moment ago, how many free messages are spoken for, and how often campaigns
 * and automations have just written to the same person.
 */
function withBatch(
  situation: Situation,
  send: LedgerSend,
  { reach: { used, reached, freesAt }, spend, serviceUses, written }: Batch,
): Situation {
  const firstLeaves = later(situation.now, situation.policy.limits.rollingHours * HOUR)
  return {
    ...situation,
    ...spend.leftFor(send.campaign_id),
    serviceUsedThisMonth: situation.serviceUsedThisMonth + serviceUses,
    ...(situation.frequency ? { frequency: { ...situation.frequency, sent: situation.frequency.sent + written } } : {}),
    reach: {
      ...situation.reach,
      used,
      alreadyReached: reached.has(send.contact_id),
      freesAt: freesAt ?? firstLeaves,
    },
  }
}

/** A template outside the service window takes a place in the portfolio's rolling 24 hours; inside, nothing does. */
const usesReach = (decision: Decision, send: LedgerSend): boolean => send.kind === 'template' && !decision.window.csw.open
const countsForFrequency = ({ initiator, category }: LedgerSend): boolean =>
  (initiator === 'campaign' || initiator === 'automation') && (category === 'marketing' || category === 'utility')
const usesFreeService = (decision: Decision & { kind: 'send' }): boolean =>
  decision.price.category === 'service' && decision.price.allowance !== undefined

const templateOf = (send: LedgerSend): { name: string; language: string } => {
  const template = send.payload.template as { name: string; language: { code: string } }
  return { name: template.name, language: template.language.code }
}

const proposalOf = (send: LedgerSend): Proposal => ({
  threadId: send.thread_id,
  contactId: send.contact_id,
  recipient: send.recipient,
  kind: send.kind,
  type: send.payload.type,
  category: send.category,
  initiator: send.initiator,
  findings: [],
  template: send.kind === 'template' ? templateOf(send) : null,
  campaignId: send.campaign_id,
})

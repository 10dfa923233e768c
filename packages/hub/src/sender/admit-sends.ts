import { HOUR, isoTime, later, monthIn, type PlatformTime, platformTime } from '@casement/platform'
import { type Decision, decide, type Situation } from '@casement/rules'
import type pg from 'pg'
import { type Db, row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { loadSituations, type Proposal, type ReachState, type SendingNumber, templateKey } from '../messages/load-situations.ts'
import { type Spending, type SpendState, setAside } from '../messages/load-spend.ts'
import { showLastMessage } from '../threads/find-thread.ts'
import type { Lease } from './lease.ts'
import { type LedgerSend, writeIntents } from './ledger.ts'
import { endUnsent, returnToQueue } from './settle-sends.ts'

/**
 * The last look before the post. Consent, windows and templates may have changed while a message waited, so `decide` is asked
 * again; what it still admits takes its place in the reach and its intent is written, all in one transaction. Only the sends
 * answered here may be posted.
 */
export async function admitSends(
  pool: pg.Pool,
  lease: Lease,
  number: SendingNumber,
  claimed: readonly LedgerSend[],
  now: PlatformTime,
): Promise<LedgerSend[]> {
  const { workspaceId } = lease
  return transact(pool, async (tx) => {
    // Numbers of one portfolio share its reach: their senders take turns from the count to the reservation.
    if (claimed.some((send) => send.kind === 'template')) {
      await tx.query('select 1 from portfolios where workspace_id = $1 and id = $2 for update', [
        workspaceId,
        number.portfolio_id,
      ])
    }
    const { situations, reach, spend, templates } = await loadSituations(tx, workspaceId, number, claimed.map(proposalOf), now, {
      lastLook: true,
    })
    const admitted: LedgerSend[] = []
    const reaches: LedgerSend[] = []
    const spending: Spending[] = []
    const serviceUses: string[] = []
    const ended: Parameters<typeof endUnsent>[2][number][] = []
    const returned: Parameters<typeof returnToQueue>[2][number][] = []

    claimed.forEach((send, index) => {
      const situation = withBatch(situations[index] as Situation, send, reach, spend, serviceUses.length)
      const template = send.kind === 'template' ? templates.get(templateKey(templateOf(send))) : undefined
      const findings = send.kind === 'template' && !template ? [] : findingsOf(send.payload, template, now)
      if (platformTime(send.expires_at) <= now) {
        ended.push({ id: send.id, state: 'expired', ...EXPIRED, at: now })
        return
      }
      const decision = decide({ ...situation, findings })
      switch (decision.kind) {
        case 'send':
          admitted.push(send)
          spending.push({ id: send.id, price: decision.price })
          spend.take(send.campaign_id, decision.price)
          if (usesReach(decision, send)) {
            reaches.push(send)
            reach.reached.add(send.contact_id)
          }
          if (usesFreeService(decision)) serviceUses.push(send.id)
          return
        case 'hold':
          returned.push({
            id: send.id,
            state: 'held',
            dueAt: heldUntil(decision.until, send, now),
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

    const intents = await writeIntents(
      tx,
      lease,
      admitted.map((send) => send.id),
    )
    if (serviceUses.length > 0) {
      await tx.query('update sends set service_month = $3 where workspace_id = $1 and id = any ($2::uuid[])', [
        workspaceId,
        serviceUses,
        monthIn(now, number.time_zone),
      ])
    }
    const reaching = reaches.filter((send) => intents.has(send.id))
    await tx.query(
      `insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at)
       select $1, send, $2, contact, $3 from unnest($4::uuid[], $5::uuid[]) as use (send, contact)
       on conflict (workspace_id, send_id) do update set at = excluded.at`,
      [workspaceId, number.portfolio_id, isoTime(now), reaching.map((send) => send.id), reaching.map((send) => send.contact_id)],
    )
    await tx.query(`update messages set status = 'sending' where workspace_id = $1 and id = any ($2::uuid[])`, [
      workspaceId,
      [...intents],
    ])
    await setAside(
      tx,
      workspaceId,
      number,
      now,
      spending.filter((send) => intents.has(send.id)),
    )
    await showScheduled(
      tx,
      workspaceId,
      admitted.filter((send) => send.scheduled && intents.has(send.id)),
    )
    const events = [...(await endUnsent(tx, workspaceId, ended)), ...(await returnToQueue(tx, workspaceId, returned))]
    await appendEvents(tx, workspaceId, events)
    return admitted.filter((send) => intents.has(send.id))
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

const EXPIRED = {
  rule: 'send.expired',
  because: 'It waited longer than it was allowed to.',
  remedy: 'Send it again if it still matters, with a later expiry.',
}

/** What waits without a known end is looked at again after an hour, and never after it has run out. */
const LOOK_AGAIN_MS = 3_600_000
const heldUntil = (until: PlatformTime | null, send: LedgerSend, now: PlatformTime): PlatformTime =>
  platformTime(Math.min(until ?? now + LOOK_AGAIN_MS, platformTime(send.expires_at)))

/** Sends of one batch know of each other: who was reached a moment ago, and how many free messages are spoken for. */
function withBatch(
  situation: Situation,
  send: LedgerSend,
  { reached, freesAt }: ReachState,
  spend: SpendState,
  serviceUses: number,
): Situation {
  const firstLeaves = later(situation.now, situation.policy.limits.rollingHours * HOUR)
  return {
    ...situation,
    ...spend.leftFor(send.campaign_id),
    serviceUsedThisMonth: situation.serviceUsedThisMonth + serviceUses,
    reach: {
      ...situation.reach,
      used: reached.size,
      alreadyReached: reached.has(send.contact_id),
      freesAt: freesAt ?? firstLeaves,
    },
  }
}

/** A template outside the service window takes a place in the portfolio's rolling 24 hours; inside, nothing does. */
const usesReach = (decision: Decision, send: LedgerSend): boolean => send.kind === 'template' && !decision.window.csw.open
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

import { HOUR, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { repairMessage } from '@casement/rules'
import type pg from 'pg'
import { row, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { findRecipient } from './find-recipient.ts'
import { judgeMessage, type MessageContent, requireNumber, type SentBy } from './judge-message.ts'
import { presentDecision } from './present.ts'
import { defaultExpiry, PRIORITIES, templateSent, textOf, usualPriority } from './sending-terms.ts'

type Waiting = {
  state: string
  scheduled: boolean
  phone_number_id: string
  contact_id: string
  thread_id: string
  payload: MessageContent
  due_at: Date
}

/**
 * Changes what a scheduled message says, or when it leaves. It passes the same gate as a new one, as of its new time; what is refused
 * leaves it as it was.
 */
export async function changeScheduled(
  pool: pg.Pool,
  {
    workspaceId,
    id,
    now,
    sentBy,
    message,
    sendAt,
  }: {
    workspaceId: string
    id: string
    now: PlatformTime
    sentBy: SentBy
    message?: MessageContent
    sendAt?: PlatformTime
  },
): Promise<{ phoneNumberId: string }> {
  return transactAgain(pool, async (tx) => {
    const send = await row<Waiting>(
      tx,
      `select state, scheduled, phone_number_id, contact_id, thread_id, payload, due_at from sends
       where workspace_id = $1 and id = $2 for update`,
      [workspaceId, id],
    )
    if (!send?.scheduled) throw problem('not-found', `This workspace has no scheduled message with the id ${id}.`)
    if (send.state !== 'queued' && send.state !== 'held')
      throw problem('conflict', 'The message cannot be changed any more: its time has come, and it has left or was withdrawn.')
    const number = await requireNumber(tx, workspaceId, send.phone_number_id)
    const recipient = await findRecipient(tx, workspaceId, number, { contactId: send.contact_id })
    const content = repairMessage(message ?? send.payload)
    const at = platformTime(Math.max(sendAt ?? platformTime(send.due_at), now))
    const asked = await judgeMessage(tx, { workspaceId, number, recipient, message: content, now: at, sentBy })
    const { decision, findings, proposal, template } = asked
    if (decision.kind === 'refuse') {
      throw problem('refused', findings.find(({ severity }) => severity === 'error')?.fix ?? decision.because, {
        rule: decision.rule,
        because: decision.because,
        remedy: decision.remedy,
        findings,
        more: { decision: presentDecision(decision) },
      })
    }
    const dueAt = decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : at
    const state = decision.kind === 'hold' ? 'held' : 'queued'
    const text = textOf(content, template)
    await tx.query(
      `update sends set payload = $3, kind = $4, category = $5, priority = $6, state = $7, due_at = least($8::timestamptz, $9::timestamptz),
         expires_at = $9, retry_at = null where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        id,
        JSON.stringify(content),
        proposal.kind,
        proposal.category,
        PRIORITIES[usualPriority(proposal.category)],
        state,
        isoTime(dueAt),
        isoTime(defaultExpiry(decision, proposal, at)),
      ],
    )
    await tx.query(
      `update messages set type = $3, content = $4, text = $5, at = $6, status = $7, template = $8, price = $9, rule = $10, because = $11
       where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        id,
        proposal.type,
        JSON.stringify(content),
        text,
        isoTime(at),
        state,
        templateSent(template),
        decision.price ? JSON.stringify(decision.price) : null,
        decision.kind === 'hold' ? decision.rule : (decision.price.rule ?? null),
        decision.kind === 'hold' ? decision.because : decision.price.because,
      ],
    )
    await tx.query('update message_words set words = words_of($3) where workspace_id = $1 and message_id = $2', [
      workspaceId,
      id,
      text,
    ])
    await appendEvents(tx, workspaceId, [
      { type: 'message.queued', at: now, data: { threadId: send.thread_id, messageId: id } },
      { type: 'thread.changed', at: now, data: { threadId: send.thread_id, messageId: id } },
    ])
    return { phoneNumberId: send.phone_number_id }
  })
}

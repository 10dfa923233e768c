import { type Category, HOUR, isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import { type Decision, plainText, renderMessage, renderTemplate, repairMessage } from '@casement/rules'
import type pg from 'pg'
import { type Db, preparedRows, row, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { takeMedia } from '../media/place-media.ts'
import { loadSettings } from '../settings/settings.ts'
import { lockThread, showLastMessage } from '../threads/find-thread.ts'
import { findingsOf } from './find-findings.ts'
import { findRecipient, makeRecipient, type To } from './find-recipient.ts'
import { judgeMessage, type MessageContent, requireNumber, type SentBy, type Verdict } from './judge-message.ts'
import type { Proposal, StoredTemplate } from './load-situations.ts'

export type SendRequest = {
  from: string
  to: To
  message: MessageContent
  sendAt?: PlatformTime | undefined
  /** Seconds of machine time in which it may still be withdrawn before anybody claims it. */
  undoFor?: number | undefined
  expiresAt?: PlatformTime | undefined
  priority?: keyof typeof PRIORITIES | undefined
}

export type Submission = {
  workspaceId: string
  request: SendRequest
  now: PlatformTime
  sentBy: SentBy
  idempotencyKey: string | null
  /** Where it is given, links are led through ours as the workspace wants it. */
  links?: LinkTracker
}
export type Submitted = Verdict & { message: { id: string; status: 'queued' | 'held'; notBefore?: PlatformTime } | null }

/** Who goes first when a number cannot send everything at once. */
export const PRIORITIES = { authentication: 0, reply: 1, utility: 2, marketing: 3 } as const

/**
 * The gate. Reads, decides and writes in one transaction: what it admits stands in the send ledger when this answers, and nothing
 * else can reach the sender. The same idempotency key answers with the message it made the first time.
 */
export async function submitMessage(pool: pg.Pool, submission: Submission): Promise<Submitted> {
  return unlessRefused(() =>
    transactAgain(pool, async (tx) => {
      const { submitted, events } = await admitMessage(tx, submission)
      await appendEvents(tx, submission.workspaceId, events)
      return submitted
    }),
  )
}

export type Admitted = { submitted: Submitted; threadId: string | null; events: readonly DomainEvent[] }

/**
 * The same gate as part of a transaction that does more. The caller appends the events, last. What a refusal undoes is only what the
 * gate itself wrote.
 */
export async function submitWithin(tx: pg.PoolClient, submission: Submission): Promise<Admitted> {
  await tx.query('savepoint gate')
  try {
    return await admitMessage(tx, submission)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await tx.query('rollback to savepoint gate')
    return { submitted: error.submitted, threadId: null, events: [] }
  } finally {
    await tx.query('release savepoint gate').catch(() => {})
  }
}

/** Throws a `Refusal` when it must not go. */
async function admitMessage(tx: pg.PoolClient, submission: Submission): Promise<Admitted> {
  const { workspaceId, now, sentBy, idempotencyKey } = submission
  // A document never goes without a filename and its right extension.
  const request = { ...submission.request, message: repairMessage(submission.request.message) }
  // What is scheduled for the past goes now.
  const sendAt = platformTime(Math.max(request.sendAt ?? now, now))
  const scheduled = sendAt > now
  const number = await requireNumber(tx, workspaceId, request.from)
  let recipient = await findRecipient(tx, workspaceId, number, request.to)
  if (recipient.contactId === null) recipient = await makeRecipient(tx, workspaceId, number, recipient, now)
  const contactId = recipient.contactId as string
  const thread = await lockThread(tx, workspaceId, number.id, contactId, now)
  const asked = await judgeMessage(tx, {
    workspaceId,
    number,
    recipient: { ...recipient, threadId: thread.id },
    message: request.message,
    // A scheduled message is judged as of its time: what is allowed now may be closed by then.
    now: sendAt,
    sentBy,
  })
  const { decision, findings, proposal } = asked
  if (decision.kind === 'refuse') throw new Refusal({ decision, findings, message: null })

  const id = uuid7()
  const dueAt = decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : sendAt
  const expiresAt = request.expiresAt ?? defaultExpiry(decision, proposal, sendAt)
  const status = decision.kind === 'hold' ? 'held' : 'queued'
  const payload = await withLinks(tx, submission, { id, message: request.message, template: asked.template })
  if (idempotencyKey) await forgetOldKey(tx, workspaceId, idempotencyKey)
  const [made] = await preparedRows<{ id: string }>(
    tx,
    'admit-send',
    `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator,
       priority, idempotency_key, state, due_at, expires_at, scheduled, undo_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, least($14::timestamptz, $15::timestamptz), $15, $16,
       now() + make_interval(secs => $17))
     on conflict (workspace_id, idempotency_key) do nothing returning id`,
    [
      workspaceId,
      id,
      number.id,
      thread.id,
      contactId,
      JSON.stringify(proposal.recipient),
      JSON.stringify(payload),
      proposal.kind,
      proposal.category,
      sentBy.kind,
      PRIORITIES[request.priority ?? usualPriority(proposal.category)],
      idempotencyKey,
      status,
      isoTime(dueAt),
      isoTime(expiresAt),
      scheduled,
      request.undoFor ?? null,
    ],
  )
  if (!made) {
    const message = await earlierMessage(tx, workspaceId, idempotencyKey as string)
    return { submitted: { decision, findings, message }, threadId: thread.id, events: [] }
  }
  const text = textOf(request.message, asked.template)
  await preparedRows(
    tx,
    'admit-message',
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by, template, price, rule, because)
     values ($1, $2, $3, 'out', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      workspaceId,
      id,
      thread.id,
      proposal.type,
      JSON.stringify(request.message),
      text,
      // What is scheduled stands in the thread at its time, and is its last message once it has left.
      isoTime(sendAt),
      status,
      JSON.stringify([{ status, at: isoTime(now) }]),
      JSON.stringify(sentBy),
      templateSent(asked.template),
      decision.price ? JSON.stringify(decision.price) : null,
      decision.kind === 'hold' ? decision.rule : (decision.price.rule ?? null),
      decision.kind === 'hold' ? decision.because : decision.price.because,
    ],
  )
  await takeMedia(tx, workspaceId, { messageId: id, phoneNumberId: number.id, payload: request.message, now })
  if (!scheduled) await showLastMessage(tx, workspaceId, thread.id, { id, text, at: isoTime(now), direction: 'out' })
  return {
    submitted: { decision, findings, message: { id, status, ...(dueAt > now ? { notBefore: dueAt } : {}) } },
    threadId: thread.id,
    events: [
      { type: 'message.queued', at: now, data: { threadId: thread.id, messageId: id } },
      { type: 'thread.changed', at: now, data: { threadId: thread.id, messageId: id } },
    ],
  }
}

/** What is posted for a message: the same, but for links that count who follows them, unless that would make it too long. */
async function withLinks(
  tx: Db,
  { workspaceId, links, now }: Submission,
  { id, message, template }: { id: string; message: MessageContent; template: StoredTemplate | undefined },
): Promise<MessageContent> {
  if (!links || !/https?:/.test(JSON.stringify(message))) return message
  const { trackLinks } = await loadSettings(tx, workspaceId)
  const asked = { workspaceId, owner: { messageId: id }, everything: trackLinks }
  const components = (template?.components ?? []) as Record<string, unknown>[]
  const [tracked = message] = await links.track(tx, asked, [{ message, components, recipient: 0 }])
  return findingsOf(tracked, template, now).some(({ severity }) => severity === 'error') ? message : tracked
}

/** A refusal undoes what was made on the way to it: nobody becomes a contact by not being written to. */
class Refusal extends Error {
  readonly submitted: Submitted
  constructor(submitted: Submitted) {
    super('refused')
    this.submitted = submitted
  }
}

async function unlessRefused(work: () => Promise<Submitted>): Promise<Submitted> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.submitted
    throw error
  }
}

export const usualPriority = (category: Category): keyof typeof PRIORITIES => (category === 'service' ? 'reply' : category)

const DAY_MS = 24 * HOUR

/** An authentication code soon means nothing; a free-form message cannot outlive its window; the rest may wait a day. */
export function defaultExpiry(
  decision: Exclude<Decision, { kind: 'refuse' }>,
  proposal: Proposal,
  from: PlatformTime,
): PlatformTime {
  if (proposal.category === 'authentication') return later(from, 10 * MINUTE)
  const { until } = decision.window.csw
  return proposal.kind === 'free-form' && until !== null ? until : later(from, DAY_MS)
}

export const textOf = (message: MessageContent, template: StoredTemplate | undefined): string =>
  plainText(template ? renderTemplate(template as never, message.template as never) : renderMessage(message as never))

/** The definition a template message was made from, kept with it, so that history shows what was said then. */
export const templateSent = (template: StoredTemplate | undefined): string | null =>
  template
    ? JSON.stringify({
        name: template.name,
        language: template.language,
        category: template.category,
        components: template.components,
      })
    : null

/** A key is good for 24 hours, as the door keeps it; after that the same words are a new request. Ids tell when a row was made. */
const forgetOldKey = (tx: Db, workspaceId: string, idempotencyKey: string) =>
  tx.query(
    `update sends set idempotency_key = null
     where workspace_id = $1 and idempotency_key = $2 and id < uuid7_at(now() - interval '24 hours')`,
    [workspaceId, idempotencyKey],
  )

async function earlierMessage(tx: Db, workspaceId: string, idempotencyKey: string): Promise<Submitted['message']> {
  const earlier = await row<{ id: string; state: string }>(
    tx,
    'select id, state from sends where workspace_id = $1 and idempotency_key = $2',
    [workspaceId, idempotencyKey],
  )
  return earlier ? { id: earlier.id, status: earlier.state === 'held' ? 'held' : 'queued' } : null
}

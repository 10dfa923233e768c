import { type Category, HOUR, isoTime, later, MINUTE, type PlatformTime } from '@casement/platform'
import {
  checkContent,
  checkParameters,
  type Decision,
  decide,
  type Finding,
  type Initiator,
  plainText,
  renderMessage,
  renderTemplate,
} from '@casement/rules'
import type pg from 'pg'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import type { Recipient } from '../sender/ledger.ts'
import { lockThread, showLastMessage } from '../threads/find-thread.ts'
import {
  findNumber,
  findTemplates,
  loadSituations,
  type Proposal,
  type SendingNumber,
  type StoredTemplate,
} from './load-situations.ts'

export type MessageContent = { type: string } & Record<string, unknown>

export type SendRequest = {
  from: string
  to: string | { bsuid: string } | { contactId: string }
  message: MessageContent
  sendAt?: PlatformTime | undefined
  expiresAt?: PlatformTime | undefined
  priority?: keyof typeof PRIORITIES | undefined
}

export type SentBy = { kind: Initiator; id: string; name: string }

export type Verdict = { decision: Decision; findings: readonly Finding[] }
export type Submitted = Verdict & { message: { id: string; status: 'queued' | 'held'; notBefore?: PlatformTime } | null }

/** Who goes first when a number cannot send everything at once. */
export const PRIORITIES = { authentication: 0, reply: 1, utility: 2, marketing: 3 } as const

type Asked = Verdict & {
  number: SendingNumber
  proposal: Proposal
  template: StoredTemplate | undefined
  decision: Decision
}

type Submission = { workspaceId: string; request: SendRequest; now: PlatformTime; sentBy: SentBy }

/** The gate, asked only: what would happen to this message now. Nothing is written. */
export async function checkMessage(db: Db, { workspaceId, request, now, sentBy }: Submission): Promise<Verdict> {
  const number = await requireNumber(db, workspaceId, request.from)
  const { decision, findings } = await judge(
    db,
    workspaceId,
    number,
    request,
    await findRecipient(db, workspaceId, number, request.to),
    sentBy,
    now,
  )
  return { decision, findings }
}

/**
 * The gate. Reads, decides and writes in one transaction: what it admits stands in the send ledger when this answers, and nothing
 * else can reach the sender. The same idempotency key answers with the message it made the first time.
 */
export async function submitMessage(
  pool: pg.Pool,
  submission: Submission & { idempotencyKey: string | null },
): Promise<Submitted> {
  const { workspaceId, request, now, sentBy, idempotencyKey } = submission
  return unlessRefused(pool, async (tx) => {
    const number = await requireNumber(tx, workspaceId, request.from)
    let recipient = await findRecipient(tx, workspaceId, number, request.to)
    if (recipient.contactId === null) recipient = await makeRecipient(tx, workspaceId, number, recipient, now)
    const contactId = recipient.contactId as string
    const thread = await lockThread(tx, workspaceId, number.id, contactId, now)
    const asked = await judge(tx, workspaceId, number, request, { ...recipient, threadId: thread.id }, sentBy, now)
    const { decision, findings, proposal } = asked
    if (decision.kind === 'refuse') throw new Refusal({ decision, findings, message: null })

    const id = uuid7()
    const dueAt = decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : (request.sendAt ?? now)
    const expiresAt = request.expiresAt ?? defaultExpiry(decision, proposal, request.sendAt ?? now)
    const status = decision.kind === 'hold' ? 'held' : 'queued'
    const made = await row<{ id: string }>(
      tx,
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator,
         priority, idempotency_key, state, due_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, least($14::timestamptz, $15::timestamptz), $15)
       on conflict (workspace_id, idempotency_key) do nothing returning id`,
      [
        workspaceId,
        id,
        number.id,
        thread.id,
        contactId,
        JSON.stringify(proposal.recipient),
        JSON.stringify(request.message),
        proposal.kind,
        proposal.category,
        sentBy.kind,
        PRIORITIES[request.priority ?? usualPriority(proposal.category)],
        idempotencyKey,
        status,
        isoTime(dueAt),
        isoTime(expiresAt),
      ],
    )
    if (!made) return { decision, findings, message: await earlierMessage(tx, workspaceId, idempotencyKey as string) }
    const text = textOf(request.message, asked.template)
    await tx.query(
      `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by, template, price, rule, because)
       values ($1, $2, $3, 'out', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        workspaceId,
        id,
        thread.id,
        proposal.type,
        JSON.stringify(request.message),
        text,
        isoTime(now),
        status,
        JSON.stringify([{ status, at: isoTime(now) }]),
        JSON.stringify(sentBy),
        asked.template
          ? JSON.stringify({
              name: asked.template.name,
              language: asked.template.language,
              category: asked.template.category,
              components: asked.template.components,
            })
          : null,
        decision.price ? JSON.stringify(decision.price) : null,
        decision.kind === 'hold' ? decision.rule : (decision.price.rule ?? null),
        decision.kind === 'hold' ? decision.because : decision.price.because,
      ],
    )
    await showLastMessage(tx, workspaceId, thread.id, { id, text, at: isoTime(now), direction: 'out' })
    await appendEvents(tx, workspaceId, [
      { type: 'message.queued', at: now, data: { threadId: thread.id, messageId: id } },
      { type: 'thread.changed', at: now, data: { threadId: thread.id, messageId: id } },
    ])
    return { decision, findings, message: { id, status, ...(dueAt > now ? { notBefore: dueAt } : {}) } }
  })
}

/** A refusal undoes what was made on the way to it: nobody becomes a contact by not being written to. */
class Refusal extends Error {
  readonly submitted: Submitted
  constructor(submitted: Submitted) {
    super('refused')
    this.submitted = submitted
  }
}

async function unlessRefused(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<Submitted>): Promise<Submitted> {
  try {
    return await transactAgain(pool, work)
  } catch (error) {
    if (error instanceof Refusal) return error.submitted
    throw error
  }
}

type FoundRecipient = { contactId: string | null; threadId: string | null; recipient: Recipient }

async function judge(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  request: SendRequest,
  to: FoundRecipient,
  sentBy: SentBy,
  now: PlatformTime,
): Promise<Asked> {
  const wanted = wantedTemplate(request.message)
  const template = wanted ? [...(await findTemplates(db, workspaceId, number.waba_id, [wanted])).values()][0] : undefined
  const findings = wanted
    ? template
      ? checkParameters(template as never, request.message.template as never)
      : []
    : checkContent(request.message as never)
  const proposal: Proposal = {
    threadId: to.threadId,
    contactId: to.contactId,
    recipient: to.recipient,
    kind: wanted ? 'template' : 'free-form',
    type: request.message.type,
    category: template ? categoryOf(template) : wanted ? 'utility' : 'service',
    initiator: sentBy.kind,
    findings,
    template: wanted,
  }
  const { situations } = await loadSituations(db, workspaceId, number, [proposal], now)
  const decision = decide(situations[0] as (typeof situations)[0])
  return { number, proposal, template, decision, findings }
}

/** Name and language of a template send; a malformed one is named like nothing, so that the rules refuse it as missing. */
function wantedTemplate(message: MessageContent): { name: string; language: string } | null {
  if (message.type !== 'template') return null
  const template = (message.template ?? {}) as { name?: unknown; language?: { code?: unknown } }
  return { name: String(template.name ?? ''), language: String(template.language?.code ?? '') }
}

const categoryOf = (template: StoredTemplate): Category => {
  const category = template.category.toLowerCase()
  return category === 'marketing' || category === 'authentication' ? category : 'utility'
}

const usualPriority = (category: Category): keyof typeof PRIORITIES => (category === 'service' ? 'reply' : category)

const DAY_MS = 24 * HOUR

/** An authentication code soon means nothing; a free-form message cannot outlive its window; the rest may wait a day. */
function defaultExpiry(decision: Exclude<Decision, { kind: 'refuse' }>, proposal: Proposal, from: PlatformTime): PlatformTime {
  if (proposal.category === 'authentication') return later(from, 10 * MINUTE)
  const { until } = decision.window.csw
  return proposal.kind === 'free-form' && until !== null ? until : later(from, DAY_MS)
}

const textOf = (message: MessageContent, template: StoredTemplate | undefined): string =>
  plainText(template ? renderTemplate(template as never, message.template as never) : renderMessage(message as never))

async function requireNumber(db: Db, workspaceId: string, from: string): Promise<SendingNumber> {
  const number = await findNumber(db, workspaceId, from)
  if (!number)
    throw problem('not-found', `This workspace has no number with the id ${from}. GET /v1/accounts lists the ones it has.`)
  return number
}

/** Whom the request means, as far as we know them: E.164 with or without plus and spaces, a business-scoped id, or a contact of ours. */
async function findRecipient(db: Db, workspaceId: string, number: SendingNumber, to: SendRequest['to']): Promise<FoundRecipient> {
  if (typeof to === 'object' && 'contactId' in to) {
    const [contact] = await rows<{ id: string }>(
      db,
      'select coalesce(merged_into, id) as id from contacts where workspace_id = $1 and id = $2',
      [workspaceId, to.contactId],
    )
    if (!contact) throw problem('not-found', `This workspace has no contact with the id ${to.contactId}.`)
    return describe(db, workspaceId, number, contact.id)
  }
  const wanted =
    typeof to === 'string'
      ? { kind: 'e164', portfolio: '', value: digitsOf(to) }
      : { kind: 'bsuid', portfolio: number.portfolio_id, value: to.bsuid }
  const known = await row<{ contact_id: string }>(
    db,
    'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
    [workspaceId, wanted.kind, wanted.portfolio, wanted.value],
  )
  if (known) return describe(db, workspaceId, number, known.contact_id)
  const recipient = wanted.kind === 'e164' ? { phone: wanted.value, bsuid: null } : { phone: null, bsuid: wanted.value }
  return { contactId: null, threadId: null, recipient }
}

function digitsOf(to: string): string {
  const digits = to.replace(/[\s()+.-]/g, '')
  if (!/^[1-9]\d{6,14}$/.test(digits)) {
    throw problem(
      'content-invalid',
      `"${to}" is not a phone number that can be written to. Give it with its country code, such as +447700900123.`,
      {
        findings: [
          {
            rule: 'recipient.number',
            severity: 'error',
            path: 'to',
            actual: to,
            fix: 'Write the number in E.164, such as +447700900123.',
          },
        ],
      },
    )
  }
  return digits
}

async function describe(db: Db, workspaceId: string, number: SendingNumber, contactId: string): Promise<FoundRecipient> {
  const aliases = await rows<{ kind: string; value: string }>(
    db,
    `select kind, value from contact_aliases where workspace_id = $1 and contact_id = $2 and portfolio_id in ('', $3)`,
    [workspaceId, contactId, number.portfolio_id],
  )
  const thread = await row<{ id: string }>(
    db,
    'select id from threads where workspace_id = $1 and phone_number_id = $2 and contact_id = $3',
    [workspaceId, number.id, contactId],
  )
  const valueOf = (kind: string) => aliases.find((alias) => alias.kind === kind)?.value ?? null
  return { contactId, threadId: thread?.id ?? null, recipient: { phone: valueOf('e164'), bsuid: valueOf('bsuid') } }
}

async function makeRecipient(
  tx: Db,
  workspaceId: string,
  number: SendingNumber,
  to: FoundRecipient,
  now: PlatformTime,
): Promise<FoundRecipient> {
  const { phone, bsuid } = to.recipient
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: phone ?? undefined, bsuid: bsuid ?? undefined },
    { at: now },
  )
  return { ...to, contactId: contact.id }
}

async function earlierMessage(tx: Db, workspaceId: string, idempotencyKey: string): Promise<Submitted['message']> {
  const earlier = await row<{ id: string; state: string }>(
    tx,
    'select id, state from sends where workspace_id = $1 and idempotency_key = $2',
    [workspaceId, idempotencyKey],
  )
  return earlier ? { id: earlier.id, status: earlier.state === 'held' ? 'held' : 'queued' } : null
}

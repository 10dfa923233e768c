import { HOUR, later, type PlatformTime, platformTime } from '@casement/platform'
import { type Decision, repairMessage } from '@casement/rules'
import type pg from 'pg'
import { preparedRows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { Problem } from '../http/problems.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { findThreadIds, lockThreads } from '../threads/find-thread.ts'
import { findContacts, findRecipient, type KnownRecipient, makeRecipient, noContact, type To } from './find-recipient.ts'
import { type Asked, judgeMessages, type MessageContent, noNumber, type SentBy, type Verdict } from './judge-message.ts'
import { findNumber, type SendingNumber } from './load-situations.ts'
import { type PRIORITIES, textOf } from './sending-terms.ts'
import { writeAdmitted } from './write-admitted.ts'

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
/** What stands in the ledger now; null where it was refused. */
export type Submitted = Verdict & { message: { id: string; status: 'queued' | 'held'; notBefore?: PlatformTime } | null }
export type Admitted = { submitted: Submitted; threadId: string | null; events: readonly DomainEvent[] }

export type Admitting = { tx: pg.PoolClient; workspaceId: string; now: PlatformTime }
export type Item = Omit<Submission, 'workspaceId' | 'now'> & {
  index: number
  number: SendingNumber
  recipient: KnownRecipient
  /** A document never goes without a filename and its right extension. */
  message: MessageContent
  /** What is scheduled is judged as of its time: what is allowed now may be closed by then. */
  sendAt: PlatformTime
}

/**
 * The gate, as part of a transaction that does more: reads, asks the rules and writes, for one message or many at once. The caller
 * appends the events, last. Answers in the order given; a number or person that is not there, or a file that is missing, is a problem
 * in the place of the answer. Of what is refused nothing is written, but who was no contact yet has become one.
 */
export async function admitMessages(
  tx: pg.PoolClient,
  { workspaceId, now }: { workspaceId: string; now: PlatformTime },
  submissions: readonly Omit<Submission, 'workspaceId' | 'now'>[],
): Promise<(Admitted | Problem)[]> {
  const admitting = { tx, workspaceId, now }
  const answers = new Map<number, Admitted | Problem>()
  const items: Item[] = []
  for (const [from, ones] of await byNumber(admitting, submissions, answers)) {
    const recipients = await findContacts(
      tx,
      workspaceId,
      from,
      ones.flatMap(({ request: { to } }) => (typeof to === 'object' && 'contactId' in to ? to.contactId : [])),
    )
    for (const { index, ...one } of ones) {
      const { to, message, sendAt } = one.request
      const recipient =
        typeof to === 'object' && 'contactId' in to
          ? (recipients.get(to.contactId) ?? noContact(to.contactId))
          : await recipientOf(admitting, from, to)
      if (recipient instanceof Error) answers.set(index, recipient)
      else {
        // What is scheduled for the past goes now.
        const at = platformTime(Math.max(sendAt ?? now, now))
        items.push({ ...one, index, number: from, recipient, message: repairMessage(message), sendAt: at })
      }
    }
  }
  for (const set of setsOf(items)) {
    const admitted = await admitSet(admitting, set)
    for (const [position, { index }] of set.entries()) answers.set(index, admitted[position] as Admitted | Problem)
  }
  return submissions.map((_, index) => answers.get(index) as Admitted | Problem)
}

async function byNumber(
  { tx, workspaceId }: Admitting,
  submissions: readonly Omit<Submission, 'workspaceId' | 'now'>[],
  answers: Map<number, Admitted | Problem>,
) {
  const groups = new Map<SendingNumber, (Omit<Submission, 'workspaceId' | 'now'> & { index: number })[]>()
  const numbers = new Map<string, SendingNumber | undefined>()
  for (const [index, one] of submissions.entries()) {
    const { from } = one.request
    if (!numbers.has(from)) numbers.set(from, await findNumber(tx, workspaceId, from))
    const number = numbers.get(from)
    if (!number) answers.set(index, noNumber(from))
    else groups.set(number, [...(groups.get(number) ?? []), { ...one, index }])
  }
  return groups
}

async function recipientOf({ tx, workspaceId, now }: Admitting, number: SendingNumber, to: To): Promise<KnownRecipient> {
  const found = await findRecipient(tx, workspaceId, number, to)
  const { contactId } = found
  return contactId === null ? makeRecipient(tx, workspaceId, number, found, now) : { ...found, contactId }
}

/** A message that the rules let go. */
export type Admissible = Item & {
  asked: Asked
  decision: Exclude<Decision, { kind: 'refuse' }>
  id: string
  dueAt: PlatformTime
  status: 'queued' | 'held'
  text: string
}

/** Messages of one number and one instant that may be judged beside each other: no person is in a set twice. */
function setsOf(items: readonly Item[]): Item[][] {
  const sets: { key: string; people: Set<string>; items: Item[] }[] = []
  for (const item of items) {
    const { contactId } = item.recipient
    const key = `${item.number.id} ${item.sendAt}`
    const set = sets.find((one) => one.key === key && !one.people.has(contactId))
    if (set) {
      set.people.add(contactId)
      set.items.push(item)
    } else sets.push({ key, people: new Set([contactId]), items: [item] })
  }
  return sets.map((set) => set.items)
}

async function admitSet(admitting: Admitting, items: readonly Item[]): Promise<(Admitted | Problem)[]> {
  const { tx, workspaceId, now } = admitting
  const { number, sendAt } = items[0] as Item
  const threads = await holdPeople(admitting, number, items)
  const asked = await judgeMessages(
    tx,
    { workspaceId, number, now: sendAt },
    items.map(({ recipient, message, sentBy }) => ({
      recipient: { ...recipient, threadId: threads.get(recipient.contactId) ?? null },
      message,
      sentBy,
    })),
  )
  const toWrite: Admissible[] = []
  const answers = items.map((item, index): Admitted | Problem | null => {
    const one = asked[index] as Asked
    const { decision, findings } = one
    const threadId = threads.get(item.recipient.contactId) ?? null
    if (decision.kind === 'refuse') return { submitted: { decision, findings, message: null }, threadId, events: [] }
    const dueAt = decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : sendAt
    const status = decision.kind === 'hold' ? 'held' : 'queued'
    toWrite.push({ ...item, asked: one, decision, id: uuid7(), dueAt, status, text: textOf(item.message, one.template) })
    return null
  })
  const written = await writeAdmitted(admitting, number, { scheduled: sendAt > now, threads, items: toWrite })
  return answers.map((answer) => answer ?? (written.shift() as Admitted))
}

/**
 * Holds the threads of these people until the transaction ends, and whoever has none yet themselves: nobody is judged twice at a time.
 * Answers with the threads that there are.
 */
async function holdPeople(
  { tx, workspaceId }: Admitting,
  number: SendingNumber,
  items: readonly Item[],
): Promise<Map<string, string>> {
  const threads = new Map<string, string>()
  for (const { recipient } of items) if (recipient.threadId !== null) threads.set(recipient.contactId, recipient.threadId)
  const without = items.flatMap(({ recipient }) => (recipient.threadId === null ? recipient.contactId : []))
  if (without.length > 0) {
    await preparedRows(
      tx,
      'hold-contacts',
      'select id from contacts where workspace_id = $1 and id = any ($2::uuid[]) order by id for update',
      [workspaceId, without],
    )
    const made = await findThreadIds(tx, workspaceId, number.id, without)
    for (const [contactId, threadId] of made) threads.set(contactId, threadId)
  }
  if (threads.size > 0) await lockThreads(tx, workspaceId, [...threads.values()])
  return threads
}

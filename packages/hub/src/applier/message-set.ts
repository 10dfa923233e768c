import type { RateCard } from '@casement/platform'
import { type FailedSend, noteFailures } from '../accounts/note-failures.ts'
import { type Heard, hearConsent } from '../consent/hear-consent.ts'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { findOrCreateContacts } from '../contacts/find-contacts.ts'
import { type ConsentsInHand, foldConsents, lockConsents, saveConsents, withoutWeakYes } from '../contacts/record-consent.ts'
import type { Db } from '../database/database.ts'
import { reviveFailed } from '../sender/revive-failed.ts'
import { type Acceptance, endFailed, recountService, type ServiceRecount, settleAccepted } from '../sender/settle-sends.ts'
import { cardsFor } from '../settings/own-rates.ts'
import { saveThreads, type ThreadInHand, type ThreadsInHand, takeThreads } from '../threads/threads-in-hand.ts'
import { type Answers, alreadyHere, findAnswers, foldInbound, type NewMessage, saveInbound } from './apply-inbound-message.ts'
import { consentFromStatus, foldStatus, movesThread } from './apply-status.ts'
import type { Effects } from './change.ts'
import type { InboundNews, MessageNews, StatusNews } from './message-news.ts'
import { saveMessages, takeMessages } from './messages-in-hand.ts'

/** What folding a set of news may see and leave behind: state in hand, and what waits to be written. */
export type MessageSet = Effects & {
  readonly threads: ThreadsInHand
  readonly answers: Answers
  readonly arrived: NewMessage[]
  readonly serviceUses: ServiceRecount[]
  /** Sends that will never arrive. */
  readonly ended: string[]
  /** Sends that were told to have failed, and arrived. */
  readonly revived: string[]
  /** What the platform said about those that ended. */
  readonly failed: FailedSend[]
  readonly heard: Heard
  /** What prices are told by. */
  readonly cards: readonly RateCard[]
  /** Whether something follows from what was said. */
  hear(contactId: string, said: Parameters<typeof foldConsents>[2]): boolean
}

/**
 * Applies messages and statuses of one workspace as if one after the other, in their order, with a number of statements that does
 * not grow with theirs: what they touch is read once, folded in memory by the rules, and written once.
 */
export async function applyMessages(
  tx: Db,
  workspaceId: string,
  news: readonly MessageNews[],
  effects: Effects,
  merged?: InboundNews,
): Promise<void> {
  const inbound = await onlyNew(tx, workspaceId, news.filter(isInbound))
  const people = await findOrCreateContacts(tx, workspaceId, inbound)
  if ('mergeAt' in people) {
    // Two contacts turn out to be one person: what came before that belongs to the contacts as they were.
    const merging = inbound[people.mergeAt] as InboundNews
    if (merging === merged) throw new Error('Two contacts of one person could not be made one.')
    const before = news.indexOf(merging)
    if (before > 0) await applyMessages(tx, workspaceId, news.slice(0, before), effects)
    await findOrCreateContact(tx, workspaceId, merging.identity, { ...merging, emit: effects.emit })
    return applyMessages(tx, workspaceId, news.slice(before), effects, merging)
  }
  const contactOf = new Map(inbound.map((item, index) => [item, people.contactIds[index] as string]))

  const statuses = news.filter(isStatus)
  const accepted = await acceptUnheard(tx, workspaceId, statuses)
  const messages = await takeMessages(tx, workspaceId, unique(statuses.map((status) => status.wamid)))
  const threads = await takeThreads(tx, workspaceId, {
    ids: statuses.flatMap((status) => {
      const message = messages.get(status.wamid)
      return message && movesThread(status, message) ? [message.threadId] : []
    }),
    pairs: inbound.map((item) => ({ phoneNumberId: item.number.id, contactId: contactOf.get(item) as string, at: item.at })),
  })
  const touched = new Set<ThreadInHand>()
  const clicks = inbound.flatMap((item) => {
    const thread = threads.between({ phoneNumberId: item.number.id, contactId: contactOf.get(item) as string })
    touched.add(thread)
    return item.item.referral ? [{ threadId: thread.id, at: item.at }] : []
  })
  const heard = await hearConsent(tx, workspaceId, inbound)
  const consents: ConsentsInHand = await lockConsents(tx, workspaceId, [
    ...inbound.flatMap((item) => (heard.said(item).length > 0 ? [contactOf.get(item) as string] : [])),
    ...statuses.flatMap((status) => {
      const message = messages.get(status.wamid)
      return message && consentFromStatus(status, message).length > 0 ? [message.contactId] : []
    }),
  ])
  const set: MessageSet = {
    ...effects,
    threads,
    answers: await findAnswers(tx, workspaceId, clicks, messages.values()),
    arrived: [],
    serviceUses: [],
    ended: [],
    revived: [],
    failed: [],
    heard,
    cards: await cardsFor(tx, workspaceId),
    hear(contactId, said) {
      const changes = foldConsents(consents, contactId, withoutWeakYes(consents, contactId, said))
      changes.forEach(effects.emit)
      return changes.length > 0
    },
  }

  for (const item of news) {
    if (item.kind === 'message') {
      const contactId = contactOf.get(item)
      if (contactId !== undefined) foldInbound(set, item, contactId)
      continue
    }
    for (const event of accepted.get(item.sendId) ?? []) effects.emit(event)
    accepted.delete(item.sendId)
    const message = messages.get(item.wamid)
    if (!message) continue
    foldStatus(set, item, message)
    const thread = threads.of(message.threadId)
    if (thread) touched.add(thread)
  }

  await saveInbound(tx, workspaceId, set.arrived)
  await recountService(tx, workspaceId, set.serviceUses)
  await endFailed(tx, workspaceId, set.ended)
  await reviveFailed(tx, workspaceId, set.revived)
  for (const event of await noteFailures(tx, workspaceId, set.failed)) effects.emit(event)
  await saveMessages(tx, workspaceId, messages.values())
  await saveThreads(tx, workspaceId, touched)
  await saveConsents(tx, workspaceId, consents)
  await heard.keep(tx)
}

/** Messages we do not have yet, each once. */
async function onlyNew(tx: Db, workspaceId: string, inbound: readonly InboundNews[]): Promise<InboundNews[]> {
  if (inbound.length === 0) return []
  const seen = await alreadyHere(tx, workspaceId, unique(inbound.map((item) => item.wamid)))
  return inbound.filter(({ wamid }) => !seen.has(wamid) && seen.add(wamid))
}

/**
 * A status that carries the id of a send says that it was accepted, whether or not its answer was heard. Answers with the events of
 * those that were settled by it, by send id.
 */
async function acceptUnheard(tx: Db, workspaceId: string, statuses: readonly StatusNews[]) {
  const first = new Map<string, Acceptance>()
  for (const { sendId: id, wamid, at } of statuses) {
    if (id && !first.has(`${id} ${wamid}`)) first.set(`${id} ${wamid}`, { id, wamid, at })
  }
  const sorted = [...first.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const events = await settleAccepted(tx, workspaceId, sorted)
  return Map.groupBy(events, (event): string | null => String(event.data.messageId))
}

const isInbound = (news: MessageNews): news is InboundNews => news.kind === 'message'
const isStatus = (news: MessageNews): news is StatusNews => news.kind === 'status'
const unique = (items: readonly string[]): string[] => [...new Set(items)]

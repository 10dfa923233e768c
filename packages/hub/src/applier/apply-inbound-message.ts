import { isoTime, later, MINUTE, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import {
  cameFromAd,
  plainText,
  pricedFreeEntryPoint,
  renderMessage,
  type StatusPricing,
  type WindowEvent,
  windowAt,
} from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { showInThread, tellMove } from '../threads/threads-in-hand.ts'
import { isDelivery, moveWindow } from './apply-status.ts'
import { CannotApply, type Setting } from './change.ts'
import type { InboundNews } from './message-news.ts'
import type { MessageSet } from './message-set.ts'
import type { MessageInHand, TimelineEntry } from './messages-in-hand.ts'

export type InboundItem = {
  id: string
  from?: string
  from_user_id?: string
  timestamp: string
  type: string
  referral?: { source_type?: string }
  button?: { text?: string; payload?: string }
  text?: { body?: string }
} & Record<string, unknown>

export type ContactItem = { wa_id?: string; user_id?: string; profile?: { name?: string } }

export function readInbound({ number, now }: Setting, item: InboundItem, contacts: readonly ContactItem[]): InboundNews {
  if (!number) throw new CannotApply('The message names no number of ours.')
  if (typeof item.id !== 'string' || !/^\d+$/.test(item.timestamp ?? ''))
    throw new CannotApply('The message has no id or no timestamp.')
  const profile =
    contacts.find((contact) => same(contact.wa_id, item.from) || same(contact.user_id, item.from_user_id)) ?? contacts[0]
  const identity = {
    portfolioId: number.portfolio_id,
    phone: item.from ?? profile?.wa_id,
    bsuid: item.from_user_id ?? profile?.user_id,
  }
  if (!identity.phone && !identity.bsuid) throw new CannotApply('The message does not say who wrote it.')
  const at = platformTime(Number(item.timestamp) * 1_000)
  return { kind: 'message', number, now, wamid: item.id, at, item, identity, name: profile?.profile?.name }
}

const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b

export type NewMessage = {
  id: string
  threadId: string
  type: string
  content: string
  text: string
  at: PlatformTime
  wamid: string
  windowEvent: 'opened' | 'refreshed' | null
}

/** One message from a customer that we did not have: the thread and its window move, and the message waits to be written. */
export function foldInbound(set: MessageSet, news: InboundNews, contactId: string): void {
  const { item, at, now, number, wamid } = news
  const thread = set.threads.between({ phoneNumberId: number.id, contactId })
  const before = windowAt(thread.window, at, policyAt(at, number.time_zone))
  const fromAd = cameFromAd(item.referral)
  const events: WindowEvent[] = [{ type: 'user-message', at, messageType: item.type, fromAd }]
  if (fromAd) events.push(...set.answers.since(thread.id, at))
  const moved = moveWindow(thread, events, { at, now, timeZone: number.time_zone })

  const id = uuid7()
  const text = plainText(renderMessage(item))
  set.arrived.push({
    id,
    threadId: thread.id,
    type: item.type,
    content: JSON.stringify(item),
    text,
    at,
    wamid,
    windowEvent: moved ? (before.csw.open ? 'refreshed' : 'opened') : null,
  })
  showInThread(thread, { id, text, at: isoTime(at), direction: 'in' }, at)
  thread.unread++
  thread.fromAd ||= fromAd
  thread.state = 'open'
  set.heard.settle(news, contactId, set.hear(contactId, set.heard.said(news)))
  set.spend(number.id)
  set.emit({ type: 'message.received', at, data: { threadId: thread.id, messageId: id, contactId } })
  set.emit({ type: 'thread.changed', at, data: { threadId: thread.id, messageId: id } })
  if (moved) tellMove(thread).forEach(set.emit)
}

/** Which of these messages of customers we have, or had until the person was erased. */
export const alreadyHere = async (tx: Db, workspaceId: string, wamids: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await rows<{ wamid: string }>(
        tx,
        `select wamid from wamids where workspace_id = $1 and wamid = any ($2::text[])
         union all
         select asked.wamid from unnest($2::text[]) as asked (wamid)
         join erased_wamids e on e.workspace_id = $1 and e.sha256 = sha256(convert_to(asked.wamid, 'UTF8'))`,
        [workspaceId, wamids],
      )
    ).map(({ wamid }) => wamid),
  )

export async function saveInbound(tx: Db, workspaceId: string, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return
  const ids = messages.map((message) => message.id)
  const wamids = messages.map((message) => message.wamid)
  await tx.query(
    `insert into wamids (workspace_id, wamid, message_id)
     select $1, wamid, id from unnest($2::text[], $3::uuid[]) as message (wamid, id)`,
    [workspaceId, wamids, ids],
  )
  await tx.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, wamid, window_event)
     select $1, id, thread, 'in', type, content, text, at::timestamptz, 'received', wamid, window_event
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::text[])
       as message (id, thread, type, content, text, at, wamid, window_event)`,
    [
      workspaceId,
      ids,
      messages.map((message) => message.threadId),
      messages.map((message) => message.type),
      messages.map((message) => message.content),
      messages.map((message) => message.text),
      messages.map((message) => isoTime(message.at)),
      wamids,
      messages.map((message) => message.windowEvent),
    ],
  )
}

/** Deliveries and prices of our replies, from before we heard of the ad that they answer: its webhook came late. */
export type Answers = { since(threadId: string, clickedAt: PlatformTime): WindowEvent[] }

type Reply = { id: string; thread_id: string; at: Date; timeline: TimelineEntry[]; charged: StatusPricing | null }

/** `inHand` is what this set itself has moved so far, and has not written yet. */
export async function findAnswers(
  tx: Db,
  workspaceId: string,
  clicks: readonly { threadId: string; at: PlatformTime }[],
  inHand: Iterable<MessageInHand>,
): Promise<Answers> {
  if (clicks.length === 0) return { since: () => [] }
  const replies = await rows<Reply>(
    tx,
    `select distinct m.id, m.thread_id, m.at, m.timeline, m.charged
     from unnest($2::uuid[], $3::text[]) as click (thread, at)
     cross join lateral (
       select id, thread_id, at, timeline, charged from messages
       where workspace_id = $1 and thread_id = click.thread and direction = 'out' and at >= click.at::timestamptz - interval '1 minute'
       order by at limit 50
     ) m order by m.at`,
    [workspaceId, clicks.map((click) => click.threadId), clicks.map((click) => isoTime(click.at))],
  )
  const current = new Map([...inHand].map((message) => [message.id, message]))
  return {
    since: (threadId, clickedAt) =>
      replies
        .filter((reply) => reply.thread_id === threadId && platformTime(reply.at) >= later(clickedAt, -MINUTE))
        .flatMap((reply) => eventsOf(current.get(reply.id) ?? reply, current.get(reply.id)?.charge ?? reply.charged)),
  }
}

function eventsOf({ timeline }: { timeline: readonly TimelineEntry[] }, charged: StatusPricing | null): WindowEvent[] {
  const acceptedAt = timeline.find((entry) => entry.status === 'accepted')?.at
  if (!acceptedAt) return []
  const sentAt = platformTime(acceptedAt)
  const deliveries = timeline
    .filter((entry) => isDelivery(entry.status))
    .map((entry): WindowEvent => ({ type: 'business-delivered', at: platformTime(entry.at), sentAt }))
  // What was priced by a free entry point moved the window when it came.
  if (!charged || pricedFreeEntryPoint(charged)) return deliveries
  return [...deliveries, { type: 'business-priced', sentAt, pricing: charged, expiresAt: null }]
}

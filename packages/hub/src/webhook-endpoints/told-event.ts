import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'
import type { RecordedEvent } from '../events/event-tail.ts'
import { findMessagesById, presentMessage } from '../messages/queries.ts'
import { findThreads, presentThread } from '../threads/queries.ts'
import { EVENT_VERSION, type EventBody, type PublishedType, publishedAs, publishedEvents } from './published-events.ts'

/** An event as other programs know it. The events of one lane (a thread, a contact, …) are told in their order. */
export type Told = { event: RecordedEvent; seq: number; type: PublishedType; lane: string }

/** One event for one endpoint, ready to be posted. `kept`: it has a row, because it was tried before or had to wait. */
export type Delivery = Pick<Told, 'seq' | 'type' | 'lane'> & {
  body: string
  kept: boolean
  tried: number
  firstTriedAt: Date | null
}

/** What is told of an event; null when nothing is: it is of our own affairs, or the person it was about was erased. */
export function toldOf(event: RecordedEvent): Told | null {
  const type = publishedAs(event.type)
  return type && event.data.erased !== true ? { event, seq: event.seq, type, lane: laneIn(event, type) } : null
}

function laneIn({ data }: RecordedEvent, type: PublishedType): string {
  const { lane } = publishedEvents[type]
  return `${lane ?? type}:${lane ? (data[lane] ?? '') : ''}`
}

/** Kinds of events that are told together with the message or thread they are about. */
const ABOUT_MESSAGES = /^message\./
const ABOUT_THREADS = /^(thread|window|entry-point)\./

/** The whole bodies by `seq`, with what is true now of the messages and threads they name. */
export async function bodiesOf(
  db: Db,
  workspaceId: string,
  told: readonly Told[],
  now: PlatformTime,
): Promise<Map<number, string>> {
  const messageIds = idsIn(told, 'messageId', ABOUT_MESSAGES)
  const threadIds = idsIn(told, 'threadId', ABOUT_THREADS)
  const messages = messageIds.length > 0 ? await findMessagesById(db, workspaceId, messageIds) : []
  const threads = await findThreads(db, workspaceId, threadIds)
  const messageOf = new Map(messages.map((message) => [message.id, presentMessage(message)]))
  const threadOf = new Map(threads.map((thread) => [thread.id, presentThread(thread, now)]))
  return new Map(
    told.map(({ event, seq, type }) => {
      const { data } = event
      const body: EventBody = {
        type,
        version: EVENT_VERSION,
        timestamp: isoTime(event.at),
        seq,
        workspaceId,
        data: {
          ...data,
          ...(ABOUT_MESSAGES.test(type) ? { message: messageOf.get(String(data.messageId)) ?? null } : {}),
          ...(ABOUT_THREADS.test(type) ? { thread: threadOf.get(String(data.threadId)) ?? null } : {}),
        },
      }
      return [seq, JSON.stringify(body)]
    }),
  )
}

const idsIn = (told: readonly Told[], member: string, family: RegExp): string[] => [
  ...new Set(
    told.flatMap(({ type, event }) => {
      const id = event.data[member]
      return family.test(type) && typeof id === 'string' ? [id] : []
    }),
  ),
]

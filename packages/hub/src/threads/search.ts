import type { PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { findThreads, presentThread } from './queries.ts'

/** Who asks for a word that stands everywhere wants the newest; more than this nobody reads. */
const PEOPLE = 200
const MESSAGES = 200
const MOST_WORDS = 8
/** Beginnings shorter than this would find half of everything. */
const WHOLE_BELOW = 3

/** What was typed as a question to the word index: every word must be there, and may be a beginning. Null when there is no word in it. */
export function wordQuery(search: string, wholeBelow = WHOLE_BELOW): string | null {
  const words = search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return null
  return words
    .slice(0, MOST_WORDS)
    .map((word) => (word.length < wholeBelow ? word : `${word}:*`))
    .join(' & ')
}

/** Four digits or more that look like a number, or the end of one, without the zero that a country code replaces. */
export function numberEnd(search: string): string | null {
  if (!/^[\d\s+().-]+$/.test(search)) return null
  const digits = search.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length >= 4 ? digits : null
}

/** Contacts whose name has these words, or whose number begins or ends so. */
export async function findPeople(db: Db, workspaceId: string, search: string, limit = PEOPLE): Promise<string[]> {
  const digits = numberEnd(search)
  const query = wordQuery(search, 1)
  const found = await rows<{ id: string }>(
    db,
    `(select c.id from contacts c where c.workspace_id = $1 and $2::text is not null and words_of(c.name) @@ to_tsquery('simple', $2)
        and c.merged_into is null limit $5)
     union
     (select a.contact_id from contact_aliases a where a.workspace_id = $1 and a.kind = 'e164' and $3::text is not null
        and reverse(a.value) like $4 limit $5)
     union
     (select a.contact_id from contact_aliases a where a.workspace_id = $1 and a.kind = 'e164' and a.portfolio_id = ''
        and a.value >= $3 and a.value < $3 || ':' limit $5)`,
    [workspaceId, query, digits, digits && `${[...digits].reverse().join('')}%`, limit],
  )
  return found.map(({ id }) => id)
}

export type FoundMessage = { id: string; thread_id: string; text: string; at: Date; direction: 'in' | 'out'; type: string }

/** Messages that have all these words, newest first. */
export async function findMessages(db: Db, workspaceId: string, search: string, limit = MESSAGES): Promise<FoundMessage[]> {
  const query = wordQuery(search)
  if (!query) return []
  return rows<FoundMessage>(
    db,
    `with found as materialized (
       select message_id from message_words where workspace_id = $1 and words @@ to_tsquery('simple', $2)
       order by message_id desc limit $3
     )
     select m.id, m.thread_id, m.text, m.at, m.direction, m.type from found
     join messages m on m.workspace_id = $1 and m.id = found.message_id order by m.id desc`,
    [workspaceId, query, limit],
  )
}

/** Threads to look among: those of people and those of messages that were found. */
export async function searchThreads(db: Db, workspaceId: string, search: string) {
  const [contactIds, messages] = await Promise.all([findPeople(db, workspaceId, search), findMessages(db, workspaceId, search)])
  return { contactIds, threadIds: [...new Set(messages.map((message) => message.thread_id))] }
}

/** People and messages, apart, as a palette shows them. */
export async function searchEverything(db: Db, workspaceId: string, search: string, limit: number, now: PlatformTime) {
  const [contactIds, messages] = await Promise.all([
    findPeople(db, workspaceId, search, limit),
    findMessages(db, workspaceId, search, limit),
  ])
  const ofPeople = await rows<{ id: string }>(
    db,
    `select id from threads where workspace_id = $1 and contact_id = any ($2::uuid[]) order by last_message_at desc limit $3`,
    [workspaceId, contactIds, limit],
  )
  const threadIds = new Set([...ofPeople.map(({ id }) => id), ...messages.map((message) => message.thread_id)])
  const threads = new Map(
    (await findThreads(db, workspaceId, [...threadIds])).map((thread) => [thread.id, presentThread(thread, now)]),
  )
  return {
    people: ofPeople.flatMap(({ id }) => threads.get(id) ?? []),
    messages: messages.flatMap(({ thread_id: threadId, at, ...message }) => {
      const thread = threads.get(threadId)
      return thread ? [{ ...message, threadId, at: at.toISOString(), contact: thread.contact }] : []
    }),
  }
}

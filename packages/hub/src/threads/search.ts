import type { PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { findThreads, presentThread } from './queries.ts'

/** Who asks for a word that stands everywhere wants the newest; more than this nobody reads. */
const PEOPLE = 200
const MESSAGES = 200
const MOST_WORDS = 8
/** Beginnings shorter than this would find half of everything. */
const WHOLE_BELOW = 3

/** What was typed as words of the index; each may be a beginning. */
function wordsIn(search: string, wholeBelow: number): string[] {
  const words = search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.slice(0, MOST_WORDS).map((word) => (word.length < wholeBelow ? word : `${word}:*`))
}

/** What was typed as a question to the word index: every word must be there, and may be a beginning. Null when there is no word in it. */
export function wordQuery(search: string, wholeBelow = WHOLE_BELOW): string | null {
  const words = wordsIn(search, wholeBelow)
  return words.length === 0 ? null : words.join(' & ')
}

/** Four digits or more that look like a number, or the end of one, without the zero that a country code replaces. */
export function numberEnd(search: string): string | null {
  if (!/^[\d\s+().-]+$/.test(search)) return null
  const digits = search.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length >= 4 ? digits : null
}

/** A whole number, with its country code: the shortest have seven digits. */
export function wholeNumber(search: string): string | null {
  const digits = numberEnd(search)
  return digits !== null && digits.length >= 7 ? digits : null
}

/**
 * Words of names as `wordQuery`, for somebody who sees numbers masked: what holds a digit is no beginning, or a number that stands in
 * place of a name could be found digit by digit.
 */
export const maskedWordQuery = (search: string): string | null =>
  wordQuery(search, 1)?.replace(/(\p{L}*\p{N}[\p{L}\p{N}]*):\*/gu, '$1') ?? null

/**
 * Contacts whose name has these words, or whose number begins or ends so. Masked, a number is found only by all of it: whoever knows
 * it learns nothing.
 */
export async function findPeople(
  db: Db,
  workspaceId: string,
  search: string,
  { limit = PEOPLE, masked = false }: { limit?: number; masked?: boolean } = {},
): Promise<string[]> {
  if (masked) return findMasked(db, workspaceId, search, limit)
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

async function findMasked(db: Db, workspaceId: string, search: string, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `(select c.id from contacts c where c.workspace_id = $1 and $2::text is not null and words_of(c.name) @@ to_tsquery('simple', $2)
        and c.merged_into is null limit $4)
     union
     (select a.contact_id from contact_aliases a where a.workspace_id = $1 and a.kind = 'e164' and a.portfolio_id = '' and a.value = $3)`,
    [workspaceId, maskedWordQuery(search), wholeNumber(search), limit],
  )
  return found.map(({ id }) => id)
}

export type FoundMessage = { id: string; thread_id: string; text: string; at: Date; direction: 'in' | 'out'; type: string }

/** So many of the newest messages tell what is common. */
const SAMPLE = 4_000
/** A word in no more of them than this is rare enough to ask the index for all messages that have it. */
export const RARE = 10
/** Words that stand everywhere, but hardly ever together, are looked for among the newest of this many. */
const LOOKED_THROUGH = 200_000

/**
 * Messages that have all these words, newest first. What is common is found among the newest at once; else the index is asked for the
 * rarest of the words alone, because it would have to collect all messages of the others first.
 */
export async function findMessages(db: Db, workspaceId: string, search: string, limit = MESSAGES): Promise<FoundMessage[]> {
  const words = wordsIn(search, WHOLE_BELOW)
  if (words.length === 0) return []
  const all = words.join(' & ')
  const newest = await sampleOf(db, workspaceId, words, limit)
  if (newest.found.length >= limit || newest.looked < SAMPLE) return messagesOf(db, workspaceId, newest.found)
  const rarest = words[newest.counts.indexOf(Math.min(...newest.counts))] as string
  const found =
    Math.min(...newest.counts) <= RARE
      ? await rows<{ message_id: string }>(
          db,
          `with hits as materialized (
             select message_id, words from message_words where workspace_id = $1 and words @@ to_tsquery('simple', $2)
           )
           select message_id from hits where words @@ to_tsquery('simple', $3) order by message_id desc limit $4`,
          [workspaceId, rarest, all, limit],
        )
      : await rows<{ message_id: string }>(
          db,
          `select message_id from (
             select message_id, words from message_words where workspace_id = $1 order by message_id desc limit ${LOOKED_THROUGH}
           ) newest where words @@ to_tsquery('simple', $2) limit $3`,
          [workspaceId, all, limit],
        )
  return messagesOf(
    db,
    workspaceId,
    found.map((each) => each.message_id),
  )
}

/** Of the newest messages: those that have all the words, and how many have each. */
async function sampleOf(db: Db, workspaceId: string, words: readonly string[], limit: number) {
  const [sample] = await rows<{ looked: number; found: string[] | null; counts: number[] }>(
    db,
    `with newest as materialized (
       select message_id, words from message_words where workspace_id = $1 order by message_id desc limit ${SAMPLE}
     )
     select (select count(*) from newest)::int as looked,
       (select array_agg(message_id order by message_id desc) from (
          select message_id from newest where words @@ to_tsquery('simple', $2) order by message_id desc limit $4) first) as found,
       array(select (select count(*) from newest where words @@ wanted)::int
         from unnest($3::text[]) with ordinality as asked (word, place)
         cross join lateral (select to_tsquery('simple', word) as wanted offset 0) each_read_once order by place) as counts`,
    [workspaceId, words.join(' & '), words, limit],
  )
  return { looked: sample?.looked ?? 0, found: sample?.found ?? [], counts: sample?.counts ?? [] }
}

/** In how many of the newest messages each of these words stands; at most `RARE` and the index may be asked for it. */
export async function howCommon(db: Db, workspaceId: string, words: readonly string[]): Promise<readonly number[]> {
  return (await sampleOf(db, workspaceId, words, 0)).counts
}

const messagesOf = (db: Db, workspaceId: string, ids: readonly string[]): Promise<FoundMessage[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : rows<FoundMessage>(
        db,
        `select id, thread_id, text, at, direction, type from messages where workspace_id = $1 and id = any ($2::uuid[]) order by id desc`,
        [workspaceId, ids],
      )

/** Threads to look among: those of people and those of messages that were found. */
export async function searchThreads(db: Db, workspaceId: string, search: string, masked: boolean) {
  const [contactIds, messages] = await Promise.all([
    findPeople(db, workspaceId, search, { masked }),
    findMessages(db, workspaceId, search),
  ])
  return { contactIds, threadIds: [...new Set(messages.map((message) => message.thread_id))] }
}

/** People and messages, apart, as a palette shows them. */
export async function searchEverything(
  db: Db,
  workspaceId: string,
  { search, limit, masked, now }: { search: string; limit: number; masked: boolean; now: PlatformTime },
) {
  const [contactIds, messages] = await Promise.all([
    findPeople(db, workspaceId, search, { limit, masked }),
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

import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { isTooSlow, rows, transactWithin } from '../database/database.ts'
import { howCommon, RARE } from '../threads/search.ts'
import { isPersonal } from './personal-data.ts'
import { MOST_WORDS, rankTexts, tellingWords } from './rank-texts.ts'

const LOOKS_BACK = 180 * DAY
/** What was answered often to words that many messages have stands among the newest of this many. */
const NEWEST = 20_000
const CANDIDATES = 300
const LONGEST = 1_000
/** Less than this of the question in common, and it was another question. */
const LEAST_SHARE = 0.3
const PATIENCE_MS = 2_000

export type PastAnswer = {
  readonly text: string
  /** Different people who got it as an answer to something like this. */
  readonly people: number
  readonly lastAt: Date
  /** The question it answered last. */
  readonly messageId: string
  /** The share of the question's words that it answered, more for what many people got. */
  readonly score: number
}

type Pair = { message_id: string; thread_id: string; question: string; answer: string; answered_at: Date; contact_name: string }

/**
 * What people of this workspace answered to messages like these, best first. Only texts that people wrote themselves, within a day; what
 * names or numbers somebody is left out, unless two people got the very same words: then it is no secret of one of them.
 */
export async function pastAnswers(
  pool: pg.Pool,
  {
    workspaceId,
    threadId,
    questions,
    now,
    limit,
  }: { workspaceId: string; threadId: string; questions: readonly string[]; now: PlatformTime; limit: number },
): Promise<PastAnswer[]> {
  const words = tellingWords(questions.join(' '), MOST_WORDS)
  if (words.length === 0) return []
  // Where looking takes too long, nothing is suggested: nobody waits for this.
  const pairs = await transactWithin(pool, PATIENCE_MS, async (tx) => {
    // Of a common word the index would collect every message there is.
    const common = await howCommon(tx, workspaceId, words)
    const rare = words.filter((_, index) => (common[index] ?? 0) <= RARE)
    return rows<Pair>(
      tx,
      `with like_this as materialized (
         select message_id, thread_id from (
           select message_id, thread_id, ts_rank(words, to_tsquery('simple', $2)) as rank from message_words
           where workspace_id = $1 and words @@ to_tsquery('simple', $5)
           union
           select message_id, thread_id, ts_rank(words, to_tsquery('simple', $2)) from (
             select message_id, thread_id, words from message_words where workspace_id = $1 order by message_id desc limit ${NEWEST}
           ) newest where words @@ to_tsquery('simple', $2)
         ) found
         where thread_id <> $3 and message_id >= uuid7_at($4)
         order by rank desc, message_id desc limit ${CANDIDATES}
       )
       select like_this.message_id, like_this.thread_id, asked.text as question, answer.text as answer, answer.at as answered_at,
         coalesce(c.name, '') as contact_name
       from like_this
       join messages asked on asked.workspace_id = $1 and asked.id = like_this.message_id and asked.direction = 'in'
       join lateral (
         select m.text, m.at, m.type, m.sent_by from messages m
         where m.workspace_id = $1 and m.thread_id = like_this.thread_id and m.direction = 'out' and m.at >= asked.at
           and m.at <= asked.at + interval '24 hours'
         order by m.at, m.id limit 1
       ) answer on answer.type = 'text' and answer.sent_by->>'kind' = 'person' and length(answer.text) between 2 and ${LONGEST}
       join threads t on t.workspace_id = $1 and t.id = like_this.thread_id
       left join contacts c on c.workspace_id = $1 and c.id = t.contact_id`,
      [workspaceId, words.join(' | '), threadId, isoTime(later(now, -LOOKS_BACK)), rare.length > 0 ? rare.join(' | ') : null],
    )
  }).catch((error: unknown) => {
    if (isTooSlow(error)) return []
    throw error
  })
  return groupAnswers(questions, pairs).slice(0, limit)
}

/** Pairs of question and answer, made one suggestion for each wording. */
export function groupAnswers(questions: readonly string[], pairs: readonly Pair[]): PastAnswer[] {
  const similar = rankTexts(questions, pairs, (pair) => pair.question).filter(({ share }) => share >= LEAST_SHARE)
  const byWording = new Map<string, { best: Pair; share: number; threads: Set<string>; lastAt: Date; personal: boolean }>()
  for (const { item, share } of similar) {
    const key = item.answer
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
    const group = byWording.get(key)
    const personal = isPersonal(item.answer, [item.contact_name])
    if (!group) {
      byWording.set(key, { best: item, share, threads: new Set([item.thread_id]), lastAt: item.answered_at, personal })
      continue
    }
    group.threads.add(item.thread_id)
    group.personal ||= personal
    if (item.answered_at > group.lastAt) group.lastAt = item.answered_at
  }
  return [...byWording.values()]
    .filter(({ personal, threads }) => !personal || threads.size > 1)
    .map(({ best, share, threads, lastAt }) => ({
      text: best.answer,
      people: threads.size,
      lastAt,
      messageId: best.message_id,
      // What was answered so to many counts for more, but never so much that a better match falls behind.
      score: share * (1 + Math.log10(threads.size)),
    }))
    .sort((a, b) => b.score - a.score)
}

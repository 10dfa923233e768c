import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { rows } from '../database/database.ts'
import { pastAnswers } from './past-answers.ts'
import { rankTexts } from './rank-texts.ts'
import { unanswered } from './unanswered.ts'

export const MOST_REPLIES = 3
/** So that past answers are seen too. */
const MOST_QUICK = 2
const LEAST_SHARE = 0.25

export type SuggestedReply =
  | { kind: 'quick-reply'; text: string; because: string; quickReplyId: string; shortcut: string }
  | { kind: 'past-answer'; text: string; because: string; messageId: string; people: number; lastAt: string }

/** Replies that may fit what was asked last, best first; none when nobody waits for one. Nothing is sent, nothing leaves the database. */
export async function suggestReplies(
  pool: pg.Pool,
  {
    workspaceId,
    threadId,
    now,
    automatedIsAnswer = true,
  }: {
    workspaceId: string
    threadId: string
    now: PlatformTime
    /** Whether what an automation said counts as an answer. */
    automatedIsAnswer?: boolean
  },
): Promise<SuggestedReply[]> {
  const asked = await unanswered(pool, workspaceId, threadId, { automatedIsAnswer })
  if (asked.length === 0) return []
  const [past, ready] = await Promise.all([
    pastAnswers(pool, { workspaceId, threadId, questions: asked, now, limit: MOST_REPLIES }),
    rows<{ id: string; shortcut: string; text: string }>(
      pool,
      'select id, shortcut, text from quick_replies where workspace_id = $1 order by shortcut limit 1000',
      [workspaceId],
    ),
  ])
  const quick = rankTexts(asked, ready, ({ shortcut, text }) => `${shortcut} ${text}`)
    .filter(({ share }) => share >= LEAST_SHARE)
    .slice(0, MOST_QUICK)
  const found: SuggestedReply[] = [
    // Kept ready to be used, so they go before what was said once.
    ...quick.map(({ item }) => ({
      kind: 'quick-reply' as const,
      text: item.text,
      because: `Your quick reply /${item.shortcut} speaks of the same.`,
      quickReplyId: item.id,
      shortcut: item.shortcut,
    })),
    ...past.map((answer) => ({
      kind: 'past-answer' as const,
      text: answer.text,
      because:
        answer.people === 1
          ? 'One of you answered a question like this so.'
          : `${answer.people} people got this answer to a question like this.`,
      messageId: answer.messageId,
      people: answer.people,
      lastAt: answer.lastAt.toISOString(),
    })),
  ]
  const seen = new Set<string>()
  return found.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, MOST_REPLIES)
}

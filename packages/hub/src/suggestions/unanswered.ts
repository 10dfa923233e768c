import { type Db, rows } from '../database/database.ts'

const MOST_MESSAGES = 10
const LONGEST = 2_000

/**
 * The messages that a person wrote since we last answered, oldest first; none when nothing waits. Campaigns are no answers: whoever wrote
 * before one still waits.
 */
export async function unanswered(
  db: Db,
  workspaceId: string,
  threadId: string,
  { automatedIsAnswer = true }: { automatedIsAnswer?: boolean } = {},
): Promise<string[]> {
  const waiting = await rows<{ text: string; direction: 'in' | 'out'; kind: string | null; status: string }>(
    db,
    `select text, direction, sent_by->>'kind' as kind, status from messages
     where workspace_id = $1 and thread_id = $2 order by at desc, id desc limit $3`,
    [workspaceId, threadId, 3 * MOST_MESSAGES],
  )
  const answered = waiting.findIndex(
    ({ direction, kind, status }) =>
      direction === 'out' && kind !== 'campaign' && (automatedIsAnswer || kind !== 'automation') && !NEVER_LEFT.has(status),
  )
  return waiting
    .slice(0, answered === -1 ? waiting.length : answered)
    .filter(({ direction, text }) => direction === 'in' && text.trim() !== '')
    .slice(0, MOST_MESSAGES)
    .map(({ text }) => text.slice(0, LONGEST))
    .reverse()
}

const NEVER_LEFT = new Set(['failed', 'refused', 'expired', 'cancelled'])

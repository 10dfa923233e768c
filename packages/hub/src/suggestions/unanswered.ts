import { type Db, rows } from '../database/database.ts'

const MOST_MESSAGES = 10
const LONGEST = 2_000

/**
 * What a person wrote since we last answered, as one text, oldest first, and when they began. Campaigns are no answers: whoever wrote before
 * one still waits.
 */
export async function unanswered(db: Db, workspaceId: string, threadId: string): Promise<{ text: string; since: Date } | null> {
  const waiting = await rows<{ text: string; at: Date; direction: 'in' | 'out'; kind: string | null; status: string }>(
    db,
    `select text, at, direction, sent_by->>'kind' as kind, status from messages
     where workspace_id = $1 and thread_id = $2 order by at desc, id desc limit $3`,
    [workspaceId, threadId, 3 * MOST_MESSAGES],
  )
  const answered = waiting.findIndex(
    ({ direction, kind, status }) => direction === 'out' && kind !== 'campaign' && !NEVER_LEFT.has(status),
  )
  const since = waiting
    .slice(0, answered === -1 ? waiting.length : answered)
    .filter(({ direction }) => direction === 'in')
    .slice(0, MOST_MESSAGES)
    .reverse()
  const [first] = since
  const text = since
    .map((message) => message.text)
    .join('\n')
    .trim()
  return first && text !== '' ? { text: text.slice(0, LONGEST), since: first.at } : null
}

const NEVER_LEFT = new Set(['failed', 'refused', 'expired', 'cancelled'])

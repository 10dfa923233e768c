import { type Db, row, rows } from '../../database/database.ts'

const MOST_MESSAGES = 30
const LONGEST = 1_000

export type Conversation = {
  /** Whose names stand in it. */
  names: string[]
  business: string
  /** How the customer is spoken to, if a name is known. */
  firstName: string | null
  /** Oldest first, each `Customer: …` or `Business: …`. */
  lines: string[]
}

/** The last messages of a thread as a model reads them: what was said, not by whom or from where. */
export async function readConversation(db: Db, workspaceId: string, threadId: string): Promise<Conversation> {
  const [thread, messages] = await Promise.all([
    row<{ contact: string; business: string }>(
      db,
      `select coalesce(c.name, '') as contact, n.name as business from threads t
       join phone_numbers n on n.workspace_id = $1 and n.id = t.phone_number_id
       left join contacts c on c.workspace_id = $1 and c.id = t.contact_id
       where t.workspace_id = $1 and t.id = $2`,
      [workspaceId, threadId],
    ),
    rows<{ direction: 'in' | 'out'; text: string; sender: string | null }>(
      db,
      `select direction, text, case when sent_by->>'kind' = 'person' then sent_by->>'name' end as sender from messages
       where workspace_id = $1 and thread_id = $2 and text <> '' and revoked_at is null
         and status not in ('failed', 'refused', 'expired', 'cancelled')
       order by at desc, id desc limit ${MOST_MESSAGES}`,
      [workspaceId, threadId],
    ),
  ])
  const senders = messages.flatMap(({ sender }) => sender ?? [])
  return {
    names: [...new Set([thread?.contact ?? '', ...senders])].filter((name) => name !== ''),
    business: thread?.business ?? '',
    firstName: thread?.contact.trim().split(/\s+/)[0] || null,
    lines: messages
      .reverse()
      .map(({ direction, text }) => `${direction === 'in' ? 'Customer' : 'Business'}: ${text.slice(0, LONGEST)}`),
  }
}

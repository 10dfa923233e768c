import { type Db, rows } from '../database/database.ts'
import { WITHIN, type Within, withinValues } from './within.ts'

const COLUMNS = { day: 'day::text', begunBy: 'begun_by', category: 'category', number: 'phone_number_id' } as const
export type ConversationMember = keyof typeof COLUMNS
export const conversationMembers = Object.keys(COLUMNS) as [ConversationMember, ...ConversationMember[]]

export type Conversations = Partial<Record<ConversationMember, string>> & { conversations: number }

/** Conversations by the day they began: those that were lived, or those that were billed before July 2025. */
export const listConversations = (
  db: Db,
  workspaceId: string,
  { by, countedAs, ...within }: Within & { by: readonly ConversationMember[]; countedAs: 'lived' | 'billed' },
): Promise<Conversations[]> => {
  const columns = by.map((member) => COLUMNS[member])
  return rows<Conversations>(
    db,
    `select ${by.map((member) => `${COLUMNS[member]} as "${member}"`).join(', ')}, sum(conversations)::int as conversations
     from daily_conversations where ${WITHIN} and counted_as = $6 group by ${columns.join(', ')} order by ${columns.join(', ')}`,
    [...withinValues(workspaceId, within), countedAs],
  )
}

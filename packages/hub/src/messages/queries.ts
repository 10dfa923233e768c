import { errorByCode } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'

export type MessageRow = {
  id: string
  thread_id: string
  direction: 'in' | 'out'
  type: string
  content: Record<string, unknown>
  text: string
  at: Date
  status: string
  timeline: { status: string; at: string }[]
  wamid: string | null
  sent_by: { kind: string; id: string; name: string } | null
  template: Record<string, unknown> | null
  price: Record<string, unknown> | null
  charged: Record<string, unknown> | null
  rule: string | null
  because: string | null
  error: { code: number | null; title: string; detail: string; remedy?: string } | null
  window_event: 'opened' | 'refreshed' | null
  due_at: Date | null
}

const COLUMNS = `m.id, m.thread_id, m.direction, m.type, m.content, m.text, m.at, m.status, m.timeline, m.wamid, m.sent_by, m.template,
  m.price, m.charged, m.rule, m.because, m.error, m.window_event,
  case when m.status in ('queued', 'held') then (select s.due_at from sends s where s.workspace_id = m.workspace_id and s.id = m.id) end as due_at`

/** A thread's messages, newest first, older than the cursor. */
export const messagesOfThread = (
  db: Db,
  workspaceId: string,
  threadId: string,
  before: { at: string; id: string } | null,
  limit: number,
): Promise<MessageRow[]> =>
  rows<MessageRow>(
    db,
    `select ${COLUMNS} from messages m
     where m.workspace_id = $1 and m.thread_id = $2
       and ($3::timestamptz is null or (m.at, m.id) < ($3::timestamptz, $4::uuid))
     order by m.at desc, m.id desc limit $5`,
    [workspaceId, threadId, before?.at ?? null, before?.id ?? null, limit],
  )

export const findMessageById = (db: Db, workspaceId: string, id: string): Promise<MessageRow | undefined> =>
  row<MessageRow>(db, `select ${COLUMNS} from messages m where m.workspace_id = $1 and m.id = $2`, [workspaceId, id])

export const findMessagesById = (db: Db, workspaceId: string, ids: readonly string[]): Promise<MessageRow[]> =>
  rows<MessageRow>(db, `select ${COLUMNS} from messages m where m.workspace_id = $1 and m.id = any ($2::uuid[])`, [
    workspaceId,
    ids,
  ])

/** A message as the API shows it. Errors carry the platform's words and ours. */
export function presentMessage(message: MessageRow) {
  return {
    id: message.id,
    threadId: message.thread_id,
    direction: message.direction,
    type: message.type,
    message: message.content,
    text: message.text,
    at: message.at.toISOString(),
    status: message.status,
    timeline: message.timeline,
    ...(message.wamid ? { wamid: message.wamid } : {}),
    ...(message.template ? { template: message.template } : {}),
    ...(message.price ? { price: { ...message.price, ...(message.charged ? { charged: message.charged } : {}) } } : {}),
    ...(message.rule ? { rule: message.rule } : {}),
    ...(message.because ? { because: message.because } : {}),
    ...(message.error ? { error: presentError(message.error) } : {}),
    ...(message.sent_by ? { sentBy: message.sent_by } : {}),
    ...(message.window_event ? { window: { event: message.window_event } } : {}),
    ...(message.due_at ? { notBefore: message.due_at.toISOString() } : {}),
  }
}

function presentError(error: NonNullable<MessageRow['error']>) {
  const entry = error.code === null ? undefined : errorByCode(error.code)
  return {
    code: error.code,
    title: error.title,
    detail: error.detail,
    happened: entry?.happened ?? error.detail,
    remedy: error.remedy ?? entry?.remedy ?? 'It settles by itself when the platform tells what became of it.',
  }
}

import { errorByCode } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import { ABOUT, type AboutMessage, presentAbout } from './about-message.ts'

export type MessageRow = AboutMessage & {
  id: string
  thread_id: string
  direction: 'in' | 'out'
  type: string
  content: Record<string, unknown>
  text: string
  at: Date
  status: string
  timeline: { status: string; at: string; wamid?: string }[]
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
  scheduled: boolean | null
  undo_until: Date | null
}

const COLUMNS = `m.id, m.thread_id, m.direction, m.type, m.content, m.text, m.at, m.timeline, m.wamid, m.sent_by, m.template,
  m.price, m.charged, m.rule, m.because, m.error, m.window_event, ${ABOUT},
  waiting.due_at, waiting.scheduled, waiting.undo_until,
  case when waiting.state = 'posting' then 'sending' else m.status end as status`

/** When and how a message of ours still waits, while it does. Whether it is being sent right now stands in the ledger alone. */
const WAITING = `left join lateral (
    select s.state, case when s.state <> 'posting' then s.due_at end as due_at, s.scheduled,
      case when s.undo_until > now() then s.undo_until end as undo_until from sends s
    where m.status in ('queued', 'held') and s.workspace_id = m.workspace_id and s.id = m.id
  ) waiting on true`

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
    `select ${COLUMNS} from messages m ${WAITING}
     where m.workspace_id = $1 and m.thread_id = $2
       and ($3::timestamptz is null or (m.at, m.id) < ($3::timestamptz, $4::uuid))
     order by m.at desc, m.id desc limit $5`,
    [workspaceId, threadId, before?.at ?? null, before?.id ?? null, limit],
  )

export const findMessageById = (db: Db, workspaceId: string, id: string): Promise<MessageRow | undefined> =>
  row<MessageRow>(db, `select ${COLUMNS} from messages m ${WAITING} where m.workspace_id = $1 and m.id = $2`, [workspaceId, id])

/** Messages that wait for the time somebody gave them, the next first; of one thread or of all. */
export const scheduledMessages = (
  db: Db,
  workspaceId: string,
  { threadId, after, limit }: { threadId: string | null; after: { at: string; id: string } | null; limit: number },
): Promise<(MessageRow & { contact_id: string; contact_name: string })[]> =>
  rows(
    db,
    `select ${COLUMNS}, c.id as contact_id, c.name as contact_name
     from sends sent
     join messages m on m.workspace_id = sent.workspace_id and m.id = sent.id
     join contacts c on c.workspace_id = sent.workspace_id and c.id = sent.contact_id
     ${WAITING}
     where sent.workspace_id = $1 and sent.scheduled and sent.state in ('queued', 'held')
       and ($2::uuid is null or sent.thread_id = $2::uuid)
       and ($3::timestamptz is null or (sent.due_at, sent.id) > ($3::timestamptz, $4::uuid))
     order by sent.due_at, sent.id limit $5`,
    [workspaceId, threadId, after?.at ?? null, after?.id ?? null, limit],
  )

export const findMessagesById = (db: Db, workspaceId: string, ids: readonly string[]): Promise<MessageRow[]> =>
  rows<MessageRow>(db, `select ${COLUMNS} from messages m ${WAITING} where m.workspace_id = $1 and m.id = any ($2::uuid[])`, [
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
    ...doublesOf(message),
    ...(message.template ? { template: message.template } : {}),
    ...(message.price ? { price: { ...message.price, ...(message.charged ? { charged: message.charged } : {}) } } : {}),
    ...(message.rule ? { rule: message.rule } : {}),
    ...(message.because ? { because: message.because } : {}),
    ...(message.error ? { error: presentError(message.error) } : {}),
    ...(message.sent_by ? { sentBy: message.sent_by } : {}),
    ...(message.window_event ? { window: { event: message.window_event } } : {}),
    ...presentAbout(message),
    ...(message.due_at ? { notBefore: message.due_at.toISOString() } : {}),
    ...(message.scheduled ? { scheduled: true } : {}),
    ...(message.undo_until ? { undoUntil: message.undo_until.toISOString() } : {}),
  }
}

/** Other message ids under which the platform took it too: it arrived more than once, and nobody can take that back. */
function doublesOf({ timeline }: MessageRow) {
  const doubled = timeline.filter((entry) => entry.status === 'doubled').map(({ wamid, at }) => ({ wamid, at }))
  return doubled.length > 0 ? { doubled } : {}
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

import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { foldWindow, newWindow, type WindowEvent, windowAt } from '@casement/rules'
import { listStatements, presentStatement } from '../consent/ledger.ts'
import { type Db, rows } from '../database/database.ts'
import { findThreads, presentThread } from '../threads/queries.ts'

/** More nobody reads on one line; the newest are shown. */
const MOST = 2_000
const MOST_STATEMENTS = 200

type MessageRow = {
  id: string
  thread_id: string
  direction: 'in' | 'out'
  type: string
  text: string
  at: Date
  status: string
  amount: string | null
  currency: string | null
  category: string | null
  sent_by: { kind: string; name: string } | null
}
type CallRow = { id: string; thread_id: string; direction: 'in' | 'out'; at: Date; state: string }

/** One person's story with us: messages and calls, the windows these opened, what was said about consent, what it cost. */
export async function readHistory(db: Db, workspaceId: string, contactId: string, now: PlatformTime) {
  const ids = (
    await rows<{ id: string }>(
      db,
      'select id from threads where workspace_id = $1 and contact_id = $2 order by last_message_at desc limit 50',
      [workspaceId, contactId],
    )
  ).map(({ id }) => id)
  const threads = await findThreads(db, workspaceId, ids)
  const messages = await rows<MessageRow>(
    db,
    `select id, thread_id, direction, type, left(text, 140) as text, at, status, sent_by,
       coalesce(charged->>'amount', price->>'amount') as amount, coalesce(charged->>'currency', price->>'currency') as currency,
       coalesce(charged->>'category', price->>'category') as category
     from messages where workspace_id = $1 and thread_id = any ($2::uuid[]) order by at desc, id desc limit $3`,
    [workspaceId, ids, MOST],
  )
  const calls = await rows<CallRow>(
    db,
    `select id, thread_id, direction, at, state from calls where workspace_id = $1 and thread_id = any ($2::uuid[])
     order by at desc limit $3`,
    [workspaceId, ids, MOST],
  )
  const statements = await listStatements(db, workspaceId, { ...everything, contactId, limit: MOST_STATEMENTS })
  const spent = await rows<{ currency: string; amount: string; messages: number }>(
    db,
    `select coalesce(charged->>'currency', price->>'currency') as currency, count(*)::int as messages,
       sum(coalesce(charged->>'amount', price->>'amount')::numeric)::text as amount
     from messages where workspace_id = $1 and thread_id = any ($2::uuid[]) and direction = 'out' and price is not null
       and status not in ('failed', 'refused', 'cancelled', 'expired')
     group by 1 having coalesce(min(charged->>'currency'), min(price->>'currency')) is not null`,
    [workspaceId, ids],
  )
  const zoneOf = new Map(threads.map((thread) => [thread.id, thread.time_zone]))
  return {
    threads: threads.map((thread) => presentThread(thread, now)),
    windows: ids.flatMap((threadId) => windowsOf(threadId, zoneOf.get(threadId) ?? 'UTC', messages, calls, now)),
    messages: messages.map((message) => ({
      id: message.id,
      threadId: message.thread_id,
      direction: message.direction,
      type: message.type,
      text: message.text,
      at: message.at.toISOString(),
      status: message.status,
      ...(message.direction === 'out' && message.amount !== null && message.currency
        ? { price: { amount: message.amount, currency: message.currency, category: message.category ?? '' } }
        : {}),
      ...(message.sent_by ? { sentBy: message.sent_by } : {}),
    })),
    calls: calls.map(({ thread_id: threadId, at, ...call }) => ({ ...call, threadId, at: at.toISOString() })),
    statements: statements.map(presentStatement),
    spent,
    whole: messages.length < MOST,
  }
}

const everything = { purpose: null, choice: null, how: null, before: null }

/** When the customer service window of a thread was open, as the rules of each moment say. */
function windowsOf(
  threadId: string,
  timeZone: string,
  messages: readonly MessageRow[],
  calls: readonly CallRow[],
  now: PlatformTime,
): { threadId: string; from: string; until: string }[] {
  const events = [
    ...messages.flatMap((message): WindowEvent[] =>
      message.thread_id === threadId && message.direction === 'in'
        ? [{ type: 'user-message', at: platformTime(message.at), messageType: message.type }]
        : [],
    ),
    ...calls.flatMap((call): WindowEvent[] =>
      call.thread_id === threadId && call.direction === 'in' ? [{ type: 'user-call', at: platformTime(call.at) }] : [],
    ),
  ].sort((a, b) => timeOf(a) - timeOf(b))
  let state = newWindow
  const spans: { from: number; until: number }[] = []
  for (const event of events) {
    const at = platformTime(timeOf(event))
    const policy = policyAt(at, timeZone)
    state = foldWindow(state, event, policy)
    const { csw } = windowAt(state, at, policy)
    if (!csw.open || csw.until === null) continue
    const last = spans.at(-1)
    if (last && at <= last.until) last.until = Math.max(last.until, csw.until)
    else spans.push({ from: at, until: csw.until })
  }
  return spans
    .filter(({ from }) => from <= now)
    .map(({ from, until }) => ({ threadId, from: new Date(from).toISOString(), until: new Date(until).toISOString() }))
}

const timeOf = (event: WindowEvent): number => ('at' in event ? event.at : event.sentAt)

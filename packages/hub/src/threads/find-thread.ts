import { isoTime, type PlatformTime, type Policy, platformTime } from '@casement/platform'
import { newWindow, type WindowState, windowAt } from '@casement/rules'
import { type Db, preparedRows, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { eventsOfWindow } from './window-events.ts'
import { tellWindow } from './window-steps.ts'

export type LockedThread = { id: string; window_state: WindowState; created: boolean }

/** The thread of a contact with one of our numbers, made when there was none, locked until the transaction ends. */
export async function lockThread(
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  contactId: string,
  at: PlatformTime,
): Promise<LockedThread> {
  const [made] = await rows<LockedThread>(
    tx,
    `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, phone_number_id, contact_id) do nothing returning id, window_state, true as created`,
    [workspaceId, uuid7(), phoneNumberId, contactId, JSON.stringify(newWindow), isoTime(at)],
  )
  if (made) return made
  const [found] = await rows<LockedThread>(
    tx,
    `select id, window_state, false as created from threads
     where workspace_id = $1 and phone_number_id = $2 and contact_id = $3 for update`,
    [workspaceId, phoneNumberId, contactId],
  )
  if (!found) throw new Error(`The thread of contact ${contactId} with number ${phoneNumberId} vanished between two statements.`)
  return found
}

/** The threads of these contacts with one of our numbers, by contact, made where there were none. */
export async function makeThreads(
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  contactIds: readonly string[],
  at: PlatformTime,
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map()
  // One order in all transactions.
  const ordered = [...new Set(contactIds)].sort()
  await preparedRows(
    tx,
    'make-threads',
    `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
     select $1, t.id, $2, t.contact, $3, $4 from unnest($5::uuid[], $6::uuid[]) as t (id, contact)
     on conflict (workspace_id, phone_number_id, contact_id) do nothing`,
    [workspaceId, phoneNumberId, JSON.stringify(newWindow), isoTime(at), ordered.map(() => uuid7()), ordered],
  )
  return findThreadIds(tx, workspaceId, phoneNumberId, ordered)
}

/** The threads that these contacts have with one of our numbers, by contact. */
export async function findThreadIds(
  db: Db,
  workspaceId: string,
  phoneNumberId: string,
  contactIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const found = await preparedRows<{ id: string; contact_id: string }>(
    db,
    'find-thread-ids',
    'select id, contact_id from threads where workspace_id = $1 and phone_number_id = $2 and contact_id = any ($3::uuid[])',
    [workspaceId, phoneNumberId, contactIds.filter((id) => id !== null)],
  )
  return new Map(found.map((thread) => [thread.contact_id, thread.id]))
}

/** Locks threads until the transaction ends, all transactions in one order. */
export const lockThreads = (tx: Db, workspaceId: string, ids: readonly string[]): Promise<unknown> =>
  preparedRows(
    tx,
    'lock-threads',
    'select id from threads where workspace_id = $1 and id = any ($2::uuid[]) order by id for update',
    [workspaceId, ids],
  )

/** Shows messages of ours, one for each thread at most, as the newest there, unless a newer one came meanwhile. */
export async function showLastSent(
  tx: Db,
  workspaceId: string,
  sent: readonly { threadId: string; id: string; text: string }[],
  at: PlatformTime,
): Promise<void> {
  if (sent.length === 0) return
  await preparedRows(
    tx,
    'show-last-sent',
    `update threads t set last_message = jsonb_build_object('id', i.id, 'text', i.text, 'at', $2::text, 'direction', 'out'),
       last_failed = false, last_message_at = $2::text::timestamptz
     from unnest($3::uuid[], $4::uuid[], $5::text[]) as i (thread, id, text)
     where t.workspace_id = $1 and t.id = i.thread and (t.last_message is null or t.last_message_at <= $2::text::timestamptz)`,
    [workspaceId, isoTime(at), sent.map(({ threadId }) => threadId), sent.map(({ id }) => id), sent.map(({ text }) => text)],
  )
}

/**
 * Keeps a window, as it stands at `now`, with its thread, which is locked: the state that decides, its answers for sorting, and what
 * there is to tell of it.
 */
export async function saveWindow(
  { tx, workspaceId, now, emit }: { tx: Db; workspaceId: string; now: PlatformTime; emit: (event: DomainEvent) => void },
  threadId: string,
  state: WindowState,
  policy: Policy,
): Promise<void> {
  const known = await row<{
    contact_id: string
    phone_number_id: string
    csw_until: Date | null
    window_step: number
    entry_step: number
  }>(
    tx,
    'select contact_id, phone_number_id, csw_until, window_step, entry_step from threads where workspace_id = $1 and id = $2',
    [workspaceId, threadId],
  )
  if (!known) throw new Error(`The thread ${threadId} is not there, so its window cannot be kept.`)
  const view = windowAt(state, now, policy)
  const before = { window: known.window_step, entry: known.entry_step, until: known.csw_until && platformTime(known.csw_until) }
  const { news, steps, due } = tellWindow(view, before, now, state.lastUserAt ?? now)
  const time = (at: PlatformTime | null) => (at === null ? null : isoTime(at))
  await tx.query(
    `update threads set window_state = $3, csw_until = $4, fep_state = $5, fep_until = $6, window_step = $7, entry_step = $8, window_due = $9
     where workspace_id = $1 and id = $2`,
    [
      workspaceId,
      threadId,
      JSON.stringify(state),
      time(view.csw.until),
      view.fep.state,
      time(view.fep.until),
      steps.window,
      steps.entry,
      time(due),
    ],
  )
  const thread = { threadId, contactId: known.contact_id, phoneNumberId: known.phone_number_id }
  for (const event of eventsOfWindow(thread, news)) emit(event)
}

export type LastMessage = { id: string; text: string; at: string; direction: 'in' | 'out' }

/** Shows a message as the thread's newest, unless a newer one is already there: webhooks come late. */
export async function showLastMessage(
  tx: Db,
  workspaceId: string,
  threadId: string,
  last: LastMessage,
  { unread = 0, fromAd = false } = {},
) {
  await tx.query(
    `update threads set
       last_message = case when last_message is null or last_message_at <= $4::timestamptz then $3::jsonb else last_message end,
       last_failed = case when last_message is null or last_message_at <= $4::timestamptz then false else last_failed end,
       last_message_at = greatest(last_message_at, $4::timestamptz),
       unread = unread + $5, from_ad = from_ad or $6,
       state = case when $5 > 0 then 'open' else state end,
       snoozed_until = case when $5 > 0 then null else snoozed_until end
     where workspace_id = $1 and id = $2`,
    [workspaceId, threadId, JSON.stringify(last), last.at, unread, fromAd],
  )
}

import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { newWindow, type WindowState, windowAt } from '@casement/rules'
import { type Db, Overtaken, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { LastMessage } from './find-thread.ts'
import { eventsOfWindow } from './window-events.ts'
import { type TellBefore, tellWindow } from './window-steps.ts'

/** A thread locked until the transaction ends, to be changed in memory and written once. */
export type ThreadInHand = {
  readonly id: string
  readonly contactId: string
  readonly phoneNumberId: string
  /** What was told of its windows so far, and when there is more to tell since they moved. */
  told: TellBefore
  due: PlatformTime | null
  window: WindowState
  lastMessage: LastMessage | null
  lastMessageAt: PlatformTime
  lastFailed: boolean
  unread: number
  fromAd: boolean
  state: 'open' | 'resolved'
  /** Since it was taken in hand. */
  changed: boolean
  /** When the window moved, and where: its answers are those of that instant. */
  moved: { now: PlatformTime; timeZone: string } | null
}

export type Pair = { phoneNumberId: string; contactId: string; at: PlatformTime }

export type ThreadsInHand = { of(id: string): ThreadInHand | undefined; between(pair: Omit<Pair, 'at'>): ThreadInHand }

/** Takes threads in hand: those named, and those of contacts with our numbers, made where there were none. */
export async function takeThreads(
  tx: Db,
  workspaceId: string,
  { ids, pairs }: { ids: Iterable<string>; pairs: readonly Pair[] },
): Promise<ThreadsInHand> {
  const byPair = await idsOf(tx, workspaceId, pairs)
  const wanted = new Set([...ids, ...byPair.values()])
  if (wanted.size === 0) return { of: () => undefined, between: never }
  const found = await rows<{
    id: string
    contact_id: string
    phone_number_id: string
    csw_until: Date | null
    window_step: number
    entry_step: number
    window_state: WindowState
    last_message: LastMessage | null
    last_message_at: Date
    last_failed: boolean
    unread: number
    from_ad: boolean
    state: 'open' | 'resolved'
  }>(
    tx,
    `select id, contact_id, phone_number_id, csw_until, window_step, entry_step, window_state, last_message, last_message_at, last_failed, unread, from_ad, state
     from threads where workspace_id = $1 and id = any ($2::uuid[]) order by id for update`,
    [workspaceId, [...wanted]],
  )
  const threads = new Map<string, ThreadInHand>(
    found.map((thread) => [
      thread.id,
      {
        id: thread.id,
        contactId: thread.contact_id,
        phoneNumberId: thread.phone_number_id,
        told: {
          window: thread.window_step,
          entry: thread.entry_step,
          until: thread.csw_until && platformTime(thread.csw_until),
        },
        due: null,
        window: thread.window_state,
        lastMessage: thread.last_message,
        lastMessageAt: platformTime(thread.last_message_at),
        lastFailed: thread.last_failed,
        unread: thread.unread,
        fromAd: thread.from_ad,
        state: thread.state,
        changed: false,
        moved: null,
      },
    ]),
  )
  return {
    of: (id) => threads.get(id),
    between: (pair) => threads.get(byPair.get(keyOf(pair)) ?? '') ?? never(),
  }
}

/** Shows a message as the thread's newest, unless a newer one is already there: webhooks come late. */
export function showInThread(thread: ThreadInHand, last: LastMessage, at: PlatformTime): void {
  if (thread.lastMessage === null || thread.lastMessageAt <= at) {
    thread.lastMessage = last
    thread.lastFailed = false
  }
  if (at > thread.lastMessageAt) thread.lastMessageAt = at
  thread.changed = true
}

/** What there is to tell of a window that just moved. */
export function tellMove(thread: ThreadInHand): DomainEvent[] {
  const { moved, window } = thread
  if (!moved) return []
  const view = windowAt(window, moved.now, policyAt(moved.now, moved.timeZone))
  const { news, steps, due } = tellWindow(view, thread.told, moved.now, window.lastUserAt ?? moved.now)
  thread.told = { ...steps, until: view.csw.until }
  thread.due = due
  return eventsOfWindow({ ...thread, threadId: thread.id }, news)
}

export async function saveThreads(tx: Db, workspaceId: string, threads: Iterable<ThreadInHand>): Promise<void> {
  const changed = [...threads].filter((thread) => thread.changed || thread.moved)
  if (changed.length === 0) return
  const views = changed.map(({ window, moved }) => moved && windowAt(window, moved.now, policyAt(moved.now, moved.timeZone)))
  const time = (at: PlatformTime | null | undefined) => (at === null || at === undefined ? null : isoTime(at))
  await tx.query(
    `update threads t set unread = made.unread, from_ad = made.from_ad, state = made.state, last_failed = made.last_failed,
       last_message = made.last_message, last_message_at = made.last_message_at::timestamptz,
       snoozed_until = case when made.unread > t.unread then null else t.snoozed_until end,
       window_state = coalesce(made.window_state, t.window_state),
       csw_until = case when made.window_state is null then t.csw_until else made.csw_until::timestamptz end,
       fep_state = coalesce(made.fep_state, t.fep_state),
       fep_until = case when made.window_state is null then t.fep_until else made.fep_until::timestamptz end,
       window_step = made.window_step, entry_step = made.entry_step,
       window_due = case when made.window_state is null then t.window_due else made.window_due::timestamptz end
     from unnest($2::uuid[], $3::int[], $4::bool[], $5::text[], $6::bool[], $7::jsonb[], $8::text[], $9::jsonb[], $10::text[], $11::text[], $12::text[],
         $13::int[], $14::int[], $15::text[])
       as made (id, unread, from_ad, state, last_failed, last_message, last_message_at, window_state, csw_until, fep_state, fep_until,
         window_step, entry_step, window_due)
     where t.workspace_id = $1 and t.id = made.id`,
    [
      workspaceId,
      changed.map((thread) => thread.id),
      changed.map((thread) => thread.unread),
      changed.map((thread) => thread.fromAd),
      changed.map((thread) => thread.state),
      changed.map((thread) => thread.lastFailed),
      changed.map((thread) => thread.lastMessage && JSON.stringify(thread.lastMessage)),
      changed.map((thread) => isoTime(thread.lastMessageAt)),
      changed.map((thread) => thread.moved && JSON.stringify(thread.window)),
      views.map((view) => time(view?.csw.until)),
      views.map((view) => view?.fep.state ?? null),
      views.map((view) => time(view?.fep.until)),
      changed.map((thread) => thread.told.window),
      changed.map((thread) => thread.told.entry),
      changed.map((thread) => time(thread.due)),
    ],
  )
}

async function idsOf(tx: Db, workspaceId: string, pairs: readonly Pair[]): Promise<Map<string, string>> {
  const wanted = new Map<string, Pair>()
  for (const pair of pairs) if (!wanted.has(keyOf(pair))) wanted.set(keyOf(pair), pair)
  if (wanted.size === 0) return new Map()
  const asked = [...wanted.values()]
  const found = await rows<{ id: string; phone_number_id: string; contact_id: string }>(
    tx,
    `select t.id, t.phone_number_id, t.contact_id from unnest($2::text[], $3::uuid[]) as asked (number, contact)
     join threads t on t.workspace_id = $1 and t.phone_number_id = asked.number and t.contact_id = asked.contact`,
    [workspaceId, asked.map((pair) => pair.phoneNumberId), asked.map((pair) => pair.contactId)],
  )
  const ids = new Map(
    found.map((thread) => [keyOf({ phoneNumberId: thread.phone_number_id, contactId: thread.contact_id }), thread.id]),
  )
  const missing = asked.filter((pair) => !ids.has(keyOf(pair)))
  if (missing.length === 0) return ids
  const made = missing.map((pair) => ({ ...pair, id: uuid7() }))
  const { rowCount } = await tx.query(
    `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
     select $1, id, number, contact, $6, at::timestamptz from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[]) as made (id, number, contact, at)
     on conflict do nothing`,
    [
      workspaceId,
      made.map((thread) => thread.id),
      made.map((thread) => thread.phoneNumberId),
      made.map((thread) => thread.contactId),
      made.map((thread) => isoTime(thread.at)),
      JSON.stringify(newWindow),
    ],
  )
  if (rowCount !== made.length) throw new Overtaken('somebody else began one of these threads')
  for (const thread of made) ids.set(keyOf(thread), thread.id)
  return ids
}

const keyOf = (pair: Omit<Pair, 'at'>): string => `${pair.phoneNumberId} ${pair.contactId}`
const never = (): never => {
  throw new Error('A thread was asked for that was not taken in hand.')
}

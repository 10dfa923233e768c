import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { foldWindow } from '@casement/rules'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { row } from '../database/database.ts'
import { addToThread } from '../threads/add-to-thread.ts'
import { lockThread, saveWindow } from '../threads/find-thread.ts'
import { type Applying, CannotApply } from './change.ts'

export type CallItem = {
  id?: string
  from?: string
  to?: string
  from_user_id?: string
  to_user_id?: string
  timestamp?: string | number
  event?: string
  direction?: string
  status?: string
  start_time?: string | number
  end_time?: string | number
  duration?: number
}
export type CallStatusItem = {
  id?: string
  type?: string
  status?: string
  timestamp?: string | number
  recipient_id?: string
  recipient_user_id?: string
}
type Profile = { wa_id?: string; user_id?: string; profile?: { name?: string } }
type CallState = 'ringing' | 'accepted' | 'rejected' | 'completed' | 'failed'

const rank: Readonly<Record<CallState, number>> = { ringing: 0, accepted: 1, rejected: 2, completed: 2, failed: 2 }

/** One event of a call. A call from a customer opens the window as a message does, answered or not. */
export async function applyCall(apply: Applying, call: CallItem, contacts: readonly Profile[]): Promise<void> {
  const theirs = call.direction !== 'BUSINESS_INITIATED'
  const at = timeOf(call.timestamp)
  const person = theirs
    ? { phone: call.from ?? contacts[0]?.wa_id, bsuid: call.from_user_id ?? contacts[0]?.user_id }
    : { phone: call.to ?? contacts[0]?.wa_id, bsuid: call.to_user_id ?? contacts[0]?.user_id }
  const state = stateOf(call, theirs)
  if (state === null) return
  // `connect` of our own call is the customer's phone ringing; of theirs, the call itself.
  const began = call.start_time === undefined ? at : timeOf(call.start_time)
  await keepCall(apply, {
    id: call.id,
    theirs,
    person,
    name: contacts[0]?.profile?.name,
    state,
    at: theirs && call.event === 'connect' ? at : began,
    endedAt: call.event === 'terminate' ? (call.end_time === undefined ? at : timeOf(call.end_time)) : null,
    seconds: typeof call.duration === 'number' ? call.duration : null,
  })
}

/** What became of a call of ours: the customer's yes opens the window. */
export async function applyCallStatus(apply: Applying, item: CallStatusItem): Promise<void> {
  const state = { RINGING: 'ringing', ACCEPTED: 'accepted', REJECTED: 'rejected' }[item.status ?? ''] as CallState | undefined
  if (!state) return
  await keepCall(apply, {
    id: item.id,
    theirs: false,
    person: { phone: item.recipient_id, bsuid: item.recipient_user_id },
    name: undefined,
    state,
    at: timeOf(item.timestamp),
    endedAt: null,
    seconds: null,
  })
}

type HeardCall = {
  id: string | undefined
  theirs: boolean
  person: { phone: string | undefined; bsuid: string | undefined }
  name: string | undefined
  state: CallState
  at: PlatformTime
  endedAt: PlatformTime | null
  seconds: number | null
}

async function keepCall(apply: Applying, heard: HeardCall): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The call names no number of ours.')
  if (!heard.id) throw new CannotApply('The call has no id.')
  const known = await row<{ state: CallState; thread_id: string | null }>(
    tx,
    'select state, thread_id from calls where workspace_id = $1 and id = $2 for update',
    [workspaceId, heard.id],
  )
  if (!heard.person.phone && !heard.person.bsuid && !known) return
  const { at } = heard
  let threadId = known?.thread_id ?? null
  // A call counts from when it rang; its end is no second one.
  const opens =
    heard.theirs && (!known || heard.state === 'ringing')
      ? ('user-call' as const)
      : !heard.theirs && heard.state === 'accepted'
        ? ('business-call-accepted' as const)
        : null
  if (heard.person.phone || heard.person.bsuid) {
    const contact = await findOrCreateContact(
      tx,
      workspaceId,
      { portfolioId: number.portfolio_id, ...heard.person },
      { name: heard.name, at, emit: apply.emit },
    )
    const thread = await lockThread(tx, workspaceId, number.id, contact.id, at)
    threadId = thread.id
    if (opens) {
      const state = foldWindow(thread.window_state, { type: opens, at }, policyAt(at, number.time_zone))
      if (state !== thread.window_state) await saveWindow(apply, thread.id, state, policyAt(now, number.time_zone))
    }
    if (!known && heard.theirs) {
      const content = { type: 'call', call: { id: heard.id, direction: 'USER_INITIATED' } }
      await addToThread(tx, workspaceId, thread.id, {
        wamid: null,
        direction: 'in',
        type: 'call',
        content,
        at,
        status: 'received',
      })
    }
  }
  const kept = await tx.query(
    `insert into calls as known (workspace_id, id, phone_number_id, thread_id, direction, state, at, ended_at, seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (workspace_id, id) do update set state = case when $10 then excluded.state else known.state end,
       thread_id = coalesce(known.thread_id, excluded.thread_id), at = least(known.at, excluded.at),
       ended_at = coalesce(excluded.ended_at, known.ended_at), seconds = coalesce(excluded.seconds, known.seconds)`,
    [
      workspaceId,
      heard.id,
      number.id,
      threadId,
      heard.theirs ? 'in' : 'out',
      heard.state,
      isoTime(at),
      heard.endedAt && isoTime(heard.endedAt),
      heard.seconds,
      !known || rank[heard.state] > rank[known.state],
    ],
  )
  if (kept.rowCount === 0) return
  apply.emit({ type: 'call.changed', at, data: { callId: heard.id, threadId, state: heard.state } })
  if (threadId) apply.emit({ type: 'thread.changed', at, data: { threadId, call: heard.id } })
}

/** Recordings and transcripts come later and change nothing about the call. */
function stateOf({ event, status }: CallItem, theirs: boolean): CallState | null {
  switch (event) {
    case 'connect':
    case 'call_created':
      return 'ringing'
    case 'terminate':
      return status === 'FAILED' ? 'failed' : status === 'REJECTED' ? 'rejected' : 'completed'
    case undefined:
      return status === 'ACCEPTED' && !theirs ? 'accepted' : null
    default:
      return null
  }
}

function timeOf(timestamp: string | number | undefined): PlatformTime {
  const seconds = Number(timestamp)
  if (timestamp === undefined || !Number.isFinite(seconds)) throw new CannotApply('The call has no timestamp.')
  return platformTime(seconds * 1_000)
}

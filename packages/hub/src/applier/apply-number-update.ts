import { isoTime, platformTime, policyAt, tierUsers } from '@casement/platform'
import { foldWindow, windowAt } from '@casement/rules'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { rows } from '../database/database.ts'
import { lockThread, saveWindow } from '../threads/find-thread.ts'
import { type Applying, CannotApply } from './change.ts'

type LimitUpdate = {
  event?: string
  current_limit?: string
  currentLimit?: string
  max_daily_conversations_per_business?: string | number
  max_daily_conversation_per_phone?: number
}

/** A new messaging limit, in any of the spellings it has had. */
export async function applyLimitUpdate(apply: Applying, update: LimitUpdate): Promise<void> {
  const { tx, workspaceId, wabaId, now } = apply
  const tier = tierOf(
    update.max_daily_conversations_per_business ??
      update.current_limit ??
      update.currentLimit ??
      update.max_daily_conversation_per_phone,
  )
  if (!tier) return
  const changed = await rows<{ id: string }>(
    tx,
    `update portfolios p set tier = $3 from wabas w
     where w.workspace_id = $1 and w.id = $2 and p.workspace_id = $1 and p.id = w.portfolio_id and p.tier <> $3 returning p.id`,
    [workspaceId, wabaId, tier],
  )
  for (const { id } of changed) apply.emit({ type: 'number.changed', at: now, data: { portfolioId: id, tier } })
}

/** A level may come by name or as a number of users; -1 was once the spelling of unlimited. */
function tierOf(value: string | number | undefined): string | null {
  if (value === undefined) return null
  if (typeof value === 'string' && value in tierUsers) return value
  const users = Number(value)
  if (users === -1) return 'TIER_UNLIMITED'
  return Object.entries(tierUsers).find(([, limit]) => limit === users)?.[0] ?? null
}

export type CallItem = {
  id?: string
  from?: string
  from_user_id?: string
  timestamp?: string
  event?: string
  direction?: string
  status?: string
}

/** A call from a customer opens the window as a message does, answered or not; so does one of ours that they take. */
export async function applyCall(
  apply: Applying,
  call: CallItem,
  contacts: readonly { wa_id?: string; user_id?: string; profile?: { name?: string } }[],
): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The call names no number of ours.')
  const theirs = call.direction === 'USER_INITIATED'
  const taken = call.direction === 'BUSINESS_INITIATED' && call.status === 'ACCEPTED'
  if ((!theirs || call.event !== 'connect') && !taken) return
  const at = platformTime(Number(call.timestamp) * 1_000)
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    {
      portfolioId: number.portfolio_id,
      phone: call.from ?? contacts[0]?.wa_id,
      bsuid: call.from_user_id ?? contacts[0]?.user_id,
    },
    { name: contacts[0]?.profile?.name, at },
  )
  const thread = await lockThread(tx, workspaceId, number.id, contact.id, at)
  const state = foldWindow(
    thread.window_state,
    { type: theirs ? 'user-call' : 'business-call-accepted', at },
    policyAt(at, number.time_zone),
  )
  if (state !== thread.window_state) {
    await saveWindow(tx, workspaceId, thread.id, state, windowAt(state, now, policyAt(now, number.time_zone)))
  }
  await tx.query('update threads set last_message_at = greatest(last_message_at, $3) where workspace_id = $1 and id = $2', [
    workspaceId,
    thread.id,
    isoTime(at),
  ])
  apply.emit({ type: 'thread.changed', at, data: { threadId: thread.id, call: call.id ?? null } })
}

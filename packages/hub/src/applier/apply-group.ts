import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { foldWindow } from '@casement/rules'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { row } from '../database/database.ts'
import { addToThread } from '../threads/add-to-thread.ts'
import { lockThread, saveWindow } from '../threads/find-thread.ts'
import { applyToMessage, concernsMore, type SpokenItem } from './apply-to-message.ts'
import { type Applying, CannotApply } from './change.ts'

type Participant = { input?: string; wa_id?: string; user_id?: string }
export type GroupItem = {
  group_id?: string
  type?: string
  timestamp?: string | number
  subject?: string
  description?: string
  invite_link?: string
  join_approval_mode?: string
  added_participants?: Participant[]
  removed_participants?: Participant[]
  wa_id?: string
  user_id?: string
  group_subject?: { text?: string; update_successful?: boolean }
  group_description?: { text?: string; update_successful?: boolean }
  errors?: unknown[]
}
export type GroupMessageItem = SpokenItem & { group_id?: string } & Record<string, unknown>

const stateAfter: Readonly<Record<string, 'active' | 'suspended' | 'deleted'>> = {
  group_create: 'active',
  group_delete: 'deleted',
  group_suspend: 'suspended',
  group_suspend_cleared: 'active',
}

/** What happened to a group: its life, its words, who is in it. */
export async function applyGroupUpdate(apply: Applying, item: GroupItem): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The group update names no number of ours.')
  // A creation that failed has no id; whoever asked for it hears the errors of this event.
  if (!item.group_id) {
    apply.emit({ type: 'group.changed', at: apply.now, data: { type: item.type ?? null, errors: item.errors ?? [] } })
    return
  }
  const at = item.timestamp === undefined ? apply.now : timeOf(item.timestamp)
  const subject = item.group_subject?.update_successful === false ? undefined : (item.group_subject?.text ?? item.subject)
  const description =
    item.group_description?.update_successful === false ? undefined : (item.group_description?.text ?? item.description)
  const state = stateAfter[item.type ?? '']
  await tx.query(
    `insert into groups as known (workspace_id, id, phone_number_id, subject, description, invite_link, join_approval_mode, state, state_at, subject_at, created_at)
     values ($1, $2, $3, coalesce($4::text, ''), $5, $6, $7, coalesce($8::text, 'active'), $9::timestamptz, case when $4::text is not null then $9::timestamptz end, $9::timestamptz)
     on conflict (workspace_id, id) do update set
       subject = case when $4::text is not null and (known.subject_at is null or known.subject_at <= $9::timestamptz) then $4::text else known.subject end,
       subject_at = case when $4::text is not null then greatest(known.subject_at, $9::timestamptz) else known.subject_at end,
       description = coalesce($5, known.description), invite_link = coalesce($6, known.invite_link),
       join_approval_mode = coalesce($7, known.join_approval_mode),
       state = case when $8::text is not null and known.state_at <= $9::timestamptz then $8 else known.state end,
       state_at = case when $8::text is not null then greatest(known.state_at, $9::timestamptz) else known.state_at end`,
    [
      workspaceId,
      item.group_id,
      number.id,
      subject ?? null,
      description ?? null,
      item.invite_link ?? null,
      item.join_approval_mode ?? null,
      state ?? null,
      isoTime(at),
    ],
  )
  if (subject) {
    await tx.query(
      `update contacts c set name = g.subject from groups g
       where g.workspace_id = $1 and g.id = $2 and c.workspace_id = $1 and c.id = g.contact_id`,
      [workspaceId, item.group_id],
    )
  }
  await setParticipants(apply, item.group_id, item.added_participants ?? [], 'in', at)
  await setParticipants(apply, item.group_id, item.removed_participants ?? [], 'out', at)
  if (item.type === 'group_join_request_created') await setParticipants(apply, item.group_id, [item], 'asked', at)
  if (item.type === 'group_join_request_revoked') await setParticipants(apply, item.group_id, [item], 'out', at)
  apply.emit({ type: 'group.changed', at, data: { groupId: item.group_id, type: item.type ?? null } })
}

async function setParticipants(
  { tx, workspaceId }: Applying,
  groupId: string,
  people: readonly Participant[],
  state: 'asked' | 'in' | 'out',
  at: PlatformTime,
): Promise<void> {
  const names = [...new Set(people.map(({ wa_id, user_id, input }) => wa_id ?? user_id ?? input ?? '').filter(Boolean))]
  await tx.query(
    `insert into group_participants as known (workspace_id, group_id, participant, state, at)
     select $1, $2, name, $4, $5 from unnest($3::text[]) as name
     on conflict (workspace_id, group_id, participant) do update set state = excluded.state, at = excluded.at where known.at <= excluded.at`,
    [workspaceId, groupId, names, state, isoTime(at)],
  )
}

/**
 * A message somebody wrote into a group. It stands in the group's own thread and opens the window of the group as a whole, never that
 * of the person: who writes to a group has not written to us.
 */
export async function applyGroupMessage(apply: Applying, item: GroupMessageItem): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The message names no number of ours.')
  if (typeof item.id !== 'string' || !item.group_id || !/^\d+$/.test(String(item.timestamp ?? '')))
    throw new CannotApply('The message has no id or no timestamp.')
  const at = timeOf(item.timestamp)
  const group = await row<{ subject: string }>(tx, 'select subject from groups where workspace_id = $1 and id = $2', [
    workspaceId,
    item.group_id,
  ])
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, group: item.group_id },
    { at, name: group?.subject || undefined, emit: apply.emit },
  )
  await tx.query(
    `insert into groups as known (workspace_id, id, phone_number_id, contact_id, state_at, created_at) values ($1, $2, $3, $4, $5, $5)
     on conflict (workspace_id, id) do update set contact_id = excluded.contact_id where known.contact_id is distinct from excluded.contact_id`,
    [workspaceId, item.group_id, number.id, contact.id, isoTime(at)],
  )
  const thread = await lockThread(tx, workspaceId, number.id, contact.id, at)
  const messageId = await addToThread(tx, workspaceId, thread.id, {
    wamid: item.id,
    direction: 'in',
    type: item.type ?? 'unknown',
    content: item,
    at,
    status: 'received',
    unread: 1,
  })
  if (messageId === null) return
  const policy = policyAt(at, number.time_zone)
  const state = foldWindow(thread.window_state, { type: 'user-message', at, messageType: item.type ?? 'unknown' }, policy)
  if (state !== thread.window_state) await saveWindow(apply, thread.id, state, policyAt(now, number.time_zone))
  if (concernsMore(item)) await applyToMessage(apply, item)
  apply.spend(number.id)
  apply.emit({ type: 'message.received', at, data: { threadId: thread.id, messageId, contactId: contact.id } })
  apply.emit({ type: 'thread.changed', at, data: { threadId: thread.id, messageId } })
}

function timeOf(timestamp: string | number | undefined): PlatformTime {
  const seconds = Number(timestamp)
  if (!Number.isFinite(seconds)) throw new CannotApply('The group update has no timestamp that can be read.')
  return platformTime(seconds * 1_000)
}

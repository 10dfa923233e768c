import { type PlatformTime, platformTime } from '@casement/platform'
import { takeNotice } from '../accounts/take-notice.ts'
import { row } from '../database/database.ts'
import { type Applying, CannotApply } from './change.ts'

export type ErrorItem = { code?: number; title?: string; message?: string; error_data?: { details?: string } }
export type ClickItem = { action_type?: string; timestamp?: string | number; marketing_messages_link_click_data?: unknown }
export type ConversionItem = {
  id?: string
  event_name?: string
  timestamp?: string | number
  ctwa_clid?: string
  custom_data?: unknown
}
export type HandoverItem = {
  sender?: { phone_number?: string; user_id?: string }
  timestamp?: string | number
  type?: string
  control_passed?: Record<string, unknown>
  control_taken?: Record<string, unknown>
}
type Profile = { wa_id?: string; user_id?: string }

/** An error the platform tells about the number itself, and about no message. */
export async function applyNumberError(apply: Applying, error: ErrorItem): Promise<void> {
  await takeNotice(apply, {
    wabaId: apply.wabaId,
    phoneNumberId: apply.number?.id ?? null,
    field: 'messages.errors',
    kind: String(error.code ?? 'ERROR'),
    severity: 'warning',
    because: error.error_data?.details ?? error.message ?? error.title ?? 'The platform told of an error and gave no reason.',
    at: apply.now,
    data: { ...error },
  })
}

/** Somebody tapped the link of a marketing message: for whoever counts, and state of nothing. */
export async function applyClick(apply: Applying, click: ClickItem, contacts: readonly Profile[]): Promise<void> {
  const contact = await contactOf(apply, contacts[0] ?? {})
  apply.emit({
    type: 'link.clicked',
    at: timeOf(click.timestamp, apply.now),
    data: {
      contactId: contact ?? null,
      action: click.action_type ?? null,
      click: click.marketing_messages_link_click_data ?? null,
    },
  })
}

/** The platform believes that a conversation led to a lead or a purchase. */
export async function applyConversion(apply: Applying, item: ConversionItem): Promise<void> {
  const message = await row<{ id: string; thread_id: string }>(
    apply.tx,
    `select m.id, m.thread_id from wamids w join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id
     where w.workspace_id = $1 and w.wamid = $2`,
    [apply.workspaceId, item.id ?? ''],
  )
  apply.emit({
    type: 'conversion.detected',
    at: timeOf(item.timestamp, apply.now),
    data: {
      name: item.event_name ?? null,
      messageId: message?.id ?? null,
      threadId: message?.thread_id ?? null,
      clickId: item.ctwa_clid ?? null,
      value: item.custom_data ?? null,
    },
  })
}

/** Who answers in a conversation now: another app of the number, an agent of Meta's, or we. */
export async function applyHandover(apply: Applying, item: HandoverItem): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The handover names no number of ours.')
  const at = timeOf(item.timestamp, apply.now)
  const contact = await contactOf(apply, { wa_id: item.sender?.phone_number ?? '', user_id: item.sender?.user_id ?? '' })
  if (!contact) return
  const said = item.control_passed ?? item.control_taken ?? {}
  const control = {
    at: new Date(at).toISOString(),
    type: item.type ?? null,
    role: said.new_owner_role ?? null,
    from: said.previous_owner_role ?? null,
    note: said.metadata ?? null,
  }
  const found = await row<{ id: string }>(
    tx,
    `update threads set control = $4 where workspace_id = $1 and phone_number_id = $2 and contact_id = $3
       and (control is null or control->>'at' <= $5) returning id`,
    [workspaceId, number.id, contact, JSON.stringify(control), control.at],
  )
  if (found) apply.emit({ type: 'thread.changed', at, data: { threadId: found.id, control: control.role } })
}

const contactOf = async (apply: Applying, { wa_id, user_id }: Profile): Promise<string | undefined> =>
  (
    await row<{ contact_id: string }>(
      apply.tx,
      `select contact_id from contact_aliases where workspace_id = $1
         and ((kind = 'e164' and value = $2) or (kind = 'bsuid' and portfolio_id = $4 and value = $3)) order by kind desc limit 1`,
      [apply.workspaceId, (wa_id ?? '').replace(/\D/g, ''), user_id ?? '', apply.number?.portfolio_id ?? ''],
    )
  )?.contact_id

const timeOf = (timestamp: string | number | undefined, otherwise: PlatformTime): PlatformTime => {
  const seconds = Number(timestamp)
  return timestamp !== undefined && Number.isFinite(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : otherwise
}

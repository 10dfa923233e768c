import { isoTime } from '@casement/platform'
import { changeNumber, changeTier, mpsOf, numberByDigits, tierOf } from '../accounts/change-number.ts'
import { askAgainSoon } from '../accounts/poll-soon.ts'
import { takeNotice } from '../accounts/take-notice.ts'
import { row } from '../database/database.ts'
import { type Applying, CannotApply } from './change.ts'

type Limits = {
  current_limit?: unknown
  currentLimit?: unknown
  max_daily_conversations_per_business?: unknown
  max_daily_conversation_per_phone?: unknown
}
export type QualityItem = Limits & { display_phone_number?: string; event?: string }
export type CapabilityItem = Limits & { max_phone_numbers_per_business?: unknown }
export type NameItem = {
  display_phone_number?: string
  decision?: string
  requested_verified_name?: string
  rejection_reason?: string | null
}
export type SecurityItem = { display_phone_number?: string; event?: string; requester?: unknown }
export type UsernameItem = { display_phone_number?: string; username?: string; status?: string }
export type SettingsItem = { phone_number_settings?: { phone_number_id?: unknown; calling?: unknown } }

/**
 * What a number may do changed, in any of the spellings it has had. The old signs of a quality that fell or rose set the status,
 * and have the rating itself read, which no webhook carries.
 */
export async function applyNumberQuality(apply: Applying, item: QualityItem): Promise<void> {
  const { tx, workspaceId, at } = apply
  await applyLimit(apply, item)
  const number = await numberByDigits(tx, workspaceId, item.display_phone_number)
  await askAgainSoon(apply)
  if (!number) return
  switch (item.event) {
    case 'FLAGGED':
      await changeNumber(apply, number.id, { status: 'FLAGGED' }, at)
      return
    case 'UNFLAGGED': {
      const flagged = await row(tx, `select 1 from phone_numbers where workspace_id = $1 and id = $2 and status = 'FLAGGED'`, [
        workspaceId,
        number.id,
      ])
      if (flagged) await changeNumber(apply, number.id, { status: 'CONNECTED' }, at)
      return
    }
    case 'THROUGHPUT_UPGRADE':
      await changeNumber(apply, number.id, { throughputMps: mpsOf('HIGH', at) }, at)
  }
}

/** How many people the portfolio may write to, and how many numbers it may have. */
export async function applyCapability(apply: Applying, item: CapabilityItem): Promise<void> {
  await applyLimit(apply, item)
  const most = Number(item.max_phone_numbers_per_business)
  if (Number.isInteger(most) && most > 0) {
    await apply.tx.query(
      `update portfolios p set max_phone_numbers = $3 from wabas w
       where w.workspace_id = $1 and w.id = $2 and p.workspace_id = $1 and p.id = w.portfolio_id`,
      [apply.workspaceId, apply.wabaId, most],
    )
  }
}

async function applyLimit(apply: Applying, item: Limits): Promise<void> {
  const tier = tierOf(
    item.max_daily_conversations_per_business ??
      item.current_limit ??
      item.currentLimit ??
      item.max_daily_conversation_per_phone ??
      null,
  )
  if (!tier) return
  const waba = await row<{ portfolio_id: string }>(
    apply.tx,
    'select portfolio_id from wabas where workspace_id = $1 and id = $2',
    [apply.workspaceId, apply.wabaId],
  )
  if (waba) await changeTier(apply, waba.portfolio_id, tier, apply.at)
}

const nameSentence: Readonly<Record<string, string>> = {
  APPROVED: 'The display name was approved: register the number again, so that customers see it.',
  REJECTED: 'The display name was rejected: ask for another one.',
  DEFERRED: 'The display name waits for another review.',
  PENDING: 'The display name is in review.',
}

export async function applyNumberName(apply: Applying, item: NameItem): Promise<void> {
  const { tx, workspaceId, at } = apply
  const number = await requireNumber(apply, item.display_phone_number)
  const decision = String(item.decision ?? 'UNKNOWN')
  const fresh = await tx.query(
    `update phone_numbers set name_at = $3 where workspace_id = $1 and id = $2 and (name_at is null or name_at <= $3)`,
    [workspaceId, number.id, isoTime(at)],
  )
  if (fresh.rowCount === 0) return
  await changeNumber(
    apply,
    number.id,
    {
      nameDecision: decision,
      ...(item.requested_verified_name ? { requestedName: item.requested_verified_name } : {}),
      ...(decision === 'APPROVED' && item.requested_verified_name ? { name: item.requested_verified_name } : {}),
    },
    at,
  )
  await takeNotice(apply, {
    wabaId: apply.wabaId,
    phoneNumberId: number.id,
    field: 'phone_number_name_update',
    kind: decision,
    severity: decision === 'REJECTED' ? 'warning' : 'information',
    because: nameSentence[decision] ?? 'The platform decided about the display name.',
    at,
    data: item,
  })
}

const securitySentence: Readonly<Record<string, string>> = {
  PIN_CHANGED: 'The two-step PIN of this number was changed in the WhatsApp Manager.',
  PIN_RESET_REQUEST:
    'Somebody asked to switch two-step verification off: refuse it in the WhatsApp Manager if it was none of you.',
  PIN_REQUEST_SUCCESS: 'Two-step verification of this number was switched off.',
}

export async function applySecurity(apply: Applying, item: SecurityItem): Promise<void> {
  const number = await requireNumber(apply, item.display_phone_number)
  const event = String(item.event ?? 'UNKNOWN')
  await takeNotice(apply, {
    wabaId: apply.wabaId,
    phoneNumberId: number.id,
    field: 'security',
    kind: event,
    severity: event === 'PIN_CHANGED' ? 'warning' : 'critical',
    because: securitySentence[event] ?? 'Something about the security of this number changed.',
    at: apply.at,
    data: item,
  })
}

export async function applyUsername(apply: Applying, item: UsernameItem): Promise<void> {
  const number = await requireNumber(apply, item.display_phone_number)
  const deleted = item.status === 'deleted'
  await changeNumber(
    apply,
    number.id,
    { username: deleted ? null : (item.username ?? null), usernameStatus: deleted ? null : (item.status ?? null) },
    apply.at,
  )
}

export async function applySettings(apply: Applying, { phone_number_settings }: SettingsItem): Promise<void> {
  const id = String(phone_number_settings?.phone_number_id ?? '')
  if (phone_number_settings?.calling === undefined) return
  await changeNumber(apply, id, { calling: phone_number_settings.calling }, apply.at)
}

async function requireNumber({ tx, workspaceId }: Applying, display: string | undefined): Promise<{ id: string }> {
  const number = await numberByDigits(tx, workspaceId, display)
  if (!number) throw new CannotApply(`This workspace has no number ${display ?? 'without digits'}.`)
  return number
}

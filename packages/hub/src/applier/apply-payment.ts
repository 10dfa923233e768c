import { isoTime, platformTime } from '@casement/platform'
import { row } from '../database/database.ts'
import { type Applying, CannotApply } from './change.ts'

export type PaymentItem = {
  id?: string
  type?: string
  status?: string
  timestamp?: string | number
  recipient_id?: string
  payment?: {
    reference_id?: string
    amount?: { value?: number; offset?: number }
    currency?: string
    transaction?: { id?: string; type?: string; status?: string }
  }
}
export type PaymentConfigurationItem = {
  configuration_name?: string
  provider_name?: string
  status?: string
  updated_timestamp?: number | string
}

/** A payment that a customer made, or failed to make, for an order we sent. The latest word of a transaction counts. */
export async function applyPayment(apply: Applying, item: PaymentItem): Promise<void> {
  const { tx, workspaceId } = apply
  const { reference_id, amount, currency, transaction } = item.payment ?? {}
  if (!reference_id) throw new CannotApply('The payment names no order.')
  const seconds = Number(item.timestamp)
  const at = Number.isFinite(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : apply.now
  const message = await row<{ id: string; thread_id: string }>(
    tx,
    `select m.id, m.thread_id from wamids w join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id
     where w.workspace_id = $1 and w.wamid = $2`,
    [workspaceId, item.id ?? ''],
  )
  const kept = await tx.query(
    `insert into payments as known (workspace_id, reference_id, transaction_id, status, amount, currency, message_id, thread_id, at, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (workspace_id, reference_id, transaction_id) do update set status = excluded.status, at = excluded.at, data = excluded.data
       where known.at <= excluded.at and known.status <> excluded.status`,
    [
      workspaceId,
      reference_id,
      transaction?.id ?? '',
      item.status ?? 'unknown',
      amount?.value === undefined ? null : String(amount.value / (amount.offset || 1)),
      currency ?? null,
      message?.id ?? null,
      message?.thread_id ?? null,
      isoTime(at),
      JSON.stringify(item.payment),
    ],
  )
  if (kept.rowCount === 0) return
  apply.emit({
    type: 'payment.changed',
    at,
    data: {
      referenceId: reference_id,
      status: item.status ?? null,
      messageId: message?.id ?? null,
      threadId: message?.thread_id ?? null,
    },
  })
}

/** The shop's connection to a payment provider. */
export async function applyPaymentConfiguration(apply: Applying, item: PaymentConfigurationItem): Promise<void> {
  const { tx, workspaceId, wabaId } = apply
  if (!item.configuration_name) throw new CannotApply('The payment configuration has no name.')
  const seconds = Number(item.updated_timestamp)
  const at = Number.isFinite(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : apply.at
  const kept = await tx.query(
    `insert into payment_configurations as known (workspace_id, waba_id, name, provider, status, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, waba_id, name) do update set provider = excluded.provider, status = excluded.status, at = excluded.at
       where known.at <= excluded.at`,
    [workspaceId, wabaId, item.configuration_name, item.provider_name ?? null, item.status ?? null, isoTime(at)],
  )
  if (kept.rowCount === 1)
    apply.emit({ type: 'account.changed', at, data: { wabaId, event: 'PAYMENT_CONFIGURATION', name: item.configuration_name } })
}

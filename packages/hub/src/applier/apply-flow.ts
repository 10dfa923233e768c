import { isoTime } from '@casement/platform'
import { takeNotice } from '../accounts/take-notice.ts'
import { type Applying, CannotApply } from './change.ts'

export type FlowItem = Record<string, unknown> & {
  event?: string
  flow_id?: string | number
  message?: string
  warning?: string
  new_status?: string
  alert_state?: string
}

/** What became of a flow: its status, an alarm that began or ended, a version that will be frozen. */
export async function applyFlow(apply: Applying, item: FlowItem): Promise<void> {
  const { tx, workspaceId, wabaId, at } = apply
  const id = String(item.flow_id ?? '')
  const event = String(item.event ?? 'UNKNOWN')
  if (id === '') throw new CannotApply('The flow update names no flow.')
  const status = event === 'FLOW_STATUS_CHANGE' ? (item.new_status ?? null) : null
  const alert =
    item.alert_state === 'ACTIVATED'
      ? { [event]: { since: isoTime(at), because: item.message ?? null } }
      : item.alert_state === 'DEACTIVATED'
        ? { [event]: null }
        : {}
  await tx.query(
    `insert into flows as known (workspace_id, id, waba_id, status, status_at, alerts, expiry_warning)
     values ($1, $2, $3, $4::text, case when $4::text is not null then $5::timestamptz end, jsonb_strip_nulls($6::jsonb), $7)
     on conflict (workspace_id, id) do update set
       status = case when $4::text is not null and (known.status_at is null or known.status_at <= $5::timestamptz) then $4 else known.status end,
       status_at = case when $4::text is not null then greatest(known.status_at, $5::timestamptz) else known.status_at end,
       alerts = jsonb_strip_nulls(known.alerts || $6::jsonb), expiry_warning = coalesce($7, known.expiry_warning)`,
    [
      workspaceId,
      id,
      wabaId ?? '',
      status,
      isoTime(at),
      JSON.stringify(alert),
      event === 'FLOW_VERSION_EXPIRY_WARNING' ? (item.warning ?? item.message ?? null) : null,
    ],
  )
  apply.emit({ type: 'flow.changed', at, data: { flowId: id, event, status } })
  const alarming = item.alert_state === 'ACTIVATED' || ['BLOCKED', 'THROTTLED'].includes(status ?? '')
  if (alarming || event === 'FLOW_VERSION_EXPIRY_WARNING') {
    await takeNotice(apply, {
      wabaId,
      field: 'flows',
      kind: status ?? event,
      severity: 'warning',
      because: item.warning ?? item.message ?? `Flow ${id}: ${event}.`,
      at,
      data: item,
    })
  }
}

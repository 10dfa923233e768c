import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { Cause, Severity } from './alert-kind.ts'

export type Found = { kind: string; email: boolean; causes: readonly Cause[] }
export type AlertRow = {
  id: string
  kind: string
  cause: string
  severity: Severity
  because: string
  remedy: { label: string; href: string }
  data: Record<string, unknown>
  owner_id: string | null
  opened_at: Date
  changed_at: Date
  ended_at: Date | null
  snoozed_until: Date | null
}

/**
 * Makes the open alerts of these kinds what was just found: new causes open, known ones follow, what is no longer there ends. An
 * alert that becomes more severe wakes from its snooze. Answers with the events, and with the alerts that are worth a mail.
 */
export async function reconcileAlerts(
  tx: Db,
  workspaceId: string,
  found: readonly Found[],
  now: PlatformTime,
): Promise<{ events: DomainEvent[]; toMail: { id: string; severity: Severity; because: string; href: string }[] }> {
  const open = await rows<AlertRow>(
    tx,
    `select * from alerts where workspace_id = $1 and ended_at is null and kind = any ($2::text[]) order by id for update`,
    [workspaceId, found.map(({ kind }) => kind)],
  )
  const events: DomainEvent[] = []
  const toMail: { id: string; severity: Severity; because: string; href: string }[] = []
  const made: (Cause & { id: string; kind: string })[] = []
  const changed: (Cause & { id: string; louder: boolean })[] = []
  const still = new Set<string>()
  const event = (
    type: DomainEvent['type'],
    id: string,
    kind: string,
    { severity, because }: { severity: Severity; because: string },
  ) => events.push({ type, at: now, data: { alertId: id, kind, severity, because } })

  for (const { kind, email, causes } of found) {
    for (const cause of causes) {
      const known = open.find((alert) => alert.kind === kind && alert.cause === cause.key)
      const louder = known !== undefined && rank(cause.severity) > rank(known.severity)
      if (!known) {
        const id = uuid7()
        made.push({ ...cause, id, kind })
        event('alert.opened', id, kind, cause)
        if (email) toMail.push({ id, severity: cause.severity, because: cause.because, href: cause.remedy.href })
        continue
      }
      still.add(known.id)
      if (known.because === cause.because && known.severity === cause.severity) continue
      changed.push({ ...cause, id: known.id, louder })
      // A count that moves by one is shown, but nobody is told again.
      if (known.severity !== cause.severity) event('alert.changed', known.id, kind, cause)
    }
  }
  const ended = open.filter((alert) => !still.has(alert.id))
  for (const alert of ended) event('alert.ended', alert.id, alert.kind, alert)

  if (made.length > 0) await insertAlerts(tx, workspaceId, made, now)
  if (changed.length > 0) await updateAlerts(tx, workspaceId, changed, now)
  if (ended.length > 0) await endAlerts(tx, workspaceId, ended, now)
  return { events, toMail }
}

const endAlerts = (tx: Db, workspaceId: string, alerts: readonly { id: string }[], now: PlatformTime) =>
  tx.query('update alerts set ended_at = $3 where workspace_id = $1 and id = any ($2::uuid[])', [
    workspaceId,
    alerts.map(({ id }) => id),
    isoTime(now),
  ])

const rank = (severity: Severity): number => ['info', 'warning', 'critical'].indexOf(severity)

const insertAlerts = (
  tx: Db,
  workspaceId: string,
  alerts: readonly (Cause & { id: string; kind: string })[],
  now: PlatformTime,
) =>
  tx.query(
    `insert into alerts (workspace_id, id, kind, cause, severity, because, remedy, data, owner_id, opened_at, changed_at)
     select $1, id, kind, cause, severity, because, remedy, data, owner, $2, $2
     from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[])
       as item (id, kind, cause, severity, because, remedy, data, owner)`,
    [
      workspaceId,
      isoTime(now),
      alerts.map(({ id }) => id),
      alerts.map(({ kind }) => kind),
      alerts.map(({ key }) => key),
      alerts.map(({ severity }) => severity),
      alerts.map(({ because }) => because),
      alerts.map(({ remedy }) => JSON.stringify(remedy)),
      alerts.map(({ data }) => JSON.stringify(data)),
      alerts.map(({ owner }) => owner ?? null),
    ],
  )

const updateAlerts = (
  tx: Db,
  workspaceId: string,
  alerts: readonly (Cause & { id: string; louder: boolean })[],
  now: PlatformTime,
) =>
  tx.query(
    `update alerts a set severity = item.severity, because = item.because, remedy = item.remedy, data = item.data, changed_at = $2,
       snoozed_until = case when item.louder then null else a.snoozed_until end
     from unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[], $8::boolean[])
       as item (id, severity, because, remedy, data, louder)
     where a.workspace_id = $1 and a.id = item.id`,
    [
      workspaceId,
      isoTime(now),
      alerts.map(({ id }) => id),
      alerts.map(({ severity }) => severity),
      alerts.map(({ because }) => because),
      alerts.map(({ remedy }) => JSON.stringify(remedy)),
      alerts.map(({ data }) => JSON.stringify(data)),
      alerts.map(({ louder }) => louder),
    ],
  )

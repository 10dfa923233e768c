import { type Db, row, rows } from '../database/database.ts'
import type { AlertKind } from './alert-kind.ts'
import { alertKinds } from './alert-kinds.ts'

/** What a workspace wants to hear of, and how. */
export type AlertRule = { kind: AlertKind; enabled: boolean; settings: Record<string, unknown>; email: boolean }

type RuleRow = { kind: string; enabled: boolean; settings: Record<string, unknown>; email: boolean }

/** Every kind, as this workspace set it. Settings that a later version no longer understands fall back to the usual. */
export async function alertRules(db: Db, workspaceId: string): Promise<AlertRule[]> {
  const set = await rows<RuleRow>(db, 'select kind, enabled, settings, email from alert_rules where workspace_id = $1', [
    workspaceId,
  ])
  return alertKinds.map((kind) => {
    const own = set.find((rule) => rule.kind === kind.kind)
    const read = kind.settings.safeParse(own?.settings ?? {})
    return {
      kind,
      enabled: own?.enabled ?? kind.usual !== 'off',
      email: own?.email ?? kind.email,
      settings: read.success ? read.data : kind.settings.parse({}),
    }
  })
}

export const saveAlertRule = (
  db: Db,
  workspaceId: string,
  { kind, enabled, settings, email }: { kind: string; enabled: boolean; settings: Record<string, unknown>; email: boolean },
) =>
  row(
    db,
    `insert into alert_rules (workspace_id, kind, enabled, settings, email) values ($1, $2, $3, $4, $5)
     on conflict (workspace_id, kind) do update
       set enabled = excluded.enabled, settings = excluded.settings, email = excluded.email`,
    [workspaceId, kind, enabled, JSON.stringify(settings), email],
  )

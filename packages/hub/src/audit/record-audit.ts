import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

export type AuditEntry = {
  readonly workspaceId: string
  /** Who: a person or a key by its id, or an operator at the machine itself. */
  readonly actor: { readonly kind: 'person' | 'key' | 'operator'; readonly id: string; readonly name: string }
  /** What, in words. */
  readonly action: string
  readonly route?: string
  /** Ids, by what they are of. */
  readonly object?: Readonly<Record<string, string>>
  /** Members of the request, by name: what was changed, never to what. */
  readonly changed?: readonly string[]
  /** What the action itself says of it, such as the role that was given. Never a text or a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly status?: number
  /** Where the request came from. */
  readonly address?: string
  readonly requestId?: string
}

/** For how long it is told who did what. Machine time. */
export const AUDIT_KEPT_DAYS = 400

export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db.query(
    `insert into audit_log (workspace_id, id, actor_kind, actor_id, actor_name, action, route, object, changed, details, status,
       address, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[entry.workspaceId, uuid7(), entry.actor.kind, entry.actor.id, entry.actor.name, entry.action, entry.route ?? null],
      ...[JSON.stringify(entry.object ?? {}), entry.changed ?? [], JSON.stringify(entry.details ?? {}), entry.status ?? null],
      ...[entry.address ?? null, entry.requestId ?? null],
    ],
  )
}

export type AuditRow = {
  id: string
  at: Date
  actor_kind: AuditEntry['actor']['kind']
  actor_id: string
  actor_name: string
  action: string
  route: string | null
  object: Record<string, string>
  changed: string[]
  details: Record<string, unknown>
  status: number | null
  address: string | null
  request_id: string | null
}

/** The newest first, before `before` when it is given. */
export const listAudit = (
  db: Db,
  { workspaceId, actorId, before, limit }: { workspaceId: string; actorId: string | null; before: string | null; limit: number },
): Promise<AuditRow[]> =>
  rows<AuditRow>(
    db,
    `select id, at, actor_kind, actor_id, actor_name, action, route, object, changed, details, status, address, request_id
     from audit_log
     where workspace_id = $1 and ($2::text is null or actor_id = $2) and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [workspaceId, actorId, before, limit],
  )

export const forgetOldAudit = (db: Db) =>
  db.query('delete from audit_log where at < now() - make_interval(days => $1) /* all workspaces: once a day */', [
    AUDIT_KEPT_DAYS,
  ])

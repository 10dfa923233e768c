import { type Db, preparedRows } from '../database/database.ts'
import type { Role } from './actor.ts'
import { maskedRoles } from './mask-phones.ts'

export type Membership = { workspaceId: string; name: string; timeZone: string; role: Role; masked: boolean }

/** Whether a role sees customers' numbers masked: of `memberships` or `api_keys`, with the workspace's settings beside it. */
export const MASKED = `coalesce((workspace_settings.settings->>'maskNumbers')::boolean, false) and role = any ('{${maskedRoles.join(',')}}')`

/** The workspaces of a person, the one joined first before the others. */
export const membershipsOf = (db: Db, personId: string): Promise<Membership[]> =>
  preparedRows<Membership>(
    db,
    'memberships-of',
    `select workspaces.id as "workspaceId", workspaces.name, workspaces.time_zone as "timeZone", memberships.role, ${MASKED} as masked
     from memberships join workspaces on workspaces.id = memberships.workspace_id
     left join workspace_settings on workspace_settings.workspace_id = memberships.workspace_id
     where memberships.person_id = $1 /* all workspaces: whoever signs in asks for theirs */
     order by memberships.created_at, workspaces.id`,
    [personId],
  )

/** Makes a person a member of a workspace, or gives a member another role. */
export async function setMembership(
  db: Db,
  { workspaceId, personId, role }: { workspaceId: string; personId: string; role: Role },
): Promise<void> {
  await db.query(
    `insert into memberships (workspace_id, person_id, role) values ($1, $2, $3)
     on conflict (workspace_id, person_id) do update set role = excluded.role`,
    [workspaceId, personId, role],
  )
}

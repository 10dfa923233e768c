import type { Db } from '../database/database.ts'
import { problem } from '../http/problems.ts'

const what = { number: 'Number', waba: 'Account', portfolio: 'Portfolio' }

/** One number, account or portfolio belongs to one workspace: bytes for it must not land in two. */
export async function claimRoute(tx: Db, kind: keyof typeof what, externalId: string, workspaceId: string): Promise<void> {
  const { rows } = await tx.query<{ workspace_id: string }>(
    `insert into routes (kind, external_id, workspace_id) values ($1, $2, $3)
     on conflict (kind, external_id) do update set workspace_id = routes.workspace_id returning workspace_id`,
    [kind, externalId, workspaceId],
  )
  if (rows[0]?.workspace_id !== workspaceId) {
    throw problem('conflict', `${what[kind]} ${externalId} is already connected to another workspace. Disconnect it there first.`)
  }
}

import type { Applying } from '../applier/change.ts'

/** The platform spoke of something we do not know in full: the account is looked at again as soon as there is time. */
export async function askAgainSoon({ tx, workspaceId, wabaId }: Pick<Applying, 'tx' | 'workspaceId' | 'wabaId'>): Promise<void> {
  await tx.query(`update wabas set poll_due_at = '-infinity' where workspace_id = $1 and id = $2`, [workspaceId, wabaId])
}

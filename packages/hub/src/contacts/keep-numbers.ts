import type { Db } from '../database/database.ts'

/**
 * Writes into the rows of contacts which number they are written to by: the lowest of theirs. To be called after a number of theirs
 * was added, moved or taken away. The rows are locked before the numbers are read, so that of two changes the later sees both.
 */
export async function keepNumbers(tx: Db, workspaceId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return
  const them = [workspaceId, contactIds]
  await tx.query('select 1 from contacts where workspace_id = $1 and id = any ($2::uuid[]) order by id for update', them)
  await tx.query(
    `update contacts c set phone = kept.phone from (
       select contact.id, (select min(a.value) from contact_aliases a
         where a.workspace_id = $1 and a.contact_id = contact.id and a.kind = 'e164') as phone
       from unnest($2::uuid[]) as contact (id)
     ) kept
     where c.workspace_id = $1 and c.id = kept.id and c.phone is distinct from kept.phone`,
    them,
  )
}

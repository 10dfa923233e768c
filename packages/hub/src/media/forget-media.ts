import type pg from 'pg'
import { rows } from '../database/database.ts'
import type { MediaStore } from './media-store.ts'

const BATCH = 200

/**
 * Removes received files that no message shows any more: their person was erased, or their author took the message back. Bytes first,
 * so that a row never leads to nothing that is still promised.
 */
export async function forgetUnusedMedia(pool: pg.Pool, stores: readonly MediaStore[]): Promise<void> {
  for (;;) {
    const unused = await rows<{ workspace_id: string; id: string; store: string | null }>(
      pool,
      `select m.workspace_id, m.id, m.store from media m where m.origin = 'received' and m.state <> 'waiting'
         and not exists (select 1 from media_uses u where u.workspace_id = m.workspace_id and u.media_id = m.id)
         and (m.store is null or m.store = any ($2::text[]))
       limit $1 /* all workspaces: what nobody shows */`,
      [BATCH, stores.map(({ place }) => place)],
    )
    for (const { workspace_id: workspaceId, id, store } of unused) {
      await stores.find(({ place }) => place === store)?.remove(workspaceId, id)
      await pool.query('delete from media where workspace_id = $1 and id = $2', [workspaceId, id])
    }
    if (unused.length < BATCH) return
  }
}

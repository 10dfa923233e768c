import { type Db, row } from '../database/database.ts'
import type { World } from './follow-emulator.ts'

/**
 * Which world this hub's history belongs to. A new hub takes on the first one it meets; afterwards another one is named and kept
 * out, because windows, prices and messages of two worlds cannot be told apart once mixed.
 */
export async function createWorld(db: Db, graphUrl: string): Promise<World> {
  await db.query(
    'insert into platform_connection (graph_url) values ($1) on conflict (only_one) do update set graph_url = excluded.graph_url',
    [graphUrl],
  )
  let id = (await row<{ world_id: string | null }>(db, 'select world_id from platform_connection'))?.world_id ?? null
  let other: string | null = null
  return {
    id: () => id,
    mismatch: () => other,
    async meet(worldId) {
      if (id === null) {
        const kept = await row<{ world_id: string }>(
          db,
          'update platform_connection set world_id = coalesce(world_id, $1) returning world_id',
          [worldId],
        )
        id = kept?.world_id ?? worldId
      }
      other = id === worldId ? null : worldId
      return other === null
    },
  }
}

import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'

/**
 * Lets what waits for these templates go on, where they may be sent again: at once, or as soon as a pause whose end has become known
 * is over. Each send is judged anew before it leaves, so one that waits for something else too goes on waiting for that.
 */
export async function releaseSends(
  tx: Db,
  workspaceId: string,
  templateIds: readonly string[],
  now: PlatformTime,
): Promise<void> {
  if (templateIds.length === 0) return
  await tx.query(
    `with waiting as (
       select s.id, greatest(t.paused_until, $3::timestamptz) as free
       from templates t
       join phone_numbers n on n.workspace_id = $1 and n.waba_id = t.waba_id
       join sends s on s.workspace_id = $1 and s.phone_number_id = n.id and s.state = 'held'
         and s.kind = 'template' and s.payload->'template'->>'name' = t.name
         and s.payload->'template'->'language'->>'code' = t.language
       where t.workspace_id = $1 and t.id = any ($2::text[])
         and (t.status = 'APPROVED' or t.status = 'PAUSED' and t.paused_until is not null)
       order by s.id for update of s
     )
     update sends s set due_at = least(s.due_at, waiting.free) from waiting
     where s.workspace_id = $1 and s.id = waiting.id and s.state = 'held' and s.due_at > waiting.free`,
    [workspaceId, templateIds, isoTime(now)],
  )
}

import { isoTime, tierUsers } from '@casement/platform'
import { type Db, preparedRows } from '../database/database.ts'
import type { Acceptance } from './settle-sends.ts'

const UNLIMITED = Object.keys(tierUsers).filter((tier) => tierUsers[tier] === null)

/**
 * The platform counts from its acceptance, which comes a moment after a place was taken, or much later where the answer was lost: so
 * from when we heard of it a place is held, and is not free here before it is there. Where nothing is limited nothing needs to be dated.
 */
export const dateReach = (tx: Db, workspaceId: string, accepted: readonly Pick<Acceptance, 'id' | 'at'>[]): Promise<unknown> =>
  preparedRows(
    tx,
    'date-reach',
    `update reach_uses r set at = answer.at::timestamptz from unnest($2::uuid[], $3::text[]) as answer (id, at)
     where exists (select from portfolios where workspace_id = $1 and tier <> all ($4::text[]))
       and r.workspace_id = $1 and r.send_id = answer.id and r.at < answer.at::timestamptz`,
    [workspaceId, accepted.map(({ id }) => id), accepted.map(({ at }) => isoTime(at)), UNLIMITED],
  )

import { recordAudit } from '../audit/record-audit.ts'
import { type Db, rows } from '../database/database.ts'
import type { BackupHeader } from './backup-file.ts'

export type Restored = {
  /** Sends that may have left after the backup was taken, and wait for a person now. */
  readonly unclear: number
  /** Campaigns that may have gone on after it. */
  readonly pausedCampaigns: number
}

const OPERATOR = { kind: 'operator', id: 'restore', name: 'casement restore' } as const
/** No reader that saw events after the backup takes new ones for those. */
const EVENTS_LATER = 1_000_000

/**
 * What a restored hub must not simply go on with. A message that was queued when the backup was taken may have left since, and no
 * webhook will tell this database: it becomes unclear, without a time of posting, so that silence is never taken for an answer.
 * A message whose time has not come yet cannot have left. With an emulator, whose time we do not know here, none is so certain.
 */
export async function settleRestored(tx: Db, { takenAt }: BackupHeader, { moved }: { moved: boolean }): Promise<Restored> {
  await tx.query("update leases set expires_at = now() - interval '1 second' /* all workspaces: a restore is of all */")
  for (const { id } of await rows<{ id: string }>(tx, 'select id from workspaces /* all workspaces: a restore is of all */')) {
    await recordAudit(tx, { workspaceId: id, actor: OPERATOR, action: 'Restored from a backup', details: { takenAt, moved } })
  }
  if (moved) return { unclear: 0, pausedCampaigns: 0 }

  await tx.query('update workspace_counters set event_seq = event_seq + $1 /* all workspaces: a restore is of all */', [
    EVENTS_LATER,
  ])
  const error = {
    code: null,
    title: 'Restored from a backup',
    detail: `It was waiting when the backup was taken (${takenAt}) and may have been sent after that: say whether it arrived.`,
  }
  const settled = await rows(
    tx,
    `with unclear as (
       update sends set state = 'unclear', retry_at = null
       where (state in ('posting', 'held')
         or state = 'queued' and (due_at <= now() or exists (select 1 from platform_connection where world_id is not null)))
       returning workspace_id, id
     )
     update messages m set status = 'unclear', error = $1,
       timeline = m.timeline || jsonb_build_object('status', 'unclear', 'at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     from unclear where m.workspace_id = unclear.workspace_id and m.id = unclear.id
     returning 1 /* all workspaces: a restore is of all */`,
    [JSON.stringify(error)],
  )
  // Those that were unclear before, too: what speaks of them after the backup is in no database any more.
  await tx.query(
    `update sends set posted_at = null, intent_at = null where state = 'unclear' /* all workspaces: a restore is of all */`,
  )
  const paused = await rows(
    tx,
    `update campaigns set state = 'paused', because = $1 where state in ('preparing', 'scheduled', 'running')
     returning 1 /* all workspaces: a restore is of all */`,
    [
      `It was restored from a backup of ${takenAt} and may have reached people after that: cancel it, or resume it if it has not.`,
    ],
  )
  const because = `It was restored from a backup of ${takenAt} and may have gone on after that.`
  await tx.query(
    `update sequence_runs set state = 'ended', outcome = 'stopped', because = $1, ended_at = began_at, due_at = null
     where state = 'waiting' /* all workspaces: a restore is of all */`,
    [because],
  )
  await tx.query(
    `update sequences set state = 'paused', next_look_at = null where state = 'on' /* all workspaces: a restore is of all */`,
  )
  await tx.query(
    `update automation_runs set state = 'stopped', because = $1, ended_at = coalesce(due_at, started_at), due_at = null, retry_at = null
     where ended_at is null /* all workspaces: a restore is of all */`,
    [because],
  )
  return { unclear: settled.length, pausedCampaigns: paused.length }
}

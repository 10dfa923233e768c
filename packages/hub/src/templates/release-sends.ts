import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, row } from '../database/database.ts'

/** So many are looked at in the transaction that brings the news; the rest are, portion by portion, in those of `createReleaser`. */
const AT_ONCE = 2_000
/** A sync may find many templates changed, for each of which nearly nothing waits. */
const MOST_PORTIONS = 50
const LAST_PRIORITY = 3
const LAST_ID = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`

/**
 * Lets what waits for these templates go on, where they may be sent again: at once, or as soon as a pause whose end has become known
 * is over. Each send is judged anew before it leaves, so one that waits for something else too goes on waiting for that. The first
 * are let go here; that there are more is written down with them, so that none is forgotten, whoever dies.
 */
export async function releaseSends(
  tx: Db,
  workspaceId: string,
  templateIds: readonly string[],
  now: PlatformTime,
): Promise<void> {
  if (templateIds.length === 0) return
  await tx.query('delete from template_releases where workspace_id = $1 and template_id = any ($2::text[])', [
    workspaceId,
    templateIds,
  ])
  await tx.query(
    `insert into template_releases (workspace_id, template_id, phone_number_id, free, after_due, after_id)
     select $1, t.id, n.id, t.free, t.free, ${LAST_ID}
     from (
       select id, waba_id, greatest(paused_until, $3::timestamptz) as free from templates
       where workspace_id = $1 and id = any ($2::text[]) and (status = 'APPROVED' or status = 'PAUSED' and paused_until is not null)
     ) t
     join phone_numbers n on n.workspace_id = $1 and n.waba_id = t.waba_id
     where exists (
       select 1 from generate_series(0, ${LAST_PRIORITY}) as p cross join lateral (
         select 1 from sends s where s.workspace_id = $1 and s.phone_number_id = n.id and s.state in ('queued', 'held')
           and s.priority = p and s.due_at > t.free limit 1) as waits)`,
    [workspaceId, templateIds, isoTime(now)],
  )
  let room = AT_ONCE
  for (let portions = 0; room > 0 && portions < MOST_PORTIONS; portions++) {
    const portion = await releasePortion(tx, workspaceId, room)
    if (!portion) return
    room -= portion.looked
  }
}

/**
 * Looks at the next so many of what a workspace's ledger holds for later, and lets those go that waited for a template that may be
 * sent. What they become and how far it looked are written together. Null: nothing is left, or somebody else has it in hand.
 */
export async function releasePortion(
  tx: Db,
  workspaceId: string,
  limit: number,
): Promise<{ phoneNumberId: string; looked: number } | null> {
  const done = await row<{ phone_number_id: string; looked: number }>(
    tx,
    `with release as (
       select r.*, t.name, t.language from template_releases r
       join templates t on t.workspace_id = $1 and t.id = r.template_id
       where r.workspace_id = $1 order by r.template_id, r.phone_number_id limit 1 for update of r skip locked
     ), looked as materialized (
       select s.id, s.due_at, s.state = 'held' and s.kind = 'template' and s.payload->'template'->>'name' = r.name
         and s.payload->'template'->'language'->>'code' = r.language as waits
       from release r cross join lateral (
         select * from sends s where s.workspace_id = $1 and s.phone_number_id = r.phone_number_id and s.state in ('queued', 'held')
           and s.priority = r.priority and (s.due_at, s.id) > (r.after_due, r.after_id)
         order by s.due_at, s.id limit $2) s
     ), waiting as (
       select s.id, r.free from looked join sends s on s.workspace_id = $1 and s.id = looked.id cross join release r
       where looked.waits and s.state = 'held' and s.due_at > r.free order by s.id for update of s
     ), freed as (
       update sends s set due_at = waiting.free from waiting where s.workspace_id = $1 and s.id = waiting.id
     ), far as (
       select count(*) as looked, (array_agg(due_at order by due_at desc, id desc))[1] as due_at,
         (array_agg(id order by due_at desc, id desc))[1] as id
       from looked
     ), went_on as (
       update template_releases t set priority = case when far.looked < $2 then t.priority + 1 else t.priority end,
         after_due = case when far.looked < $2 then t.free else far.due_at end,
         after_id = case when far.looked < $2 then ${LAST_ID} else far.id end
       from release r, far where t.workspace_id = $1 and t.template_id = r.template_id and t.phone_number_id = r.phone_number_id
         and (far.looked = $2 or r.priority < ${LAST_PRIORITY})
     ), ended as (
       delete from template_releases t using release r, far
       where t.workspace_id = $1 and t.template_id = r.template_id and t.phone_number_id = r.phone_number_id
         and far.looked < $2 and r.priority >= ${LAST_PRIORITY}
     )
     select release.phone_number_id, far.looked::int as looked from release, far`,
    [workspaceId, limit],
  )
  return done ? { phoneNumberId: done.phone_number_id, looked: done.looked } : null
}

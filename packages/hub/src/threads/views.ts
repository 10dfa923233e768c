import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, row } from '../database/database.ts'

export const VIEWS = ['all', 'mine', 'unassigned', 'closing', 'closed', 'failed', 'ads'] as const
export type View = (typeof VIEWS)[number]

/** Whether a thread still asks for something: open, put off until a time, done; or any of them. */
export const STANDINGS = ['open', 'snoozed', 'resolved', 'any'] as const
export type Standing = (typeof STANDINGS)[number]

/** A window closes soon in its last four hours. */
const SOON = `interval '4 hours'`

/** What each saved view shows: `asked` holds the platform's now and the person who asks. */
export const viewConditions: Record<View, string> = {
  all: 'true',
  mine: 't.owner_id = asked.person',
  // Whom a campaign wrote to is nobody's task before they answer: only then a window has ever been open.
  unassigned: `t.owner_id is null and t.state = 'open' and t.csw_until is not null`,
  closing: `t.csw_until > asked.now and t.csw_until <= asked.now + ${SOON}`,
  closed: `(t.csw_until is null or t.csw_until <= asked.now)`,
  failed: 't.last_failed',
  ads: 't.from_ad',
}

export const standingConditions: Record<Standing, string> = {
  open: `t.state = 'open' and (t.snoozed_until is null or t.snoozed_until <= asked.now)`,
  snoozed: `t.state = 'open' and t.snoozed_until > asked.now`,
  resolved: `t.state = 'resolved'`,
  any: 'true',
}

/** The parameters $2 and $3 of every question about threads. */
export const ASKED = '(select $2::timestamptz as now, $3::text as person) as asked'

/** Counts go as far as people count: a view that holds more says so many and more. */
export const COUNTED = 1_000

/** How many threads each saved view holds, up to `COUNTED`: each stops there, so a large inbox costs no more than a small one. */
export async function countThreads(
  db: Db,
  {
    workspaceId,
    personId,
    standing,
    now,
  }: { workspaceId: string; personId: string | null; standing: Standing; now: PlatformTime },
): Promise<Record<View, number>> {
  const counts = VIEWS.map(
    (view) =>
      `(select count(*) from (select 1 from threads t where t.workspace_id = $1 and ${viewConditions[view]}
         and ${standingConditions[standing]} limit ${COUNTED}) counted) as "${view}"`,
  )
  const found = await row<Record<View, number>>(db, `select ${counts.join(', ')} from ${ASKED}`, [
    workspaceId,
    isoTime(now),
    personId,
  ])
  return found as Record<View, number>
}

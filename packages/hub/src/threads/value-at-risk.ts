import { isoTime, type PlatformTime } from '@casement/platform'
import { alertRules } from '../alerts/alert-rules.ts'
import { IS_AMOUNT, valueSql } from '../alerts/kinds/closing-windows.ts'
import { type Db, row } from '../database/database.ts'
import { viewConditions } from './views.ts'

/** What is known to be lost if nobody writes: how many windows close soon, for how many a worth is known, and what it comes to. */
export async function valueAtRisk(
  db: Db,
  workspaceId: string,
  now: PlatformTime,
): Promise<{ threads: number; valued: number; value: string | null }> {
  const rule = (await alertRules(db, workspaceId)).find(({ kind }) => kind.kind === 'window.closing')
  const found = await row<{ threads: number; valued: number; value: string | null }>(
    db,
    `select count(*)::int as threads, count(worth.value)::int as valued, sum(worth.value)::text as value
     from (select $2::timestamptz as now, $3::text as attribute) as asked
     join threads t on t.workspace_id = $1 and ${viewConditions.closing} and t.state = 'open'
     join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
     cross join lateral (select ${valueSql('asked.attribute')} as text) as said
     cross join lateral (select case when said.text ${IS_AMOUNT} then said.text::numeric end as value) as worth`,
    [workspaceId, isoTime(now), rule?.settings.valueAttribute ?? null],
  )
  return found ?? { threads: 0, valued: 0, value: null }
}

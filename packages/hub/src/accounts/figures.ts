import { HOUR, isoTime, later, type PlatformTime, policyAt } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'

/** How many people each number wrote to outside their windows in the rolling 24 hours: its share of what the portfolio may. */
export async function reachByNumber(db: Db, workspaceId: string, now: PlatformTime): Promise<ReadonlyMap<string, number>> {
  const found = await rows<{ number: string; people: number }>(
    db,
    `select s.phone_number_id as number, count(distinct u.contact_id)::int as people
     from reach_uses u join sends s on s.workspace_id = u.workspace_id and s.id = u.send_id
     where u.workspace_id = $1 and u.at > $2 group by s.phone_number_id`,
    [workspaceId, isoTime(later(now, -policyAt(now).limits.rollingHours * HOUR))],
  )
  return new Map(found.map(({ number, people }) => [number, people]))
}

/** How many templates each account has, by what the platform says of them. */
export async function templateStandings(
  db: Db,
  workspaceId: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const found = await rows<{ waba_id: string; counts: Record<string, number> }>(
    db,
    `select waba_id, jsonb_object_agg(status, templates) as counts from (
       select waba_id, status, count(*)::int as templates from templates
       where workspace_id = $1 and status <> 'DELETED' group by waba_id, status) standing
     group by waba_id`,
    [workspaceId],
  )
  return new Map(found.map(({ waba_id, counts }) => [waba_id, counts]))
}

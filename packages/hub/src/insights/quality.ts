import { DAY } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { Day } from './figure-days.ts'

type NumberRow = { id: string; display_phone_number: string; name: string; quality: string; time_zone: string }
type Change = { phone_number_id: string; day: Day; before: string; quality: string }

/** From best to worst. */
const RANK = ['GREEN', 'UNKNOWN', 'YELLOW', 'RED']
const worse = (one: string, other: string): string => (RANK.indexOf(one) >= RANK.indexOf(other) ? one : other)

export type QualityOfNumber = {
  phoneNumberId: string
  displayPhoneNumber: string
  name: string
  quality: string
  days: { day: Day; quality: string }[]
}

/** Each number with its rating by day of its account's time zone, the worst of each day. Days to come are left out. */
export async function listQuality(db: Db, workspaceId: string, { from, to }: { from: Day; to: Day }): Promise<QualityOfNumber[]> {
  const numbers = await rows<NumberRow>(
    db,
    `select n.id, n.display_phone_number, n.name, n.quality, w.time_zone from phone_numbers n
     join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id where n.workspace_id = $1 order by n.id`,
    [workspaceId],
  )
  const changes = await rows<Change>(
    db,
    `select q.phone_number_id, (q.at at time zone w.time_zone)::date::text as day, q.before, q.quality
     from quality_changes q
     join phone_numbers n on n.workspace_id = q.workspace_id and n.id = q.phone_number_id
     join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where q.workspace_id = $1 order by q.at`,
    [workspaceId],
  )
  return numbers.map((number) => ({
    phoneNumberId: number.id,
    displayPhoneNumber: number.display_phone_number,
    name: number.name,
    quality: number.quality,
    days: daysOf(
      number.quality,
      changes.filter((change) => change.phone_number_id === number.id),
      { from, to },
    ),
  }))
}

/** The rating of each day, from the changes in their order. */
export function daysOf(today: string, changes: readonly Omit<Change, 'phone_number_id'>[], { from, to }: { from: Day; to: Day }) {
  const days: { day: Day; quality: string }[] = []
  let current = changes[0]?.before ?? today
  let next = 0
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) {
    const day = new Date(at).toISOString().slice(0, 10)
    let worst: string | null = null
    for (let change = changes[next]; change && change.day <= day; change = changes[++next]) {
      worst = change.day < day ? null : worse(worst ?? current, change.quality)
      current = change.quality
    }
    days.push({ day, quality: worst ?? current })
  }
  return days
}

export type QualityOfTemplate = { name: string; language: string; quality: string; days: { day: Day; quality: string }[] }

/** Templates whose rating is known or changed, with it by day, the worst of each day. The worst now come first. */
export async function listTemplateQuality(
  db: Db,
  workspaceId: string,
  { from, to }: { from: Day; to: Day },
): Promise<QualityOfTemplate[]> {
  const found = await rows<{
    id: string
    name: string
    language: string
    quality: string
    changes: { day: Day; quality: string }[] | null
  }>(
    db,
    `select t.id, t.name, t.language, t.quality, h.changes from templates t
     left join lateral (
       select jsonb_agg(jsonb_build_object('day', (h.at at time zone w.time_zone)::date, 'quality', h.quality) order by h.at, h.id) as changes
       from template_history h join wabas w on w.workspace_id = h.workspace_id and w.id = t.waba_id
       where h.workspace_id = t.workspace_id and h.template_id = t.id
     ) h on true
     where t.workspace_id = $1 and t.status <> 'DELETED' and (t.quality <> 'UNKNOWN' or h.changes is not null)
     order by t.name, t.language`,
    [workspaceId],
  )
  return found
    .map(({ name, language, quality, changes }) => ({
      name,
      language,
      quality,
      days: daysOf(
        quality,
        (changes ?? []).map((change, at) => ({ ...change, before: changes?.[at - 1]?.quality ?? 'UNKNOWN' })),
        { from, to },
      ),
    }))
    .filter(({ days }) => days.some((day) => day.quality !== 'UNKNOWN'))
    .sort((a, b) => RANK.indexOf(b.quality) - RANK.indexOf(a.quality))
}

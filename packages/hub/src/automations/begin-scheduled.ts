import { DAY, isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type { Graph, Trigger } from '@casement/rules/automation'
import type pg from 'pg'
import { row, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { type Filter, filterSql } from '../segments/filter.ts'

type Schedule = Extract<Trigger, { kind: 'schedule' }>

const PORTION = 1_000

/** The next instant after `after` at which a schedule begins, by the clocks of its zone; null when no weekday is chosen. */
export function nextTime({ hour, weekdays, timeZone }: Schedule, after: PlatformTime): PlatformTime | null {
  const [hours = 0, minutes = 0] = hour.split(':').map(Number)
  for (let ahead = 0; ahead <= 8; ahead++) {
    const day = localDay(later(after, ahead * DAY), timeZone)
    const noon = Date.parse(`${day}T12:00:00Z`)
    if (!weekdays.includes(new Date(noon).getUTCDay() || 7)) continue
    const at = atLocal(day, hours * 60 + minutes, timeZone)
    if (at > after) return at
  }
  return null
}

const localDay = (at: PlatformTime, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)

/** The instant at which it is so many minutes after midnight there; an hour that a change of clocks leaves out comes an hour later. */
function atLocal(day: string, minutes: number, timeZone: string): PlatformTime {
  const asIfUtc = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE
  let at = asIfUtc
  for (let look = 0; look < 2; look++) at = asIfUtc - offsetAt(at, timeZone)
  return platformTime(at)
}

function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
}

/**
 * Begins runs for the next portion of people of a schedule whose time has come, no faster than its limit a minute. In one transaction
 * with how far it got, so that nobody gets two and nobody none.
 */
export const beginScheduled = (pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<boolean> =>
  transactAgain(pool, async (tx) => {
    const due = await row<{ live_version: number; graph: Graph; next_at: Date; begun_until: string | null; begun_runs: number }>(
      tx,
      `select a.live_version, v.graph, a.next_at, a.begun_until, a.begun_runs from automations a
       join automation_versions v on v.workspace_id = $1 and v.automation_id = a.id and v.version = a.live_version
       where a.workspace_id = $1 and a.id = $2 and a.state = 'on' and a.next_at <= $3 for update of a skip locked`,
      [workspaceId, id, isoTime(now)],
    )
    if (!due) return false
    const { trigger, from, start, limits } = due.graph
    if (trigger.kind !== 'schedule' || !from) {
      await tx.query('update automations set next_at = null where workspace_id = $1 and id = $2', [workspaceId, id])
      return false
    }
    const time = platformTime(due.next_at)
    const values: unknown[] = [workspaceId, due.begun_until, PORTION]
    const condition = filterSql(trigger.people as Filter, (value) => `$${values.push(value)}`, now)
    const people = await rows<{ id: string; thread_id: string | null; owner_id: string | null }>(
      tx,
      `select c.id, t.id as thread_id, t.owner_id from contacts c
       left join threads t on t.workspace_id = $1 and t.contact_id = c.id and t.phone_number_id = $${values.push(from)}
       where c.workspace_id = $1 and c.merged_into is null and ($2::uuid is null or c.id > $2) and ${condition}
       order by c.id limit $3`,
      values,
    )
    await tx.query(
      `insert into automation_runs (workspace_id, id, automation_id, version, contact_id, thread_id, phone_number_id, trigger_key, node_id, memory, due_at, started_at)
       select $1, p.id, $2, $3, p.contact_id, p.thread_id, $4, $5 || p.contact_id, $6, jsonb_build_object('ownerId', p.owner_id), p.due_at::timestamptz, $7
       from unnest($8::uuid[], $9::uuid[], $10::uuid[], $11::text[], $12::text[]) as p (id, contact_id, thread_id, owner_id, due_at)
       on conflict do nothing`,
      [
        workspaceId,
        id,
        due.live_version,
        from,
        keyOf(time),
        start,
        isoTime(now),
        people.map(() => uuid7()),
        people.map((person) => person.id),
        people.map((person) => person.thread_id),
        people.map((person) => person.owner_id),
        people.map((_, index) => isoTime(later(now, Math.floor((due.begun_runs + index) / limits.perMinute) * MINUTE))),
      ],
    )
    const last = people.length === PORTION ? people.at(-1) : undefined
    // Occasions that passed while nobody looked are not made up for.
    const next = last ? time : nextTime(trigger, platformTime(Math.max(time, now)))
    await tx.query('update automations set next_at = $3, begun_until = $4, begun_runs = $5 where workspace_id = $1 and id = $2', [
      workspaceId,
      id,
      next && isoTime(next),
      last?.id ?? null,
      last ? due.begun_runs + people.length : 0,
    ])
    return true
  })

const keyOf = (time: PlatformTime) => `schedule ${isoTime(time)} `

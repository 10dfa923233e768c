import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'

const LOOKS_BACK = 90 * DAY
/** Fewer messages, or fewer days, and a habit could be chance. */
const LEAST_MESSAGES = 5
const LEAST_DAYS = 3
const SPAN_HOURS = 3
/** A span of three hours holds an eighth of a day; to be called a habit it must hold this share of the messages. */
const LEAST_SHARE = 0.4

export type Habits = {
  /** Messages of theirs that this rests on, in the last 90 days. */
  messages: number
  days: number
  /** Messages by hour of day, in UTC. */
  hours: number[]
  /** When they mostly write: hours of the day in UTC, `to` not included, and the share of their messages. Null when nothing stands out. */
  best: { from: number; to: number; share: number } | null
}

/** At what time of day a person writes. A new question counts once an hour, so that one long chat is no habit. */
export async function habitsOf(db: Db, workspaceId: string, contactId: string, now: PlatformTime): Promise<Habits> {
  const found = await rows<{ day: string; hour: number }>(
    db,
    `select distinct (m.at at time zone 'UTC')::date::text as day, extract(hour from m.at at time zone 'UTC')::int as hour
     from threads t join messages m on m.workspace_id = $1 and m.thread_id = t.id
     where t.workspace_id = $1 and t.contact_id = $2 and m.direction = 'in' and m.at > $3
     order by 1, 2 limit 2000`,
    [workspaceId, contactId, isoTime(later(now, -LOOKS_BACK))],
  )
  return judgeHabits(found)
}

export function judgeHabits(hoursOfDays: readonly { day: string; hour: number }[]): Habits {
  const hours = Array.from({ length: 24 }, () => 0)
  for (const { hour } of hoursOfDays) hours[hour] = (hours[hour] ?? 0) + 1
  const messages = hoursOfDays.length
  const days = new Set(hoursOfDays.map(({ day }) => day)).size
  const spans = hours.map((_, from) => ({ from, count: sum(from, hours) }))
  const top = spans.reduce((best, span) => (span.count > best.count ? span : best))
  const share = messages === 0 ? 0 : top.count / messages
  const enough = messages >= LEAST_MESSAGES && days >= LEAST_DAYS && share >= LEAST_SHARE
  return { messages, days, hours, best: enough ? { from: top.from, to: (top.from + SPAN_HOURS) % 24, share } : null }
}

const sum = (from: number, hours: readonly number[]) =>
  Array.from({ length: SPAN_HOURS }, (_, step) => hours[(from + step) % 24] ?? 0).reduce((a, b) => a + b, 0)

import { isoTime, type PlatformTime } from '@casement/platform'
import { z } from 'zod'
import { type Db, rows } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { findThreads, type ThreadRow } from './queries.ts'
import { ASKED, type Standing, standingConditions, type View, viewConditions } from './views.ts'

export type Sort = 'newest' | 'time-left'

export type ThreadQuestion = {
  workspaceId: string
  view: View
  standing: Standing
  sort: Sort
  /** Only threads of these, when somebody searched: those whose person or whose messages were found. */
  among: { threadIds: readonly string[]; contactIds: readonly string[] } | null
  tag: string | null
  personId: string | null
  now: PlatformTime
  cursor: string | null
  limit: number
}

/** A stretch of a list that one index walks: which threads, and the column and direction they are in. */
type Stretch = { where: string; key: 'csw_until' | 'last_message_at'; down: boolean }

/**
 * By time left, three stretches follow each other: open windows, the one that closes next on top; those that closed, the latest on
 * top; those that were never open, newest on top.
 */
const stretches: Record<Sort, readonly Stretch[]> = {
  newest: [{ where: 'true', key: 'last_message_at', down: true }],
  'time-left': [
    { where: 't.csw_until > asked.now', key: 'csw_until', down: false },
    { where: 't.csw_until <= asked.now', key: 'csw_until', down: true },
    { where: 't.csw_until is null', key: 'last_message_at', down: true },
  ],
}

const Position = z.object({ stretch: z.int().min(0).max(2), key: z.iso.datetime(), id: z.guid() })
type Found = { id: string; key: Date }

/** One page of threads, and where the next begins. Ids first, walked along an index; then what a row shows, for those of the page only. */
export async function listThreads(db: Db, question: ThreadQuestion): Promise<{ threads: ThreadRow[]; cursor: string | null }> {
  const from = question.cursor ? readCursor(question.cursor, Position) : null
  const found: (Found & { stretch: number })[] = []
  for (const [index, stretch] of stretches[question.sort].entries()) {
    if (from && index < from.stretch) continue
    const wanted = question.limit - found.length
    if (wanted <= 0) break
    const after = from?.stretch === index ? from : null
    found.push(...(await walk(db, question, stretch, after, wanted)).map((each) => ({ ...each, stretch: index })))
  }
  const last = found.length === question.limit ? found.at(-1) : undefined
  return {
    threads: await findThreads(
      db,
      question.workspaceId,
      found.map(({ id }) => id),
    ),
    cursor: last ? writeCursor({ stretch: last.stretch, key: last.key.toISOString(), id: last.id }) : null,
  }
}

function walk(
  db: Db,
  { workspaceId, view, standing, among, tag, personId, now }: ThreadQuestion,
  { where, key, down }: Stretch,
  after: { key: string; id: string } | null,
  limit: number,
): Promise<Found[]> {
  const values: unknown[] = [workspaceId, isoTime(now), personId, limit]
  const value = (given: unknown) => `$${values.push(given)}`
  const conditions = ['t.workspace_id = $1', where, viewConditions[view], standingConditions[standing]]
  if (after) conditions.push(`(t.${key}, t.id) ${down ? '<' : '>'} (${value(after.key)}::timestamptz, ${value(after.id)}::uuid)`)
  if (among) {
    conditions.push(`(t.id = any (${value(among.threadIds)}::uuid[]) or t.contact_id = any (${value(among.contactIds)}::uuid[]))`)
  }
  if (tag !== null) conditions.push(`t.tags @> array[${value(tag)}::text]`)
  const order = down ? `t.${key} desc, t.id desc` : `t.${key}, t.id`
  return rows<Found>(
    db,
    `select t.id, t.${key} as key from threads t cross join ${ASKED} where ${conditions.join(' and ')} order by ${order} limit $4`,
    values,
  )
}

import { DAY, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import { type Filter, filterSql } from '../segments/filter.ts'
import type { Beginner } from './begin-runs.ts'
import type { SequenceRow } from './sequence-row.ts'

const AT_ONCE = 2_000

type Row = { contact_id: string; thread_id: string | null; phone: string | null; csw_until: Date | null }

const RECENT = `not exists (select 1 from sequence_runs r where r.workspace_id = $1 and r.contact_id = c.id and r.sequence_id = $2
  and (r.state = 'waiting' or r.began_at > $3))`

/** People a filter finds for whom the sequence did not begin of late, as many as are begun at once. */
export async function findByFilter(
  db: Db,
  sequence: SequenceRow,
  filter: Filter,
  now: PlatformTime,
  atOnce = AT_ONCE,
): Promise<{ beginners: Beginner[]; more: boolean }> {
  const values: unknown[] = [
    sequence.workspace_id,
    sequence.id,
    isoTime(later(now, -sequence.definition.againAfterDays * DAY)),
    sequence.phone_number_id,
  ]
  const bind = (value: unknown) => `$${values.push(value)}`
  const condition = filterSql(filter, bind, now)
  const found = await rows<Row>(
    db,
    `select c.id as contact_id, t.id as thread_id, t.csw_until, c.phone from contacts c
     left join threads t on t.workspace_id = $1 and t.contact_id = c.id and t.phone_number_id = $4
     where c.workspace_id = $1 and c.merged_into is null and ${condition} and ${RECENT} order by c.id limit ${atOnce}`,
    values,
  )
  const beginners = found.map(({ contact_id, thread_id, phone }) => ({
    contactId: contact_id,
    threadId: thread_id,
    phone,
    until: null,
    key: `filter ${contact_id} ${isoTime(now)}`,
  }))
  return { beginners, more: found.length === atOnce }
}

/** How many a filter finds for whom the sequence did not begin of late. */
export async function countByFilter(db: Db, sequence: SequenceRow, filter: Filter, now: PlatformTime): Promise<number> {
  const values: unknown[] = [sequence.workspace_id, sequence.id, isoTime(later(now, -sequence.definition.againAfterDays * DAY))]
  const condition = filterSql(filter, (value) => `$${values.push(value)}`, now)
  const counted = await row<{ people: number }>(
    db,
    `select count(*)::int as people from contacts c where c.workspace_id = $1 and c.merged_into is null and ${condition} and ${RECENT}`,
    values,
  )
  return counted?.people ?? 0
}

/** Whose window is open now and would begin it as it closes: all of them counted, so many of them named, the first to close first. */
export async function findByWindow(
  db: Db,
  sequence: SequenceRow,
  wroteLast: 'customer' | 'us' | 'either',
  now: PlatformTime,
  most: number,
): Promise<{ beginners: Beginner[]; people: number }> {
  const values = [
    sequence.workspace_id,
    sequence.id,
    isoTime(later(now, -sequence.definition.againAfterDays * DAY)),
    sequence.phone_number_id,
    isoTime(now),
    wroteLast === 'either' ? null : wroteLast === 'us' ? 'out' : 'in',
  ]
  const from = `from threads t join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
    where t.workspace_id = $1 and t.phone_number_id = $4 and t.csw_until > $5 and c.merged_into is null
      and ($6::text is null or t.last_message->>'direction' = $6) and ${RECENT}`
  const counted = await row<{ people: number }>(db, `select count(*)::int as people ${from}`, values)
  const found = await rows<Row>(
    db,
    `select c.id as contact_id, t.id as thread_id, t.csw_until, c.phone ${from} order by t.csw_until limit ${most}`,
    values,
  )
  return {
    people: counted?.people ?? 0,
    beginners: found.map(({ contact_id, thread_id, phone, csw_until }) => {
      const until = csw_until && platformTime(csw_until)
      return { contactId: contact_id, threadId: thread_id, phone, until, key: `closing ${thread_id} ${until && isoTime(until)}` }
    }),
  }
}

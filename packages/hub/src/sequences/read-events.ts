import { DAY, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { type ConsentState, consentFor } from '@casement/rules'
import type pg from 'pg'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { type Read, readByCursor } from '../events/read-by-cursor.ts'
import { type Beginner, beginRuns } from './begin-runs.ts'
import { isConverted } from './conversion.ts'
import { type Ending, endRuns } from './end-runs.ts'
import { type SequenceRow, sequencesThatAreOn } from './sequence-row.ts'

/** An answer within so long after the last message is what it brought back. */
export const RETURN_DAYS = 7

type Happened = { type: string; at: PlatformTime; data: Record<string, unknown> }

/**
 * Reads what happened since the last look, in one transaction with what it begins and ends: each cause begins its run once, whoever
 * is killed.
 */
export const readEvents = (pool: pg.Pool, workspaceId: string, now: PlatformTime): Promise<Read> =>
  readByCursor(pool, { workspaceId, reader: 'sequences' }, async (tx, happened) => {
    const told = [...(await endWhatIsOver(tx, workspaceId, happened, now))]
    for (const sequence of await sequencesThatAreOn(tx, workspaceId)) {
      const beginners = await beginnersOf(tx, sequence, happened)
      told.push(...(await beginRuns(tx, sequence, beginners, now)))
    }
    return { told, worked: told.length > 0 }
  })

/** Answers, opt-outs and what was hoped for end what waits, and count as a return after what was sent. */
async function endWhatIsOver(
  tx: Db,
  workspaceId: string,
  happened: readonly Happened[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  const about = new Map<string, Happened[]>()
  for (const one of happened) {
    const { contactId, choice } = one.data
    const ends =
      one.type === 'message.received' ||
      one.type === 'contact.event' ||
      one.type === 'contact.changed' ||
      (one.type === 'consent.changed' && choice === 'out')
    if (!ends || typeof contactId !== 'string') continue
    about.set(contactId, [...(about.get(contactId) ?? []), one])
  }
  if (about.size === 0) return []
  const runs = await rows<{
    id: string
    contact_id: string
    state: 'waiting' | 'ended'
    began_at: Date
    last_sent_at: Date | null
    converts: SequenceRow['definition']['converts']
    attributes: Record<string, unknown>
    consent: ConsentState | null
  }>(
    tx,
    `select r.id, r.contact_id, r.state, r.began_at, r.last_sent_at, v.definition->'converts' as converts, c.attributes,
       (select o.state from consents o where o.workspace_id = $1 and o.contact_id = r.contact_id) as consent
     from sequence_runs r
     join sequence_versions v on v.workspace_id = $1 and v.sequence_id = r.sequence_id and v.version = r.version
     join contacts c on c.workspace_id = $1 and c.id = r.contact_id
     where r.workspace_id = $1 and r.contact_id = any ($2::uuid[])
       and (r.state = 'waiting' or (r.returned_at is null and r.last_sent_at > $3))
     order by r.id for update of r`,
    [workspaceId, [...about.keys()], isoTime(later(now, -RETURN_DAYS * DAY))],
  )
  const endings: Ending[] = []
  const returned: { id: string; at: PlatformTime }[] = []
  for (const run of runs) {
    const since = run.last_sent_at ?? run.began_at
    for (const one of about.get(run.contact_id) ?? []) {
      const how = howItEnds(one, run)
      // What came before it began is why it began, if anything.
      if (!how || one.at < since.getTime()) continue
      if (run.state === 'waiting') endings.push({ id: run.id, ...how, returnedAt: how.outcome === 'opted-out' ? null : one.at })
      else if (how.outcome !== 'opted-out') returned.push({ id: run.id, at: one.at })
      else continue
      break
    }
  }
  await tx.query(
    `update sequence_runs r set returned_at = back.at::timestamptz from unnest($2::uuid[], $3::text[]) as back (id, at)
     where r.workspace_id = $1 and r.id = back.id`,
    [workspaceId, returned.map(({ id }) => id), returned.map(({ at }) => isoTime(at))],
  )
  return endRuns(tx, workspaceId, endings, now)
}

type Running = {
  converts: SequenceRow['definition']['converts']
  attributes: Record<string, unknown>
  consent: ConsentState | null
}

const OPTED_OUT = { outcome: 'opted-out', because: 'They opted out.' } as const

function howItEnds(one: Happened, { converts, attributes, consent }: Running): Pick<Ending, 'outcome' | 'because'> | null {
  switch (one.type) {
    case 'message.received':
      // Whoever wrote STOP has not come back.
      return consent && saysNo(consent) ? OPTED_OUT : { outcome: 'replied', because: 'They wrote.' }
    case 'consent.changed':
      return OPTED_OUT
    case 'contact.event':
      return converts && 'event' in converts && converts.event === one.data.name
        ? { outcome: 'converted', because: `${converts.event} was told of them.` }
        : null
    case 'contact.changed':
      return converts && 'attribute' in converts && isConverted(converts, attributes)
        ? { outcome: 'converted', because: `Their ${converts.attribute} says so.` }
        : null
    default:
      return null
  }
}

const saysNo = (consent: ConsentState): boolean =>
  (['marketing', 'everything'] as const).some((purpose) => consentFor(consent, purpose).choice === 'out')

/** For whom these events begin a sequence. */
async function beginnersOf(tx: Db, sequence: SequenceRow, happened: readonly Happened[]): Promise<Beginner[]> {
  const { start } = sequence.definition
  if (start.on === 'filter') return []
  const type = start.on === 'attribute' ? 'contact.changed' : start.on === 'event' ? 'contact.event' : start.on
  const since = sequence.on_since?.getTime() ?? Number.POSITIVE_INFINITY
  const mine = happened.filter(
    ({ type: kind, at, data }) =>
      kind === type &&
      at >= since &&
      typeof data.contactId === 'string' &&
      (data.phoneNumberId === undefined || data.phoneNumberId === sequence.phone_number_id) &&
      (start.on !== 'event' || data.name === start.name),
  )
  if (mine.length === 0) return []
  const found = await findPeople(tx, sequence, mine)
  return mine.flatMap((one): Beginner[] => {
    const contactId = String(one.data.contactId)
    const person = found.get(contactId)
    if (!person) return []
    const base = { contactId, threadId: person.thread_id, phone: person.phone, until: null }
    if (start.on === 'attribute') {
      const value = person.attributes[start.key]
      if (value === undefined || value === null || value === '' || (start.is !== undefined && String(value) !== start.is))
        return []
      return [{ ...base, key: `attribute ${contactId} ${String(value).slice(0, 200)}` }]
    }
    if (start.on === 'event') return [{ ...base, key: `event ${contactId} ${String(one.data.eventId ?? one.at)}` }]
    if (start.wroteLast !== 'either' && person.wrote_last !== (start.wroteLast === 'us' ? 'out' : 'in')) return []
    // The window may have moved since: whoever wrote again is not about to be lost.
    const until = person.csw_until && platformTime(person.csw_until)
    if (start.on === 'window.closed') {
      const open = until !== null && until > one.at
      return open ? [] : [{ ...base, key: `closed ${person.thread_id} ${isoTime(one.at)}` }]
    }
    return until !== null && isoTime(until) === one.data.until
      ? [{ ...base, until, key: `closing ${person.thread_id} ${isoTime(until)}` }]
      : []
  })
}

type Person = {
  id: string
  attributes: Record<string, unknown>
  phone: string | null
  thread_id: string | null
  csw_until: Date | null
  wrote_last: 'in' | 'out' | null
}

async function findPeople(tx: Db, sequence: SequenceRow, happened: readonly Happened[]): Promise<Map<string, Person>> {
  const found = await rows<Person>(
    tx,
    `select c.id, c.attributes, t.id as thread_id, t.csw_until, t.last_message->>'direction' as wrote_last,
       (select min(a.value) from contact_aliases a where a.workspace_id = $1 and a.contact_id = c.id and a.kind = 'e164') as phone
     from contacts c
     left join threads t on t.workspace_id = $1 and t.contact_id = c.id and t.phone_number_id = $3
     where c.workspace_id = $1 and c.id = any ($2::uuid[]) and c.merged_into is null`,
    [sequence.workspace_id, [...new Set(happened.map(({ data }) => data.contactId))], sequence.phone_number_id],
  )
  return new Map(found.map((person) => [person.id, person]))
}

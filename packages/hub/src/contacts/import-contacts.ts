import type { Evidence, Purpose } from '@casement/rules'
import { z } from 'zod'
import { writeAudience } from '../campaigns/write-audience.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, rows } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { readInput, saveRejections } from '../jobs/queries.ts'
import { JobFailed, type JobInHand } from '../jobs/run-jobs.ts'
import type { Target } from './columns.ts'
import { type CsvRecord, createCsvReader, NotCsv, readable } from './csv.ts'
import { type Person, type PersonReading, readPerson } from './read-person.ts'
import { withSteadyHeap } from './steady-heap.ts'
import { writePeople } from './write-people.ts'

/** Uploads are kept in pieces of this size, so that an offset names its piece. Larger ones cost memory: V8 frees large strings late. */
export const PIECE_BYTES = 65_536
export const BATCH_ROWS = 2_500
/** More people of one file than this begin nothing by themselves: a file is no reason for a storm. */
const MOST_TOLD = 20_000

export const ImportOptions = z.object({
  header: z.array(z.string()),
  targets: z.array(z.string() as unknown as z.ZodType<Target>),
  separator: z.string().length(1),
  /** Where the rows begin. */
  offset: z.int(),
  line: z.int(),
  country: z.string().optional(),
  file: z.string().optional(),
  wording: z.string().optional(),
  by: z.string(),
  /** A list of people who want no more of this: every row says no. */
  suppress: z.string().optional(),
  /** Whose people the rows are, where they are of a campaign: columns that are no field of a contact stay with the row. */
  campaignId: z.string().optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

const Progress = z.object({
  offset: z.int(),
  line: z.int(),
  created: z.int().default(0),
  changed: z.int().default(0),
  unchanged: z.int().default(0),
  optOutsKept: z.int().default(0),
  /** People whose attributes were told one by one. */
  told: z.int().default(0),
})
export type ImportProgress = z.infer<typeof Progress>

/** Brings an uploaded file into the contacts, batch by batch. How far it got is written with each batch, to the byte. */
export const importContacts =
  ({ clock, onDone }: { clock: PlatformClock; onDone: (workspaceId: string) => void }) =>
  (hand: JobInHand): Promise<void> =>
    withSteadyHeap(async () => {
      const { job } = hand
      const { workspace_id: workspaceId, id: jobId } = job
      const options = ImportOptions.parse(job.options)
      const { country, file, wording, by } = options
      const suppressed = options.suppress as Purpose | undefined
      const evidence: Evidence = {
        how: suppressed ? 'suppression-list' : 'import',
        reference: file ?? jobId,
        by,
        ...(wording ? { wording } : {}),
      }
      let progress = Progress.parse('offset' in job.progress ? job.progress : { offset: options.offset, line: options.line })
      let { done, rejected } = job

      // A file of a few rows is written the careful way; a long one shows by its first rows whether its people are known.
      let allNew = false
      const keep = (batch: readonly CsvRecord[], readings: readonly PersonReading[]) =>
        hand.step(async (tx) => {
          // What a crash takes it takes with how far we got: the rows are read again. The last step waits for the disk, for all of them.
          await tx.query('set local synchronous_commit = off')
          const people = readings.flatMap((reading) =>
            reading.ok ? [options.campaignId ? withoutAttributes(reading.person) : reading.person] : [],
          )
          const {
            rejected: doubled,
            contactOf,
            attributesOf,
            ...counts
          } = await writePeople(tx, { workspaceId, jobId, now: clock.now(), evidence, expectNew: allNew }, people)
          allNew = counts.allNew
          const reasons = new Map(doubled.map(({ line, reason }) => [line, reason]))
          const refused = batch.flatMap((record, index) => {
            const reading = readings[index] as PersonReading
            const reason = reading.ok ? reasons.get(record.line) : reading.reason
            return reason === undefined ? [] : [{ line: record.line, reason, text: readable(record.bytes) }]
          })
          if (options.campaignId) {
            const isFirst = progress.offset === options.offset
            await writeAudience(tx, { workspaceId, campaignId: options.campaignId, isFirst }, batch, readings, {
              reasons,
              contactOf,
            })
          }
          const heard = progress.told < MOST_TOLD ? await whatIsHeard(tx, workspaceId) : new Set<string>()
          let budget = MOST_TOLD - progress.told
          const told = [...(heard.size > 0 ? attributesOf : [])].flatMap(([contactId, attributes]): DomainEvent[] => {
            const keys = attributes.filter((key) => heard.has(key))
            if (keys.length === 0 || budget-- <= 0) return []
            return [{ type: 'contact.changed', at: clock.now(), data: { contactId, attributes: keys, jobId } }]
          })
          if (refused.length > 0) await saveRejections(tx, workspaceId, jobId, refused)
          const last = batch.at(-1) as CsvRecord
          const kept = {
            offset: last.end,
            line: last.line + last.bytes.split('\n').length - 1,
            created: progress.created + counts.created,
            changed: progress.changed + counts.changed,
            unchanged: progress.unchanged + counts.unchanged,
            optOutsKept: progress.optOutsKept + counts.optOutsKept,
            told: progress.told + told.length,
          }
          const advance = { done: done + batch.length, rejected: rejected + refused.length, progress: kept }
          await appendEvents(tx, workspaceId, told)
          after = advance
          return advance
        })

      let after: { done: number; rejected: number; progress: ImportProgress } | undefined
      let writing: Promise<void> = Promise.resolve()
      try {
        for await (const batch of readBatches(hand, { ...options, ...progress })) {
          // The next batch is read while the database still writes this one.
          const readings = batch.map((record) => {
            const reading = readPerson(record, { ...options, country })
            return suppressed ? onlyNo(reading, suppressed) : reading
          })
          await writing
          if (after) ({ done, rejected, progress } = after)
          if (hand.signal.aborted) return
          writing = keep(batch, readings)
          // Awaited in the next turn; until then its failure is nobody's.
          writing.catch(() => {})
        }
        await writing
      } catch (error) {
        await writing.catch(() => {})
        throw error instanceof NotCsv ? new JobFailed(error.message, { cause: error }) : error
      }
      if (hand.signal.aborted) return
      const { offset: _, line: __, told: ___, ...counts } = after?.progress ?? progress
      await hand.finish(async (tx) => {
        const data = { jobId, ...counts, rejected: after?.rejected ?? rejected }
        await appendEvents(tx, workspaceId, [{ type: 'contacts.imported', at: clock.now(), data }])
      })
      onDone(workspaceId)
    })

/**
 * The attributes that begin something by themselves, or say that what was hoped for came about. Of a million rows only these are told one
 * by one; every automation keeps to its own limits of runs, and each sequence to its pace.
 */
async function whatIsHeard(tx: Db, workspaceId: string): Promise<Set<string>> {
  const found = await rows<{ key: string | null }>(
    tx,
    `select v.graph->'trigger'->>'key' as key from automations a
     join automation_versions v on v.workspace_id = $1 and v.automation_id = a.id and v.version = a.live_version
     where a.workspace_id = $1 and a.state = 'on' and v.graph->'trigger'->>'kind' = 'attribute'
     union
     select s.definition->'start'->>'key' from sequences s
     where s.workspace_id = $1 and s.state = 'on' and s.definition->'start'->>'on' = 'attribute'
     union
     select v.definition->'converts'->>'attribute' from sequence_versions v
     join sequences s on s.workspace_id = $1 and s.id = v.sequence_id and s.state <> 'off' where v.workspace_id = $1`,
    [workspaceId],
  )
  return new Set(found.flatMap(({ key }) => key ?? []))
}

/** Of a suppression list nothing counts but the number. */
const onlyNo = (reading: PersonReading, purpose: Purpose): PersonReading =>
  reading.ok
    ? { ok: true, person: { ...reading.person, name: '', attributes: {}, consent: [{ purpose, choice: 'out' }] } }
    : reading

const withoutAttributes = (person: Person): Person => ({ ...person, attributes: {} })

async function* readBatches(
  { pool, job }: JobInHand,
  from: { separator: string; offset: number; line: number },
): AsyncGenerator<CsvRecord[]> {
  const pieceAt = (position: number) => readInput(pool, job.workspace_id, job.id, position)
  const reader = createCsvReader(from)
  let position = Math.floor(from.offset / PIECE_BYTES)
  let skip = from.offset % PIECE_BYTES
  let records: CsvRecord[] = []
  for (let piece = await pieceAt(position); piece; ) {
    const next = await pieceAt(++position)
    records.push(...reader.read(piece.toString('latin1', skip), next === null))
    skip = 0
    piece = next
    let at = 0
    for (; records.length - at >= BATCH_ROWS; at += BATCH_ROWS) yield records.slice(at, at + BATCH_ROWS)
    records = records.slice(at)
  }
  if (records.length > 0) yield records
}

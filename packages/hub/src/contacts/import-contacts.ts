import type { Evidence } from '@casement/rules'
import { forgetAudience } from '../campaigns/write-audience.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Db } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { JobFailed, type JobInHand } from '../jobs/run-jobs.ts'
import { NotCsv } from './csv.ts'
import { countsOf, findLanes, type LaneProgress } from './import-lanes.ts'
import { ImportOptions } from './import-options.ts'
import { type Kept, keepRows } from './keep-rows.ts'
import { type ImportRow, readImport } from './read-import.ts'
import { withSteadyHeap } from './steady-heap.ts'
import { MOST_TOLD } from './tell-attributes.ts'
import { connectionsOf, hasRoomFor, writeInLanes } from './write-in-lanes.ts'

export const BATCH_ROWS = 1_750

/** Brings an uploaded file into the contacts, batch by batch in lanes. How far each lane got is written with its batch, to the byte. */
export const importContacts =
  ({
    clock,
    onDone,
    batchRows = BATCH_ROWS,
    lanesFrom,
  }: {
    clock: PlatformClock
    onDone: (workspaceId: string) => void
    batchRows?: number
    /** How many lines a file needs for a second lane. */
    lanesFrom?: number
  }) =>
  (hand: JobInHand): Promise<void> =>
    withSteadyHeap(async () => {
      const { job, pool, signal } = hand
      const { workspace_id: workspaceId, id: jobId } = job
      const options = ImportOptions.parse(job.options)
      const { campaignId } = options
      const begin = async (tx: Db) => {
        if (campaignId) await forgetAudience(tx, workspaceId, campaignId)
      }
      const { lanes, deal } = await findLanes(hand, options, { lanesFrom, begin })
      const budget = { left: MOST_TOLD - countsOf(lanes).told }
      const writing = { workspaceId, jobId, options, evidence: evidenceOf(options, jobId), budget }

      let { rejected } = job
      // A file of a few rows is written the careful way; a long one shows by its first rows whether its people are known.
      const expectNew = lanes.map(() => false)
      const { put, drained } = writeInLanes<ImportRow[]>(lanes.length, {
        hasRoom: () => hasRoomFor(connectionsOf(pool), lanes.length),
        async write(lane, batch) {
          if (signal.aborted) return
          const before = lanes[lane] as LaneProgress
          let kept: Kept | undefined
          let after = before
          await hand.stepOf(lane, async (tx) => {
            // What an attempt that was broken off took may be told by the next.
            budget.left += kept?.counts.told ?? 0
            kept = await keepRows(tx, { ...writing, now: clock.now(), expectNew: expectNew[lane] === true }, batch)
            after = advance(before, kept.counts, batch)
            return { done: batch.length, rejected: kept.rejected, progress: after }
          })
          lanes[lane] = after
          rejected += kept?.rejected ?? 0
          expectNew[lane] = kept?.allNew === true
        },
      })
      try {
        const gathered = lanes.map((): ImportRow[] => [])
        const starts = lanes.map(({ offset }) => offset)
        const furthestBehind = lanes.reduce((least, lane) => (lane.offset < least.offset ? lane : least))
        for await (const rows of readImport(pool, job, options, furthestBehind)) {
          for (const row of rows) {
            const lane = deal(row)
            if (row.end <= (starts[lane] as number)) continue
            const batch = gathered[lane] as ImportRow[]
            if (batch.push(row) < batchRows) continue
            gathered[lane] = []
            await put(lane, batch)
          }
          if (signal.aborted) break
        }
        for (const [lane, batch] of gathered.entries()) if (batch.length > 0) await put(lane, batch)
      } catch (error) {
        await drained().catch(() => {})
        throw error instanceof NotCsv ? new JobFailed(error.message, { cause: error }) : error
      }
      await drained()
      if (signal.aborted) return
      await hand.finish(async (tx) => {
        const { told: _, untold: __, ...counts } = countsOf(lanes)
        const data = { jobId, ...counts, rejected }
        await appendEvents(tx, workspaceId, [{ type: 'contacts.imported', at: clock.now(), data }])
      })
      onDone(workspaceId)
    })

function evidenceOf({ suppress, file, wording, by }: ImportOptions, jobId: string): Evidence {
  const how = suppress ? 'suppression-list' : 'import'
  return { how, reference: file ?? jobId, by, ...(wording ? { wording } : {}) }
}

function advance(before: LaneProgress, counts: Kept['counts'], batch: readonly ImportRow[]): LaneProgress {
  const last = batch.at(-1) as ImportRow
  return {
    offset: last.end,
    line: last.line + last.bytes.split('\n').length - 1,
    created: before.created + counts.created,
    changed: before.changed + counts.changed,
    unchanged: before.unchanged + counts.unchanged,
    optOutsKept: before.optOutsKept + counts.optOutsKept,
    told: before.told + counts.told,
    untold: before.untold + counts.untold,
  }
}

import { z } from 'zod'
import { type Db, rows } from '../database/database.ts'
import { readInput, saveInput } from '../jobs/queries.ts'
import type { JobInHand } from '../jobs/run-jobs.ts'
import type { ImportRow } from './read-import.ts'

/** A file is written in so many lanes at once: a connection of PostgreSQL uses one core, and is what an import waits for. */
export const LANES = 3
/** Shorter files are written in one. */
const LANES_FROM = 20_000
/** More people with several numbers than this are not kept in memory: such a file is written in one lane. */
const MOST_TOGETHER = 50_000
/** The piece of the input that says which numbers were found to be somebody's beside others. */
const TOGETHER = -1

/** How far a lane is: all its rows before the offset are written, and what became of them is counted here and nowhere else. */
const LaneProgress = z.object({
  offset: z.int(),
  line: z.int(),
  created: z.int().default(0),
  changed: z.int().default(0),
  unchanged: z.int().default(0),
  optOutsKept: z.int().default(0),
  /** People whose attributes were told one by one, and those beyond the limit of what one file may tell. */
  told: z.int().default(0),
  untold: z.int().default(0),
})
export type LaneProgress = z.infer<typeof LaneProgress>

const Lanes = z.object({ lanes: z.array(LaneProgress).min(1) })

/** What the lanes counted, together. */
export function countsOf(lanes: readonly LaneProgress[]): Omit<LaneProgress, 'offset' | 'line'> {
  const sum = { created: 0, changed: 0, unchanged: 0, optOutsKept: 0, told: 0, untold: 0 }
  for (const lane of lanes) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += lane[key]
  return sum
}

/** To which lane a row belongs. The same for each process that goes on with the file. */
export type Deal = (row: ImportRow) => number

/**
 * The lanes of a job, as they were when its last holder fell. At the beginning they are made, with what belongs to the beginning: all
 * later holders deal by what was found then, or a row could change its lane and be taken twice.
 */
export async function findLanes(
  { job, pool, step }: Pick<JobInHand, 'job' | 'pool' | 'step'>,
  from: { offset: number; line: number },
  { lanesFrom = LANES_FROM, begin }: { lanesFrom?: number | undefined; begin: (tx: Db) => Promise<void> },
): Promise<{ lanes: LaneProgress[]; deal: Deal }> {
  const { workspace_id: workspaceId, id: jobId, done, rejected } = job
  let lanes: LaneProgress[] = []
  if ('lanes' in job.progress) lanes = Lanes.parse(job.progress).lanes
  else {
    // A file that was begun by a release which knew no lanes has its place and its counts here.
    const first = LaneProgress.parse('offset' in job.progress ? job.progress : from)
    await step(async (tx) => {
      const together = job.total < lanesFrom ? null : await findTogether(tx, workspaceId)
      const { offset, line } = first
      lanes = [first, ...(together ? Array.from({ length: LANES - 1 }, () => LaneProgress.parse({ offset, line })) : [])]
      if (together && together.length > 0)
        await saveInput(tx, workspaceId, jobId, TOGETHER, Buffer.from(together.join('\n'), 'latin1'))
      if (offset === from.offset) await begin(tx)
      return { done, rejected, progress: { lanes } }
    })
  }
  const together = lanes.length > 1 ? await readInput(pool, workspaceId, jobId, TOGETHER) : null
  return { lanes, deal: dealTo(lanes.length, new Set(together?.toString('latin1').split('\n'))) }
}

/**
 * Rows of one number go to one lane, in their order: the first of them stands. People with several numbers all go to the first lane, or
 * two lanes could hold one of them.
 */
const dealTo =
  (lanes: number, together: ReadonlySet<string>): Deal =>
  ({ line, reading }) => {
    if (!reading.ok) return line % lanes
    const { phone } = reading.person
    if (lanes === 1 || together.has(phone)) return 0
    let sum = 0
    for (let at = 0; at < phone.length; at++) sum += phone.charCodeAt(at)
    return sum % lanes
  }

/** The numbers of people who have several, or null when they are too many. */
async function findTogether(tx: Db, workspaceId: string): Promise<string[] | null> {
  const found = await rows<{ value: string }>(
    tx,
    `select a.value from contact_aliases a where a.workspace_id = $1 and a.kind = 'e164' and a.contact_id in (
       select contact_id from contact_aliases where workspace_id = $1 and kind = 'e164' group by contact_id having count(*) > 1)
     limit ${MOST_TOGETHER + 1}`,
    [workspaceId],
  )
  return found.length > MOST_TOGETHER ? null : found.map(({ value }) => value)
}

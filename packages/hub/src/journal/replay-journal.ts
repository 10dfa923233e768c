import type { Logger } from 'pino'
import { z } from 'zod'
import { takeTurn } from '../applier/applier.ts'
import { replayEntries } from '../applier/replay.ts'
import type { JobInHand } from '../jobs/run-jobs.ts'
import { entriesBetween } from './read-journal.ts'

export const ReplayOptions = z.object({ from: z.iso.datetime(), to: z.iso.datetime() })
const Progress = z.object({
  applied: z.int().default(0),
  setAside: z.int().default(0),
  after: z.object({ receivedAt: z.string(), id: z.int() }).nullable().default(null),
})

const ENTRIES_A_STEP = 200

/** Replays what the journal took in a span of time, oldest first, as far as it concerns the workspace of the job. */
export const replayJournal =
  ({ log, onReplayed }: { log: Logger; onReplayed: (workspaceId: string) => void }) =>
  async (hand: JobInHand): Promise<void> => {
    const { job } = hand
    const { from, to } = ReplayOptions.parse(job.options)
    let progress = Progress.parse(job.progress)
    let { done } = job
    for (let more = true; more && !hand.signal.aborted; ) {
      let next = { progress, done }
      await hand.step(async (tx) => {
        await takeTurn(tx)
        const entries = await entriesBetween(tx, { from, to, after: progress.after, limit: ENTRIES_A_STEP })
        const last = entries.at(-1)
        more = last !== undefined
        const { applied, setAside } = await replayEntries(tx, job.workspace_id, entries, { log })
        next = {
          done: done + entries.length,
          progress: {
            applied: progress.applied + applied,
            setAside: progress.setAside + setAside,
            after: last ? { receivedAt: last.received_at, id: last.id } : progress.after,
          },
        }
        return { ...next, rejected: next.progress.setAside }
      })
      ;({ progress, done } = next)
      onReplayed(job.workspace_id)
    }
    if (!hand.signal.aborted) await hand.finish(async () => {})
  }

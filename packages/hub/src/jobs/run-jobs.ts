import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import type { JobKind, JobRow } from './queries.ts'

const LEASE = `interval '30 seconds'`
const LOOK_AGAIN_MS = 5_000
const SWEEP_EVERY_MS = 6 * 3_600_000
/** How often a job may be begun again without getting on. */
const MOST_ATTEMPTS = 5
const KEPT = `interval '30 days'`

export type Advance = { done: number; rejected: number; progress: Record<string, unknown> }

/** One job in hand. Its work goes forward in steps; each is kept whole, with how far it got, or not at all. */
export type JobInHand = {
  readonly job: JobRow
  readonly pool: pg.Pool
  readonly signal: AbortSignal
  /** Does one step. Throws when somebody else holds the job by now: then nothing of the step is kept. */
  step(work: (tx: Db) => Promise<Advance>): Promise<void>
  /**
   * Does one step of work that goes on in several lanes at once: `done` and `rejected` are what it adds, `progress` is how far its lane
   * is, a member of `lanes`. Steps of two lanes wait for each other at their very end and nowhere else.
   */
  stepOf(lane: number, work: (tx: Db) => Promise<Advance>): Promise<void>
  /** The last step: what else belongs to the end happens with it. */
  finish(work: (tx: Db) => Promise<void>): Promise<void>
}

/** A job that cannot succeed, however often it is tried; the sentence is shown. */
export class JobFailed extends Error {}

class LeaseLost extends Error {}

export type Jobs = { start(): void; wake(): void; stop(): Promise<void> }

/**
 * Runs jobs, one at a time in each process. A job is a row with a lease that runs out by the database's time: a process that is
 * killed loses it, and the next one goes on after the last step that was kept.
 */
export function createJobs({
  pool,
  log,
  kinds,
  onProgress = () => {},
}: {
  pool: pg.Pool
  log: Logger
  /** What this process knows how to do; jobs of other kinds wait for one that does. */
  kinds: { readonly [kind in JobKind]?: (hand: JobInHand) => Promise<void> }
  /** Something was written for this workspace that readers may want to see. */
  onProgress?: (workspaceId: string) => void
}): Jobs {
  const stopping = new AbortController()
  const timers: NodeJS.Timeout[] = []
  let turn: Promise<void> | null = null
  let again = false

  const wake = () => {
    if (stopping.signal.aborted) return
    again = true
    turn ??= (async () => {
      while (again && !stopping.signal.aborted) {
        again = false
        while (!stopping.signal.aborted && (await runNext())) again = true
      }
    })()
      .catch((error) => log.warn({ err: error }, 'jobs could not be looked for'))
      .finally(() => {
        turn = null
      })
  }

  return {
    start() {
      wake()
      timers.push(setInterval(wake, LOOK_AGAIN_MS))
      const sweep = () => sweepJobs(pool).catch((error) => log.warn({ err: error }, 'old jobs could not be forgotten'))
      timers.push(setInterval(sweep, SWEEP_EVERY_MS))
      void sweep()
    },
    wake,
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await turn
    },
  }

  /** True when there was one. */
  async function runNext(): Promise<boolean> {
    const [next] = await rows<{ workspace_id: string; id: string }>(
      pool,
      `select j.workspace_id, j.id from workspaces w
       join jobs j on j.workspace_id = w.id and j.state in ('waiting', 'running') and j.ready_at is not null
       where (j.leased_until is null or j.leased_until < now()) and j.kind = any ($1::text[])
       order by j.created_at limit 1 /* all workspaces: who has the oldest work */`,
      [Object.keys(kinds)],
    )
    if (!next) return false
    const holder = randomUUID()
    const job = await row<JobRow & { attempts: number }>(
      pool,
      `update jobs set state = 'running', holder = $3, leased_until = now() + ${LEASE}, attempts = attempts + 1
       where workspace_id = $1 and id = $2 and state in ('waiting', 'running') and (leased_until is null or leased_until < now())
       returning *`,
      [next.workspace_id, next.id, holder],
    )
    if (!job) return true
    try {
      if (job.attempts > MOST_ATTEMPTS)
        throw new JobFailed(`It stopped ${MOST_ATTEMPTS} times without getting on; the log says why.`)
      await kinds[job.kind]?.(inHand(job, holder))
    } catch (error) {
      if (error instanceof LeaseLost) log.info({ job: job.id }, 'another process goes on with the job')
      else if (error instanceof JobFailed) await fail(job, holder, error.message)
      else if (!stopping.signal.aborted)
        log.error({ err: error, job: job.id }, 'a job stopped; it is tried again when its lease has run out')
      // Stopped on purpose: the next process need not wait for the lease.
      if (stopping.signal.aborted) await release(job, holder)
    }
    onProgress(job.workspace_id)
    return true
  }

  function inHand(job: JobRow, holder: string): JobInHand {
    const mine = [job.workspace_id, job.id, holder]
    return {
      job,
      pool,
      signal: stopping.signal,
      async step(work) {
        await transactAgain(pool, async (tx) => {
          const { done, rejected, progress } = await work(tx)
          const kept = await tx.query(
            `update jobs set done = $4, rejected = $5, progress = $6, total = greatest(total, $4), leased_until = now() + ${LEASE}, attempts = 0
             where workspace_id = $1 and id = $2 and holder = $3 and state = 'running'`,
            [...mine, done, rejected, JSON.stringify(progress)],
          )
          if (kept.rowCount !== 1) throw new LeaseLost()
        })
      },
      async stepOf(lane, work) {
        await transactAgain(pool, async (tx) => {
          const { done, rejected, progress } = await work(tx)
          const kept = await tx.query(
            `update jobs set done = done + $4, rejected = rejected + $5, progress = jsonb_set(progress, array['lanes', $6], $7),
               total = greatest(total, done + $4), leased_until = now() + ${LEASE}, attempts = 0
             where workspace_id = $1 and id = $2 and holder = $3 and state = 'running'`,
            [...mine, done, rejected, String(lane), JSON.stringify(progress)],
          )
          if (kept.rowCount !== 1) throw new LeaseLost()
        })
      },
      async finish(work) {
        await transactAgain(pool, async (tx) => {
          const kept = await tx.query(
            `update jobs set state = 'done', total = done, ended_at = now(), holder = null, leased_until = null
             where workspace_id = $1 and id = $2 and holder = $3 and state = 'running'`,
            mine,
          )
          if (kept.rowCount !== 1) throw new LeaseLost()
          await tx.query('delete from job_input where workspace_id = $1 and job_id = $2', [job.workspace_id, job.id])
          await work(tx)
        })
      },
    }
  }

  async function fail(job: JobRow, holder: string, because: string): Promise<void> {
    await pool.query(
      `update jobs set state = 'failed', because = $4, ended_at = now(), holder = null, leased_until = null
       where workspace_id = $1 and id = $2 and holder = $3 and state = 'running'`,
      [job.workspace_id, job.id, holder, because],
    )
    await pool.query('delete from job_input where workspace_id = $1 and job_id = $2', [job.workspace_id, job.id])
  }

  async function release(job: JobRow, holder: string): Promise<void> {
    await pool.query(
      `update jobs set holder = null, leased_until = null, attempts = 0
       where workspace_id = $1 and id = $2 and holder = $3 and state = 'running'`,
      [job.workspace_id, job.id, holder],
    )
  }
}

/** Forgets what ended long ago, and says of an upload whose process died that it did not arrive. */
export async function sweepJobs(pool: pg.Pool): Promise<void> {
  for (const { id } of await rows<{ id: string }>(pool, 'select id from workspaces /* all workspaces: swept once a day */')) {
    await pool.query(
      `update jobs set state = 'failed', because = 'The file did not arrive whole: upload it again.', ended_at = now()
       where workspace_id = $1 and state = 'waiting' and ready_at is null and created_at < now() - interval '1 hour'`,
      [id],
    )
    await pool.query(
      `delete from job_input i where i.workspace_id = $1 and not exists (
         select 1 from jobs j where j.workspace_id = $1 and j.id = i.job_id and j.state in ('waiting', 'running'))`,
      [id],
    )
    await pool.query(
      `delete from job_rejections r where r.workspace_id = $1 and exists (
         select 1 from jobs j where j.workspace_id = $1 and j.id = r.job_id and j.ended_at < now() - ${KEPT})`,
      [id],
    )
    await pool.query(
      `delete from job_changes d where d.workspace_id = $1 and exists (
         select 1 from jobs j where j.workspace_id = $1 and j.id = d.job_id and j.ended_at < now() - ${KEPT})`,
      [id],
    )
    await pool.query(`delete from jobs where workspace_id = $1 and ended_at < now() - ${KEPT}`, [id])
  }
}

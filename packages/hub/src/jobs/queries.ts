import type pg from 'pg'
import { type Db, row, rows } from '../database/database.ts'

export const jobKinds = [
  'contacts.import',
  'contacts.erase',
  'journal.replay',
  'campaign.audience',
  'contacts.change',
  'consent.suppress',
] as const
export type JobKind = (typeof jobKinds)[number]

export type JobRow = {
  workspace_id: string
  id: string
  kind: JobKind
  state: 'waiting' | 'running' | 'done' | 'failed'
  options: unknown
  progress: Record<string, unknown>
  done: number
  total: number
  rejected: number
  because: string | null
  created_at: Date
  ended_at: Date | null
}

const COLUMNS = 'workspace_id, id, kind, state, options, progress, done, total, rejected, because, created_at, ended_at'

export const findJob = (db: Db, workspaceId: string, id: string): Promise<JobRow | undefined> =>
  row<JobRow>(db, `select ${COLUMNS} from jobs where workspace_id = $1 and id = $2`, [workspaceId, id])

/** The newest jobs, older than the cursor. */
export const listJobs = (db: Db, workspaceId: string, before: string | null, limit: number): Promise<JobRow[]> =>
  rows<JobRow>(
    db,
    `select ${COLUMNS} from jobs where workspace_id = $1 and ($2::uuid is null or id < $2::uuid) order by id desc limit $3`,
    [workspaceId, before, limit],
  )

export const createJob = (
  db: Db,
  { workspaceId, id, kind, createdBy }: { workspaceId: string; id: string; kind: JobKind; createdBy: string },
) =>
  db.query(`insert into jobs (workspace_id, id, kind, options, created_by) values ($1, $2, $3, '{}', $4)`, [
    workspaceId,
    id,
    kind,
    createdBy,
  ])

/** All input is here: from now on it may be run. */
export const makeReady = (
  db: Db,
  { workspaceId, id, options, total }: { workspaceId: string; id: string; options: unknown; total: number },
) =>
  db.query(
    `update jobs set options = $3, total = $4, ready_at = now() where workspace_id = $1 and id = $2 and state = 'waiting'`,
    [workspaceId, id, JSON.stringify(options), total],
  )

/** Forgets a job that never became one, with its input. */
export async function withdrawJob(db: Db, workspaceId: string, id: string): Promise<void> {
  await db.query('delete from jobs where workspace_id = $1 and id = $2 and ready_at is null', [workspaceId, id])
  await db.query('delete from job_input where workspace_id = $1 and job_id = $2', [workspaceId, id])
}

export const saveInput = (db: Db, workspaceId: string, jobId: string, position: number, bytes: Buffer) =>
  db.query('insert into job_input (workspace_id, job_id, position, bytes) values ($1, $2, $3, $4)', [
    workspaceId,
    jobId,
    position,
    bytes,
  ])

/**
 * A piece of the input, or null after the last. As base64: the driver reads every result as text in UTF-8, which loses signs that a
 * piece cuts in two.
 */
export async function readInput(pool: pg.Pool, workspaceId: string, jobId: string, position: number): Promise<Buffer | null> {
  const found = await row<{ bytes: string }>(
    pool,
    `select encode(bytes, 'base64') as bytes from job_input where workspace_id = $1 and job_id = $2 and position = $3`,
    [workspaceId, jobId, position],
  )
  return found ? Buffer.from(found.bytes, 'base64') : null
}

export type Rejection = { line: number; reason: string; text: string }

export const saveRejections = (db: Db, workspaceId: string, jobId: string, found: readonly Rejection[]) =>
  db.query(
    `insert into job_rejections (workspace_id, job_id, line, reason, text)
     select $1, $2, r.line, r.reason, r.text from unnest($3::int[], $4::text[], $5::text[]) as r (line, reason, text)`,
    [workspaceId, jobId, found.map(({ line }) => line), found.map(({ reason }) => reason), found.map(({ text }) => text)],
  )

export const rejectionsAfter = (db: Db, workspaceId: string, jobId: string, after: number, limit: number): Promise<Rejection[]> =>
  rows<Rejection>(
    db,
    `select line, reason, text from job_rejections where workspace_id = $1 and job_id = $2 and line > $3 order by line limit $4`,
    [workspaceId, jobId, after, limit],
  )

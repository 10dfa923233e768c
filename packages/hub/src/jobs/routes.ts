import { Readable } from 'node:stream'
import type pg from 'pg'
import { z } from 'zod'
import { untoldNote } from '../contacts/tell-attributes.ts'
import { writeRejected } from '../contacts/write-rejected.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { findJob, type JobRow, jobKinds, listJobs } from './queries.ts'

const Id = z.object({ id: z.uuid() })
const Job = z.object({
  id: z.uuid(),
  kind: z.enum(jobKinds),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  done: z.int().describe('Rows dealt with, the rejected ones among them'),
  total: z.int().describe('Rows there are; until the job has ended, the lines of the file'),
  rejected: z.int(),
  counts: z.record(z.string(), z.int()).describe('What became of the others'),
  because: z.string().optional().describe('Why it failed'),
  note: z.string().optional().describe('What whoever began it should know of what it did not do'),
  createdAt: z.string(),
  endedAt: z.string().optional(),
})

/** Long work: how far it is, and what it could not take. */
export const jobRoutes =
  ({ pool }: { pool: pg.Pool }): Routes =>
  async (app) => {
    const tags = ['jobs']
    const requireJob = async (workspaceId: string, id: string) => {
      const job = await findJob(pool, workspaceId, id)
      if (!job) throw problem('not-found', `This workspace has no job with the id ${id}.`)
      return job
    }

    app.get(
      '/v1/jobs',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Jobs, newest first',
          tags,
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Job), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const found = await listJobs(pool, request.actor.workspaceId, cursor ? readCursor(cursor, Id).id : null, limit)
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentJob), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.get(
      '/v1/jobs/:id',
      { config: { access: 'viewer' }, schema: { summary: 'How far a job is', tags, params: Id, response: { 200: Job } } },
      async (request) => presentJob(await requireJob(request.actor.workspaceId, request.params.id)),
    )

    app.get(
      '/v1/jobs/:id/rejected',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'The rows a job could not take, as CSV with line and reason',
          tags,
          params: Id,
          produces: ['text/csv'],
        },
      },
      async (request, reply) => {
        const job = await requireJob(request.actor.workspaceId, request.params.id)
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="rejected-${job.id}.csv"`)
          .send(Readable.from(writeRejected(pool, job)))
      },
    )
  }

function presentJob(job: JobRow): z.infer<typeof Job> {
  const counts: Record<string, number> = {}
  // Work that goes on in several lanes counts in each of them.
  for (const counted of [job.progress, ...((job.progress.lanes ?? []) as Record<string, unknown>[])])
    for (const [key, count] of Object.entries(counted))
      if (typeof count === 'number' && key !== 'offset' && key !== 'line') counts[key] = (counts[key] ?? 0) + count
  const note = untoldNote(counts)
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    done: job.done,
    total: job.total,
    rejected: job.rejected,
    counts,
    ...(job.because ? { because: job.because } : {}),
    ...(note ? { note } : {}),
    createdAt: job.created_at.toISOString(),
    ...(job.ended_at ? { endedAt: job.ended_at.toISOString() } : {}),
  }
}

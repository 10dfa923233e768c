import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import { problem } from '../http/problems.ts'
import { Filter, filterSql } from './filter.ts'

const Id = z.object({ id: z.uuid() })
const Name = z.string().trim().min(1).max(200)
const Segment = z.object({ id: z.string(), name: z.string(), filter: z.unknown(), people: z.int().nullable() })

type SegmentRow = { id: string; name: string; filter: Filter }

/** People by what is known of them: tried out, kept under a name, and counted as they are now. */
export const segmentRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['segments']

    app.post(
      '/v1/segments/count',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How many people a filter finds now',
          tags,
          body: z.object({ filter: Filter }),
          response: { 200: z.object({ people: z.int(), at: z.string() }) },
        },
      },
      async (request) => {
        const now = clock.now()
        return { people: await countPeople(pool, request.actor.workspaceId, request.body.filter, now), at: isoTime(now) }
      },
    )

    app.get(
      '/v1/segments',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Saved segments with how many people each holds now',
          tags,
          querystring: PageAsked,
          response: { 200: z.object({ data: z.array(Segment), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const found = await rows<SegmentRow>(
          pool,
          'select id, name, filter from segments where workspace_id = $1 order by name, id',
          [workspaceId],
        )
        const data = []
        const page = pageOf(found, request.query)
        for (const segment of page.data)
          data.push({ ...segment, people: await countPeople(pool, workspaceId, segment.filter, clock.now()) })
        return { data, cursor: page.cursor }
      },
    )

    app.post(
      '/v1/segments',
      {
        config: { access: 'manager' },
        schema: { summary: 'Keep a segment', tags, body: z.object({ name: Name, filter: Filter }), response: { 201: Segment } },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { name, filter } = request.body
        const id = uuid7()
        await saving(name, () =>
          pool.query('insert into segments (workspace_id, id, name, filter) values ($1, $2, $3, $4)', [
            workspaceId,
            id,
            name,
            JSON.stringify(filter),
          ]),
        )
        return reply.code(201).send({ id, name, filter, people: await countPeople(pool, workspaceId, filter, clock.now()) })
      },
    )

    app.get(
      '/v1/segments/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One segment', tags, params: Id, response: { 200: Segment } } },
      async (request) => {
        const { workspaceId } = request.actor
        const segment = await requireSegment(pool, workspaceId, request.params.id)
        return { ...segment, people: await countPeople(pool, workspaceId, segment.filter, clock.now()) }
      },
    )

    app.patch(
      '/v1/segments/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change a segment',
          tags,
          params: Id,
          body: z.object({ name: Name.optional(), filter: Filter.optional() }),
          response: { 200: Segment },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const segment = await requireSegment(pool, workspaceId, request.params.id)
        const { name = segment.name, filter = segment.filter } = request.body
        await saving(name, () =>
          pool.query('update segments set name = $3, filter = $4 where workspace_id = $1 and id = $2', [
            workspaceId,
            segment.id,
            name,
            JSON.stringify(filter),
          ]),
        )
        return { id: segment.id, name, filter, people: await countPeople(pool, workspaceId, filter, clock.now()) }
      },
    )

    app.delete(
      '/v1/segments/:id',
      { config: { access: 'manager' }, schema: { summary: 'Forget a segment; the people in it stay', tags, params: Id } },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const segment = await requireSegment(pool, workspaceId, request.params.id)
        await pool.query('delete from segments where workspace_id = $1 and id = $2', [workspaceId, segment.id])
        return reply.code(204).send()
      },
    )
  }

/** How many contacts a filter finds. */
export async function countPeople(db: Db, workspaceId: string, filter: Filter, now: PlatformTime): Promise<number> {
  const values: unknown[] = [workspaceId]
  const condition = filterSql(filter, (value) => `$${values.push(value)}`, now, true)
  const found = await row<{ people: number }>(
    db,
    `select count(*)::int as people from contacts c where c.workspace_id = $1 and c.merged_into is null and ${condition}`,
    values,
  )
  return found?.people ?? 0
}

export async function requireSegment(db: Db, workspaceId: string, id: string): Promise<SegmentRow> {
  const found = await row<SegmentRow>(db, 'select id, name, filter from segments where workspace_id = $1 and id = $2', [
    workspaceId,
    id,
  ])
  if (!found) throw problem('not-found', `This workspace has no segment with the id ${id}.`)
  return found
}

const TAKEN = '23505'
async function saving(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if ((error as { code?: string }).code === TAKEN)
      throw problem('conflict', `There is a segment called ${name} already: take another name, or change that one.`, {
        cause: error,
      })
    throw error
  }
}

import { isoTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import {
  changeSequence,
  createSequence,
  deleteSequence,
  pauseSequence,
  type Scope,
  switchOff,
  switchOn,
} from './change-sequence.ts'
import { Sequence } from './definition.ts'
import { planSequence } from './plan-sequence.ts'
import { readyMade } from './ready-made.ts'
import { resultsOf } from './results.ts'
import { listSequences, OUTCOMES, type Outcome, requireSequence, type SequenceRow, versionsOf } from './sequence-row.ts'

const Id = z.object({ id: z.uuid() })
const Page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  outcome: z.enum(['waiting', 'returned', ...(OUTCOMES as [Outcome, ...Outcome[]])]).optional(),
})

/** Messages that bring people back: before their window closes, and after. */
export const sequenceRoutes =
  ({
    pool,
    clock,
    refuse,
    onChanged,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    /** Throws while nothing may be sent at all. */
    refuse: () => void
    onChanged: (workspaceId: string) => void
  }): Routes =>
  async (app) => {
    const tags = ['sequences']
    const scopeOf = ({ workspaceId, kind, id, name }: Actor): Scope => ({
      pool,
      workspaceId,
      now: clock.now(),
      by: { kind, id, name },
    })
    const show = async (sequence: SequenceRow) => ({
      id: sequence.id,
      name: sequence.name,
      state: sequence.state,
      from: sequence.phone_number_id,
      version: sequence.version,
      definition: sequence.definition,
      onSince: sequence.on_since && isoTime(platformTime(sequence.on_since)),
      changedAt: isoTime(platformTime(sequence.changed_at)),
      results: await resultsOf(pool, sequence),
    })
    const shown = async ({ workspaceId }: Actor, id: string) => {
      onChanged(workspaceId)
      return show(await requireSequence(pool, workspaceId, id))
    }

    app.get(
      '/v1/sequences',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Sequences with what each brought back, newest first', tags, querystring: PageAsked },
      },
      async (request) => {
        const data = []
        const page = pageOf(await listSequences(pool, request.actor.workspaceId), request.query)
        for (const sequence of page.data) data.push(await show(sequence))
        return { data, cursor: page.cursor }
      },
    )

    app.get(
      '/v1/sequences/ready-made',
      { config: { access: 'viewer' }, schema: { summary: 'Sequences to begin with', tags } },
      async () => ({ data: readyMade, cursor: null }),
    )

    app.post(
      '/v1/sequences',
      { config: { access: 'manager' }, schema: { summary: 'Make a sequence; it is off', tags, body: Sequence } },
      async (request, reply) => {
        const id = await createSequence(scopeOf(request.actor), request.body)
        return reply.code(201).send(await shown(request.actor, id))
      },
    )

    app.get(
      '/v1/sequences/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One sequence', tags, params: Id } },
      async (request) => show(await requireSequence(pool, request.actor.workspaceId, request.params.id)),
    )

    app.patch(
      '/v1/sequences/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change a sequence; whoever is in the middle of it goes on by the version they began with',
          tags,
          params: Id,
          body: Sequence.partial(),
        },
      },
      async (request) => {
        await changeSequence(scopeOf(request.actor), request.params.id, request.body)
        return shown(request.actor, request.params.id)
      },
    )

    app.get(
      '/v1/sequences/:id/versions',
      {
        config: { access: 'viewer' },
        schema: { summary: 'What it did and does, newest first, and how many are in the middle of each', tags, params: Id },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { id } = await requireSequence(pool, workspaceId, request.params.id)
        const versions = await versionsOf(pool, workspaceId, id)
        return { data: versions.map(({ at, ...version }) => ({ ...version, at: isoTime(platformTime(at)) })), cursor: null }
      },
    )

    app.delete(
      '/v1/sequences/:id',
      { config: { access: 'manager' }, schema: { summary: 'Delete a sequence that is off', tags, params: Id } },
      async (request, reply) => {
        await deleteSequence(scopeOf(request.actor), request.params.id)
        onChanged(request.actor.workspaceId)
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/sequences/:id/plan',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Whom it would reach now, when, at what cost, and whom it cannot', tags, params: Id },
      },
      async (request) =>
        planSequence(pool, await requireSequence(pool, request.actor.workspaceId, request.params.id), clock.now()),
    )

    app.post(
      '/v1/sequences/:id/on',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Switch on, or let go on',
          tags,
          params: Id,
          body: z
            .object({ begin: z.boolean().default(false).describe('Also for those whose window is open now, before it closes') })
            .default({ begin: false }),
        },
      },
      async (request) => {
        refuse()
        await switchOn(scopeOf(request.actor), request.params.id, request.body)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/sequences/:id/pause',
      { config: { access: 'manager' }, schema: { summary: 'Nothing of it leaves until it goes on', tags, params: Id } },
      async (request) => {
        await pauseSequence(scopeOf(request.actor), request.params.id)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/sequences/:id/off',
      { config: { access: 'manager' }, schema: { summary: 'End it for everybody in the middle of it', tags, params: Id } },
      async (request) => {
        await switchOff(scopeOf(request.actor), request.params.id)
        return shown(request.actor, request.params.id)
      },
    )

    app.get(
      '/v1/sequences/:id/runs',
      {
        config: { access: 'viewer' },
        schema: { summary: 'For whom it began, newest first', tags, params: Id, querystring: Page },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { limit, cursor, outcome } = request.query
        const { id } = await requireSequence(pool, workspaceId, request.params.id)
        const found = await rows<Run>(
          pool,
          `select r.id, r.state, r.outcome, r.because, r.step, nullif(r.due_at, 'infinity') as due_at, r.began_at, r.ended_at, r.returned_at, r.thread_id,
             c.id as contact_id, c.name from sequence_runs r join contacts c on c.workspace_id = r.workspace_id and c.id = r.contact_id
           where r.workspace_id = $1 and r.sequence_id = $2 and ($3::uuid is null or r.id < $3::uuid)
             and ($4::text is null or ($4 = 'waiting' and r.state = 'waiting') or ($4 = 'returned' and r.returned_at is not null) or r.outcome = $4)
           order by r.id desc limit $5`,
          [workspaceId, id, cursor ? readCursor(cursor, Id).id : null, outcome ?? null, limit],
        )
        const last = found.at(-1)
        const time = (at: Date | null) => at && isoTime(platformTime(at))
        return {
          data: found.map((run) => ({
            id: run.id,
            contact: { id: run.contact_id, name: run.name },
            threadId: run.thread_id,
            state: run.state,
            outcome: run.outcome,
            because: run.because,
            step: run.step,
            dueAt: time(run.due_at),
            beganAt: time(run.began_at),
            endedAt: time(run.ended_at),
            returnedAt: time(run.returned_at),
          })),
          cursor: found.length === limit && last ? writeCursor({ id: last.id }) : null,
        }
      },
    )
  }

type Run = {
  id: string
  state: 'waiting' | 'ended'
  outcome: Outcome | null
  because: string | null
  step: number
  due_at: Date | null
  began_at: Date
  ended_at: Date | null
  returned_at: Date | null
  thread_id: string | null
  contact_id: string
  name: string
}

import { type PlatformTime, platformTime } from '@casement/platform'
import { differenceOf, type Graph } from '@casement/rules/automation'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { requireContact } from '../contacts/change-contact.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import { problem } from '../http/problems.ts'
import { requireThread } from '../threads/queries.ts'
import { type AutomationRow, listAutomations, listVersions, requireAutomation } from './automation-row.ts'
import {
  createAutomation,
  deleteAutomation,
  editAutomation,
  problemsOf,
  rehearse,
  switchOff,
  switchOn,
} from './change-automation.ts'
import { GraphBody } from './definition.ts'
import { presentAutomation, presentDraft, presentRun, presentStep } from './present.ts'
import { replayAlone } from './replay.ts'
import { listRuns, resultsOf, stepsOf, talliesOf } from './runs.ts'
import { hideHeaders } from './sealed-headers.ts'
import { stepResultsOf } from './step-results.ts'

const Id = z.object({ id: z.uuid() })
const Name = z.string().trim().min(1).max(120)
const Summary = z.looseObject({ id: z.string(), name: z.string(), state: z.enum(['off', 'on']), liveVersion: z.int().nullable() })
const Problem = z.looseObject({
  node: z.string().nullable(),
  path: z.string(),
  severity: z.enum(['error', 'warning']),
  says: z.string(),
  fix: z.string(),
})
const Whole = Summary.extend({ graph: z.looseObject({}), problems: z.array(Problem) })
const Page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(500).optional() })

/** What happens by itself: drawn, checked, switched on and off, and looked at step by step. */
export const automationRoutes =
  ({
    pool,
    clock,
    secretKey,
    emulated,
    onChanged,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    secretKey: Buffer
    /** Whether an emulator is on the other side, so that nobody real is written to. */
    emulated: () => boolean
    onChanged: (workspaceId: string) => void
  }): Routes =>
  async (app) => {
    const tags = ['automations']
    const whole = async (workspaceId: string, automation: AutomationRow, now: PlatformTime) => ({
      ...presentAutomation(automation, (await talliesOf(pool, workspaceId, [automation.id])).get(automation.id)),
      ...presentDraft(automation, await problemsOf(pool, workspaceId, automation.draft, now)),
    })
    const scope = (actor: Actor) => ({ pool, secretKey, actor, now: clock.now() })
    const changed = async (actor: Actor, automation: AutomationRow) => {
      onChanged(actor.workspaceId)
      return whole(actor.workspaceId, automation, clock.now())
    }

    app.get(
      '/v1/automations',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Automations with what they came to',
          tags,
          querystring: PageAsked,
          response: { 200: z.object({ data: z.array(Summary), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { data: found, cursor } = pageOf(await listAutomations(pool, workspaceId), request.query)
        const tallies = await talliesOf(
          pool,
          workspaceId,
          found.map(({ id }) => id),
        )
        return { data: found.map((automation) => presentAutomation(automation, tallies.get(automation.id))), cursor }
      },
    )

    app.post(
      '/v1/automations',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Draw an automation; it is off until it is switched on',
          tags,
          body: z.object({ name: Name, graph: GraphBody }),
          response: { 201: Whole },
        },
      },
      async (request, reply) => {
        const made = await createAutomation(scope(request.actor), request.body)
        return reply.code(201).send(await changed(request.actor, made))
      },
    )

    app.post(
      '/v1/automations/check',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What is wrong with a drawing, without keeping it',
          tags,
          body: z.object({ graph: GraphBody }),
          response: { 200: z.object({ problems: z.array(Problem) }) },
        },
      },
      async (request) => ({
        problems: [...(await problemsOf(pool, request.actor.workspaceId, request.body.graph, clock.now()))],
      }),
    )

    app.get(
      '/v1/automations/:id',
      {
        config: { access: 'viewer' },
        schema: { summary: 'An automation with its draft and what is wrong with it', tags, params: Id, response: { 200: Whole } },
      },
      async (request) => {
        const { workspaceId } = request.actor
        return whole(workspaceId, await requireAutomation(pool, workspaceId, request.params.id), clock.now())
      },
    )

    app.patch(
      '/v1/automations/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change the draft; what is switched on goes on as it is',
          tags,
          params: Id,
          body: z.object({ name: Name.optional(), graph: GraphBody.optional() }),
          response: { 200: Whole },
        },
      },
      async (request) => changed(request.actor, await editAutomation(scope(request.actor), request.params.id, request.body)),
    )

    app.delete(
      '/v1/automations/:id',
      {
        config: { access: 'manager' },
        schema: { summary: 'Forget an automation that is off; what it sent stays', tags, params: Id },
      },
      async (request, reply) => {
        await deleteAutomation(scope(request.actor), request.params.id)
        onChanged(request.actor.workspaceId)
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/automations/:id/on',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Switch the draft on as a new version; runs under way finish on theirs',
          tags,
          params: Id,
          response: { 200: Whole },
        },
      },
      async (request) => changed(request.actor, await switchOn(scope(request.actor), request.params.id)),
    )

    app.post(
      '/v1/automations/:id/off',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Let it begin no more runs',
          tags,
          params: Id,
          body: z.object({ stopRuns: z.boolean().default(false).describe('End the runs under way too') }).nullish(),
          response: { 200: Whole },
        },
      },
      async (request) =>
        changed(
          request.actor,
          await switchOff(scope(request.actor), request.params.id, { stopRuns: request.body?.stopRuns ?? false }),
        ),
    )

    app.post(
      '/v1/automations/:id/rehearse',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Let the draft answer one emulated customer, for two hours',
          tags,
          params: Id,
          body: z.object({ contactId: z.uuid() }),
          response: { 202: z.object({ contactId: z.string() }) },
        },
      },
      async (request, reply) => {
        if (!emulated())
          throw problem('conflict', 'Rehearsals need the emulator: with Meta on the other side the customer would be a real one.')
        const { workspaceId } = request.actor
        const contact = await requireContact(pool, workspaceId, request.body.contactId)
        await rehearse(scope(request.actor), request.params.id, contact.id)
        onChanged(workspaceId)
        return reply.code(202).send({ contactId: contact.id })
      },
    )

    app.post(
      '/v1/automations/:id/replay',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What the draft would have done over the last 30 days, and what it would have cost',
          description:
            'Stored events go through the same matching, conditions, decisions and prices; nothing is sent. People and templates are as they are now, HTTP calls are taken to succeed, and free entry points are left out. One at a time for a workspace; ten seconds at most, and `complete` says whether that was enough.',
          tags,
          params: Id,
          body: z.object({ graph: GraphBody.optional().describe('A drawing in place of the draft') }).nullish(),
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { id: automationId, draft } = await requireAutomation(pool, workspaceId, request.params.id)
        const leaving = new AbortController()
        reply.raw.once('close', () => leaving.abort())
        return replayAlone(pool, workspaceId, {
          automationId,
          graph: request.body?.graph ?? draft,
          now: clock.now(),
          left: leaving.signal,
        })
      },
    )

    app.get(
      '/v1/automations/:id/versions',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Its versions, newest first, each with what changed', tags, params: Id },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const automation = await requireAutomation(pool, workspaceId, request.params.id)
        const versions = await listVersions(pool, workspaceId, automation.id)
        return {
          data: versions.map(({ version, graph, at, by }, index) => ({
            version,
            graph: hideHeaders(graph),
            at: at.toISOString(),
            by,
            live: automation.state === 'on' && automation.live_version === version,
            difference: differenceOf(versions[index + 1]?.graph ?? NOTHING, graph),
          })),
          draft: differenceOf(versions[0]?.graph ?? NOTHING, automation.draft),
        }
      },
    )

    app.get(
      '/v1/automations/:id/results',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How often each way out of each step was taken, what people tapped there, and where they stopped',
          tags,
          params: Id,
          querystring: z.object({ version: z.coerce.number().int().min(1).optional() }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const automation = await requireAutomation(pool, workspaceId, request.params.id)
        const version = request.query.version ?? automation.live_version
        if (version === null) return { version, data: [], steps: [] }
        return {
          version,
          data: await resultsOf(pool, workspaceId, automation.id, version),
          steps: await stepResultsOf(pool, workspaceId, automation.id, version),
        }
      },
    )

    app.get(
      '/v1/automations/:id/runs',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Its runs, newest first, each with its steps',
          tags,
          params: Id,
          querystring: Page.extend({ state: z.enum(['alive', 'failed']).optional() }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { limit, cursor, state } = request.query
        const { id: automationId } = await requireAutomation(pool, workspaceId, request.params.id)
        const before = cursor ? readCursor(cursor, z.object({ at: z.iso.datetime(), id: z.uuid() })) : null
        return runsAnswer(
          workspaceId,
          await listRuns(pool, workspaceId, { automationId, state: state ?? null, before, limit }),
          limit,
        )
      },
    )

    app.get(
      '/v1/threads/:id/automation-runs',
      {
        config: { access: 'viewer' },
        schema: { summary: 'What automations did in a thread, step by step, newest first', tags, params: Id, querystring: Page },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, z.object({ at: z.iso.datetime(), id: z.uuid() })) : null
        const thread = await requireThread(pool, workspaceId, request.params.id)
        return runsAnswer(workspaceId, await listRuns(pool, workspaceId, { threadId: thread.id, before, limit }), limit)
      },
    )

    async function runsAnswer(workspaceId: string, runs: Awaited<ReturnType<typeof listRuns>>, limit: number) {
      const steps = Map.groupBy(
        await stepsOf(
          pool,
          workspaceId,
          runs.map(({ id }) => id),
        ),
        ({ run_id }) => run_id,
      )
      const last = runs.length === limit ? runs.at(-1) : undefined
      return {
        data: runs.map((run) => ({ ...presentRun(run), steps: (steps.get(run.id) ?? []).map(presentStep) })),
        cursor: last ? writeCursor({ at: platformTimeText(last.started_at), id: last.id }) : null,
      }
    }
  }

const platformTimeText = (at: Date) => new Date(platformTime(at)).toISOString()

const NOTHING: Graph = {
  trigger: { kind: 'first-message' },
  limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 },
  alongside: false,
  start: null,
  nodes: [],
}

import { Readable } from 'node:stream'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { presentDecision } from '../messages/present.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { requireMeans } from './campaign-means.ts'
import { planForUnread, presentResults } from './campaign-results.ts'
import { CAMPAIGN_COLUMNS, type CampaignRow, requireCampaign } from './campaign-row.ts'
import {
  cancelCampaign,
  changeDraft,
  chooseWinner,
  createCampaign,
  launchCampaign,
  requireState,
  resumeCampaign,
  retryCampaign,
  type Scope,
} from './change-campaign.ts'
import { countMessages } from './count-campaign.ts'
import { Draft, DraftChange } from './definition.ts'
import { createFiller } from './fill-template.ts'
import { listRecipients, recipientStates, writeRecipients } from './list-recipients.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { planCampaign } from './plan-campaign.ts'
import { listPlanned } from './planned-people.ts'
import { presentBriefly, presentCampaign } from './present-campaign.ts'

const Id = z.object({ id: z.uuid() })
const Position = z.object({ position: z.int() })
const PlanPlace = z.object({ end: z.union([z.int(), z.uuid()]) })

/** Campaigns: what goes to many, from its draft to what came of it. */
export const campaignRoutes =
  ({
    pool,
    clock,
    refuse,
    onChanged,
    onQueued,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    /** Throws while nothing may be sent at all. */
    refuse: () => void
    /** A campaign has something to do. */
    onChanged: (workspaceId: string) => void
    onQueued: (workspaceId: string, phoneNumberId: string) => void
  }): Routes =>
  async (app) => {
    const tags = ['campaigns']
    const scopeOf = (actor: Actor): Scope => ({
      pool,
      workspaceId: actor.workspaceId,
      now: clock.now(),
      by: { id: actor.id, name: actor.name },
    })
    const show = async (actor: Actor, id: string) =>
      presentCampaign(pool, await requireCampaign(pool, actor.workspaceId, id), clock.now())
    const shown = async (actor: Actor, id: string) => {
      onChanged(actor.workspaceId)
      return show(actor, id)
    }

    app.get(
      '/v1/campaigns',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Campaigns, newest first',
          tags,
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const { workspaceId } = request.actor
        const found = await rows<CampaignRow>(
          pool,
          `select ${CAMPAIGN_COLUMNS} from campaigns where workspace_id = $1 and ($2::uuid is null or id < $2::uuid) order by id desc limit $3`,
          [workspaceId, cursor ? readCursor(cursor, Id).id : null, limit],
        )
        const counts = Map.groupBy(
          await countMessages(
            pool,
            workspaceId,
            found.map(({ id }) => id),
          ),
          ({ campaign_id }) => campaign_id,
        )
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map((campaign) => {
            const { charged, ...brief } = presentBriefly(campaign, counts.get(campaign.id) ?? [])
            return { ...brief, cost: { actual: charged } }
          }),
          cursor: last ? writeCursor({ id: last.id }) : null,
        }
      },
    )

    app.post(
      '/v1/campaigns',
      { config: { access: 'manager' }, schema: { summary: 'Draft a campaign', tags, body: Draft } },
      async (request, reply) => {
        const id = await createCampaign(scopeOf(request.actor), request.body)
        return reply.code(201).send(await show(request.actor, id))
      },
    )

    app.get(
      '/v1/campaigns/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One campaign with its counts, cost and end', tags, params: Id } },
      async (request) => show(request.actor, request.params.id),
    )

    app.patch(
      '/v1/campaigns/:id',
      {
        config: { access: 'manager' },
        schema: { summary: 'Change a draft; what is not given stays', tags, params: Id, body: DraftChange },
      },
      async (request) => {
        await changeDraft(scopeOf(request.actor), request.params.id, request.body)
        return show(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/campaigns/:id/plan',
      {
        config: { access: 'viewer' },
        schema: { summary: 'What it would come to if it were launched now; nothing is sent', tags, params: Id },
      },
      async (request) => {
        const campaign = await requireCampaign(pool, request.actor.workspaceId, request.params.id)
        return planCampaign(pool, campaign, clock.now())
      },
    )

    app.get(
      '/v1/campaigns/:id/plan/people',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'The people behind a number of its plan',
          description:
            'A page may be short, or empty, while its cursor goes on: it looks at 20,000 people of the audience at most.',
          tags,
          params: Id,
          querystring: z.object({
            reason: z.string().min(1).max(64).optional().describe('Those left out for this reason; absent: those reached free'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { reason, limit, cursor } = request.query
        const campaign = await requireCampaign(pool, request.actor.workspaceId, request.params.id)
        const { people, end } = await listPlanned(pool, campaign, {
          of: reason === undefined ? 'free' : { reason },
          after: cursor ? readCursor(cursor, PlanPlace).end : undefined,
          limit,
          now: clock.now(),
        })
        return { data: people, cursor: end === null ? null : writeCursor({ end }) }
      },
    )

    app.post(
      '/v1/campaigns/:id/launch',
      { config: { access: 'manager' }, schema: { summary: 'Launch a draft', tags, params: Id } },
      async (request) => {
        refuse()
        await launchCampaign(scopeOf(request.actor), request.params.id)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/campaigns/:id/pause',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Pause it: nothing more of it leaves',
          tags,
          params: Id,
          body: z.object({ because: z.string().max(500).optional() }).nullish(),
        },
      },
      async (request) => {
        const { workspaceId, now, by } = scopeOf(request.actor)
        const { id } = request.params
        await transactAgain(pool, async (tx) => {
          const campaign = await requireState(tx, workspaceId, id, ['preparing', 'scheduled', 'running'], 'paused')
          const because = request.body?.because?.trim() || `${by.name} paused it.`
          await appendEvents(tx, workspaceId, await pauseCampaign(tx, campaign, because, now, by))
        })
        return shown(request.actor, id)
      },
    )

    app.post(
      '/v1/campaigns/:id/resume',
      { config: { access: 'manager' }, schema: { summary: 'Let it go on', tags, params: Id } },
      async (request) => {
        refuse()
        await resumeCampaign(scopeOf(request.actor), request.params.id)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/campaigns/:id/cancel',
      { config: { access: 'manager' }, schema: { summary: 'End it for good', tags, params: Id } },
      async (request) => {
        await cancelCampaign(scopeOf(request.actor), request.params.id)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/campaigns/:id/retry',
      {
        config: { access: 'manager' },
        schema: { summary: 'Send again to those whose message may be sent again', tags, params: Id },
      },
      async (request) => {
        refuse()
        const again = await retryCampaign(scopeOf(request.actor), request.params.id)
        return { again, ...(await shown(request.actor, request.params.id)) }
      },
    )

    app.post(
      '/v1/campaigns/:id/winner',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Choose which of two templates the rest gets',
          tags,
          params: Id,
          body: z.object({ template: z.union([z.literal(0), z.literal(1)]).describe('0: its own; 1: the other') }),
        },
      },
      async (request) => {
        await chooseWinner(scopeOf(request.actor), request.params.id, request.body.template)
        return shown(request.actor, request.params.id)
      },
    )

    app.post(
      '/v1/campaigns/:id/test',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Send it to oneself, before anybody else gets it',
          tags,
          params: Id,
          body: z.object({
            to: z.string().min(1).max(64),
            template: z.union([z.literal(0), z.literal(1)]).default(0),
            values: z
              .record(z.string().max(80), z.string().max(500))
              .default({})
              .describe('What stands for name, attribute.KEY and column.KEY; a field without one stands as its own name'),
          }),
        },
      },
      async (request, reply) => {
        refuse()
        const { actor } = request
        const { to, template, values } = request.body
        const campaign = await requireCampaign(pool, actor.workspaceId, request.params.id)
        const { templates } = await requireMeans(pool, campaign)
        const use = templates[template]?.use
        if (!use) throw problem('conflict', 'This campaign has one template only.')
        const filler = createFiller(use)
        const named = (prefix: string) =>
          Object.fromEntries(
            [...filler.needed.map((field) => [field, `[${field}]`] as const), ...Object.entries(values)]
              .filter(([field]) => field.startsWith(prefix))
              .map(([field, value]) => [field.slice(prefix.length), value]),
          )
        const message = filler.fill({
          name: values.name ?? actor.name,
          phone: to.replace(/\D/g, ''),
          attributes: named('attribute.'),
          columns: named('column.'),
        })
        const {
          decision,
          findings,
          message: made,
        } = await submitMessage(pool, {
          workspaceId: actor.workspaceId,
          request: { from: campaign.phone_number_id, to, message },
          now: clock.now(),
          sentBy: { kind: actor.kind === 'key' ? 'api' : 'person', id: actor.id, name: actor.name },
          idempotencyKey: request.idempotencyKey && `POST /v1/campaigns/test ${request.idempotencyKey}`,
        })
        if (!made || decision.kind === 'refuse') {
          throw problem('refused', findings.find(({ severity }) => severity === 'error')?.fix ?? decision.because, {
            ...(decision.rule ? { rule: decision.rule } : {}),
            because: decision.because,
            findings,
          })
        }
        onQueued(actor.workspaceId, campaign.phone_number_id)
        return reply.code(202).send({ message: { id: made.id, status: made.status }, decision: presentDecision(decision) })
      },
    )

    app.get(
      '/v1/campaigns/:id/results',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What came of it: funnel, cost per reply, failures with advice, and how its templates compare',
          tags,
          params: Id,
        },
      },
      async (request) => presentResults(pool, await requireCampaign(pool, request.actor.workspaceId, request.params.id)),
    )

    app.get(
      '/v1/campaigns/:id/no-read-receipt',
      {
        config: { access: 'viewer' },
        schema: { summary: 'What it would cost to send it again to those without a read receipt', tags, params: Id },
      },
      async (request) =>
        planForUnread(pool, await requireCampaign(pool, request.actor.workspaceId, request.params.id), clock.now()),
    )

    app.get(
      '/v1/campaigns/:id/recipients',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Its people, by what became of their message or why they were left out; as CSV with format=csv',
          tags,
          params: Id,
          querystring: z.object({
            state: z.enum(recipientStates).optional(),
            reason: z.string().max(64).optional(),
            code: z.coerce
              .number()
              .int()
              .min(0)
              .max(999_999_999)
              .optional()
              .describe('Those that failed with this code of the platform; 0: without one'),
            did: z.enum(['replied', 'clicked', 'stopped']).optional().describe('Those who did this'),
            format: z.enum(['json', 'csv']).default('json'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request, reply) => {
        const { state = null, reason = null, code = null, did = null, format, limit, cursor } = request.query
        const question = { state, reason, code, did }
        const campaign = await requireCampaign(pool, request.actor.workspaceId, request.params.id)
        if (format === 'csv') {
          if (request.actor.masked)
            throw problem('forbidden', 'You see customers’ numbers masked, and this file holds them whole: ask a manager for it.')
          return reply
            .type('text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="recipients-${campaign.id}.csv"`)
            .send(Readable.from(writeRecipients(pool, campaign, question)))
        }
        const after = cursor ? readCursor(cursor, Position).position : 0
        const found = await listRecipients(pool, campaign, { ...question, after, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found, cursor: last ? writeCursor({ position: last.position }) : null }
      },
    )
  }

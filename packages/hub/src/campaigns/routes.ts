import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { presentDecision } from '../messages/present.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { requireMeans } from './campaign-means.ts'
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
import { explainLinks } from './explain-links.ts'
import { createFiller } from './fill-template.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { planCampaign } from './plan-campaign.ts'
import { presentBriefly, presentCampaign } from './present-campaign.ts'

const Id = z.object({ id: z.uuid() })

/** Campaigns: what goes to many, from its draft to what came of it. */
export const campaignRoutes =
  ({
    pool,
    clock,
    links,
    refuse,
    onChanged,
    onQueued,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    links: LinkTracker
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
        return { ...(await planCampaign(pool, campaign, clock.now())), links: await explainLinks(pool, campaign, links.base) }
      },
    )

    for (const { what, summary, work, sends } of [
      { what: 'launch', summary: 'Launch a draft', work: launchCampaign, sends: true },
      { what: 'resume', summary: 'Let it go on', work: resumeCampaign, sends: true },
      { what: 'cancel', summary: 'End it for good', work: cancelCampaign, sends: false },
    ]) {
      app.post(
        `/v1/campaigns/:id/${what}`,
        { config: { access: 'manager' }, schema: { summary, tags, params: Id } },
        async (request) => {
          if (sends) refuse()
          await work(scopeOf(request.actor), request.params.id)
          return shown(request.actor, request.params.id)
        },
      )
    }

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
          links,
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
  }

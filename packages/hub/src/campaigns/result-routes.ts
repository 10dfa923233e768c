import { Readable } from 'node:stream'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { findNumber } from '../messages/load-situations.ts'
import { planForUnread, presentResults } from './campaign-results.ts'
import { requireCampaign } from './campaign-row.ts'
import { listRecipients, recipientStates, writeRecipients } from './list-recipients.ts'
import { listPlanned } from './planned-people.ts'
import { readTimeline } from './read-timeline.ts'
import { shareOfReach } from './share-of-reach.ts'

const Id = z.object({ id: z.uuid() })
const Position = z.object({ position: z.int() })
const PlanPlace = z.object({ end: z.union([z.int(), z.uuid()]) })

/** What came of a campaign, and the people behind its numbers. */
export const campaignResultRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['campaigns']

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
      '/v1/campaigns/:id/timeline',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What happened to it: planned, launched, warned, paused and why, resumed, ended',
          description: 'The oldest first. Steps between launch and end are told as long as events are kept.',
          tags,
          params: Id,
        },
      },
      async (request) => ({
        data: await readTimeline(pool, await requireCampaign(pool, request.actor.workspaceId, request.params.id)),
      }),
    )

    app.get(
      '/v1/campaigns/:id/reach',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How much of the reach of its portfolio it uses now, beside other campaigns and everything else',
          tags,
          params: Id,
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const campaign = await requireCampaign(pool, workspaceId, request.params.id)
        const number = await findNumber(pool, workspaceId, campaign.phone_number_id)
        if (!number) throw problem('not-found', 'The number of this campaign is not connected any more.')
        return shareOfReach(pool, workspaceId, { campaignId: campaign.id, number }, clock.now())
      },
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

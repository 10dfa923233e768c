import type pg from 'pg'
import { z } from 'zod'
import { endRuns as endAutomationRuns } from '../automations/end-runs.ts'
import { pauseCampaign } from '../campaigns/pause-campaign.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import type { Routes } from '../http/fastify-app.ts'
import { pauseSequences } from '../sequences/change-sequence.ts'
import { redNumber, runningOn } from './red-number.ts'

const Id = z.object({ id: z.string().min(1).max(64) })
const Running = z.array(
  z.object({ kind: z.enum(['campaign', 'sequence', 'automation']), id: z.string(), name: z.string(), state: z.string() }),
)
const Red = z.object({
  phoneNumberId: z.string(),
  displayPhoneNumber: z.string(),
  quality: z.string(),
  status: z.string(),
  running: Running,
  ran: z.array(
    z.object({
      template: z.string(),
      quality: z.string().nullable().describe('As Meta rates the template itself'),
      campaign: z.object({ id: z.string(), name: z.string() }).nullable(),
      messages: z.int(),
      failed: z.int(),
    }),
  ),
  stopped: z.object({
    people: z.int(),
    written: z.int().describe('How many were written to by template in the same days'),
    inWhatsApp: z.int().describe('Those who stopped in WhatsApp itself, as its webhook or error 131050 told'),
    by: z.array(z.object({ template: z.string().nullable(), campaign: z.string().nullable(), people: z.int() })),
  }),
  blocked: z.array(z.object({ template: z.string(), moreThan: z.int(), of: z.int(), topReason: z.string().nullable() })),
  change: z.array(z.string()),
  review: z.object({ url: z.string(), steps: z.array(z.string()) }),
})

/** What to do about a number that is rated low. */
export const redRoutes =
  ({ pool, clock, onChanged }: { pool: pg.Pool; clock: PlatformClock; onChanged: (workspaceId: string) => void }): Routes =>
  async (app) => {
    app.get(
      '/v1/numbers/:id/red',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What runs and ran from a number, who stopped, what to change and how to ask for a review',
          tags: ['accounts'],
          params: Id,
          response: { 200: Red },
        },
      },
      async (request) => redNumber(pool, request.actor.workspaceId, request.params.id, clock.now()),
    )

    app.post(
      '/v1/numbers/:id/pause-all',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Pause every campaign, sequence and automation that sends from a number; people may go on answering',
          tags: ['accounts'],
          params: Id,
          response: { 200: z.object({ paused: Running }) },
        },
      },
      async (request) => {
        const { workspaceId, id: actorId, name } = request.actor
        const now = clock.now()
        const because = `${name} paused all that goes out from this number by itself.`
        const paused = await transactAgain(pool, async (tx) => {
          const running = await runningOn(tx, workspaceId, request.params.id)
          const idsOf = (kind: string) => running.filter((one) => one.kind === kind).map((one) => one.id)
          const events: DomainEvent[] = []
          for (const id of idsOf('campaign'))
            events.push(...(await pauseCampaign(tx, { workspace_id: workspaceId, id }, because, now, { id: actorId, name })))
          events.push(...(await pauseSequences(tx, workspaceId, idsOf('sequence'), now)).events)
          const automations = idsOf('automation')
          await tx.query(
            `update automations set state = 'off', next_at = null where workspace_id = $1 and id = any ($2::uuid[])`,
            [workspaceId, automations],
          )
          const alive = await rows<{ id: string }>(
            tx,
            `select id from automation_runs where workspace_id = $1 and automation_id = any ($2::uuid[]) and phone_number_id = $3
             and ended_at is null order by id for update`,
            [workspaceId, automations, request.params.id],
          )
          events.push(
            ...(await endAutomationRuns(
              tx,
              workspaceId,
              alive.map((run) => ({ id: run.id, state: 'stopped', because })),
              now,
            )),
            ...automations.map((id): DomainEvent => ({ type: 'automation.changed', at: now, data: { automationId: id } })),
          )
          await appendEvents(tx, workspaceId, events)
          return running
        })
        onChanged(workspaceId)
        return { paused }
      },
    )
  }

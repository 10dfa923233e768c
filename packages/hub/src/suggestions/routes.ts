import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { requireThread } from '../threads/queries.ts'
import { findPerformance } from './findings.ts'
import { habitsOf } from './habits.ts'
import { FACT_DAYS, performanceFacts } from './performance-facts.ts'
import { suggestReplies } from './suggest-replies.ts'
import { suggestTemplates } from './suggest-templates.ts'

const Id = z.object({ id: z.uuid() })
const Suggestion = z.looseObject({ because: z.string() })
const Share = z.object({ yes: z.number(), of: z.number() })
const Habits = z.object({
  messages: z.number(),
  days: z.number(),
  hours: z.array(z.number()).describe('Messages by hour of the day, in UTC'),
  best: z.object({ from: z.number(), to: z.number(), share: z.number() }).nullable(),
})
const Finding = z.object({
  id: z.string(),
  kind: z.string(),
  measure: z.string(),
  subject: z.string(),
  what: z.string(),
  advice: z.string(),
  evidence: z.object({
    subject: Share,
    others: Share,
    low: z.number(),
    high: z.number(),
    chance: z.number(),
    days: z.number(),
    compared: z.number(),
  }),
  perThousand: z.object({ low: z.number(), high: z.number() }),
})

/** Suggestions that need no key and no network: from this workspace's own words and figures. None of them sends anything. */
export const suggestionRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['suggestions']

    app.get(
      '/v1/threads/:id/suggestions',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Replies and templates that may fit what was asked last, best first',
          tags,
          params: Id,
          response: { 200: z.object({ replies: z.array(Suggestion), templates: z.array(Suggestion) }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const threadId = request.params.id
        await requireThread(pool, workspaceId, threadId)
        const asked = { workspaceId, threadId, now: clock.now() }
        const [replies, templates] = await Promise.all([suggestReplies(pool, asked), suggestTemplates(pool, asked)])
        return { replies, templates }
      },
    )

    app.get(
      '/v1/contacts/:id/habits',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'At what time of day a person writes, in the last 90 days',
          tags,
          params: Id,
          response: { 200: Habits },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { id } = request.params
        const known = await row(pool, 'select 1 from contacts where workspace_id = $1 and id = $2', [workspaceId, id])
        if (!known) throw problem('not-found', `This workspace has no contact with the id ${id}.`)
        return habitsOf(pool, workspaceId, id, clock.now())
      },
    )

    app.get(
      '/v1/suggestions/performance',
      {
        config: { access: 'viewer' },
        schema: {
          summary:
            'What does better or worse than the rest by more than chance, corrected for how much was compared, surest first',
          tags,
          response: { 200: z.object({ data: z.array(Finding), cursor: z.null() }) },
        },
      },
      async (request) => {
        const facts = await performanceFacts(pool, request.actor.workspaceId, clock.now())
        return { data: findPerformance(facts, FACT_DAYS), cursor: null }
      },
    )
  }

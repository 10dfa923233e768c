import { DAY, errorByCode, isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { listBehind } from './behind.ts'
import { conversationMembers, listConversations } from './conversations.ts'
import { countryOf } from './country-of.ts'
import { figureDays } from './figure-days.ts'
import { failureMembers, figureMembers, listFailures, listFigures } from './figures.ts'
import { costUnder } from './load-costs.ts'
import { loadPatterns, namesOf } from './load-patterns.ts'
import { listPins } from './pins.ts'
import { listQuality, listTemplateQuality } from './quality.ts'
import { listReach } from './reach.ts'
import { listResponses, responseMembers } from './responses.ts'
import { requireSpan, Span, type Within, WithinQuery } from './within.ts'

/** `by=day,category`. */
const listOf = <Member extends string>(members: readonly [Member, ...Member[]]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(z.enum(members)).min(1).max(4))

const Figure = z.looseObject({
  received: z.int(),
  sent: z.int(),
  accepted: z.int(),
  delivered: z.int(),
  read: z.int().describe('A minimum: people may switch their read receipts off'),
  failed: z.int(),
  tapped: z.int().describe('Messages of which a button was tapped'),
  replied: z.int().describe('Messages that were answered within 24 hours'),
  charged: z.int().describe('Messages that carry a price of the platform'),
  cost: z.string().describe('What the platform charged, at our card’s rates'),
  estimated: z.string().describe('What had been expected of the same messages before they went'),
  currency: z.string(),
})
const Current = z.boolean().describe('False while newer figures are being made: ask again in a moment')
const answerOf = <T extends z.ZodType>(row: T) => ({ 200: z.object({ data: z.array(row), current: Current, cursor: z.null() }) })
const QualityDays = z.array(z.object({ day: z.string(), quality: z.string() }))

const BehindQuery = z.object({
  ...WithinQuery,
  direction: z.enum(['in', 'out']).optional(),
  outcome: z.enum(['taken', 'reached', 'seen', 'failed', 'replied', 'tapped', 'missed']).optional(),
  code: z.coerce.number().int().min(0).max(9_999_999).optional(),
  category: z.string().max(64).optional(),
  market: z.string().max(64).optional(),
  template: z.string().max(512).optional(),
  campaign: z.string().max(64).optional(),
  sentBy: z.string().max(32).optional(),
  prefix: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
  import: z.string().max(64).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  begins: z.enum(['true', 'false']).optional().describe('Only messages that began a conversation'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

/** What happened, in numbers. */
export const insightRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['insights']
    const config = { access: 'viewer' as const }
    const upToNow = async (workspaceId: string, { from, to }: { from: string; to: string }): Promise<boolean> => {
      requireSpan({ from, to })
      const now = clock.now()
      const tomorrow = dayOf(platformTime(now + DAY))
      // Days that nobody has lived yet hold nothing, and would be figured again and again.
      return from > tomorrow || figureDays(pool, { workspaceId, from, to: to < tomorrow ? to : tomorrow, now })
    }
    /** A question about figures by day: brought up to now, then answered. */
    const answer = async <T>(
      request: { actor: { workspaceId: string }; query: z.infer<typeof WithinOnly> },
      load: (workspaceId: string, within: Within) => Promise<T[]>,
    ) => {
      const { from, to, number = null, portfolio = null } = request.query
      const { workspaceId } = request.actor
      const current = await upToNow(workspaceId, { from, to })
      return { data: await load(workspaceId, { from, to, number, portfolio }), current, cursor: null }
    }

    app.get(
      '/v1/insights/figures',
      {
        config,
        schema: {
          summary: 'Messages and their cost, by day, number, category, market, template, sender, campaign or kind of price',
          tags,
          querystring: z.object({ ...WithinQuery, by: listOf(figureMembers).default(['day']) }),
          response: answerOf(Figure),
        },
      },
      (request) => answer(request, (workspaceId, within) => listFigures(pool, workspaceId, { ...within, by: request.query.by })),
    )

    app.get(
      '/v1/insights/failures',
      {
        config,
        schema: {
          summary: 'What failed, most first, by code, day, hour, number, template, market, campaign, first digits or import',
          tags,
          querystring: z.object({ ...WithinQuery, by: listOf(failureMembers).default(['code']) }),
          response: answerOf(z.looseObject({ messages: z.int() })),
        },
      },
      (request) =>
        answer(request, async (workspaceId, within) => {
          const found = await listFailures(pool, workspaceId, { ...within, by: request.query.by })
          const names = await namesOf(pool, workspaceId, {
            imports: found.flatMap((each) => (each.import ? [String(each.import)] : [])),
            campaigns: found.flatMap((each) => (each.campaign ? [String(each.campaign)] : [])),
          })
          return found.map((failures) => {
            const entry = typeof failures.code === 'number' ? errorByCode(failures.code) : undefined
            const name = names.get(String(failures.campaign ?? failures.import ?? ''))
            return {
              ...failures,
              ...(entry ? { happened: entry.happened, remedy: entry.remedy } : {}),
              ...(failures.prefix === undefined ? {} : { country: countryOf(String(failures.prefix)) }),
              ...(name ? { name } : {}),
            }
          })
        }),
    )

    app.get(
      '/v1/insights/patterns',
      {
        config,
        schema: {
          summary: 'Why messages failed: each code with what its failures have in common and what to do',
          tags,
          querystring: WithinOnly,
          response: answerOf(
            z.looseObject({ code: z.int(), messages: z.int(), share: z.number(), happened: z.string(), remedy: z.string() }),
          ),
        },
      },
      (request) => answer(request, (workspaceId, within) => loadPatterns(pool, workspaceId, within)),
    )

    app.get(
      '/v1/insights/cost-under',
      {
        config,
        schema: {
          summary: 'What was charged, beside what the same traffic would cost under the rules of another day',
          tags,
          querystring: z.object({ ...WithinQuery, day: z.iso.date().describe('The day whose rules and rates apply') }),
          response: {
            200: z.object({
              policy: z.object({ id: z.string(), from: z.string(), to: z.string().nullable() }),
              categories: z.array(
                z.object({
                  category: z.string(),
                  currency: z.string(),
                  messages: z.int(),
                  cost: z.string(),
                  under: z.string(),
                  estimate: z.boolean().describe('No rate card of that day is known for some of it'),
                }),
              ),
              current: Current,
            }),
          },
        },
      },
      async (request) => {
        const { from, to, number = null, portfolio = null, day } = request.query
        const { workspaceId } = request.actor
        const current = await upToNow(workspaceId, { from, to })
        return { ...(await costUnder(pool, workspaceId, { from, to, number, portfolio }, day)), current }
      },
    )

    app.get(
      '/v1/insights/responses',
      {
        config,
        schema: {
          summary: 'How long customers waited for an answer, and who never had one, by day, hour, number or person',
          tags,
          querystring: z.object({ ...WithinQuery, by: listOf(responseMembers).default(['day']) }),
          response: answerOf(
            z.looseObject({
              answered: z.int(),
              missed: z.int().describe('Nobody answered before the window closed'),
              median: z.number().nullable().describe('Seconds'),
              p90: z.number().nullable().describe('Seconds'),
            }),
          ),
        },
      },
      (request) =>
        answer(request, (workspaceId, within) => listResponses(pool, workspaceId, { ...within, by: request.query.by })),
    )

    app.get(
      '/v1/insights/conversations',
      {
        config,
        schema: {
          summary: 'Conversations by the day they began, by who began them and by category',
          description:
            '`lived`: the 24 hours that follow a first message. `billed`: as conversation-based pricing counted them before July 2025, one for each category and 24 hours, and one of 72 hours for a free entry point.',
          tags,
          querystring: z.object({
            ...WithinQuery,
            by: listOf(conversationMembers).default(['day', 'begunBy']),
            countedAs: z.enum(['lived', 'billed']).default('lived'),
          }),
          response: answerOf(z.looseObject({ conversations: z.int() })),
        },
      },
      (request) =>
        answer(request, (workspaceId, within) =>
          listConversations(pool, workspaceId, { ...within, by: request.query.by, countedAs: request.query.countedAs }),
        ),
    )

    app.get(
      '/v1/insights/reach',
      {
        config,
        schema: {
          summary: 'How many people each portfolio reached outside a window by day, its limit, and what is used of it now',
          tags,
          querystring: z.object({ ...Span, portfolio: WithinQuery.portfolio }),
          response: answerOf(
            z.looseObject({
              id: z.string(),
              name: z.string(),
              tier: z.string(),
              limit: z.int().nullable(),
              used: z.int(),
              days: z.array(z.object({ day: z.string(), people: z.int() })),
            }),
          ),
        },
      },
      (request) =>
        answer(request, (workspaceId, { from, to, portfolio }) =>
          listReach(pool, workspaceId, { from, to, portfolio }, clock.now()),
        ),
    )

    app.get(
      '/v1/insights/quality',
      {
        config,
        schema: {
          summary: 'The rating of each number by day, the worst of each day',
          tags,
          querystring: z.object(Span),
          response: {
            200: z.object({
              data: z.array(
                z.object({
                  phoneNumberId: z.string(),
                  displayPhoneNumber: z.string(),
                  name: z.string(),
                  quality: z.string(),
                  days: QualityDays,
                }),
              ),
              cursor: z.null(),
            }),
          },
        },
      },
      async (request) => {
        const { from, to } = request.query
        requireSpan({ from, to })
        return { data: await listQuality(pool, request.actor.workspaceId, { from, to }), cursor: null }
      },
    )

    app.get(
      '/v1/insights/template-quality',
      {
        config,
        schema: {
          summary: 'The rating of each template by day, the worst of each day',
          tags,
          querystring: z.object(Span),
          response: {
            200: z.object({
              data: z.array(z.object({ name: z.string(), language: z.string(), quality: z.string(), days: QualityDays })),
              cursor: z.null(),
            }),
          },
        },
      },
      async (request) => {
        const { from, to } = request.query
        requireSpan({ from, to })
        return { data: await listTemplateQuality(pool, request.actor.workspaceId, { from, to }), cursor: null }
      },
    )

    app.get(
      '/v1/insights/pins',
      {
        config,
        schema: {
          summary: 'What may explain a rating: campaigns that began, templates that were paused, notices of the platform',
          tags,
          querystring: WithinOnly,
          response: {
            200: z.object({
              data: z.array(
                z.object({
                  at: z.string(),
                  day: z.string(),
                  kind: z.enum(['campaign', 'template', 'notice']),
                  label: z.string(),
                  number: z.string().nullable(),
                  href: z.string(),
                }),
              ),
              cursor: z.null(),
            }),
          },
        },
      },
      async (request) => {
        const { from, to, number = null, portfolio = null } = request.query
        requireSpan({ from, to })
        return { data: await listPins(pool, request.actor.workspaceId, { from, to, number, portfolio }), cursor: null }
      },
    )

    app.get(
      '/v1/insights/messages',
      {
        config,
        schema: {
          summary: 'The messages behind a number, newest first',
          description:
            'Where they are rare a page may be short, or empty, and still have a cursor: go on with it until there is none.',
          tags,
          querystring: BehindQuery,
          response: {
            200: z.object({
              data: z.array(z.looseObject({ id: z.string(), threadId: z.string(), at: z.string() })),
              cursor: z.string().nullable(),
            }),
          },
        },
      },
      async (request) => {
        const { from, to, number = null, portfolio = null, limit, cursor, begins, ...which } = request.query
        const { workspaceId } = request.actor
        await upToNow(workspaceId, { from, to })
        const { found, next } = await listBehind(pool, workspaceId, {
          from,
          to,
          number,
          portfolio,
          limit,
          after: cursor ? readCursor(cursor, z.object({ at: z.string(), id: z.uuid() })) : null,
          now: isoTime(clock.now()),
          which: {
            direction: which.direction ?? null,
            outcome: which.outcome ?? null,
            code: which.code ?? null,
            category: which.category ?? null,
            market: which.market ?? null,
            template: which.template ?? null,
            campaign: which.campaign ?? null,
            sentBy: which.sentBy ?? null,
            prefix: which.prefix ?? null,
            import: which.import ?? null,
            hour: which.hour ?? null,
            begins: begins === 'true',
          },
        })
        return { data: found, cursor: next && writeCursor(next) }
      },
    )
  }

const WithinOnly = z.object(WithinQuery)
const dayOf = (at: PlatformTime): string => new Date(at).toISOString().slice(0, 10)

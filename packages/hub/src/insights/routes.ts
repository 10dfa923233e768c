import { DAY, errorByCode, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { figureDays } from './figure-days.ts'
import { failureMembers, figureMembers, listFailures, listFigures } from './figures.ts'
import { listQuality } from './quality.ts'

const MOST_DAYS = 400

/** `by=day,category`. */
const listOf = <Member extends string>(members: readonly [Member, ...Member[]]) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(z.enum(members)).min(1).max(4))

const Span = {
  from: z.iso.date().describe('The first day, in the time zone of the account'),
  to: z.iso.date().describe('The last day, included'),
  number: z.string().max(64).optional().describe('Only of this phone number'),
}

const Figure = z.looseObject({
  received: z.int(),
  sent: z.int(),
  accepted: z.int(),
  delivered: z.int(),
  read: z.int().describe('A minimum: people may switch their read receipts off'),
  failed: z.int(),
  cost: z.string().describe('What the platform charged, at our card’s rates'),
  currency: z.string(),
})

/** What happened, in numbers. */
export const insightRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['insights']
    const upToNow = async (workspaceId: string, { from, to }: { from: string; to: string }) => {
      requireSpan({ from, to })
      const now = clock.now()
      // Days that nobody has lived yet hold nothing, and would be figured again and again.
      const tomorrow = new Date(platformTime(now + DAY)).toISOString().slice(0, 10)
      if (from <= tomorrow) await figureDays(pool, { workspaceId, from, to: to < tomorrow ? to : tomorrow, now })
    }

    app.get(
      '/v1/insights/figures',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Messages and their cost, by day, number, category, market, template, sender, campaign or kind of price',
          tags,
          querystring: z.object({ ...Span, by: listOf(figureMembers).default(['day']) }),
          response: { 200: z.object({ data: z.array(Figure), cursor: z.null() }) },
        },
      },
      async (request) => {
        const { from, to, by, number } = request.query
        const { workspaceId } = request.actor
        await upToNow(workspaceId, { from, to })
        return { data: await listFigures(pool, workspaceId, { from, to, by, number: number ?? null }), cursor: null }
      },
    )

    app.get(
      '/v1/insights/quality',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The rating of each number by day, the worst of each day',
          tags,
          querystring: z.object({ from: Span.from, to: Span.to }),
          response: {
            200: z.object({
              data: z.array(
                z.object({
                  phoneNumberId: z.string(),
                  displayPhoneNumber: z.string(),
                  name: z.string(),
                  quality: z.string(),
                  days: z.array(z.object({ day: z.string(), quality: z.string() })),
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
      '/v1/insights/failures',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What failed, most first, by code, day, hour, number, template or market',
          tags,
          querystring: z.object({ ...Span, by: listOf(failureMembers).default(['code']) }),
          response: { 200: z.object({ data: z.array(z.looseObject({ messages: z.int() })), cursor: z.null() }) },
        },
      },
      async (request) => {
        const { from, to, by, number } = request.query
        const { workspaceId } = request.actor
        await upToNow(workspaceId, { from, to })
        const found = await listFailures(pool, workspaceId, { from, to, by, number: number ?? null })
        return {
          data: found.map((failures) => {
            const entry = typeof failures.code === 'number' ? errorByCode(failures.code) : undefined
            return entry ? { ...failures, happened: entry.happened, remedy: entry.remedy } : failures
          }),
          cursor: null,
        }
      },
    )
  }

function requireSpan({ from, to }: { from: string; to: string }): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1
  if (days < 1) throw problem('invalid', 'The last day is before the first: give a `to` that is not before `from`.')
  if (days > MOST_DAYS) throw problem('invalid', `Ask for at most ${MOST_DAYS} days at once.`)
}

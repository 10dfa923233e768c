import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { templateHealth } from '@casement/rules'
import { editAllowance } from '@casement/rules/authoring'
import type pg from 'pg'
import { z } from 'zod'
import { row, rows } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { categoryPrices } from './category-prices.ts'
import { COMPARED_DAYS, compareTemplate, comparisonsOf } from './compare-templates.ts'
import { deleteTemplates } from './delete-template.ts'
import { findTemplate, listTemplates, lockedNames, presentTemplate, type TemplatePlace, type TemplateRow } from './queries.ts'
import { sampleMessage } from './send-to-me.ts'
import type { Tools } from './submit-draft.ts'
import { syncTemplates } from './sync-templates.ts'
import { historyOf, type Standing } from './template-history.ts'
import { searchLibrary } from './template-library.ts'
import { linkClicks, turnOnInsights, unpauseTemplate } from './template-platform-calls.ts'
import { RESULT_DAYS, templateAnswers, templateResults } from './template-results.ts'
import { countedEdits, type VersionRow, versionsOf } from './template-versions.ts'

const Id = z.object({ id: z.string().min(1).max(64) })
const Place = z.object({ name: z.string(), language: z.string(), id: z.string() })
const WabaId = z.string().min(1).max(64)
const tags = ['templates']

/** Templates as the platform has them: their life, their results, and what is done to them there. */
export const templateRoutes =
  (tools: Tools): Routes =>
  async (app) => {
    const { pool, graph, clock, openToken } = tools

    app.get(
      '/v1/templates',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Templates',
          tags,
          querystring: z.object({
            status: z.string().max(32).optional(),
            waba: z.string().max(64).optional(),
            name: z.string().max(512).optional(),
            limit: z.coerce.number().int().min(1).max(200).optional().describe('All of them, when it is left out'),
            cursor: z.string().max(2_000).optional(),
          }),
        },
      },
      async (request) => {
        const { status, waba, name, limit, cursor } = request.query
        const found = await listTemplates(pool, request.actor.workspaceId, {
          status: status ?? null,
          waba: waba ?? null,
          name: name ?? null,
          after: cursor ? readCursor(cursor, Place) : null,
          limit: limit ?? null,
        })
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map(presentTemplate),
          cursor: last ? writeCursor({ name: last.name, language: last.language, id: last.id } satisfies TemplatePlace) : null,
        }
      },
    )

    app.post(
      '/v1/templates/sync',
      { config: { access: 'manager' }, schema: { summary: 'Read all templates from the platform again', tags } },
      async (request) => {
        const { workspaceId } = request.actor
        const result = { total: 0, changed: 0 }
        for (const waba of await accountsOf(pool, workspaceId)) {
          const synced = await syncTemplates(
            { pool, graph, clock },
            { workspaceId, wabaId: waba.id, token: openToken(waba.id, waba.token_sealed) },
          ).catch((error: Error) => {
            throw problem('upstream', error.message, { cause: error })
          })
          result.total += synced.total
          result.changed += synced.changed
        }
        return result
      },
    )

    app.get(
      '/v1/templates/results',
      {
        config: { access: 'viewer' },
        schema: { summary: `What became of the messages of each template in ${RESULT_DAYS} days`, tags },
      },
      async (request) => ({
        days: RESULT_DAYS,
        data: await templateResults(pool, request.actor.workspaceId, clock.now()),
      }),
    )

    app.get(
      '/v1/templates/category-prices',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What a message of each category costs where this account sends most',
          tags,
          querystring: z.object({ waba: WabaId, name: z.string().max(512).optional() }),
        },
      },
      (request) =>
        categoryPrices(
          pool,
          request.actor.workspaceId,
          { wabaId: request.query.waba, name: request.query.name ?? null },
          clock.now(),
        ),
    )

    app.get(
      '/v1/templates/locked-names',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Names of deleted templates that cannot be used again yet',
          tags,
          querystring: z.object({ waba: WabaId }),
        },
      },
      async (request) => {
        const locked = await lockedNames(pool, request.actor.workspaceId, request.query.waba, new Date(clock.now()).toISOString())
        return { data: [...locked].map(([name, until]) => ({ name, until: until.toISOString() })), cursor: null }
      },
    )

    app.get(
      '/v1/templates/library',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Templates that Meta has written for everybody',
          tags,
          querystring: z.object({
            waba: WabaId,
            search: z.string().max(200).default(''),
            language: z.string().max(16).optional(),
          }),
        },
      },
      async (request) => {
        const { waba, search, language } = request.query
        const token = await tokenOf(tools, request.actor.workspaceId, waba)
        const data = await searchLibrary(graph, token, { wabaId: waba, search, language }).catch((error: Error) => {
          throw problem('upstream', `Meta does not show its library: ${error.message}`, { cause: error })
        })
        return { data, cursor: null }
      },
    )

    app.post(
      '/v1/templates/insights',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Have the platform count clicks on links from now on',
          tags,
          body: z.object({ wabaId: WabaId }),
        },
      },
      async (request) => {
        const { wabaId } = request.body
        await turnOnInsights(graph, await tokenOf(tools, request.actor.workspaceId, wabaId), wabaId)
        return { enabled: true }
      },
    )

    app.get(
      '/v1/templates/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One template with its life', tags, params: Id } },
      async (request) => {
        const { workspaceId } = request.actor
        const template = await requireTemplate(pool, workspaceId, request.params.id)
        const now = clock.now()
        const [history, versions, edits, usedIn] = await Promise.all([
          historyOf(pool, workspaceId, template.id),
          versionsOf(pool, workspaceId, template.id),
          countedEdits(pool, workspaceId, template.id, now),
          campaignsWith(pool, workspaceId, template.name),
        ])
        return {
          ...presentTemplate(template),
          outlook: templateHealth(standingOf(template, history), policyAt(now)).outlook,
          edit: presentAllowance(editAllowance({ status: template.status, edits }, now, policyAt(now))),
          history: history.map(presentStanding),
          versions: versions.map(presentVersion),
          usedIn,
        }
      },
    )

    app.get(
      '/v1/templates/:id/answers',
      {
        config: { access: 'viewer' },
        schema: { summary: 'How a template was answered: replies within a day, and taps of each button', tags, params: Id },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const template = await requireTemplate(pool, workspaceId, request.params.id)
        const { name, language, waba_id: wabaId } = template
        const token = await tokenOf(tools, workspaceId, wabaId)
        return {
          days: RESULT_DAYS,
          ...(await templateAnswers(pool, workspaceId, { name, language, wabaId }, clock.now())),
          links: await linkClicks(graph, token, { wabaId, templateId: template.id, days: RESULT_DAYS, now: clock.now() }),
        }
      },
    )

    app.get(
      '/v1/templates/:id/comparison',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Whether Meta sees a template blocked more often than the others sent most, and mostly why',
          description: 'Meta gives the order of two templates and no rate, and says nothing of what was sent too seldom.',
          tags,
          params: Id,
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { id, waba_id: wabaId } = await requireTemplate(pool, workspaceId, request.params.id)
        const token = await tokenOf(tools, workspaceId, wabaId)
        await compareTemplate({ pool, graph }, { workspaceId, wabaId, token, now: clock.now() }, id)
        const data = await comparisonsOf(pool, workspaceId, id)
        return {
          days: COMPARED_DAYS,
          data: data.map((one) => ({
            template: { id: one.other_id, name: one.name, language: one.language },
            at: one.at.toISOString(),
            blockedMore: one.blocked_more,
            topReason: one.top_reason,
            sent: one.sent,
            otherSent: one.other_sent,
          })),
        }
      },
    )

    app.post(
      '/v1/templates/:id/unpause',
      { config: { access: 'manager' }, schema: { summary: 'End a pause that pacing caused', tags, params: Id } },
      async (request) => {
        const { workspaceId } = request.actor
        const template = await requireTemplate(pool, workspaceId, request.params.id)
        const token = await tokenOf(tools, workspaceId, template.waba_id)
        await unpauseTemplate(graph, token, template.id)
        await syncTemplates({ pool, graph, clock }, { workspaceId, wabaId: template.waba_id, token })
        return presentTemplate(await requireTemplate(pool, workspaceId, template.id))
      },
    )

    app.post(
      '/v1/templates/:id/sample-message',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'The message that shows a template with its own samples, for POST /v1/messages',
          tags,
          params: Id,
          body: z.object({ from: z.string().min(1).max(64) }),
        },
      },
      async (request) => ({
        message: await sampleMessage(tools, {
          workspaceId: request.actor.workspaceId,
          templateId: request.params.id,
          from: request.body.from,
        }),
      }),
    )

    app.delete(
      '/v1/templates/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Delete a template at the platform',
          tags,
          params: Id,
          querystring: z.object({ languages: z.enum(['this', 'all']).default('this') }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const template = await requireTemplate(pool, workspaceId, request.params.id)
        return deleteTemplates(tools, {
          workspaceId,
          wabaId: template.waba_id,
          name: template.name,
          id: request.query.languages === 'all' ? null : template.id,
        })
      },
    )
  }

/** The campaigns that send a template of this name, newest first. */
const campaignsWith = (pool: pg.Pool, workspaceId: string, name: string) =>
  rows<{ kind: 'campaign'; id: string; name: string; state: string }>(
    pool,
    `select 'campaign' as kind, id, name, state from campaigns
     where workspace_id = $1 and jsonb_path_exists(definition, '$.**.name ? (@ == $name)', jsonb_build_object('name', $2::text))
     order by id desc limit 50`,
    [workspaceId, name],
  )

export async function requireTemplate(pool: pg.Pool, workspaceId: string, id: string): Promise<TemplateRow> {
  const template = await findTemplate(pool, workspaceId, id)
  if (!template) throw problem('not-found', `This workspace has no template with the id ${id}.`)
  return template
}

const accountsOf = (pool: pg.Pool, workspaceId: string): Promise<{ id: string; token_sealed: string }[]> =>
  rows(pool, 'select id, token_sealed from wabas where workspace_id = $1', [workspaceId])

async function tokenOf({ pool, openToken }: Tools, workspaceId: string, wabaId: string): Promise<string> {
  const waba = await row<{ token_sealed: string }>(pool, 'select token_sealed from wabas where workspace_id = $1 and id = $2', [
    workspaceId,
    wabaId,
  ])
  if (!waba) throw problem('not-found', `This workspace has no account with the id ${wabaId}.`)
  return openToken(wabaId, waba.token_sealed)
}

const standingOf = (template: TemplateRow, history: readonly Standing[]) => ({
  status: template.status,
  quality: template.quality,
  // A pause by pacing has no end of its own, and does not count on the ladder.
  pausesBefore: history.filter(
    (standing, at) => standing.status === 'PAUSED' && standing.paused_until !== null && history[at - 1]?.status !== 'PAUSED',
  ).length,
  pausedUntil: template.paused_until ? platformTime(template.paused_until) : null,
})

const presentAllowance = ({ nextAt, ...allowance }: ReturnType<typeof editAllowance>) => ({
  ...allowance,
  nextAt: nextAt === null ? null : iso(nextAt),
})
const iso = (at: PlatformTime): string => new Date(at).toISOString()

const presentStanding = (standing: Standing) => ({
  at: standing.at.toISOString(),
  status: standing.status,
  quality: standing.quality,
  category: standing.category,
  ...(standing.reason && standing.reason !== 'NONE' ? { reason: standing.reason } : {}),
  ...(standing.recommendation ? { recommendation: standing.recommendation } : {}),
  ...(standing.paused_until ? { pausedUntil: standing.paused_until.toISOString() } : {}),
  ...(standing.planned_category
    ? { plannedCategory: standing.planned_category, plannedCategoryAt: standing.planned_category_at?.toISOString() }
    : {}),
})

const presentVersion = (version: VersionRow) => ({
  version: version.version,
  at: version.at.toISOString(),
  category: version.category,
  parameterFormat: version.parameter_format,
  components: version.components,
  ttlSeconds: version.ttl_seconds,
  by: version.by?.name ?? null,
})

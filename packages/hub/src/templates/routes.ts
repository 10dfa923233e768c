import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows } from '../database/database.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { StoredTemplate } from '../messages/load-situations.ts'
import { syncTemplates } from './sync-templates.ts'

/** Templates as the platform has them. */
export const templateRoutes =
  ({
    pool,
    graph,
    clock,
    openToken,
  }: {
    pool: pg.Pool
    graph: GraphClient
    clock: PlatformClock
    openToken: (wabaId: string, sealed: string) => string
  }): Routes =>
  async (app) => {
    app.get(
      '/v1/templates',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Templates',
          tags: ['templates'],
          querystring: z.object({ status: z.string().max(32).optional(), waba: z.string().max(64).optional() }),
        },
      },
      async (request) => {
        const { status, waba } = request.query
        const found = await rows<StoredTemplate & { waba_id: string }>(
          pool,
          `select id, waba_id, name, language, category, status, quality, parameter_format, components, paused_until from templates
           where workspace_id = $1 and ($2::text is null or status = upper($2)) and ($3::text is null or waba_id = $3)
             and ($2::text is not null or status <> 'DELETED')
           order by name, language`,
          [request.actor.workspaceId, status ?? null, waba ?? null],
        )
        return {
          data: found.map((template) => ({
            id: template.id,
            wabaId: template.waba_id,
            name: template.name,
            language: template.language,
            category: template.category,
            status: template.status,
            quality: template.quality,
            parameterFormat: template.parameter_format,
            components: template.components,
            ...(template.paused_until ? { pausedUntil: template.paused_until.toISOString() } : {}),
          })),
          cursor: null,
        }
      },
    )

    app.post(
      '/v1/templates/sync',
      { config: { access: 'manager' }, schema: { summary: 'Read all templates from the platform again', tags: ['templates'] } },
      async (request) => {
        const { workspaceId } = request.actor
        const wabas = await rows<{ id: string; token_sealed: string }>(
          pool,
          'select id, token_sealed from wabas where workspace_id = $1',
          [workspaceId],
        )
        const result = { total: 0, changed: 0 }
        for (const waba of wabas) {
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
  }

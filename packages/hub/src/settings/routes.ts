import { policyFields } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { overridesInForce } from '../config/override-policies.ts'
import { transactAgain } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { changeSettings, loadSettings, Settings, SettingsChange } from './settings.ts'

/** The habits of a workspace that its gate asks. */
export const settingsRoutes =
  ({ pool }: { pool: pg.Pool }): Routes =>
  async (app) => {
    app.get(
      '/v1/settings',
      {
        config: { access: 'viewer' },
        schema: { summary: 'What the workspace decided for itself', tags: ['settings'], response: { 200: Settings } },
      },
      async (request) => loadSettings(pool, request.actor.workspaceId),
    )

    app.get(
      '/v1/settings/policy',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Values of the platform that hold here otherwise than published, and those that may',
          tags: ['settings'],
          response: { 200: z.object({ overrides: z.record(z.string(), z.unknown()), names: z.array(z.string()) }) },
        },
      },
      () => ({ overrides: overridesInForce(), names: Object.keys(policyFields) }),
    )

    app.patch(
      '/v1/settings',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Change quiet hours, opt-in, caps and thresholds; what is not given stays',
          tags: ['settings'],
          body: SettingsChange.strict(),
          response: { 200: Settings },
        },
      },
      async (request) => transactAgain(pool, (tx) => changeSettings(tx, request.actor.workspaceId, request.body)),
    )
  }

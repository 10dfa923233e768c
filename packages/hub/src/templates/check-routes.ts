import { plainText, renderTemplate } from '@casement/rules'
import { categoryRisk, lintTemplate } from '@casement/rules/authoring'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { listTemplates } from './queries.ts'
import type { Tools } from './submit-draft.ts'

const Definition = z.looseObject({ components: z.unknown().optional() }).describe('Meta’s template object')
const tags = ['templates']

/** Judging and drawing a template that need not exist anywhere. */
export const templateCheckRoutes =
  ({ pool, clock }: Pick<Tools, 'pool' | 'clock'>): Routes =>
  async (app) => {
    app.post(
      '/v1/templates/lint',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What Meta or its reviewers would refuse in a template, and how to put it right',
          tags,
          body: z.object({
            template: Definition,
            templateId: z.string().max(64).optional().describe('The one it changes: it is not compared with itself'),
            wabaId: z.string().max(64).optional(),
          }),
        },
      },
      async (request) => {
        const { template, templateId, wabaId } = request.body
        const all = await listTemplates(pool, request.actor.workspaceId, { waba: wabaId ?? null })
        const findings = lintTemplate(template, { others: all.filter((other) => other.id !== templateId), now: clock.now() })
        return { findings, category: categoryRisk(template) }
      },
    )

    app.post(
      '/v1/templates/preview',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A template as a phone shows it: with its samples, or with the values of a send',
          tags,
          body: z.object({ template: Definition, send: z.looseObject({}).optional() }),
        },
      },
      async (request) => {
        const rendered = renderTemplate(request.body.template, request.body.send)
        return { rendered, text: plainText(rendered) }
      },
    )
  }

import type pg from 'pg'
import { z } from 'zod'
import { ImportQuery, receiveFile, takeFiles } from '../contacts/import-routes.ts'
import type { App, Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { requireCampaign } from './campaign-row.ts'

/** The people of a campaign from a file, sent as the body: read by the same job as an import of contacts. */
export const campaignUploadRoutes =
  ({ pool, onReady }: { pool: pg.Pool; onReady: () => void }): Routes =>
  async (app) => {
    takeFiles(app as unknown as App)

    app.post(
      '/v1/campaigns/:id/audience',
      {
        config: { access: 'manager', slowUpload: true },
        schema: {
          summary: 'Upload the people of a draft as a CSV file, sent as the body with content-type text/csv',
          description:
            'The first line names the columns. One of them is the phone number; those that are no field of a contact may stand in the template as column.NAME. ' +
            'GET /v1/jobs/{id} tells how far it is, /v1/jobs/{id}/rejected which rows could not be read. Another file replaces it.',
          tags: ['campaigns'],
          consumes: ['text/csv'],
          params: z.object({ id: z.uuid() }),
          querystring: ImportQuery,
          response: { 202: z.object({ job: z.object({ id: z.uuid() }) }) },
        },
      },
      async (request, reply) => {
        const { map, ...query } = request.query
        const { actor } = request
        const campaign = await requireCampaign(pool, actor.workspaceId, request.params.id)
        if (campaign.state !== 'draft' || !('upload' in campaign.definition.audience)) {
          throw problem('conflict', 'Only a draft whose audience is {"upload": true} takes a file: change the draft first.')
        }
        const job = await receiveFile(pool, request, {
          ...query,
          workspaceId: actor.workspaceId,
          maps: [map ?? []].flat(),
          by: { id: actor.id, name: actor.name },
          campaignId: campaign.id,
        })
        onReady()
        return reply.code(202).send({ job })
      },
    )
  }

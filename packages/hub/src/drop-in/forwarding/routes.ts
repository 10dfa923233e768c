import type pg from 'pg'
import { z } from 'zod'
import { sealSecret } from '../../access/secrets.ts'
import type { Routes } from '../../http/fastify-app.ts'
import { problem } from '../../http/problems.ts'
import { secretPurpose } from './forwarder.ts'
import { backlogOf, findEndpoint, removeEndpoint, saveEndpoint } from './forwards.ts'
import { whyNot } from './safe-address.ts'

const Forwarding = z.object({
  url: z.string(),
  waiting: z.number().int().describe('Webhooks that are still to be passed on'),
  waitingSince: z.string().nullable(),
  lastFailure: z.string().nullable(),
})
const NewForwarding = z.object({
  url: z.url().max(2_000),
  secret: z.string().min(16).max(256).describe('Signs each webhook as an app secret does: X-Hub-Signature-256'),
})

/** Where this workspace's webhooks are passed on to, for a program that has moved behind the drop-in. */
export const forwardingRoutes =
  ({ pool, secretKey, privateToo }: { pool: pg.Pool; secretKey: Buffer; privateToo: () => boolean }): Routes =>
  async (app) => {
    const tags = ['drop-in']
    const shown = async (workspaceId: string): Promise<z.infer<typeof Forwarding>> => {
      const endpoint = await findEndpoint(pool, workspaceId)
      if (!endpoint) throw problem('not-found', 'Webhooks of this workspace are not forwarded: POST /v1/forwarding begins it.')
      const backlog = await backlogOf(pool, workspaceId)
      return {
        url: endpoint.url,
        waiting: backlog?.waiting ?? 0,
        waitingSince: backlog?.since?.toISOString() ?? null,
        lastFailure: backlog?.failure ?? null,
      }
    }

    app.get(
      '/v1/forwarding',
      {
        config: { access: 'admin' },
        schema: { summary: 'Where webhooks are forwarded to', tags, response: { 200: Forwarding } },
      },
      (request) => shown(request.actor.workspaceId),
    )

    app.post(
      '/v1/forwarding',
      {
        config: { access: 'admin' },
        schema: { summary: 'Forward webhooks, signed anew', tags, body: NewForwarding, response: { 201: Forwarding } },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { url, secret } = request.body
        const refused = whyNot(url, { privateToo: privateToo() })
        if (refused) throw problem('content-invalid', refused)
        await saveEndpoint(pool, workspaceId, {
          url,
          secret_sealed: sealSecret(secret, { key: secretKey, purpose: secretPurpose(workspaceId) }),
        })
        return reply.code(201).send(await shown(workspaceId))
      },
    )

    app.delete(
      '/v1/forwarding',
      { config: { access: 'admin' }, schema: { summary: 'Forward no more', tags } },
      async (request, reply) => {
        await removeEndpoint(pool, request.actor.workspaceId)
        return reply.code(204).send()
      },
    )
  }

import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import type { Authenticate } from '../access/guard.ts'
import { problem } from './problems.ts'

/** Whether this process may be sent traffic, and if not, what it waits for, one sentence each. */
export type Readiness = { readonly ready: boolean; readonly waitingFor: readonly string[] }

export type Health = { readiness: () => Promise<Readiness>; metrics: Registry; authenticate: Authenticate; trustsProxy: boolean }

const ReadinessAnswer = z.object({ ready: z.boolean(), waitingFor: z.array(z.string()) })

export const healthRoutes =
  ({ readiness, metrics, authenticate, trustsProxy }: Health): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/healthz',
      {
        schema: {
          summary: 'Is the process alive?',
          tags: ['Operation'],
          response: { 200: z.object({ alive: z.literal(true) }) },
        },
      },
      async () => ({ alive: true as const }),
    )

    app.get(
      '/readyz',
      {
        schema: {
          summary: 'May traffic be sent here?',
          tags: ['Operation'],
          response: { 200: ReadinessAnswer, 503: ReadinessAnswer },
        },
      },
      async (_request, reply) => {
        const { ready, waitingFor } = await readiness()
        return reply.code(ready ? 200 : 503).send({ ready, waitingFor: [...waitingFor] })
      },
    )

    app.get(
      '/metrics',
      { schema: { summary: 'Figures for Prometheus; from this machine, or with a key', tags: ['Operation'] } },
      async (request, reply) => {
        if (!isLocal(request, trustsProxy) && !(await authenticate(request, reply))) {
          throw problem('signed-out', 'Ask from the hub’s own machine, or send an API key as `Authorization: Bearer KEY`.', {
            headers: { 'www-authenticate': 'Bearer realm="Casement"' },
          })
        }
        return reply.type(metrics.contentType).send(await metrics.metrics())
      },
    )
  }

/** Behind a proxy that we were not told about, everyone seems local; its headers give it away. */
function isLocal(request: FastifyRequest, trustsProxy: boolean): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
  if (forwarded !== undefined && !trustsProxy) return false
  return /^(127\.|::1$|::ffff:127\.)/.test(request.ip)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { coexistenceRoutes } from '../coexistence/routes.ts'
import { crowdRoutes } from '../crowd/routes.ts'
import { readJsonText } from '../graph/read-json.ts'
import { pageRoutes } from '../page/routes.ts'
import { accountRoutes } from './account-routes.ts'
import { clockRoutes } from './clock-routes.ts'
import { customerRoutes } from './customer-routes.ts'
import { flowRoutes } from './flow-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { logRoutes } from './log-routes.ts'
import { Refusal } from './refusal.ts'
import { reviewRoutes } from './review-routes.ts'
import type { Twin } from './twin.ts'
import { webhookRoutes } from './webhook-routes.ts'
import { worldRoutes } from './world-routes.ts'

export type ControlCall = {
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
  request: FastifyRequest
}
export type ControlHandler = (call: ControlCall) => unknown

/** Calls of the control side: `METHOD /path` below `/_emulator`. */
export type ControlTable = Record<string, ControlHandler>

/** All of them. */
export const controlTable = (twin: Twin): ControlTable => ({
  ...worldRoutes(twin),
  ...clockRoutes(twin),
  ...customerRoutes(twin),
  ...reviewRoutes(twin),
  ...logRoutes(twin),
  ...webhookRoutes(twin),
  ...accountRoutes(twin),
  ...crowdRoutes(twin),
  ...flowRoutes(twin),
  ...groupRoutes(twin),
  ...coexistenceRoutes(twin),
  ...pageRoutes(twin),
})

/** Serves `/_emulator`: plain JSON, no token, refusals as `{error: {message}}` with a sentence. */
export function serveControl(app: FastifyInstance, twin: Twin): void {
  for (const [key, handler] of Object.entries(controlTable(twin))) {
    const [method, path] = key.split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string]
    app.route({
      method,
      url: `/_emulator${path === '/' ? '' : path}`,
      handler: (request, reply) => run(request, reply, twin, handler),
    })
  }
  const unknown = (request: FastifyRequest, reply: FastifyReply) =>
    refused(reply, 404, `There is no control call ${request.method} ${request.url.split('?')[0]}.`)
  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], url: '/_emulator/*', handler: unknown })
  app.route({ method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], url: '/_emulator', handler: unknown })
}

async function run(request: FastifyRequest, reply: FastifyReply, twin: Twin, handler: ControlHandler): Promise<FastifyReply> {
  try {
    if (!twin.world.clock.held) twin.world.catchUp()
    const answer = await handler({
      params: request.params as Record<string, string>,
      query: request.query as Record<string, string>,
      body: readBody(request),
      request,
    })
    await twin.world.durable()
    return reply.code(200).header('Cache-Control', 'no-store').send(answer)
  } catch (error) {
    if (error instanceof Refusal) return refused(reply, error.status, error.message)
    const parts = (error as { parts?: { code: number } }).parts
    if (parts) return refused(reply, 400, (error as Error).message)
    twin.warn(`${request.method} ${request.url} broke: ${error instanceof Error ? error.stack : String(error)}`)
    return refused(reply, 500, 'The emulator itself failed here; its log has the details.')
  }
}

const refused = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ error: { message } })

function readBody(request: FastifyRequest): unknown {
  const raw = request.body
  if (!Buffer.isBuffer(raw) || raw.length === 0) return undefined
  try {
    return readJsonText(raw.toString('utf8'))
  } catch {
    throw new Refusal(400, 'The body is not valid JSON.')
  }
}

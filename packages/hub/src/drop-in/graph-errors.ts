import type { FastifyReply } from 'fastify'
import { asProblem } from '../http/error-handler.ts'
import type { App } from '../http/fastify-app.ts'
import { GraphRefusal, refusalOfProblem } from './graph-refusal.ts'

/** Makes every error of these routes an answer in Graph's envelope: the guard's and the limits' too. Accidents are logged, not shown. */
export function answerErrorsAsGraph(app: Pick<App, 'setErrorHandler'>): void {
  app.setErrorHandler((error: Error, request, reply) => {
    if (error instanceof GraphRefusal) return sendRefusal(reply, error)
    const found = asProblem(error as Parameters<typeof asProblem>[0], request)
    if (found.id === 'internal') request.log.error({ err: error }, 'a request under /graph failed')
    const after = found.extras.headers?.['retry-after']
    if (after) reply.header('retry-after', after)
    return sendRefusal(reply, refusalOfProblem(found))
  })
}

export function sendRefusal(reply: FastifyReply, refusal: GraphRefusal): FastifyReply {
  const kind = refusal.http === 401 ? 'invalid_token' : 'invalid_request'
  return reply
    .code(refusal.http)
    .header('www-authenticate', `OAuth "Facebook Platform" "${kind}" "${forHeader(refusal.message)}"`)
    .type('application/json; charset=UTF-8')
    .serializer((body: unknown) => String(body))
    .send(JSON.stringify(refusal.body(reply.request.id)))
}

const forHeader = (text: string): string => text.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 300)

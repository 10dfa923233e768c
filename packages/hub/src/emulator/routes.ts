import { request as forward } from 'undici'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * The emulator's control calls, for the dashboard's phone and clock: same paths, bodies and answers. Only there when the platform
 * is an emulator, so that beside Meta nobody finds a door that pretends.
 */
export const emulatorRoutes =
  ({ controlUrl }: { controlUrl: () => string | null }): Routes =>
  async (app) => {
    app.route({
      method: [...METHODS],
      url: '/v1/emulator/*',
      config: { access: 'agent' },
      schema: { hide: true, params: z.object({ '*': z.string() }) },
      bodyLimit: 16 * 1_048_576,
      handler: async (request, reply) => {
        const base = controlUrl()
        if (!base) throw problem('not-found', 'This hub is connected to Meta itself: there is no emulator to control.')
        const path = request.params['*']
        if (path.split('/').includes('..')) throw problem('invalid', 'The path of an emulator call may not go upwards.')
        // It never ends, and answers here are passed on whole.
        if (path === 'stream')
          throw problem('not-found', 'Follow events at /v1/stream; the emulator’s own stream is at its own address.')
        const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
        const hasBody = request.body !== undefined && request.body !== null
        try {
          const answer = await forward(`${base}/${path}${query}`, {
            method: request.method as (typeof METHODS)[number],
            headers: hasBody ? { 'content-type': 'application/json' } : {},
            body: hasBody ? JSON.stringify(request.body) : null,
            headersTimeout: 300_000,
            bodyTimeout: 300_000,
          })
          return reply
            .code(answer.statusCode)
            .type('application/json; charset=utf-8')
            .send(Buffer.from(await answer.body.arrayBuffer()))
        } catch (error) {
          throw problem(
            'upstream',
            `The emulator does not answer (${(error as Error).message}). Start it again with npm start.`,
            { cause: error },
          )
        }
      },
    })
  }

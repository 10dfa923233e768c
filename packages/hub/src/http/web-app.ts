import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './fastify-app.ts'
import { page } from './page.ts'

/** Where the dashboard is built to in a clone: beside this package. */
export const builtWebFolder = fileURLToPath(new URL('../../../web/dist', import.meta.url))

const YEAR_S = 31_536_000
/** Addresses that belong to programs: a wrong one is an error for them, never the dashboard. */
const notPages = /^\/(v1|graph|webhooks|docs|assets|healthz|readyz|metrics|openapi\.json)(\/|$)/

/** Answers with the dashboard's page, or, while there is none, with one that says how to build it. */
export type ShowDashboard = (reply: FastifyReply) => FastifyReply

/**
 * Serves the built dashboard at `/`. Files under /assets have their content's hash in their name and are kept by browsers for a
 * year; the page itself is asked for each time. Texts lie there compressed too, and go out so to whoever takes them so.
 */
export async function serveWebApp(app: App, { folder }: { folder: string }): Promise<ShowDashboard> {
  await app.register(fastifyStatic, {
    root: folder,
    index: ['index.html'],
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, path) {
      const hashed = path.startsWith(join(folder, 'assets'))
      reply.header('cache-control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache')
    },
  })
  return (reply) => {
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html', folder)
    return reply
      .code(503)
      .type('text/html; charset=utf-8')
      .send(
        page({
          title: 'The dashboard is not built',
          sentence:
            'Start with <code>npm start</code>, which builds it. The API answers all the same; <a href="/docs">it is described here</a>.',
        }),
      )
  }
}

/** A browser that opens an address inside the dashboard, such as a bookmark of a thread. */
export function asksForPage(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? '/'
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return reads && !notPages.test(path) && !/\.[a-z0-9]+$/i.test(path) && (request.headers.accept ?? '').includes('text/html')
}

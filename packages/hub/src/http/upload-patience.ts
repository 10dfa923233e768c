import type { FastifyRequest } from 'fastify'
import type { App } from './fastify-app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes large files: its body may last as long as it goes on arriving. */
    slowUpload?: true
  }
}

/** How long a request may take to arrive; of an upload, how long it may stand still. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 15_000

/**
 * Ends requests whose body does not come to an end. Node's own limit counts the whole request, which would cut every file that takes
 * more than a minute; here an upload is cut only when nothing of it arrives any more. Headers keep Node's limit.
 */
export function limitPatience(app: App, { patienceMs = PATIENCE_MS, lookEveryMs = LOOK_EVERY_MS } = {}): void {
  app.server.requestTimeout = 0
  app.server.headersTimeout = patienceMs
  app.addHook('onRequest', async (request) => {
    if (request.raw.complete || !hasBody(request)) return
    const { socket } = request.raw
    const upload = request.routeOptions.config.slowUpload === true
    let arrived = socket.bytesRead
    let since = performance.now()
    const timer = setInterval(
      () => {
        if (request.raw.complete || socket.destroyed) return clearInterval(timer)
        if (upload && socket.bytesRead !== arrived) {
          arrived = socket.bytesRead
          since = performance.now()
        }
        if (performance.now() - since < patienceMs) return
        clearInterval(timer)
        request.log.info({ bytes: socket.bytesRead }, 'a request did not arrive whole and is cut')
        request.raw.destroy()
      },
      Math.min(lookEveryMs, patienceMs),
    )
    timer.unref()
    request.raw.once('close', () => clearInterval(timer))
  })
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

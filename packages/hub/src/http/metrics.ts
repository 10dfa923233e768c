import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { App } from './fastify-app.ts'

/** A registry with the process's own figures. The parts of the hub add theirs to it by name. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'casement_' })
  return registry
}

/** Times every request by route, never by address: addresses hold ids and would grow without end. */
export function measureRequests(app: App, registry: Registry): void {
  const seconds = new Histogram({
    name: 'casement_http_request_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
}

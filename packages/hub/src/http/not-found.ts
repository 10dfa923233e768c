import { sendProblem } from './error-handler.ts'
import type { App } from './fastify-app.ts'
import { problem } from './problems.ts'
import { asksForPage, type ShowDashboard } from './web-app.ts'

/**
 * An address nobody answers: a page of the dashboard (which routes by itself), an address that takes another method, or nothing.
 * Register it before the routes, so that it sees them all.
 */
export function answerUnknownAddresses(app: App, showDashboard: ShowDashboard): void {
  const known: { shape: RegExp; method: string }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (url === '/*') return
    for (const one of [method].flat()) known.push({ shape: shapeOf(url), method: one })
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const methods = [...new Set(known.filter(({ shape }) => shape.test(path)).map(({ method }) => method))]
    if (methods.length > 0 && !methods.includes(request.method)) {
      const allow = methods.join(', ')
      return sendProblem(
        reply,
        problem('method-not-allowed', `${path} takes ${allow}, not ${request.method}.`, { headers: { allow } }),
      )
    }
    if (asksForPage(request)) return showDashboard(reply)
    return sendProblem(reply, problem('not-found', `There is nothing at ${path}: see /docs for what there is.`))
  })
}

/** `/v1/threads/:id` as a pattern for whole paths. */
function shapeOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    if (part === '*') return '.*'
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, type FastifyHttpOptions, LogController, type RawServerDefault } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { type Authenticate, guardRoutes } from '../access/guard.ts'
import { auditRequests } from '../audit/audit-requests.ts'
import type { AuditEntry } from '../audit/record-audit.ts'
import type { Config } from '../config/config.ts'
import { describeApi } from './api-docs.ts'
import { compressAnswers } from './compress-answers.ts'
import { asProblem, handleErrors, sendProblem } from './error-handler.ts'
import type { App, Routes } from './fastify-app.ts'
import { healthRoutes, type Readiness } from './health-routes.ts'
import { type IdempotencyStore, keepAnswers } from './idempotency.ts'
import { measureRequests } from './metrics.ts'
import { answerUnknownAddresses } from './not-found.ts'
import { problem } from './problems.ts'
import { limitRates, type RateLimits } from './rate-limits.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { SharedCounts } from './shared-counts.ts'
import { limitPatience } from './upload-patience.ts'
import { type ShowDashboard, serveWebApp } from './web-app.ts'

/** What only the door itself can give to the routes that need it. */
export type DoorTools = { readonly limits: RateLimits; readonly showDashboard: ShowDashboard }

export type AppOptions = {
  readonly config: Pick<Config, 'publicUrl' | 'trustProxy' | 'keyRate'>
  readonly log: Logger
  readonly authenticate: Authenticate
  /** Where first answers are kept for `Idempotency-Key`. */
  readonly idempotency: IdempotencyStore
  /** Where it is kept who did what. */
  readonly audit: (entry: AuditEntry) => Promise<void>
  /** Where sign-ins, wrong keys and requests are counted. */
  readonly counts: SharedCounts
  readonly metrics: Registry
  readonly readiness: () => Promise<Readiness>
  readonly webFolder: string
  /** Whether the pages are served too, and the API's description. */
  readonly dashboard: boolean
  /** Everything else that is served. */
  readonly routes: (door: DoorTools) => readonly Routes[]
}

const MEGABYTE = 1_048_576
const REQUEST_ID = /^[\w.:-]{1,100}$/

/**
 * The hub's HTTP server with everything that holds for all routes: errors as problems, guards, limits, security headers, request
 * ids, idempotent POSTs, the API's description, health, metrics and the dashboard. Not yet listening: see `listen`.
 */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, log, authenticate, idempotency, audit, counts, metrics, readiness, webFolder, dashboard, routes } = options
  const app: App = Fastify(serverOptions(config, log)).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug({ req: request, res: reply, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
  setSecurityHeaders(app, config)
  measureRequests(app, metrics)
  handleErrors(app)
  limitPatience(app)

  const limits = limitRates(counts, config)
  let showDashboard: ShowDashboard = () => {
    throw problem('not-found', 'This process has not the role http: ask one that has.')
  }
  answerUnknownAddresses(app, (reply) => showDashboard(reply))
  guardRoutes(app, { authenticate, limits, publicUrl: config.publicUrl })
  keepAnswers(app, idempotency)
  auditRequests(app, audit)
  compressAnswers(app)
  if (dashboard) {
    await describeApi(app, config)
    showDashboard = await serveWebApp(app, { folder: webFolder })
  }

  const trustsProxy = config.trustProxy !== false
  await app.register(healthRoutes({ readiness, metrics, authenticate, trustsProxy }))
  for (const group of routes({ limits, showDashboard })) await app.register(group)
  return app
}

function serverOptions(
  { trustProxy }: Pick<Config, 'trustProxy'>,
  log: Logger,
): FastifyHttpOptions<RawServerDefault, FastifyBaseLogger> {
  return {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: typeof trustProxy === 'number' ? (_address, hops) => hops < trustProxy : trustProxy,
    bodyLimit: MEGABYTE,
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: true,
    return503OnClosing: true,
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
    },
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, asProblem(error, request))
    },
  }
}

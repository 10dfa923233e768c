import { randomUUID } from 'node:crypto'
import type { PolicyId } from '@casement/platform'
import { platformTime } from '@casement/platform'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { restrictionHappenings } from './accounts/restrictions.ts'
import { callHappenings } from './calls/place-call.ts'
import { Followers } from './clock/followers.ts'
import { ClockRunner } from './clock/run-clock.ts'
import { businessAppHappenings } from './coexistence/synchronize.ts'
import { serveControl } from './control/routes.ts'
import { readRelax } from './control/settings.ts'
import type { Twin } from './control/twin.ts'
import { crowdHappenings } from './crowd/happenings.ts'
import { plannedHappenings } from './customers/plan-deeds.ts'
import { createVisitor } from './customers/visit-pages.ts'
import { nameHappenings } from './graph/display-name.ts'
import { graphEdges, graphRoots } from './graph/edges.ts'
import { isRecord } from './graph/request.ts'
import { broken, type GraphOptions, serveGraph, unreadable } from './graph/router.ts'
import { groupMessageHappenings } from './groups/group-progress.ts'
import { groupHappenings } from './groups/manage-group.ts'
import { messageHappenings } from './messages/progress.ts'
import { servePage } from './page/serve-page.ts'
import { hourlyHappenings } from './quality/hourly.ts'
import { templateHappenings } from './templates/lifecycle.ts'
import { portfolioPacingHappenings } from './templates/portfolio-pacing.ts'
import { reviewHappenings } from './templates/review.ts'
import { Outbox } from './webhooks/outbox.ts'
import { fillDefaultWorld, type WabaConfig } from './world/default-world.ts'
import { Journal } from './world/journal.ts'
import type { Relaxable } from './world/settings.ts'
import { restoreWorld } from './world/snapshot.ts'
import { World } from './world/world.ts'

export type EmulatorOptions = {
  /** 0 picks a free one. Default 4010. */
  port?: number
  /** Default `localhost`: both 127.0.0.1 and ::1. */
  host?: string
  seed?: number
  /** `real`, `manual`, or how many times as fast as real. */
  clock?: 'real' | 'manual' | number
  policy?: 'auto' | PolicyId
  /** Families of rules to switch off, or `all`. */
  relax?: readonly Relaxable[] | 'all'
  /** Folder in which the world is kept; absent: in memory only. A world found there goes on as it was, whatever the options say. */
  dataDir?: string
  /** A snapshot to begin from, instead of the default world. Refused with a sentence when it is none. */
  world?: unknown
  /** When the world begins; absent: now. */
  now?: Date | string | number
  wabaConfig?: WabaConfig
  /** Updates in one webhook POST at most. Default 1. */
  webhookBatch?: number
  /** Told what an operator should know, one sentence each. */
  log?: (sentence: string) => void
}

export type Emulator = {
  app: FastifyInstance
  world: World
  /** Begins to answer; resolves to `http://localhost:4010` or what was asked for. Rejects with a sentence when the port is in use. */
  listen: () => Promise<string>
  close: () => Promise<void>
}

const LARGEST_BODY = 110 * 1_048_576

/** Makes an emulator that is ready to listen: restores or fills its world, and sets its clock going. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const log = options.log ?? (() => {})
  const config: WabaConfig = options.wabaConfig ?? {}
  const world = new World(options.seed ?? 1, platformTime(options.now ?? Date.now()), Date.now, randomUUID())
  Object.assign(
    world.happenings,
    messageHappenings,
    templateHappenings,
    reviewHappenings,
    hourlyHappenings,
    callHappenings,
    nameHappenings,
    restrictionHappenings,
    portfolioPacingHappenings,
    groupHappenings,
    businessAppHappenings,
    groupMessageHappenings,
    plannedHappenings,
  )
  // After the messages': a delivery to the crowd is a delivery first.
  Object.assign(world.happenings, crowdHappenings)
  const visitor = createVisitor()
  world.onVisit = visitor.visit
  const outbox = new Outbox(world)
  const followers = new Followers(world, log)
  const clock = new ClockRunner(world, outbox, followers, log)
  const opened = options.dataDir === undefined ? null : await Journal.open(world, options.dataDir)
  if (!opened?.restored) {
    if (options.world !== undefined) restoreWorld(world, isRecord(options.world) ? options.world : {})
    else fillDefaultWorld(world, config)
    world.meta.clock.scale = scaleOf(options.clock)
    if (options.now !== undefined) world.clock.put(platformTime(options.now))
    world.settings.policy = options.policy ?? world.settings.policy
    if (options.relax !== undefined) world.settings.relax = readRelax(options.relax === 'all' ? 'all' : [...options.relax])
  }
  adoptConfig(world, options)
  world.touchMeta()
  await world.durable()

  const graph: GraphOptions = { world, edges: graphEdges, roots: graphRoots, log }
  const app = Fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
    clientErrorHandler: (_error, socket) => unreadable(socket, world),
    frameworkErrors: (error, request, reply) => void broken(error, request, reply as FastifyReply, graph),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) => done(null, body))
  await app.register(multipart, { limits: { fileSize: LARGEST_BODY, files: 10 } })
  world.origin = `http://localhost:${options.port ?? 4010}`
  const twin: Twin = {
    world,
    clock,
    followers,
    outbox,
    journal: opened?.journal ?? null,
    config,
    origin: () => world.origin,
    warn: log,
  }
  servePage(app, world)
  serveControl(app, twin)
  serveGraph(app, graph)

  return {
    app,
    world,
    listen: async () => {
      const { port = 4010, host = 'localhost' } = options
      try {
        await app.listen({ port, host })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
        throw new Error(`Port ${port} is in use. Stop what listens there, or choose another one (--port, EMULATOR_PORT).`)
      }
      const bound = app.server.address()
      const actual = typeof bound === 'object' && bound ? bound.port : port
      world.origin = `http://${host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${actual}`
      outbox.resume()
      clock.start()
      return world.origin
    },
    close: async () => {
      visitor.close()
      outbox.closed = true
      await clock.close()
      await app.close()
      await opened?.journal.close()
    },
  }
}

function scaleOf(clock: EmulatorOptions['clock']): number {
  if (clock === undefined || clock === 'real') return 1
  return clock === 'manual' ? 0 : clock
}

/** Secrets given on this start replace those of a restored world: whoever starts both sides hands the same ones to each. */
function adoptConfig(world: World, { wabaConfig, webhookBatch }: EmulatorOptions): void {
  const app = [...world.apps.values()][0]
  if (app) {
    if (wabaConfig?.appSecret) app.secret = wabaConfig.appSecret
    if (webhookBatch !== undefined) app.batch = Math.max(1, webhookBatch)
    world.apps.put(app)
  }
  if (wabaConfig?.accessToken && !world.tokens.has(wabaConfig.accessToken)) {
    for (const token of [...world.tokens.values()]) if (token.kind === 'user') world.tokens.delete(token.token)
    world.tokens.put({
      token: wabaConfig.accessToken,
      kind: 'user',
      expiresAt: null,
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging', 'business_management', 'public_profile'],
    })
  }
}

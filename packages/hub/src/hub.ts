import { randomUUID } from 'node:crypto'
import { machineTime } from '@casement/platform'
import type { Logger } from 'pino'
import { ensureFirstRun } from './access/first-run.ts'
import { askAll } from './accounts/poll-accounts.ts'
import { followerRoutes } from './clock/follow-emulator.ts'
import { askForEmulator, type EmulatorInfo, followEmulator } from './clock/meet-emulator.ts'
import { settleTogether } from './clock/settle-together.ts'
import { createWorld } from './clock/world.ts'
import type { Config } from './config/config.ts'
import { overridePolicies } from './config/override-policies.ts'
import { migrate } from './database/migrate.ts'
import { ensurePartitions, forgetOld } from './database/retention.ts'
import type { DemoHost } from './demo/routes.ts'
import { createStreamSource } from './events/stream-source.ts'
import { createFirstConnection } from './first-connection.ts'
import { openDoor } from './http/door.ts'
import { listen } from './http/listen.ts'
import { createLog } from './http/log.ts'
import { problem } from './http/problems.ts'
import { listenToOthers } from './listen-to-others.ts'
import { forgetUnusedMedia } from './media/forget-media.ts'
import { createPresence } from './presence/presence.ts'
import { productRoutes } from './routes.ts'
import { createSettleDue } from './settle-due.ts'
import { forgetUnusedSamples } from './templates/samples.ts'
import { openTools, ROLES, type Role } from './tools.ts'
import { createWorkers } from './workers.ts'

export type { Role } from './tools.ts'

export type Hub = {
  /** Opens the port and begins to send and to apply. Answers with the address of this machine. */
  listen(): Promise<{ url: string }>
  /** What keeps this hub from being of use, as a sentence; null when nothing does. */
  trouble(): string | null
  /** A link that signs the first owner in, once. */
  signInLink(): Promise<string>
  /** The workspace that the first start made, and whether that was this one. */
  readonly firstWorkspace: { readonly id: string; readonly isNew: boolean }
  close(): Promise<void>
}

const DAILY_EVERY_MS = 12 * 3_600_000
/** A hub that is started anew every day has its daily work done too. */
const DAILY_AFTER_MS = 60_000

/**
 * The product's server. Holds no state that a restart loses: everything is in PostgreSQL, and any number of these may run over
 * one database, each with some of the roles. Throws an Error whose message says what to do when something it needs is missing.
 * What works in it is wired in workers.ts, what answers in routes.ts.
 */
export async function createHub(
  config: Config,
  {
    roles = ROLES,
    log = createLog({ level: config.logLevel }),
    dropInPatience,
    demo = null,
  }: {
    roles?: readonly Role[]
    log?: Logger
    /** Aborts when a request of the drop-in has waited this long for its slot; machine time unless a test winds it. */
    dropInPatience?: (ms: number) => AbortSignal
    /** Who can start emulator and demo company over; nobody in production. */
    demo?: DemoHost | null
  } = {},
): Promise<Hub> {
  const does = (role: Role) => roles.includes(role)
  overridePolicies(config.policyOverrides)
  const tools = await openTools(config, { log, does })
  const { pool, graph, clock, apps, secretKey } = tools
  await migrate(pool).catch((error: Error) => {
    throw new Error(`The database of DATABASE_URL cannot be used: ${error.message}`, { cause: error })
  })
  const first = await ensureFirstRun({ pool, firstApiKey: config.firstApiKey })
  if (first.firstApiKeyIgnored)
    log.warn('CASEMENT_API_KEY is set but opens nothing: this database already has an owner. Make a key in the settings.')

  const world = await createWorld(pool, graph.url)
  let emulator: EmulatorInfo | null = null
  const emulated = () => emulator !== null
  const privateEndpoints = () => config.privateEndpoints || emulated()

  const workers = createWorkers(tools, { privateEndpoints })
  const settleDue = createSettleDue(workers, does)
  const settle = ROLES.every(does)
    ? async (grainMs: number) => ({ idle: true, next: await settleDue(grainMs) })
    : settleTogether(pool, settleDue)
  const firstConnection = createFirstConnection({
    meta: config.meta,
    workspaceId: first.workspaceId,
    pool,
    secretKey,
    apps,
    accountTools: { pool, graph, clock, pollMinutes: config.pollMinutes },
    log,
  })
  const sameWorld = () => world.mismatch() === null
  const trouble = () =>
    sameWorld()
      ? firstConnection.trouble()
      : `The emulator holds another world (${world.mismatch()}) than this database (${world.id()}): restore that world, or start over with an empty data folder.`
  /** Messages of two worlds cannot be told apart once mixed, so nothing goes out or comes in meanwhile. */
  const refuseAnotherWorld = () => {
    if (!sameWorld()) throw problem('unavailable', trouble() ?? '')
  }
  const presence = createPresence(() => machineTime(Date.now()))
  const followerWord = randomUUID()
  const door = await openDoor({
    config,
    log,
    pool,
    secretKey,
    metrics: tools.metrics,
    readiness: async () => {
      const waitingFor = [trouble() ?? []].flat()
      const living = demo?.living()
      if (living) waitingFor.push(`The demo company lives its days: ${living.day} of ${living.days}.`)
      await pool.query('select 1').catch(() => waitingFor.push('The database does not answer.'))
      return { ready: waitingFor.length === 0, waitingFor }
    },
    events: createStreamSource({ db: pool, bell: tools.bell, clock, presence }),
    emulator: async () => emulator && { url: graph.url, ...emulatorHints(emulator) },
    api: does('http'),
    always: [followerRoutes({ clock, word: followerWord, world, settle })],
    routes: productRoutes(tools, workers, {
      world,
      emulated,
      privateEndpoints,
      firstWorkspaceId: first.workspaceId,
      refuse: refuseAnotherWorld,
      dropInPatience,
      demo,
    }),
  })
  const hints = listenToOthers(tools, workers, presence)
  const timers: NodeJS.Timeout[] = []
  let closing: Promise<void> | undefined

  const daily = async () => {
    await ensurePartitions(pool)
    await forgetOld(pool, config.retention, { now: clock.now(), log })
    await door.forgetExpired()
    await forgetUnusedSamples(pool)
    await forgetUnusedMedia(pool, tools.stores)
  }

  return {
    async listen() {
      const { port } = await listen(door.app, config)
      const local = `http://localhost:${port}`
      await firstConnection.seed()
      emulator = await askForEmulator(graph.url)
      if (emulator) {
        if (!(await world.meet(emulator.worldId))) log.error(trouble())
        await followEmulator(emulator, graph.url, clock, `${local}/clock-follower?word=${followerWord}`)
      }
      if (does('jobs')) await askAll(pool)
      if (await firstConnection.isKept()) await workers.startSending({ sameWorld })
      await firstConnection.connect()
      await workers.start({ sameWorld })
      if (does('jobs')) {
        const work = () => daily().catch((error) => log.warn({ err: error }, 'the daily work failed'))
        timers.push(setInterval(work, DAILY_EVERY_MS), setTimeout(work, DAILY_AFTER_MS))
      }
      return { url: local }
    },
    trouble,
    signInLink: () => door.signInLink(first.ownerEmail),
    firstWorkspace: { id: first.workspaceId, isNew: first.created },
    close() {
      closing ??= (async () => {
        for (const timer of timers) clearInterval(timer)
        await door.app.close()
        await workers.stop()
        await hints.stop()
        await graph.close()
        await tools.post.close()
        await pool.end()
      })()
      return closing
    },
  }
}

const emulatorHints = ({ worldId, testRecipient, phoneNumberId, displayPhoneNumber }: EmulatorInfo) => ({
  worldId,
  testRecipient,
  phoneNumberId,
  displayPhoneNumber,
})

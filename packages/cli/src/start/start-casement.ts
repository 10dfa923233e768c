import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Config, createLog, reachDatabase, readConfig } from '@casement/hub'
import { startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import { Failure } from '../failure.ts'
import { buildDashboard } from './build-dashboard.ts'
import { readEmulatorFacts, readWaitingFor } from './connect-emulator.ts'
import { takeDataFolder } from './data-folder.ts'
import { startEmulatorProcess } from './emulator-process.ts'
import { openLog } from './log-file.ts'
import { needFreePort } from './ports.ts'
import { runHub } from './run-hub.ts'

export type Casement = {
  readonly url: string
  readonly emulatorUrl: string
  /** Signs the first owner in, once. */
  readonly signInLink: string
  /** What keeps it from being ready, in sentences; empty when everything works. */
  readonly waitingFor: readonly string[]
  /** Settles with a sentence when a part ends that nobody told to. */
  readonly broken: Promise<string>
  stop(): Promise<void>
}

type Stop = () => Promise<unknown>

/**
 * Starts PostgreSQL (unless DATABASE_URL names one), the emulator and the hub with its dashboard, and connects them. When it
 * answers, all of it is usable. When it fails, what it had started is stopped, and the error is one sentence.
 */
export async function startCasement(
  env: Readonly<Record<string, string | undefined>>,
  say: (sentence: string) => void,
): Promise<Casement> {
  const reading = readConfig(env)
  if (!reading.ok) throw new Failure(reading.problems.join('\n'))
  const stops: Stop[] = []
  const stop = () => stopAll(stops)
  try {
    return { ...(await startParts(reading.config, stops, say)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startParts(config: Config, stops: Stop[], say: (sentence: string) => void): Promise<Omit<Casement, 'stop'>> {
  const folder = await takeDataFolder(config.dataFolder)
  stops.push(folder.release)
  await Promise.all([
    needFreePort('PORT', config.port, config.hosts),
    needFreePort('EMULATOR_PORT', config.emulatorPort, ['127.0.0.1']),
  ])

  if (config.database) await reachDatabase(config.database.url)

  const [database, emulator] = await allOrNothing([
    startDatabase(config, stops),
    startEmulator(config, stops),
    buildDashboard(say),
  ])
  const { accessToken, appSecret, verifyToken, wabaId } = await readEmulatorFacts(emulator.url)
  const log = createLog({ level: config.logLevel }, await openLog(join(config.dataFolder, 'hub.log')))
  const hub = await runHub({
    config: {
      ...config,
      database: database.addresses,
      graphUrl: emulator.url,
      meta: { accessToken, appSecret, verifyToken, wabaId },
    },
    emulatorUrl: emulator.url,
    verifyToken,
    log,
    say,
    onOpen: (close) => stops.push(close),
  })

  return {
    url: `http://localhost:${config.port}`,
    emulatorUrl: emulator.url,
    signInLink: await hub.signInLink(),
    waitingFor: await readWaitingFor(hub.url),
    broken: Promise.race([
      hub.broken,
      database.exited.then(() => `PostgreSQL has stopped; its log is in ${join(config.dataFolder, 'postgres')}.`),
      emulator.exited.then((reason) => `The emulator has stopped: ${reason}`),
    ]),
  }
}

async function startDatabase(config: Config, stops: Stop[]) {
  if (config.database) return { addresses: config.database, exited: new Promise<void>(() => {}) }
  const postgres = await startEmbeddedPostgres({ dataDir: join(config.dataFolder, 'postgres'), durable: true })
  stops.push(postgres.stop)
  return { addresses: { url: postgres.url, directUrl: postgres.url }, exited: postgres.exited }
}

async function startEmulator(config: Config, stops: Stop[]) {
  const emulator = await startEmulatorProcess({
    port: config.emulatorPort,
    dataDir: join(config.dataFolder, 'emulator'),
    appSecret: config.meta.appSecret,
    verifyToken: config.meta.verifyToken,
  })
  stops.push(emulator.stop)
  return emulator
}

/** Waits for all of them even when one fails, so that whatever did start is known and can be stopped. */
async function allOrNothing<T extends readonly Promise<unknown>[]>(parts: readonly [...T]) {
  const results = await Promise.allSettled(parts)
  for (const result of results) if (result.status === 'rejected') throw result.reason
  return Promise.all(parts)
}

/** Whoever pressed Ctrl-C waits at most three seconds, all in all; what is cut short here, the next start copes with. */
const STOP_MS = 1_400

/** The last one started is stopped first: the hub before what it talks to. One that cannot stop does not keep the others. */
async function stopAll(stops: Stop[]): Promise<void> {
  for (let next = stops.pop(); next; next = stops.pop()) {
    await Promise.race([next().catch(() => {}), sleep(STOP_MS, undefined, { ref: false })])
  }
}

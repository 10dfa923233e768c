import { type Config, createHub, emptyDemoCompany, findUnlivedDemo, type Hub, openDatabase, saveDemoCompany } from '@casement/hub'
import { type PlatformTime, platformTime } from '@casement/platform'
import type { Logger } from 'pino'
import { askAt } from '../demo/ask.ts'
import { beginOf } from '../demo/days.ts'
import { liveDemo } from '../demo/live-demo.ts'
import { story } from '../demo/story.ts'
import { Failure } from '../failure.ts'
import { subscribeWebhooks } from './connect-emulator.ts'

export type RunningHub = {
  readonly url: string
  /** Settles with a sentence when it could not be started over. */
  readonly broken: Promise<string>
  signInLink(): Promise<string>
}

type Options = {
  config: Config & { database: NonNullable<Config['database']> }
  emulatorUrl: string
  verifyToken: string
  log: Logger
  say: (sentence: string) => void
  /** Handed what closes the hub, whichever is open then. */
  onOpen: (close: () => Promise<void>) => void
}

/**
 * Runs the hub beside its emulator, and starts both over when a person asks: the hub ends, emulator and demo company are emptied,
 * and another hub takes its place, so that nothing in memory is left of the time before. A demo company lives its days before this
 * answers at a first start, and while the dashboard shows how far it is when it is started over.
 */
export async function runHub({ config, emulatorUrl, verifyToken, log, say, onOpen }: Options): Promise<RunningHub> {
  const world = askAt(`${emulatorUrl}/_emulator`)
  // Of a company whose database was started with a demo and now says off, all days are meant when it is started over.
  const days = config.demoDays || story.days
  let hub: Hub | null = null
  let url = ''
  let living: { day: number; days: number } | null = null
  let closed = false
  let fail: (sentence: string) => void = () => {}
  const broken = new Promise<string>((resolve) => {
    fail = resolve
  })
  onOpen(async () => {
    closed = true
    await hub?.close()
  })

  const withDatabase = async <T>(work: (pool: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> => {
    const pool = openDatabase(config.database.url, { pooled: false })
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  }

  const startOver = async (): Promise<void> => {
    await hub?.close()
    if (!closed) await (await open()).lived
  }

  /** Resolves once it listens; `lived` once its demo company, if it wants one, has its days behind it. */
  const open = async (): Promise<{ lived: Promise<void> }> => {
    const unlived = await withDatabase(async (pool) => {
      const found = await findUnlivedDemo(pool)
      if (found) await emptyDemoCompany(pool, found.workspaceId)
      return found
    })
    const next: Hub = await createHub(config, {
      log,
      demo: {
        living: () => living,
        startOver: () =>
          setImmediate(() => {
            startOver().catch((error: Error) => fail(`It could not start over: ${error.message}`))
          }),
      },
    })
    hub = next
    const { id, isNew } = next.firstWorkspace
    const wanted = unlived ?? (isNew && config.demoDays > 0 ? { workspaceId: id, until: null } : null)
    const until = wanted && (wanted.until ?? platformTime(Date.now()))
    if (wanted && until) {
      living = { day: 1, days }
      await withDatabase((pool) => saveDemoCompany(pool, wanted.workspaceId, { state: 'living', until: wanted.until }))
      await world('POST', '/clock', { scale: 0 })
      await world('POST', '/reset', { now: new Date(beginOf(until, days)).toISOString() })
    }
    url = (await next.listen()).url
    await subscribeWebhooks(emulatorUrl, url, verifyToken)
    return { lived: wanted && until ? live(next, wanted, until) : Promise.resolve() }
  }

  const live = async (
    lived: Hub,
    wanted: { workspaceId: string; until: PlatformTime | null },
    until: PlatformTime,
  ): Promise<void> => {
    try {
      const place = {
        hubUrl: url,
        publicUrl: config.publicUrl,
        linkUrl: config.linkUrl,
        emulatorUrl,
        signInLink: await lived.signInLink(),
      }
      await liveDemo(place, { until, days }, (day) => {
        living = { day, days }
      })
    } catch (error) {
      if (closed) return
      log.error({ err: error }, 'the demo company could not live all its days')
      say(`The demo company could not live all its days: ${(error as Error).message} What it lived is there.`)
    }
    // From here on the clock is the person's.
    if (wanted.until === null) await world('POST', '/clock', { set: new Date().toISOString() })
    await world('POST', '/clock', { scale: 1 })
    await withDatabase((pool) => saveDemoCompany(pool, wanted.workspaceId, { state: 'lived', until: wanted.until }))
    living = null
  }

  const first = await open()
  if (living) say(`A demo company lives its ${days} days: half a minute, this once.`)
  await first.lived
  if (!hub) throw new Failure('The hub did not start.')
  return { url, broken, signInLink: () => (hub as Hub).signInLink() }
}

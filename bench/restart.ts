import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import pg from 'pg'
import { type Benchmark, median } from './benchmark.ts'
import { dataFolder } from './data-folder.ts'
import { createProcess } from './hub-process.ts'
import { fillLedger } from './ledger-load.ts'
import { openPlatform } from './platform.ts'

const RUNS = 3
/** Slow enough that no run comes to its end, and that a busy machine keeps up. */
const PER_SECOND = 100
const KEY = 'csm_key_of_the_benchmarks_00000000000000000000'

export const restartBenchmarks: readonly Benchmark[] = [
  {
    name: 'restart',
    about:
      'milliseconds from starting a hub that was killed while it sent until the platform accepts its next message, lease and pace of the dead one waited for. Wanted: 3,000',
    async run() {
      const folder = await dataFolder()
      const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true })
      const platform = await openPlatform(1)
      const { about, control, url } = platform
      const hub = await createProcess({
        HOST: '127.0.0.1',
        DATABASE_URL: postgres.url,
        CASEMENT_DATA: folder,
        CASEMENT_API_KEY: KEY,
        CASEMENT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
        GRAPH_URL: url,
        META_ACCESS_TOKEN: about.accessToken,
        META_APP_SECRET: about.appSecret,
        META_VERIFY_TOKEN: about.verifyToken,
        META_WABA_ID: about.wabaId,
        LOG_LEVEL: 'fatal',
      })
      const database = new pg.Client({ connectionString: postgres.url })
      const fence = async () => (await database.query<{ fence: number }>('select fence::int from leases')).rows[0]?.fence ?? 0
      /** When the platform took the first that was posted under a later fence: what the dead one had posted may still arrive. */
      const acceptedAfter = async (instant: number, old: number): Promise<number> => {
        for (;;) {
          const messages = (await control<{ acceptedAt: string; biz_opaque_callback_data: string }[]>('GET', '/messages'))
            .map(({ acceptedAt, biz_opaque_callback_data: id }) => ({ at: Date.parse(acceptedAt), id }))
            .filter(({ at }) => at > instant)
          const { rows } = await database.query<{ id: string }>(
            'select id from sends where id = any ($1::uuid[]) and fence > $2',
            [messages.map(({ id }) => id), old],
          )
          const later = new Set(rows.map(({ id }) => id))
          const next = messages.filter(({ id }) => later.has(id))
          if (next.length > 0) return Math.min(...next.map(({ at }) => at))
          await sleep(50)
        }
      }
      try {
        await database.connect()
        await hub.start()
        const from = new Date()
        await fillLedger(postgres.url, { numbers: platform.numbers, count: 60_000, from, perSecond: PER_SECOND })
        const runs: { ms: number; readyMs: number }[] = []
        for (let run = 0; run < RUNS; run++) {
          await acceptedAfter(Date.now(), 0)
          await sleep(500 + 300 * run)
          await hub.kill()
          const old = await fence()
          const began = Date.now()
          await hub.start()
          const readyMs = Date.now() - began
          runs.push({ ms: (await acceptedAfter(began, old)) - began, readyMs })
        }
        const sorted = (values: number[]) => values.toSorted((a, b) => a - b)
        return {
          value: median(sorted(runs.map(({ ms }) => ms))),
          unit: 'ms',
          detail: { runs: runs.map(({ ms }) => ms), readyMs: median(sorted(runs.map((one) => one.readyMs))) },
        }
      } finally {
        await hub.end()
        await database.end()
        await platform.stop()
        await postgres.stop()
        await rm(folder, { recursive: true, force: true })
      }
    },
  },
]

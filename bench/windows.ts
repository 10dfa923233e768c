import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import { openDatabase } from '../packages/hub/src/database/database.ts'
import { migrate } from '../packages/hub/src/database/migrate.ts'
import { sweepWindows } from '../packages/hub/src/threads/sweep-windows.ts'
import { MINUTE, platformTime, SECOND } from '../packages/platform/src/index.ts'
import type { Benchmark } from './benchmark.ts'
import { dataFolder } from './data-folder.ts'

const THREADS = 1_000_000
const SWEEPS = 10
const START = Date.parse('2026-11-20T12:00:00Z')

export const windowBenchmarks: readonly Benchmark[] = [
  {
    name: 'windows.sweep',
    about: `milliseconds of the slowest of ${SWEEPS} sweeps, a second apart, over ${THREADS.toLocaleString('en')} open windows (wanted: 1,000)`,
    run: () =>
      withOpenWindows(async (sweep) => {
        // What fell due before the first of them is not the second's.
        await sweep(START)
        const each = []
        for (let second = 1; second <= SWEEPS; second++) each.push(await sweep(START + second * SECOND))
        const away = await sweep(START + SWEEPS * SECOND + MINUTE)
        const slowest = Math.max(...each.map(({ ms }) => ms))
        return {
          value: Math.round(slowest),
          unit: 'ms',
          limit: 1_000,
          detail: {
            toldInASecond: Math.round(each.reduce((sum, { told }) => sum + told, 0) / SWEEPS),
            afterAMinuteAway: { ms: Math.round(away.ms), told: away.told },
            threads: THREADS,
          },
        }
      }),
  },
]

type Sweep = (at: number) => Promise<{ ms: number; told: number }>

/** As many threads, whose windows close spread evenly over the next day, in a PostgreSQL that flushes every commit to disk. */
async function withOpenWindows<T>(measure: (sweep: Sweep) => Promise<T>): Promise<T> {
  const folder = await dataFolder()
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  const pool = openDatabase(postgres.url)
  try {
    await migrate(pool)
    await pool.query(
      `with made as (insert into workspaces (id, name) values (gen_random_uuid(), 'Bench') returning id)
       insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, csw_until, last_message_at, window_step, window_due)
       select made.id, gen_random_uuid(), 'bench', gen_random_uuid(), '{"lastUserAt": null}', closing.until, $1, closing.step,
         closing.until - make_interval(mins => (array[240, 60, 15, 0])[closing.step])
       from made, generate_series(1, $2::int) n
       cross join lateral (select until, case when until > at + interval '4 hours' then 1 when until > at + interval '1 hour' then 2
           when until > at + interval '15 minutes' then 3 else 4 end as step
         from (select $1::timestamptz as at, $1::timestamptz + n * interval '1 day' / $2 as until) as end_of) as closing`,
      [new Date(START).toISOString(), THREADS],
    )
    await pool.query('vacuum analyze threads')
    return await measure(async (at) => {
      const begin = performance.now()
      const { told } = await sweepWindows(pool, platformTime(at))
      return { ms: performance.now() - begin, told }
    })
  } finally {
    await pool.end()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@casement/hub/embedded-postgres'
import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { connected } from './connected.ts'
import { fillLedger } from './ledger-load.ts'
import { liveMbOf } from './live-memory.ts'
import { rssMbOf } from './process-memory.ts'

const MINUTES = 10
const PER_SECOND = 1_000 * 0.98
const CHUNK_SECONDS = 20
const SAMPLE_EVERY_MS = 2_000
/** Of the time. A collection makes the process smaller, and it has until the first sample that counts to be its usual size again. */
const LOOK_AT_LIVE_AFTER = 0.1

type Sample = { minute: number; rssMb: number; lateSends: number; journal: number }

export const soakBenchmarks: readonly Benchmark[] = [
  {
    name: 'soak',
    apart: true,
    about: `megabytes that a hub grows by in a minute at full load of one number, statuses on, for ${MINUTES} minutes or --minutes N; the first quarter is left out. \`liveMb\`: what it holds right after a collection, before that quarter ends and at the end. Wanted: none`,
    async run({ minutes = MINUTES } = {}) {
      const inspectPort = await freePort()
      const { platform, hub, stop } = await connected(1, { NODE_OPTIONS: `--inspect=127.0.0.1:${inspectPort}` })
      const database = new pg.Client({ connectionString: hub.databaseUrl })
      try {
        await database.connect()
        const began = Date.now() + 5_000
        const chunks = Math.ceil((minutes * 60) / CHUNK_SECONDS)
        const count = PER_SECOND * CHUNK_SECONDS
        const fill = (chunk: number) =>
          fillLedger(hub.databaseUrl, {
            numbers: platform.numbers,
            first: chunk * count,
            count,
            from: new Date(began + chunk * CHUNK_SECONDS * 1_000),
            perSecond: PER_SECOND,
          })
        await fill(0)
        const samples: Sample[] = []
        const until = began + minutes * 60_000
        const liveMb: number[] = []
        let filling = Promise.resolve()
        for (let filled = 1; Date.now() < until; ) {
          if (filled < chunks && Date.now() > began + (filled - 1) * CHUNK_SECONDS * 1_000) {
            const chunk = filled++
            filling = filling.then(() => fill(chunk))
          }
          await sleep(SAMPLE_EVERY_MS)
          if (liveMb.length === 0 && Date.now() > began + minutes * LOOK_AT_LIVE_AFTER * 60_000)
            liveMb.push(await liveMbOf(inspectPort))
          const { rows } = await database.query<{ late: number; journal: number }>(
            `select (select count(*)::int from sends where state in ('queued', 'held') and due_at <= now()) as late,
               (select count(*)::int from journal where state = 'new') as journal`,
          )
          const [queues] = rows
          samples.push({
            minute: (Date.now() - began) / 60_000,
            rssMb: rssMbOf(hub.pid),
            lateSends: queues?.late ?? 0,
            journal: queues?.journal ?? 0,
          })
        }
        await filling
        liveMb.push(await liveMbOf(inspectPort))
        const steady = samples.slice(Math.floor(samples.length / 4))
        const { accepted, rejected } = await platform.control<{ accepted: number; rejected: Record<string, number> }>(
          'GET',
          '/stats',
        )
        return {
          value: slope(steady, ({ rssMb }) => rssMb),
          unit: 'MB/min',
          detail: {
            minutes,
            mps: Math.round(accepted / (minutes * 60)),
            overLimit: rejected['130429'] ?? 0,
            liveMb,
            rssMb: [steady[0]?.rssMb, steady.at(-1)?.rssMb],
            lateSendsPerMinute: slope(steady, ({ lateSends }) => lateSends),
            journalPerMinute: slope(steady, ({ journal }) => journal),
            lateSends: steady.at(-1)?.lateSends,
            journal: steady.at(-1)?.journal,
          },
        }
      } finally {
        await database.end()
        await stop()
      }
    },
  },
]

/** By how much it grows in a minute: the line that lies nearest to all samples. */
function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const [x, y] = [mean(samples.map(({ minute }) => minute)), mean(samples.map(of))]
  const spread = samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
  const together = samples.reduce((sum, sample) => sum + (sample.minute - x) * (of(sample) - y), 0)
  return spread === 0 ? 0 : Math.round((together / spread) * 10) / 10
}

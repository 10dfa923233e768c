import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { playCrash } from './crash-story.ts'
import { dataFolder } from './data-folder.ts'

const usual = { people: 20_000, kills: 20, pauses: 3 }

export const crashBenchmarks: readonly Benchmark[] = [
  {
    name: 'crash',
    about:
      'messages a second of a campaign while two hubs are killed 20 times and stopped 3 times, PostgreSQL is restarted and crashes, answers are lost, posts never arrive, webhooks come twice and in disorder',
    async run() {
      const folder = await dataFolder()
      const dataDir = join(folder, 'postgres')
      let postgres = await startEmbeddedPostgres({ dataDir, durable: true })
      const { url } = postgres
      const port = Number(new URL(url).port)
      try {
        const people = Number(process.env.BENCH_PEOPLE ?? usual.people)
        const { perSecond, ...ending } = await playCrash({
          ...usual,
          people,
          mps: 1_000,
          databaseUrl: url,
          campaign: true,
          seed: Number(process.env.BENCH_SEED ?? 1),
          log: (sentence) => console.error(sentence),
          databaseTroubles: [
            {
              what: 'PostgreSQL is restarted',
              cause: async () => {
                await postgres.stop()
                postgres = await startEmbeddedPostgres({ dataDir, port, durable: true })
              },
            },
            { what: 'PostgreSQL crashes, and recovers from its log', cause: () => killOneServer(url) },
          ],
        })
        return { value: perSecond, unit: 'mps', detail: { people, ...ending } }
      } finally {
        await postgres.stop()
        await rm(folder, { recursive: true, force: true })
      }
    },
  },
]

/** Kills one of PostgreSQL's processes with -9: it ends all others, forgets what was in memory, and replays its log. */
async function killOneServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const gone = new Promise((resolve) => client.once('end', resolve))
  process.kill((rows[0] as { pid: number }).pid, 'SIGKILL')
  await gone
}

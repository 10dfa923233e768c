import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import type { Benchmark } from './benchmark.ts'
import { playCrash } from './crash-story.ts'

const usual = { people: 20_000, kills: 20, pauses: 3 }

export const crashBenchmarks: readonly Benchmark[] = [
  {
    name: 'crash',
    about:
      'messages a second of a campaign while two hubs are killed 20 times and stopped 3 times, PostgreSQL is restarted, answers are lost, webhooks come twice and in disorder',
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'casement-bench-'))
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
          restartPostgres: async () => {
            await postgres.stop()
            postgres = await startEmbeddedPostgres({ dataDir, port, durable: true })
          },
        })
        return { value: perSecond, unit: 'mps', detail: { people, ...ending } }
      } finally {
        await postgres.stop()
        await rm(folder, { recursive: true, force: true })
      }
    },
  },
]

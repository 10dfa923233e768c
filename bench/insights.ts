import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { fillTraffic } from './fill-traffic.ts'
import { KEY, serveHub } from './served-hub.ts'

const MESSAGES = 1_000_000
const THREADS = 150_000
const ROUNDS = 8

/** What the screen asks when somebody opens it, and the lists that its numbers open. */
const asked = [
  'figures?by=direction',
  'patterns?',
  'failures?by=code',
  'failures?by=prefix',
  'cost-under?day=2025-07-15',
  'cost-under?day=2025-05-15',
  'figures?by=category',
  'figures?by=day',
  'responses?by=day',
  'responses?by=number',
  'reach?',
  'quality?',
  'template-quality?',
  'pins?',
  'conversations?by=day,begunBy',
  'conversations?by=day,category&countedAs=billed',
  'messages?outcome=failed&code=131049',
  'messages?outcome=taken',
  'messages?outcome=missed',
  'messages?direction=out&market=Brazil',
]

export const insightBenchmarks: readonly Benchmark[] = [
  {
    name: 'insights.screen',
    about: `milliseconds of the slowest of the ${asked.length} questions of the Insights screen over thirty days and ${MESSAGES.toLocaleString('en')} messages, 95 of 100 times (wanted: 200), while messages keep coming`,
    async run() {
      const hub = await serveHub({ settings: { max_wal_size: '8GB' } })
      const client = new pg.Client({ connectionString: hub.databaseUrl })
      try {
        await fillTraffic(hub.databaseUrl, { messages: MESSAGES, threads: THREADS })
        await client.connect()
        const day = (at: number) => new Date(at).toISOString().slice(0, 10)
        const span = `&from=${day(Date.now() - 29 * 86_400_000)}&to=${day(Date.now())}`
        const ask = async (question: string) => {
          const begin = performance.now()
          const answer = await fetch(`${hub.url}/v1/insights/${question}${span}`, { headers: { authorization: `Bearer ${KEY}` } })
          if (!answer.ok) throw new Error(`${question} answered ${answer.status}: ${await answer.text()}`)
          await answer.text()
          return performance.now() - begin
        }
        const firstMs = await ask('figures?by=day')
        const took = new Map(asked.map((question) => [question, [] as number[]]))
        const together: number[] = []
        for (let round = 0; round < ROUNDS; round++) {
          // Something came meanwhile: the last days are stale, and are figured behind the answers.
          await client.query(`update workspace_counters set event_seq = event_seq + 1`)
          await client.query(`update figured_days set figured_at = now() - interval '1 hour' where not final`)
          for (const question of asked) took.get(question)?.push(await ask(question))
          // As a browser asks: all of them at once, and what counts is the last.
          together.push(Math.max(...(await Promise.all(asked.map(ask)))))
        }
        const p95Of = [...took].map(([question, ms]) => [question, at(ms, 0.95)] as const)
        return {
          value: Math.max(...p95Of.map(([, ms]) => ms)),
          unit: 'ms',
          limit: 200,
          detail: {
            firstMs: Math.round(firstMs),
            togetherP50Ms: at(together, 0.5),
            togetherP95Ms: at(together, 0.95),
            p50MsOf: Object.fromEntries([...took].map(([question, ms]) => [question, at(ms, 0.5)])),
            p95MsOf: Object.fromEntries(p95Of),
            messages: MESSAGES,
          },
        }
      } finally {
        await client.end()
        await hub.stop()
      }
    },
  },
]

const at = (values: readonly number[], share: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0)

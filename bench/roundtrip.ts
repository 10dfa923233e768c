import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Pool } from 'undici'
import type { Benchmark } from './benchmark.ts'
import { fillLedger, phoneOf } from './fill-ledger.ts'
import { cpuUsOf } from './processor-time.ts'
import { serveEmulator } from './served-emulator.ts'
import { serveHub } from './served-hub.ts'

const MPS = 1_000
const SECONDS = 30
const WARM_UP_SECONDS = 5
const PLATFORM_LATENCY_MS = 100

export const roundtripBenchmarks: readonly Benchmark[] = [
  {
    name: 'roundtrip',
    about: 'messages a second out, with three statuses each back in and applied; hub, emulator and PostgreSQL on this machine',
    async run() {
      const emulator = await serveEmulator({ relax: ['reach'] })
      const { accessToken, appSecret, verifyToken, wabaId, phoneNumberId } = emulator.about
      await emulator.control('PATCH', `/numbers/${phoneNumberId}`, { throughput: MPS })
      await emulator.control('POST', '/faults', { on: 'send', fault: { delayMs: PLATFORM_LATENCY_MS }, percent: 100 })
      const hub = await serveHub({
        settings: { track_commit_timestamp: 'on' },
        env: {
          GRAPH_URL: `http://127.0.0.1:${emulator.port}`,
          META_ACCESS_TOKEN: accessToken,
          META_APP_SECRET: appSecret,
          META_VERIFY_TOKEN: verifyToken,
          META_WABA_ID: wabaId,
        },
      })
      const pool = new pg.Pool({ connectionString: hub.databaseUrl, max: 2 })
      try {
        await emulator.control('POST', '/webhook', { url: `${hub.url}/webhooks/whatsapp`, verifyToken, batch: 100 })
        await pool.query(`update portfolios set tier = 'TIER_UNLIMITED'`)
        const count = MPS * (WARM_UP_SECONDS + SECONDS + 5)
        await makeReaders(emulator.port, count)
        await fillLedger(pool, { phoneNumberId, count })
        await sleep(WARM_UP_SECONDS * 1_000)
        const from = await counts(pool)
        const cpu = cpuUsOf(hub.pid)
        const emulatorCpu = await emulator.usage()
        const postgresCpu = cpuUsOf(hub.postgresPid)
        await sleep(SECONDS * 1_000)
        const to = await counts(pool)
        const sent = to.accepted - from.accepted
        const lag = await lagBetween(pool, from.now, to.now)
        return {
          value: Math.round(sent / ((to.now.getTime() - from.now.getTime()) / 1_000)),
          unit: 'mps',
          detail: {
            p50Ms: lag.p50,
            p99Ms: lag.p99,
            worstMs: lag.worst,
            statusesPerSecond: Math.round((to.statuses - from.statuses) / SECONDS),
            hubCpuUs: Math.round((cpuUsOf(hub.pid) - cpu) / sent),
            postgresCpuUs: Math.round((cpuUsOf(hub.postgresPid) - postgresCpu) / sent),
            emulatorCpuUs: Math.round(((await emulator.usage()).cpuUs - emulatorCpu.cpuUs) / sent),
          },
        }
      } finally {
        await pool.end()
        await emulator.stop()
        await hub.stop()
      }
    },
  },
]

/** Everybody reads a second after it arrived: so each message has its three statuses. */
async function makeReaders(port: number, count: number): Promise<void> {
  const client = new Pool(`http://127.0.0.1:${port}`, { connections: 32 })
  let next = 1
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (next <= count) {
        const path = `/_emulator/customers/${phoneOf(next++)}`
        const answer = await client.request({ method: 'PATCH', path, body: '{"readAfterMs": 1000}' })
        if (answer.statusCode !== 200) throw new Error(`PATCH ${path} answered ${answer.statusCode}: ${await answer.body.text()}`)
        await answer.body.dump()
      }
    }),
  )
  await client.close()
}

async function counts(pool: pg.Pool): Promise<{ now: Date; accepted: number; statuses: number }> {
  const { rows } = await pool.query(
    `select now() as now, (select count(*)::int from sends where state = 'accepted') as accepted,
       (select count(*)::int from events where type = 'message.status' and data->>'status' in ('sent', 'delivered', 'read')) as statuses`,
  )
  return rows[0]
}

/** From a webhook's row in the journal to the commit that made visible what it told: the commit that marked it as applied. */
async function lagBetween(pool: pg.Pool, from: Date, to: Date): Promise<{ p50: number; p99: number; worst: number }> {
  const { rows } = await pool.query(
    `with lag as (
       select extract(epoch from case state when 'new' then now() else pg_xact_commit_timestamp(xmin) end - received_at)::float8 * 1000 as ms
       from journal where received_at between $1 and $2
     )
     select percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.99) within group (order by ms) as p99, max(ms) as worst from lag`,
    [from, to],
  )
  const { p50, p99, worst } = rows[0] as Record<'p50' | 'p99' | 'worst', number>
  return { p50: Math.round(p50), p99: Math.round(p99), worst: Math.round(worst) }
}

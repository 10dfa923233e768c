import { Pool } from 'undici'
import type { Benchmark } from './benchmark.ts'
import { cpuUsOf } from './processor-time.ts'
import { type ServedHub, serveHub, sign } from './served-hub.ts'

const CONNECTIONS = 64
const SPAN_MS = 8_000

/** Bodies as the platform sends them, each status its own, signed beforehand: signing is the platform's work, not ours. */
function bodies(perPost: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const statuses = Array.from({ length: perPost }, (_, item) => ({
      id: `wamid.bench${index}x${item}`,
      status: 'delivered',
      timestamp: '1790000005',
      recipient_id: '447700900456',
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
    }))
    const changes = statuses.map((status) => ({
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '447700900123', phone_number_id: '1' },
        statuses: [status],
      },
    }))
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] })
    return { body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) } }
  })
}

type Call = { path: string; method: 'GET' | 'POST'; body?: string; headers?: Record<string, string> }

/** As many answers as 64 connections can draw in a span, with how long each took. */
async function drive(hub: ServedHub, next: (index: number) => Call) {
  const pool = new Pool(hub.url, { connections: CONNECTIONS, pipelining: 1 })
  const took: number[] = []
  const cpu = cpuUsOf(hub.pid)
  let index = 0
  const until = performance.now() + SPAN_MS
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const began = performance.now()
        const { path, method, body, headers } = next(index++)
        const answer = await pool.request({ path, method, body: body ?? null, headers: headers ?? {} })
        await answer.body.dump()
        if (answer.statusCode !== 200) throw new Error(`${method} ${path} answered ${answer.statusCode}`)
        took.push(performance.now() - began)
      }
    }),
  )
  await pool.close()
  took.sort((a, b) => a - b)
  const at = (share: number) => Math.round((took[Math.floor(took.length * share)] ?? 0) * 10) / 10
  const cpuUs = Math.round((cpuUsOf(hub.pid) - cpu) / took.length)
  return { count: took.length, cpuUs, perSecond: took.length / (SPAN_MS / 1_000), p50Ms: at(0.5), p99Ms: at(0.99) }
}

const ingest = (name: string, perPost: number, about: string): Benchmark => ({
  name,
  about,
  async run() {
    const hub = await serveHub({ roles: 'http' })
    try {
      const posts = bodies(perPost, 500)
      const noop = await drive(hub, () => ({ path: '/healthz', method: 'GET' }))
      const before = cpuUsOf(hub.postgresPid)
      const taken = await drive(hub, (index) => ({
        path: '/webhooks/whatsapp',
        method: 'POST',
        ...(posts[index % posts.length] as (typeof posts)[0]),
      }))
      return {
        value: Math.round(taken.perSecond * perPost),
        unit: 'events/s',
        limit: Math.round(noop.perSecond * perPost),
        ratio: Math.round((taken.perSecond / noop.perSecond) * 1_000) / 1_000,
        detail: {
          p50Ms: taken.p50Ms,
          p99Ms: taken.p99Ms,
          perPost,
          connections: CONNECTIONS,
          hubCpuUs: taken.cpuUs,
          postgresCpuUs: Math.round((cpuUsOf(hub.postgresPid) - before) / taken.count),
          noopCpuUs: noop.cpuUs,
        },
      }
    } finally {
      await hub.stop()
    }
  },
})

export const ingestBenchmarks: readonly Benchmark[] = [
  ingest(
    'ingest.single',
    1,
    'webhooks with one status each, on disk before they are answered; beside it, the same server answering a no-op',
  ),
  ingest('ingest.batch', 100, 'webhooks with a hundred statuses each, on disk before they are answered'),
]

import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'
import { connected } from './connected.ts'
import { fillLedger } from './ledger-load.ts'
import { LATENCY_MS, type Platform } from './platform.ts'
import { rssMbOf } from './process-memory.ts'
import { cpuUsOf } from './processor-time.ts'
import type { ServedHub } from './served-hub.ts'

const NUMBERS = 20
/**
 * A little more than is wanted, and less than the pace of a number can catch up with (993 to 996 a second, decision 18): else p99 tells of
 * every moment since the start at which the machine did something else, added up.
 */
const OFFERED = 0.991
/** Left out at both ends of a span: the first connections, the last stragglers. */
const WARM_UP_MS = 2_000

const secondsOr = (usual: number): number => Number(process.env.BENCH_SECONDS ?? usual)

type Ledger = { to: string; acceptedAt: string; biz_opaque_callback_data: string }

/** Instants of acceptance on the platform, in order, and how long each had been due. */
async function accepted({ control }: Platform, dueAt?: (to: string) => number) {
  const taken = (await control<Ledger[]>('GET', '/messages'))
    .map(({ to, acceptedAt }) => ({
      at: Date.parse(acceptedAt),
      late: dueAt ? Date.parse(acceptedAt) - dueAt(to) - LATENCY_MS : 0,
    }))
    .sort((a, b) => a.at - b.at)
  const { rejected, maxPerSecond } = await control<{ rejected: Record<string, number>; maxPerSecond: Record<string, number> }>(
    'GET',
    '/stats',
  )
  return { taken, overLimit: rejected['130429'] ?? 0, busiest: Math.max(0, ...Object.values(maxPerSecond)) }
}

type Usage = { at: number; hub: number; postgres: number; platform: number }

const usage = async (hub: ServedHub, platform: Platform): Promise<Usage> => ({
  at: Date.now(),
  hub: cpuUsOf(hub.pid),
  postgres: cpuUsOf(hub.postgresPid),
  platform: (await platform.cpuUs()) ?? 0,
})

/** Processor time of each side for one message with its statuses. */
function perMessage(before: Usage, after: Usage, messages: number) {
  const each = (side: 'hub' | 'postgres' | 'platform') => Math.round((after[side] - before[side]) / Math.max(1, messages))
  return { hubCpuUs: each('hub'), postgresCpuUs: each('postgres'), platformCpuUs: each('platform') }
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
const digits = (to: string): number => Number(to.replace(/\D/g, '').slice(4)) - 100_000_000

export const sendBenchmarks: readonly Benchmark[] = [
  {
    name: 'send.one-number',
    about:
      'messages a second held by a number of 1,000 for a minute, each due at its own instant; statuses on. Wanted: 990, p99 ≤ 250 ms',
    async run() {
      const seconds = secondsOr(60)
      const { platform, hub, stop } = await connected(1)
      try {
        const perSecond = 1_000 * OFFERED
        const count = Math.round(perSecond * seconds)
        const from = new Date(Date.now() + 3_000 + count / 4)
        await fillLedger(hub.databaseUrl, { numbers: platform.numbers, count, from, perSecond })
        await sleep(from.getTime() - Date.now())
        const before = await usage(hub, platform)
        await sleep(seconds * 1_000 + 500)
        const after = await usage(hub, platform)
        await sleep(1_500)
        const { taken, overLimit, busiest } = await accepted(platform, (to) => from.getTime() + (digits(to) * 1_000) / perSecond)
        const end = from.getTime() + seconds * 1_000
        const inside = taken.filter(({ at }) => at >= from.getTime() + WARM_UP_MS && at < end)
        const late = inside.map((one) => one.late)
        return {
          value: Math.round((inside.length / (end - from.getTime() - WARM_UP_MS)) * 10_000) / 10,
          unit: 'mps',
          limit: 1_000,
          detail: {
            seconds,
            overLimit,
            p50Ms: percentile(late, 0.5),
            p99Ms: percentile(late, 0.99),
            early: late.filter((ms) => ms < 0).length,
            busiestSecond: busiest,
            accepted: taken.length,
            of: count,
            ...perMessage(before, after, taken.length),
            rssMb: rssMbOf(hub.pid),
          },
        }
      } finally {
        await stop()
      }
    },
  },
  {
    name: 'send.many-numbers',
    about: 'messages a second over 20 numbers of 1,000, statuses on, batched by 100. Wanted: 2,000, at ≤ 250 µs of hub CPU each',
    async run() {
      const seconds = secondsOr(20)
      const { platform, hub, stop } = await connected(NUMBERS)
      try {
        const count = 4_000 * seconds
        const from = new Date(Date.now() + 3_000 + count / 4)
        await fillLedger(hub.databaseUrl, { numbers: platform.numbers, count, from })
        await sleep(from.getTime() + WARM_UP_MS - Date.now())
        const statusesBefore = await statuses(platform)
        const before = await usage(hub, platform)
        await sleep(seconds * 1_000)
        const after = await usage(hub, platform)
        const told = (await statuses(platform)) - statusesBefore
        const { taken, overLimit, busiest } = await accepted(platform)
        const inside = taken.filter(({ at }) => at >= before.at && at < after.at).length
        return {
          value: Math.round(inside / ((after.at - before.at) / 1_000)),
          unit: 'mps',
          detail: {
            seconds,
            numbers: NUMBERS,
            ...perMessage(before, after, inside),
            overLimit,
            busiestSecond: busiest,
            deliveredPerSecond: Math.round(told / ((after.at - before.at) / 1_000)),
            rssMb: rssMbOf(hub.pid),
          },
        }
      } finally {
        await stop()
      }
    },
  },
]

const statuses = async ({ control }: Platform): Promise<number> =>
  (await control<{ delivered: number }>('GET', '/stats')).delivered

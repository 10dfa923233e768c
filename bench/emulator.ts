import { type Benchmark, median } from './benchmark.ts'
import { sendLoad } from './send-load.ts'
import { receiveWebhooks, type ServedEmulator, serveEmulator } from './served-emulator.ts'
import { serveEmulator as serveCommand } from './served-hub.ts'

const SECONDS = 10
const STARTS = 5
const NUMBERS = 10
const A_DAYS_SENDS = 50_000
/** Half of the people answer, and half come by an ad. */
const A_DAYS_RATES = { read: 0.8, reply: 0.5, ad: 0.5 }

/** A template with parameters, each to a customer of its own. */
function message(index: number, to: string): Record<string, unknown> {
  const common = { messaging_product: 'whatsapp', recipient_type: 'individual', to, biz_opaque_callback_data: `order-${index}` }
  const parameters = [
    { type: 'text', text: `NH-${index}` },
    { type: 'text', text: 'Tuesday 24 November' },
  ]
  return {
    ...common,
    type: 'template',
    template: { name: 'order_update', language: { code: 'en_GB' }, components: [{ type: 'body', parameters }] },
  }
}

/** Ten numbers of 1,000 messages a second in a portfolio without limit: every rule stays on. */
async function openTheWay(emulator: ServedEmulator): Promise<string[]> {
  const { data } = await emulator.control<{ data: { id: string }[] }>('GET', '/portfolios')
  for (const { id } of data) await emulator.control('PATCH', `/portfolios/${id}`, { tier: 'TIER_UNLIMITED' })
  const numbers = [emulator.about.phoneNumberId]
  await emulator.control('PATCH', `/numbers/${numbers[0]}`, { throughput: 1_000 })
  while (numbers.length < NUMBERS) {
    const { id } = await emulator.control<{ id: string }>('POST', '/numbers', { throughput: 1_000 })
    numbers.push(id)
  }
  return numbers
}

const somebody = (index: number) => `+4915${String(100_000_000 + index)}`

const sends =
  (numbers: readonly string[], to: (index: number) => string = somebody) =>
  (index: number) => ({
    path: `/v25.0/${numbers[index % numbers.length]}/messages`,
    body: JSON.stringify(message(index, to(index))),
  })

const rounded = (value: number, decimals = 0) => Math.round(value * 10 ** decimals) / 10 ** decimals

export const emulatorBenchmarks: readonly Benchmark[] = [
  {
    name: 'emulator.send',
    about:
      'sends accepted in a second by an emulator in a process of its own, all rules and webhooks on, statuses batched by 100',
    async run() {
      const emulator = await serveEmulator({ clock: 'real' })
      const receiver = await receiveWebhooks()
      try {
        await emulator.control('POST', '/webhook', { url: receiver.url, batch: 100 })
        const next = sends(await openTheWay(emulator))
        const warmUp = await sendLoad(emulator.port, emulator.about.accessToken, next, { seconds: 4 })
        const before = await emulator.usage()
        const already = { ...receiver.seen }
        const load = await sendLoad(emulator.port, emulator.about.accessToken, next, { seconds: SECONDS, first: warmUp.sent })
        const after = await emulator.usage()
        const posts = receiver.seen.posts - already.posts
        const statuses = receiver.seen.statuses - already.statuses
        const cpuUs = (after.cpuUs - before.cpuUs) / load.accepted
        return {
          value: rounded(load.accepted / load.seconds),
          unit: 'sends/s',
          detail: {
            p50Ms: load.p50Ms,
            p99Ms: load.p99Ms,
            cpuUs: rounded(cpuUs, 1),
            perCpuSecond: rounded(1_000_000 / cpuUs),
            statusesPerSecond: rounded(statuses / load.seconds),
            statusesPerPost: rounded(statuses / posts, 1),
            rssMb: rounded(after.rssMb),
          },
        }
      } finally {
        await emulator.stop()
        await receiver.stop()
      }
    },
  },
  {
    name: 'emulator.day',
    about:
      'seconds for a virtual day in which 50,000 messages go out and as many come in, each status and message told by webhook',
    async run() {
      const emulator = await serveEmulator({ clock: 'manual', now: '2026-11-20T00:00:00Z' })
      const receiver = await receiveWebhooks()
      try {
        await emulator.control('POST', '/webhook', { url: receiver.url, batch: 100 })
        const numbers = await openTheWay(emulator)
        await emulator.control('PATCH', '/settings', { relax: ['throughput'] })
        await emulator.control('POST', '/crowd', { customers: A_DAYS_SENDS, countries: ['DE'], rates: A_DAYS_RATES })
        const members = await emulator.control<{ data: { id: string }[] }>('GET', `/crowd/members?limit=${A_DAYS_SENDS}`)
        const next = sends(numbers, (index) => `+${members.data[index]?.id}`)
        const began = performance.now()
        for (let hour = 0; hour < 24; hour++) {
          const first = Math.floor((A_DAYS_SENDS * hour) / 24)
          const most = Math.floor((A_DAYS_SENDS * (hour + 1)) / 24) - first
          await sendLoad(emulator.port, emulator.about.accessToken, next, { first, most, seconds: 600 })
          await emulator.control('POST', '/clock', { advanceMs: 3_600_000 })
        }
        const seconds = (performance.now() - began) / 1_000
        const { doings } = await emulator.control<{ doings: Record<string, number> }>('GET', '/crowd')
        const stats = await emulator.control<{ accepted: number; delivered: number; read: number }>('GET', '/stats')
        const { cpuUs, rssMb } = await emulator.usage()
        return {
          value: rounded(seconds, 1),
          unit: 's',
          detail: {
            out: stats.accepted,
            in: (doings.replied ?? 0) + (doings.cameByAd ?? 0),
            delivered: stats.delivered,
            read: stats.read,
            ...receiver.seen,
            cpuSeconds: rounded(cpuUs / 1_000_000, 1),
            rssMb: rounded(rssMb),
          },
        }
      } finally {
        await emulator.stop()
        await receiver.stop()
      }
    },
  },
  {
    name: 'emulator.customers',
    about: 'resident megabytes with a crowd of 1,000,000, after a virtual day in which one in twenty came by an ad',
    async run() {
      const emulator = await serveEmulator({ clock: 'manual', now: '2026-11-20T00:00:00Z' })
      try {
        const empty = await emulator.usage()
        await emulator.control('POST', '/crowd', { customers: 1_000_000, countries: ['DE', 'GB'], rates: { ad: 0.05 } })
        const idle = await emulator.usage()
        const began = performance.now()
        await emulator.control('POST', '/clock', { advanceMs: 86_400_000 })
        const { doings } = await emulator.control<{ doings: { cameByAd: number } }>('GET', '/crowd')
        const lived = await emulator.usage()
        return {
          value: rounded(lived.rssMb),
          unit: 'MB',
          detail: {
            emptyMb: rounded(empty.rssMb),
            idleMb: rounded(idle.rssMb),
            acted: doings.cameByAd,
            seconds: rounded((performance.now() - began) / 1_000, 1),
          },
        }
      } finally {
        await emulator.stop()
      }
    },
  },
  {
    name: 'emulator.start',
    about: 'milliseconds from the command `casement emulate` to its line "Emulator ready"',
    async run() {
      const runs: number[] = []
      for (let run = 0; run < STARTS; run++) runs.push(await startOnce())
      return {
        value: median([...runs].sort((a, b) => a - b)),
        unit: 'ms',
        detail: { runs: runs.map((ms) => rounded(ms)) },
      }
    },
  },
]

async function startOnce(): Promise<number> {
  const began = performance.now()
  const emulator = await serveCommand()
  const passed = performance.now() - began
  await emulator.stop()
  return passed
}

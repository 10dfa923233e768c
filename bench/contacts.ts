import type { Benchmark } from './benchmark.ts'
import { cpuUsOf } from './processor-time.ts'
import { KEY, serveHub } from './served-hub.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000)

export const contactBenchmarks: readonly Benchmark[] = [
  {
    name: 'campaign.import',
    about: `rows a second from a CSV file of ${ROWS.toLocaleString('en')} rows to contacts, over the API, until the job is done`,
    run: () =>
      withHub(async (hub) => {
        const before = await hub.residentMb()
        let peak = before
        const cpuBefore = hub.cpu()
        const begin = performance.now()
        const { job } = await hub.api<{ job: { id: string } }>('/v1/contacts/import?file=bench.csv', {
          method: 'POST',
          headers: { 'content-type': 'text/csv' },
          body: ReadableStream.from(file(ROWS)),
          duplex: 'half',
        })
        const received = performance.now()
        let found: Job
        do {
          await new Promise((resolve) => setTimeout(resolve, 200))
          found = await hub.api<Job>(`/v1/jobs/${job.id}`)
          peak = Math.max(peak, await hub.residentMb())
        } while (found.state === 'waiting' || found.state === 'running')
        const seconds = (performance.now() - begin) / 1_000
        const cpu = hub.cpu()
        if (found.state !== 'done' || found.counts.created !== ROWS)
          throw new Error(`The import went wrong: ${JSON.stringify(found)}`)
        return {
          value: Math.round(ROWS / seconds),
          unit: 'rows/s',
          detail: {
            seconds: round(seconds),
            rssMb: round(peak - before),
            hubCpuSeconds: round((cpu.hub - cpuBefore.hub) / 1_000_000),
            postgresCpuSeconds: round((cpu.postgres - cpuBefore.postgres) / 1_000_000),
            uploadSeconds: round((received - begin) / 1_000),
            columns: HEADER,
          },
        }
      }),
  },
]

type Job = { state: string; counts: { created?: number } }
type Hub = {
  api<T>(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<T>
  residentMb(): Promise<number>
  cpu(): { hub: number; postgres: number }
}

const HEADER = 'phone,name,city,tier'
const CITIES = ['Oslo', 'Bergen', 'Łódź', 'Reykjavík', '"Aix, en Provence"']

async function* file(rows: number) {
  yield Buffer.from(`${HEADER}\n`)
  for (let at = 0; at < rows; ) {
    let text = ''
    for (const end = Math.min(rows, at + 2_000); at < end; at++) {
      // A stride without a common divisor: numbers come in no order, as in real files, and each once.
      const number = 7_000_000_000 + ((at * 387_420_489) % 100_000_000)
      text += `+44${number},Person ${at},${CITIES[at % CITIES.length]},${at % 3 ? 'basic' : 'gold'}\n`
    }
    yield Buffer.from(text)
  }
}

/** A hub over a fresh durable database, with no platform to talk to. */
async function withHub<T>(work: (hub: Hub) => Promise<T>): Promise<T> {
  const served = await serveHub({ env: { CASEMENT_KEY_RATE: '1000000' } })
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(served.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${KEY}` } })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
    return text
  }
  try {
    return await work({
      api: async (path, init) => JSON.parse(await ask(path, init)),
      cpu: () => ({ hub: cpuUsOf(served.pid), postgres: cpuUsOf(served.postgresPid) }),
      residentMb: async () => {
        const [, bytes] = /^casement_process_resident_memory_bytes (\S+)$/m.exec(await ask('/metrics')) ?? []
        return Number(bytes) / 1_048_576
      },
    })
  } finally {
    await served.stop()
  }
}

const round = (value: number) => Math.round(value * 10) / 10

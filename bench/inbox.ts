import type { Benchmark } from './benchmark.ts'
import { fillInbox } from './fill-inbox.ts'
import { KEY, serveHub } from './served-hub.ts'

const THREADS = 1_000_000
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000)
const ASKS = 400

/**
 * The lists an agent looks at, in turn: the views, both orders, second pages. Half of the threads are done, a fiftieth has an open
 * window, few failed: an inbox that has been lived in for a year.
 */
const lists = [
  'view=all&sort=time-left&state=open',
  'view=all',
  'view=mine&sort=time-left&state=open',
  'view=unassigned&sort=time-left&state=open',
  'view=closing&sort=time-left&state=open',
  'view=closed&sort=time-left&state=open',
  'view=failed&sort=time-left',
  'view=ads&sort=newest',
  'view=all&sort=newest&state=resolved',
]

export const inboxBenchmarks: readonly Benchmark[] = [
  {
    name: 'inbox.list',
    about: `milliseconds within which 95 of 100 pages of 60 threads are answered, of ${THREADS.toLocaleString('en')} (wanted: 20); every view, second pages too`,
    run: () =>
      withInbox(0, async ({ api }) => {
        const first = new Map<string, string | null>()
        const took: number[] = []
        const each = new Map(lists.map((list) => [list, [] as number[]]))
        for (let n = 0; n < ASKS; n++) {
          const list = lists[n % lists.length] as string
          const cursor = n % 3 === 2 ? first.get(list) : undefined
          const begin = performance.now()
          const page = await api<Page>(`/v1/threads?${list}&limit=60${cursor ? `&cursor=${cursor}` : ''}`)
          const ms = performance.now() - begin
          if (n >= lists.length) took.push(ms)
          if (n >= lists.length) each.get(list)?.push(ms)
          if (page.data.length === 0) throw new Error(`${list} answered with no thread.`)
          first.set(list, page.cursor)
        }
        const counting = await timed(20, () => api('/v1/threads/counts?state=open'))
        return {
          value: round(at(took, 0.95)),
          unit: 'ms',
          limit: 20,
          detail: {
            p50Ms: round(at(took, 0.5)),
            p95MsOf: Object.fromEntries([...each].map(([list, ms]) => [list, round(at(ms, 0.95))])),
            countsP50Ms: round(at(counting, 0.5)),
            threads: THREADS,
          },
        }
      }),
  },
  {
    name: 'inbox.search',
    about: `milliseconds within which 95 of 100 searches are answered, over ${MESSAGES.toLocaleString('en')} messages: rare words, common ones, names, numbers`,
    run: () =>
      withInbox(MESSAGES, async ({ api }) => {
        const asked = ['order 777', 'sofa', 'walnut table', 'person 4711', '07700 900123', 'delivery tomorrow', 'zebra']
        const took: number[] = []
        const each: Record<string, number> = {}
        for (const q of asked) {
          const these = await timed(15, () => api(`/v1/search?limit=20&q=${encodeURIComponent(q)}`))
          each[q] = round(at(these, 0.5))
          took.push(...these.slice(1))
        }
        return {
          value: round(at(took, 0.95)),
          unit: 'ms',
          detail: { p50Ms: round(at(took, 0.5)), p50MsOf: each, messages: MESSAGES, threads: THREADS },
        }
      }),
  },
]

type Page = { data: unknown[]; cursor: string | null }
type Inbox = { api<T>(path: string): Promise<T> }

const round = (value: number) => Math.round(value * 10) / 10
const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

async function timed(times: number, run: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const begin = performance.now()
    await run()
    took.push(performance.now() - begin)
  }
  return took
}

async function withInbox<T>(messages: number, measure: (inbox: Inbox) => Promise<T>): Promise<T> {
  const hub = await serveHub({ settings: { max_wal_size: '8GB' } })
  try {
    await fillInbox(hub.databaseUrl, { threads: THREADS, messages })
    return await measure({
      api: async <T>(path: string) => {
        const answer = await fetch(hub.url + path, { headers: { authorization: `Bearer ${KEY}` } })
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
        return (await answer.json()) as T
      },
    })
  } finally {
    await hub.stop()
  }
}

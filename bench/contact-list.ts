import type { Benchmark } from './benchmark.ts'
import { fillContacts } from './fill-contacts.ts'
import { KEY, serveHub } from './served-hub.ts'

const PEOPLE = Number(process.env.BENCH_PEOPLE ?? 1_000_000)
const TIMES = 12
/** As many as the dashboard asks for at once. */
const LIMIT = 100

const filter = (...all: unknown[]) => `filter=${encodeURIComponent(JSON.stringify({ all }))}`

/** What an address may narrow the list to: the common, which is met at every step, and the rare, which is not. */
const narrowed = {
  everybody: '',
  'tag, one in ten': filter({ tag: 'newsletter' }),
  'tag, one in ten thousand': filter({ tag: 'founder' }),
  'attribute, one in three': filter({ attribute: 'tier', is: 'gold' }),
  'attribute, one in fifty': filter({ attribute: 'city', is: 'City 7' }),
  'attribute, one alone': filter({ attribute: 'customer', is: 4711 }),
  'attribute and consent': filter({ attribute: 'city', is: 'City 7' }, { consent: 'marketing', is: 'in' }),
  'rare tag, no consent': filter({ tag: 'founder' }, { consent: 'marketing', is: 'unsaid' }),
  'a word of the name': 'q=fischer',
  'a rare word': 'q=4711',
  'words of the name': 'q=person%20777',
  'the end of a number': 'q=654321',
  'the beginning of a number': 'q=4477001',
}

export const contactListBenchmarks: readonly Benchmark[] = [
  {
    name: 'contacts.list',
    about: `milliseconds within which 95 of 100 pages of contacts are answered, of ${PEOPLE.toLocaleString('en')}: newest, far down, by tag, attribute, segment, name and number (wanted: 50)`,
    async run() {
      const hub = await serveHub({ settings: { max_wal_size: '8GB' }, env: { CASEMENT_KEY_RATE: '1000000' } })
      try {
        await fillContacts(hub.databaseUrl, PEOPLE)
        const api = async <T>(path: string, body?: unknown): Promise<T> => {
          const answer = await fetch(hub.url + path, {
            headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
          })
          if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
          return (await answer.json()) as T
        }
        const segment = await api<{ id: string }>('/v1/segments', {
          name: 'Gold with consent',
          filter: {
            all: [
              { attribute: 'tier', is: 'gold' },
              { consent: 'marketing', is: 'in' },
            ],
          },
        })
        const lists = { ...narrowed, 'a segment, one in six': `segment=${segment.id}` }
        const took: number[] = []
        const p50Of: Record<string, number> = {}
        const countedOf: Record<string, number> = {}
        const measure = async (name: string, path: string) => {
          const ms: number[] = []
          for (let n = 0; n < TIMES; n++) {
            const begin = performance.now()
            const page = await api<{ data: unknown[] }>(path)
            ms.push(performance.now() - begin)
            if (page.data.length === 0) throw new Error(`${path} found nobody.`)
          }
          p50Of[name] = at(ms, 0.5)
          // The first of each is planned and read for the first time.
          took.push(...ms.slice(1))
        }
        for (const [name, asked] of Object.entries(lists)) {
          await measure(name, `/v1/contacts?limit=${LIMIT}&${asked}`)
          const begin = performance.now()
          const { people, every, ids } = await api<Landmarks>(`/v1/contacts/landmarks?${asked}`)
          countedOf[name] = Math.round(performance.now() - begin)
          const middle = ids[Math.floor(ids.length / 2)]
          if (people > 4 * every)
            await measure(`${name}, far down`, `/v1/contacts?limit=${LIMIT}&from=${middle}&skip=${every - LIMIT}&${asked}`)
        }
        return {
          value: at(took, 0.95),
          unit: 'ms',
          limit: 50,
          detail: { p50Ms: at(took, 0.5), p50MsOf: p50Of, countedMsOf: countedOf, people: PEOPLE },
        }
      } finally {
        await hub.stop()
      }
    },
  },
]

type Landmarks = { people: number; every: number; ids: string[] }

const at = (values: readonly number[], share: number): number =>
  Math.round((values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0) * 10) / 10

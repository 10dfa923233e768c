import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { KEY, serveHub } from './served-hub.ts'

const THREADS = 1_000_000
const MESSAGES = 10_000_000
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
          detail: { p50Ms: round(at(took, 0.5)), p50MsOf: each, messages: MESSAGES },
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

/** A hub whose database holds a large inbox. Rows are written by SQL: what is measured is reading them. */
async function withInbox<T>(messages: number, measure: (inbox: Inbox) => Promise<T>): Promise<T> {
  const hub = await serveHub()
  const client = new pg.Client({ connectionString: hub.databaseUrl })
  try {
    await client.connect()
    const workspaceId = (await client.query<{ id: string }>('select id from workspaces')).rows[0]?.id
    const me = (await client.query<{ id: string }>('select id from api_keys')).rows[0]?.id
    await client.query('set synchronous_commit = off')
    await client.query(`insert into portfolios (workspace_id, id, name) values ($1, 'bench', 'Bench') on conflict do nothing`, [
      workspaceId,
    ])
    await client.query(
      `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) values ($1, 'bench', 'bench', 'bench', 'Bench', '')`,
      [workspaceId],
    )
    await client.query(
      `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
       values ($1, 'bench', 'bench', '+44 7700 900000', '447700900000', 'Bench', 80)`,
      [workspaceId],
    )
    await client.query(
      `insert into contacts (workspace_id, id, name, created_at)
       select $1, md5('c' || n)::uuid, 'Person ' || n || ' ' || (array['Berg', 'Costa', 'Diaz', 'Ek', 'Fischer'])[1 + n % 5], now()
       from generate_series(1, $2::int) n`,
      [workspaceId, THREADS],
    )
    await client.query(
      `insert into contact_aliases (workspace_id, kind, value, contact_id)
       select $1, 'e164', (447700000000 + n)::text, md5('c' || n)::uuid from generate_series(1, $2::int) n`,
      [workspaceId, THREADS],
    )
    await client.query(
      `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, csw_until, from_ad, unread, state, owner_id,
         last_message, last_failed, last_message_at)
       select $1, md5('t' || n)::uuid, 'bench', md5('c' || n)::uuid, '{"lastUserAt": null}',
         case when n % 50 = 0 then now() + (n % 1440) * interval '1 minute'
              when n % 10 = 9 then null else now() - (n % 500000) * interval '1 minute' end,
         n % 40 = 0, n % 3, case when n % 2 = 0 then 'open' else 'resolved' end, case when n % 200 = 0 then $3 end,
         jsonb_build_object('id', md5('m' || n)::uuid, 'text', 'Is order ' || n || ' there?', 'at', '2026-11-20T12:00:00.000Z', 'direction', 'in'),
         n % 5000 = 0, now() - (n % 500000) * interval '1 minute'
       from generate_series(1, $2::int) n`,
      [workspaceId, THREADS, me],
    )
    if (messages > 0) {
      await client.query(
        `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status)
         select $1, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
           md5('t' || (1 + n % $2))::uuid, 'in', 'text', '{}',
           (array['Is order ', 'My sofa, order ', 'Delivery tomorrow for order ', 'The walnut table of order ', 'Thank you for '])[1 + n % 5] || n / 7
             || case when n % 1000003 = 0 then ' zebra' else '' end,
           now() - n * interval '1 second', 'received'
         from generate_series(1, $3::int) n`,
        [workspaceId, THREADS, messages],
      )
    }
    await client.query('vacuum analyze')
    await client.end()
    return await measure({
      api: async <T>(path: string) => {
        const answer = await fetch(hub.url + path, { headers: { authorization: `Bearer ${KEY}` } })
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
        return (await answer.json()) as T
      },
    })
  } finally {
    await client.end().catch(() => {})
    await hub.stop()
  }
}

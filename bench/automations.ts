import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Pool } from 'undici'
import type { Benchmark } from './benchmark.ts'
import { cpuUsOf } from './processor-time.ts'
import { KEY, type ServedHub, serveHub, sign } from './served-hub.ts'

const PER_SECOND = 200
const SECONDS = Number(process.env.BENCH_SECONDS ?? 15)
const WAITING = Number(process.env.BENCH_WAITING ?? 1_000_000)

const NUMBER = `
  with workspace as (select id from workspaces),
  portfolio as (
    insert into portfolios (workspace_id, id, name, verified, tier) select id, '1', 'Bench', true, 'TIER_UNLIMITED' from workspace
  ),
  waba as (
    insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) select id, '1', '1', 'environment', 'Bench', '' from workspace
  ),
  routed as (
    insert into routes (kind, external_id, workspace_id) select 'number', '1', id from workspace union all select 'waba', '1', id from workspace
  )
  insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
  select id, '1', '1', '+44 7700 900123', '447700900123', 'Bench', 80 from workspace`

/** Runs that wait for an hour of the next weeks, each for somebody else. */
const WAIT = `
  with item as (select gen_random_uuid() as contact, uuidv7() as run, n from generate_series(1, $2::int) n),
  people as (
    insert into contacts (workspace_id, id, name, created_at) select w.id, contact, 'Person ' || n, now() from item, workspaces w
  )
  insert into automation_runs (workspace_id, id, automation_id, version, contact_id, phone_number_id, trigger_key, state, node_id, step, due_at, started_at)
  select w.id, run, $1, 1, contact, '1', 'event -' || n, 'waiting', 'wait', 1, now() + interval '1 day' + n * interval '1 second', now()
  from item, workspaces w`

export const automationBenchmarks: readonly Benchmark[] = [
  {
    name: 'automation.first-action',
    about: `milliseconds within which 99 of 100 customers have their answer in the send ledger, from the moment the webhook leaves the platform: ${PER_SECOND} customers a second who write for the first time, while ${WAITING.toLocaleString('en')} runs wait. Wanted: 500`,
    async run() {
      const hub = await serveHub({ roles: 'http,jobs', settings: { track_commit_timestamp: 'on' } })
      const pool = new pg.Pool({ connectionString: hub.databaseUrl, max: 1 })
      try {
        await pool.query(NUMBER)
        const say = { id: 'hi', kind: 'send', message: { type: 'text', text: { body: 'Welcome, {{contact.first_name|there}}' } } }
        const limits = { perMinute: 100_000 }
        const waits = await draw(hub, {
          trigger: { kind: 'keyword', words: ['later'] },
          limits,
          start: 'wait',
          nodes: [{ id: 'wait', kind: 'wait', minutes: 1_000, next: { done: 'hi' } }, say],
        })
        await draw(hub, { trigger: { kind: 'first-message' }, limits, start: 'hi', nodes: [say] })
        await pool.query(WAIT, [waits, WAITING])
        await pool.query('analyze automation_runs')
        await pool.query('analyze contacts')
        const before = { hub: cpuUsOf(hub.pid), postgres: cpuUsOf(hub.postgresPid) }
        const leftAt = await writeSteadily(hub)
        await untilAnswered(pool, leftAt.size)
        const took = await answerTimes(pool, leftAt)
        const at = (share: number) => Math.round(took[Math.ceil(took.length * share) - 1] ?? 0)
        return {
          value: at(0.99),
          unit: 'ms',
          detail: {
            p50Ms: at(0.5),
            worstMs: at(1),
            answered: took.length,
            waiting: WAITING,
            hubCpuUs: Math.round((cpuUsOf(hub.pid) - before.hub) / took.length),
            postgresCpuUs: Math.round((cpuUsOf(hub.postgresPid) - before.postgres) / took.length),
          },
        }
      } finally {
        await pool.end()
        await hub.stop()
      }
    },
  },
]

async function draw(hub: ServedHub, graph: object): Promise<string> {
  const ask = async (path: string, body: object): Promise<{ id: string }> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    const answer = await fetch(hub.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  const { id } = await ask('/v1/automations', { name: 'Bench', graph })
  await ask(`/v1/automations/${id}/on`, {})
  return id
}

/** Somebody new writes every five milliseconds. Answers when each webhook left, by the id of its message. */
async function writeSteadily(hub: ServedHub): Promise<Map<string, number>> {
  const client = new Pool(hub.url, { connections: 32, pipelining: 1 })
  const leftAt = new Map<string, number>()
  const posts: Promise<void>[] = []
  const begin = performance.now()
  for (let n = 0; n < PER_SECOND * SECONDS; n++) {
    const wait = begin + (n * 1_000) / PER_SECOND - performance.now()
    if (wait > 0) await sleep(wait)
    const from = `44770${String(1_000_000 + n)}`
    const id = `wamid.bench${n}`
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900123', phone_number_id: '1' },
      contacts: [{ profile: { name: 'Ada Byrne' }, wa_id: from, user_id: `GB.${from}` }],
      messages: [
        {
          from,
          from_user_id: `GB.${from}`,
          id,
          timestamp: String(Math.floor(Date.now() / 1_000)),
          type: 'text',
          text: { body: 'Hello' },
        },
      ],
    }
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
    })
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) }
    leftAt.set(id, Date.now())
    posts.push(
      client.request({ path: '/webhooks/whatsapp', method: 'POST', headers, body }).then(async (answer) => {
        await answer.body.dump()
        if (answer.statusCode !== 200) throw new Error(`a webhook was answered ${answer.statusCode}`)
      }),
    )
  }
  await Promise.all(posts)
  await client.close()
  return leftAt
}

async function untilAnswered(pool: pg.Pool, count: number): Promise<void> {
  for (let look = 0; look < 300; look++) {
    const { rows } = await pool.query<{ sends: number }>('select count(*)::int as sends from sends')
    if (rows[0]?.sends === count) return
    await sleep(200)
  }
  throw new Error('some were not answered within a minute')
}

/** Milliseconds from a webhook to the commit of its answer, in order. */
async function answerTimes(pool: pg.Pool, leftAt: ReadonlyMap<string, number>): Promise<number[]> {
  const { rows } = await pool.query<{ wamid: string; at: Date }>(
    `select m.wamid, pg_xact_commit_timestamp(s.xmin) as at from sends s join messages m on m.thread_id = s.thread_id and m.direction = 'in'`,
  )
  return rows.map(({ wamid, at }) => at.getTime() - (leftAt.get(wamid) ?? 0)).sort((a, b) => a - b)
}

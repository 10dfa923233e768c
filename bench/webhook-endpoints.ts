import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { cpuUsOf } from './processor-time.ts'
import { KEY, serveHub } from './served-hub.ts'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 20_000)

/** Threads with a message each and the event that says so: what 20,000 customers who write leave behind. */
const FILL = `
  with workspace as (select id from workspaces),
  number as (
    insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
    select id, '1', '1', '+44 7700 900123', '447700900123', 'Bench', 80 from workspace returning workspace_id
  ),
  waba as (
    insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed)
    select id, '1', '1', 'environment', 'Bench', '' from workspace returning workspace_id
  ),
  item as (select gen_random_uuid() as contact, gen_random_uuid() as thread, uuidv7() as message, n from generate_series(1, $1::int) n),
  made_contacts as (
    insert into contacts (workspace_id, id, name, created_at) select w.id, contact, 'Person ' || n, now() from item, workspace w
  ),
  made_threads as (
    insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
    select w.id, thread, '1', contact, '{}', now() from item, workspace w
  ),
  made_messages as (
    insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status)
    select w.id, message, thread, 'in', 'text', '{"text": {"body": "Is the lamp in stock?"}}', 'Is the lamp in stock?', now(), 'received'
    from item, workspace w
  ),
  counted as (
    insert into workspace_counters (workspace_id, event_seq) select id, $1 from workspace
    on conflict (workspace_id) do update set event_seq = workspace_counters.event_seq + $1 returning event_seq - $1 as before
  )
  insert into events (workspace_id, seq, type, at, data)
  select w.id, c.before + n, 'message.received', now(), jsonb_build_object('threadId', thread, 'messageId', message, 'contactId', contact)
  from item, workspace w, counted c`

export const webhookEndpointBenchmarks: readonly Benchmark[] = [
  {
    name: 'webhooks.out',
    about:
      'events told to one endpoint a second, each signed and with its message, until the last one is answered for. Wanted: 1,000',
    async run() {
      const hub = await serveHub({ roles: 'http,jobs', env: { CASEMENT_PRIVATE_ENDPOINTS: 'true' } })
      let told = 0
      let allTold: () => void = () => {}
      const done = new Promise<void>((resolve) => {
        allTold = resolve
      })
      const receiver = createServer((request, response) => {
        request.resume().on('end', () => {
          response.writeHead(204).end()
          if (++told === EVENTS) allTold()
        })
      })
      const pool = new pg.Pool({ connectionString: hub.databaseUrl, max: 1 })
      try {
        await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
        const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
        const made = await fetch(`${hub.url}/v1/webhook-endpoints`, {
          method: 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
          body: JSON.stringify({ url }),
        })
        if (made.status !== 201) throw new Error(await made.text())
        await pool.query(FILL, [EVENTS])
        const begin = performance.now()
        const before = { hub: cpuUsOf(hub.pid), postgres: cpuUsOf(hub.postgresPid) }
        await done
        const seconds = (performance.now() - begin) / 1_000
        const cpuUs = (pid: number, since: number) => Math.round((cpuUsOf(pid) - since) / EVENTS)
        return {
          value: Math.round(EVENTS / seconds),
          unit: 'events/s',
          detail: {
            events: EVENTS,
            seconds: Math.round(seconds * 10) / 10,
            hubCpuUs: cpuUs(hub.pid, before.hub),
            postgresCpuUs: cpuUs(hub.postgresPid, before.postgres),
          },
        }
      } finally {
        await pool.end()
        await hub.stop()
        receiver.closeAllConnections()
        receiver.close()
      }
    },
  },
]

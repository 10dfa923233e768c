import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { connected } from './connected.ts'
import { fillLedger } from './ledger-load.ts'
import { cpuUsOf } from './processor-time.ts'

const WAITING = Number(process.env.BENCH_WAITING ?? 1_000_000)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20)
const PER_SECOND = 200
/** Left out of each span: connections, caches, the first plans, and code that is compiled as it grows hot. */
const WARM_UP_S = 15

const PEOPLE = `
  create temporary table item as
  select n, gen_random_uuid() as contact, gen_random_uuid() as thread, gen_random_uuid() as automation_run, gen_random_uuid() as sequence_run,
    -- Version 7, in order: messages are partitioned by the time in their ids.
    (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + n / 4096), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
      || 'a' || substr(md5(random()::text), 1, 15))::uuid as send,
    now() + interval '1 day' + n * interval '2 seconds' as due, w.id as workspace
  from generate_series(1, $1::int) n, workspaces w`

/** A third each: automations that wait, steps of sequences, messages scheduled for the weeks to come from the number that sends. */
const WAIT = [
  `insert into contacts (workspace_id, id, name, created_at) select workspace, contact, 'Person ' || n, now() from item`,
  `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
   select workspace, thread, (select id from phone_numbers limit 1), contact, '{"lastUserAt": null}', now() from item`,
  `insert into automations (workspace_id, id, name, draft, changed_at, changed_by, created_at)
   select id, gen_random_uuid(), 'Bench', '{}', now(), '{}', now() from workspaces`,
  `insert into automation_runs (workspace_id, id, automation_id, version, contact_id, phone_number_id, trigger_key, state, node_id, step, due_at, started_at)
   select i.workspace, i.automation_run, a.id, 1, i.contact, (select id from phone_numbers limit 1), 'event -' || n, 'waiting', 'wait', 1, i.due, now()
   from item i, automations a`,
  `insert into sequence_runs (workspace_id, id, sequence_id, contact_id, key, due_at, began_at)
   select workspace, sequence_run, '00000000-0000-7000-8000-000000000001', contact, 'event -' || n, due, now() from item`,
  `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by)
   select workspace, send, thread, 'out', 'text', '{"type": "text", "text": {"body": "Hello"}}', 'Hello', due, 'queued', '[]',
     '{"kind": "person", "id": "bench", "name": "bench"}' from item`,
  `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority,
     state, due_at, expires_at, scheduled)
   select workspace, send, (select id from phone_numbers limit 1), thread, contact, '{"phone": "447700900001", "bsuid": null}',
     '{"type": "text", "text": {"body": "Hello"}}', 'free-form', 'service', 'person', 1, 'queued', due, due + interval '1 day', true from item`,
  'analyze contacts',
  'analyze threads',
  'analyze messages',
  'analyze sends',
  'analyze automation_runs',
  'analyze sequence_runs',
  'checkpoint',
]

export const timerBenchmarks: readonly Benchmark[] = [
  {
    name: 'timers.waiting',
    about: `how many times as much processor time a message takes while ${WAITING.toLocaleString('en')} timers wait (automations, sequences, scheduled messages) as while none do: ${PER_SECOND} a second from one number, statuses on. Wanted: 1.1`,
    async run() {
      const { platform, hub, stop } = await connected(1)
      const client = new pg.Client({ connectionString: hub.databaseUrl })
      try {
        await client.connect()
        /** Microseconds of processor time, a message, on each side. */
        const span = async (first: number) => {
          const count = PER_SECOND * (SECONDS + WARM_UP_S)
          const from = new Date(Date.now() + 3_000 + count)
          await fillLedger(hub.databaseUrl, { numbers: platform.numbers, count, from, perSecond: PER_SECOND, first })
          await sleep(from.getTime() + WARM_UP_S * 1_000 - Date.now())
          const before = { hub: cpuUsOf(hub.pid), postgres: cpuUsOf(hub.postgresPid) }
          await sleep(SECONDS * 1_000)
          const { rows } = await client.query<{ sent: number }>(
            `select count(*)::int as sent from sends
             where state <> 'queued' and due_at >= $1::timestamptz and due_at < $1::timestamptz + $2 * interval '1 second'`,
            [new Date(from.getTime() + WARM_UP_S * 1_000), SECONDS],
          )
          const sent = rows[0]?.sent ?? 0
          // What is not sent costs nothing, and would look like a gain.
          if (sent < 0.9 * PER_SECOND * SECONDS)
            throw new Error(`Only ${sent} of ${PER_SECOND * SECONDS} messages were sent in time: the machine does too much else.`)
          const each = (used: number) => Math.round(used / sent)
          return { hub: each(cpuUsOf(hub.pid) - before.hub), postgres: each(cpuUsOf(hub.postgresPid) - before.postgres) }
        }
        const alone = await span(0)
        await client.query(PEOPLE, [Math.round(WAITING / 3)])
        for (const statement of WAIT) await client.query(statement)
        const beside = await span(1_000_000)
        return {
          value: Math.round(((beside.hub + beside.postgres) / (alone.hub + alone.postgres)) * 100) / 100,
          unit: 'times',
          detail: {
            waiting: WAITING,
            hubCpuUs: beside.hub,
            postgresCpuUs: beside.postgres,
            hubCpuUsAlone: alone.hub,
            postgresCpuUsAlone: alone.postgres,
          },
        }
      } finally {
        await client.end()
        await stop()
      }
    },
  },
]

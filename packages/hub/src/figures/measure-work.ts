import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'
import { rows } from '../database/database.ts'
import type { Outcome } from '../sender/outcome.ts'

/** How long one look at the database serves every scrape, by the machine's monotonic clock. */
const GOOD_FOR_MS = 10_000
/** A look that takes longer is given up: figures are not worth what they measure. */
const PATIENCE = '2s'

type Waiting = { number: string; priority: number; state: string; count: number; oldest: number }
type Look = {
  waiting: Waiting[]
  leases: { number: string; held: number }[]
  journal: { count: number; lag: number }
  deadLetters: number
  events: number
}

/** Figures of the hub's own work, beside those of the process. Each says what it counts; all are asked for only when somebody scrapes. */
export function measureWork(registry: Registry, pool: pg.Pool): { outcome(outcome: Outcome): void } {
  const registers = [registry]
  const outcomes = new Counter({
    name: 'casement_send_outcomes_total',
    help: 'What posts of this process came to: accepted, failed, again (later) or unclear; code is the platform’s error, or empty.',
    labelNames: ['outcome', 'code'],
    registers,
  })

  let looking: { at: number; look: Promise<Look | null> } | null = null
  const look = (): Promise<Look | null> => {
    const now = performance.now()
    if (!looking || now - looking.at > GOOD_FOR_MS) looking = { at: now, look: lookAt(pool).catch(() => null) }
    return looking.look
  }
  const gauge = (name: string, help: string, labelNames: string[], read: (gauge: Gauge, look: Look) => void) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const found = await look()
        this.reset()
        if (found) read(this, found)
      },
    })
  const queueLabels = ['number', 'priority', 'state']
  gauge(
    'casement_sends_waiting',
    'Sends that have not come to an end, by number, priority (0 first) and state.',
    queueLabels,
    (queue, { waiting }) => {
      for (const { number, priority, state, count } of waiting) queue.set({ number, priority, state }, count)
    },
  )
  gauge(
    'casement_sends_waiting_seconds',
    'How long the oldest of them has been due; 0 when it is not due yet.',
    queueLabels,
    (queue, { waiting }) => {
      for (const { number, priority, state, oldest } of waiting) queue.set({ number, priority, state }, oldest)
    },
  )
  gauge(
    'casement_lease_held',
    '1 when some process holds the right to send for this number, 0 when none does.',
    ['number'],
    (held, { leases }) => {
      for (const lease of leases) held.set({ number: lease.number }, lease.held)
    },
  )
  gauge('casement_journal_waiting', 'Webhooks that are kept and not yet applied.', [], (waiting, { journal }) =>
    waiting.set(journal.count),
  )
  gauge('casement_journal_lag_seconds', 'How long the oldest of them has waited.', [], (lag, { journal }) => lag.set(journal.lag))
  gauge('casement_dead_letters', 'Items of webhooks that could not be applied and were set aside.', [], (letters, found) =>
    letters.set(found.deadLetters),
  )
  gauge('casement_events', 'Domain events so far, of all workspaces.', [], (events, found) => events.set(found.events))

  return {
    outcome: (outcome) =>
      outcomes.inc({ outcome: outcome.kind, code: outcome.kind === 'accepted' ? '' : String(outcome.error.code ?? '') }),
  }
}

/** Reads what waits by indexes that hold only what waits, on one connection, for at most two seconds. */
async function lookAt(pool: pg.Pool): Promise<Look> {
  const client = await pool.connect()
  try {
    await client.query('begin read only')
    await client.query(`set local statement_timeout = '${PATIENCE}'`)
    const waiting = await rows<Waiting>(
      client,
      `select phone_number_id as number, priority, state, count(*) as count,
         greatest(extract(epoch from now() - min(due_at)), 0)::float8 as oldest
       from sends where state in ('queued', 'held', 'posting', 'unclear')
       group by 1, 2, 3 /* all workspaces: figures of the instance */`,
    )
    const leases = await rows<Look['leases'][number]>(
      client,
      `select n.id as number, (l.expires_at is not null)::int as held from phone_numbers n
       left join leases l on l.workspace_id = n.workspace_id and l.phone_number_id = n.id and l.expires_at > now()
       /* all workspaces: figures of the instance */`,
    )
    const [journal] = await rows<Look['journal']>(
      client,
      `select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as lag from journal where state = 'new'`,
    )
    const [rest] = await rows<{ letters: number; events: number }>(
      client,
      `select (select count(*) from dead_letters) as letters, coalesce(sum(event_seq), 0)::float8 as events
       from workspace_counters /* all workspaces: figures of the instance */`,
    )
    return {
      waiting,
      leases,
      journal: journal ?? { count: 0, lag: 0 },
      deadLetters: rest?.letters ?? 0,
      events: rest?.events ?? 0,
    }
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

import { HOUR, MINUTE, platformTime } from '@casement/platform'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { sweepWindows } from './sweep-windows.ts'

/** Windows that open, close and are warned of: the clock moves, and each thing is told once, in the order of the thread. */
let hub: ConnectedHub
let pool: pg.Pool
const START = Date.parse('2026-11-20T12:00:00Z')

beforeAll(async () => {
  hub = await connectHub({ now: new Date(START).toISOString() })
  pool = openDatabase(hub.database.url, { max: 6 })
})
afterAll(async () => {
  await pool?.end()
  await hub?.stop()
})

const write = async (from: string, more: Record<string, unknown> = {}) => {
  await hub.control('POST', `/customers/${from}/messages`, {
    to: hub.world.phoneNumberId,
    type: 'text',
    text: { body: 'Hello?' },
    ...more,
  })
  await hub.settle()
}
/** What was told of one person's windows: minutes since `from`, the type, the warning. */
const told = async (person: string, from = START): Promise<string[]> => {
  const { rows } = await pool.query(
    `select e.type, e.at, e.data from events e
     join contact_aliases a on a.kind = 'e164' and a.contact_id = (e.data->>'contactId')::uuid
     where a.value = $1 and e.type ~ '^(window|entry-point)[.]' and e.at >= $2 order by e.seq`,
    [person, new Date(from).toISOString()],
  )
  return rows.map(({ type, at, data }) =>
    [(at.getTime() - from) / MINUTE, type, ...(data.minutesBefore ? [data.minutesBefore] : [])].join(' '),
  )
}
const nowOf = async () => Date.parse((await hub.api('GET', '/v1/clock')).body.now)

describe('the windows of a thread', () => {
  test('open when the customer writes, warn three times and close, each told once', async () => {
    await write('447700900001')
    await hub.advance(10 * MINUTE)
    await write('447700900001')
    await hub.advance(26 * HOUR)
    expect(await told('447700900001')).toEqual([
      '0 window.opened',
      `${10 + 20 * 60} window.closing 240`,
      `${10 + 23 * 60} window.closing 60`,
      `${10 + 23 * 60 + 45} window.closing 15`,
      `${10 + 24 * 60} window.closed`,
    ])
  })

  test('open anew after a day, also when webhooks come twice', async () => {
    const from = await nowOf()
    await hub.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true } })
    await write('447700900001')
    await write('447700900001')
    await hub.control('DELETE', '/faults')
    expect(await told('447700900001', from)).toEqual(['0 window.opened'])
  })

  test('open by a call too', async () => {
    const from = await nowOf()
    await hub.control('POST', '/customers/447700900002/calls', { to: hub.world.phoneNumberId, accepted: false })
    await hub.settle()
    expect(await told('447700900002', from)).toEqual(['0 window.opened'])
  })

  test('an ad click that nobody answers is told before it is lost', async () => {
    const from = await nowOf()
    await write('447700900003', {
      arrival: 'ad',
      referral: { source_type: 'ad', source_id: '1', source_url: 'https://example.com/' },
    })
    await hub.advance(25 * HOUR)
    expect((await told('447700900003', from)).filter((line) => line.includes('entry-point'))).toEqual([
      `${18 * 60} entry-point.closing 360`,
      `${23 * 60} entry-point.closing 60`,
    ])
  })
})

describe('a thousand threads', () => {
  test('are swept by many at once, some of them killed, and each window is told once', async () => {
    const now = await nowOf()
    const number = hub.world.phoneNumberId
    await pool.query(
      `with workspace as (select id from workspaces limit 1), made as (
         insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, csw_until, last_message_at, window_step, window_due)
         select workspace.id, gen_random_uuid(), $1, gen_random_uuid(), '{"lastUserAt": null}', $2::timestamptz + n * interval '1 millisecond', $2, 1, '-infinity'
         from workspace, generate_series(1, 3000) n returning 1)
       select count(*) from made`,
      [number, new Date(now + 30 * MINUTE).toISOString()],
    )
    const sweepAt = (at: number) => sweepWindows(pool, platformTime(at)).catch(() => null)
    let killed = 0
    /** Ends sessions in the middle of a sweep, as a killed process would. */
    const kill = async () => {
      const { rowCount } = await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query ~ 'window_step|entry_step' and state <> 'idle' and pid <> pg_backend_pid()`,
      )
      killed += rowCount ?? 0
    }
    const storm = async (at: number) => {
      let over = false
      const sweeps = Promise.all([sweepAt(at), sweepAt(at), sweepAt(at)]).then(() => {
        over = true
      })
      while (!over) await kill()
      await sweeps
    }
    const survive = async (at: number) => {
      await storm(at)
      // Connections that were killed are noticed, and replaced.
      while ((await sweepAt(at)) === null) {}
    }
    await survive(now)
    await survive(now + 40 * MINUTE)
    expect(killed).toBeGreaterThan(0)
    const { rows } = await pool.query(
      `select type, data->>'minutesBefore' as before, count(*)::int as told, count(distinct data->>'threadId')::int as threads
       from events e join threads t on t.id = (e.data->>'threadId')::uuid and t.window_state = '{"lastUserAt": null}'
       where type ~ '^window[.]' group by 1, 2 order by 1, 2`,
    )
    expect(rows).toEqual([
      { type: 'window.closed', before: null, told: 3000, threads: 3000 },
      { type: 'window.closing', before: '60', told: 3000, threads: 3000 },
    ])
  })
})

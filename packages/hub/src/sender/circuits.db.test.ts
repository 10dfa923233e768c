import { DAY, HOUR, MINUTE } from '@casement/platform'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
beforeEach(async () => {
  hub = await connectHub()
})
afterEach(() => hub.stop())

let people = 0
const hello = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
async function submit(count: number, more: Record<string, unknown> = {}): Promise<string[]> {
  const made = []
  for (let i = 0; i < count; i++) {
    const to = `+4477009${String(10_000 + people++)}`
    const { body } = await hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to, message: hello, ...more })
    made.push(body.message.id)
  }
  return made
}
const statuses = async (): Promise<Record<string, number>> => {
  const found = await rows<{ status: string; n: number }>(
    hub.database.pool,
    'select status, count(*)::int as n from messages group by status order by status',
  )
  return Object.fromEntries(found.map(({ status, n }) => [status, n]))
}
const told = async (type: string) =>
  (
    await rows<{ data: Record<string, unknown> }>(hub.database.pool, 'select data from events where type = $1 order by seq', [
      type,
    ])
  ).map(({ data }) => data)
const rejected = async (code: number): Promise<number> => (await hub.control('GET', '/stats')).rejected[code] ?? 0

describe('a number whose every send is refused', () => {
  test.each([
    ['an expired token', 190],
    ['a number that is not registered', 133010],
    ['a locked account', 131031],
  ])(
    '%s: it stops, says so, tries with one after a minute, and goes on once that passes; nothing failed',
    async (_what, code) => {
      await hub.control('POST', '/faults', { on: 'send', fault: { code, http: 400 }, percent: 100 })
      await submit(20)
      await hub.settle()
      const first = await rejected(code)
      expect(first).toBeLessThanOrEqual(20)
      expect(await told('number.stopped')).toMatchObject([{ phoneNumberId: hub.world.phoneNumberId, code }])
      expect(await statuses()).toEqual({ queued: 20 })

      await hub.advance(59_000)
      expect(await rejected(code), 'not before the minute is over').toBe(first)
      await hub.advance(2_000)
      expect(await rejected(code), 'one tries').toBe(first + 1)
      expect(await told('number.stopped'), 'said once').toHaveLength(1)

      await hub.control('DELETE', '/faults')
      await hub.advance(6 * MINUTE)
      expect(await statuses()).toEqual({ delivered: 20 })
      expect(await told('number.resumed')).toHaveLength(1)
      expect(await rows(hub.database.pool, 'select 1 from number_stops')).toEqual([])
    },
  )

  test('once is an accident', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 190, http: 401 }, times: 2 })
    await submit(5)
    await hub.advance(MINUTE)
    expect(await statuses()).toEqual({ delivered: 5 })
    expect(await told('number.stopped')).toEqual([])
  })
})

describe('a template', () => {
  test('paused, as the answer to a send says: the others wait for it unrefused, and look again within the hour', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 132015, http: 400 }, times: 1 })
    await submit(1)
    await hub.settle()
    await submit(10)
    await hub.advance(MINUTE)
    expect(await rejected(132015)).toBe(1)
    expect(await statuses()).toEqual({ held: 11 })
    await hub.database.pool.query(`update templates set status = 'APPROVED'`)
    await hub.advance(HOUR)
    expect(await statuses()).toEqual({ delivered: 11 })
  })

  test('paused while what was claimed before is on its way: those are held too, and go when it may be sent again', async () => {
    const [hello] = await rows<{ id: string }>(hub.database.pool, `select id from templates where name = 'hello_world'`)
    await submit(10, { sendAt: new Date(Date.parse(hub.world.now) + HOUR).toISOString() })
    await hub.advance(HOUR - 1)
    await hub.control('PATCH', `/templates/${hello?.id}`, { status: 'PAUSED' })
    await hub.settle()
    // As if its webhook were late.
    await hub.database.pool.query(`update templates set status = 'APPROVED', status_at = null where id = $1`, [hello?.id])
    await hub.advance(1)
    expect(await rejected(132015), 'all were on their way').toBe(10)
    await hub.advance(MINUTE)
    expect(await statuses()).toEqual({ held: 10 })
    expect(await rejected(132015), 'and none went a second time').toBe(10)
    await hub.control('PATCH', `/templates/${hello?.id}`, { status: 'APPROVED' })
    await hub.advance(MINUTE)
    expect(await statuses()).toEqual({ delivered: 10 })
  })

  test('paused, by an answer that comes after newer news of it: the news counts', async () => {
    await hub.database.pool.query(`update templates set status_at = '2026-11-20T12:00:00.001Z' where name = 'hello_world'`)
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 132015, http: 400 }, times: 1 })
    await submit(1)
    await hub.advance(MINUTE)
    expect(await statuses()).toEqual({ delivered: 1 })
  })

  test('that is no longer what a message waits for is not named any more: the reason is the one of now', async () => {
    const { pool } = hub.database
    await pool.query(`update templates set status = 'PAUSED' where name = 'hello_world'`)
    const [id] = await submit(1)
    await hub.settle()
    const reason = async () => (await hub.api('GET', `/v1/messages/${id}`)).body
    expect(await reason()).toMatchObject({ status: 'held', rule: 'template.paused' })
    await pool.query(`update templates set status = 'APPROVED' where name = 'hello_world'`)
    await pool.query(`update phone_numbers set status = 'RESTRICTED'`)
    await pool.query('update sends set due_at = $1', [hub.world.now])
    await hub.settle()
    expect(await reason()).toMatchObject({
      status: 'held',
      rule: 'number.limited',
      because: expect.stringMatching(/this number/),
    })
  })

  test.each(['a webhook', 'a poll'])(
    'that %s tells to be sendable again lets what waited for it go on at once',
    async (teller) => {
      const [template] = await rows<{ id: string }>(
        hub.database.pool,
        `update templates set status = 'PAUSED' where name = 'hello_world' and language = 'en_US' returning id`,
      )
      await submit(5)
      await hub.advance(MINUTE)
      expect(await statuses()).toEqual({ held: 5 })
      if (teller === 'a webhook') {
        await hub.control('PATCH', `/templates/${template?.id}`, { status: 'PAUSED' })
        await hub.control('PATCH', `/templates/${template?.id}`, { status: 'APPROVED' })
      } else {
        expect((await hub.api('POST', '/v1/templates/sync')).status).toBe(200)
      }
      await hub.advance(MINUTE)
      expect(await statuses()).toEqual({ delivered: 5 })
    },
  )

  test('disabled: the others are refused by the rule, and none is tried', async () => {
    const ids = await submit(5, { sendAt: new Date(Date.parse('2026-11-20T12:00:00Z') + HOUR).toISOString() })
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 132016, http: 400 }, times: 1 })
    await submit(1)
    await hub.settle()
    await hub.advance(HOUR + MINUTE)
    expect(await rejected(132016)).toBe(1)
    expect(await statuses()).toEqual({ failed: 1, refused: ids.length })
  })
})

describe('asked to go slower', () => {
  test.each([
    ['throughput', 130429],
    ['the pair', 131056],
    ['the account', 80007],
    ['spam', 131048],
  ])('%s (%i): everything arrives in the end, once', async (_what, code) => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code, http: 400 }, times: 3 })
    await submit(10)
    await hub.advance(DAY - HOUR)
    expect(await statuses()).toEqual({ delivered: 10 })
    expect(await hub.control('GET', '/messages')).toHaveLength(10)
  })
})

describe('at its boundaries', () => {
  const at = (ms: number) => new Date(Date.parse('2026-11-20T12:00:00Z') + ms).toISOString()
  test('a scheduled send leaves at its instant, not before', async () => {
    await submit(1, { sendAt: at(HOUR) })
    await hub.advance(HOUR - 1)
    expect(await statuses()).toEqual({ queued: 1 })
    await hub.advance(1)
    const [sent] = await hub.control('GET', '/messages')
    expect(sent.acceptedAt).toBe(at(HOUR))
  })

  test('what expires at the instant at which it would leave is expired; a millisecond later it leaves', async () => {
    await submit(1, { sendAt: at(HOUR), expiresAt: at(HOUR) })
    await submit(1, { sendAt: at(HOUR), expiresAt: at(HOUR + 1) })
    await hub.advance(HOUR + MINUTE)
    expect(await statuses()).toEqual({ delivered: 1, expired: 1 })
  })

  test('cancelled a millisecond before it leaves, it never does', async () => {
    const [id] = await submit(1, { sendAt: at(HOUR) })
    await hub.advance(HOUR - 1)
    expect((await hub.api('POST', `/v1/messages/${id}/cancel`)).status).toBe(200)
    await hub.advance(HOUR)
    expect(await hub.control('GET', '/messages')).toEqual([])
  })
})

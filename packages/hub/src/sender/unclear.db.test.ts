import { MINUTE } from '@casement/platform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row, rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { LATER_ANSWERED } from './judge-absence.ts'

let hub: ConnectedHub
let people = 0
beforeAll(async () => {
  hub = await connectHub()
  const { data } = await hub.control('GET', '/portfolios')
  for (const { id } of data) await hub.control('PATCH', `/portfolios/${id}`, { tier: 'TIER_UNLIMITED' })
  await hub.settle()
})
afterAll(() => hub.stop())
beforeEach(async () => {
  await hub.control('DELETE', '/faults')
  await hub.database.pool.query('truncate dead_letters')
})

const hello = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
const code = (digits: string) => ({
  type: 'template',
  template: {
    name: 'sign_in_code',
    language: { code: 'en_GB' },
    components: [
      { type: 'body', parameters: [{ type: 'text', text: digits }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: digits }] },
    ],
  },
})
const somebody = () => `+4477009${String(10_000 + people++)}`
async function submit(message: unknown = hello, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: somebody(),
    message,
    ...more,
  })
  if (status !== 202) throw new Error(JSON.stringify(body))
  return body.message.id
}

const posted = async (fault: Record<string, unknown>, message?: unknown, more?: Record<string, unknown>) => {
  await hub.control('POST', '/faults', { on: 'send', fault, times: 1 })
  const id = await submit(message, more)
  await hub.settle()
  return id
}
/** The platform answers with nothing that says yes or no, and has taken nothing. */
const vanished = (message?: unknown, more?: Record<string, unknown>) => posted({ code: 999_999, http: 500 }, message, more)
const later = async (count: number) => {
  await Promise.all(Array.from({ length: count }, () => submit()))
  await hub.advance(MINUTE)
}
const shown = async (id: string) => (await hub.api('GET', `/v1/messages/${id}`)).body
const taken = async (id: string): Promise<unknown[]> => hub.control('GET', `/messages?opaque=${id}`)
const stateOf = async (id: string) =>
  (await row<{ state: string }>(hub.database.pool, 'select state from sends where id = $1', [id]))?.state
const eventsOf = async (type: string, id: string) =>
  (
    await rows<{ data: Record<string, unknown> }>(
      hub.database.pool,
      `select data from events where type = $1 and data->>'messageId' = $2 order by seq`,
      [type, id],
    )
  ).map(({ data }) => data)

describe('a post that was answered with an HTTP 500', () => {
  test.each([
    ['in the platform’s words for “something went wrong”: it was refused, goes again and arrives once', 131000],
    ['in its words for “temporarily unavailable”', 131016],
  ])('%s', async (_how, known) => {
    const id = await posted({ code: known, http: 500 })
    await hub.advance(2 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'delivered' })
    expect(await taken(id)).toHaveLength(1)
    expect(await eventsOf('message.status', id)).not.toContainEqual(expect.objectContaining({ status: 'unclear' }))
  })

  test('in words that say neither yes nor no: it is unclear, and does not go again by itself', async () => {
    const id = await vanished()
    await hub.advance(2 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'unclear' })
    expect(await taken(id)).toHaveLength(0)
    await hub.api('POST', `/v1/messages/${id}/resolve`, { as: 'not-sent', again: false })
  })
})

describe('a post that nobody heard of', () => {
  test('goes again once fifty later ones were answered for and a quarter of an hour has passed, and arrives once', async () => {
    const id = await vanished()
    expect((await shown(id)).status).toBe('unclear')
    await later(LATER_ANSWERED)
    await hub.advance(13 * MINUTE)
    expect(await shown(id), 'at 14 minutes').toMatchObject({ status: 'unclear', unclear: { waitsFor: 'time' } })
    expect(await taken(id)).toHaveLength(0)
    await hub.advance(2 * MINUTE)
    expect((await shown(id)).status).toBe('delivered')
    expect(await taken(id)).toHaveLength(1)
    expect((await shown(id)).timeline).toContainEqual(expect.objectContaining({ status: 'queued', after: 'absence' }))
  })

  test('waits while only 49 were, and says so', async () => {
    const id = await vanished()
    await later(LATER_ANSWERED - 1)
    await hub.advance(30 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'unclear', unclear: { waitsFor: 'sends', laterAnswered: 49 } })
    await later(1)
    await hub.settle()
    expect(await taken(id)).toHaveLength(1)
  })

  test('waits while webhooks of its time are missing', async () => {
    const id = await vanished()
    // One that was accepted, and of which no webhook ever comes.
    const deaf = await submit()
    await hub.settle()
    await later(LATER_ANSWERED)
    await hub.database.pool.query(`update messages set status = 'accepted' where id = $1`, [deaf])
    await hub.advance(20 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'unclear', unclear: { waitsFor: 'webhooks' } })
    await hub.database.pool.query(`update messages set status = 'delivered' where id = $1`, [deaf])
    await hub.settle()
    expect((await shown(id)).status).not.toBe('unclear')
  })

  test('waits while an item of a webhook is set aside', async () => {
    const id = await vanished()
    await later(LATER_ANSWERED)
    await hub.database.pool.query(
      `insert into dead_letters (workspace_id, journal_id, field, path, reason, item) values (null, 1, 'messages', 'statuses[0]', 'odd', '{}')`,
    )
    await hub.advance(20 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'unclear', unclear: { waitsFor: 'webhooks', webhooksUnapplied: 1 } })
    await hub.database.pool.query(`update dead_letters set state = 'applied', settled_at = now()`)
    await hub.settle()
    expect(await taken(id)).toHaveLength(1)
  })

  test('does not go again when its time has passed: it is expired', async () => {
    const expiresAt = new Date(Date.parse((await hub.control('GET', '/clock')).now) + 10 * MINUTE).toISOString()
    const id = await vanished(hello, { expiresAt })
    await later(LATER_ANSWERED)
    await hub.advance(20 * MINUTE)
    expect((await shown(id)).status).toBe('expired')
    expect(await taken(id)).toHaveLength(0)
    expect(await rows(hub.database.pool, 'select 1 from reach_uses where send_id = $1', [id]), 'gives its place back').toEqual([])
  })

  test('is settled by its webhook, however late, and then not by absence', async () => {
    const id = await posted({ dropResponse: true })
    await later(LATER_ANSWERED)
    await hub.advance(20 * MINUTE)
    expect((await shown(id)).status).toBe('delivered')
    expect(await taken(id)).toHaveLength(1)
  })
})

describe('a code', () => {
  test('waits for a person, for ever', async () => {
    const id = await vanished(code('482915'))
    await later(1)
    await hub.advance(24 * 60 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'unclear', unclear: { waitsFor: 'person' } })
    expect(await taken(id)).toHaveLength(0)
  })
})

describe('a person says', () => {
  const resolve = (id: string, body: unknown) => hub.api('POST', `/v1/messages/${id}/resolve`, body)

  test('that it was sent: it is accepted, and a late webhook still moves it on', async () => {
    const id = await posted({ dropResponse: true })
    await hub.database.pool.query(`update sends set state = 'unclear', wamid = null where id = $1`, [id])
    await hub.database.pool.query(`update messages set status = 'unclear', wamid = null where id = $1`, [id])
    await hub.database.pool.query('delete from wamids where message_id = $1', [id])
    expect(await resolve(id, { as: 'sent' })).toMatchObject({ status: 200, body: { status: 'accepted' } })
    expect(await eventsOf('message.resolved', id)).toMatchObject([{ as: 'sent', by: { name: expect.any(String) } }])
    await hub.advance(MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'delivered', wamid: expect.stringMatching(/^wamid/) })
  })

  test('that it was not: it goes again at once', async () => {
    const id = await vanished()
    expect((await resolve(id, { as: 'not-sent' })).status).toBe(200)
    await hub.advance(MINUTE)
    expect((await shown(id)).status).toBe('delivered')
    expect(await taken(id)).toHaveLength(1)
  })

  test('that it was not, and is to stay so', async () => {
    const id = await vanished()
    expect(await resolve(id, { as: 'not-sent', again: false })).toMatchObject({ body: { status: 'failed' } })
    await hub.advance(MINUTE)
    expect(await taken(id)).toHaveLength(0)
  })

  test.each([
    ['a word there is none of', { as: 'perhaps' }, 422],
    ['nothing', {}, 422],
  ])('%s: nothing changes', async (_what, body, status) => {
    const id = await vanished()
    expect((await resolve(id, body)).status).toBe(status)
    expect(await stateOf(id)).toBe('unclear')
    await resolve(id, { as: 'not-sent', again: false })
  })

  test('something about a message that is settled', async () => {
    const id = await submit()
    await hub.advance(MINUTE)
    expect(await resolve(id, { as: 'not-sent' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/accepted/) },
    })
    expect((await resolve('0190aaaa-0000-7000-8000-000000000001', { as: 'sent' })).status).toBe(404)
  })
})

describe('taken for lost by mistake', () => {
  /** Its webhook is kept back, and a person says that it was not sent. */
  async function takenForLost(more?: Record<string, unknown>) {
    await hub.control('POST', '/faults', { on: 'webhook', fault: { delayMs: 10 * MINUTE }, times: 2 })
    const id = await posted({ dropResponse: true }, hello, more)
    expect(await stateOf(id)).toBe('unclear')
    return id
  }

  test('its webhook comes while it waits again: it leaves the queue, and arrives once', async () => {
    const id = await takenForLost()
    await hub.database.pool.query(
      `update sends set state = 'queued', resolved = 'not-sent', due_at = due_at + interval '1 hour' where id = $1`,
      [id],
    )
    await hub.advance(15 * MINUTE)
    expect((await shown(id)).status).toBe('delivered')
    await hub.advance(120 * MINUTE)
    expect(await taken(id)).toHaveLength(1)
  })

  test('its webhook comes when it has expired: it was sent all the same', async () => {
    const id = await takenForLost()
    await hub.database.pool.query(
      `update sends set state = 'queued', resolved = 'not-sent', due_at = $2, expires_at = $2 where id = $1`,
      [id, (await hub.control('GET', '/clock')).now],
    )
    await hub.advance(MINUTE)
    expect(await stateOf(id)).toBe('expired')
    await hub.advance(15 * MINUTE)
    expect(await shown(id)).toMatchObject({ status: 'delivered' })
    expect((await shown(id)).error).toBeUndefined()
  })

  test('its webhook comes when it has been posted again: the second id is kept, shown and told', async () => {
    const id = await takenForLost()
    await hub.api('POST', `/v1/messages/${id}/resolve`, { as: 'not-sent' })
    await hub.advance(MINUTE)
    expect(await taken(id)).toHaveLength(2)
    await hub.advance(15 * MINUTE)
    const ids = (await taken(id)).map((one) => (one as { id: string }).id)
    const { wamid, doubled } = await shown(id)
    expect([wamid, ...doubled.map((one: { wamid: string }) => one.wamid)].sort()).toEqual(ids.sort())
    expect(await eventsOf('message.doubled', id)).toHaveLength(1)
  })
})

import { HOUR, MINUTE } from '@casement/platform'
import { afterEach, describe, expect, test } from 'vitest'
import type { Hub } from './hub.ts'
import { type ConnectedHub, connectHub, KEY } from './testing/connected-hub.ts'
import { createTestDatabase } from './testing/test-database.ts'
import { startTransactionPooler } from './testing/transaction-pooler.ts'

let hub: ConnectedHub
let cleanUp: () => Promise<unknown> = async () => {}
afterEach(async () => {
  await hub.stop()
  await cleanUp()
  cleanUp = async () => {}
})

const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
const later = (ms: number) => new Date(Date.parse(hub.world.now) + ms).toISOString()
const send = async (to: string, more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to, message: template, ...more })
  expect(answer.status).toBe(202)
  return answer.body.message.id
}
const taken = async (id: string): Promise<number> => (await hub.control('GET', `/messages?opaque=${id}`)).length
const statusOf = async (id: string): Promise<string> => (await hub.api('GET', `/v1/messages/${id}`)).body.status
const customer = (index: number) => `+44770090${String(1000 + index)}`

/** A day in the life of a hub, whatever it is made of: both directions, at once and by appointment. */
async function liveADay() {
  await hub.write('Is my order there?')
  const [thread] = (await hub.api('GET', '/v1/threads')).body.data
  expect(thread).toMatchObject({ lastMessage: { text: 'Is my order there?' }, unread: 1 })
  const answer = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message: { type: 'text', text: { body: 'It arrived this morning.' } },
  })
  await hub.advance(2 * MINUTE)
  expect(await statusOf(answer.body.message.id)).toBe('delivered')

  const evening = await Promise.all(Array.from({ length: 4 }, (_, index) => send(customer(index), { sendAt: later(6 * HOUR) })))
  await hub.advance(5 * HOUR)
  expect(await Promise.all(evening.map(taken))).toEqual(evening.map(() => 0))
  await hub.advance(2 * HOUR)
  expect(await Promise.all(evening.map(taken))).toEqual(evening.map(() => 1))
  expect(new Set(await Promise.all(evening.map(statusOf)))).toEqual(new Set(['delivered']))
}

describe('one hub of several processes', () => {
  test('http in one, sending in two, jobs in another: all of them live by the clock', async () => {
    hub = await connectHub({ roles: ['http'] })
    const [sender, , jobs] = [
      await hub.startAnother(['sender']),
      await hub.startAnother(['sender']),
      await hub.startAnother(['jobs']),
    ]
    await liveADay()

    const ask = (url: string, path: string) =>
      fetch(url + path, { headers: { authorization: `Bearer ${KEY}`, accept: 'text/html' } })
    for (const { url } of [sender, jobs] as (Hub & { url: string })[]) {
      expect((await ask(url, '/healthz')).status).toBe(200)
      expect((await ask(url, '/metrics')).status).toBe(200)
      for (const path of ['/v1/threads', '/webhooks/whatsapp', '/inbox', '/openapi.json'])
        expect((await ask(url, path)).status, path).toBe(404)
    }
    const { rows: holders } = await hub.database.pool.query('select holder from leases where expires_at > now()')
    expect(holders).toHaveLength(1)
  })

  test('when the process that sends goes, the other goes on', async () => {
    hub = await connectHub({ roles: ['http', 'jobs'] })
    const [first, second] = [await hub.startAnother(['sender']), await hub.startAnother(['sender'])]
    const before = await send(customer(1))
    await hub.advance(MINUTE)
    await first.close()
    const after = await send(customer(2))
    await hub.advance(MINUTE)
    expect(await Promise.all([before, after].map(taken))).toEqual([1, 1])
    await second.close()
  })

  test('a sender that starts again goes on before the account has been read again', async () => {
    hub = await connectHub({ roles: ['http', 'jobs'] })
    const reader = await hub.database.pool.connect()
    try {
      // Whoever wants to write down what the platform says of the account waits here, and holds nothing yet that a send needs.
      await reader.query('begin')
      await reader.query('lock table routes in share mode')
      let started = false
      const starting = hub.startAnother(['sender']).then(() => {
        started = true
      })
      const id = await send(customer(1))
      await expect.poll(() => taken(id)).toBe(1)
      expect(started).toBe(false)
      await reader.query('rollback')
      await starting
    } finally {
      reader.release(true)
    }
  })

  test('without a sender, what is queued stays queued, and time goes on', async () => {
    hub = await connectHub({ roles: ['http', 'jobs'] })
    const id = await send(customer(1))
    await hub.advance(HOUR)
    expect([await statusOf(id), await taken(id)]).toEqual(['queued', 0])
    await hub.startAnother(['sender'])
    await hub.advance(MINUTE)
    expect(await taken(id)).toBe(1)
  })

  test('a world that is not theirs is named by each', async () => {
    hub = await connectHub({ roles: ['http'] })
    const others = [await hub.startAnother(['sender']), await hub.startAnother(['jobs'])]
    await hub.control('POST', '/reset', {})
    for (const { url } of [hub, ...others]) {
      const ready = await fetch(`${url}/readyz`)
      expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('another world')])
    }
  })
})

test('behind a pooler in transaction mode, a day goes by as without', async () => {
  const database = await createTestDatabase()
  const pooler = await startTransactionPooler(database.url)
  cleanUp = () => pooler.stop()
  hub = await connectHub({ database, env: { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url } })
  await liveADay()
  expect(pooler.transactions()).toBeGreaterThan(100)
})

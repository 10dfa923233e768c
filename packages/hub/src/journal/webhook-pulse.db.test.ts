import { DAY, HOUR, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())
beforeEach(async () => {
  await hub.control('DELETE', '/faults')
  await hub.write('Is my order there?')
  await hub.advance(MINUTE)
  await hub.database.pool.query('truncate events')
})

const told = async () =>
  (
    await rows<{ type: string; data: Record<string, unknown> }>(
      hub.database.pool,
      `select type, data from events where type like 'webhooks.%' order by seq`,
    )
  ).map(({ type, data }) => ({ type, ...data }))
const webhooksWait = () => hub.control('POST', '/faults', { on: 'webhook', fault: { delayMs: 6 * HOUR }, percent: 100 })
const webhooksOf = async () => (await hub.api('GET', '/v1/accounts')).body.data[0].wabas[0].numbers[0].webhooks
async function send(count: number) {
  for (let i = 0; i < count; i++) {
    const answer = await hub.api('POST', '/v1/messages', {
      from: hub.world.phoneNumberId,
      to: hub.world.testRecipient,
      message: { type: 'text', text: { body: `Yes ${i}` } },
    })
    expect(answer.status).toBe(202)
    // One pair at a time takes a message every few seconds.
    await hub.advance(10_000)
  }
}

test('several messages without any word for ten minutes are told once, and so is the end of it', async () => {
  await webhooksWait()
  await send(3)
  await hub.advance(9 * MINUTE)
  expect(await told()).toEqual([])
  await hub.advance(2 * MINUTE)
  await hub.advance(HOUR)
  expect(await told()).toMatchObject([{ type: 'webhooks.silent', phoneNumberId: hub.world.phoneNumberId, accepted: 3 }])
  expect(await webhooksOf()).toMatchObject({ unheard: 3, silentSince: expect.any(String) })

  await hub.control('DELETE', '/faults')
  await hub.advance(DAY)
  expect((await told()).map(({ type }) => type)).toEqual(['webhooks.silent', 'webhooks.heard'])
  expect(await webhooksOf()).toMatchObject({ unheard: 0, silentSince: null })
})

test('a single message may wait for an hour', async () => {
  await webhooksWait()
  await send(1)
  await hub.advance(59 * MINUTE)
  expect(await told()).toEqual([])
  await hub.advance(2 * MINUTE)
  expect(await told()).toMatchObject([{ type: 'webhooks.silent', accepted: 1 }])
  await hub.control('DELETE', '/faults')
  await hub.advance(DAY)
})

test.each([
  ['a number that sends nothing', 0],
  ['messages whose statuses came', 3],
])('%s is not silent, however far the clock is moved at once', async (_what, count) => {
  await send(count)
  await hub.advance(3 * DAY)
  expect(await told()).toEqual([])
  expect(await webhooksOf()).toMatchObject({ unheard: 0, silentSince: null })
})

test('customers who write show that webhooks come', async () => {
  await send(1)
  await hub.write('Thanks')
  const { lastHeardAt } = await webhooksOf()
  expect(Date.parse(lastHeardAt)).toBeGreaterThan(Date.parse(hub.world.now))
})

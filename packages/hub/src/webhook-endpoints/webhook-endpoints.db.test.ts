import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { MINUTE } from '@casement/platform'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { eventTypes } from '../events/append-events.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { EventBody, type PublishedType, publishedAs, publishedEvents, unpublished } from './published-events.ts'

// biome-ignore lint/suspicious/noExplicitAny: events are read member by member, as another program would.
type Json = any

let hub: ConnectedHub
let server: Server
let url: string
let answer: (event: Json) => { status: number | Promise<number> }
let received: { headers: IncomingHttpHeaders; body: string; event: Json }[]
let endpoint: Json

beforeAll(async () => {
  hub = await connectHub()
  server = createServer(async (request, response) => {
    const body = await text(request)
    const event = JSON.parse(body)
    received.push({ headers: request.headers, body, event })
    response.writeHead(await answer(event).status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
})
afterAll(async () => {
  await hub.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(async () => {
  received = []
  answer = () => ({ status: 204 })
  endpoint = (await hub.api('POST', '/v1/webhook-endpoints', { url })).body
})
afterEach(() => hub.api('DELETE', `/v1/webhook-endpoints/${endpoint.id}`))

const at = (path = '') => `/v1/webhook-endpoints/${endpoint.id}${path}`
const shown = async () => (await hub.api('GET', at())).body
const texts = () => received.filter(({ event }) => event.type === 'message.received').map(({ event }) => event.data.message.text)
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })
/** Machine time is moved in the table, not slept. */
const timeComes = (what = 'retry_at = now()') =>
  hub.database.pool.query(`update webhook_deliveries set ${what} where state = 'due'`)
const wakeUp = () => hub.database.pool.query('update webhook_endpoints set rests_until = null')

/** Nothing is on its way, and nothing is left to read. */
const allToldAndWritten = () =>
  eventually(async () => {
    const { rows } = await hub.database.pool.query(
      `select 1 from webhook_endpoints e join workspace_counters c using (workspace_id)
       where e.id = $1 and (e.after_seq < c.event_seq or e.replay_after is not null
         or exists (select 1 from webhook_deliveries d where d.endpoint_id = e.id and d.state in ('waiting', 'due')))`,
      [endpoint.id],
    )
    expect(rows).toEqual([])
  })

test('every kind of event is told, or named with the reason why not', () => {
  const left = eventTypes.filter((type) => publishedAs(type) === null && !(type in unpublished))
  expect(left).toEqual([])
})

test('what a customer writes is told, signed to Standard Webhooks, in the shape that is documented', async () => {
  await hub.write('Er lampen på lager?')
  await eventually(() => expect(texts()).toEqual(['Er lampen på lager?']))
  const told = received.find(({ event }) => event.type === 'message.received') as (typeof received)[number]
  expect(new Webhook(endpoint.secret).verify(told.body, told.headers as Record<string, string>)).toEqual(told.event)
  for (const { event } of received) {
    expect(EventBody.safeParse(event).error).toBeUndefined()
    expect(publishedEvents[event.type as PublishedType].data.safeParse(event.data).error).toBeUndefined()
  }
  await eventually(async () => expect((await shown()).deliveries).toMatchObject({ waiting: 0, due: 0, failed: 0 }))
})

test('the way of a message is told in its order, and each event once', async () => {
  await hub.write('Hello')
  const { body } = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message: { type: 'text', text: { body: 'Good day' } },
  })
  await hub.advance(MINUTE)
  const way = () =>
    received
      .filter(({ event }) => event.data.messageId === body.message.id && event.type === 'message.status')
      .map(({ event }) => event.data.status)
  await eventually(() => expect(way()).toEqual(['accepted', 'sent', 'delivered']))
  const ids = received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(ids.length)
  const ofThread = received.filter(({ event }) => event.data.threadId).map(({ event }) => event.seq)
  expect(ofThread).toEqual([...ofThread].sort((a, b) => a - b))
})

test('an event that fails holds up its own thread and no other, and comes again with the same id', async () => {
  answer = (event) => ({ status: event.type === 'message.received' && event.data.message.text === 'First' ? 503 : 204 })
  await hub.write('First')
  await hub.write('Second')
  await hub.control('POST', '/customers/447700900777/messages', {
    to: hub.world.phoneNumberId,
    type: 'text',
    text: { body: 'Somebody else' },
  })
  await hub.settle()
  await eventually(() => expect(new Set(texts())).toEqual(new Set(['First', 'Somebody else'])))
  await eventually(async () =>
    expect((await hub.api('GET', at('/deliveries?state=due'))).body.data).toMatchObject([
      {
        type: 'message.received',
        attempts: expect.arrayContaining([expect.objectContaining({ status: 503, error: 'HTTP 503' })]),
      },
    ]),
  )
  answer = () => ({ status: 204 })
  await timeComes()
  await eventually(() => expect(texts().at(-1)).toBe('Second'))
  const ids = received.filter(({ event }) => event.data.message?.text === 'First').map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(1)
})

test.each([
  ['the webhook of the portfolio', 'TIER_10K', (tier: string) => raise(tier)],
  ['the older webhook of the number', 'TIER_100K', (tier: string) => tellAsBefore(tier)],
  ['no webhook, but a look of ours', 'TIER_UNLIMITED', (tier: string) => missWebhooks(() => raise(tier))],
])('a limit that rises, told by %s, is told on in the words of the platform, once', async (_who, tier, told) => {
  await told(tier)
  const limits = () => received.filter(({ event }) => event.type === 'phone_number_quality_update')
  await eventually(() => expect(limits()).toHaveLength(1))
  expect(limits()[0]?.event.data).toMatchObject({
    event: 'UPGRADE',
    currentLimit: tier,
    phoneNumberId: hub.world.phoneNumberId,
    display_phone_number: expect.stringMatching(/^\+\d/),
  })
  // Asked and told again, it is no news.
  await hub.api('POST', '/v1/accounts/refresh', {})
  await hub.write('Is anything new?')
  await eventually(() => expect(texts()).toContain('Is anything new?'))
  expect(limits()).toHaveLength(1)
})

const raise = async (tier: string) => {
  const { data } = await hub.control('GET', '/portfolios')
  await hub.control('PATCH', `/portfolios/${data[0].id}`, { tier })
  await hub.settle()
}
const missWebhooks = async (work: () => Promise<void>) => {
  await hub.control('POST', '/faults', { on: 'webhook', fault: { http: 500 }, percent: 100 })
  await work()
  await hub.control('DELETE', '/faults')
  await hub.api('POST', '/v1/accounts/refresh', {})
}
/** As the platform told it until February 2026, and as this product's readers know it: the emulator is raised too, or the next look would take it back. */
const tellAsBefore = async (tier: string) => {
  const { appSecret, wabaId } = await hub.control('GET', '')
  const { display_phone_number } = (await hub.database.pool.query('select display_phone_number from phone_numbers')).rows[0]
  const value = { display_phone_number, event: 'UPGRADE', currentLimit: tier }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: wabaId, time: 0, changes: [{ field: 'phone_number_quality_update', value }] }],
  })
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  await hub.control('POST', '/faults', { on: 'webhook', fault: { http: 500 }, percent: 100 })
  await raise(tier)
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  expect((await fetch(`${hub.url}/webhooks/whatsapp`, { method: 'POST', body, headers })).status).toBe(200)
  await hub.control('DELETE', '/faults')
}

test('only the events that were asked for are told', async () => {
  await hub.api('PATCH', at(), { events: ['thread.changed'] })
  await hub.write('Hello')
  await eventually(() => expect(received.map(({ event }) => event.type)).toContain('thread.changed'))
  expect(new Set(received.map(({ event }) => event.type))).toEqual(new Set(['thread.changed']))
  expect(received[0]?.event.data.thread.window.csw.open).toBe(true)
})

test('after a rotation both secrets verify; a reader who has only the old one misses nothing', async () => {
  const rotated = (await hub.api('POST', at('/rotate-secret'))).body
  expect(rotated.secret).not.toBe(endpoint.secret)
  await hub.write('Hello')
  await eventually(() => expect(texts()).toEqual(['Hello']))
  const [told] = received
  for (const secret of [endpoint.secret, rotated.secret]) {
    expect(() => new Webhook(secret).verify(told?.body ?? '', told?.headers as Record<string, string>)).not.toThrow()
  }
})

test('one that is gone is switched off at once, says so to the others, and goes on where it stopped', async () => {
  const other = (await hub.api('POST', '/v1/webhook-endpoints', { url: `${url}/other`, events: ['webhook-endpoint.disabled'] }))
    .body
  answer = (event) => ({ status: event.type === 'webhook-endpoint.disabled' ? 204 : 410 })
  await hub.write('Hello')
  await eventually(async () =>
    expect(await shown()).toMatchObject({ enabled: false, disabledBecause: 'It answered 410: it is gone.' }),
  )
  await eventually(() =>
    expect(received.find(({ event }) => event.type === 'webhook-endpoint.disabled')?.event.data).toMatchObject({
      endpointId: endpoint.id,
    }),
  )
  await hub.write('While it was off')
  answer = () => ({ status: 204 })
  received = []
  expect((await hub.api('PATCH', at(), { enabled: true })).body).toMatchObject({ enabled: true, disabledBecause: null })
  await timeComes()
  await eventually(() => expect(texts()).toEqual(['Hello', 'While it was off']))
  await hub.api('DELETE', `/v1/webhook-endpoints/${other.id}`)
})

test('one that takes nothing rests, is tried again, and is switched off after three days', async () => {
  answer = () => ({ status: 500 })
  for (const one of ['447700900801', '447700900802', '447700900803', '447700900804', '447700900805'])
    await hub.control('POST', `/customers/${one}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body: 'Hi' } })
  await hub.settle()
  await hub.write('Hi')
  const tries = async () => (await hub.database.pool.query('select failures_in_row as n from webhook_endpoints')).rows[0].n
  await eventually(async () => expect(await tries()).toBeGreaterThan(5))
  await eventually(async () => {
    await timeComes()
    await wakeUp()
    expect(await tries()).toBeGreaterThanOrEqual(10)
  })
  await eventually(async () => expect((await shown()).restsUntil).not.toBeNull())
  await hub.database.pool.query(`update webhook_endpoints set failing_since = now() - interval '72 hours'`)
  // An attempt that was under way may let it rest again.
  await eventually(async () => {
    await timeComes()
    await wakeUp()
    expect(await shown()).toMatchObject({ enabled: false, disabledBecause: 'It took nothing for three days: HTTP 500.' })
  })
})

test('an event older than three days is given up, and its thread goes on', async () => {
  answer = (event) => ({ status: event.type === 'message.received' && event.data.message.text === 'Poison' ? 500 : 204 })
  await hub.write('Poison')
  await hub.write('After it')
  await eventually(() => expect(texts()).toEqual(['Poison']))
  await eventually(async () => expect((await hub.api('GET', at('/deliveries?state=due'))).body.data).toHaveLength(1))
  await timeComes(`retry_at = now(), first_tried_at = now() - interval '73 hours'`)
  await eventually(() => expect(texts()).toEqual(['Poison', 'Poison', 'After it']))
  const { data } = (await hub.api('GET', at('/deliveries?state=failed'))).body
  expect(data).toMatchObject([{ type: 'message.received', state: 'failed' }])
  answer = () => ({ status: 204 })
  expect(await hub.api('POST', at(`/deliveries/${data[0].seq}/replay`))).toMatchObject({ status: 202 })
  await eventually(() => expect(texts().filter((words) => words === 'Poison')).toHaveLength(3))
})

test('a span is told again with the ids it had', async () => {
  const before = new Date().toISOString()
  await hub.write('Hello')
  await eventually(() => expect(texts()).toEqual(['Hello']))
  await allToldAndWritten()
  const ids = received.map(({ headers }) => headers['webhook-id']).sort()
  received = []
  expect(await hub.api('POST', at('/replay'), { from: before })).toMatchObject({ status: 202 })
  await eventually(() => expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(expect.arrayContaining(ids)))
  await allToldAndWritten()
  for (const id of ids) expect(received.filter(({ headers }) => headers['webhook-id'] === id)).toHaveLength(1)
})

test('erasing a person removes what was told about them from the log', async () => {
  await hub.control('POST', '/customers/447700900666/messages', {
    to: hub.world.phoneNumberId,
    type: 'text',
    text: { body: 'Forget me' },
  })
  await hub.settle()
  await eventually(() => expect(texts()).toEqual(['Forget me']))
  const { contactId, threadId, messageId } = received.find(({ event }) => event.type === 'message.received')?.event.data ?? {}
  const seq = received.find(({ event }) => event.type === 'message.received')?.event.seq
  await allToldAndWritten()
  expect((await hub.api('GET', at(`/deliveries/${seq}`))).body.body).toContain('Forget me')
  expect(await hub.api('DELETE', `/v1/contacts/${contactId}`)).toMatchObject({ status: 204 })
  await allToldAndWritten()
  expect((await hub.api('GET', at(`/deliveries/${seq}`))).body.body).not.toContain('Forget me')
  const { rows } = await hub.database.pool.query('select d::text as row from webhook_deliveries d')
  for (const name of ['Forget me', '447700900666', contactId, threadId, messageId])
    expect(rows.filter(({ row }) => row.includes(name))).toEqual([])
})

test('two processes share the work, and nothing is told twice', async () => {
  const second = await hub.startAnother(['jobs'])
  for (let index = 0; index < 30; index++)
    await hub.control('POST', `/customers/4477009009${String(index).padStart(2, '0')}/messages`, {
      to: hub.world.phoneNumberId,
      type: 'text',
      text: { body: `Number ${index}` },
    })
  await hub.settle()
  await eventually(() => expect(texts()).toHaveLength(30))
  await eventually(async () => expect((await shown()).deliveries).toMatchObject({ waiting: 0, due: 0 }))
  const ids = received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(ids.length)
  await second.close()
})

test('a process that stood still and wakes up late writes over nothing that was written since', async () => {
  const second = await hub.startAnother(['jobs'])
  const held: ((status: number) => void)[] = []
  const settled = (event: Json) => event.type !== 'message.received' || event.data.message.text !== 'Late'
  answer = (event) => (settled(event) ? { status: 204 } : { status: new Promise((resolve) => held.push(resolve)) })
  await hub.write('Late')
  await eventually(() => expect(held).toHaveLength(1))
  await hub.control('POST', '/customers/447700900778/messages', {
    to: hub.world.phoneNumberId,
    type: 'text',
    text: { body: 'Somebody else' },
  })
  await hub.settle()
  const log = async (state: string) => (await hub.api('GET', at(`/deliveries?state=${state}`))).body.data
  await eventually(async () => expect((await log('delivered')).map(({ type }: Json) => type)).toContain('message.received'))
  await eventually(async () => {
    await hub.database.pool.query(
      `update webhook_endpoints set held_until = now() - interval '1 second' where held_until > now()`,
    )
    expect(held, 'another process took over and tells again what nobody had answered for').toHaveLength(2)
  })
  expect(
    texts().filter((words) => words === 'Somebody else'),
    'but nothing that was written down',
  ).toHaveLength(1)
  held[1]?.(204)
  await allToldAndWritten()
  held[0]?.(410)
  await hub.write('After it')
  await eventually(() => expect(texts().at(-1)).toBe('After it'))
  await allToldAndWritten()
  await second.close()
  expect(await shown()).toMatchObject({ enabled: true, failingSince: null })
  const late = received.find(({ event }) => !settled(event))?.event.seq
  expect((await hub.api('GET', at(`/deliveries/${late}`))).body).toMatchObject({
    state: 'delivered',
    attempts: [{ status: 204 }],
  })
})

test('after a process died, an endpoint is told what it was not, once it is held no longer', async () => {
  const hold = (until: string) =>
    hub.database.pool.query(`update webhook_endpoints set held_by = gen_random_uuid(), held_until = ${until}`)
  await hold(`now() + interval '1 hour'`)
  await hub.write('Hello')
  await hold(`now() + interval '1 hour'`)
  expect(texts()).toEqual([])
  await hold(`now() - interval '1 second'`)
  await eventually(() => expect(texts()).toEqual(['Hello']))
})

test.each([
  { label: 'no address', body: { url: 'not an address' }, status: 422 },
  { label: 'an address with a password', body: { url: 'https://me:secret@bot.example/' }, status: 422 },
  { label: 'an event that does not exist', body: { url: 'https://bot.example/', events: ['message.eaten'] }, status: 422 },
])('$label is refused', async ({ body, status }) => {
  expect(await hub.api('POST', '/v1/webhook-endpoints', body)).toMatchObject({ status })
})

test('the example of a receiver hears what a customer writes, and refuses what is not signed', async () => {
  const example = new URL('../../../../examples/receiver/receiver.mjs', import.meta.url)
  const receiver = spawn(process.execPath, [example.pathname], {
    env: { ...process.env, WEBHOOK_SECRET: endpoint.secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  receiver.stdout.setEncoding('utf8').on('data', (words: string) => {
    said += words
  })
  try {
    await eventually(() => expect(said).toContain('Listening at'))
    const address = /http\S+/.exec(said)?.[0] ?? ''
    expect((await fetch(address, { method: 'POST', body: '{}' })).status).toBe(401)
    await hub.api('PATCH', at(), { url: address })
    await hub.write('Er lampen på lager?')
    await eventually(() => expect(said).toContain('They wrote: Er lampen på lager?'))
  } finally {
    receiver.kill()
    await once(receiver, 'exit')
  }
})

test('a test event tells at once how the endpoint answers', async () => {
  expect((await hub.api('POST', at('/test'))).body).toMatchObject({ delivered: true, status: 204, error: null })
  expect(received.at(-1)?.event.type).toBe('endpoint.test')
  answer = () => ({ status: 404 })
  expect((await hub.api('POST', at('/test'))).body).toMatchObject({ delivered: false, status: 404, error: 'HTTP 404' })
})

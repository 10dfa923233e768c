import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { MINUTE } from '@casement/platform'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ConnectedHub, connectHub, KEY } from '../../testing/connected-hub.ts'
import { forwardedBody } from './forwarded-body.ts'

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })

const SECRET = 'a secret of the developer'
// biome-ignore lint/suspicious/noExplicitAny: webhooks are read member by member, as another program would.
type Json = any

let hub: ConnectedHub
let server: Server
let url: string
let answerWith: number
let received: { headers: IncomingHttpHeaders; bytes: Buffer; json: Json }[]

beforeEach(async () => {
  received = []
  answerWith = 200
  server = createServer(async (request, response) => {
    const bytes = await buffer(request)
    received.push({ headers: request.headers, bytes, json: JSON.parse(bytes.toString()) })
    response.writeHead(answerWith).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  hub = await connectHub()
})
afterEach(async () => {
  await hub.stop()
  await new Promise((resolve) => server.close(resolve))
})

const forward = () => hub.api('POST', '/v1/forwarding', { url, secret: SECRET })
const changes = () => received.flatMap(({ json }) => json.entry.flatMap((entry: Json) => entry.changes))
const said = () =>
  changes()
    .flatMap((change: Json) => change.value.messages ?? [])
    .map((message: Json) => message.text.body)
const statuses = () => changes().flatMap((change: Json) => change.value.statuses ?? [])
const backlog = async () => (await hub.api('GET', '/v1/forwarding')).body

test('what customers write arrives signed with the developer’s own secret, byte for byte as it came', async () => {
  expect(await forward()).toMatchObject({ status: 201, body: { url, waiting: 0 } })
  await hub.write('Er lampen på lager?')
  await eventually(() => expect(said()).toEqual(['Er lampen på lager?']))
  const [first] = received
  const right = createHmac('sha256', SECRET)
    .update(first?.bytes ?? '')
    .digest('hex')
  expect(first?.headers['x-hub-signature-256']).toBe(`sha256=${right}`)
  const { rows } = await hub.database.pool.query('select body from journal order by id desc limit 1')
  expect(first?.bytes).toEqual(rows[0].body)
  await eventually(async () => expect(await backlog()).toMatchObject({ waiting: 0, lastFailure: null }))
})

test('statuses carry the bot’s own words again, and none of ours', async () => {
  await forward()
  await hub.write('Hello')
  const send = (body: string, more: object) =>
    fetch(`${hub.url}/graph/v25.0/${hub.world.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', to: hub.world.testRecipient, text: { body }, ...more }),
    })
  await send('With words', { biz_opaque_callback_data: 'order-7' })
  await send('Without', {})
  await hub.advance(MINUTE)
  await eventually(() => expect(statuses().filter((status: Json) => status.status === 'delivered')).toHaveLength(2))
  expect(new Set(statuses().map((status: Json) => status.biz_opaque_callback_data))).toEqual(new Set(['order-7', undefined]))
})

test('an endpoint that fails gets everything later, and what fails is said', async () => {
  await forward()
  answerWith = 500
  await hub.write('One')
  await eventually(async () => expect(await backlog()).toMatchObject({ waiting: 1, lastFailure: 'HTTP 500' }))
  answerWith = 200
  await hub.write('Two')
  await eventually(() => expect(said()).toContain('Two'))
  // The wait is over: machine time is moved in the table, not slept.
  await hub.database.pool.query('update forwards set retry_at = now()')
  await eventually(async () => expect(await backlog()).toMatchObject({ waiting: 0 }))
  expect(said().filter((words: string) => words === 'One')).toHaveLength(2)
})

test('nothing about another workspace is passed on, and nothing at all once it has ended', async () => {
  await forward()
  await hub.database.pool.query(`update routes set workspace_id = gen_random_uuid() where kind = 'number'`)
  await hub.write('Not for you')
  await hub.database.pool.query(`update routes set workspace_id = (select id from workspaces) where kind = 'number'`)
  await hub.write('For you')
  await eventually(() => expect(said()).toEqual(['For you']))
  expect(await hub.api('DELETE', '/v1/forwarding')).toMatchObject({ status: 204 })
  await hub.write('Too late')
  expect(await hub.api('GET', '/v1/forwarding')).toMatchObject({ status: 404 })
  expect((await hub.database.pool.query('select 1 from forwards')).rows).toEqual([])
})

test('of a body about two workspaces, each sees its own', async () => {
  const { rows } = await hub.database.pool.query('select id from workspaces')
  await hub.database.pool.query(
    `insert into routes (kind, external_id, workspace_id) values ('number', '555', gen_random_uuid())`,
  )
  const about = (number: string) => ({
    field: 'messages',
    value: { metadata: { phone_number_id: number }, messages: [{ text: { body: 'Ærlig' } }] },
  })
  const body = (...numbers: string[]) =>
    Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: numbers.map(about) }] }))
  const seen = async (...numbers: string[]) => (await forwardedBody(hub.database.pool, rows[0].id, body(...numbers)))?.toString()
  const mine = hub.world.phoneNumberId
  expect(await seen(mine)).toBe(body(mine).toString())
  expect(await seen('555')).toBeUndefined()
  expect(await seen(mine, '555')).toBe(body(mine).toString().replace('Æ', String.raw`\u00c6`))
})

test('the secret is kept sealed', async () => {
  await forward()
  const { rows } = await hub.database.pool.query('select secret_sealed from forwarding')
  expect(rows[0].secret_sealed).toMatch(/^v1\./)
  expect(JSON.stringify(await backlog())).not.toContain(SECRET)
})

test.each([
  [{ url: 'ftp://bot.example', secret: SECRET }],
  [{ url: 'https://bot.example', secret: 'short' }],
  [{ url: 'https://a:b@bot.example', secret: SECRET }],
])('%j is refused', async (body) => {
  expect((await hub.api('POST', '/v1/forwarding', body)).status).toBe(422)
})

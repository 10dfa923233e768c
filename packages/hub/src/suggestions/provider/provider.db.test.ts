import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ConnectedHub, connectHub } from '../../testing/connected-hub.ts'

/** A shop and a model of its own: a server that speaks as OpenAI's does, and remembers what it was asked. */
let hub: ConnectedHub
let model: Server
let modelUrl: string
let asked: { body: string; headers: IncomingHttpHeaders }[] = []
let answered = 0
let reply: { status: number; text: string } = { status: 200, text: 'Yes' }
/** What the model waits for before it answers. */
let thinks: Promise<void> = Promise.resolve()
// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would.
type Json = any

async function* endless() {
  for (;;) {
    answered += 100_000
    yield ' '.repeat(100_000)
  }
}

beforeAll(async () => {
  model = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    asked.push({ body, headers: request.headers })
    await thinks
    if (reply.text === 'endless') {
      response.writeHead(200, { 'content-type': 'application/json' })
      await pipeline(endless, response).catch(() => {})
      return
    }
    response.writeHead(reply.status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        reply.status === 200
          ? {
              id: 'a',
              object: 'chat.completion',
              created: 1,
              model: 'small',
              choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: reply.text } }],
              usage: { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 },
            }
          : { error: { message: 'no: +44 7700 900001' } },
      ),
    )
  })
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve))
  modelUrl = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`
  hub = await connectHub()
  await hub.control('PATCH', '/customers/447700900001', { name: 'Hannah Whitlock' })
  await hub.control('POST', '/customers/447700900001/messages', {
    to: hub.world.phoneNumberId,
    type: 'text',
    text: { body: 'Hannah here. Where is parcel 4711882? Call +44 7700 900001 or write to hannah@casement.example.' },
  })
  await hub.settle()
})
afterAll(async () => {
  await hub?.stop()
  model?.close()
})
beforeEach(() => {
  asked = []
  reply = { status: 200, text: 'Yes' }
})

const thread = async (): Promise<string> => (await hub.api('GET', '/v1/threads')).body.data[0].id
const settings = (more: Json = {}) => ({
  kind: 'openai-compatible',
  baseUrl: modelUrl,
  model: 'small',
  key: 'sk-a-key-for-tests',
  features: ['draft-reply', 'summary', 'classify', 'draft-template'],
  inputPrice: '2',
  outputPrice: '8',
  currency: 'USD',
  ...more,
})
const connect = (more: Json = {}) => hub.api('PUT', '/v1/suggestions/provider', settings(more))
const draft = async (wish = '') => hub.api('POST', `/v1/threads/${await thread()}/draft`, { wish })
const sent = async (): Promise<number> => (await hub.control('GET', '/messages')).length

test('off until somebody connects a model', async () => {
  expect((await hub.api('GET', '/v1/suggestions/provider')).body).toEqual({ provider: null })
  expect(await draft()).toMatchObject({ status: 422, body: { detail: expect.stringContaining('Settings') } })
  expect(asked).toEqual([])
})

test('a model is kept only when it answers, and its key is never told again', async () => {
  reply = { status: 401, text: '' }
  expect(await connect()).toMatchObject({
    status: 502,
    body: { detail: expect.stringMatching(/does not accept the key. Nothing was changed/) },
  })
  reply = { status: 200, text: 'Yes' }
  const { body } = await connect()
  expect(body).toMatchObject({ hasKey: true, model: 'small', thisMonth: { asked: 0 } })
  expect(JSON.stringify(body)).not.toContain('sk-a-key')
  expect(asked.at(-1)?.headers.authorization).toBe('Bearer sk-a-key-for-tests')
  const { rows } = await hub.database.pool.query('select key_sealed from language_providers')
  expect(rows[0].key_sealed).toMatch(/^v1\./)
})

test('a draft: what is personal stays here, comes back in its place, costs what it says, and nothing is sent', async () => {
  const before = await sent()
  reply = { status: 200, text: 'Hello [NAME_1], parcel [NUMBER_1] is on its way. Ask [NAME_7].' }
  expect((await draft('be brief, Hannah is in a hurry')).body).toMatchObject({
    text: 'Hello Hannah, parcel 4711882 is on its way. Ask [NAME_7].',
    unknown: ['[NAME_7]'],
    inputTokens: 1_000,
    outputTokens: 500,
    cost: '0.006',
    currency: 'USD',
  })
  expect(asked).toHaveLength(1)
  expect(asked[0]?.body).not.toMatch(/Hannah|4711882|7700|casement\.example/)
  expect(asked[0]?.body).toContain('[EMAIL_1]')
  expect(await sent()).toBe(before)
})

test('a summary, a label out of those given, a template’s body', async () => {
  const id = await thread()
  reply = { status: 200, text: 'Asks where parcel [NUMBER_1] is.' }
  expect((await hub.api('POST', `/v1/threads/${id}/summary`)).body.text).toBe('Asks where parcel 4711882 is.')
  reply = { status: 200, text: '“Delivery”.' }
  const classified = await hub.api('POST', `/v1/threads/${id}/classification`, { labels: ['delivery', 'returns'] })
  expect(classified.body.label).toBe('delivery')
  reply = { status: 200, text: 'something else' }
  expect((await hub.api('POST', `/v1/threads/${id}/classification`, { labels: ['delivery', 'returns'] })).body.label).toBe(null)
  reply = { status: 200, text: 'Your order {{1}} has left our house.' }
  const purpose = { purpose: 'tell that an order has left', category: 'UTILITY', language: 'en_GB' }
  expect((await hub.api('POST', '/v1/suggestions/template', purpose)).body.text).toContain('{{1}}')
})

test('another address needs its own key', async () => {
  const { key, ...rest } = settings({ baseUrl: modelUrl.replace('127.0.0.1', 'localhost') })
  expect(await hub.api('PUT', '/v1/suggestions/provider', rest)).toMatchObject({
    status: 400,
    body: { findings: [{ path: 'key' }] },
  })
  expect(asked).toEqual([])
})

test('a month’s limit ends the asking', async () => {
  await connect({ monthlyLimit: '0.001' })
  asked = []
  expect(await draft()).toMatchObject({ status: 422, body: { detail: expect.stringContaining('0.001 USD') } })
  expect(asked).toEqual([])
  await connect()
})

test('those who ask in the same moment share what the month leaves, and what is never heard counts at its most', async () => {
  await connect()
  const spent = async () => Number((await hub.api('GET', '/v1/suggestions/provider')).body.provider.thisMonth.cost)
  const limit = ((await spent()) + 0.03).toFixed(6)
  await connect({ monthlyLimit: limit })
  asked = []
  let answerAll = () => {}
  thinks = new Promise((resolve) => {
    answerAll = resolve
  })
  let refused = 0
  const all = Array.from({ length: 12 }, () =>
    draft().then((answer) => {
      if (answer.status === 422) refused++
      return answer.status
    }),
  )
  await vi.waitFor(() => expect(asked.length + refused).toBe(12), { timeout: 20_000 })
  expect(refused).toBeGreaterThan(0)
  expect(asked.length).toBeGreaterThan(0)
  expect(await spent()).toBeGreaterThan(Number(limit) - 0.03)
  expect(await spent()).toBeLessThanOrEqual(Number(limit))
  answerAll()
  expect((await Promise.all(all)).filter((status) => status === 200)).toHaveLength(asked.length)
  // What was set aside and not used is there again.
  expect((await draft()).status).toBe(200)
  await connect()
})

test('a model that fails costs a sentence, tells nothing of ours, and is left in peace after three times', async () => {
  reply = { status: 500, text: '' }
  for (const _ of [1, 2, 3]) expect((await draft()).body.detail).toMatch(/answered with 500. Nothing was sent/)
  asked = []
  expect((await draft()).body.detail).toMatch(/left in peace/)
  expect(asked).toEqual([])
  const { rows } = await hub.database.pool.query('select failed from language_uses where failed is not null limit 1')
  expect(rows[0].failed).not.toContain('7700')
  const own = await hub.api('GET', `/v1/threads/${await thread()}/suggestions`)
  expect(own.status).toBe(200)
})

test('a model that talks without end is not listened to', async () => {
  reply = { status: 200, text: 'endless' }
  expect(await connect()).toMatchObject({ status: 502, body: { detail: expect.stringContaining('too long') } })
  expect(answered).toBeLessThan(20_000_000)
})

test('forgotten when it is no longer wanted', async () => {
  expect((await hub.api('DELETE', '/v1/suggestions/provider')).status).toBe(204)
  expect((await hub.api('GET', '/v1/suggestions/provider')).body).toEqual({ provider: null })
})

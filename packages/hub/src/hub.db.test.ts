import { createHmac } from 'node:crypto'
import { HOUR, MINUTE } from '@casement/platform'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub, KEY } from './testing/connected-hub.ts'

let hub: ConnectedHub
afterEach(() => hub.stop())

const text = (body: string) => ({ type: 'text', text: { body } })
const template = (name: string, language: string, ...values: string[]) => ({
  type: 'template',
  template: {
    name,
    language: { code: language },
    ...(values.length > 0
      ? { components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }] }
      : {}),
  },
})
const send = (message: unknown, headers?: Record<string, string>) =>
  hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: hub.world.testRecipient, message }, headers)
const check = async (message: unknown) =>
  (await hub.api('POST', '/v1/messages/check', { from: hub.world.phoneNumberId, to: hub.world.testRecipient, message })).body
    .decision
const thread = async () => (await hub.api('GET', '/v1/threads')).body.data[0]
const messages = async () => (await hub.api('GET', `/v1/threads/${(await thread()).id}/messages`)).body.data
const counts = async () => (await hub.api('GET', '/v1/threads/counts')).body
const ledger = () => hub.control('GET', '/messages')

/** The same story under the prices of two days, with their figures. */
describe.each([
  {
    day: 'September 2025',
    now: '2025-09-15T09:00:00Z',
    policy: 'PMP_V1',
    reply: { because: 'Free: an answer inside the customer service window.', type: 'free_customer_service' },
    utilityInWindow: { amount: '0', type: 'free_customer_service' },
  },
  {
    day: 'November 2026',
    now: '2026-11-20T09:00:00Z',
    policy: 'PMP_V2',
    reply: { because: "Free: 1,000 of this number's 1,000 left this month.", type: 'free_customer_service' },
    utilityInWindow: { amount: '0.0220', type: 'regular' },
  },
])('a conversation across the window’s edge, $day', ({ now, policy, reply, utilityInWindow }) => {
  beforeEach(async () => {
    hub = await connectHub({ now })
  })

  test('is lived by both sides', async () => {
    expect((await hub.api('GET', '/v1/clock')).body).toMatchObject({ policy, emulator: true, worldMismatch: false })

    await hub.write('Is my order there?')
    expect(await thread()).toMatchObject({
      lastMessage: { text: 'Is my order there?' },
      unread: 1,
      window: { csw: { open: true } },
    })

    const answered = await send(text('It arrived this morning.'))
    expect(answered).toMatchObject({
      status: 202,
      body: { message: { status: 'queued' }, decision: { price: { amount: '0', because: reply.because } } },
    })
    await hub.advance(MINUTE)
    const [ours] = await messages()
    expect(ours.status).toBe('delivered')
    expect(ours.timeline.map((entry: { status: string }) => entry.status)).toEqual(['queued', 'accepted', 'sent', 'delivered'])
    expect(ours.price.charged).toMatchObject({ amount: '0', type: reply.type })

    expect((await check(template('order_update', 'en_GB', 'NH-1', 'Tuesday'))).price.amount).toBe(utilityInWindow.amount)
    await send(template('order_update', 'en_GB', 'NH-1', 'Tuesday'))
    await hub.advance(MINUTE)
    expect((await messages())[0].price.charged).toMatchObject(utilityInWindow)

    await hub.advance(23 * HOUR - 2 * MINUTE)
    expect(await counts()).toMatchObject({ closing: 1, closed: 0 })
    await hub.advance(HOUR)
    expect(await counts()).toMatchObject({ closing: 0, closed: 1 })

    expect(await send(text('Still there?'))).toMatchObject({
      status: 422,
      body: { rule: 'window.closed', because: expect.stringContaining('24'), remedy: expect.stringContaining('template') },
    })

    const priced = await check(template('hello_world', 'en_US'))
    expect(priced).toMatchObject({ kind: 'send', price: { market: 'United Kingdom', billable: true, category: 'utility' } })
    await send(template('hello_world', 'en_US'))
    await hub.advance(MINUTE)
    expect((await messages())[0]).toMatchObject({
      status: 'delivered',
      price: { charged: { amount: priced.price.amount, type: 'regular' } },
    })
    expect((await thread()).window.csw.open, 'our message does not open it').toBe(false)

    await hub.write('Thank you!')
    expect((await thread()).window.csw).toMatchObject({ open: true })
    expect(await ledger()).toHaveLength(3)
  })
})

describe('when something goes wrong on the way', () => {
  beforeEach(async () => {
    hub = await connectHub()
    await hub.write('Hello')
  })

  test('an answer that is lost leaves the message unclear, until its webhook tells; it is sent once', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { dropResponse: true }, times: 1 })
    await send(text('Once, please.'))
    await hub.settle()
    expect(['unclear', 'accepted', 'sent']).toContain((await messages())[0].status)
    await hub.advance(MINUTE)
    expect((await messages())[0]).toMatchObject({ status: 'delivered', wamid: expect.stringMatching(/^wamid\./) })
    expect((await ledger()).filter((one: { from: string }) => one.from === hub.world.phoneNumberId)).toHaveLength(1)
  })

  test('a throttled send goes again later, and only then', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 130429 }, times: 2 })
    await send(text('In your own time.'))
    await hub.settle()
    expect((await messages())[0].status).toBe('queued')
    await hub.advance(MINUTE)
    expect((await messages())[0].status).toBe('delivered')
    expect(await ledger()).toHaveLength(1)
  })

  test('what the platform refuses for good fails in plain words, with what to do', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 131008 }, times: 1 })
    await send(text('Hm.'))
    await hub.settle()
    expect((await messages())[0]).toMatchObject({
      status: 'failed',
      error: { code: 131008, happened: expect.any(String), remedy: expect.any(String) },
    })
    expect(await counts()).toMatchObject({ failed: 1 })
  })

  test('webhooks that come twice and out of order change nothing', async () => {
    await hub.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true, reorder: true } })
    await send(text('Twice?'))
    await hub.advance(MINUTE)
    const [ours] = await messages()
    expect(ours.status).toBe('delivered')
    expect(ours.timeline.filter((entry: { status: string }) => entry.status === 'delivered')).toHaveLength(1)
  })

  test('webhooks that fail are delivered again by the platform, and nothing is lost', async () => {
    await hub.control('POST', '/faults', { on: 'webhook', fault: { http: 500 }, times: 2 })
    await hub.write('Did you get this?')
    await hub.advance(2 * MINUTE)
    expect((await messages())[0].text).toBe('Did you get this?')
  })

  test('the same request under one key is one message', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(text('Once.'), { 'idempotency-key': 'k1' })))
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1)
    await hub.advance(MINUTE)
    expect(await ledger()).toHaveLength(1)
  })

  test('two processes over one database send everything once', async () => {
    await hub.startAnother(['sender', 'jobs'])
    for (let i = 0; i < 30; i++) await send(text(`Message ${i}`))
    await hub.advance(10 * MINUTE)
    const accepted: { biz_opaque_callback_data: string }[] = await ledger()
    expect(accepted).toHaveLength(30)
    expect(new Set(accepted.map((one) => one.biz_opaque_callback_data)).size).toBe(30)
  })

  test('a scheduled message waits for its time, and one that was withdrawn never leaves', async () => {
    const at = new Date(Date.parse(hub.world.now) + HOUR).toISOString()
    const later = { from: hub.world.phoneNumberId, to: hub.world.testRecipient, sendAt: at }
    const kept = (await hub.api('POST', '/v1/messages', { ...later, message: text('At one.') })).body.message
    const withdrawn = (await hub.api('POST', '/v1/messages', { ...later, message: text('Never.') })).body.message
    expect(kept).toMatchObject({ status: 'queued', notBefore: at })
    expect((await hub.api('POST', `/v1/messages/${withdrawn.id}/cancel`)).body.status).toBe('cancelled')
    await hub.advance(HOUR - MINUTE)
    expect(await ledger()).toHaveLength(0)
    await hub.advance(2 * MINUTE)
    expect((await ledger()).map((one: { biz_opaque_callback_data: string }) => one.biz_opaque_callback_data)).toEqual([kept.id])
    expect((await hub.api('POST', `/v1/messages/${kept.id}/cancel`)).status).toBe(409)
  })

  test('a reply scheduled for after the window’s end is refused beforehand; a template is not', async () => {
    const sendAt = new Date(Date.parse(hub.world.now) + 25 * HOUR).toISOString()
    const scheduled = { from: hub.world.phoneNumberId, to: hub.world.testRecipient, sendAt }
    expect((await hub.api('POST', '/v1/messages', { ...scheduled, message: text('Tomorrow, then.') })).body.rule).toBe(
      'window.closed',
    )
    expect(
      (await hub.api('POST', '/v1/messages/check', { ...scheduled, message: text('Tomorrow, then.') })).body.decision.kind,
    ).toBe('refuse')
    expect((await hub.api('POST', '/v1/messages', { ...scheduled, message: template('hello_world', 'en_US') })).status).toBe(202)
  })

  test('another world is named and kept out', async () => {
    await hub.control('POST', '/reset', {})
    expect((await hub.api('GET', '/v1/clock')).body.worldMismatch).toBe(true)
    expect((await hub.api('GET', '/readyz')).body.waitingFor.join(' ')).toMatch(/another world/)
    expect(await send(text('To whom?'))).toMatchObject({ status: 503, body: { detail: expect.stringMatching(/another world/) } })
  })
})

describe('what the desk sees', () => {
  beforeEach(async () => {
    hub = await connectHub()
    await hub.write('Hello')
  })

  test('every address but the public ones asks who is there', async () => {
    // Whoever is not signed in yet must get in somewhere.
    const signingIn = new Set(['post /v1/sign-in'])
    const { paths } = (await hub.api('GET', '/openapi.json')).body as { paths: Record<string, Record<string, unknown>> }
    const guarded = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => path.startsWith('/v1/') && !signingIn.has(`${method} ${path}`))
        .map((method) => ({
          method: method.toUpperCase(),
          path: path.replace(/\{\w+\}/g, '0190aaaa-0000-7000-8000-000000000001'),
        })),
    )
    expect(guarded.length).toBeGreaterThan(15)
    for (const { method, path } of guarded) {
      const answer = await fetch(hub.url + path, { method })
      expect([401, `${method} ${path}`]).toEqual([answer.status, `${method} ${path}`])
    }
  })

  test('what the customer said about marketing, with the evidence', async () => {
    expect((await thread()).contact.consent).toEqual({ marketing: 'unsaid' })
    await hub.write('STOP')
    expect((await thread()).contact.consent).toMatchObject({ marketing: 'out', evidence: '“STOP”, by message' })
    const offer = await send(template('winter_sale', 'en_GB', 'Maja', '20%'))
    expect(offer).toMatchObject({ status: 422, body: { rule: 'consent.opted-out' } })
  })

  test('views, search and both orders page through every thread once', async () => {
    for (let i = 0; i < 7; i++) {
      await hub.control('POST', `/customers/4477009005${10 + i}/messages`, {
        to: hub.world.phoneNumberId,
        type: 'text',
        text: { body: `I am number ${i}` },
      })
      await hub.advance(HOUR)
    }
    for (const sort of ['newest', 'time-left']) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page = await hub.api('GET', `/v1/threads?sort=${sort}&limit=3${cursor ? `&cursor=${cursor}` : ''}`)
        seen.push(...page.body.data.map((one: { id: string }) => one.id))
        cursor = page.body.cursor
      }
      expect(new Set(seen).size).toBe(8)
      expect(seen).toHaveLength(8)
    }
    const found = (query: string) =>
      hub.api('GET', `/v1/threads?q=${encodeURIComponent(query)}`).then(({ body }) => body.data.length)
    expect(await found('number 3')).toBe(1)
    expect(await found('+44 7700 900512')).toBe(1)
    expect(await found('100%')).toBe(0)
  })

  test('a thread is taken, resolved, and opens again when the customer writes', async () => {
    const { id } = await thread()
    await hub.api('PATCH', `/v1/threads/${id}`, { owner: 'me', state: 'resolved' })
    expect(await thread()).toMatchObject({ state: 'resolved' })
    await hub.write('One more thing')
    expect(await thread()).toMatchObject({ state: 'open', unread: 2 })
    expect((await hub.api('POST', `/v1/threads/${id}/read`)).status).toBe(204)
    expect(await thread()).toMatchObject({ unread: 0 })
  })

  test('what the clock and the messages do arrives as events, resumable', async () => {
    const stream = async (headers: Record<string, string> = {}, wanted: number) => {
      const leaving = new AbortController()
      const answer = await fetch(`${hub.url}/v1/stream`, {
        headers: { authorization: `Bearer ${KEY}`, ...headers },
        signal: leaving.signal,
      })
      const told: string[] = []
      let text = ''
      for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
        text += Buffer.from(chunk).toString()
        told.splice(
          0,
          told.length,
          ...[...text.matchAll(/^(?:id: (\d+)\n)?event: (\S+)$/gm)].map(([, id, type]) => `${id ?? '-'} ${type}`),
        )
        if (told.length >= wanted) break
      }
      leaving.abort()
      return told.slice(0, wanted)
    }
    // Before the customer wrote, nine templates had been read.
    const { rows } = await hub.database.pool.query(`select min(seq)::int as first from events where type = 'message.received'`)
    const { first } = rows[0]
    expect(await stream({ 'last-event-id': String(first - 1) }, 2)).toEqual([
      `${first} message.received`,
      `${first + 1} thread.changed`,
    ])
    await hub.write('And again')
    // An alert may come in between, as soon as somebody waits.
    const following = await stream({ 'last-event-id': String(first + 1) }, 3)
    expect(following.map((event) => event.split(' ')[1])).toContain('message.received')
    // Whoever saw a number that nothing has here yet, in another database, begins with now.
    let heard: string[] = []
    const hearing = stream({ 'last-event-id': '9999999999' }, 6).then((told) => {
      heard = told
    })
    while (heard.length === 0) await hub.write('Is anybody there?')
    await hearing
    expect(heard.map((event) => event.split(' ')[1])).toContain('message.received')
  })
})

describe('bad input', () => {
  beforeEach(async () => {
    hub = await connectHub()
    await hub.write('Hello')
  })

  test.each([
    ['no JSON', () => hub.api('POST', '/v1/messages', '{"from":'), 400, /JSON/],
    [
      'a wrong type',
      () => hub.api('POST', '/v1/messages', { from: 1, to: '+447700900456', message: { type: 'text' } }),
      422,
      /from/,
    ],
    [
      'an unknown number of ours',
      () => hub.api('POST', '/v1/messages', { from: '1', to: '+447700900456', message: text('x') }),
      404,
      /no number with the id 1/,
    ],
    [
      'a recipient that is no number',
      () => hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: 'Ada', message: text('x') }),
      422,
      /country code/,
    ],
    [
      'a contact we do not have',
      () =>
        hub.api('POST', '/v1/messages', {
          from: hub.world.phoneNumberId,
          to: { contactId: '0190aaaa-0000-7000-8000-000000000001' },
          message: text('x'),
        }),
      404,
      /no contact/,
    ],
    ['a text that is too long', () => send(text('x'.repeat(4_097))), 422, /4,?096/],
    ['an unknown template', () => send(template('no_such', 'en_US')), 422, /no_such/],
    ['too few parameters', () => send(template('order_update', 'en_GB', 'NH-1')), 422, /./],
    ['a key nobody has', () => hub.api('GET', '/v1/threads', undefined, { authorization: 'Bearer nonsense' }), 401, /key/],
    ['a cursor that is none of ours', () => hub.api('GET', '/v1/threads?cursor=abc'), 400, /cursor/],
    ['a thread that does not exist', () => hub.api('GET', '/v1/threads/0190aaaa-0000-7000-8000-000000000001'), 404, /no thread/],
    ['an address that does not exist', () => hub.api('GET', '/v1/nonsense'), 404, /nothing at/],
  ])('%s gets one clear sentence', async (_what, ask, status, sentence) => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(sentence)
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts:/)
    expect(await ledger()).toEqual([])
  })

  test('a webhook without a right signature is refused, and leaves nothing; with it, either address takes it', async () => {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
    const post = (signature: string | undefined, path = '') =>
      fetch(`${hub.url}/webhooks/whatsapp${path}`, {
        method: 'POST',
        body,
        headers: signature ? { 'x-hub-signature-256': signature } : {},
      })
    const { appId, appSecret } = hub.world
    const kept = async () =>
      (await hub.database.pool.query(`select count(*)::int as count from journal where body = $1`, [Buffer.from(body)])).rows[0]
    for (const path of ['', `/${appId}`])
      for (const signature of [undefined, 'sha256=', `sha256=${'0'.repeat(64)}`, 'nonsense'])
        expect((await post(signature, path)).status).toBe(401)
    expect(await kept()).toEqual({ count: 0 })
    const right = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
    for (const path of ['', `/${appId}`]) expect((await post(right, path)).status).toBe(200)
    expect(await kept()).toEqual({ count: 2 })
  })

  test.each([
    ['a wrong verify token', 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong', 403],
    ['no token', 'hub.mode=subscribe&hub.challenge=1158201444', 403],
  ])('the handshake refuses %s', async (_what, query, status) => {
    expect((await fetch(`${hub.url}/webhooks/whatsapp?${query}`)).status).toBe(status)
  })
})

import { createHash } from 'node:crypto'
import { DAY, MINUTE } from '@casement/platform'
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import { BodyComponent, BodyParameter, Language, Template, Text } from 'whatsapp-api-js/messages'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })

/** One grey pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
)
// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
type Json = any

let hub: ConnectedHub
/** Ends the patience of everyone who waits for a slot now; time does not. */
let runOutOfPatience: () => void
const start = async () => {
  let patience = new AbortController()
  runOutOfPatience = () => {
    patience.abort()
    patience = new AbortController()
  }
  hub = await connectHub({ dropInPatience: () => patience.signal })
}

const accountToken = async (): Promise<string> => (await hub.control('GET', '')).accessToken
const wabaId = async (): Promise<string> => (await hub.control('GET', '')).wabaId
const accepted = () => hub.control('GET', '/messages')
const text = (body: string, more: object = {}) => ({
  messaging_product: 'whatsapp',
  to: hub.world.testRecipient,
  type: 'text',
  text: { body },
  ...more,
})

const update = (...values: string[]) => ({
  messaging_product: 'whatsapp',
  to: hub.world.testRecipient,
  type: 'template',
  template: {
    name: 'order_update',
    language: { code: 'en_GB' },
    components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }],
  },
})

async function graph(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const answer = await fetch(`${hub.url}/graph${path}`, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const words = await answer.text()
  return { status: answer.status, body: words.startsWith('{') ? JSON.parse(words) : words, headers: answer.headers }
}
const send = (body: unknown, headers?: Record<string, string>) =>
  graph('POST', `/v25.0/${hub.world.phoneNumberId}/messages`, body, headers)
const stateOf = async (words: string) =>
  (await hub.database.pool.query(`select s.state from sends s where s.payload->'text'->>'body' = $1`, [words])).rows[0]?.state
const makeKey = async (role: string) => (await hub.api('POST', '/v1/keys', { name: role, role })).body.key as string

describe('clients that others wrote need another address and another key, nothing more', () => {
  beforeAll(start)
  afterAll(() => hub.stop())
  beforeEach(() => hub.write('Hello'))

  test('whatsapp-api-js', async () => {
    const number = hub.world.phoneNumberId
    const client = new WhatsAppAPI({
      token: KEY,
      appSecret: hub.world.appSecret,
      v: 'v25.0',
      // Its address is fixed in it; its own option for fetch is where it is turned.
      ponyfill: {
        fetch: ((url: string | URL, options: RequestInit) =>
          fetch(String(url).replace('https://graph.facebook.com', `${hub.url}/graph`), options)) as typeof fetch,
        subtle: crypto.subtle,
      },
    })
    const to = hub.world.testRecipient.replace(/\D/g, '')
    expect(await client.sendMessage(number, to, new Text('From a bot'), undefined, 'order-7')).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: to }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    })
    const shipped = new Template(
      'order_update',
      new Language('en_GB'),
      new BodyComponent(new BodyParameter('NH-1'), new BodyParameter('Tuesday')),
    )
    expect(await client.sendMessage(number, to, shipped)).toMatchObject({ messages: [{ message_status: 'accepted' }] })
    expect(await client.sendMessage(number, to, new Template('no_such_thing', new Language('en_GB')))).toMatchObject({
      error: { code: 132001 },
    })

    const form = new FormData()
    form.set('file', new File([new Uint8Array(png)], 'lamp.png', { type: 'image/png' }))
    const { id } = (await client.uploadMedia(number, form)) as { id: string }
    const found = (await client.retrieveMedia(id)) as Json
    expect(found).toMatchObject({ id, mime_type: 'image/png', sha256: createHash('sha256').update(png).digest('hex') })
    expect(found.url, 'fetched through the hub, because only the hub has the token').toMatch(`${hub.url}/graph/`)
    const file = await client.fetchMedia(found.url)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(png)
    expect(await client.deleteMedia(id)).toEqual({ success: true })
    expect(await client.retrieveMedia(id)).toMatchObject({ error: { code: 100 } })
  })

  test('@kapso/whatsapp-cloud-api', async () => {
    const client = new WhatsAppClient({ baseUrl: `${hub.url}/graph`, accessToken: KEY })
    const from = { phoneNumberId: hub.world.phoneNumberId, to: hub.world.testRecipient }
    expect(await client.messages.sendText({ ...from, body: 'From another bot' })).toMatchObject({
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    })
    expect(
      await client.messages.sendTemplate({ ...from, template: { name: 'hello_world', language: { code: 'en_US' } } }),
    ).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] })
    const { id } = await client.media.upload({
      phoneNumberId: from.phoneNumberId,
      type: 'image/png',
      file: new Blob([new Uint8Array(png)], { type: 'image/png' }),
      fileName: 'lamp.png',
    })
    expect(await client.messages.sendImage({ ...from, image: { id, caption: 'The lamp' } })).toMatchObject({
      contacts: [{ input: hub.world.testRecipient }],
    })
    const names: string[] = []
    let after: string | undefined
    do {
      const page: Json = await client.templates.list({ businessAccountId: await wabaId(), limit: 4, ...(after ? { after } : {}) })
      names.push(...page.data.map((template: Json) => template.name))
      after = page.paging?.next ? page.paging.cursors.after : undefined
    } while (after)
    expect(names).toContain('hello_world')
    expect(new Set(names).size).toBeGreaterThan(4)
    await expect(client.messages.sendText({ ...from, body: 'x'.repeat(4_097) })).rejects.toMatchObject({
      code: 131009,
      httpStatus: 400,
    })
  })

  test('what a bot sent stands in the ledger and the thread, with our id on the wire and its own words kept', async () => {
    const mine = { biz_opaque_callback_data: 'order-9', context: { message_id: await lastInbound() } }
    const { body } = await send(text('As you asked', mine))
    const [wamid] = body.messages.map((message: Json) => message.id)
    const ours = (await hub.database.pool.query('select id, content, sent_by from messages where wamid = $1', [wamid])).rows[0]
    expect(ours).toMatchObject({ content: mine, sent_by: { kind: 'api' } })
    const there = (await accepted()).find((message: Json) => message.id === wamid)
    expect(there.biz_opaque_callback_data).toBe(ours.id)
  })

  test('marks as read and shows that it types, which are no messages', async () => {
    const before = (await accepted()).length
    const read = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: await lastInbound(),
      typing_indicator: { type: 'text' },
    }
    expect(await send(read)).toMatchObject({ status: 200, body: { success: true } })
    expect(await send({ ...read, message_id: 'wamid.nobody' })).toMatchObject({ status: 400, body: { error: { code: 100 } } })
    expect(await accepted()).toHaveLength(before)
  })

  const lastInbound = async () =>
    (await hub.database.pool.query(`select wamid from messages where direction = 'in' order by id desc limit 1`)).rows[0].wamid
})

describe('the request and its ways', () => {
  beforeAll(start)
  afterAll(() => hub.stop())
  beforeEach(() => hub.write('Hello'))

  test.each<[string, () => Promise<{ status: number; body: Json }>]>([
    ['without a version', () => graph('POST', `/${hub.world.phoneNumberId}/messages`, text('1'))],
    ['with a slash at its end', () => graph('POST', `/v25.0/${hub.world.phoneNumberId}/messages/`, text('2'))],
    ['of an old version', () => graph('POST', `/v19.0/${hub.world.phoneNumberId}/messages`, text('3'))],
    ['without a type', () => send({ ...text('4'), type: undefined })],
    ['to a number that is a number', () => send(text('5', { to: Number(hub.world.testRecipient.replace(/\D/g, '')) }))],
    ['as JSON by another name', () => send(JSON.stringify(text('6')), { 'content-type': 'text/plain' })],
    [
      'as a form',
      () =>
        send(new URLSearchParams({ ...text('7'), text: '{"body":"7"}' } as Record<string, string>).toString(), {
          'content-type': 'application/x-www-form-urlencoded',
        }),
    ],
    [
      'with the key in the address',
      () =>
        fetch(`${hub.url}/graph/v25.0/${hub.world.phoneNumberId}/messages?access_token=${KEY}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(text('8')),
        }).then(async (answer) => ({ status: answer.status, body: await answer.json() })),
    ],
    ['in capitals, with a number to come back', () => send(text('10', { type: 'TEXT', biz_opaque_callback_data: 42 }))],
    ['with the word OAuth', () => send(text('9'), { authorization: `OAuth ${KEY}` })],
  ])('%s is taken', async (_label, ask) => {
    expect(await ask()).toMatchObject({ status: 200, body: { messages: [{ id: expect.stringMatching(/^wamid\./) }] } })
  })

  test.each<[string, () => Promise<{ status: number; body: Json }>, number, number, string]>([
    ['no product', () => send({ ...text('x'), messaging_product: undefined }), 400, 100, 'messaging_product'],
    ['nobody to write to', () => send({ ...text('x'), to: undefined }), 400, 100, 'recipient'],
    ['a name for a number', () => send(text('x', { to: 'Maja' })), 400, 131009, 'country code'],
    ['a group', () => send(text('x', { recipient_type: 'group' })), 400, 131041, 'group'],
    ['no JSON', () => send('{"to":'), 400, 100, 'JSON'],
    ['a list', () => send('[]'), 400, 100, 'object'],
    ['4,097 characters', () => send(text('x'.repeat(4_097))), 400, 131009, '4,096'],
    ['a type nobody knows', () => send(text('x', { type: 'fax', fax: {} })), 400, 131051, 'Use one of'],
    [
      'an interactive kind nobody knows',
      () => send(text('x', { type: 'interactive', interactive: { type: 'fax', body: { text: 'x' }, action: {} } })),
      400,
      131009,
      'Use one of',
    ],
    ['an empty text', () => send(text('')), 400, 131008, 'text'],
    ['no text at all', () => send(text('x', { text: undefined })), 400, 131008, 'text'],
    ['null for a text', () => send(text('x', { text: { body: null } })), 400, 131008, 'text.body'],
    ['a number for a text', () => send(text('x', { text: { body: 5 } })), 400, 131009, 'text.body'],
    [
      'a template without its language',
      () => send({ ...text('x'), type: 'template', template: { name: 'x' } }),
      400,
      100,
      'language',
    ],
    ['one value of two', () => send(update('NH-1')), 400, 132000, '2 values'],
    ['a line break in a value', () => send(update('NH\n1', 'Tuesday')), 400, 132018, 'one line'],
    [
      'words for the webhook that are too long',
      () => send(text('x', { biz_opaque_callback_data: 'x'.repeat(513) })),
      400,
      131009,
      '512',
    ],
    ['a number of nobody', () => graph('POST', '/v25.0/999999/messages', text('x')), 400, 100, '999999'],
    ['a key of nobody', () => send(text('x'), { authorization: 'Bearer nobody' }), 401, 190, 'key'],
    [
      'a double slash',
      () => graph('POST', `/v25.0//${hub.world.phoneNumberId}/messages`, text('x')),
      400,
      100,
      'written exactly so',
    ],
    [
      'letters in disguise',
      () => graph('POST', `/v25.0/${hub.world.phoneNumberId}/%6Dessages//`, text('x')),
      400,
      100,
      'written exactly so',
    ],
    [
      'a post dressed as a look',
      () => graph('GET', `/v25.0/${hub.world.phoneNumberId}/messages?method=post`),
      400,
      100,
      'method',
    ],
    ['a batch', () => graph('POST', '/v25.0/', { batch: '[]' }), 400, 100, 'Batches'],
    ['a way out', () => graph('GET', '/v25.0/..%2f..%2f_emulator'), 400, 100, 'address'],
  ])('%s is refused in the envelope', async (_label, ask, status, code, words) => {
    const before = (await accepted()).length
    const answer = await ask()
    expect(answer).toMatchObject({
      status,
      body: { error: { code, type: expect.any(String), fbtrace_id: expect.any(String), message: expect.any(String) } },
    })
    expect(JSON.stringify(answer.body.error)).toContain(words)
    expect(await accepted()).toHaveLength(before)
  })

  test('without any key it says so, as Meta says it', async () => {
    const answer = await fetch(`${hub.url}/graph/v25.0/${hub.world.phoneNumberId}/messages`, { method: 'POST' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch('"invalid_token"')
    expect(await answer.json()).toMatchObject({ error: { code: 190, type: 'OAuthException' } })
  })

  test('twenty at once are each answered with their own id', async () => {
    // A clock that stands still gives a number one second's throughput: it moves first.
    await hub.advance(MINUTE)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send({ ...update('NH-1', 'Tuesday'), to: `+4477009006${String(i).padStart(2, '0')}` }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map(({ body }) => body.messages[0].id)).size).toBe(20)
    expect(new Set(answers.map(({ body }) => body.contacts[0].wa_id)).size).toBe(20)
  })

  test('one Idempotency-Key is one message, whoever asks again and however often', async () => {
    // What went before would have used up the burst to one person.
    await hub.advance(5 * MINUTE)
    const before = (await accepted()).length
    const key = { 'idempotency-key': 'order-12' }
    const answers = await Promise.all([1, 2, 3].map(() => send(text('Once'), key)))
    expect(new Set(answers.map(({ body }) => body.messages[0].id)).size).toBe(1)
    expect(await accepted()).toHaveLength(before + 1)
    expect(await send(text('Something else'), key)).toMatchObject({ status: 422, body: { error: { code: 100 } } })
  })
})

describe('what the gate, the pace and the platform say', () => {
  beforeEach(start)
  afterEach(() => hub.stop())

  test('a closed window is refused at once, with the code, the reason and the remedy', async () => {
    await hub.write('Hello')
    await hub.advance(DAY)
    const { status, body } = await send(text('Still there?'))
    expect(status).toBe(400)
    expect(body.error).toMatchObject({
      code: 131047,
      message: '(#131047) Re-engagement message',
      error_data: { messaging_product: 'whatsapp' },
    })
    expect(body.error.error_data.details).toMatch(/24.*template/s)
    expect(await accepted()).toHaveLength(0)
  })

  test('who said stop gets no offer', async () => {
    await hub.write('STOP')
    const offer = {
      name: 'winter_sale',
      language: { code: 'en_GB' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Maja' },
            { type: 'text', text: '20%' },
          ],
        },
      ],
    }
    expect(
      await send({ messaging_product: 'whatsapp', to: hub.world.testRecipient, type: 'template', template: offer }),
    ).toMatchObject({
      status: 400,
      body: { error: { code: 131050 } },
    })
  })

  test('marketing through the optimiser is not passed on: it would leave without a row in the ledger', async () => {
    const parameters = ['Maja', '20%'].map((value) => ({ type: 'text', text: value }))
    const template = { name: 'winter_sale', language: { code: 'en_GB' }, components: [{ type: 'body', parameters }] }
    const offer = { messaging_product: 'whatsapp', to: hub.world.testRecipient, type: 'template', template }
    const answer = await graph('POST', `/v25.0/${hub.world.phoneNumberId}/marketing_messages`, offer)
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_data: { details: expect.stringMatching(/\/messages/) } } },
    })
    expect(await accepted()).toHaveLength(0)
  })

  test('without a slot in time it is withdrawn: 130429, and it never leaves; its key sends it anew', async () => {
    await hub.write('Hello')
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 130429 }, times: 1 })
    const key = { 'idempotency-key': 'k' }
    const waiting = send(text('Too much'), key)
    await eventually(async () => expect((await hub.control('GET', '/stats')).rejected).toMatchObject({ 130429: 1 }))
    await eventually(async () => expect(await stateOf('Too much')).toBe('queued'))
    runOutOfPatience()
    expect(await waiting).toMatchObject({
      status: 400,
      body: { error: { code: 130429, error_data: { details: expect.stringMatching(/withdrawn/) } } },
    })
    expect(await stateOf('Too much')).toBe('cancelled')
    await hub.advance(5 * MINUTE)
    expect(await accepted()).toHaveLength(0)
    expect(await send(text('Too much'), key)).toMatchObject({
      status: 200,
      body: { messages: [{ id: expect.stringMatching(/^wamid\./) }] },
    })
    expect(await accepted()).toHaveLength(1)
  })

  test('what is on its way when patience ends is waited for', async () => {
    await hub.write('Hello')
    await hub.control('POST', '/faults', { on: 'send', fault: { delayMs: 400 }, times: 1 })
    const waiting = send(text('Slowly'))
    await eventually(async () => expect(await stateOf('Slowly')).toBe('posting'))
    runOutOfPatience()
    expect(await waiting).toMatchObject({ status: 200, body: { messages: [{ id: expect.stringMatching(/^wamid\./) }] } })
  })

  test('a post without an answer is 131000 while the ledger says unclear, and the same key tells later what became of it', async () => {
    await hub.write('Hello')
    await hub.control('POST', '/faults', { on: 'send', fault: { dropResponse: true }, times: 1 })
    const key = { 'idempotency-key': 'k' }
    const lost = await send(text('Once, please'), key)
    expect(lost).toMatchObject({
      status: 500,
      body: { error: { code: 131000, error_data: { details: expect.stringMatching(/do not send it again/) } } },
    })
    expect(await stateOf('Once, please')).toBe('unclear')
    await hub.advance(MINUTE)
    expect(await send(text('Once, please'), key)).toMatchObject({
      status: 200,
      body: { messages: [{ id: expect.stringMatching(/^wamid\./) }] },
    })
    expect(await accepted()).toHaveLength(1)
  })

  test('what the platform refuses for good comes back in its words', async () => {
    await hub.write('Hello')
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 131042 }, times: 1 })
    expect(await send(text('Hm'))).toMatchObject({
      status: 400,
      body: { error: { code: 131042, error_data: { details: 'This failure was asked for.' } } },
    })
  })

  test('a rule that only waiting cures takes the message back at once', async () => {
    const templates = await graph('GET', `/v25.0/${await wabaId()}/message_templates?name=hello_world`)
    await hub.control('PATCH', `/templates/${templates.body.data[0].id}`, { status: 'PAUSED' })
    await hub.settle()
    const { body } = await send({
      messaging_product: 'whatsapp',
      to: hub.world.testRecipient,
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    })
    expect(body.error).toMatchObject({ code: 132015 })
    expect(await accepted()).toHaveLength(0)
  })

  test('in another world nothing goes', async () => {
    await hub.control('POST', '/reset', {})
    expect(await send(text('To whom?'))).toMatchObject({ status: 503, body: { error: { code: 2, is_transient: true } } })
  })
})

describe('everything else is passed on', () => {
  beforeAll(start)
  afterAll(() => hub.stop())

  test('lists page through the hub, and the token stays in it', async () => {
    const token = await accountToken()
    const said: string[] = []
    let url: string | undefined = `${hub.url}/graph/v25.0/${await wabaId()}/message_templates?limit=3&fields=name`
    const names: string[] = []
    while (url) {
      const answer: Response = await fetch(url, { headers: { authorization: `Bearer ${KEY}` } })
      const words = await answer.text()
      said.push(words, JSON.stringify([...answer.headers]))
      const page = JSON.parse(words)
      names.push(...page.data.map((template: Json) => template.name))
      url = page.paging?.next
      if (url) expect(url).toMatch(`${hub.url}/graph/v25.0/`)
    }
    expect(names.length).toBeGreaterThan(6)
    expect(said.join('\n')).not.toContain(token)
    expect(said.join('\n')).not.toContain(hub.world.graphUrl.replace('http://', ''))
  })

  test('a link to the next page works by itself, as Graph’s does', async () => {
    const { body } = await graph('GET', `/v25.0/${await wabaId()}/message_templates?limit=2`)
    const next = await fetch(body.paging.next)
    expect(next.status).toBe(200)
    expect(((await next.json()) as Json).data).toHaveLength(2)
  })

  test('errors of the platform stay its own', async () => {
    expect(await graph('GET', '/v25.0/123456')).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } })
    expect((await graph('GET', `/v19.0/${hub.world.phoneNumberId}`)).headers.get('facebook-api-version')).toMatch(/^v\d/)
  })

  test('each role may do its work', async () => {
    const number = `/v25.0/${hub.world.phoneNumberId}`
    const calls: [string, string, unknown][] = [
      ['POST', `${number}/messages`, { messaging_product: 'whatsapp' }],
      ['GET', number, undefined],
      ['POST', `${number}/media`, {}],
      ['POST', `${number}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'Lamps' }],
      ['DELETE', `/v25.0/${await wabaId()}/message_templates?name=winter_sale`, undefined],
      ['GET', '/v25.0/debug_token?input_token=x', undefined],
    ]
    const may: Record<string, boolean[]> = {}
    for (const role of ['viewer', 'agent', 'manager']) {
      const key = await makeKey(role)
      const answers = await Promise.all(
        calls.map(([method, path, body]) => graph(method, path, body, { authorization: `Bearer ${key}` })),
      )
      may[role] = answers.map(({ body }) => body.error?.code !== 200)
    }
    expect(may).toEqual({
      viewer: [false, false, false, false, false, false],
      agent: [true, true, true, false, false, false],
      manager: [true, true, true, true, true, false],
    })
  })

  test('a node of another workspace is no node at all', async () => {
    await hub.database.pool.query(
      `insert into routes (kind, external_id, workspace_id) values ('number', '555000111', gen_random_uuid())`,
    )
    expect(await graph('GET', '/v25.0/555000111')).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33 } },
    })
  })

  test('a session of the dashboard opens nothing here', async () => {
    const answer = await fetch(`${hub.url}/graph/v25.0/${hub.world.phoneNumberId}`, {
      headers: { cookie: 'casement.session_token=x' },
    })
    expect(answer.status).toBe(401)
  })
})

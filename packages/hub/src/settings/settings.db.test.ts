import { DAY, HOUR, MINUTE, multiplyAmount } from '@casement/platform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { forgetCards } from './own-rates.ts'

let hub: ConnectedHub
beforeAll(async () => {
  // Ten in the evening in London.
  hub = await connectHub({ now: '2026-11-20T22:00:00Z' })
}, 60_000)
afterAll(() => hub.stop())

const nothing = { quietHours: null, requireOptIn: 'campaigns', frequencyCap: null, spendCap: null }
const set = (settings: object) => hub.api('PATCH', '/v1/settings', settings)
beforeEach(async () => void (await set(nothing)))

const template = (name: string) => ({
  from: hub.world.phoneNumberId,
  to: '+447700900999',
  message: { type: 'template', template: { name, language: { code: 'en_US' } } },
})
const check = async (body: object) => (await hub.api('POST', '/v1/messages/check', body)).body.decision

test('a workspace that decided nothing has the defaults; what is changed stays, and nothing else with it', async () => {
  expect((await hub.api('GET', '/v1/settings')).body).toMatchObject({ ...nothing, pauseWhen: { failed: 0.1, qualityRed: true } })
  expect((await set({ pauseWhen: { failed: 0.3 } })).body).toMatchObject({ pauseWhen: { failed: 0.3, qualityRed: true } })
  expect((await hub.api('GET', '/v1/settings')).body).toMatchObject({ ...nothing, pauseWhen: { failed: 0.3 } })
})

describe('an account in a currency that no rate card is in', () => {
  const bill = async (currency: string) => {
    await hub.database.pool.query('update wabas set currency = $1', [currency])
    forgetCards((await hub.database.pool.query('select workspace_id from wabas')).rows[0].workspace_id)
  }
  beforeAll(() => bill('NOK'))
  afterAll(() => bill('USD'))

  test('is priced by another list, and told so', async () => {
    expect(await check(template('hello_world'))).toMatchObject({
      kind: 'send',
      price: { amount: '0.0220', currency: 'USD', estimate: true, because: expect.stringContaining('no rate card in NOK') },
    })
  })

  test('cannot be kept below a cap in it, and the refusal says what to do', async () => {
    await set({ spendCap: { amount: '100', currency: 'NOK' } })
    expect(await check(template('hello_world'))).toMatchObject({
      kind: 'refuse',
      rule: 'spend.cap',
      because: 'The spend cap is in NOK, and no rate card in NOK says what this costs.',
      remedy: expect.stringContaining('Take the cap away'),
    })
    const campaign = {
      name: 'Cap',
      from: hub.world.phoneNumberId,
      template: { name: 'hello_world', language: 'en_US' },
      audience: { numbers: ['+447700900999'] },
      spendCap: { amount: '5', currency: 'NOK' },
    }
    expect((await hub.api('POST', '/v1/campaigns', campaign)).body.detail).toBe(
      'No rate card in NOK says what a message costs: leave the spend cap out.',
    )
  })
})

test.each([
  ['an hour that is none', { quietHours: { from: '25:00', to: '08:00' } }],
  ['a zone nobody knows', { timeZone: 'Mars/Olympus' }],
  ['a cap below nothing', { spendCap: { amount: '-1', currency: 'USD' } }],
  ['a share above one', { pauseWhen: { failed: 2 } }],
  ['a word it does not know', { quiet: true }],
])('%s is refused, and nothing changes', async (_label, change) => {
  const before = (await hub.api('GET', '/v1/settings')).body
  expect((await set(change)).status).toBe(422)
  expect((await hub.api('GET', '/v1/settings')).body).toEqual(before)
})

describe('quiet hours', () => {
  test('it is the recipient’s evening that counts: at ten in London it is day in New York', async () => {
    await set({ quietHours: { from: '21:00', to: '08:00' } })
    expect(await check({ ...template('hello_world'), to: '+12125550123' })).toMatchObject({ kind: 'send' })
    expect(await check(template('hello_world'))).toMatchObject({ kind: 'hold', rule: 'quiet-hours' })
  })

  test('what the customer did not ask for waits for their morning, and then goes', async () => {
    await set({ quietHours: { from: '21:00', to: '08:00' } })
    const sent = await hub.api('POST', '/v1/messages', template('hello_world'))
    expect(sent.body).toMatchObject({
      message: { status: 'held', notBefore: '2026-11-21T08:00:00.000Z' },
      decision: { kind: 'hold', rule: 'quiet-hours' },
    })
    await hub.advance(10 * HOUR + MINUTE)
    expect((await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body).toMatchObject({
      status: expect.stringMatching(/sent|delivered|read/),
    })
  })
})

describe('the spend cap', () => {
  test('what costs more than it leaves waits for the next month, and counts once', async () => {
    const { price } = await check(template('hello_world'))
    // One was sent this morning.
    await set({ spendCap: { amount: multiplyAmount(price.amount, 2), currency: price.currency } })
    const first = await hub.api('POST', '/v1/messages', { ...template('hello_world'), to: '+447700900801' })
    expect(first.body.message.status).toBe('queued')
    await hub.settle()
    expect(await check({ ...template('hello_world'), to: '+447700900802' })).toMatchObject({
      kind: 'hold',
      rule: 'spend.wait',
      until: '2026-12-01T00:00:00.000Z',
    })
  })

  test('a message that fails gives back what was set aside', async () => {
    const { price } = await check(template('hello_world'))
    const spent = async () =>
      Number((await hub.database.pool.query('select coalesce(sum(amount), 0) as amount from spend')).rows[0].amount)
    const before = await spent()
    await hub.control('PATCH', '/customers/447700900803', { reachable: true, onWhatsApp: false })
    await hub.api('POST', '/v1/messages', { ...template('hello_world'), to: '+447700900803' })
    await hub.settle()
    expect(await spent()).toBeCloseTo(before + Number(price.amount))
    await hub.advance(DAY)
    expect(await spent()).toBeCloseTo(before)
  })
})

describe('opt-in', () => {
  test('where everybody must have said yes, marketing to those who did not is refused', async () => {
    const parameters = ['Ada', '20%'].map((text) => ({ type: 'text', text }))
    const message = template('winter_sale')
    message.message.template = {
      name: 'winter_sale',
      language: { code: 'en_GB' },
      components: [{ type: 'body', parameters }],
    } as never
    expect(await check(message)).toMatchObject({ kind: 'send' })
    await set({ requireOptIn: 'always' })
    expect(await check(message)).toMatchObject({ kind: 'refuse', rule: 'consent.no-opt-in' })
  })
})

test('numbers are masked for agents and viewers in answers and events alike, and for nobody else', async () => {
  await hub.write('Hello')
  const digits = hub.world.testRecipient.replace(/\D/g, '')
  const keyOf = async (role: string) => (await hub.api('POST', '/v1/keys', { name: role, role })).body.key as string
  const as = (key: string) => ({ authorization: `Bearer ${key}` })
  const seen = async (key: string) => {
    const threads = await hub.api('GET', '/v1/threads', undefined, as(key))
    const contacts = await hub.api('GET', '/v1/contacts', undefined, as(key))
    return JSON.stringify([threads.body, contacts.body])
  }
  const [agent, manager] = [await keyOf('agent'), await keyOf('manager')]
  expect(await seen(agent)).toContain(digits)
  await set({ maskNumbers: true })
  expect(await seen(agent)).not.toContain(digits)
  expect(await seen(agent)).toContain(`${digits.slice(0, 2)}•`)
  expect(await seen(manager)).toContain(digits)

  const leaving = new AbortController()
  const stream = await fetch(`${hub.url}/v1/stream?lastEventId=0`, { headers: as(agent), signal: leaving.signal })
  let told = ''
  for await (const part of stream.body as unknown as AsyncIterable<Uint8Array>) {
    told += Buffer.from(part).toString()
    if (told.includes('message.received')) break
  }
  leaving.abort()
  expect(told).not.toContain(digits)
  const found = async (q: string, key: string) => {
    const ask = async (path: string) => (await hub.api('GET', path + encodeURIComponent(q), undefined, as(key))).body
    const [contacts, landmarks, search, threads] = await Promise.all(
      ['/v1/contacts?q=', '/v1/contacts/landmarks?q=', '/v1/search?q=', '/v1/threads?view=all&q='].map(ask),
    )
    return [contacts.data.length, landmarks.people, search.people.length, threads.data.length].map((people) => people > 0)
  }
  const [beginning, end] = [digits.slice(0, -2), digits.slice(-6)]
  for (const part of [beginning, end]) {
    expect(await found(part, manager)).toEqual([true, true, true, true])
    expect(await found(part, agent), `${part} tells nothing`).toEqual([false, false, false, false])
  }
  expect(await found(`+${digits}`, agent), 'who knows all of it learns nothing').toEqual([true, true, true, true])
  const { body: thread } = await hub.api('GET', '/v1/threads', undefined, as(agent))
  const sent = await hub.api(
    'POST',
    '/v1/messages',
    {
      from: hub.world.phoneNumberId,
      to: { contactId: thread.data[0].contact.id },
      message: { type: 'text', text: { body: 'Hi' } },
    },
    as(agent),
  )
  expect(sent.status).toBe(202)
  await set({ maskNumbers: false })
})

describe('prices of one’s own', () => {
  const rate = (more: object = {}) => ({
    currency: 'USD',
    market: 'United Kingdom',
    category: 'marketing',
    from: '2026-11-01',
    amount: '0.0500',
    note: 'Contract of October',
    ...more,
  })
  const put = (more?: object) => hub.api('PUT', '/v1/settings/rates', rate(more))

  test('hold at the gate, in what a template costs, and in what was charged, from their day on', async () => {
    const before = await check(template('hello_world'))
    const own = { category: before.price.category, amount: '0.0101' }
    expect((await put({ ...own, from: '2027-01-01' })).status).toBe(200)
    expect((await check(template('hello_world'))).price.amount).toBe(before.price.amount)
    expect((await put(own)).body.data).toHaveLength(2)
    expect((await check(template('hello_world'))).price).toMatchObject({ amount: '0.0101', card: '2026-11-01' })

    const sent = await hub.api('POST', '/v1/messages', template('hello_world'))
    await hub.advance(5 * MINUTE)
    const { body } = await hub.api('GET', `/v1/messages/${sent.body.message.id}`)
    expect([body.price.amount, body.price.charged.amount]).toEqual(['0.0101', '0.0101'])

    const gone = await hub.api(
      'DELETE',
      `/v1/settings/rates?currency=USD&market=United%20Kingdom&category=${own.category}&from=2026-11-01`,
    )
    expect(gone.body.data).toHaveLength(1)
    expect((await check(template('hello_world'))).price.amount).toBe(before.price.amount)
  })

  test.each([
    ['a currency without a list', { currency: 'XTS' }, /There is no list in XTS/],
    ['a market that is none', { market: 'Atlantis' }, /has a market Atlantis/],
    ['less than nothing', { amount: '-0.01' }, /./],
    ['without where it comes from', { note: ' ' }, /./],
    ['a day that is none', { from: '2026-02-30' }, /./],
  ])('%s is refused', async (_label, more, says) => {
    const { status, body } = await put(more)
    expect(status).toBe(422)
    expect(JSON.stringify(body)).toMatch(says)
  })
})

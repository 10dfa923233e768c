import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { platformTime } from '@casement/platform'
import type { Graph } from '@casement/rules/automation'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { replay } from './replay.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub({ now: '2026-09-29T12:00:00Z' })
})
afterAll(() => hub?.stop())

// biome-ignore lint/suspicious/noExplicitAny: drawings are written as another program would write them.
type Json = any

const text = (body: string) => ({ type: 'text', text: { body } })
const say = (id: string, body: string, next: object = {}) => ({ id, kind: 'send', message: text(body), next })
const switchedOn: string[] = []

/** Draws an automation and switches it on. */
async function automate(graph: Json, name = 'Test'): Promise<string> {
  const drawn = await hub.api('POST', '/v1/automations', { name, graph })
  expect(drawn.status, JSON.stringify(drawn.body)).toBe(201)
  const on = await hub.api('POST', `/v1/automations/${drawn.body.id}/on`)
  expect(on.status, JSON.stringify(on.body)).toBe(200)
  switchedOn.push(drawn.body.id)
  return drawn.body.id
}
afterEach(async () => {
  for (const id of switchedOn.splice(0)) await hub.api('POST', `/v1/automations/${id}/off`, { stopRuns: true })
})

let people = 0
/** Somebody who never wrote before. */
const newcomer = () => `4477009${String(10_000 + people++)}`
async function write(from: string, content: Json = text('Hello')): Promise<void> {
  await hub.control('POST', `/customers/${from}/messages`, { to: hub.world.phoneNumberId, ...content })
  await hub.settle()
}
/** What the platform took for somebody, as texts or names of templates. */
async function got(to: string): Promise<string[]> {
  const taken = await hub.control('GET', `/messages?to=${to}`)
  const bodies = []
  for (const { opaque, biz_opaque_callback_data } of taken) {
    const { body } = await hub.api('GET', `/v1/messages/${opaque ?? biz_opaque_callback_data}`)
    bodies.push(body.template?.name ?? body.text)
  }
  return bodies
}
const runsOf = async (id: string): Promise<Json[]> => (await hub.api('GET', `/v1/automations/${id}/runs`)).body.data

const welcome = (trigger: Json, more: Json = {}) => ({ trigger, start: 'hi', nodes: [say('hi', 'Welcome')], ...more })

describe.each([
  { prices: 'of July 2025', from: null, utilityInWindow: 'free' },
  { prices: 'of October 2026', from: '2026-10-01T12:00:00Z', utilityInWindow: 'dear' },
])('what begins a run, under the prices $prices', ({ from, utilityInWindow }) => {
  beforeAll(async () => {
    if (from) await hub.control('POST', '/clock', { set: from })
  })
  const button = (id: string, title: string) => ({
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id, title } },
  })
  const never = { timeZone: 'UTC', open: [] }
  test.each<[string, Json, Json, boolean]>([
    ['a word that is the whole message', { kind: 'keyword', words: ['menu'] }, text(' Menú! '), true],
    ['a button with its id', { kind: 'answer', ids: ['yes'] }, button('yes', 'Yes please'), true],
    ['hours in which nobody is there', { kind: 'away', hours: never }, text('Hi'), true],
    ['a STOP in hours in which nobody is there', { kind: 'away', hours: never }, text('STOP'), false],
  ])('%s', async (_situation, trigger, content, begins) => {
    const id = await automate(welcome(trigger))
    const person = newcomer()
    await write(person, content)
    expect(await got(person)).toEqual(begins ? ['Welcome'] : [])
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(begins ? ['done'] : [])
  })

  test('the first message, and not the second', async () => {
    await automate(welcome({ kind: 'first-message' }))
    const person = newcomer()
    await write(person)
    await write(person)
    expect(await got(person)).toEqual(['Welcome'])
  })

  test('an ad, and only the one that was named', async () => {
    await automate(welcome({ kind: 'ad', sources: ['ad-1'] }))
    const [one, other] = [newcomer(), newcomer()]
    const referral = (source_id: string) => ({
      source_url: 'https://ad.example',
      source_type: 'ad',
      source_id,
      headline: 'Lamps',
    })
    await write(one, { ...text('Hi'), referral: referral('ad-1'), arrival: 'ad' })
    await write(other, { ...text('Hi'), referral: referral('ad-2'), arrival: 'ad' })
    expect([await got(one), await got(other)]).toEqual([['Welcome'], []])
  })

  test('an attribute that becomes the value asked for, whoever sets it but the automation itself', async () => {
    const person = newcomer()
    await write(person)
    const id = await automate({
      trigger: { kind: 'attribute', key: 'plan', is: 'gold' },
      from: hub.world.phoneNumberId,
      start: 'window',
      nodes: [
        { id: 'window', kind: 'branch', cases: [{ id: 'open', if: { window: 'open' } }], next: { open: 'hi' } },
        say('hi', 'You are gold', { done: 'set' }),
        { id: 'set', kind: 'attribute', key: 'plan', value: 'gold plus', next: { done: 'back' } },
        { id: 'back', kind: 'attribute', key: 'plan', value: 'gold' },
      ],
    })
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${person}`)).body.data
    await hub.api('PATCH', `/v1/contacts/${contact.id}`, { attributes: { plan: 'silver' } })
    await hub.settle()
    expect(await runsOf(id)).toEqual([])
    await hub.api('PATCH', `/v1/contacts/${contact.id}`, { attributes: { plan: 'gold' } })
    await hub.settle()
    await hub.settle()
    expect(await got(person)).toEqual(['You are gold'])
    expect(await runsOf(id)).toHaveLength(1)
  })

  test('an event of another program, with what it says', async () => {
    const person = newcomer()
    await write(person)
    await automate({
      trigger: { kind: 'event', name: 'order.paid' },
      from: hub.world.phoneNumberId,
      start: 'window',
      nodes: [
        {
          id: 'window',
          kind: 'branch',
          cases: [{ id: 'open', if: { all: [{ window: 'open' }, { data: 'event.total', above: 10 }] } }],
          next: { open: 'hi' },
        },
        say('hi', 'Thank you for {{event.total}} {{event.currency|EUR}}'),
      ],
    })
    await hub.api('POST', '/v1/events', { name: 'order.paid', to: `+${person}`, data: { total: 9 } })
    await hub.settle()
    await hub.api('POST', '/v1/events', { name: 'order.paid', to: `+${person}`, data: { total: 42 } })
    await hub.settle()
    expect(await got(person)).toEqual(['Thank you for 42 EUR'])
  })

  test('a template that was delivered, and never its own', async () => {
    const id = await automate({
      trigger: { kind: 'template', status: 'delivered', names: ['hello_world'] },
      from: hub.world.phoneNumberId,
      start: 'again',
      nodes: [
        {
          id: 'again',
          kind: 'send',
          message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
        },
      ],
    })
    const person = newcomer()
    const sent = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
    await hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: `+${person}`, message: sent })
    await hub.advance(2 * MINUTE)
    await hub.advance(2 * MINUTE)
    expect(await got(person)).toEqual(['hello_world', 'hello_world'])
    expect(await runsOf(id)).toHaveLength(1)
  })

  test('a window that closes in an hour, and one that is closed', async () => {
    await automate({ ...welcome({ kind: 'window', event: 'closing', minutesBefore: 60 }), if: { tag: 'watched' } })
    const closed = await automate({
      trigger: { kind: 'window', event: 'closed' },
      if: { tag: 'watched' },
      start: 'note',
      nodes: [{ id: 'note', kind: 'tag', add: ['lost'] }],
    })
    const person = newcomer()
    await write(person)
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${person}`)).body.data
    await hub.api('PATCH', `/v1/contacts/${contact.id}`, { tags: ['watched'] })
    await hub.advance(22 * HOUR + 59 * MINUTE)
    expect(await got(person)).toEqual([])
    await hub.advance(2 * MINUTE)
    expect(await got(person)).toEqual(['Welcome'])
    expect(await runsOf(closed)).toEqual([])
    await hub.advance(HOUR)
    expect(await runsOf(closed)).toMatchObject([{ state: 'done' }])
  })

  test('an hour of a weekday, for everybody in a segment', async () => {
    const [vip, other] = [newcomer(), newcomer()]
    const early = `early ${utilityInWindow}`
    await write(vip)
    await write(other)
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${vip}`)).body.data
    await hub.api('PATCH', `/v1/contacts/${contact.id}`, { tags: [early] })
    const { now } = await hub.control('GET', '/clock')
    const due = new Date(Date.parse(now) + 2 * HOUR)
    const id = await automate({
      trigger: {
        kind: 'schedule',
        hour: due.toISOString().slice(11, 16),
        weekdays: [due.getUTCDay() || 7],
        timeZone: 'UTC',
        people: { tag: early },
      },
      from: hub.world.phoneNumberId,
      start: 'window',
      nodes: [
        { id: 'window', kind: 'branch', cases: [{ id: 'open', if: { window: 'open' } }], next: { open: 'hi' } },
        say('hi', 'Good morning'),
      ],
    })
    await hub.advance(HOUR + 58 * MINUTE)
    expect(await runsOf(id)).toHaveLength(0)
    await hub.advance(3 * MINUTE)
    expect([await got(vip), await got(other)]).toEqual([['Good morning'], []])
    await hub.advance(HOUR)
    expect(await runsOf(id)).toHaveLength(1)
  })

  test('what a message costs now, asked before it begins and on the way', async () => {
    const most = (price: string, amount: string) => ({ price, most: amount })
    const id = await automate({
      ...welcome({ kind: 'keyword', words: ['price'] }),
      if: { all: [most('service', '0'), most('marketing', '5')] },
      start: 'price',
      nodes: [
        {
          id: 'price',
          kind: 'branch',
          cases: [{ id: 'free', if: most('utility', '0') }],
          next: { free: 'hi', otherwise: 'dear' },
        },
        say('hi', 'A template would be free'),
        say('dear', 'A template would cost'),
      ],
    })
    const never = await automate(
      { ...welcome({ kind: 'keyword', words: ['price'] }), if: most('marketing', '0.001') },
      'Too dear',
    )
    const person = newcomer()
    await write(person, text('price'))
    expect(await got(person)).toEqual([`A template would ${utilityInWindow === 'free' ? 'be free' : 'cost'}`])
    expect([await runsOf(id), await runsOf(never)]).toMatchObject([[{ state: 'done' }], []])
    const { body } = await hub.api('POST', '/v1/messages/check', {
      from: hub.world.phoneNumberId,
      to: `+${person}`,
      message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    })
    expect(Number(body.decision.price.amount) === 0, 'as the gate prices it').toBe(utilityInWindow === 'free')
  })

  test('of several, the most specific one; and those that run alongside', async () => {
    await automate(welcome({ kind: 'first-message' }))
    await automate({ ...welcome({ kind: 'keyword', words: ['hours'] }), nodes: [say('hi', 'We open at nine')] })
    await automate({
      ...welcome({ kind: 'first-message' }),
      alongside: true,
      start: 'tag',
      nodes: [{ id: 'tag', kind: 'tag', add: ['new'] }],
    })
    const person = newcomer()
    await write(person, text('hours'))
    expect(await got(person)).toEqual(['We open at nine'])
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${person}`)).body.data
    expect(contact.tags).toEqual(['new'])
  })
})

describe('what a run does', () => {
  test('a question, its answer, and a branch on it', async () => {
    const id = await automate({
      trigger: { kind: 'keyword', words: ['size'] },
      start: 'ask',
      nodes: [
        {
          id: 'ask',
          kind: 'send',
          message: {
            type: 'interactive',
            interactive: {
              type: 'button',
              body: { text: 'Large or small?' },
              action: {
                buttons: ['large', 'small'].map((size) => ({ type: 'reply', reply: { id: `is-${size}`, title: size } })),
              },
            },
          },
          next: { done: 'wait' },
        },
        { id: 'wait', kind: 'ask', timeoutMinutes: 60, next: { answered: 'which', timeout: 'late' } },
        {
          id: 'which',
          kind: 'branch',
          cases: [{ id: 'large', name: 'Large', if: { answer: { words: ['large'], match: 'contains' } } }],
          next: { large: 'big', otherwise: 'small' },
        },
        say('big', 'Large it is, {{contact.first_name|you}}'),
        say('small', 'You wrote {{answer}}'),
        say('late', 'Never mind'),
      ],
    })
    const [large, small, silent] = [newcomer(), newcomer(), newcomer()]
    for (const person of [large, small, silent]) await write(person, text('size'))
    const asked = await hub.database.pool.query(
      `select m.wamid from messages m join threads t on t.id = m.thread_id join contact_aliases a on a.contact_id = t.contact_id
       where a.value = $1 and m.type = 'interactive'`,
      [large],
    )
    const reply = { type: 'button_reply', button_reply: { id: 'is-large', title: 'large' } }
    await write(large, { type: 'interactive', interactive: reply, context: { message_id: asked.rows[0].wamid } })
    expect((await hub.api('GET', `/v1/automations/${id}/results`)).body.steps).toContainEqual(
      expect.objectContaining({ node: 'wait', waiting: 2, ended: 0 }),
    )
    await hub.advance(59 * MINUTE)
    await write(small, text('small'))
    await hub.advance(MINUTE)
    expect((await got(large))[0]).toBe('Large or small?')
    expect((await got(large))[1]).toMatch(/^Large it is, /)
    expect(await got(small)).toEqual(['Large or small?', 'You wrote small'])
    expect(await got(silent)).toEqual(['Large or small?', 'Never mind'])
    const { steps: drawn } = (await hub.api('GET', `/v1/automations/${id}/results`)).body
    const ended = { links: [], taps: [], sent: 1, ended: 1, waiting: 0 }
    expect(drawn).toEqual([
      { node: 'ask', sent: 3, taps: [{ id: 'is-large', title: 'large', people: 1 }], links: [], ended: 0, waiting: 0 },
      { node: 'big', ...ended },
      { node: 'late', ...ended },
      { node: 'small', ...ended },
    ])
    const runs = await runsOf(id)
    expect(runs.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    const { steps } = runs.at(-1)
    expect(steps.map(({ node, exit }: Json) => [node, exit])).toEqual([
      ['ask', 'done'],
      ['wait', 'answered'],
      ['which', 'large'],
      ['big', 'done'],
    ])
    const notes = (await hub.api('GET', `/v1/threads/${runs.at(-1).threadId}/notes`)).body.data
    expect(notes.map(({ kind, text }: Json) => [kind, text])).toEqual([
      ['automation', 'Chose: Large.'],
      ['automation', 'Was answered.'],
      ['automation', 'Waits 1 h for an answer.'],
    ])
  })

  test('tags, attributes, notes, owners and consent', async () => {
    const id = await automate({
      trigger: { kind: 'keyword', words: ['join'] },
      start: 'tag',
      nodes: [
        { id: 'tag', kind: 'tag', add: ['club'], next: { done: 'set' } },
        { id: 'set', kind: 'attribute', key: 'joined with', value: '{{text}}', next: { done: 'yes' } },
        { id: 'yes', kind: 'consent', purpose: 'marketing', choice: 'in', next: { done: 'note' } },
        { id: 'note', kind: 'note', text: 'Joined by {{text}}', next: { done: 'hand' } },
        { id: 'hand', kind: 'hand-over', note: 'Please greet them' },
      ],
    })
    const person = newcomer()
    await write(person, text('join'))
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${person}`)).body.data
    expect(contact).toMatchObject({
      tags: ['club'],
      attributes: { 'joined with': 'join' },
      consent: { marketing: { choice: 'in', evidence: { how: 'keyword', wording: 'join' } } },
    })
    expect(await runsOf(id)).toMatchObject([{ state: 'handed-over' }])
  })

  test('what the gate refuses is not sent, and the run says why', async () => {
    const id = await automate({
      trigger: { kind: 'keyword', words: ['sale'] },
      start: 'sale',
      nodes: [
        {
          id: 'sale',
          kind: 'send',
          message: {
            type: 'template',
            template: {
              name: 'winter_sale',
              language: { code: 'en_GB' },
              components: [
                {
                  type: 'body',
                  parameters: [
                    { type: 'text', text: '{{contact.first_name|you}}' },
                    { type: 'text', text: '20%' },
                  ],
                },
              ],
            },
          },
        },
      ],
    })
    const person = newcomer()
    await write(person, text('STOP'))
    await write(person, text('sale'))
    expect(await got(person)).toEqual([])
    expect(await runsOf(id)).toMatchObject([{ state: 'failed', because: expect.stringContaining('Not sent') }])
    const { body } = await hub.api('GET', `/v1/automations/${id}`)
    expect(body).toMatchObject({ runs: { failed: 1 }, lastError: { because: expect.stringContaining('Not sent') } })
  })

  test('a person who takes the thread over ends it', async () => {
    const id = await automate({
      trigger: { kind: 'keyword', words: ['wait'] },
      start: 'wait',
      nodes: [{ id: 'wait', kind: 'wait', minutes: 30, next: { done: 'hi' } }, say('hi', 'Still there?')],
    })
    const person = newcomer()
    await write(person, text('wait'))
    const [run] = await runsOf(id)
    // The API's key is no person: what it sends leaves the run alone.
    await hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: `+${person}`, message: text('By API') })
    await hub.settle()
    expect(await runsOf(id)).toMatchObject([{ state: 'waiting' }])
    const [member] = (await hub.api('GET', '/v1/people')).body.data
    await hub.api('PATCH', `/v1/threads/${run.threadId}`, { owner: member.id })
    await hub.advance(31 * MINUTE)
    expect(await runsOf(id)).toMatchObject([{ state: 'stopped', because: 'The thread was handed to a person.' }])
    expect(await got(person)).toEqual(['By API'])
  })

  test('a person who writes in the thread ends it, and only there', async () => {
    const id = await automate({
      trigger: { kind: 'keyword', words: ['wait'] },
      start: 'ask',
      nodes: [{ id: 'ask', kind: 'ask', timeoutMinutes: 30, next: { timeout: 'hi', answered: 'hi' } }, say('hi', 'Still there?')],
    })
    const [helped, alone] = [newcomer(), newcomer()]
    for (const person of [helped, alone]) await write(person, text('wait'))
    const answered = await hub.asPerson('POST', '/v1/messages', {
      from: hub.world.phoneNumberId,
      to: `+${helped}`,
      message: text('I am here'),
    })
    expect(answered.status).toBe(202)
    await write(helped, text('Thank you'))
    await hub.advance(31 * MINUTE)
    expect(await got(helped)).toEqual(['I am here'])
    expect(await got(alone)).toEqual(['Still there?'])
    const states = (await runsOf(id)).map(({ state, because }) => [state, because])
    expect(states).toContainEqual(['done', null])
    expect(states).toContainEqual(['stopped', expect.stringMatching(/ took over the conversation\.$/)])
  })

  test('what another program answers decides the way, and stands in the message', async () => {
    const stock = createServer((request, response) => {
      const left = request.url?.endsWith('lamp') ? 3 : 0
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ left }))
    })
    await new Promise<void>((resolve) => stock.listen(0, '127.0.0.1', resolve))
    const { port } = stock.address() as AddressInfo
    await automate({
      trigger: { kind: 'keyword', words: ['lamp', 'sofa'] },
      start: 'call',
      nodes: [
        {
          id: 'call',
          kind: 'http',
          method: 'GET',
          url: `http://127.0.0.1:${port}/{{text}}`,
          next: { done: 'left', failed: 'sorry' },
        },
        {
          id: 'left',
          kind: 'branch',
          cases: [
            {
              id: 'some',
              if: {
                all: [
                  { data: 'http.status', is: 200 },
                  { data: 'http.body.left', above: 0 },
                ],
              },
            },
          ],
          next: { some: 'yes', otherwise: 'no' },
        },
        say('yes', '{{http.body.left}} left'),
        say('no', 'Sold out'),
        say('sorry', 'We will look'),
      ],
    })
    const [lamp, sofa, late] = [newcomer(), newcomer(), newcomer()]
    await write(lamp, text('lamp'))
    await write(sofa, text('sofa'))
    expect([await got(lamp), await got(sofa)]).toEqual([['3 left'], ['Sold out']])
    stock.closeAllConnections()
    await new Promise<void>((resolve) => stock.close(() => resolve()))
    await write(late, text('lamp'))
    // It is tried again, and again, and then goes the other way; what waits for its next try is due now.
    const isOver = async () => {
      await hub.database.pool.query(
        `update automation_runs set retry_at = now() where state = 'calling' and retry_at < now() + '15 s'`,
      )
      await hub.settle()
      return got(late)
    }
    await expect.poll(isOver, { timeout: 20_000, interval: 50 }).toEqual(['We will look'])
  })

  test('a draft is left for a person, from what was answered before; nothing of it is sent, and it is gone once somebody answers', async () => {
    const thread = async (of: string) => {
      const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${of}`)).body.data
      return (await hub.api('GET', '/v1/threads')).body.data.find((one: Json) => one.contact.id === contact.id)
    }
    const byHand = (to: string, body: string) =>
      hub.asPerson('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: `+${to}`, message: text(body) })
    const [before, asks, strange] = [newcomer(), newcomer(), newcomer()]
    await write(before, text('Which warranty do your lamps carry?'))
    await byHand(before, 'Our lamps carry a warranty of five years.')
    await hub.advance(MINUTE)
    const id = await automate(
      {
        trigger: { kind: 'first-message' },
        start: 'hi',
        nodes: [
          say('hi', 'One moment, please', { done: 'draft' }),
          { id: 'draft', kind: 'draft', wish: 'short', next: { done: 'marked', none: 'unmarked' } },
          { id: 'marked', kind: 'tag', add: ['drafted'] },
          { id: 'unmarked', kind: 'tag', add: ['not drafted'] },
        ],
      },
      'Warranty',
    )
    await write(asks, text('What warranty do the lamps carry?'))
    await write(strange, text('xyzzy'))
    await hub.settle()
    expect([await got(asks), await got(strange)]).toEqual([['One moment, please'], ['One moment, please']])
    expect((await thread(asks)).leftDraft).toMatchObject({
      text: 'Our lamps carry a warranty of five years.',
      by: 'Warranty',
      because: 'One of you answered a question like this so.',
    })
    expect((await thread(strange)).leftDraft).toBeUndefined()
    const steps = (await runsOf(id)).map((run) => run.steps.map(({ node, exit }: Json) => `${node} ${exit}`))
    expect(steps).toEqual([
      ['hi done', 'draft none', 'unmarked done'],
      ['hi done', 'draft done', 'marked done'],
    ])
    await byHand(asks, 'Five years.')
    await hub.advance(MINUTE)
    expect((await thread(asks)).leftDraft).toBeUndefined()
  })

  test('a rehearsal answers one person with the draft, in place of what is switched on', async () => {
    const graph = (body: string) => ({ ...welcome({ kind: 'keyword', words: ['rehearse'] }), nodes: [say('hi', body)] })
    const id = await automate(graph('Live'))
    await hub.api('PATCH', `/v1/automations/${id}`, { graph: graph('Draft') })
    const [actor, customer] = [newcomer(), newcomer()]
    for (const person of [actor, customer]) await write(person)
    const [contact] = (await hub.api('GET', `/v1/contacts?q=%2B${actor}`)).body.data
    const rehearsed = await hub.api('POST', `/v1/automations/${id}/rehearse`, { contactId: contact.id })
    expect(rehearsed.status).toBe(202)
    for (const person of [actor, customer]) await write(person, text('rehearse'))
    expect([await got(actor), await got(customer)]).toEqual([['Draft'], ['Live']])
    expect((await runsOf(id)).map(({ version }) => version).sort()).toEqual([1, null])
    // Two hours later it is over.
    await hub.database.pool.query('update automation_rehearsals set until = now()')
    await write(actor, text('rehearse'))
    expect(await got(actor)).toEqual(['Draft', 'Live'])
    await hub.api('PATCH', `/v1/automations/${id}`, { graph: { ...graph('Empty'), start: null, nodes: [] } })
    expect((await hub.api('POST', `/v1/automations/${id}/rehearse`, { contactId: contact.id })).status).toBe(422)
  })

  test('a run finishes on the version it began with', async () => {
    const graph = (body: string) => ({
      trigger: { kind: 'keyword', words: ['slow'] },
      start: 'wait',
      nodes: [{ id: 'wait', kind: 'wait', minutes: 10, next: { done: 'hi' } }, say('hi', body)],
    })
    const id = await automate(graph('One'))
    const [first, second] = [newcomer(), newcomer()]
    await write(first, text('slow'))
    await hub.api('PATCH', `/v1/automations/${id}`, { graph: graph('Two') })
    await hub.api('POST', `/v1/automations/${id}/on`)
    await write(second, text('slow'))
    await hub.advance(11 * MINUTE)
    expect([await got(first), await got(second)]).toEqual([['One'], ['Two']])
    const { data } = (await hub.api('GET', `/v1/automations/${id}/versions`)).body
    expect(data.map(({ version, live, difference }: Json) => [version, live, difference.changed])).toEqual([
      [2, true, ['hi']],
      [1, false, []],
    ])
  })
})

test('a replay over the last month counts what a drawing would have done, by what really happened', async () => {
  const graph = {
    trigger: { kind: 'keyword', words: ['replayed'] },
    start: 'ask',
    nodes: [
      say('ask', 'Shall we?', { done: 'wait' }),
      { id: 'wait', kind: 'ask', timeoutMinutes: 60, next: { answered: 'yes', timeout: 'shipped' } },
      say('yes', 'Good'),
      {
        id: 'shipped',
        kind: 'send',
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      },
    ],
  }
  const [answers, silent, other] = [newcomer(), newcomer(), newcomer()]
  for (const person of [answers, silent]) await write(person, text('replayed'))
  await write(other, text('something else'))
  await hub.advance(10 * MINUTE)
  await write(answers, text('Yes'))
  const drawn = await hub.api('POST', '/v1/automations', { name: 'Replayed', graph })
  await hub.advance(61 * MINUTE)
  const before = (await hub.control('GET', '/messages')).length
  const { body } = await hub.api('POST', `/v1/automations/${drawn.body.id}/replay`)
  const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
  const checked = await hub.api('POST', '/v1/messages/check', {
    from: hub.world.phoneNumberId,
    to: `+${silent}`,
    message: template,
  })
  expect(body).toMatchObject({
    complete: true,
    runs: 2,
    people: 2,
    messages: 4,
    cost: { amount: checked.body.decision.price.amount, currency: 'USD' },
    refused: {},
  })
  expect(body.results).toContainEqual({ node: 'wait', exit: 'answered', runs: 1 })
  expect((await hub.control('GET', '/messages')).length).toBe(before)
})

test('one replay at a time, and none for somebody who left', async () => {
  const drawn = await hub.api('POST', '/v1/automations', {
    name: 'Replayed alone',
    graph: { trigger: { kind: 'keyword', words: ['alone'] }, start: 'hi', nodes: [say('hi', 'Hi')] },
  })
  const ask = () => hub.api('POST', `/v1/automations/${drawn.body.id}/replay`)
  const { rows } = await hub.database.pool.query('select workspace_id from automations where id = $1', [drawn.body.id])
  const { workspace_id: workspaceId } = rows[0]
  await transact(hub.database.pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('casement.replay'), hashtext($1))`, [workspaceId])
    expect(await ask()).toMatchObject({ status: 429, body: { detail: expect.stringContaining('under way') } })
  })
  expect(await ask()).toMatchObject({ status: 200, body: { complete: true } })
  // Whoever left is not figured for any further.
  const replayed = (left: AbortSignal) => {
    const graph = { ...drawn.body.graph, trigger: { kind: 'keyword', words: ['replayed'], match: 'whole' } } as Graph
    return replay(hub.database.pool, workspaceId, { automationId: drawn.body.id, graph, now, left })
  }
  const now = platformTime(new Date((await hub.control('GET', '/clock')).now))
  expect(await replayed(new AbortController().signal)).toMatchObject({ complete: true, runs: 2 })
  expect(await replayed(AbortSignal.abort())).toMatchObject({ complete: false, runs: 0 })
})

describe('limits', () => {
  test('for one person', async () => {
    const id = await automate(welcome({ kind: 'keyword', words: ['loop'] }, { limits: { perContact: { runs: 2, hours: 1 } } }))
    const person = newcomer()
    for (let time = 0; time < 4; time++) await write(person, text('loop'))
    expect(await got(person)).toHaveLength(2)
    await hub.advance(HOUR)
    await write(person, text('loop'))
    expect(await got(person)).toHaveLength(3)
    expect((await hub.api('GET', `/v1/automations/${id}`)).body.skipped).toEqual({ 'per-contact': 2 })
  })

  test('for all in a minute', async () => {
    const id = await automate(welcome({ kind: 'keyword', words: ['storm'] }, { limits: { perMinute: 2 } }))
    const all = [newcomer(), newcomer(), newcomer()]
    for (const person of all) await write(person, text('storm'))
    expect((await Promise.all(all.map(got))).flat()).toHaveLength(2)
    expect((await hub.api('GET', `/v1/automations/${id}`)).body.skipped).toEqual({ 'per-minute': 1 })
  })
})

describe('drawing', () => {
  test('what may run after the window closed keeps it from being switched on, and says what to do', async () => {
    const graph = {
      trigger: { kind: 'first-message' },
      start: 'wait',
      nodes: [{ id: 'wait', kind: 'wait', minutes: 24 * 60, next: { done: 'hi' } }, say('hi', 'Hello again')],
    }
    const drawn = await hub.api('POST', '/v1/automations', { name: 'Late', graph })
    expect(drawn.body.problems).toMatchObject([
      { node: 'hi', severity: 'error', fixes: [{ kind: 'ask-window' }, { kind: 'use-template' }] },
    ])
    const on = await hub.api('POST', `/v1/automations/${drawn.body.id}/on`)
    expect(on.status).toBe(422)
    expect(on.body.detail).toContain('wait 24 h')
    graph.nodes[0] = { id: 'wait', kind: 'wait', minutes: 24 * 60 - 1, next: { done: 'hi' } }
    await hub.api('PATCH', `/v1/automations/${drawn.body.id}`, { graph })
    expect((await hub.api('POST', `/v1/automations/${drawn.body.id}/on`)).status).toBe(200)
    switchedOn.push(drawn.body.id)
  })
})

describe('a call', () => {
  const call = (url: string, headers: Json) => ({
    trigger: { kind: 'keyword', words: ['order'] },
    start: 'c',
    nodes: [{ id: 'c', kind: 'http', method: 'GET', url, headers, next: {} }],
  })
  let asked: { url: string | undefined; token: string | undefined }[] = []
  let shop: Server
  let at: string
  beforeAll(async () => {
    shop = createServer((request, response) => {
      asked.push({ url: request.url, token: request.headers['x-token'] as string | undefined })
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    at = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  })
  afterAll(() => void shop.close())

  test('is told what somebody wrote as a value, and never as a path or a parameter', async () => {
    await automate(call(`${at}/find?q={{text}}&all=no`, { 'x-token': 'secret' }))
    await write(newcomer(), text('order'))
    expect(asked).toEqual([{ url: '/find?q=order&all=no', token: 'secret' }])
    asked = []
    await automate({ ...call(`${at}/people/{{text}}`, {}), trigger: { kind: 'first-message' } })
    await write(newcomer(), text('../keys?all=yes'))
    expect(asked).toEqual([{ url: '/people/..%2Fkeys%3Fall%3Dyes', token: undefined }])
  })

  test('keeps its headers for the host they were given for', async () => {
    const { body } = await hub.api('POST', '/v1/automations', { name: 'Test', graph: call(`${at}/a`, { 'x-token': 'secret' }) })
    const change = (url: string, token: string) =>
      hub.api('PATCH', `/v1/automations/${body.id}`, { graph: call(url, { 'x-token': token }) })
    expect((await change(`${at}/b`, '(kept)')).status).toBe(200)
    expect(await change('https://other.example/b', '(kept)')).toMatchObject({
      status: 400,
      body: { findings: [{ path: 'graph.nodes.c.headers' }] },
    })
    expect((await change('https://other.example/b', 'another')).status).toBe(200)
  })
})

test('two that tag the same person in the same moment keep each other’s tags', async () => {
  const tags = ['left', 'right', 'both']
  for (const tag of tags)
    await automate({
      ...welcome({ kind: 'keyword', words: ['tags'] }),
      alongside: true,
      start: 't',
      nodes: [{ id: 't', kind: 'tag', add: [tag] }],
    })
  const persons = Array.from({ length: 8 }, newcomer)
  for (const person of persons)
    await hub.control('POST', `/customers/${person}/messages`, { to: hub.world.phoneNumberId, ...text('tags') })
  await hub.settle()
  const { rows } = await hub.database.pool.query(
    `select distinct array(select unnest(c.tags) order by 1) as tags from contacts c
     join contact_aliases a on a.contact_id = c.id where a.value = any ($1)`,
    [persons],
  )
  expect(rows).toEqual([{ tags: [...tags].sort() }])
})

test('what was written before the question, and comes late, does not answer it', async () => {
  await automate({
    trigger: { kind: 'keyword', words: ['size'] },
    start: 'ask',
    nodes: [
      say('ask', 'Large or small?', { done: 'wait' }),
      { id: 'wait', kind: 'ask', timeoutMinutes: 60, next: { answered: 'thanks' } },
      say('thanks', 'You wrote {{answer}}'),
    ],
  })
  const person = newcomer()
  await write(person, text('size'))
  const { now } = await hub.control('GET', '/clock')
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { phone_number_id: hub.world.phoneNumberId },
              contacts: [{ wa_id: person, profile: { name: 'Late' } }],
              messages: [
                {
                  id: `wamid.late.${person}`,
                  from: person,
                  timestamp: String(Math.floor(Date.parse(now) / 1_000) - 300),
                  ...text('Are you open?'),
                },
              ],
            },
          },
        ],
      },
    ],
  })
  const signature = `sha256=${createHmac('sha256', hub.world.appSecret).update(body).digest('hex')}`
  await fetch(`${hub.url}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } })
  await hub.settle()
  expect(await got(person)).toEqual(['Large or small?'])
  await write(person, text('large'))
  expect(await got(person)).toEqual(['Large or small?', 'You wrote large'])
})

test('what cannot begin keeps nobody else waiting', async () => {
  const stuck = await automate({
    trigger: { kind: 'schedule', hour: '00:00', weekdays: [1, 2, 3, 4, 5, 6, 7], timeZone: 'UTC', people: { tag: 'nobody' } },
    from: hub.world.phoneNumberId,
    start: 'hi',
    nodes: [{ id: 'hi', kind: 'note', text: 'Good night', next: {} }],
  })
  const { body: sequence } = await hub.api('POST', '/v1/sequences', {
    name: 'Stuck',
    from: hub.world.phoneNumberId,
    definition: {
      start: { on: 'filter', filter: { tag: 'nobody' } },
      steps: [{ send: { template: { name: 'hello_world', language: 'en_US' } } }],
    },
  })
  expect((await hub.api('POST', `/v1/sequences/${sequence.id}/on`, {})).status).toBe(200)
  const { pool } = hub.database
  // As nobody can save them; as an older or a newer version of the hub may have.
  await pool.query(
    `update automation_versions set graph = jsonb_set(graph, '{trigger,people}', '{"consent": "own.", "is": "in"}') where automation_id = $1`,
    [stuck],
  )
  await pool.query(`update automations set next_at = '2020-01-01' where id = $1`, [stuck])
  await pool.query(
    `update sequences set next_look_at = '2020-01-01', definition = jsonb_set(definition, '{start,filter}', '{"consent": "own.", "is": "in"}') where id = $1`,
    [sequence.id],
  )

  await automate(welcome({ kind: 'keyword', words: ['menu'] }))
  const person = newcomer()
  await write(person, text('menu'))
  await hub.advance(MINUTE)
  expect(await got(person)).toEqual(['Welcome'])
  await pool.query('update automations set next_at = null where id = $1', [stuck])
  await hub.api('POST', `/v1/sequences/${sequence.id}/off`)
})

test('hundreds of runs that fail each time they are taken up keep nobody else waiting', async () => {
  const id = await automate(welcome({ kind: 'keyword', words: ['menu'] }))
  await write(newcomer(), text('menu'))
  await hub.database.pool.query(
    `with people as (
       insert into contacts
       select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*
       from automation_runs run join contacts c on c.workspace_id = run.workspace_id and c.id = run.contact_id, generate_series(1, 450)
       where run.automation_id = $1 returning id
     )
     insert into automation_runs
     select (jsonb_populate_record(run, jsonb_build_object(
       'id', gen_random_uuid(), 'contact_id', people.id, 'trigger_key', people.id, 'state', 'going', 'ended_at', null,
       'version', null, 'graph', '{"nodes": [null]}'::jsonb, 'due_at', run.started_at))).*
     from automation_runs run, people where run.automation_id = $1`,
    [id],
  )
  const person = newcomer()
  await write(person, text('menu'))
  await expect
    .poll(async () => {
      await hub.settle()
      return got(person)
    })
    .toEqual(['Welcome'])
})

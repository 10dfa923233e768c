import { HOUR, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

/** One business with three customers; each test begins where the one before left off. */
let hub: ConnectedHub
// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would.
type Json = any

beforeAll(async () => {
  hub = await connectHub({ now: '2026-11-20T12:00:00Z' })
  await write('447700900001', 'Hannah Whitlock', 'Is the walnut table back? Order NH-20418')
  await write('447700900002', 'Oskar Lindgren', 'Perfekt, vi ses på lördag')
  await write('447700900003', 'Inês Carvalho', 'I saw the paper lamp in your ad')
})
afterAll(() => hub?.stop())

const write = async (from: string, name: string, text: string) => {
  await hub.control('PATCH', `/customers/${from}`, { name })
  await hub.control('POST', `/customers/${from}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body: text } })
  await hub.settle()
}
const list = async (query = ''): Promise<Json[]> => (await hub.api('GET', `/v1/threads${query}`)).body.data
const names = async (query = '') => (await list(query)).map((thread) => thread.contact.name)
const threadOf = async (name: string) => (await list()).find((thread) => thread.contact.name === name)
const patch = async (name: string, change: unknown) => hub.api('PATCH', `/v1/threads/${(await threadOf(name)).id}`, change)
const deeds = async (name: string): Promise<Json[]> =>
  (await hub.api('GET', `/v1/threads/${(await threadOf(name)).id}/notes`)).body.data
const send = async (name: string, body: string, more: Json = {}) =>
  hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: { contactId: (await threadOf(name)).contact.id },
    message: { type: 'text', text: { body } },
    ...more,
  })
const messageOf = async (id: string) => (await hub.api('GET', `/v1/messages/${id}`)).body

describe('what people do about a thread', () => {
  test('who takes it, puts a label on it and resolves it stands beside it; a customer who writes opens it again', async () => {
    expect((await patch('Hannah Whitlock', { owner: 'me', tags: ['sofa', 'sofa', 'vip'] })).body).toMatchObject({
      owner: { id: expect.any(String) },
      tags: ['sofa', 'vip'],
    })
    expect(await names('?tag=vip')).toEqual(['Hannah Whitlock'])
    await patch('Hannah Whitlock', { state: 'resolved' })
    expect(await names('?state=open&view=mine')).toEqual([])
    expect(await names('?state=resolved')).toEqual(['Hannah Whitlock'])
    await write('447700900001', 'Hannah Whitlock', 'One more thing')
    expect(await names('?state=open&view=mine')).toEqual(['Hannah Whitlock'])
    expect((await deeds('Hannah Whitlock')).map((deed) => deed.kind)).toEqual(['resolved', 'assigned'])
  })

  test('only a member can look after a thread', async () => {
    const refused = await patch('Hannah Whitlock', { owner: '00000000-0000-7000-8000-000000000000' })
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('GET /v1/people') } })
  })

  test('read, and unread again', async () => {
    const { id } = await threadOf('Oskar Lindgren')
    await hub.api('POST', `/v1/threads/${id}/read`, {})
    expect(await threadOf('Oskar Lindgren')).toMatchObject({ unread: 0 })
    await patch('Oskar Lindgren', { unread: true })
    expect(await threadOf('Oskar Lindgren')).toMatchObject({ unread: 1 })
  })

  test('a note is for us: changed and removed by who wrote it, and never sent', async () => {
    const { id } = await threadOf('Oskar Lindgren')
    const before = (await hub.control('GET', '/messages')).length
    const { body: note } = await hub.api('POST', `/v1/threads/${id}/notes`, { text: 'Prefers Saturdays' })
    await hub.api('PATCH', `/v1/threads/${id}/notes/${note.id}`, { text: 'Prefers Saturdays, before noon' })
    expect(await deeds('Oskar Lindgren')).toMatchObject([
      { kind: 'note', text: 'Prefers Saturdays, before noon', editedAt: expect.any(String) },
    ])
    expect((await hub.api('DELETE', `/v1/threads/${id}/notes/${note.id}`)).status).toBe(204)
    expect(await deeds('Oskar Lindgren')).toEqual([])
    expect(await hub.control('GET', '/messages')).toHaveLength(before)
  })

  test('a thread put off is out of sight until its time, and comes back unread by itself', async () => {
    const until = new Date(Date.parse((await hub.api('GET', '/v1/clock')).body.now) + HOUR).toISOString()
    await hub.api('POST', `/v1/threads/${(await threadOf('Oskar Lindgren')).id}/read`, {})
    await patch('Oskar Lindgren', { snoozedUntil: until })
    expect(await names('?state=open')).not.toContain('Oskar Lindgren')
    expect(await names('?state=snoozed')).toEqual(['Oskar Lindgren'])
    await hub.advance(HOUR - 1_000)
    expect(await names('?state=open')).not.toContain('Oskar Lindgren')
    await hub.advance(1_000)
    expect(await names('?state=open')).toContain('Oskar Lindgren')
    expect(await threadOf('Oskar Lindgren')).toMatchObject({ unread: 1 })
    expect((await deeds('Oskar Lindgren')).map((deed) => [deed.kind, deed.at])).toEqual([
      ['woke', until],
      ['snoozed', expect.any(String)],
    ])
    expect((await patch('Oskar Lindgren', { snoozedUntil: until })).status, 'that time has passed').toBe(422)
  })

  test('a customer who writes wakes what was put off', async () => {
    const later = new Date(Date.parse((await hub.api('GET', '/v1/clock')).body.now) + 9 * HOUR).toISOString()
    await patch('Inês Carvalho', { snoozedUntil: later })
    await write('447700900003', 'Inês Carvalho', 'Hello?')
    expect(await names('?state=open')).toContain('Inês Carvalho')
  })
})

describe('search', () => {
  test.each([
    ['a beginning of a name', 'han', ['Hannah Whitlock']],
    ['both names in any order', 'whitlock han', ['Hannah Whitlock']],
    ['a name with other letters', 'inês', ['Inês Carvalho']],
    ['the end of a number as it is dialled at home', '07700 900002', ['Oskar Lindgren']],
    ['a number with its country', '+44 7700 900003', ['Inês Carvalho']],
    ['a word of an older message', 'walnut', ['Hannah Whitlock']],
    ['a beginning of a word', 'lörd', ['Oskar Lindgren']],
    ['the digits of an order', '20418', ['Hannah Whitlock']],
    ['two words of one message', 'paper lamp', ['Inês Carvalho']],
    ['two words of two messages', 'walnut lamp', []],
    ['marks alone', '?!', []],
    ['a quote of a query', `' & ! :*`, []],
  ])('%s', async (_story, q, found) => expect(await names(`?q=${encodeURIComponent(q)}`)).toEqual(found))

  test('people and messages apart', async () => {
    const { body } = await hub.api('GET', '/v1/search?q=lamp')
    expect(body).toMatchObject({
      people: [],
      messages: [{ text: expect.stringContaining('lamp'), contact: { name: 'Inês Carvalho' } }],
    })
    expect((await hub.api('GET', '/v1/search?q=oskar')).body.people).toMatchObject([{ contact: { name: 'Oskar Lindgren' } }])
  })

  test.each([
    ['a rare word behind thousands of others', 'walnut', ['Hannah Whitlock']],
    ['a rare word beside one that stands everywhere', 'walnut chair', []],
    ['words that stand everywhere, but together in one message only', 'table chair', ['Inês Carvalho']],
    ['a word that stands nowhere', 'zebra', []],
  ])('%s', async (_story, q, found) => {
    const pool = hub.database.pool
    // Five thousand later messages of two words, which no sample of the newest looks beyond; before them one that has both.
    await pool.query(
      `insert into message_words (workspace_id, message_id, thread_id, words)
       select t.workspace_id, ('ffffffff-ffff-7fff-8000-' || lpad(to_hex(n), 12, '0'))::uuid, t.id,
         words_of(case when n = 1 then 'table chair' when n % 2 = 0 then 'table' else 'chair' end)
       from (select t.workspace_id, t.id from threads t join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
         where c.name = 'Inês Carvalho') t, generate_series(1, 5000) n on conflict do nothing`,
    )
    await pool.query(
      `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status)
       select workspace_id, message_id, thread_id, 'in', 'text', '{}', '', '2000-01-01', 'received' from message_words
       where message_id = 'ffffffff-ffff-7fff-8000-000000000001' on conflict do nothing`,
    )
    expect(await names(`?q=${encodeURIComponent(q)}`)).toEqual(found)
    await pool.query(`delete from message_words where message_id > 'ffffffff-0000-0000-0000-000000000000'`)
    await pool.query(`delete from messages where id > 'ffffffff-0000-0000-0000-000000000000'`)
  })
})

describe('pages', () => {
  test.each(['newest', 'time-left'])('%s: every thread once, whatever the size of a page', async (sort) => {
    const whole = await names(`?sort=${sort}`)
    const pieces: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await hub.api('GET', `/v1/threads?sort=${sort}&limit=1${cursor ? `&cursor=${cursor}` : ''}`)
      pieces.push(...body.data.map((thread: Json) => thread.contact.name))
      cursor = body.cursor
    }
    expect(pieces).toEqual(whole)
    expect(whole).toHaveLength(3)
  })
})

describe('second thoughts', () => {
  test('a send with seconds to undo can be withdrawn, however the clock stands, and never leaves', async () => {
    const { body } = await send('Hannah Whitlock', 'Sorry, wrong thread', { undoFor: 5 })
    await hub.settle()
    expect(await messageOf(body.message.id)).toMatchObject({ status: 'queued', undoUntil: expect.any(String) })
    expect((await threadOf('Hannah Whitlock')).lastMessage.text).toBe('Sorry, wrong thread')
    expect((await hub.api('POST', `/v1/messages/${body.message.id}/cancel`, {})).body.status).toBe('cancelled')
    expect((await threadOf('Hannah Whitlock')).lastMessage.text).toBe('One more thing')
    await hub.advance(10 * MINUTE)
    expect(await messageOf(body.message.id)).toMatchObject({ status: 'cancelled' })
  })

  test('a clock that jumps does not leave it behind: it goes five minutes after the press', async () => {
    const { body } = await send('Hannah Whitlock', 'It is back', { undoFor: 30 })
    const pressed = Date.parse((await messageOf(body.message.id)).at)
    await hub.advance(2 * HOUR)
    const { status, timeline } = await messageOf(body.message.id)
    expect(status).toBe('delivered')
    expect(Date.parse(timeline.find((each: Json) => each.status === 'accepted').at) - pressed).toBe(5 * MINUTE)
  })

  test('it leaves by itself when its seconds of machine time are over', async () => {
    const { body } = await send('Hannah Whitlock', 'On Tuesday', { undoFor: 1 })
    await expect.poll(async () => (await messageOf(body.message.id)).status, { timeout: 5_000 }).not.toBe('queued')
  })
})

describe('messages for later', () => {
  let id: string
  const in2Hours = async () => new Date(Date.parse((await hub.api('GET', '/v1/clock')).body.now) + 2 * HOUR).toISOString()

  test('wait in their list and not as the last word of their thread', async () => {
    const { body } = await send('Inês Carvalho', 'We open at nine', { sendAt: await in2Hours() })
    id = body.message.id
    expect((await hub.api('GET', '/v1/messages/scheduled')).body.data).toMatchObject([
      { id, scheduled: true, text: 'We open at nine', contact: { name: 'Inês Carvalho' } },
    ])
    expect((await threadOf('Inês Carvalho')).lastMessage.text).toBe('Hello?')
  })

  test('are changed through the gate: what would be refused then is refused now, and nothing is lost', async () => {
    const tooLate = new Date(Date.parse(await in2Hours()) + 48 * HOUR).toISOString()
    expect(await hub.api('PATCH', `/v1/messages/${id}`, { sendAt: tooLate })).toMatchObject({
      status: 422,
      body: { rule: 'window.closed' },
    })
    const changed = await hub.api('PATCH', `/v1/messages/${id}`, { message: { type: 'text', text: { body: 'We open at ten' } } })
    expect(changed).toMatchObject({ status: 200, body: { text: 'We open at ten', scheduled: true } })
    expect(await names('?q=open ten')).toEqual(['Inês Carvalho'])
  })

  test('leave at their time, and are the last word then', async () => {
    await hub.advance(2 * HOUR + MINUTE)
    expect(await messageOf(id)).toMatchObject({ status: 'delivered', text: 'We open at ten' })
    expect((await threadOf('Inês Carvalho')).lastMessage).toMatchObject({
      text: 'We open at ten',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect((await hub.api('GET', '/v1/messages/scheduled')).body.data).toEqual([])
    expect((await hub.api('PATCH', `/v1/messages/${id}`, { sendAt: await in2Hours() })).status).toBe(409)
  })
})

test('beside a thread: what the person cost, their other threads, their clock', async () => {
  const { id } = await threadOf('Hannah Whitlock')
  expect((await hub.api('GET', `/v1/threads/${id}/contact`)).body).toMatchObject({
    spent: { month: '2026-11', paid: 0, free: 2, amount: '0', currency: 'USD' },
    otherThreads: [],
    country: 'GB',
    utcOffsets: { from: 0, to: 0 },
  })
})

describe('quick replies', () => {
  test('are kept by shortcut, with variables that something fills', async () => {
    const made = await hub.api('POST', '/v1/quick-replies', {
      shortcut: 'Hours',
      text: 'Hello {{contact.first_name|there}}, we open at nine.',
    })
    expect(made).toMatchObject({ status: 201, body: { shortcut: 'hours' } })
    expect((await hub.api('POST', '/v1/quick-replies', { shortcut: 'hours', text: 'x' })).status).toBe(409)
    expect(await hub.api('PATCH', `/v1/quick-replies/${made.body.id}`, { text: 'Hi {{contact.shoe}}' })).toMatchObject({
      status: 422,
      body: { findings: [{ actual: '{{contact.shoe}}' }] },
    })
    const other = await hub.api('POST', '/v1/quick-replies', { shortcut: 'bye', text: 'Goodbye' })
    expect((await hub.api('PATCH', `/v1/quick-replies/${other.body.id}`, { shortcut: 'hours' })).status).toBe(409)
    expect((await hub.api('DELETE', `/v1/quick-replies/${other.body.id}`)).status).toBe(204)
    expect((await hub.api('GET', '/v1/quick-replies')).body.data.map((reply: Json) => reply.shortcut)).toEqual(['hours'])
  })
})

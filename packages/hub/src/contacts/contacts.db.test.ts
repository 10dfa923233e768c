import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { strayNumbers } from '../testing/stray-numbers.ts'

const NOBODY = '0190aaaa-0000-7000-8000-000000000001'
let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())
beforeEach(async () => {
  for (const table of ['contacts', 'contact_aliases', 'consents']) await hub.database.pool.query(`delete from ${table}`)
})

afterEach(async () => expect(await strayNumbers(hub.database.pool)).toEqual([]))

const add = async (body: Record<string, unknown>) => (await hub.api('POST', '/v1/contacts', body)).body
const found = async (query: string): Promise<string[]> =>
  (await hub.api('GET', `/v1/contacts?${query}`)).body.data.map((one: { name: string }) => one.name)
const eventsOf = async (type: string, contactId: string) =>
  (
    await hub.database.pool.query(`select data from events where type = $1 and data->>'contactId' = $2 order by seq`, [
      type,
      contactId,
    ])
  ).rows.map(({ data }) => data)

test('a contact is added, read, changed and found again', async () => {
  const ada = await add({ name: 'Ada Byrne', phone: '+44 7700 900456', attributes: { city: 'Oslo', orders: 3, vip: true } })
  expect(ada).toMatchObject({
    name: 'Ada Byrne',
    phone: '+447700900456',
    aliases: [{ kind: 'e164', value: '+447700900456' }],
    attributes: { city: 'Oslo', orders: 3, vip: true },
    consent: { marketing: { choice: 'unsaid' }, everything: { choice: 'unsaid' } },
    createdAt: '2026-11-20T12:00:00.000Z',
  })
  const changed = await hub.api('PATCH', `/v1/contacts/${ada.id}`, { attributes: { city: null, orders: 4 } })
  expect(changed.body).toMatchObject({ name: 'Ada Byrne', attributes: { orders: 4, vip: true } })
  expect(changed.body.attributes).not.toHaveProperty('city')
  expect((await hub.api('GET', `/v1/contacts/${ada.id}`)).body).toEqual(changed.body)
  await hub.api('PATCH', `/v1/contacts/${ada.id}`, { attributes: { orders: 4 } })
  expect(await eventsOf('contact.changed', ada.id), 'a change that changes nothing is none').toEqual([
    { contactId: ada.id, attributes: ['city', 'orders', 'vip'] },
    { contactId: ada.id, attributes: ['city', 'orders'] },
  ])
})

test('a list begins anywhere, at a landmark and so many further', async () => {
  for (let i = 0; i < 5; i++) await add({ name: `Row ${i}`, phone: `+44770090061${i}`, tags: i === 2 ? ['vip'] : [] })
  const { body } = await hub.api('GET', '/v1/contacts/landmarks')
  expect(body).toMatchObject({ people: 5, every: 1_000 })
  expect(await found(`from=${body.ids[0]}&skip=3`)).toEqual(['Row 1', 'Row 0'])
  await add({ name: 'Latecomer', phone: '+447700900619' })
  expect(await found(`from=${body.ids[0]}&limit=2`), 'stays where it was').toEqual(['Row 4', 'Row 3'])
  const vip = `filter=${encodeURIComponent('{"tag":"vip"}')}`
  expect((await hub.api('GET', `/v1/contacts/landmarks?${vip}`)).body.people).toBe(1)
  const { body: segment } = await hub.api('POST', '/v1/segments', { name: 'Landmark VIPs', filter: { tag: 'vip' } })
  expect(await found(`segment=${segment.id}`)).toEqual(['Row 2'])
  for (const wrong of ['filter=%7B', 'filter=%7B%22tag%22%3A1%7D', 'segment=0190aaaa-0000-7000-8000-000000000009'])
    expect((await hub.api('GET', `/v1/contacts?${wrong}`)).status, wrong).toBeGreaterThanOrEqual(400)
})

test('what many have is found to the last of them, counted, and entered at landmarks that stand closer', async () => {
  const { pool } = hub.database
  const MANY = 2_100
  await pool.query(
    `with made as (
       insert into contacts (workspace_id, id, name, created_at, phone)
       select w.id, ('0190aaaa-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Crowd ' || n, now(), (4477019000000 + n)::text
       from workspaces w, generate_series(1, $1::int) n returning workspace_id, id, phone
     ), numbered as (
       insert into contact_aliases (workspace_id, kind, value, contact_id) select workspace_id, 'e164', phone, id from made
     )
     insert into consents (workspace_id, contact_id, state)
     select workspace_id, id, '{"marketing": {"in": {"at": 1, "evidence": {"how": "form"}}}}' from made where phone::bigint % 3 = 0`,
    [MANY],
  )
  await pool.query('analyze contacts, contact_aliases, consents')
  // Only the oldest have it: who walks from the newest does not meet them.
  await pool.query(`update contacts set attributes = '{"old": true}' where name in ('Crowd 1', 'Crowd 2')`)
  const old = encodeURIComponent('{"attribute":"old","is":true}')
  for (const search of ['crowd', '44770190']) {
    const names: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await hub.api('GET', `/v1/contacts?limit=200&q=${search}${cursor && `&cursor=${cursor}`}`)
      names.push(...body.data.map(({ name }: { name: string }) => name))
      cursor = body.cursor
    }
    expect(names, search).toEqual(Array.from({ length: MANY }, (_, n) => `Crowd ${MANY - n}`))
    const { body: marks } = await hub.api('GET', `/v1/contacts/landmarks?q=${search}`)
    expect([marks.people, marks.every, marks.ids.length]).toEqual([MANY, 100, MANY / 100])
    expect(await found(`q=${search}&from=${marks.ids[16]}&skip=99&limit=2`)).toEqual(['Crowd 401', 'Crowd 400'])
    expect(await found(`q=${search}&filter=${old}`)).toEqual(['Crowd 2', 'Crowd 1'])
  }
  const { body: everybody } = await hub.api('GET', '/v1/contacts/landmarks')
  expect([everybody.people, everybody.every, everybody.ids.length]).toEqual([MANY, 1_000, 3])
  expect(await found(`from=${everybody.ids[2]}&skip=99`)).toEqual(['Crowd 1'])
  for (const [is, people] of Object.entries({ in: MANY / 3, out: 0, unsaid: (MANY * 2) / 3 })) {
    const said = { consent: 'marketing', is }
    for (const [filter, counted] of [
      [said, people],
      [{ not: said }, MANY - people],
    ] as const) {
      const asked = `filter=${encodeURIComponent(JSON.stringify(filter))}`
      expect((await hub.api('GET', `/v1/contacts/landmarks?${asked}`)).body.people, asked).toBe(counted)
      expect((await found(`${asked}&limit=200`)).length, asked).toBe(Math.min(counted, 200))
    }
  }
})

test('an attribute is what is written, whether it is kept as text, as a number or as yes and no', async () => {
  const kept = { five: 5, 'five in words': '5', 'half more': 5.5, yes: true, 'yes in words': 'true', 'a zero before': '05' }
  let last = 0
  for (const [name, size] of Object.entries(kept)) await add({ name, phone: `+44770090071${last++}`, attributes: { size } })
  const sized = (is: unknown) => found(`filter=${encodeURIComponent(JSON.stringify({ all: [{ attribute: 'size', is }] }))}`)
  expect(await sized(5)).toEqual(['five in words', 'five'])
  expect(await sized('5')).toEqual(['five in words', 'five'])
  expect(await sized('05')).toEqual(['a zero before'])
  expect(await sized(5.5)).toEqual(['half more'])
  expect(await sized(true)).toEqual(['yes in words', 'yes'])
  expect(await sized('"}')).toEqual([])
})

test('search finds by words of a name, by the beginning or end of a number and by attributes, page by page', async () => {
  for (let i = 0; i < 7; i++) {
    await add({ name: `Maja ${i}`, phone: `+44770090060${i}`, attributes: { city: i % 2 ? 'Oslo' : 'Bergen' } })
  }
  await add({ name: '100% Wool', phone: '+4790012345' })
  expect(await found('q=maja%203')).toEqual(['Maja 3'])
  expect(await found('q=7700%20900604')).toEqual(['Maja 4'])
  expect(await found('q=%25')).toEqual(['100% Wool'])
  expect(await found('q=woo'), 'a beginning').toEqual(['100% Wool'])
  expect(await found('q=%2B47%2090')).toEqual(['100% Wool'])
  expect(await found(`filter=${encodeURIComponent('{"attribute":"city","is":"Oslo"}')}&q=maja`)).toEqual([
    'Maja 5',
    'Maja 3',
    'Maja 1',
  ])
  expect(await found('attribute=city:Oslo')).toEqual(['Maja 5', 'Maja 3', 'Maja 1'])
  expect(await found('attribute=city:Oslo&q=5')).toEqual(['Maja 5'])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { body: { data: { name: string }[]; cursor: string | null } } = await hub.api(
      'GET',
      `/v1/contacts?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
    )
    seen.push(...page.body.data.map((one) => one.name))
    cursor = page.body.cursor
  }
  expect(seen).toEqual(['100% Wool', 'Maja 6', 'Maja 5', 'Maja 4', 'Maja 3', 'Maja 2', 'Maja 1', 'Maja 0'])
})

test('a person has several names on the platform; each belongs to one, and the last one stays', async () => {
  const ada = await add({ name: 'Ada', phone: '+447700900456' })
  const ben = await add({ name: 'Ben', phone: '+447700900457' })
  const taken = await hub.api('POST', `/v1/contacts/${ben.id}/aliases`, { phone: '+447700900456' })
  expect(taken).toMatchObject({ status: 409, body: { contactId: ada.id, detail: expect.stringContaining(ada.id) } })
  const more = await hub.api('POST', `/v1/contacts/${ada.id}/aliases`, { phone: '+4790012345' })
  expect(more.body.aliases).toHaveLength(2)
  const fewer = await hub.api('DELETE', `/v1/contacts/${ada.id}/aliases/e164/+447700900456`)
  expect(fewer.body).toMatchObject({ phone: '+4790012345' })
  const last = await hub.api('DELETE', `/v1/contacts/${ada.id}/aliases/e164/+4790012345`)
  expect(last).toMatchObject({ status: 409, body: { detail: expect.stringContaining('only way') } })
})

describe('the number that somebody is written to by stands in their row', () => {
  const [low, middle, high] = ['+447700900451', '+447700900456', '+447700900459']
  const rowOf = async (id: string) =>
    (await hub.database.pool.query('select phone from contacts where id = $1', [id])).rows[0]?.phone ?? null
  const alias = (id: string, phone: string) => hub.api('POST', `/v1/contacts/${id}/aliases`, { phone })

  test('added, taken away, split off and joined', async () => {
    const { id } = await add({ name: 'Ada', phone: middle })
    await alias(id, high)
    expect(await rowOf(id), 'a higher one changes nothing').toBe('447700900456')
    await alias(id, low)
    expect(await rowOf(id)).toBe('447700900451')
    await hub.api('DELETE', `/v1/contacts/${id}/aliases/e164/${low}`)
    expect(await rowOf(id)).toBe('447700900456')
    const split = await hub.api('POST', `/v1/contacts/${id}/split`, { aliases: [{ kind: 'e164', value: '447700900456' }] })
    expect(split.status).toBeLessThan(300)
    expect([await rowOf(id), await rowOf(split.body.id)]).toEqual(['447700900459', '447700900456'])
    expect((await hub.api('POST', `/v1/contacts/${split.body.id}/merge`, { contactId: id })).status).toBe(200)
    expect([await rowOf(id), await rowOf(split.body.id)]).toEqual([null, '447700900456'])
  })

  test('two numbers added at once: the later sees both', async () => {
    const { id } = await add({ name: 'Ada', phone: high })
    await Promise.all([alias(id, middle), alias(id, low)])
    expect(await rowOf(id)).toBe('447700900451')
  })

  test('who is known by an id of the platform alone has none', async () => {
    const portfolioId = (await hub.database.pool.query('select id from portfolios')).rows[0].id
    const { id } = await add({ name: 'Ada', bsuid: { portfolioId, value: 'GB.1234567890' } })
    expect(await rowOf(id)).toBeNull()
    await alias(id, high)
    expect(await rowOf(id)).toBe('447700900459')
  })
})

test('what a person said about a purpose is kept with its evidence, and counts at the gate', async () => {
  const { id } = await add({ name: 'Ada', phone: hub.world.testRecipient })
  const say = (body: Record<string, unknown>) => hub.api('POST', `/v1/contacts/${id}/consent`, body)
  const yes = await say({
    purpose: 'marketing',
    choice: 'in',
    evidence: { how: 'form', wording: 'Send me offers', reference: 'F-1' },
  })
  expect(yes.body.consent.marketing).toEqual({
    choice: 'in',
    at: '2026-11-20T12:00:00.000Z',
    evidence: { how: 'form', wording: 'Send me offers', reference: 'F-1', by: expect.any(String) },
  })
  const older = await say({ purpose: 'marketing', choice: 'out', at: '2026-11-19T12:00:00Z' })
  expect(older.body.consent.marketing.choice, 'an older no comes late').toBe('in')
  await hub.advance(1_000)
  expect((await say({ purpose: 'marketing', choice: 'out' })).body.consent.marketing.choice).toBe('out')
  expect(await eventsOf('consent.changed', id)).toEqual([
    { contactId: id, purpose: 'marketing', choice: 'in' },
    { contactId: id, purpose: 'marketing', choice: 'out' },
  ])
})

test('an erased person is gone, with all they wrote; what counts stays', async () => {
  await hub.write('My address is 4 Fjord Road')
  const [thread] = (await hub.api('GET', '/v1/threads')).body.data
  const sent = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message: { type: 'text', text: { body: 'We send it to Fjord Road.' } },
  })
  await hub.advance(60_000)
  expect((await hub.api('DELETE', `/v1/contacts/${thread.contact.id}`)).status).toBe(204)
  expect((await hub.api('GET', `/v1/contacts/${thread.contact.id}`)).status).toBe(404)
  expect((await hub.api('GET', '/v1/threads')).body.data).toEqual([])
  expect((await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body).toMatchObject({
    status: 'delivered',
    text: '',
    message: {},
  })
  const digits = hub.world.testRecipient.replace(/\D/g, '')
  const { rows } = await hub.database.pool.query(
    `select tables.name from (
       select 'messages' as name, messages::text as it from messages union all select 'sends', sends::text from sends
       union all select 'contacts', contacts::text from contacts union all select 'aliases', contact_aliases::text from contact_aliases
       union all select 'threads', threads::text from threads union all select 'events', events::text from events
     ) tables where it like '%Fjord%' or it like '%' || $1 || '%'`,
    [digits],
  )
  expect(rows).toEqual([])
  await hub.write('Me again')
  expect((await hub.api('GET', '/v1/threads')).body.data[0].contact.id).not.toBe(thread.contact.id)
})

describe('wrong input gets one clear sentence', () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, 'x']))
  test.each([
    ['nothing to write to', 'POST', '', { name: 'Ada' }, 422, /phone or bsuid/],
    ['a number that is none', 'POST', '', { phone: '12' }, 422, /country code/],
    ['a name that is too long', 'POST', '', { phone: '+447700900456', name: 'x'.repeat(201) }, 422, /200/],
    ['a zero byte', 'POST', '', { phone: '+447700900456', name: 'a\0b' }, 422, /zero byte/],
    ['too many attributes', 'POST', '', { phone: '+447700900456', attributes: many }, 422, /50 attributes/],
    ['an attribute of a wrong kind', 'POST', '', { phone: '+447700900456', attributes: { a: ['x'] } }, 422, /attributes\.a/],
    ['a portfolio we do not have', 'POST', '', { bsuid: { portfolioId: '1', value: 'GB.1' } }, 404, /no portfolio/],
    ['a person who is not there', 'PATCH', `/${NOBODY}`, { name: 'Ada' }, 404, /no contact/],
    ['an id that is none', 'GET', '/ada', undefined, 400, /UUID/],
    ['an unknown purpose', 'POST', `/${NOBODY}/consent`, { purpose: 'fun', choice: 'in' }, 422, /purpose/],
    [
      'a consent of tomorrow',
      'POST',
      `/${NOBODY}/consent`,
      { purpose: 'marketing', choice: 'in', at: '2026-11-21T12:00:00Z' },
      422,
      /time to come/,
    ],
    ['a cursor that is none of ours', 'GET', '?cursor=abc', undefined, 400, /cursor/],
    ['an attribute without a key', 'GET', '?attribute=:Oslo', undefined, 400, /key:value/],
    ['nobody to erase', 'DELETE', `/${NOBODY}`, undefined, 404, /no contact/],
  ])('%s', async (_what, method, path, body, status, sentence) => {
    const answer = await hub.api(method, `/v1/contacts${path}`, body)
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(sentence)])
  })
})

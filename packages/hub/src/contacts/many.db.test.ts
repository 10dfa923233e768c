import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())

const add = async (body: Record<string, unknown>) => (await hub.api('POST', '/v1/contacts', body)).body
const read = async (id: string) => (await hub.api('GET', `/v1/contacts/${id}`)).body
const ended = (id: string) =>
  expect
    .poll(async () => (await hub.api('GET', `/v1/jobs/${id}`)).body, { timeout: 10_000 })
    .toMatchObject({ state: 'done' })
    .then(async () => (await hub.api('GET', `/v1/jobs/${id}`)).body)

test('many people are changed by a job, though the change takes them out of the filter', async () => {
  for (let n = 0; n < 12; n++)
    await add({
      name: `Crowd ${n}`,
      phone: `+4477009007${10 + n}`,
      tags: ['old'],
      attributes: { city: n % 2 ? 'Oslo' : 'Bergen' },
    })
  const said = await add({
    name: 'Refuser',
    phone: '+447700900799',
    tags: ['old'],
    consent: [{ purpose: 'marketing', choice: 'out' }],
  })
  const whom = { filter: { tag: 'old' } }
  const { status, body } = await hub.api('POST', '/v1/contacts/change', {
    whom,
    addTags: ['new'],
    removeTags: ['old'],
    attributes: { city: null, wave: 2 },
    consent: { purpose: 'marketing', choice: 'in', evidence: { how: 'person', wording: 'Signed at the fair' } },
  })
  expect([status, body.people]).toEqual([202, 13])
  expect(await ended(body.job.id)).toMatchObject({ done: 13, rejected: 1, counts: { changed: 13 } })
  expect((await hub.api('GET', `/v1/jobs/${body.job.id}/rejected`)).status).toBe(200)
  const { body: left } = await hub.api('POST', '/v1/segments/count', { filter: { tag: 'old' } })
  const { body: in_ } = await hub.api('POST', '/v1/segments/count', {
    filter: { all: [{ tag: 'new' }, { consent: 'marketing', is: 'in' }] },
  })
  expect([left.people, in_.people]).toEqual([0, 12])
  expect(await read(said.id), 'a no stays a no').toMatchObject({
    consent: { marketing: { choice: 'out' } },
    attributes: { wave: 2 },
  })
})

test('an attribute that many get begins for each of them what it begins for one', async () => {
  const people = await Promise.all([20, 21].map((n) => add({ name: `Paid ${n}`, phone: `+4477009008${n}` })))
  const { body: automation } = await hub.api('POST', '/v1/automations', {
    name: 'Paid',
    graph: {
      trigger: { kind: 'attribute', key: 'paid', is: 'yes' },
      from: hub.world.phoneNumberId,
      start: 'tag',
      nodes: [{ id: 'tag', kind: 'tag', add: ['thanked'] }],
    },
  })
  expect((await hub.api('POST', `/v1/automations/${automation.id}/on`)).status).toBe(200)
  const whom = { ids: people.map(({ id }) => id) }
  await ended((await hub.api('POST', '/v1/contacts/change', { whom, attributes: { paid: 'yes' } })).body.job.id)
  await hub.settle()
  for (const { id } of people) expect((await read(id)).tags).toEqual(['thanked'])
  await ended((await hub.api('POST', '/v1/contacts/change', { whom, addTags: ['seen'] })).body.job.id)
  await hub.settle()
  expect((await hub.api('GET', `/v1/automations/${automation.id}/runs`)).body.data).toHaveLength(2)
  await hub.api('POST', `/v1/automations/${automation.id}/off`)
})

test.each([
  ['nothing to change', { whom: { ids: ['0190aaaa-0000-7000-8000-000000000001'] } }],
  ['a yes without evidence', { whom: { q: 'x' }, consent: { purpose: 'marketing', choice: 'in' } }],
  ['nobody named', { whom: { ids: [] }, addTags: ['a'] }],
  ['a purpose that is none', { whom: { q: 'x' }, consent: { purpose: 'Own Thing', choice: 'out' } }],
])('%s is refused', async (_label, body) => {
  expect((await hub.api('POST', '/v1/contacts/change', body)).status).toBe(422)
})

test('what somebody said is kept as receipts, each once, with the message that shows it', async () => {
  await hub.write('STOP')
  await hub.advance(60_000)
  await hub.write('START')
  const digits = hub.world.testRecipient.replace(/\D/g, '')
  const [{ id }] = (await hub.api('GET', `/v1/contacts?q=${digits}`)).body.data
  const { body: ledger } = await hub.api('GET', `/v1/contacts/${id}/consent`)
  expect(ledger.data.map((one: { purpose: string; choice: string }) => `${one.purpose} ${one.choice}`)).toEqual([
    'everything resume',
    'marketing resume',
    'marketing out',
  ])
  expect(ledger.data[2]).toMatchObject({
    evidence: { how: 'keyword', wording: 'STOP' },
    message: { threadId: expect.any(String) },
  })
  const { body: first } = await hub.api('GET', `/v1/contacts/${id}/consent?limit=1`)
  const { body: next } = await hub.api('GET', `/v1/contacts/${id}/consent?limit=1&cursor=${first.cursor}`)
  expect([first.data[0].id, next.data[0].id]).toEqual([ledger.data[0].id, ledger.data[1].id])

  await hub.advance(30 * 3_600_000)
  await hub.write('And now?')
  const { body: history } = await hub.api('GET', `/v1/contacts/${id}/history`)
  expect(history.messages.map((message: { text: string }) => message.text)).toEqual(['And now?', 'START', 'STOP'])
  expect(history.windows.map(({ from, until }: { from: string; until: string }) => Date.parse(until) - Date.parse(from))).toEqual(
    [24 * 3_600_000 + 60_000, 24 * 3_600_000],
  )
  expect(history.statements).toHaveLength(3)

  await hub.api('POST', '/v1/events', { name: 'order.paid', to: { contactId: id }, data: { total: 42 } })
  const { body: file } = await hub.api('GET', `/v1/contacts/${id}/export`)
  expect(file).toMatchObject({ contact: { id }, threads: [{}], notes: [], calls: [], automations: [], sequences: [], links: [] })
  expect(file.events).toMatchObject([{ name: 'order.paid', data: { total: 42 } }])
  expect([file.consent.length, file.messages.length]).toEqual([3, 3])
  // More than a page of links, all of one message.
  await hub.database.pool.query(
    `with link as (
       insert into tracked_links (workspace_id, key, url, message_id)
       select workspace_id, decode(lpad(to_hex(n), 8, '0'), 'hex'), 'https://nordlys.example/' || n, id
       from messages, generate_series(1, 501) n where id = $1 returning workspace_id, key, message_id)
     insert into link_hits (workspace_id, key, recipient, message_id, hits, first_at, last_at)
     select workspace_id, key, recipient, message_id, 1, now(), now() from link, unnest(array[1, 10]) recipient`,
    [file.messages[0].id],
  )
  const { links } = (await hub.api('GET', `/v1/contacts/${id}/export`)).body
  expect([links.length, new Set(links.map(({ url }: { url: string }) => url)).size]).toEqual([1_002, 501])

  const other = await add({
    name: 'Twin',
    phone: '+447700900788',
    consent: [{ purpose: 'marketing', choice: 'in', evidence: { how: 'form' } }],
  })
  await hub.api('POST', `/v1/contacts/${id}/merge`, { contactId: other.id })
  expect((await hub.api('GET', `/v1/contacts/${id}/consent`)).body.data, 'the receipts of both').toHaveLength(4)
  await hub.api('DELETE', `/v1/contacts/${id}`)
  const kept = await hub.database.pool.query('select 1 from consent_statements where contact_id = any ($1::uuid[])', [
    [id, other.id],
  ])
  expect(kept.rowCount).toBe(0)
})

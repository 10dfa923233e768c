import { DAY, HOUR, MINUTE, platformTime } from '@casement/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeNumber } from '../accounts/change-number.ts'
import { rows, transact } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { listBehind, type Place, type Which } from './behind.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
type Json = any

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub({ now: '2026-11-20T12:00:00Z' })
})
afterAll(() => hub.stop())

const ask = async (what: string, query = '', from = '2026-11-20', to = '2026-11-23'): Promise<Json> => {
  // Machine time is moved in the table, not slept.
  await hub.database.pool.query(`update figured_days set figured_at = now() - interval '1 hour'`)
  for (;;) {
    const { body } = await hub.api('GET', `/v1/insights/${what}?from=${from}&to=${to}${query}`)
    if (body.current !== false) return body
  }
}
const figures = async (by: string, from?: string, to?: string): Promise<Json[]> =>
  (await ask('figures', `&by=${by}`, from, to)).data
const send = (message: object, to = hub.world.testRecipient) =>
  hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to, message })
const text = (body: string) => ({ type: 'text', text: { body } })
const hello = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }

test('nothing happened: no figures, and no error', async () => {
  expect(await figures('day')).toEqual([])
})

test('what came and went stands under its day, with what it cost', async () => {
  await hub.write('Is the lamp in stock?')
  await send(text('Yes'))
  await hub.advance(MINUTE)
  await hub.advance(DAY + HOUR)
  await send(hello)
  await hub.advance(MINUTE)
  const days = await figures('day')
  expect(days).toMatchObject([
    { day: '2026-11-20', received: 1, sent: 1, accepted: 1, delivered: 1, failed: 0, cost: '0' },
    { day: '2026-11-21', received: 0, sent: 1, delivered: 1 },
  ])
  expect(Number(days[1].cost)).toBeGreaterThan(0)
  const charged = (await hub.database.pool.query(`select charged->>'amount' as amount from messages where template is not null`))
    .rows
  expect(days[1].cost).toBe(String(Number(charged[0].amount)))
})

test('a read that comes later moves the day on which the message went', async () => {
  const { rows } = await hub.database.pool.query(`select wamid from messages where direction = 'out' order by at limit 1`)
  await hub.control('POST', `/customers/${hub.world.testRecipient.replace('+', '')}/reads`, { messageId: rows[0].wamid })
  await hub.settle()
  expect((await figures('day'))[0]).toMatchObject({ day: '2026-11-20', read: 1 })
})

test('by several members at once, and by one number only', async () => {
  expect(await figures('category,pricedAs')).toMatchObject([
    { category: '', received: 1, sent: 0 },
    { category: 'service', pricedAs: 'free_customer_service', sent: 1, cost: '0' },
    { category: 'utility', pricedAs: 'regular', sent: 1 },
  ])
  const other = await hub.api('GET', '/v1/insights/figures?from=2026-11-20&to=2026-11-21&number=12345')
  expect(other.body.data).toEqual([])
})

test('failures stand under their code, in words', async () => {
  await hub.control('PATCH', '/customers/447700900999', { onWhatsApp: false })
  await send(hello, '+447700900999')
  await hub.advance(MINUTE)
  const { data } = await ask('failures', '&by=code,template')
  expect(data).toMatchObject([{ code: 131026, template: 'hello_world', messages: 1, happened: expect.any(String) }])
})

test('the sums do not depend on what they are asked by, nor on being asked twice', async () => {
  const sum = (rows: Json[]) => rows.reduce((total, row) => total + row.sent + row.received, 0)
  const all = sum(await figures('day'))
  expect(all).toBe(4)
  for (const by of ['number', 'category', 'market', 'template', 'sentBy', 'campaign', 'direction', 'day,market'])
    expect([by, sum(await figures(by))]).toEqual([by, all])
})

test('what failed says what it has in common, and what is behind it', async () => {
  const { data } = await ask('patterns')
  expect(data).toMatchObject([
    { code: 131026, messages: 1, share: 1, action: { kind: 'none' }, days: [{ day: '2026-11-21', messages: 1 }], common: null },
  ])
  const byPrefix = (await ask('failures', '&by=prefix')).data
  expect(byPrefix).toMatchObject([{ prefix: '447700', country: 'GB', messages: 1 }])
  const behind = await hub.api(
    'GET',
    '/v1/insights/messages?from=2026-11-20&to=2026-11-23&outcome=failed&code=131026&prefix=447700',
  )
  expect(behind.body.data).toMatchObject([{ status: 'failed', template: 'hello_world', error: { code: 131026 } }])
})

test.each([
  ['all that went out', 'direction=out', 3],
  ['what the platform took', 'outcome=taken', 3],
  ['what was delivered', 'outcome=reached', 2],
  ['what was read', 'outcome=seen', 1],
  ['one template', 'template=hello_world', 2],
  ['another template', 'template=goodbye_world', 0],
  ['what opened a conversation', 'begins=true', 3],
  ['one hour', 'direction=out&hour=12', 1],
  ['of an hour in which nothing happened', 'direction=out&hour=3', 0],
  ['what failed for a reason', 'outcome=failed&code=131026', 1],
  ['what failed for another', 'outcome=failed&code=131049', 0],
  ['what failed in an hour', 'outcome=failed&hour=13', 1],
  ['what nobody tapped', 'outcome=tapped', 0],
])('the list behind a number: %s', async (_label, query, messages) => {
  const path = `/v1/insights/messages?from=2026-11-20&to=2026-11-23&${query}`
  const { body } = await hub.api('GET', path)
  expect(body.data).toHaveLength(messages)
  const first = await hub.api('GET', `${path}&limit=1`)
  if (messages > 1) {
    const second = await hub.api('GET', `${path}&limit=1&cursor=${first.body.cursor}`)
    expect(second.body.data[0].id).toBe(body.data[1].id)
  }
})

test('a page that takes too long is told as it is, and goes on until all of it was told', async () => {
  const { pool } = hub.database
  const [workspace] = await rows<{ id: string }>(pool, 'select id from workspaces')
  const none = { outcome: null, code: null, category: null, market: null, template: null, campaign: null, sentBy: null }
  const which: Which = { ...none, prefix: null, import: null, hour: null, begins: false, direction: 'out' }
  const within = { from: '2026-11-20', to: '2026-11-23', number: null, portfolio: null }
  const list = (after: Place | null, patienceMs?: number) =>
    listBehind(pool, workspace?.id as string, {
      ...within,
      which,
      after,
      limit: 50,
      now: '2026-11-23T00:00:00Z',
      ...(patienceMs === undefined ? {} : { patienceMs }),
    })
  const all = (await list(null, Number.POSITIVE_INFINITY)).found
  const told: string[] = []
  let pages = 0
  for (let after: Place | null = null; pages === 0 || after; pages++) {
    const { found, next } = await list(after, -1)
    told.push(...found.map(({ id }) => id))
    after = next
  }
  expect(told).toEqual(all.map(({ id }) => id))
  expect(pages).toBeGreaterThan(1)
})

test('a question is answered in its time; one that nobody answers is missed when its window has closed', async () => {
  expect((await ask('responses', '&by=day')).data).toMatchObject([{ day: '2026-11-20', answered: 1, missed: 0 }])
  await hub.write('And the oak one?')
  await hub.advance(20 * HOUR)
  expect((await ask('responses', '&by=day')).data).toHaveLength(1)
  await hub.advance(5 * HOUR)
  await hub.write('Hello?')
  expect((await ask('responses', '&by=day')).data[1]).toMatchObject({ day: '2026-11-21', answered: 0, missed: 1, median: null })
  const { body } = await hub.api('GET', '/v1/insights/messages?from=2026-11-20&to=2026-11-23&outcome=missed')
  expect(body.data).toMatchObject([{ text: 'And the oak one?' }])
})

test('waiting is told within five parts in a hundred', async () => {
  const [day] = (await ask('responses', '&by=day', '2026-11-20', '2026-11-20')).data
  expect(day.median).toBe(day.p90)
  expect(day.median).toBeLessThan(120)
})

test('conversations by who began them, and as they were billed before July 2025', async () => {
  const lived = (await ask('conversations', '&by=begunBy,category')).data
  expect(lived).toMatchObject([
    { begunBy: 'business', category: 'utility' },
    { begunBy: 'customer', category: 'service' },
  ])
  const billed = (await ask('conversations', '&by=category&countedAs=billed')).data
  expect(billed).toEqual([
    { category: 'service', conversations: 1 },
    { category: 'utility', conversations: 1 },
  ])
})

test('the same traffic under the rules of July 2025, and when conversations were charged', async () => {
  const lived = await ask('cost-under', '&day=2026-11-20')
  const utility = (answer: Json) => answer.categories.find((each: Json) => each.category === 'utility')
  expect(lived.policy.id).toBe('PMP_V2')
  expect(Number(utility(lived).under)).toBeCloseTo(Number(utility(lived).cost), 9)
  expect((await ask('cost-under', '&day=2025-07-15')).policy.id).toBe('PMP_V1')
  expect((await ask('cost-under', '&day=2025-05-15')).policy.id).toBe('CBP')
})

test('people reached outside a window stand beside the limit of their portfolio', async () => {
  const { data } = await ask('reach')
  expect(data).toMatchObject([{ limit: 2000, days: [{ day: '2026-11-21', people: 1 }] }])
})

test('only of one portfolio, or of none there is', async () => {
  const [portfolio] = (await ask('reach')).data
  expect((await ask('figures', `&by=number&portfolio=${portfolio.id}`)).data).toHaveLength(1)
  expect((await ask('figures', '&by=number&portfolio=0')).data).toEqual([])
})

test('a person who was erased still counts', async () => {
  const { body } = await hub.api('GET', '/v1/contacts?q=447700900999')
  expect(await hub.api('DELETE', `/v1/contacts/${body.data[0].id}`)).toMatchObject({ status: 204 })
  expect((await figures('day')).reduce((total, row) => total + row.sent, 0)).toBe(3)
})

test('the rating of a number by day is the worst of each, and goes on until it changes', async () => {
  const { rows } = await hub.database.pool.query('select id from workspaces')
  const becomes = (quality: string, at: string) =>
    transact(hub.database.pool, (tx) =>
      changeNumber({ tx, workspaceId: rows[0].id, emit: () => {} }, hub.world.phoneNumberId, { quality }, platformTime(at)),
    )
  await becomes('YELLOW', '2026-11-21T10:00:00Z')
  await becomes('RED', '2026-11-21T11:00:00Z')
  await becomes('GREEN', '2026-11-21T12:00:00Z')
  await becomes('YELLOW', '2026-11-24T00:00:00Z')
  const { body } = await hub.api('GET', '/v1/insights/quality?from=2026-11-20&to=2026-11-25')
  expect(body.data[0].days.map((day: Json) => day.quality)).toEqual(['GREEN', 'RED', 'GREEN', 'GREEN', 'YELLOW', 'YELLOW'])
  expect(body.data[0].quality).toBe('YELLOW')
})

test.each([
  { label: 'a last day before the first', query: 'from=2026-11-21&to=2026-11-20' },
  { label: 'more than four hundred days', query: 'from=2025-01-01&to=2026-11-20' },
  { label: 'a member that does not exist', query: 'from=2026-11-20&to=2026-11-20&by=moon' },
  { label: 'no day at all', query: 'from=yesterday&to=today' },
])('$label is refused in a sentence', async ({ query }) => {
  const answer = await hub.api('GET', `/v1/insights/figures?${query}`)
  expect([400, 422]).toContain(answer.status)
})

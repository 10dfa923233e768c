import { DAY, HOUR, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { row, rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let asked: number

beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())

const account = async () => (await hub.api('GET', '/v1/accounts')).body.data[0]
const number = async () => (await account()).wabas[0].numbers[0]
const events = () =>
  rows<{ type: string; data: Record<string, unknown> }>(hub.database.pool, 'select type, data from events order by seq')
/** What the platform is, without telling anybody. */
const secretly = async (work: () => Promise<unknown>) => {
  await hub.control('POST', '/faults', { on: 'webhook', fault: { http: 500 }, percent: 100 })
  await work()
  await hub.control('DELETE', '/faults')
}
/** Long enough in machine time for the next question to be allowed. */
const breathe = () => new Promise((resolve) => setTimeout(resolve, 2_100))

test('the rating, which no webhook tells, is heard within the hour, as an event', async () => {
  await breathe()
  await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { quality: 'YELLOW' })
  await hub.advance(58 * MINUTE)
  expect((await number()).quality).toBe('GREEN')
  await hub.advance(3 * MINUTE)
  expect((await number()).quality).toBe('YELLOW')
  expect(await events()).toContainEqual({
    type: 'number.changed',
    data: { phoneNumberId: hub.world.phoneNumberId, changed: { quality: { from: 'GREEN', to: 'YELLOW' } } },
  })
})

test('what changes from hour to hour is seen at each, however fast they pass', async () => {
  await breathe()
  for (const quality of ['YELLOW', 'RED', 'GREEN']) {
    await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { quality })
    await hub.advance(HOUR)
    expect((await number()).quality).toBe(quality)
  }
})

test('a week in one jump is asked about a few times, not 168 times', async () => {
  await breathe()
  const reads = async () =>
    Number((await row<{ n: string }>(hub.database.pool, `select count(*) as n from account_polls_seen`))?.n ?? 0)
  await hub.database.pool.query(`create table account_polls_seen (at timestamptz)`)
  await hub.database.pool.query(
    `create function seen() returns trigger language plpgsql as 'begin insert into account_polls_seen values (now()); return new; end'`,
  )
  await hub.database.pool.query(
    `create trigger seen after update of poll_due_at on wabas for each row when (new.poll_due_at > old.poll_due_at) execute function seen()`,
  )
  asked = await reads()
  await hub.advance(7 * DAY)
  // Each question moves the due time twice: when it is taken, and when it is answered.
  const most = 2 * (1 + 4 * (await elapsedTurns()))
  expect(await reads()).toBeGreaterThan(asked)
  expect(await reads()).toBeLessThanOrEqual(asked + most)
})
const started = performance.now()
const elapsedTurns = async () => Math.ceil((performance.now() - started) / 2_000)

test('what was missed while webhooks failed is found: limit, throughput and templates', async () => {
  const [template] = (await hub.api('GET', '/v1/templates?status=approved')).body.data
  await secretly(async () => {
    await hub.control('PATCH', `/portfolios/${(await account()).id}`, { tier: 'TIER_10K' })
    await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { throughput: 1_000 })
    await hub.control('PATCH', `/templates/${template.id}`, { status: 'PAUSED' })
  })
  expect((await hub.api('POST', '/v1/accounts/refresh')).status).toBe(204)
  expect(await account()).toMatchObject({ tier: 'TIER_10K' })
  expect((await number()).throughput).toBe(1_000)
  const after = (await hub.api('GET', '/v1/templates?status=paused')).body.data
  expect(after.map(({ id }: { id: string }) => id)).toContain(template.id)
})

test('a platform that does not answer stops nothing, and is asked again', async () => {
  await hub.control('POST', '/faults', { on: 'template', fault: { http: 500 }, times: 1 })
  expect((await hub.api('POST', '/v1/accounts/refresh')).status).toBe(204)
  await hub.control('DELETE', '/faults')
  const due = await row<{ soon: boolean }>(hub.database.pool, `select poll_due_at <= $1::timestamptz as soon from wabas`, [
    new Date(Date.parse((await hub.api('GET', '/v1/clock')).body.now) + HOUR).toISOString(),
  ])
  expect(due?.soon).toBe(true)
})

test('what is missing for the next limit stands beside it', async () => {
  const { climb, tier } = await account()
  expect(tier).toBe('TIER_10K')
  expect(climb).toMatchObject({ next: 100_000, missing: expect.arrayContaining([expect.stringMatching(/^Reach 5,?000 people/)]) })
})

import { HOUR, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
type Json = any

/** What goes wrong with what we sent, and who or what caused it. */
let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub({ now: '2026-11-16T12:00:00Z' })
})
afterAll(() => hub?.stop())

const open = async (kind: string): Promise<Json[]> =>
  (await hub.api('GET', '/v1/alerts?state=open')).body.data.filter((alert: Json) => alert.kind === kind)
const rule = (kind: string, settings: Json) => hub.api('PATCH', `/v1/alert-rules/${kind}`, { settings })
const phoneOf = (n: number) => `4477009020${String(n).padStart(2, '0')}`
const sale = (phone: string) =>
  hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: `+${phone}`,
    message: {
      type: 'template',
      template: {
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
      },
    },
  })
const says = async (phone: string, body: string) => {
  await hub.control('POST', `/customers/${phone}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body } })
  await hub.settle()
}

test('the spend cap: told from the share that was set, more urgently once it is used up, over when it is raised', async () => {
  for (let n = 0; n < 10; n++) await sale(phoneOf(n))
  await hub.advance(5 * MINUTE)
  const { rows } = await hub.database.pool.query('select sum(amount)::text as spent from spend')
  const spent = Number(rows[0].spent)
  const cap = (amount: number) => hub.api('PATCH', '/v1/settings', { spendCap: { amount: amount.toFixed(4), currency: 'USD' } })
  await cap(spent / 0.79)
  await hub.advance(16 * MINUTE)
  expect(await open('spend.nearly-used')).toEqual([])
  await cap(spent / 0.81)
  await hub.advance(16 * MINUTE)
  expect((await open('spend.nearly-used')).map((alert) => alert.severity)).toEqual(['warning'])
  await cap(spent)
  await hub.advance(16 * MINUTE)
  expect((await open('spend.nearly-used')).map((alert) => alert.severity)).toEqual(['critical'])
  await hub.api('PATCH', '/v1/settings', { spendCap: null })
  await hub.advance(16 * MINUTE)
  expect(await open('spend.nearly-used')).toEqual([])
})

describe('people opt out', () => {
  test('too few, or of too small a sample: nothing; more than usual: with what they had last heard', async () => {
    await rule('opt-outs.unusual', { minimum: 3, sample: 10 })
    await says(phoneOf(0), 'STOP')
    await says(phoneOf(1), 'STOP')
    await hub.advance(MINUTE)
    expect(await open('opt-outs.unusual')).toEqual([])
    await says(phoneOf(2), 'STOP')
    await hub.advance(MINUTE)
    const [alert] = await open('opt-outs.unusual')
    expect(alert.because).toMatch(
      /^3 people of 10 opted out after messages from .+ \(30\.0 %\): 3 of the 3 who opted out had last heard from the template winter_sale; hold it back/,
    )
    await rule('opt-outs.unusual', { minimum: 3, sample: 11 })
    await hub.advance(MINUTE)
    expect(await open('opt-outs.unusual')).toEqual([])
  })

  test('as many as usual are not told', async () => {
    await hub.advance(25 * HOUR)
    await rule('opt-outs.unusual', { minimum: 3, sample: 10 })
    for (let n = 20; n < 30; n++) await sale(phoneOf(n))
    await hub.advance(MINUTE)
    for (const n of [20, 21, 22]) await says(phoneOf(n), 'STOP')
    await hub.advance(MINUTE)
    // Three of ten are three of ten.
    expect(await open('opt-outs.unusual')).toEqual([])
  }, 60_000)

  test('the page of a red number shows what runs and ran, who stopped, and pauses all with one button', async () => {
    const id = hub.world.phoneNumberId
    for (let n = 40; n < 45; n++)
      await hub.api('POST', '/v1/messages', {
        from: id,
        to: `+${phoneOf(n)}`,
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      })
    await hub.advance(MINUTE)
    for (const n of [23, 24, 25]) await hub.control('POST', `/customers/${phoneOf(n)}/feedback`, { kind: 'block' })
    await hub.control('PATCH', `/numbers/${id}`, { quality: 'RED' })
    await hub.api('POST', '/v1/accounts/refresh', {})
    await hub.advance(2 * HOUR)
    const [alert] = await open('number.quality')
    expect(alert.because).toMatch(
      / low \(6 of the 6 who opted out had last heard from the template winter_sale; Meta sees winter_sale blocked more often than 1 other template\): pause marketing/,
    )
    const { data: templates } = (await hub.api('GET', '/v1/templates?name=winter_sale')).body
    expect((await hub.api('GET', `/v1/templates/${templates[0].id}/comparison`)).body).toMatchObject({
      days: 7,
      data: [{ template: { name: 'hello_world' }, blockedMore: true, topReason: null }],
    })
    expect(alert).toMatchObject({ severity: 'critical', remedy: { href: `/accounts/numbers/${id}/red` } })
    const sequence = await hub.api('POST', '/v1/sequences', {
      name: 'Abandoned question',
      from: id,
      definition: { start: { on: 'window.closing' }, steps: [{ send: { text: 'Still there?' } }] },
    })
    await hub.api('POST', `/v1/sequences/${sequence.body.id}/on`, {})
    await hub.control('PATCH', `/templates/${templates[0].id}`, { quality: 'RED' })
    await hub.settle()
    const page = (await hub.api('GET', `/v1/numbers/${id}/red`)).body
    expect(page).toMatchObject({
      quality: 'RED',
      running: [{ kind: 'sequence', name: 'Abandoned question', state: 'on' }],
      ran: [
        { template: 'winter_sale', quality: 'RED', campaign: null, messages: 20 },
        { template: 'hello_world', campaign: null, messages: 5 },
      ],
      blocked: [
        { template: 'winter_sale', moreThan: 1, of: 1, topReason: null },
        { template: 'hello_world', moreThan: 0, of: 1, topReason: null },
      ],
      stopped: { people: 6, written: 25, inWhatsApp: 0, by: [{ template: 'winter_sale', people: 6 }] },
    })
    expect(page.change[0]).toMatch(/^24\.0 % of the people written to opted out: 0\.10 % or less is what providers advise/)
    expect(page.change[1]).toMatch(/^Meta sees winter_sale blocked more often than 1 other template: change it/)
    expect(page.review).toMatchObject({ url: expect.stringMatching(/^https:/), steps: { length: 3 } })
    expect(page.change.join(' ')).toContain('6 of the 6 who opted out had last heard from the template winter_sale')
    expect((await hub.api('POST', `/v1/numbers/${id}/pause-all`, {})).body.paused).toMatchObject([{ name: 'Abandoned question' }])
    expect((await hub.api('GET', `/v1/numbers/${id}/red`)).body.running).toEqual([])
    expect((await hub.api('GET', `/v1/sequences/${sequence.body.id}`)).body.state).toBe('paused')
    expect(await hub.api('GET', '/v1/numbers/nobody/red')).toMatchObject({ status: 404 })
  })
})

test('what closing chats are worth: by an attribute, or by what another program told', async () => {
  await says('447700902050', 'How much is the sofa?')
  await says('447700902051', 'And the lamp?')
  await hub.advance(21 * HOUR)
  expect((await hub.api('GET', '/v1/threads/value-at-risk')).body).toMatchObject({ valued: 0, value: null })
  await hub.api('POST', '/v1/events', { name: 'basket.left', to: '+447700902051', data: { value: 49.5 } })
  await rule('window.closing', { valueAttribute: 'basket' })
  const { rows } = await hub.database.pool.query(`select contact_id from contact_aliases where value = '447700902050'`)
  await hub.api('PATCH', `/v1/contacts/${rows[0].contact_id}`, { attributes: { basket: '1200' } })
  // A look that was made in between is not made again within a quarter of an hour.
  await hub.advance(16 * MINUTE)
  expect((await hub.api('GET', '/v1/threads/value-at-risk')).body).toMatchObject({ valued: 2, value: '1249.5' })
  expect((await open('window.closing'))[0].because).toContain('worth 1249.5 together')
})

test('a template that Meta moves to another category: with what it costs', async () => {
  const { rows } = await hub.database.pool.query(`select id from templates where name = 'order_update' and language = 'en_GB'`)
  await hub.database.pool.query(`update templates set planned_category = 'MARKETING', planned_category_at = $2 where id = $1`, [
    rows[0].id,
    new Date(Date.parse('2026-12-01T00:00:00Z')).toISOString(),
  ])
  await hub.advance(16 * MINUTE)
  const [alert] = await open('template.category')
  expect(alert.because).toMatch(
    /^order_update \(en_GB\) will be MARKETING from 2026-12-01, not UTILITY: change its text, or ask for a review if it is wrong\. A message costs 0\.\d+ instead of 0\.\d+ USD/,
  )
  await hub.database.pool.query('update templates set planned_category = null where id = $1', [rows[0].id])
  await hub.advance(16 * MINUTE)
  expect(await open('template.category')).toEqual([])
})

test('a workspace that cannot be looked over keeps no other from being warned', async () => {
  const { pool } = hub.database
  const first = '00000000-0000-7000-8000-000000000001'
  await pool.query(`insert into workspaces (id, name) values ($1, 'Broken')`, [first])
  await pool.query(
    `insert into webhook_endpoints (workspace_id, id, url, secret_sealed, after_seq, disabled_at, disabled_because, failing_since)
     select id, gen_random_uuid(), case when id = $1 then 'nowhere' else 'https://bot.example/hook' end, '', 0, now(), 'It did not answer.', now()
     from workspaces`,
    [first],
  )
  await hub.advance(16 * MINUTE)
  expect((await open('webhook-endpoint.disabled')).map((alert) => alert.data.url)).toEqual(['https://bot.example/hook'])
  await pool.query('delete from webhook_endpoints')
})

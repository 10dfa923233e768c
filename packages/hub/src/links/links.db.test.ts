import { MINUTE } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
const PHONE = {
  'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
}
const PAGE = 'https://nordlys.example/lamps?a=1'

beforeAll(async () => {
  hub = await connectHub({ env: { LINK_URL: 'http://go.example' } })
  await hub.api('PATCH', '/v1/settings', { trackLinks: true })
}, 60_000)
afterAll(() => hub.stop())

const posted = async (id: string) =>
  (await hub.database.pool.query('select payload from sends where id = $1', [id])).rows[0].payload
const follow = (link: string, headers: Record<string, string> = PHONE, method = 'GET') =>
  fetch(link.replace('http://go.example', hub.url), { redirect: 'manual', headers, method })
const clicksOf = async (id: string) => (await hub.api('GET', `/v1/messages/${id}`)).body.links ?? []
const send = async (message: object) => {
  const { status, body } = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message,
  })
  expect([status, body.detail]).toEqual([202, undefined])
  return body.message.id as string
}

describe('a link in a text', () => {
  let id: string
  let link: string
  beforeAll(async () => {
    await hub.write('Have you got lamps?')
    id = await send({ type: 'text', text: { body: `Yes: ${PAGE}. Welcome!` } })
    link = /http:\/\/go\.example\/r\/[\w-]{23}(?=\. Welcome!)/.exec((await posted(id)).text.body)?.[0] ?? ''
  })

  test('leads through ours on the way out; the thread shows where it goes', async () => {
    expect(link).not.toBe('')
    expect((await hub.api('GET', `/v1/messages/${id}`)).body.text).toBe(`Yes: ${PAGE}. Welcome!`)
  })

  test('leads on; machines that look ahead are not counted', async () => {
    for (const [headers, method] of [
      [{ 'user-agent': 'WhatsApp/2.23.20.0' }, 'GET'],
      [{ 'user-agent': 'facebookexternalhit/1.1' }, 'GET'],
      [{ 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' }, 'GET'],
      [{ ...PHONE, 'sec-purpose': 'prefetch' }, 'GET'],
      [PHONE, 'HEAD'],
    ] as const) {
      const answer = await follow(link, headers as Record<string, string>, method)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, PAGE])
    }
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(await clicksOf(id)).toEqual([])
  })

  test('whoever follows it is counted, told once, and seen at the message', async () => {
    const before = (await hub.database.pool.query(`select count(*)::int as n from events where type = 'link.clicked'`)).rows[0].n
    for (let n = 0; n < 3; n++) expect((await follow(link)).headers.get('location')).toBe(PAGE)
    await expect.poll(() => clicksOf(id)).toMatchObject([{ url: PAGE, clicks: 3 }])
    const { rows } = await hub.database.pool.query(`select data from events where type = 'link.clicked'`)
    expect(rows.slice(before)).toMatchObject([{ data: { url: PAGE, messageId: id, contactId: expect.any(String) } }])
  })

  test.each([
    ['another’s proof', () => `${hub.url}/r/${'A'.repeat(23)}`],
    ['an address instead of a code', () => `${hub.url}/r/https:%2F%2Fevil.example`],
    [
      'a changed code',
      () =>
        link
          .replace('http://go.example', hub.url)
          .slice(0, -1)
          .concat(link.endsWith('A') ? 'Q' : 'A'),
    ],
  ])('%s leads nowhere', async (_, address) => {
    const answer = await fetch(address(), { redirect: 'manual', headers: PHONE })
    expect([answer.status, answer.headers.get('location')]).toEqual([404, null])
  })
})

test('an erased person’s links lead nowhere, in a process that has not followed them', async () => {
  const from = '447700961900'
  await hub.control('POST', `/customers/${from}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body: 'Hello' } })
  await hub.settle()
  const { body } = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: `+${from}`,
    message: { type: 'text', text: { body: 'Yours: https://nordlys.example/account?name=Ada' } },
  })
  const code = /\/r\/([\w-]{23})/.exec((await posted(body.message.id)).text.body)?.[1]
  await hub.advance(MINUTE)
  const found = await hub.api('GET', `/v1/contacts?q=${from}`)
  expect((await hub.api('DELETE', `/v1/contacts/${found.body.data[0].id}`)).status).toBeLessThan(300)
  expect((await follow(`${hub.url}/r/${code}`)).status).toBe(404)
  const left = await hub.database.pool.query(`select 1 from tracked_links where url like '%name=Ada%'`)
  expect(left.rowCount).toBe(0)
})

test('a campaign through a button of ours: each person has a code, clicks are its results, and words say what cannot be counted', async () => {
  const make = (name: string, url: string) =>
    hub.control('GET', '').then(({ wabaId, accessToken }: { wabaId: string; accessToken: string }) =>
      fetch(`${hub.world.graphUrl}/v25.0/${wabaId}/message_templates`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          name,
          language: 'en_GB',
          category: 'UTILITY',
          components: [
            { type: 'BODY', text: 'Your order has left our warehouse.' },
            { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Follow it', url, example: [url.replace('{{1}}', 'abc')] }] },
          ],
        }),
      }).then((answer) => answer.json() as Promise<{ id: string }>),
    )
  for (const [name, url] of [
    ['parcel_ours', 'http://go.example/r/{{1}}'],
    ['parcel_theirs', 'https://parcels.example/{{1}}'],
  ] as const) {
    const { id } = await make(name, url)
    await hub.control('PATCH', `/templates/${id}`, { status: 'APPROVED' })
  }
  await hub.settle()
  await hub.api('POST', '/v1/templates/sync')
  const template = (name: string, text: unknown) => ({
    name,
    language: 'en_GB',
    parameters: [{ type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text }] }],
  })
  const draft = async (one: object) =>
    (
      await hub.api('POST', '/v1/campaigns', {
        name: 'Parcels',
        from: hub.world.phoneNumberId,
        template: one,
        audience: { numbers: ['+447700961001', '+447700961002'] },
      })
    ).body.id
  const theirs = (await hub.api('POST', `/v1/campaigns/${await draft(template('parcel_theirs', 'abc'))}/plan`)).body
  expect(theirs.links).toEqual({ tracked: true, sentences: [expect.stringContaining('leads straight to parcels.example')] })

  const id = await draft(template('parcel_ours', 'https://parcels.example/track'))
  expect((await hub.api('POST', `/v1/campaigns/${id}/plan`)).body).toMatchObject({
    reaches: 2,
    findings: [],
    links: { sentences: [] },
  })
  await hub.api('POST', `/v1/campaigns/${id}/launch`)
  await hub.advance(5 * MINUTE)
  const { rows } = await hub.database.pool.query('select id, payload from sends where campaign_id = $1', [id])
  const codes = rows.map(({ payload }) => payload.template.components[0].parameters[0].text)
  expect(new Set(codes).size).toBe(2)
  expect((await follow(`${hub.url}/r/${codes[0]}`)).headers.get('location')).toBe('https://parcels.example/track')
  await expect
    .poll(async () => (await hub.api('GET', `/v1/campaigns/${id}/results`)).body.funnel)
    .toMatchObject({ sent: 2, delivered: 2, clicked: 1 })
  const { body } = await hub.api('GET', `/v1/campaigns/${id}/recipients?did=clicked`)
  expect(body.data).toMatchObject([{ messageId: rows[0].id, did: ['clicked'] }])
})

test('links of automations and sequences are counted like those of people', async () => {
  const phone = '447700900644'
  const from = hub.world.phoneNumberId
  const body = `Here they are: ${PAGE}`
  const graph = {
    trigger: { kind: 'keyword', words: ['catalogue'] },
    start: 'page',
    nodes: [{ id: 'page', kind: 'send', message: { type: 'text', text: { body } } }],
  }
  const automation = (await hub.api('POST', '/v1/automations', { name: 'Catalogue', graph })).body.id
  await hub.api('POST', `/v1/automations/${automation}/on`)
  const definition = {
    start: { on: 'attribute', key: 'asked_for' },
    steps: [{ send: { text: body } }],
    daytime: { from: '00:00', to: '23:59' },
  }
  const sequence = (await hub.api('POST', '/v1/sequences', { name: 'Asked', from, definition })).body.id
  await hub.api('POST', `/v1/sequences/${sequence}/on`, {})
  await hub.control('POST', `/customers/${phone}/messages`, { to: from, type: 'text', text: { body: 'Catalogue' } })
  await hub.settle()
  const [contact] = (await hub.api('GET', `/v1/contacts?q=${phone}`)).body.data
  await hub.api('PATCH', `/v1/contacts/${contact.id}`, { attributes: { asked_for: 'lamps' } })
  await hub.advance(MINUTE)
  const { rows } = await hub.database.pool.query(`select id, payload from sends where initiator = 'automation' order by id`)
  const links = rows.map(({ payload }) => /http:\/\/go\.example\/r\/[\w-]{23}$/.exec(payload.text.body)?.[0])
  expect(links.map((link) => typeof link)).toEqual(['string', 'string'])
  for (const link of links) await follow(link as string)
  for (const { id } of rows) await expect.poll(() => clicksOf(id), { timeout: 10_000 }).toMatchObject([{ url: PAGE, clicks: 1 }])
})

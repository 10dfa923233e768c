import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

const HOUR = 3_600_000
let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub({ now: '2026-09-30T12:00:00Z' })
})
afterAll(() => hub?.stop())

// biome-ignore lint/suspicious/noExplicitAny: answers of the API are read member by member, as another program would.
type Json = any
/** Everybody is somebody new in each story. */
let someone = 0
let from: string
beforeEach(() => {
  from = `4477009${String(10_000 + ++someone).slice(0, 5)}`
})
const say = async (more: Record<string, unknown>) => {
  await hub.control('POST', `/customers/${from}/messages`, { to: hub.world.phoneNumberId, ...more })
  await hub.advance(2_000)
}
const write = (body: string, more = {}) => say({ type: 'text', text: { body }, ...more })
const contact = async (): Promise<Json> => (await hub.api('GET', `/v1/contacts?q=${from}`)).body.data[0]
const choice = async (purpose = 'marketing') => (await contact())?.consent[purpose]?.choice
const receipts = async (): Promise<Json[]> => (await hub.api('GET', `/v1/contacts/${(await contact()).id}/consent`)).body.data
const sent = async (): Promise<Json[]> => (await hub.control('GET', `/messages?to=${from}`)).map((one: Json) => one)
const make = async (body: Record<string, unknown>) => {
  const { status, body: way } = await hub.api('POST', '/v1/consent/ways', {
    wording: 'Yes, send me offers by WhatsApp.',
    purposes: ['marketing'],
    ...body,
  })
  expect(status, JSON.stringify(way)).toBe(201)
  return way
}
const tap = async (answer: 'yes' | 'no') => {
  const { rows } = await hub.database.pool.query('select id from opt_in_asks where contact_id = $1 order by id desc limit 1', [
    (await contact()).id,
  ])
  await say({
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id: `optin:${rows[0].id}:${answer}`, title: answer } },
  })
}
const form = (url: string, body?: Record<string, string>) =>
  fetch(hub.url + new URL(url).pathname, body ? { method: 'POST', body: new URLSearchParams(body) } : {})

type Deed = () => Promise<void>
const arrival =
  (source: string): Deed =>
  () =>
    write('Hello', { arrival: 'ad', referral: { source_type: 'ad', source_id: source, headline: 'Lamps' } })
const says =
  (body: string): Deed =>
  () =>
    write(body)
const taps =
  (which: 'yes' | 'no'): Deed =>
  () =>
    tap(which)
const prefers =
  (marketing: 'stop' | 'resume'): Deed =>
  async () => {
    await hub.control('POST', `/customers/${from}/preferences`, { to: hub.world.phoneNumberId, marketing })
    await hub.advance(2_000)
  }

/** What people do, what follows for offers, what they were sent for it, and whether an offer may go to them. */
const HISTORIES: readonly [
  situation: string,
  deeds: readonly Deed[],
  choice: string,
  sent: readonly string[],
  offer: 'send' | 'consent.opted-out',
][] = [
  ['only writes', [says('Hello')], 'unsaid', [], 'send'],
  ['says the word of a way in', [says('table word')], 'in', [], 'send'],
  ['says it among others', [says('What is the table word?')], 'unsaid', [], 'send'],
  ['is asked back, and silent', [says('table ask')], 'unsaid', ['interactive'], 'send'],
  ['is asked back, and says yes', [says('table ask'), taps('yes')], 'in', ['interactive'], 'send'],
  ['is asked back, and says no', [says('table ask'), taps('no')], 'out', ['interactive'], 'consent.opted-out'],
  ['comes by an ad that says so', [arrival('table-ad')], 'in', [], 'send'],
  ['comes by another ad', [arrival('other-ad')], 'unsaid', [], 'send'],
  ['agrees, then stops', [says('table word'), says('STOP')], 'out', [], 'consent.opted-out'],
  ['stops in Spanish', [says('baja')], 'out', [], 'consent.opted-out'],
  ['stops, then starts', [says('STOP'), says('START')], 'in', [], 'send'],
  ['stops offers in WhatsApp itself', [says('table word'), prefers('stop')], 'out', [], 'consent.opted-out'],
  ['stops there, and resumes there', [says('Hello'), prefers('stop'), prefers('resume')], 'in', [], 'send'],
]

describe.each([
  { prices: 'of July 2025', at: null, utility: 0 },
  { prices: 'of October 2026', at: '2026-10-01T12:00:00Z', utility: 1 },
])('who agrees and who stops, under the prices $prices', ({ at, utility }) => {
  beforeAll(async () => {
    if (at) return void (await hub.control('POST', '/clock', { set: at }))
    await make({ kind: 'keyword', name: 'Table word', key: 'table word' })
    await make({ kind: 'keyword', name: 'Table ask', key: 'table ask', confirm: 'question' })
    await make({ kind: 'ad', name: 'Table ad', key: 'table-ad' })
  })

  test.each(HISTORIES)('who %s', async (situation, deeds, becomes, answers, offer) => {
    for (const deed of deeds) await deed()
    expect(await choice()).toBe(becomes)
    expect((await sent()).map(({ type }) => type)).toEqual(answers)
    const judged = async (name: string, language: string, parameters: string[]): Promise<Json> =>
      (
        await hub.api('POST', '/v1/messages/check', {
          from: hub.world.phoneNumberId,
          to: `+${from}`,
          message: {
            type: 'template',
            template: {
              name,
              language: { code: language },
              ...(parameters.length > 0
                ? { components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }] }
                : {}),
            },
          },
        })
      ).body.decision
    const sale = await judged('winter_sale', 'en_GB', ['Maja', '20%'])
    expect(sale.kind === 'send' ? 'send' : sale.rule).toBe(offer)
    // What they ordered they are told whatever they said to offers, at the price of the day; who came by an ad is free for now.
    const notice = await judged('hello_world', 'en_US', [])
    const costs = situation.startsWith('comes by') ? 0 : utility
    expect([notice.kind, Math.sign(Number(notice.price?.amount))]).toEqual(['send', costs])
  })
})

describe('a word', () => {
  test('counts as a yes when it is the whole message, with the wording of its day', async () => {
    const way = await make({ kind: 'keyword', name: 'Spring', key: 'JOIN Spring' })
    await write('Can I join spring sales?')
    expect(await choice()).toBe('unsaid')
    await write(' join spring! ')
    expect(await choice()).toBe('in')
    await hub.api('PATCH', `/v1/consent/ways/${way.id}`, { wording: 'Yes, send me offers and news by WhatsApp.' })
    await write('Join Spring')
    expect((await receipts()).map(({ evidence }) => [evidence.how, evidence.source, evidence.wording])).toEqual([
      ['keyword', 'Spring, version 2', 'Yes, send me offers and news by WhatsApp.'],
      ['keyword', 'Spring, version 1', 'Yes, send me offers by WhatsApp.'],
    ])
    const { body } = await hub.api('GET', `/v1/consent/ways/${way.id}/wordings`)
    expect(body.data.map(({ version }: Json) => version)).toEqual([2, 1])
    const others = [await make({ kind: 'form', name: 'Spr%' }), await make({ kind: 'form', name: 'Sprin_' })]
    const ways = (await hub.api('GET', '/v1/consent/ways')).body.data
    const yes = (id: string) => ways.find((one: Json) => one.id === id)?.yes
    expect(
      [way, ...others].map(({ id }) => yes(id)),
      'of every version, and of no other name',
    ).toEqual([2, 0, 0])
    await hub.api('PATCH', `/v1/consent/ways/${way.id}`, { active: false })
    from = '447700999999'
    await write('Join spring')
    expect(await choice(), 'not when it is switched off').toBe('unsaid')
  })

  test('changed by several at once keeps what each of them changed', async () => {
    const { id } = await make({ kind: 'keyword', name: 'Many hands', key: 'many hands' })
    const wordings = ['one', 'two', 'three'].map((word) => `Yes, send me ${word} by WhatsApp.`)
    const changes = [...wordings.map((wording) => ({ wording })), { name: 'Few hands' }, { active: false }]
    const answers = await Promise.all(changes.map((change) => hub.api('PATCH', `/v1/consent/ways/${id}`, change)))
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200))
    const { body } = await hub.api('GET', '/v1/consent/ways')
    expect(body.data.find((way: Json) => way.id === id)).toMatchObject({ name: 'Few hands', active: false, version: 4 })
    const { body: kept } = await hub.api('GET', `/v1/consent/ways/${id}/wordings`)
    expect(kept.data.map(({ wording }: Json) => wording).sort()).toEqual([...wordings, 'Yes, send me offers by WhatsApp.'].sort())
  })

  test('whose question stumbles over an error of ours is asked once that has passed', async () => {
    await make({ kind: 'keyword', name: 'Stumbles', key: 'stumble', confirm: 'question' })
    const { pool } = hub.database
    await pool.query(`create function stumble() returns trigger language plpgsql as $$ begin raise exception 'stumbled'; end $$;
      create trigger stumble before insert on sends for each row execute function stumble()`)
    await write('stumble')
    expect(await sent()).toEqual([])
    await pool.query('drop trigger stumble on sends; drop function stumble()')
    await hub.advance(2_000)
    expect((await sent()).map(({ type }) => type)).toEqual(['interactive'])
  })

  test.each([
    ['yes', 'in', 1],
    ['no', 'out', 1],
  ] as const)('with a question counts only after the answer: %s', async (answer, becomes, kept) => {
    await make({ kind: 'keyword', name: `Asked ${answer}`, key: `ask ${answer}`, confirm: 'question' })
    await write(`ask ${answer}`)
    expect(await choice()).toBe('unsaid')
    expect((await sent()).map(({ type }) => type)).toEqual(['interactive'])
    await tap(answer)
    expect(await choice()).toBe(becomes)
    expect(await receipts()).toHaveLength(kept)
    expect((await receipts())[0]).toMatchObject({ evidence: { how: 'double-opt-in' }, message: { threadId: expect.any(String) } })
  })

  test('whose question is answered too late counts for nothing', async () => {
    await make({ kind: 'keyword', name: 'Late', key: 'late', confirm: 'question' })
    await write('late')
    await hub.database.pool.query(`update opt_in_asks set expires_at = asked_at + interval '1 second' where contact_id = $1`, [
      (await contact()).id,
    ])
    await tap('yes')
    expect(await choice()).toBe('unsaid')
  })

  test.each([
    ['that ends messages', { kind: 'keyword', key: 'STOP' }],
    ['that is none', { kind: 'keyword', key: '!!' }],
    ['of a form', { kind: 'form', confirm: 'question' }],
    ['without a wording', { kind: 'keyword', key: 'abc', wording: 'x' }],
  ])('%s is refused', async (_label, body) => {
    const asked = { name: 'Wrong', purposes: ['marketing'], wording: 'Yes, send me offers by WhatsApp.', ...body }
    expect((await hub.api('POST', '/v1/consent/ways', asked)).status).toBe(422)
  })

  test('stands for one way in only', async () => {
    await make({ kind: 'keyword', name: 'One', key: 'twice' })
    const again = {
      kind: 'keyword',
      name: 'Two',
      key: 'Twice!',
      purposes: ['marketing'],
      wording: 'Yes, send me offers by WhatsApp.',
    }
    expect((await hub.api('POST', '/v1/consent/ways', again)).status).toBe(409)
  })
})

test('an ad counts as a yes, and never takes back a no', async () => {
  await make({ kind: 'ad', name: 'Autumn ad', key: '120' })
  const arrival = { arrival: 'ad', referral: { source_type: 'ad', source_id: '120', headline: 'Lamps' } }
  await write('Hello', arrival)
  expect(await choice()).toBe('in')
  expect((await receipts())[0].evidence).toMatchObject({ how: 'ad', source: 'Autumn ad, version 1' })
  await write('STOP')
  await hub.advance(60_000)
  await write('Hello again', arrival)
  expect(await choice()).toBe('out')
})

describe('a form', () => {
  test('confirmed on WhatsApp writes nothing down before the message that carries its code', async () => {
    const { url } = await make({
      kind: 'form',
      name: 'Shop form',
      confirm: 'whatsapp',
      wording: 'Yes, <b>offers</b> by WhatsApp, please.',
    })
    const page = await (await form(url)).text()
    expect(page).toContain('&#60;b&#62;offers')
    expect((await form(url, { name: 'No tick' })).status).toBe(422)
    const thanks = await (await form(url, { agreed: 'yes', name: 'Grace Form' })).text()
    const text = decodeURIComponent(/wa\.me\/\d+\?text=([^"&]+)/.exec(thanks)?.[1] ?? '')
    expect(text).toMatch(/OI-[0-9A-Z]{8}/)
    expect(await contact()).toBeUndefined()
    await write(text)
    expect(await choice()).toBe('in')
    expect((await receipts())[0].evidence).toMatchObject({ how: 'form', source: 'Shop form, version 1' })
  })

  test('without confirmation takes a number, tells nothing of it, and takes back no no', async () => {
    const { url } = await make({ kind: 'form', name: 'Plain form' })
    const stranger = await form(url, { agreed: 'yes', phone: `+${from}`, name: 'New' })
    expect([stranger.status, await choice()]).toEqual([200, 'in'])
    const known = await hub.api('POST', '/v1/contacts', {
      phone: '+447700911111',
      consent: [{ purpose: 'marketing', choice: 'out' }],
    })
    const answer = await form(url, { agreed: 'yes', phone: '+447700911111' })
    expect(await answer.text(), 'the same answer').toBe(await stranger.text())
    expect((await hub.api('GET', `/v1/contacts/${known.body.id}`)).body.consent.marketing.choice).toBe('out')
    expect((await form(url, { agreed: 'yes', phone: '12' })).status).toBe(422)
    expect((await form(url, { agreed: 'yes', phone: '+447700911112', website: 'spam.example' })).status).toBe(200)
    expect((await hub.api('GET', '/v1/contacts?q=447700911112')).body.data).toEqual([])
  })

  test('is counted by address, and gone when it is closed', async () => {
    const way = await make({ kind: 'form', name: 'Busy form' })
    const answers = []
    for (let n = 0; n < 12; n++) answers.push((await form(way.url, { agreed: 'yes', phone: '1' })).status)
    expect(answers).toContain(429)
    await hub.api('PATCH', `/v1/consent/ways/${way.id}`, { active: false })
    expect([(await form(way.url)).status, (await fetch(`${hub.url}/f/nonsense`)).status]).toEqual([404, 404])
  })
})

describe('an end', () => {
  test('is confirmed once where the workspace wants it, in the language of the word', async () => {
    await hub.api('PATCH', '/v1/settings', { confirmStops: true })
    await write('BAJA')
    await write('BAJA')
    const said = (await sent()).map(({ type }) => type)
    expect(said).toEqual(['text'])
    const { body } = await hub.api('GET', `/v1/contacts/${(await contact()).id}/history`)
    expect(body.messages.find((one: Json) => one.direction === 'out').text).toContain('ALTA')
    await hub.api('PATCH', '/v1/settings', { confirmStops: false })
  })

  test('may mean everything, and comes by a button too', async () => {
    await hub.api('PATCH', '/v1/settings', { stopMeans: 'everything' })
    await say({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'STOP_PROMOTIONS', title: 'No more' } },
    })
    expect([await choice('everything'), await choice('marketing')]).toEqual(['out', 'unsaid'])
    await hub.api('PATCH', '/v1/settings', { stopMeans: 'marketing' })
  })

  test('is obeyed by what was queued long before', async () => {
    await write('Hello')
    const template = {
      name: 'winter_sale',
      language: { code: 'en_GB' },
      components: [{ type: 'body', parameters: ['Maja', '20%'].map((text) => ({ type: 'text', text })) }],
    }
    const { status, body } = await hub.api('POST', '/v1/messages', {
      from: hub.world.phoneNumberId,
      to: `+${from}`,
      message: { type: 'template', template },
      sendAt: new Date(Date.parse((await hub.control('GET', '/clock')).now) + 2 * HOUR).toISOString(),
    })
    expect(status, JSON.stringify(body)).toBe(202)
    await hub.advance(HOUR)
    await write('STOP')
    await hub.advance(2 * HOUR)
    expect((await hub.api('GET', `/v1/messages/${body.message.id}`)).body).toMatchObject({ status: 'refused' })
    expect(await sent()).toEqual([])
  })
})

test('a list of people to leave alone comes in by a job and goes out as a file', async () => {
  await hub.api('POST', '/v1/contacts', {
    phone: `+${from}`,
    name: 'Kept name',
    consent: [{ purpose: 'marketing', choice: 'in', evidence: { wording: 'x' } }],
  })
  const csv = `phone,name\n+${from},Other name\n+447700955555,\nnonsense,\n`
  const answer = await fetch(`${hub.url}/v1/consent/suppression?file=old.csv`, {
    method: 'POST',
    headers: { authorization: 'Bearer csm_a_key_for_tests_that_opens_this_hub_only', 'content-type': 'text/csv' },
    body: csv,
  })
  const { job } = (await answer.json()) as Json
  await expect
    .poll(async () => (await hub.api('GET', `/v1/jobs/${job.id}`)).body, { timeout: 10_000 })
    .toMatchObject({ state: 'done', done: 3, rejected: 1 })
  expect(await contact()).toMatchObject({
    name: 'Kept name',
    consent: { marketing: { choice: 'out', evidence: { how: 'suppression-list', reference: 'old.csv' } } },
  })
  const file = await (
    await fetch(`${hub.url}/v1/consent/suppression`, {
      headers: { authorization: 'Bearer csm_a_key_for_tests_that_opens_this_hub_only' },
    })
  ).text()
  expect(file.split('\n')[0]).toBe('phone,since,how')
  expect(file).toContain(`+${from},`)
  expect(file).toContain('+447700955555,')
})

test('a purpose of one’s own: its template goes only to who agreed to it', async () => {
  const { status } = await hub.api('PUT', '/v1/consent/purposes/own.newsletter', {
    name: 'Newsletter',
    templates: ['hello_world'],
  })
  expect(status).toBe(200)
  const { body: person } = await hub.api('POST', '/v1/contacts', { phone: `+${from}` })
  const check = async () =>
    (
      await hub.api('POST', '/v1/messages/check', {
        from: hub.world.phoneNumberId,
        to: { contactId: person.id },
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      })
    ).body.decision
  expect(await check()).toMatchObject({ kind: 'refuse', rule: 'consent.purpose' })
  await hub.api('POST', `/v1/contacts/${person.id}/consent`, {
    purpose: 'own.newsletter',
    choice: 'in',
    evidence: { how: 'person', wording: 'Yes' },
  })
  expect(await check()).toMatchObject({ kind: 'send' })
  const { body } = await hub.api('GET', '/v1/consent')
  expect(body.data.find((one: Json) => one.purpose === 'own.newsletter')).toMatchObject({ name: 'Newsletter', in: 1, out: 0 })
  expect((await hub.api('POST', '/v1/segments/count', { filter: { consent: 'own.newsletter', is: 'in' } })).body.people).toBe(1)
  await hub.api('DELETE', '/v1/consent/purposes/own.newsletter')
  expect(await check()).toMatchObject({ kind: 'send' })
})

test('a person asks for consent in the open window; outside it a template must', async () => {
  await write('Hello')
  const { id } = await contact()
  const ask = {
    contactId: id,
    from: hub.world.phoneNumberId,
    purposes: ['marketing'],
    wording: 'May we send you offers by WhatsApp?',
  }
  expect((await hub.api('POST', '/v1/consent/ask', ask)).status).toBe(202)
  await hub.advance(60_000)
  await tap('yes')
  expect(await choice()).toBe('in')
  const { body: silent } = await hub.api('POST', '/v1/contacts', { phone: '+447700955777' })
  expect((await hub.api('POST', '/v1/consent/ask', { ...ask, contactId: silent.id })).body).toMatchObject({
    rule: 'window.closed',
  })
  const left = await hub.database.pool.query('select 1 from opt_in_asks where contact_id = $1', [silent.id])
  expect(left.rowCount, 'a question that was never put is forgotten').toBe(0)
  from = '447700955777'
  const byTemplate = (first: object) => ({
    contactId: silent.id,
    from: ask.from,
    purposes: ask.purposes,
    template: {
      name: 'winter_sale',
      language: 'en_GB',
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: first },
            { type: 'text', text: '20%' },
          ],
        },
      ],
    },
  })
  expect(await hub.api('POST', '/v1/consent/ask', byTemplate({ from: 'name' }))).toMatchObject({
    status: 422,
    body: { detail: 'Nothing is known of this person for name: fill it in, or give the words that stand there otherwise.' },
  })
  expect(await hub.api('POST', '/v1/consent/ask', byTemplate({ from: 'shoe size' }))).toMatchObject({ status: 422 })
  expect(await hub.api('POST', '/v1/consent/ask', { ...byTemplate({ from: 'name' }), template: undefined })).toMatchObject({
    status: 422,
    body: { findings: [{ path: 'wording' }] },
  })
  await hub.api('PATCH', `/v1/contacts/${silent.id}`, { name: 'Maja' })
  expect((await hub.api('POST', '/v1/consent/ask', byTemplate({ from: 'name', fallback: 'you' }))).status).toBe(202)
  await hub.advance(60_000)
  const asked = await hub.database.pool.query('select id from opt_in_asks where contact_id = $1', [silent.id])
  await say({ type: 'button', button: { text: 'Show me', payload: `optin:${asked.rows[0].id}:yes` } })
  expect((await receipts())[0]).toMatchObject({
    choice: 'in',
    evidence: { how: 'double-opt-in', wording: expect.stringMatching(/Maja.*20%/) },
  })
})

import { MINUTE } from '@casement/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

/** A shop whose people answer by hand; each test begins where the one before left off. */
let hub: ConnectedHub
// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would.
type Json = any

beforeAll(async () => {
  hub = await connectHub({ now: '2026-11-02T09:00:00Z' })
})
afterAll(() => hub?.stop())

const asPerson = async (path: string, body: unknown): Promise<Json> => {
  const answer = await hub.asPerson('POST', path, body)
  expect(answer.status).toBeLessThan(300)
  return answer.body
}
const write = async (from: string, name: string, text: string) => {
  await hub.control('PATCH', `/customers/${from}`, { name })
  await hub.control('POST', `/customers/${from}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body: text } })
  await hub.settle()
}
const answer = async (to: string, body: string) => {
  await asPerson('/v1/messages', { from: hub.world.phoneNumberId, to: `+${to}`, message: { type: 'text', text: { body } } })
  await hub.advance(MINUTE)
}
const threadOf = async (name: string): Promise<Json> =>
  (await hub.api('GET', '/v1/threads')).body.data.find((thread: Json) => thread.contact.name === name)
const suggested = async (name: string): Promise<Json> =>
  (await hub.api('GET', `/v1/threads/${(await threadOf(name)).id}/suggestions`)).body

const HOURS = 'We are open Monday to Saturday, from nine to six.'

test('a question like one that was answered gets that answer, and says how many people got it', async () => {
  await write('447700900001', 'Hannah Whitlock', 'What are your opening hours?')
  await answer('447700900001', HOURS)
  await write('447700900002', 'Oskar Lindgren', 'hello, what are the opening hours on saturday')
  await answer('447700900002', HOURS)
  await write('447700900003', 'Inês Carvalho', 'Could you tell me your openning hours please?')
  expect((await suggested('Inês Carvalho')).replies).toMatchObject([
    { kind: 'past-answer', text: HOURS, people: 2, because: '2 people got this answer to a question like this.' },
  ])
})

test('what was told to one person about them is never offered to another', async () => {
  await write('447700900001', 'Hannah Whitlock', 'Where is my parcel now?')
  await answer('447700900001', 'Your parcel 4711882 waits at the post office, Hannah.')
  await write('447700900004', 'Tomás Vidal', 'Where is my parcel now?')
  expect((await suggested('Tomás Vidal')).replies).toEqual([])
})

test('a reply kept ready that speaks of the same goes first', async () => {
  await hub.api('POST', '/v1/quick-replies', { shortcut: 'hours', text: 'Our opening hours: 9 to 6, closed on Sunday.' })
  expect((await suggested('Inês Carvalho')).replies).toMatchObject([
    { kind: 'quick-reply', shortcut: 'hours' },
    { kind: 'past-answer', text: HOURS },
  ])
})

test('whoever has been answered waits for nothing, a campaign is no answer', async () => {
  await answer('447700900003', HOURS)
  expect((await suggested('Inês Carvalho')).replies).toEqual([])
})

test('templates: what speaks of the matter and what your people choose', async () => {
  expect((await suggested('Tomás Vidal')).templates).toEqual([])
  await write('447700900004', 'Tomás Vidal', 'Any update about the order?')
  expect((await suggested('Tomás Vidal')).templates).toMatchObject([
    { name: 'order_update', because: 'It speaks of what they wrote.' },
    { name: 'order_update' },
  ])
  await asPerson('/v1/messages', {
    from: hub.world.phoneNumberId,
    to: '+447700900004',
    message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
  })
  await hub.advance(MINUTE)
  await hub.api('GET', '/v1/insights/figures?from=2026-11-01&to=2026-11-03&by=day')
  expect((await suggested('Tomás Vidal')).templates).toMatchObject([
    { name: 'hello_world', because: 'Your people send it: chosen by hand once in 90 days.' },
  ])
})

test('where too little is known, nothing is said of habits and figures', async () => {
  const { contact } = await threadOf('Hannah Whitlock')
  expect((await hub.api('GET', `/v1/contacts/${contact.id}/habits`)).body).toMatchObject({ best: null, messages: 1, days: 1 })
  expect((await hub.api('GET', '/v1/suggestions/performance')).body).toEqual({ data: [], cursor: null })
})

test('nobody there', async () => {
  const unknown = '00000000-0000-7000-8000-000000000000'
  expect((await hub.api('GET', `/v1/contacts/${unknown}/habits`)).status).toBe(404)
  expect((await hub.api('GET', `/v1/threads/${unknown}/suggestions`)).status).toBe(404)
})

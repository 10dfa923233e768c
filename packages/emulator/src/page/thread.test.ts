import { expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'
import type { Bubble } from './bubble.ts'

type Shown = {
  customer: Record<string, unknown>
  window: { csw: { open: boolean; until: string | null; left: number }; fep: { state: string; until: string | null } }
  unread: number
  bubbles: Bubble[]
}
const thread = (emulator: TestEmulator, customer = CUSTOMER): Promise<Shown> =>
  emulator.control('GET', `/threads/${emulator.about.phoneNumberId}/${customer}`)
const overview = (emulator: TestEmulator) => emulator.control('GET', '/overview')

test('looking changes nothing: nobody is made, nothing is counted', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('Hello')
  const before = JSON.stringify(await emulator.control('GET', '/snapshot'))
  expect((await thread(emulator, '4915112345678')).customer).toMatchObject({ id: '4915112345678', name: null, reachable: true })
  await overview(emulator)
  await expect(emulator.control('GET', `/threads/${emulator.about.phoneNumberId}/somebody`)).rejects.toThrow('400')
  expect(JSON.stringify(await emulator.control('GET', '/snapshot'))).toBe(before)
})

test('a chat is told in the order in which the customer saw it', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('Is the sofa back?')
  await emulator.sendText('It is.')
  await emulator.write('Wonderful')
  await emulator.advance(MINUTE)
  expect((await thread(emulator)).bubbles.map(({ by, body, status }) => [by, body, status])).toEqual([
    ['customer', 'Is the sofa back?', null],
    ['customer', 'Wonderful', null],
    ['business', 'It is.', 'delivered'],
  ])
})

test('a template is shown filled in, with what its buttons say', async () => {
  const emulator = await TestEmulator.start()
  await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])
  await emulator.sendTemplate('sign_in_code', 'en_GB', [
    bodyText('482915'),
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '482915' }] },
  ])
  await emulator.sendTemplate('showroom_visit', 'en_GB', [
    {
      type: 'body',
      parameters: [
        { type: 'text', parameter_name: 'showroom', text: 'Leeds' },
        { type: 'text', parameter_name: 'first_name', text: 'Maja' },
        { type: 'text', parameter_name: 'visit_time', text: 'Friday' },
      ],
    },
  ])
  await emulator.advance(MINUTE)
  const bubbles = (await thread(emulator)).bubbles.toSorted((a, b) => (a.body < b.body ? -1 : 1))
  expect(
    bubbles.map(({ header, body, footer, choices }) => [header?.text, body, footer, choices.map(({ label }) => label)]),
  ).toEqual([
    [
      undefined,
      '*482915* is your verification code. For your security, do not share this code.',
      'This code expires in 10 minutes.',
      ['Copy code'],
    ],
    [
      'Warm rooms, long evenings',
      'Hello Maja, our winter sale has begun: 20% off sofas, rugs and lamps until Sunday. Come in, the coffee is on.',
      'Tap Stop promotions to opt out',
      ['Show me', 'Stop promotions'],
    ],
    [undefined, expect.stringContaining('Hello Maja, your visit to our Leeds showroom is booked for Friday.'), null, []],
  ])
})

test('what cannot arrive is shown with its code and what to do about it', async () => {
  const emulator = await TestEmulator.start()
  await emulator.sendText('Out of the blue')
  await emulator.advance(MINUTE)
  const [bubble] = (await thread(emulator)).bubbles
  expect(bubble?.failure).toMatchObject({ code: 131047, title: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) })
})

test('windows are shown as they are, on both sides of their end', async () => {
  const emulator = await TestEmulator.start()
  expect((await thread(emulator)).window).toMatchObject({ csw: { open: false, until: null }, fep: { state: 'none' } })
  await emulator.write({ type: 'text', text: { body: 'Hi' }, arrival: 'ad' })
  expect((await thread(emulator)).window).toMatchObject({
    csw: { open: true, until: '2026-11-21T09:00:00.000Z', left: 1 },
    fep: { state: 'candidate', until: '2026-11-21T09:00:00.000Z' },
  })
  await emulator.sendText('Hello')
  await emulator.advance(DAY - 1)
  expect((await thread(emulator)).window).toMatchObject({ csw: { open: true }, fep: { state: 'confirmed' } })
  await emulator.advance(1)
  expect((await thread(emulator)).window).toMatchObject({ csw: { open: false, left: 0 }, fep: { state: 'confirmed' } })
})

test('what comes is told soonest first, and only what lies ahead', async () => {
  const emulator = await TestEmulator.start({ now: '2026-09-29T20:00:00Z' })
  await emulator.write({ type: 'text', text: { body: 'Hi' }, arrival: 'ad' })
  await emulator.advance(HOUR)
  await emulator.write('Hallo', '4915112345678')
  const labels = async () => (await overview(emulator)).coming.map((one: { at: string; label: string }) => [one.at, one.label])
  expect(await labels()).toEqual([
    ['2026-09-30T00:00:00.000Z', ''],
    ['2026-09-30T20:00:00.000Z', 'Maja Lindqvist closes'],
    ['2026-09-30T20:00:00.000Z', 'Maja Lindqvist’s chance of a free entry point ends'],
    ['2026-09-30T21:00:00.000Z', expect.stringMatching(/ closes$/)],
    ['2026-10-01T00:00:00.000Z', ''],
    ['2026-10-01T00:00:00.000Z', 'PMP_V2 begins'],
    ['2026-10-02T00:00:00.000Z', ''],
  ])
  await emulator.advance(23 * HOUR)
  expect((await labels())[0]).toEqual(['2026-09-30T21:00:00.000Z', expect.stringMatching(/ closes$/)])
})

test('the overview says what was told, what was accepted, and who is there', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('Hallo', '4915112345678')
  await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  const seen = await overview(emulator)
  expect(seen.webhooks.map((one: { line: string }) => one.line)).toEqual([
    'Delivered to Maja Lindqvist',
    'Sent to Maja Lindqvist',
    expect.stringMatching(/: “Hallo”$/),
  ])
  expect(seen.webhooks[0]).toMatchObject({ state: 'delivered', status: 200, attempts: 1 })
  expect(seen.messages).toMatchObject([{ what: 'hello_world', name: 'Maja Lindqvist', status: 'delivered', category: 'utility' }])
  expect(seen.people.map((one: { id: string }) => one.id)).toEqual([CUSTOMER, '4915112345678'])
  const told = await emulator.control('GET', `/webhooks/${seen.webhooks[0].id}`)
  expect(told).toMatchObject({ signature: expect.stringMatching(/^sha256=/), attempts: [{ status: 200, answer: 'ok' }] })
  expect(told.body).toBe(emulator.received.at(-1)?.body)
})

test('one fault can be ended, and the others go on', async () => {
  const emulator = await TestEmulator.start()
  const first = await emulator.control('POST', '/faults', { on: 'send', fault: { code: 131000 } })
  await emulator.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true } })
  await emulator.control('DELETE', `/faults/${first.id}`)
  expect((await overview(emulator)).faults).toMatchObject([{ on: 'webhook' }])
  await expect(emulator.control('DELETE', `/faults/${first.id}`)).rejects.toThrow('404: There is no fault')
})

import { expect, test } from 'vitest'
import { bodyText, DAY, HOUR, TestEmulator } from '../testing/start-emulator.ts'

type Described = { customers: number; planned: number; doings: Record<string, number>; rates: Record<string, number> | null }

const gather = (emulator: TestEmulator, given: Record<string, unknown>): Promise<Described> =>
  emulator.control('POST', '/crowd', given)
const crowd = (emulator: TestEmulator): Promise<Described> => emulator.control('GET', '/crowd')
const members = async (emulator: TestEmulator, limit: number, from = 0): Promise<string[]> =>
  (await emulator.control('GET', `/crowd/members?from=${from}&limit=${limit}`)).data.map((one: { id: string }) => one.id)

const sale = (emulator: TestEmulator, to: string) =>
  emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], `+${to}`)

async function campaign(emulator: TestEmulator, people: string[]): Promise<void> {
  for (const person of people) expect((await sale(emulator, person)).status).toBe(200)
}

test('nobody takes room until something happens to them', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const before = emulator.emulator.world.customers.size
  await gather(emulator, { customers: 1_000_000, rates: { read: 1, ad: 0.000_02 } })
  await emulator.advance(DAY)
  const { doings } = await crowd(emulator)
  expect(doings.cameByAd).toBeGreaterThan(5)
  expect(emulator.emulator.world.customers.size - before).toBe(doings.cameByAd)
  expect(emulator.emulator.world.dueItems.size).toBeLessThan(5)
})

test('people come by ads as a Poisson process: as many as the rate says, evenly over the day', async () => {
  const emulator = await TestEmulator.start({ fields: ['messages'] })
  await gather(emulator, { customers: 10_000, rates: { ad: 0.1 } })
  await emulator.advance(DAY)
  const inbound = emulator.inbound()
  expect(Math.abs(inbound.length - 1_000)).toBeLessThan(4 * Math.sqrt(1_000))
  const hours = inbound.map((one) => Math.floor((Number(one.timestamp) * 1_000 - Date.parse('2026-11-20T09:00:00Z')) / HOUR))
  const byHour = Array.from({ length: 24 }, (_, hour) => hours.filter((one) => one === hour).length)
  for (const came of byHour) expect(Math.abs(came - inbound.length / 24)).toBeLessThan(4.5 * Math.sqrt(inbound.length / 24))
  expect(inbound.every((one) => (one.referral as { source_type: string }).source_type === 'ad')).toBe(true)
  expect(new Set(inbound.map((one) => one.from)).size).toBeGreaterThan(900)
})

test('the keener a segment, the more of its people come; a lazy one is left in peace', async () => {
  const emulator = await TestEmulator.start({ fields: ['messages'] })
  const segments = [
    { name: 'fans', share: 0.1, rates: { ad: 1 } },
    { name: 'hermits', share: 0.5, rates: { ad: 0 } },
  ]
  await gather(emulator, { customers: 2_000, rates: { ad: 0.1 }, segments })
  const segmentOf = new Map<string, string | null>()
  for (const { id, segment } of (await emulator.control('GET', '/crowd/members?limit=2000')).data) segmentOf.set(id, segment)
  await emulator.advance(DAY)
  const came = emulator.inbound().map((one) => segmentOf.get(String(one.from)))
  const from = (segment: string | null) => came.filter((one) => one === segment).length
  expect(from('hermits')).toBe(0)
  expect(Math.abs(from('fans') - 200)).toBeLessThan(4 * Math.sqrt(200))
  expect(Math.abs(from(null) - 80)).toBeLessThan(4 * Math.sqrt(80))
})

test('whoever came by an ad on a phone can be answered into a free entry point', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 50, rates: { ad: 2 } })
  await emulator.advance(HOUR * 6)
  const billed = []
  for (const from of new Set(emulator.inbound().map((one) => String(one.from)))) {
    const answer = await emulator.sendText('We are open until six.', `+${from}`)
    await emulator.advance(10_000)
    billed.push((await emulator.outcome(answer)).status)
  }
  expect(billed.length).toBeGreaterThan(5)
  expect(billed.every((status) => status === 'delivered')).toBe(true)
  const started = [...emulator.emulator.world.threads.values()].filter((thread) => thread.fep?.startedAt != null)
  expect(started.length).toBeGreaterThan(billed.length / 2)
})

test('calls open windows and are told by their own field', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 100, rates: { call: 1 } })
  await emulator.advance(HOUR * 3)
  const calls = emulator.changes('calls').flatMap((change) => change.value.calls as { event: string; from: string }[])
  expect(calls.filter((call) => call.event === 'connect').length).toBe((await crowd(emulator)).doings.called)
  const caller = calls[0]?.from as string
  expect((await emulator.outcome(await emulator.sendText('You rang?', `+${caller}`))).error).toBeUndefined()
})

test('members react to what reaches them; strangers and people moved by hand do not', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 100, rates: { read: 1, reply: 1 } })
  const [member, byHand] = await members(emulator, 2)
  await emulator.control('PATCH', `/customers/${byHand}`, { readAfterMs: 5_000 })
  await campaign(emulator, [member as string, '447700900456'])
  await emulator.advance(4 * DAY)
  expect((await emulator.control('GET', `/messages?to=${member}`))[0].status).toBe('read')
  expect((await emulator.control('GET', '/messages?to=447700900456'))[0].status).toBe('delivered')
  expect(emulator.inbound().map((one) => [one.from, one.type])).toEqual([[member, 'text']])
  const answer = await sale(emulator, byHand as string)
  await emulator.advance(10_000)
  const { timeline } = await emulator.outcome(answer)
  const at = (status: string) => Date.parse(timeline.find((one) => one.status === status)?.at ?? '')
  expect(at('read') - at('delivered')).toBe(5_000)
})

test('clicks press a button of the message they answer', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 60, rates: { click: 1 } })
  await campaign(emulator, await members(emulator, 40))
  await emulator.advance(4 * DAY)
  const pressed = emulator.inbound().map((one) => (one.button as { text: string }).text)
  expect(pressed.length).toBe(40)
  expect(new Set(pressed)).toEqual(new Set(['Show me', 'Stop promotions']))
  expect(pressed.filter((one) => one === 'Show me').length).toBeGreaterThan(20)
  expect((await crowd(emulator)).doings).toMatchObject({ clicked: 40, followedLink: 0 })
})

test('some say stop in words, others in the settings, and the latter get no more marketing', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 60, rates: { stop: 1 } })
  const people = await members(emulator, 30)
  await campaign(emulator, people)
  await emulator.advance(4 * DAY)
  const inWords = emulator.inbound().map((one) => (one.text as { body: string }).body)
  const inSettings = emulator.changes('user_preferences')
  expect(inWords.every((body) => body === 'STOP')).toBe(true)
  expect(inWords.length + inSettings.length).toBe(30)
  expect(Math.min(inWords.length, inSettings.length)).toBeGreaterThan(5)
  const [stopped] = inSettings.flatMap((change) => change.value.user_preferences as { wa_id: string }[])
  const answer = await sale(emulator, stopped?.wa_id as string)
  await emulator.advance(10_000)
  expect((await emulator.outcome(answer)).error?.code).toBe(131050)
})

test('blocks and reports are told by no webhook; later messages are not seen, and the rating falls', async () => {
  const emulator = await TestEmulator.start({ relax: 'all' })
  await gather(emulator, { customers: 1_000, rates: { read: 0.2, block: 0.3, report: 0.1 } })
  const people = await members(emulator, 200)
  await campaign(emulator, people)
  await emulator.advance(5 * DAY)
  const { doings } = await crowd(emulator)
  expect(doings.blocked).toBeGreaterThan(30)
  expect(doings.reported).toBeGreaterThan(5)
  expect(emulator.inbound()).toEqual([])
  const blocker = people.find((person) => (emulator.emulator.world.customers.get(person)?.blocked.length ?? 0) > 0) as string
  const answer = await emulator.sendTemplate('hello_world', 'en_US', [], `+${blocker}`)
  await emulator.advance(HOUR)
  expect((await emulator.outcome(answer)).status).toBe('sent')
  expect((await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=quality_rating`)).body).toMatchObject({
    quality_rating: 'RED',
  })
})

test('rates can be turned while the crowd lives; what was set out to be done still happens', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 100, rates: { read: 1, ad: 20 } })
  const [one, other] = await members(emulator, 2)
  await campaign(emulator, [one as string])
  await emulator.advance(3_000)
  await emulator.control('PATCH', '/crowd', { rates: { read: 0, ad: 0 } })
  const came = (await crowd(emulator)).doings.cameByAd
  await campaign(emulator, [other as string])
  await emulator.advance(4 * DAY)
  expect((await emulator.control('GET', `/messages?to=${one}`))[0].status).toBe('read')
  expect((await emulator.control('GET', `/messages?to=${other}`))[0].status).toBe('delivered')
  expect((await crowd(emulator)).doings.cameByAd).toBe(came)
})

test('a crowd that is sent away does nothing more', async () => {
  const emulator = await TestEmulator.start()
  await gather(emulator, { customers: 100, rates: { read: 1, reply: 1, ad: 20 } })
  await campaign(emulator, await members(emulator, 5))
  await emulator.advance(3_000)
  const heard = emulator.received.length
  expect(await emulator.control('DELETE', '/crowd')).toMatchObject({ customers: 0, planned: 0 })
  await emulator.advance(4 * DAY)
  expect(emulator.received.length).toBe(heard)
  await expect(emulator.control('PATCH', '/crowd', { customers: 5 })).rejects.toThrow('404: This world has no crowd')
})

/** A campaign to some of the crowd and three days after it, as the webhooks told it. */
async function lived(seed: number, between: (emulator: TestEmulator) => Promise<void> = async () => {}): Promise<string[]> {
  const emulator = await TestEmulator.start({ seed: 4 })
  const rates = { read: 0.8, reply: 0.4, click: 0.3, stop: 0.1, report: 0.1, block: 0.1, ad: 0.01, call: 0.005 }
  await gather(emulator, { customers: 5_000, rates, seed, countries: { GB: 3, DE: 1 } })
  await campaign(emulator, await members(emulator, 25, 3_740))
  await emulator.advance(HOUR)
  await between(emulator)
  await emulator.advance(2 * DAY)
  return emulator.received.map((one) => one.body)
}

test('the same seed and the same calls give the same bytes; another seed gives others', async () => {
  const [first, second, other] = [await lived(1), await lived(1), await lived(2)]
  expect(first.length).toBeGreaterThan(100)
  // Each customer's webhooks keep their order; those of different customers at one instant may overtake each other on the wire.
  expect(second.toSorted()).toEqual(first.toSorted())
  expect(other.toSorted()).not.toEqual(first.toSorted())
})

test('a snapshot carries the crowd: the restored world lives on as the old one would have', async () => {
  const straight = await lived(1)
  const restored = await lived(1, async (emulator) => {
    const snapshot = await emulator.control('GET', '/snapshot')
    await emulator.control('POST', '/reset', {})
    expect((await crowd(emulator)).customers).toBe(0)
    await emulator.control('PUT', '/snapshot', snapshot)
  })
  expect(restored.toSorted()).toEqual(straight.toSorted())
})

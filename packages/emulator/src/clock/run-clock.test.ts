import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CUSTOMER, DAY, HOUR, MINUTE, SECOND, TestEmulator } from '../testing/start-emulator.ts'

type Told = { now: string; policy: string; worldId: string; scale: number }

/** Another process that lives by the clock: it has things to do at certain instants, and notes when it was told what. */
class Follower {
  readonly told: Told[] = []
  readonly did: string[] = []
  plan: { at: number; what: string }[] = []
  /** How many times it answers that it is busy before it is idle. */
  busy = 0
  onTold: (told: Told) => Promise<void> = async () => {}
  url = ''

  static async start(): Promise<Follower> {
    const follower = new Follower()
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', async () => {
        const told = JSON.parse(text) as Told
        follower.told.push(told)
        await follower.onTold(told)
        const now = Date.parse(told.now)
        for (const { at, what } of follower.plan.filter((one) => one.at <= now))
          follower.did.push(`${what}@${new Date(at).toISOString()}=${told.now}`)
        follower.plan = follower.plan.filter((one) => one.at > now)
        const idle = follower.busy-- <= 0
        const next = follower.plan.length > 0 ? new Date(Math.min(...follower.plan.map((one) => one.at))).toISOString() : null
        response.end(JSON.stringify({ idle, nextDueAt: next }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    follower.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/clock`
    return follower
  }
}

const START = Date.parse('2026-11-20T09:00:00Z')

test('a follower is told each instant at which it has something due, and does it then', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const follower = await Follower.start()
  follower.plan = [
    { at: START + HOUR, what: 'follow-up' },
    { at: START + 3 * HOUR, what: 'reminder' },
  ]
  await emulator.control('POST', '/followers', { url: follower.url })
  expect(await emulator.advance(2 * HOUR)).toEqual({ now: '2026-11-20T11:00:00.000Z', scale: 0 })
  expect(follower.did).toEqual(['follow-up@2026-11-20T10:00:00.000Z=2026-11-20T10:00:00.000Z'])
  expect(follower.told.at(-1)).toEqual({
    now: '2026-11-20T11:00:00.000Z',
    policy: 'PMP_V2',
    worldId: emulator.about.worldId,
    scale: 0,
  })
  await emulator.advance(2 * HOUR)
  expect(follower.did).toHaveLength(2)
})

test('what a follower sends on the way lives its whole life before the call answers', async () => {
  const emulator = await TestEmulator.start()
  const follower = await Follower.start()
  await emulator.control('POST', '/followers', { url: follower.url })
  await emulator.write('Call me back in an hour, please')
  const due = START + HOUR
  follower.plan = [{ at: due, what: 'send' }]
  let sent: Awaited<ReturnType<typeof emulator.sendText>> | undefined
  follower.onTold = async ({ now }) => {
    if (Date.parse(now) === due && !sent) sent = await emulator.sendText('Here we are')
  }
  // It asked to be woken; that is only known once it has been told something.
  await emulator.advance(0)
  await emulator.advance(2 * HOUR)
  expect(sent?.status).toBe(200)
  if (sent) expect((await emulator.outcome(sent)).timeline[0]?.at).toBe('2026-11-20T10:00:00.000Z')
  expect(emulator.statuses().map((status) => status.status)).toEqual(['sent', 'delivered'])
})

test('time waits while a follower is busy', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const follower = await Follower.start()
  await emulator.control('POST', '/followers', { url: follower.url })
  await emulator.advance(0)
  follower.busy = 4
  const before = follower.told.length
  await emulator.advance(HOUR)
  const instants = follower.told.slice(before).map((told) => told.now)
  expect(instants.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => '2026-11-20T09:00:00.000Z'))
  expect(instants.at(-1)).toBe('2026-11-20T10:00:00.000Z')
})

test('a follower that is gone is left behind, and forgotten after three failures', async () => {
  const warnings: string[] = []
  const emulator = await TestEmulator.start({ quiet: true, log: (sentence) => warnings.push(sentence) })
  await emulator.control('POST', '/followers', { url: 'http://127.0.0.1:1/clock' })
  for (let i = 0; i < 3; i++) await emulator.advance(MINUTE)
  expect((await emulator.control('GET', '/followers')).data).toEqual([])
  expect(warnings.at(-1)).toContain('no longer told')
})

test('a jump of a day in real time: the first webhook attempts are made on the way, and the clock runs on from there', async () => {
  const emulator = await TestEmulator.start({ clock: 'real' })
  await emulator.write('hi')
  await emulator.sendText('Hello!')
  const { now, scale } = await emulator.advance(DAY)
  expect(scale).toBe(1)
  expect(emulator.statuses().map((status) => status.status)).toEqual(['sent', 'delivered'])
  expect(Date.parse(now)).toBeGreaterThanOrEqual(START + DAY)
  expect(Date.parse((await emulator.control('GET', '/clock')).now)).toBeGreaterThanOrEqual(Date.parse(now))
})

test('a follower keeps its own time at scale 1 and is told on registration, on jumps and on changes of scale', async () => {
  const emulator = await TestEmulator.start({ quiet: true, clock: 'real' })
  const follower = await Follower.start()
  await emulator.control('POST', '/followers', { url: follower.url })
  await expect.poll(() => follower.told.length).toBe(1)
  expect(follower.told[0]?.scale).toBe(1)
  await emulator.advance(HOUR)
  expect(follower.told.at(-1)?.scale).toBe(1)
  expect(follower.told.slice(1, -1).every((told) => told.scale === 0)).toBe(true)
  await emulator.control('POST', '/clock', { scale: 0 })
  expect(follower.told.at(-1)?.scale).toBe(0)
})

test('a bot that lets a customer answer before it acknowledges the webhook is not waited for in a circle', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const bot = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', async () => {
      if (request.method === 'GET') return response.end(new URL(request.url ?? '', 'http://x').searchParams.get('hub.challenge'))
      if (text.includes('first')) await emulator.write('second')
      return response.end('ok')
    })
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    bot.closeAllConnections()
    bot.close()
  })
  await emulator.control('POST', '/webhook', { url: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/` })
  await emulator.write('first')
  expect(await emulator.control('GET', '/inbound')).toHaveLength(2)
})

test('a scaled clock steps by itself', async () => {
  const emulator = await TestEmulator.start({ clock: 3_600 })
  await emulator.write('hi')
  await emulator.sendText('Hello!')
  await expect.poll(() => emulator.statuses().map((status) => status.status), { timeout: 5_000 }).toEqual(['sent', 'delivered'])
  expect((await emulator.control('GET', '/clock')).scale).toBe(3_600)
  await emulator.control('POST', '/clock', { scale: 0 })
  const { now } = await emulator.control('GET', '/clock')
  expect((await emulator.control('GET', '/clock')).now).toBe(now)
})

test('the clock goes back only while nothing has happened', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  expect((await emulator.control('POST', '/clock', { set: '2025-09-01T08:00:00Z' })).now).toBe('2025-09-01T08:00:00.000Z')
  expect((await emulator.control('GET', '')).policy).toBe('PMP_V1')
  await emulator.write('hi')
  await expect(emulator.control('POST', '/clock', { set: '2025-08-01T08:00:00Z' })).rejects.toThrow(
    '409: The clock goes back only while',
  )
  await emulator.control('POST', '/reset', {})
  expect((await emulator.control('POST', '/clock', { set: '2025-08-01T08:00:00Z' })).now).toBe('2025-08-01T08:00:00.000Z')
})

test.each([
  [{}, 'Say how the clock should move'],
  [{ advanceMs: -1 }, 'Time only moves forward'],
  [{ set: 'tomorrow' }, 'is not a point in time'],
  [{ scale: -2 }, 'must be from 0'],
  [{ advanceMs: 'a day' }, 'must be a number'],
])('POST /clock %j is refused with a sentence', async (body, sentence) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await expect(emulator.control('POST', '/clock', body)).rejects.toThrow(sentence)
})

test('a program that was started anew at its address takes the place of the one before', async () => {
  const emulator = await TestEmulator.start()
  const at = 'http://127.0.0.1:1/clock'
  for (const url of [`${at}?word=one`, `${at}?word=two`, `${at}-of-another?word=one`])
    await emulator.control('POST', '/followers', { url })
  const { data } = await emulator.control('GET', '/followers')
  expect(data).toEqual([{ url: `${at}?word=two` }, { url: `${at}-of-another?word=one` }])
})

test('a reset makes another world, and the followers hear of it', async () => {
  const emulator = await TestEmulator.start()
  const follower = await Follower.start()
  await emulator.control('POST', '/followers', { url: follower.url })
  await emulator.write('hi')
  const fresh = await emulator.control('POST', '/reset', { seed: 7, now: '2026-01-15T12:00:00Z' })
  expect(fresh).toMatchObject({
    now: '2026-01-15T12:00:00.000Z',
    policy: 'PMP_V1',
    phoneNumberId: emulator.about.phoneNumberId,
    accessToken: emulator.about.accessToken,
  })
  expect(fresh.worldId).not.toBe(emulator.about.worldId)
  expect(follower.told.at(-1)).toMatchObject({ worldId: fresh.worldId, now: '2026-01-15T12:00:00.000Z' })
  expect(await emulator.control('GET', '/inbound')).toEqual([])
  await emulator.write('hi again')
  expect(emulator.inbound()).toHaveLength(2)
})

test('the same seed and the same calls give the same bytes', async () => {
  const bytes: string[][] = []
  for (let run = 0; run < 2; run++) {
    const emulator = await TestEmulator.start({ seed: 42 })
    await emulator.write('hi')
    await emulator.sendText('Hello!')
    await emulator.sendTemplate('hello_world', 'en_US', [], '+12025550123')
    await emulator.advance(MINUTE)
    await emulator.control('POST', `/customers/${CUSTOMER}/reads`, {})
    await emulator.advance(SECOND)
    bytes.push(emulator.received.map((one) => one.body).sort())
  }
  expect(bytes[0]).toEqual(bytes[1])
  expect(bytes[0]).toHaveLength(6)
})

test('advancing a week with messages on their way takes seconds', async () => {
  const emulator = await TestEmulator.start({ relax: ['throughput'] })
  for (let i = 0; i < 200; i++) await emulator.sendTemplate('hello_world', 'en_US', [], `+4477008${String(i).padStart(5, '0')}`)
  const before = performance.now()
  await emulator.advance(7 * DAY)
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(emulator.statuses()).toHaveLength(400)
})

describe('a move with a grain', () => {
  const planned = async (emulator: TestEmulator, minutes: number[]) => {
    const { now } = await emulator.control('GET', '/clock')
    const data = minutes.map((minute) => ({
      customer: CUSTOMER,
      deed: 'message',
      at: new Date(Date.parse(now) + minute * MINUTE).toISOString(),
      type: 'text',
      text: { body: `minute ${minute}` },
    }))
    expect(await emulator.control('POST', '/deeds', { data })).toEqual({ planned: minutes.length })
  }

  test('customers act at their own instants, and the business hears of it together, in order, a grain later at most', async () => {
    const emulator = await TestEmulator.start()
    const follower = await Follower.start()
    await emulator.control('POST', '/followers', { url: follower.url })
    await expect.poll(() => follower.told.length).toBe(1)
    await planned(emulator, [1, 2, 31, 90])
    const before = follower.told.length
    const posts = emulator.received.length
    await emulator.control('POST', '/clock', { advanceMs: 2 * HOUR, grainMs: 30 * MINUTE })
    const inbound = emulator.inbound() as { timestamp: string }[]
    const times = inbound.map(({ timestamp }) => Number(timestamp))
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 60, 1_800, 5_340])
    expect(emulator.received.length - posts).toBeLessThan(4)
    // Without a grain each of the four is an instant at which the follower is called.
    expect(follower.told.length - before).toBeLessThan(12)
  })

  test('a tap on a link can be planned too: whoever taps has read the message by then', async () => {
    const emulator = await TestEmulator.start()
    await emulator.write('Where is it?')
    const sent = await emulator.send({ type: 'text', text: { body: 'Here: https://nordlys-home.example/track' } })
    const messageId = (sent.body as unknown as { messages: [{ id: string }] }).messages[0].id
    const tapAt = START + 31 * MINUTE
    const data = [{ customer: CUSTOMER, deed: 'click', at: new Date(tapAt).toISOString(), messageId }]
    expect(await emulator.control('POST', '/deeds', { data })).toEqual({ planned: 1 })
    await emulator.control('POST', '/clock', { advanceMs: HOUR, grainMs: HOUR })
    const read = emulator.statuses().find(({ status }) => status === 'read')
    expect(read).toMatchObject({ id: messageId, timestamp: String(tapAt / SECOND) })
  })

  test('a follower is still called at the instant it asked for', async () => {
    const emulator = await TestEmulator.start({ quiet: true })
    const follower = await Follower.start()
    follower.plan = [{ at: START + 7 * MINUTE, what: 'reminder' }]
    await emulator.control('POST', '/followers', { url: follower.url })
    await emulator.control('POST', '/clock', { advanceMs: HOUR, grainMs: 30 * MINUTE })
    expect(follower.did).toEqual(['reminder@2026-11-20T09:07:00.000Z=2026-11-20T09:07:00.000Z'])
  })

  test.each([
    [{ data: 'x' }, 'Say what customers will do'],
    [{ data: [{ customer: CUSTOMER, deed: 'sing', at: '2026-11-20T09:00:00Z' }] }, '"deed" must be one of'],
    [{ data: [{ customer: CUSTOMER, deed: 'message' }] }, 'and when ("at")'],
    [{ data: [{ customer: 'nobody', deed: 'read', at: '2026-11-20T09:00:00Z' }] }, 'is no customer'],
  ])('POST /deeds %j is refused with a sentence', async (body, sentence) => {
    const emulator = await TestEmulator.start({ quiet: true })
    await expect(emulator.control('POST', '/deeds', body)).rejects.toThrow(sentence)
  })
})

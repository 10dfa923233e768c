import { expect, test } from 'vitest'
import { MINUTE, TestEmulator } from '../testing/start-emulator.ts'

test('a fault strikes the next n sends, with the code that was asked for', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', '/faults', { on: 'send', fault: { code: 131016 }, times: 2 })
  const codes: (number | undefined)[] = []
  for (let i = 0; i < 3; i++) codes.push((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code)
  expect(codes).toEqual([131016, 131016, undefined])
})

test('every third send fails', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', '/faults', { on: 'send', fault: { http: 503 }, every: 3 })
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) statuses.push((await emulator.sendTemplate('hello_world', 'en_US')).status)
  expect(statuses).toEqual([200, 200, 503, 200, 200, 503])
  await emulator.control('DELETE', '/faults')
  expect((await emulator.control('GET', '/faults')).data).toEqual([])
})

test('a share of sends fails, the same ones for the same seed', async () => {
  const runs: string[] = []
  for (let run = 0; run < 2; run++) {
    const emulator = await TestEmulator.start({ quiet: true, seed: 5, relax: 'all' })
    await emulator.control('POST', '/faults', { on: 'send', fault: { code: 131000 }, percent: 30 })
    let line = ''
    for (let i = 0; i < 40; i++) line += (await emulator.sendTemplate('hello_world', 'en_US')).status === 200 ? '.' : 'x'
    runs.push(line)
  }
  expect(runs[0]).toBe(runs[1])
  expect(runs[0]).toMatch(/x/)
  expect(runs[0]).toMatch(/\./)
})

test('a dropped request: the platform never took it, and the caller cannot tell', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', '/faults', { on: 'send', fault: { dropRequest: true }, times: 1 })
  const send = () => emulator.sendTemplate('hello_world', 'en_US')
  await expect(send()).rejects.toThrow()
  expect(await emulator.control('GET', '/messages')).toEqual([])
  expect((await send()).status).toBe(200)
})

test('a dropped response: the platform took it, the caller never hears', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', '/faults', { on: 'send', fault: { dropResponse: true }, times: 1 })
  await expect(
    emulator.send({
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
      biz_opaque_callback_data: 'lost',
    }),
  ).rejects.toThrow()
  const found = await emulator.control('GET', '/messages?opaque=lost')
  expect(found).toHaveLength(1)
  await emulator.advance(MINUTE)
  expect((await emulator.control('GET', '/messages?opaque=lost'))[0]).toMatchObject({ status: 'delivered' })
})

test.each([
  [{ fault: { code: 1 } }, '"on" is send'],
  [{ on: 'send' }, '"fault" is'],
  [{ on: 'send', fault: { code: 'x' } }, '"code" must be a number'],
  [{ on: 'send', fault: { code: 1 }, times: 0 }, '"times"'],
  [{ on: 'send', fault: { code: 1 }, times: 1.5 }, '"times"'],
  [{ on: 'send', fault: { code: 1 }, every: 0.5 }, '"every"'],
  [{ on: 'send', fault: { code: 1 }, percent: 101 }, '"percent"'],
  [{ on: 'send', fault: { code: 1 }, percent: -1 }, '"percent"'],
  [{ on: 'send', fault: { code: 131000.5 } }, '"code"'],
  [{ on: 'send', fault: { http: 399 } }, '"http"'],
  [{ on: 'send', fault: { http: 600 } }, '"http"'],
  [{ on: 'send', fault: { delayMs: -1 } }, '"delayMs"'],
  [{ on: 'send', fault: { delayMs: 604_800_001 } }, '"delayMs"'],
  [{ on: 'send', fault: { dropReponse: true } }, 'There is no fault "dropReponse"'],
])('%j is no fault', async (body, sentence) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await expect(emulator.control('POST', '/faults', body)).rejects.toThrow(sentence)
})

/** Control calls that cannot be done say so in a sentence. */
test.each([
  ['POST', '/customers/Maja/messages', { text: { body: 'hi' } }, '400: "Maja" is no customer'],
  ['POST', '/customers/447700900456/messages', { to: '1', text: { body: 'hi' } }, '404: There is no phone number 1'],
  ['POST', '/customers/447700900456/messages', { type: 'fax' }, '400: No customer can write a message of type "fax"'],
  ['POST', '/customers/447700900456/messages', { type: 'text' }, '400: A text needs'],
  ['POST', '/customers/447700900456/messages', { text: { body: 'x' }, arrival: 'plane' }, '400: arrival must be'],
  ['POST', '/customers/447700900456/reads', { messageId: 'wamid.x' }, '404: Maja Lindqvist never got a message wamid.x'],
  ['POST', '/customers/447700900456/feedback', { kind: 'hug' }, '400: "kind" must be one of block'],
  ['POST', '/customers/447700900456/feedback', { kind: 'block', messageId: 'wamid.x' }, '404: No message wamid.x was accepted'],
  ['POST', '/customers/447700900456/preferences', {}, '400: Say what the customer wants'],
  ['PATCH', '/customers/447700900456', { readAfterMs: -1 }, '400: "readAfterMs"'],
  ['PATCH', '/customers/447700900456', { deliverAfterMs: 1e300 }, '400: "deliverAfterMs"'],
  ['PATCH', '/customers/447700900456', { country: 'Britain' }, '400: "country"'],
  ['PATCH', '/templates/1', { status: 'PAUSED' }, '404: There is no template 1'],
  ['PATCH', '/settings', { speed: 9 }, '400: There is no setting "speed"'],
  ['PATCH', '/settings', { relax: 'windows' }, '400: "windows" is no family'],
  ['PUT', '/snapshot', { a: 1 }, '400: This is no snapshot'],
  ['GET', '/nothing', undefined, '404: There is no control call GET /_emulator/nothing'],
  ['POST', '/webhooks/1/replay', undefined, '404: There is no delivery 1'],
  ['POST', '/webhook', {}, '400: Say where webhooks go'],
  ['POST', '/clock', { advanceMs: 1e300 }, '400: The clock goes from the year 2000'],
  ['POST', '/clock', { set: '2100-01-01T00:00:01Z' }, '400: The clock goes from the year 2000'],
  ['POST', '/reset', { now: '1999-12-31T23:59:59Z' }, '400: The clock goes from the year 2000'],
])('%s %s %j', async (method, path, body, sentence) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await expect(emulator.control(method, path, body)).rejects.toThrow(sentence)
})

test('a clock that is told nonsense stays as it is, speed and all', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const before = await emulator.control('GET', '/clock')
  await expect(emulator.control('POST', '/clock', { scale: 60, set: 'tomorrow' })).rejects.toThrow('400: "tomorrow" is not')
  await expect(emulator.control('POST', '/clock', { scale: 60, advanceMs: 1e300 })).rejects.toThrow('400: The clock goes')
  expect(await emulator.control('GET', '/clock')).toEqual(before)
})

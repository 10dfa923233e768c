import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PlatformTime } from '@casement/platform'
import { expect, onTestFinished, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND, TestEmulator } from '../testing/start-emulator.ts'
import { signBody } from './sign.ts'

test('the signature of a body known from elsewhere', () => {
  const value = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '900800700600500',
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '447700900123', phone_number_id: '100200300400500' },
              contacts: [{ profile: { name: 'Ada Byrne' }, wa_id: '447700900456', user_id: 'GB.7Qx41mA' }],
              messages: [
                {
                  from: '447700900456',
                  from_user_id: 'GB.7Qx41mA',
                  id: 'wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgUM0E1RjAxAA==',
                  timestamp: '1790000000',
                  text: { body: 'hi' },
                  type: 'text',
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  }
  const signed = signBody(value, 'emu_app_secret_1')
  expect(signed.body).toHaveLength(505)
  expect(signed.signature).toBe('sha256=bd4c5a95b9e00e3b897dd7a7f2e75c4202a9a43446fa104eee979744e6e71c6b')
  expect(signed.signature1).toBe('sha1=ebccfa3f76345fa7b05cceb067a262f2df99e325')
})

test('the bytes sent are the bytes signed, all of them ASCII', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('Blåbær 🫐 / Größe')
  const [{ body, headers, json }] = emulator.received as [(typeof emulator.received)[number]]
  expect(body).toMatch(/^[\x20-\x7e]+$/)
  expect(body).toContain('Bl\\u00e5b\\u00e6r \\ud83e\\uded0 \\/ Gr\\u00f6\\u00dfe')
  expect(json.entry[0]?.changes[0]?.value.messages?.[0]).toMatchObject({ text: { body: 'Blåbær 🫐 / Größe' } })
  const hmac = (name: string) => createHmac(name, emulator.about.appSecret).update(body).digest('hex')
  expect(headers['x-hub-signature-256']).toBe(`sha256=${hmac('sha256')}`)
  expect(headers['x-hub-signature']).toBe(`sha1=${hmac('sha1')}`)
})

test('what is not answered with 200 is repeated after 10 s, 1 min, 5 min, 30 min, then hourly', async () => {
  const emulator = await TestEmulator.start()
  emulator.answers.push(500, 500, 404, 302, 500, 500, 500)
  await emulator.write('hello?')
  const times: number[] = []
  for (const wait of [0, 10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR, HOUR, HOUR]) {
    if (wait > 0) {
      const before = emulator.received.length
      await emulator.advance(wait - 1)
      expect(emulator.received.length).toBe(before)
      await emulator.advance(1)
    }
    times.push(emulator.received.length)
  }
  expect(times).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(new Set(emulator.received.map((one) => one.body)).size).toBe(1)
  const [delivery] = await emulator.control('GET', '/webhooks')
  expect(delivery).toMatchObject({ state: 'delivered' })
  expect(delivery.attempts.map((attempt: { status: number }) => attempt.status)).toEqual([500, 500, 404, 302, 500, 500, 500, 200])
  await emulator.advance(DAY)
  expect(emulator.received).toHaveLength(8)
})

test('after seven days it is given up', async () => {
  const emulator = await TestEmulator.start()
  emulator.answers.push(...Array.from({ length: 1_000 }, () => 503))
  await emulator.write('hello?')
  await emulator.advance(7 * DAY - HOUR)
  expect((await emulator.control('GET', '/webhooks'))[0]).toMatchObject({ state: 'pending' })
  await emulator.advance(2 * HOUR)
  expect((await emulator.control('GET', '/webhooks'))[0]).toMatchObject({ state: 'given-up' })
  const tries = emulator.received.length
  await emulator.advance(DAY)
  expect(emulator.received).toHaveLength(tries)
})

test('a replay brings the same bytes again', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('hello')
  const [delivery] = await emulator.control('GET', '/webhooks')
  const { replayOf } = await emulator.control('POST', `/webhooks/${delivery.id}/replay`)
  await emulator.advance(0)
  expect(replayOf).toBe(delivery.id)
  expect(emulator.received.map((one) => one.body)).toEqual([delivery.body, delivery.body])
})

test('only the fields that were asked for are told', async () => {
  const emulator = await TestEmulator.start({ fields: ['message_template_status_update'] })
  await emulator.write('hello')
  const [template] = [...emulator.emulator.world.templates.values()]
  await emulator.control('PATCH', `/templates/${template?.id}`, { status: 'PAUSED' })
  await emulator.advance(0)
  expect(emulator.received.map((one) => one.json.entry[0]?.changes[0]?.field)).toEqual(['message_template_status_update'])
  expect(emulator.received[0]?.json.entry[0]?.time).toEqual(expect.any(Number))
})

test('without a callback nothing is sent, and the log says so', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.write('hello')
  expect(await emulator.control('GET', '/webhooks')).toMatchObject([{ state: 'no-callback', url: null }])
})

test('a callback that fails the handshake is not taken', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await expect(emulator.control('POST', '/webhook', { url: `${emulator.about.graphUrl}/nothing` })).rejects.toThrow(
    'answered the verification call with 400',
  )
  await expect(emulator.control('POST', '/webhook', { url: 'http://127.0.0.1:1/' })).rejects.toThrow(
    'did not answer the verification call',
  )
  await expect(emulator.control('POST', '/webhook', { url: 'callback' })).rejects.toThrow('no http or https URL')
})

test('updates can come in batches, statuses of a number side by side', async () => {
  const emulator = await TestEmulator.start({ webhookBatch: 100, relax: ['throughput'] })
  for (let i = 0; i < 10; i++) await emulator.sendTemplate('hello_world', 'en_US', [], `+4477009001${String(i).padStart(2, '0')}`)
  await emulator.advance(MINUTE)
  expect(emulator.statuses()).toHaveLength(20)
  expect(emulator.received.length).toBeLessThanOrEqual(20)
  for (const { json } of emulator.received) {
    const value = json.entry[0]?.changes[0]?.value as { statuses: { recipient_id: string }[]; contacts: { wa_id: string }[] }
    expect(new Set(value.contacts.map((contact) => contact.wa_id))).toEqual(
      new Set(value.statuses.map((status) => status.recipient_id)),
    )
  }
})

/** Faults on the way: what arrives of three messages. */
test.each([
  ['duplicated', { duplicate: true }, ['1', '1', '2', '3']],
  ['out of order', { reorder: true }, ['2', '1', '3']],
  ['an hour late', { delayMs: HOUR }, ['2', '3', '1']],
  ['lost at first', { http: 500 }, ['2', '3', '1']],
])('the first one %s', async (_label, fault, arrives) => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', '/faults', { on: 'webhook', fault, times: 1 })
  for (const text of ['1', '2', '3']) await emulator.write(text)
  await emulator.advance(2 * HOUR)
  expect(emulator.inbound().map((message) => (message.text as { body: string }).body)).toEqual(arrives)
})

test('a number’s own callback goes before the account’s, and template news to neither', async () => {
  const emulator = await TestEmulator.start()
  const own = `${emulator.callbackUrl}?own`
  const answer = await emulator.graph('POST', `/${emulator.about.phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: own, verify_token: 't' },
  })
  expect(answer.body).toEqual({ success: true })
  await emulator.write('hello')
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_10K' })
  await emulator.advance(0)
  const urls = (await emulator.control('GET', '/webhooks')).map((one: { field: string; url: string }) => [
    one.field,
    one.url === own,
  ])
  expect(urls).toEqual([
    ['messages', true],
    ['business_capability_update', false],
  ])
  expect(emulator.changes('business_capability_update')[0]?.value).toMatchObject({
    max_daily_conversations_per_business: 'TIER_10K',
  })
})

test('a reset in the midst of deliveries forgets those that wait, and time still moves', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const asked: ServerResponse[] = []
  const slow = createServer((request, response) => {
    if (request.method === 'GET') response.end(new URL(request.url ?? '', 'http://x').searchParams.get('hub.challenge'))
    else asked.push(response)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void slow.close())
  await once(slow, 'listening')
  await emulator.control('POST', '/webhook', { url: `http://127.0.0.1:${(slow.address() as AddressInfo).port}/` })
  const { world } = emulator.emulator
  const wabaId = emulator.about.wabaId
  for (let i = 0; i < 3; i++)
    world.publish({ field: 'account_update', entryId: wabaId, wabaId, numberId: null, time: 1, value: {}, lane: 'x' })
  await once(slow, 'request')
  await emulator.control('POST', '/reset', {})
  asked[0]?.end()
  await emulator.advance(SECOND)
  expect(asked).toHaveLength(1)
})

test.each([
  { apartMs: 0, posts: 1 },
  { apartMs: 50, posts: 1 },
  { apartMs: 51, posts: 2 },
])('where batches were asked for, updates $apartMs ms apart leave in $posts', async ({ apartMs, posts }) => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', '/webhook', { url: emulator.callbackUrl, batch: 100 })
  const { world } = emulator.emulator
  const { wabaId } = emulator.about
  world.happenings['test.tell'] = () =>
    world.publish({ field: 'account_update', entryId: wabaId, wabaId, numberId: null, time: 1, value: {}, lane: 'x' })
  for (const after of [100, 100 + apartMs]) world.schedule((world.now() + after) as PlatformTime, 'test.tell', '')
  await emulator.advance(SECOND)
  expect(emulator.received).toHaveLength(posts)
  expect(emulator.changes('account_update')).toHaveLength(2)
})

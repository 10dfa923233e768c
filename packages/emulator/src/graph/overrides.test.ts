import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator

beforeEach(async () => {
  emulator = await TestEmulator.start()
})

/** A callback of its own. `answers` false: it does not take part in the handshake. */
async function callback(answers = true): Promise<{ url: string; fields: string[] }> {
  const fields: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'GET') {
        const { searchParams } = new URL(request.url ?? '', 'http://x')
        response.end(answers && searchParams.get('hub.verify_token') === 'mine' ? searchParams.get('hub.challenge') : 'no')
        return
      }
      const { entry } = JSON.parse(Buffer.concat(chunks).toString()) as { entry: { changes: { field: string }[] }[] }
      fields.push(...entry.flatMap((one) => one.changes.map((change) => change.field)))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, fields }
}

const overrideNumber = (url: string) =>
  emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: url, verify_token: 'mine' },
  })
const overrideAccount = (body: Record<string, unknown>) =>
  emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/subscribed_apps`, body)
const own = () =>
  emulator.received.flatMap((one) => one.json.entry.flatMap((entry) => entry.changes.map((change) => change.field)))

async function somethingHappens(): Promise<void> {
  await emulator.write('hello')
  await emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}`, { new_display_name: 'Nordlys' })
  await emulator.advance(10 * MINUTE)
}

test('messages go to the number’s callback, else the account’s, else the app’s; what concerns the account always to the app’s', async () => {
  const [number, account] = [await callback(), await callback()]
  await overrideAccount({ override_callback_uri: account.url, verify_token: 'mine' })
  await somethingHappens()
  expect([own(), account.fields, number.fields]).toEqual([['phone_number_name_update'], ['messages'], []])
  await overrideNumber(number.url)
  const { body } = await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=webhook_configuration`)
  expect(body.webhook_configuration).toEqual({
    application: emulator.callbackUrl,
    whatsapp_business_account: account.url,
    phone_number: number.url,
  })
  await somethingHappens()
  expect([own(), account.fields, number.fields]).toEqual([
    ['phone_number_name_update', 'phone_number_name_update'],
    ['messages'],
    ['messages'],
  ])
  await overrideNumber('')
  await somethingHappens()
  expect([account.fields, number.fields]).toEqual([['messages', 'messages'], ['messages']])
  await overrideAccount({})
  await somethingHappens()
  expect(account.fields).toHaveLength(2)
  expect(own().filter((field) => field === 'messages')).toHaveLength(1)
})

/** Overrides that are not taken. */
test.each([
  ['one that does not answer', () => callback(false).then(({ url }) => overrideNumber(url)), 2200],
  [
    'one that knows another token',
    () => callback().then(({ url }) => overrideAccount({ override_callback_uri: url, verify_token: 'theirs' })),
    2200,
  ],
  ['one that is too long', () => overrideNumber(`http://127.0.0.1/${'x'.repeat(200)}`), 100],
  ['one that is no address', () => overrideNumber('somewhere'), 2200],
  ['one without a token', () => overrideAccount({ override_callback_uri: 'http://127.0.0.1/' }), 100],
])('%s', async (_label, override, code) => {
  expect((await override()).body.error?.code).toBe(code)
  await somethingHappens()
  expect(own()).toEqual(['messages', 'phone_number_name_update'])
})

test('an account without a subscribed app is told nothing, until it has one again', async () => {
  const path = `/v25.0/${emulator.about.wabaId}/subscribed_apps`
  expect((await emulator.graph('GET', path)).body).toMatchObject({
    data: [{ whatsapp_business_api_data: { id: emulator.about.appId } }],
  })
  expect((await emulator.graph('DELETE', path)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', path)).body).toEqual({ data: [] })
  await somethingHappens()
  expect(own()).toEqual([])
  await overrideAccount({})
  await somethingHappens()
  expect(own()).toEqual(['messages', 'phone_number_name_update'])
})

test('an app chooses its callback and its fields', async () => {
  const { url, fields } = await callback()
  const { appId, appSecret } = emulator.about
  const subscribe = (more: Record<string, string>) =>
    fetch(`${emulator.about.graphUrl}/v25.0/${appId}/subscriptions`, {
      method: 'POST',
      body: new URLSearchParams({
        object: 'whatsapp_business_account',
        callback_url: url,
        verify_token: 'mine',
        access_token: `${appId}|${appSecret}`,
        ...more,
      }),
    })
  expect((await subscribe({ fields: 'messages,furniture' })).status).toBe(400)
  expect((await subscribe({ fields: 'messages', verify_token: 'theirs' })).status).toBe(400)
  expect(await (await subscribe({ fields: 'messages,calls' })).json()).toEqual({ success: true })
  const listed = await emulator.graph('GET', `/v25.0/${appId}/subscriptions`)
  expect(listed.body).toEqual({
    data: [
      {
        object: 'whatsapp_business_account',
        callback_url: url,
        active: true,
        fields: [
          { name: 'messages', version: 'v25.0' },
          { name: 'calls', version: 'v25.0' },
        ],
      },
    ],
  })
  await somethingHappens()
  expect([own(), fields]).toEqual([[], ['messages']])
})

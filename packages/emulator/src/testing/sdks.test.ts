import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { verifySignature } from '@kapso/whatsapp-cloud-api/server'
import { expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import { BodyComponent, BodyParameter, Language, Template, Text } from 'whatsapp-api-js/messages'
import { CUSTOMER, MINUTE, TestEmulator } from './start-emulator.ts'

/** Clients that others wrote, unchanged but for where they send. */

function officialStyleClient({ about }: TestEmulator) {
  return new WhatsAppAPI({
    token: about.accessToken,
    appSecret: about.appSecret,
    webhookVerifyToken: about.verifyToken,
    v: 'v25.0',
    ponyfill: {
      // This client's addresses are fixed, so its own `fetch` option is where they are turned.
      fetch: ((url: string, options: RequestInit) =>
        fetch(String(url).replace('https://graph.facebook.com', about.graphUrl), options)) as typeof fetch,
      subtle: crypto.subtle,
    },
  })
}

test('whatsapp-api-js sends a text and a template, and reads its webhooks', async () => {
  const emulator = await TestEmulator.start()
  const { phoneNumberId } = emulator.about
  const client = officialStyleClient(emulator)
  const heard: string[] = []
  client.on.message = ({ from, message }) =>
    void heard.push(`${from}: ${'text' in message ? (message.text as { body: string }).body : message.type}`)
  client.on.status = ({ status, phone }) => void heard.push(`${phone} ${status}`)

  await emulator.write('Er sofaen på lager? 🛋️')
  const text = await client.sendMessage(phoneNumberId, CUSTOMER, new Text('Ja!'))
  expect(text).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] })
  const update = new Template(
    'order_update',
    new Language('en_GB'),
    new BodyComponent(new BodyParameter('NH-20418'), new BodyParameter('Tuesday')),
  )
  expect(await client.sendMessage(phoneNumberId, CUSTOMER, update)).toMatchObject({ messages: [{ message_status: 'accepted' }] })
  await emulator.advance(MINUTE)

  for (const { json, body, headers } of emulator.received) {
    await client.post(json as unknown as Parameters<typeof client.post>[0], body, String(headers['x-hub-signature-256']))
  }
  expect(heard[0]).toBe(`${CUSTOMER}: Er sofaen på lager? 🛋️`)
  expect(heard.filter((one) => one.endsWith('sent'))).toHaveLength(2)
  expect(heard.filter((one) => one.endsWith('delivered'))).toHaveLength(2)
  const [first] = emulator.received
  await expect(
    client.post(first?.json as never, `${first?.body} `, String(first?.headers['x-hub-signature-256'])),
  ).rejects.toThrow()
})

test('whatsapp-api-js marks a message as read', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { id } = await emulator.write('hi')
  expect(await officialStyleClient(emulator).markAsRead(emulator.about.phoneNumberId, id)).toEqual({ success: true })
})

test('@kapso/whatsapp-cloud-api sends a text and a template, and verifies its webhooks', async () => {
  const emulator = await TestEmulator.start()
  const { about } = emulator
  const client = new WhatsAppClient({ baseUrl: about.graphUrl, accessToken: about.accessToken })
  await emulator.write('hello')
  const text = await client.messages.sendText({ phoneNumberId: about.phoneNumberId, to: `+${CUSTOMER}`, body: 'Hello!' })
  expect(text.messages[0]?.id).toMatch(/^wamid\./)
  const offer = await client.messages.sendTemplate({
    phoneNumberId: about.phoneNumberId,
    to: `+${CUSTOMER}`,
    template: { name: 'hello_world', language: { code: 'en_US' } },
  })
  expect(offer.messages[0]).toMatchObject({ messageStatus: 'accepted' })
  await emulator.advance(MINUTE)
  expect(emulator.received.length).toBeGreaterThanOrEqual(5)
  for (const { body, headers } of emulator.received) {
    const signatureHeader = String(headers['x-hub-signature-256'])
    expect(verifySignature({ appSecret: about.appSecret, rawBody: body, signatureHeader })).toBe(true)
    expect(verifySignature({ appSecret: 'another', rawBody: body, signatureHeader })).toBe(false)
  }
})

test('@kapso/whatsapp-cloud-api lists templates and meets refusals as errors', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { about } = emulator
  const client = new WhatsAppClient({ baseUrl: about.graphUrl, accessToken: about.accessToken })
  const templates = await client.templates.list({ businessAccountId: about.wabaId, limit: 5 })
  expect(templates.data.map((template) => template.name)).toContain('hello_world')
  await expect(
    client.messages.sendText({ phoneNumberId: about.phoneNumberId, to: '+447700900123', body: 'to myself' }),
  ).rejects.toMatchObject({ code: 131021 })
})

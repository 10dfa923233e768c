import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { WABAClient, WebhookClient } from 'whatsapp-business'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { png } from './sample-files.ts'

/** The client of Marcos Nicolau. Its address is fixed inside; its axios instance is public, and there users turn it. */
describe('whatsapp-business', () => {
  let emulator: TestEmulator
  let client: WABAClient
  let phoneNumberId: string

  beforeEach(async () => {
    emulator = await TestEmulator.start()
    const { about } = emulator
    phoneNumberId = about.phoneNumberId
    client = new WABAClient({ apiToken: about.accessToken, phoneId: phoneNumberId, accountId: about.wabaId })
    client.restClient.fetch.interceptors.request.use((config) => ({
      ...config,
      baseURL: (config.baseURL ?? '').replace('https://graph.facebook.com', about.graphUrl),
    }))
  })

  test('sends a message of each type it knows, and all arrive', async () => {
    const { id: inbound } = await emulator.write('Hello')
    const link = 'https://nordlys-home.example/file'
    const messages: Record<string, unknown>[] = [
      { type: 'text', text: { body: 'Hello!' } },
      { type: 'image', image: { link, caption: 'The sofa' } },
      { type: 'document', document: { link, filename: 'invoice.pdf' } },
      { type: 'audio', audio: { link } },
      { type: 'video', video: { link } },
      { type: 'sticker', sticker: { link } },
      { type: 'location', location: { latitude: '53.8', longitude: '-1.54' } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ola Berg', first_name: 'Ola' } }] },
      { type: 'reaction', reaction: { message_id: inbound, emoji: '👍' } },
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Now?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
        },
      },
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'Which?' },
          action: { button: 'Choose', sections: [{ title: 'Sofas', rows: [{ id: 's1', title: 'Fjord' }] }] },
        },
      },
      { type: 'interactive', interactive: { type: 'product', action: { catalog_id: '9001', product_retailer_id: 'sofa-1' } } },
      {
        type: 'interactive',
        interactive: { type: 'catalog_message', body: { text: 'All' }, action: { name: 'catalog_message' } },
      },
      { type: 'template', template: { name: 'hello_world', language: { policy: 'deterministic', code: 'en_US' } } },
    ]
    for (const message of messages) {
      const answer = await client.sendMessage({ to: CUSTOMER, ...message } as never)
      expect(answer, JSON.stringify(message)).toMatchObject({ contacts: [{ wa_id: CUSTOMER }] })
    }
    await emulator.advance(MINUTE)
    expect(emulator.statuses().filter(({ status }) => status === 'sent')).toHaveLength(messages.length)
    expect(emulator.statuses().filter(({ status }) => status === 'failed')).toEqual([])
    expect(await client.markMessageAsRead(inbound)).toEqual({ success: true })
  })

  test('uploads a file from disk, downloads it to disk, and deletes it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'casement-sdk-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'sofa.png'), png)
    const { id } = await client.uploadMedia({ file: join(folder, 'sofa.png'), type: 'image/png' })
    const media = await client.getMedia(id)
    expect(media).toMatchObject({ id, mime_type: 'image/png' })
    const copy = join(folder, 'copy.png')
    await finished(await client.downloadMedia(media.url, copy))
    expect(await readFile(copy)).toEqual(png)
    expect(await client.deleteMedia(id)).toMatchObject({ success: true })
    await expect(client.getMedia(id)).rejects.toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('registers a number, sets its PIN and reads what it is', async () => {
    expect(await client.getBusinessPhoneNumbers()).toMatchObject({ data: [{ id: phoneNumberId, verified_name: 'Nordlys Home' }] })
    expect(await client.getSingleBusinessPhoneNumber(phoneNumberId)).toMatchObject({ display_phone_number: '+44 7700 900123' })
    expect(await client.setupTwoStepAuth({ phoneNumberId, pin: '271828' } as never)).toEqual({ success: true })
    expect(await client.deregisterPhone(phoneNumberId)).toEqual({ success: true })
    await expect(client.registerPhone({ phoneNumberId, pin: '314159' } as never)).rejects.toMatchObject({ code: 133005 })
    expect(await client.registerPhone({ phoneNumberId, pin: '271828' } as never)).toEqual({ success: true })
    expect(await client.updateIdentityCheckState({ enable_identity_key_check: true } as never)).toEqual({ success: true })
    expect(await client.updateBusinessProfile({ about: 'Sofas', vertical: 'RETAIL' } as never)).toEqual({ success: true })
    expect(await client.getBusinessProfile()).toMatchObject({
      data: [{ about: 'Sofas', vertical: 'RETAIL', messaging_product: 'whatsapp' }],
    })
  })

  test('its webhook server takes the handshake and hears messages and statuses', async () => {
    const heard: string[] = []
    // The very express it brings with it: it asks for an application and adds its own routes.
    const express = createRequire(createRequire(import.meta.url).resolve('whatsapp-business'))('express')
    const app = express() as RequestListener & { use: (handler: unknown) => void }
    app.use(express.json())
    const webhook = new WebhookClient({
      token: 'mine',
      path: '/hook',
      expressApp: { app: app as never, shouldStartListening: false },
    })
    webhook.initWebhook({
      onTextMessageReceived: ({ text }: { text?: { body: string } }) => void heard.push(String(text?.body)),
      onStatusReceived: ({ status }: { status: string }) => void heard.push(status),
    } as never)
    const server = createServer(app).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    await expect(emulator.control('POST', '/webhook', { url, verifyToken: 'theirs' })).rejects.toThrow(
      'answered the verification call with 400',
    )
    await emulator.control('POST', '/webhook', { url, verifyToken: 'mine' })
    await emulator.write('Er sofaen på lager? 🛋️')
    await client.sendMessage({ to: CUSTOMER, type: 'text', text: { body: 'Ja!' } } as never)
    await emulator.advance(MINUTE)
    expect(heard).toEqual(['Er sofaen på lager? 🛋️', 'sent', 'delivered'])
  })

  test('meets refusals as Meta’s error object', async () => {
    await expect(client.sendMessage({ to: '+447700900123', type: 'text', text: { body: 'hi' } } as never)).rejects.toMatchObject({
      code: 131021,
      type: 'OAuthException',
      fbtrace_id: expect.any(String),
    })
  })
})

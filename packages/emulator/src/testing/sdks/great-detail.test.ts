import { createHash } from 'node:crypto'
import { Client, experimental } from '@great-detail/whatsapp'
import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { approveTemplates, uploadExample } from './approved-templates.ts'
import { ogg, pdf, png, webp } from './sample-files.ts'

/**
 * The client of Great Detail (a fork of Meta's own), pointed here by `baseUrl`. Since 9.0 it loses the version on its way: it
 * calls `/{number}/messages`, which only works where paths without a version do.
 */
describe('@great-detail/whatsapp', () => {
  let emulator: TestEmulator
  let sdk: Client
  let phoneNumberID: string
  let wabaId: string
  let headers: Record<string, string>

  beforeEach(async () => {
    emulator = await TestEmulator.start({ relax: ['marketing'] })
    headers = { Authorization: `Bearer ${emulator.about.accessToken}` }
    sdk = new Client({ baseUrl: emulator.about.graphUrl, graphVersion: 'v25.0', request: { headers } })
    ;({ phoneNumberId: phoneNumberID, wabaId } = emulator.about)
  })

  const upload = (bytes: Buffer, filename: string, mimeType: string) =>
    sdk.media.upload({ phoneNumberID, file: new Blob([new Uint8Array(bytes)], { type: mimeType }), filename, mimeType }).json()

  test('writes to a group', async () => {
    await emulator.control('PATCH', '/settings', { groupsNeedEligibility: false })
    const asked = await fetch(`${emulator.about.graphUrl}/${phoneNumberID}/groups`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', subject: 'Delivery on Friday' }),
    })
    expect(asked.status).toBe(200)
    await emulator.advance(MINUTE)
    const [{ id, inviteLink }] = (await emulator.control('GET', '/groups')).data as [{ id: string; inviteLink: string }]
    await emulator.control('POST', `/customers/${CUSTOMER}/groups`, { group: inviteLink })
    await emulator.control('POST', `/customers/${CUSTOMER}/messages`, { group: id, text: { body: 'When?' } })
    const answer = await sdk.message
      .createMessage({ phoneNumberID, recipient_type: 'group', to: id, type: 'text', text: { body: 'At ten.' } } as never)
      .json()
    expect(answer).toMatchObject({ contacts: [{ input: id, wa_id: id }] })
    await emulator.advance(MINUTE)
    expect(emulator.statuses().map((one) => [one.status, one.recipient_type, one.recipient_participant_id])).toEqual([
      ['sent', 'group', undefined],
      ['delivered', 'group', CUSTOMER],
    ])
  })

  test('sends a message of each type, and all arrive', async () => {
    const { id: inbound } = await emulator.write('Hello')
    const image = (await upload(png, 'sofa.png', 'image/png')).id
    const link = 'https://nordlys-home.example/file'
    const messages: Record<string, unknown>[] = [
      { type: 'text', text: { body: 'Hello!', preview_url: false } },
      { type: 'image', image: { id: image, caption: 'The sofa' } },
      { type: 'document', document: { id: (await upload(pdf, 'invoice.pdf', 'application/pdf')).id, filename: 'invoice.pdf' } },
      { type: 'audio', audio: { id: (await upload(ogg, 'note.ogg', 'audio/ogg')).id } },
      { type: 'video', video: { link } },
      { type: 'sticker', sticker: { id: (await upload(webp, 'sofa.webp', 'image/webp')).id } },
      { type: 'location', location: { latitude: '53.8', longitude: '-1.54', name: 'Showroom', address: 'Leeds' } },
      {
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Ola Berg', first_name: 'Ola' }, phones: [{ phone: '+447700900789' }] }],
      },
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
          type: 'cta_url',
          body: { text: 'Look' },
          action: { name: 'cta_url', parameters: { display_text: 'See it', url: link } },
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
    ]
    for (const [index, message] of messages.entries()) {
      const answer = await sdk.message
        .createMessage({ phoneNumberID, to: CUSTOMER, biz_opaque_callback_data: String(index), ...message } as never)
        .json()
      expect(answer.messages[0]?.id, JSON.stringify(message)).toMatch(/^wamid\./)
    }
    await emulator.advance(MINUTE)
    expect(new Set(emulator.statuses().map((one) => one.biz_opaque_callback_data)).size).toBe(messages.length)
    expect(emulator.statuses().filter(({ status }) => status === 'failed')).toEqual([])
  })

  test('sends templates with header, body and buttons', async () => {
    await approveTemplates(emulator)
    const text = (...texts: string[]) => ({ type: 'body', parameters: texts.map((one) => ({ type: 'text', text: one })) })
    const image = (await upload(png, 'chair.png', 'image/png')).id
    const templates: [string, unknown[]][] = [
      ['order_update', [text('NH-1', 'Tuesday')]],
      ['new_armchair', [{ type: 'header', parameters: [{ type: 'image', image: { id: image } }] }, text('Maja')]],
      [
        'track_delivery',
        [text('NH-1'), { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'NH-1' }] }],
      ],
      [
        'winter_sale',
        [
          text('Maja', '20%'),
          { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'STOP' }] },
        ],
      ],
    ]
    for (const [name, components] of templates) {
      const template = { name, language: { code: 'en_GB' }, components }
      const answer = await sdk.message.createMessage({ phoneNumberID, to: CUSTOMER, type: 'template', template } as never).json()
      expect(answer.messages[0], name).toMatchObject({ message_status: 'accepted' })
    }
  })

  test('uploads, finds, downloads and deletes media', async () => {
    const { id: mediaID } = await upload(png, 'sofa.png', 'image/png')
    const found = await sdk.media.getURL({ mediaID, phoneNumberID }).json()
    expect(found).toMatchObject({
      mime_type: 'image/png',
      file_size: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
    })
    // Its download takes neither the client's address nor its token; the token must be given again.
    await expect(sdk.media.download({ mediaURL: found.url }).arrayBuffer()).rejects.toThrow()
    expect(Buffer.from(await sdk.media.download({ mediaURL: found.url, request: { headers } }).arrayBuffer())).toEqual(png)
    expect(await sdk.media.delete({ mediaID, phoneNumberID }).json()).toEqual({ success: true })
  })

  test('creates, lists, reads, edits and deletes a template', async () => {
    const handle = await uploadExample(emulator)
    const created = await sdk.template
      .create(wabaId, {
        name: 'new_lamp',
        category: 'MARKETING',
        language: 'en_GB',
        parameter_format: 'NAMED',
        components: [
          { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
          {
            type: 'BODY',
            text: 'Dear {{first_name}}, there is a new lamp in our showroom.',
            example: { body_text_named_params: [{ param_name: 'first_name', example: 'Maja' }] },
          },
        ] as never,
      })
      .json()
    expect(created).toMatchObject({ status: 'PENDING', category: 'MARKETING' })
    await emulator.advance(5 * MINUTE)
    const listed = await sdk.template
      .list(wabaId, { name_or_content: 'new lamp', status: ['APPROVED'], fields: ['name', 'status', 'parameter_format'] })
      .json()
    expect(listed.data).toEqual([{ id: created.id, name: 'new_lamp', status: 'APPROVED', parameter_format: 'NAMED' }])
    expect(await sdk.template.get(created.id, { fields: ['quality_score', 'rejected_reason'] }).json()).toMatchObject({
      id: created.id,
      quality_score: { score: expect.any(String) },
      rejected_reason: 'NONE',
    })
    const components = [{ type: 'BODY', text: 'There is a new lamp in our showroom, come and see.' }] as never
    expect(await sdk.template.update(created.id, { components }).json()).toMatchObject({
      success: true,
      id: created.id,
      name: 'new_lamp',
    })
    expect(await sdk.template.delete(wabaId, { name: 'new_lamp' }).json()).toEqual({ success: true })
    expect(await sdk.template.listLibrary({ limit: 2 }).json()).toMatchObject({ data: [expect.any(Object), expect.any(Object)] })
  })

  test('reads the account and its numbers, and changes what it may', async () => {
    expect(await sdk.whatsappBusinessAccount.get(wabaId, { fields: ['id', 'name', 'currency'] }).json()).toMatchObject({
      id: wabaId,
      name: 'Nordlys Home',
    })
    const fields = ['display_phone_number', 'quality_rating', ['throughput', ['level']]] as never
    expect(await sdk.phoneNumbers.getPhoneNumber({ phoneNumberID, fields }).json()).toEqual({
      id: phoneNumberID,
      display_phone_number: '+44 7700 900123',
      quality_rating: 'GREEN',
      throughput: { level: 'STANDARD' },
    })
    const live = JSON.stringify([{ field: 'account_mode', operator: 'EQUAL', value: 'LIVE' }])
    expect(await sdk.phoneNumbers.listPhoneNumbers({ businessAccountID: wabaId, filtering: live as never }).json()).toMatchObject(
      { data: [{ id: phoneNumberID }] },
    )
    expect(await sdk.phoneNumbers.updatePhoneNumber({ phoneNumberID, new_display_name: 'Nordlys' }).json()).toEqual({
      success: true,
    })
    expect(
      await sdk.businessProfile
        .updateBusinessProfile({ phoneNumberID, about: 'Sofas', websites: ['https://nordlys-home.example'] })
        .json(),
    ).toEqual({ success: true })
    expect(
      (await sdk.businessProfile.getBusinessProfile({ phoneNumberID, fields: ['about', 'websites'] }).json()).data,
    ).toMatchObject([{ about: 'Sofas', messaging_product: 'whatsapp' }])
    const automation = {
      prompts: ['Where is my order?'],
      commands: [{ command_name: 'order', command_description: 'Find an order' }],
    }
    expect(await sdk.conversationalAutomation.setConversationalAutomation({ phoneNumberID, ...automation }).json()).toEqual({
      success: true,
    })
    expect(
      await sdk.subscribedApps
        .createSubscription({
          businessAccountID: wabaId,
          override_callback_uri: emulator.callbackUrl,
          verify_token: emulator.about.verifyToken,
        } as never)
        .json(),
    ).toEqual({ success: true })
    expect(await sdk.subscribedApps.listSubscriptions({ businessAccountID: wabaId }).json()).toMatchObject({
      data: [{ whatsapp_business_api_data: { id: emulator.about.appId }, override_callback_uri: emulator.callbackUrl }],
    })
  })

  test('verifies what the emulator posts, by either signature', async () => {
    const { id } = await emulator.write('Er sofaen på lager? 🛋️')
    expect(await sdk.message.createStatus({ phoneNumberID, status: 'read', message_id: id } as never).json()).toEqual({
      success: true,
    })
    const [first] = emulator.received
    const incoming = { method: 'POST', query: {}, body: String(first?.body), headers: first?.headers as Record<string, string> }
    const event = await sdk.webhook.eventNotification(incoming)
    expect(event.eventNotification).toMatchObject({ object: 'whatsapp_business_account', entry: [{ id: wabaId }] })
    await event.verifySignature(emulator.about.appSecret)
    expect(await event.signature.sha1.check(emulator.about.appSecret)).toBe(true)
    await expect(event.verifySignature('another')).rejects.toThrow(sdk.webhook.errors.InvalidHubSignatureWebhookError)
    const query = { 'hub.mode': 'subscribe', 'hub.challenge': '115', 'hub.verify_token': 'mine' }
    expect((await sdk.webhook.register({ method: 'GET', query, headers: {} })).accept()).toBe('115')
  })

  test('its typed client of Meta’s own description blocks people and reads settings', async () => {
    const client = experimental.createClient({ baseUrl: emulator.about.graphUrl, headers })
    await emulator.write('Hello')
    const path = '/{Version}/{Phone-Number-ID}/block_users' as never
    const params = { path: { Version: 'v25.0', 'Phone-Number-ID': phoneNumberID } }
    const body = { messaging_product: 'whatsapp', block_users: [{ user: CUSTOMER }] }
    const blocked = await client.POST(path, { params, body } as never)
    expect(blocked.data).toMatchObject({ block_users: { added_users: [{ input: CUSTOMER, wa_id: CUSTOMER }] } })
    const listed = await client.GET(path, { params } as never)
    expect(listed.data).toMatchObject({ data: [{ messaging_product: 'whatsapp', wa_id: CUSTOMER }] })
  })

  test('meets refusals as HTTP errors with Meta’s body', async () => {
    const refused = await sdk.message
      .createMessage({ phoneNumberID, to: '+447700900123', type: 'text', text: { body: 'to myself' } } as never)
      .json()
      .catch((error: { response: Response; data?: unknown }) => error)
    expect(refused).toMatchObject({ response: { status: 400 } })
  })
})

import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server'
import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { approveTemplates, publishFlow } from './approved-templates.ts'
import { ogg, pdf, png, webp } from './sample-files.ts'

/** The client of Kapso, pointed here by its own `baseUrl`. It writes camelCase and turns it into Meta's names. */
describe('@kapso/whatsapp-cloud-api', () => {
  let emulator: TestEmulator
  let client: WhatsAppClient
  let phoneNumberId: string
  let wabaId: string
  const to = `+${CUSTOMER}`
  const link = 'https://nordlys-home.example/file'

  beforeEach(async () => {
    emulator = await TestEmulator.start({ relax: ['marketing'] })
    const { graphUrl, accessToken } = emulator.about
    client = new WhatsAppClient({ baseUrl: graphUrl, accessToken })
    ;({ phoneNumberId, wabaId } = emulator.about)
  })

  test('sends every free-form message it has a method for, and all arrive', async () => {
    const { id: inbound } = await emulator.write('Hello')
    const upload = async (type: string, file: Buffer, fileName: string, mimeType: string) =>
      (await client.media.upload({ phoneNumberId, type, file: new Blob([new Uint8Array(file)], { type: mimeType }), fileName }))
        .id
    // This client says only `image` or `document`, not the type of the file.
    const image = await upload('image', png, 'sofa.png', 'image/png')
    const document = await upload('document', pdf, 'invoice.pdf', 'application/pdf')
    const audio = await upload('audio', ogg, 'note.ogg', 'audio/ogg')
    const sticker = await upload('sticker', webp, 'sofa.webp', 'image/webp')
    const flowId = await publishFlow(emulator)
    const { messages } = client
    const buttons = [
      { id: 'yes', title: 'Yes' },
      { id: 'no', title: 'No' },
    ]
    const sends: Record<
      string,
      (base: { phoneNumberId: string; to: string; bizOpaqueCallbackData: string }) => Promise<unknown>
    > = {
      text: (base) => messages.sendText({ ...base, body: 'Hello!', previewUrl: false }),
      image: (base) => messages.sendImage({ ...base, image: { id: image, caption: 'The sofa' } }),
      document: (base) => messages.sendDocument({ ...base, document: { id: document, filename: 'invoice.pdf' } }),
      audio: (base) => messages.sendAudio({ ...base, audio: { id: audio, voice: true } }),
      video: (base) => messages.sendVideo({ ...base, video: { link } }),
      sticker: (base) => messages.sendSticker({ ...base, sticker: { id: sticker } }),
      location: (base) => messages.sendLocation({ ...base, location: { latitude: 53.8, longitude: -1.54, name: 'Showroom' } }),
      contacts: (base) =>
        messages.sendContacts({
          ...base,
          contacts: [{ name: { formattedName: 'Ola Berg', firstName: 'Ola' }, phones: [{ phone: '+447700900789' }] }],
        }),
      reaction: (base) => messages.sendReaction({ ...base, reaction: { messageId: inbound, emoji: '👍' } }),
      buttons: (base) =>
        messages.sendInteractiveButtons({ ...base, bodyText: 'Now?', buttons, header: { type: 'image', image: { id: image } } }),
      list: (base) =>
        messages.sendInteractiveList({
          ...base,
          bodyText: 'Which one?',
          buttonText: 'Choose',
          sections: [{ title: 'Sofas', rows: [{ id: 's1', title: 'Fjord' }] }],
        }),
      product: (base) => messages.sendInteractiveProduct({ ...base, catalogId: '9001', productRetailerId: 'sofa-1' }),
      products: (base) =>
        messages.sendInteractiveProductList({
          ...base,
          bodyText: 'These',
          header: { type: 'text', text: 'Sofas' },
          catalogId: '9001',
          sections: [{ title: 'Sofas', productItems: [{ productRetailerId: 'sofa-1' }] }],
        }),
      flow: (base) =>
        messages.sendInteractiveFlow({
          ...base,
          bodyText: 'When?',
          parameters: { flowId, flowCta: 'Book', flowToken: 'tok' },
        }),
      address: (base) => messages.sendInteractiveAddress({ ...base, bodyText: 'Where to?', parameters: { country: 'IN' } }),
      place: (base) =>
        messages.sendInteractiveLocationRequest({ ...base, bodyText: 'Where?', parameters: { requestMessage: 'Where?' } }),
      calls: (base) =>
        messages.sendInteractiveCallPermission({ ...base, bodyText: 'May we call?', parameters: { phoneNumber: to } }),
      url: (base) =>
        messages.sendInteractiveCtaUrl({ ...base, bodyText: 'Look', parameters: { displayText: 'See it', url: link } }),
      carousel: (base) =>
        messages.sendInteractiveCarousel({
          ...base,
          bodyText: 'Two sofas',
          cards: [0, 1].map((cardIndex) => ({
            cardIndex,
            header: { type: 'image', image: { link } },
            bodyText: 'A sofa',
            action: { displayText: 'See it', url: link },
          })),
        }),
      catalogue: (base) =>
        messages.sendInteractiveCatalogMessage({
          ...base,
          bodyText: 'All of it',
          parameters: { thumbnailProductRetailerId: 'sofa-1' },
        }),
      raw: (base) =>
        messages.sendInteractiveRaw({
          ...base,
          interactive: {
            type: 'button',
            body: { text: 'Sure?' },
            action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
          },
        }),
    }
    const sent: Record<string, unknown> = {}
    for (const [label, send] of Object.entries(sends)) {
      sent[label] = await send({ phoneNumberId, to, bizOpaqueCallbackData: label }).then(
        () => 'accepted',
        (error) => (error instanceof GraphApiError ? `${error.code} ${error.message} ${JSON.stringify(error.details)}` : error),
      )
    }
    expect(sent).toEqual(Object.fromEntries(Object.keys(sends).map((label) => [label, 'accepted'])))
    await emulator.advance(MINUTE)
    const arrived = new Set(emulator.statuses().map((status) => status.biz_opaque_callback_data))
    expect(arrived).toEqual(new Set(Object.keys(sends)))
    expect(emulator.statuses().filter(({ status }) => status === 'failed')).toEqual([])
  })

  test('sends templates with every component it names', async () => {
    await approveTemplates(emulator)
    const text = (...texts: string[]) => ({ type: 'body', parameters: texts.map((one) => ({ type: 'text', text: one })) })
    const templates: [string, Record<string, unknown>[]][] = [
      ['order_update', [text('NH-1', 'Tuesday')]],
      ['new_armchair', [{ type: 'header', parameters: [{ type: 'image', image: { link } }] }, text('Maja')]],
      ['where_we_are', [{ type: 'header', parameters: [{ type: 'location', location: { latitude: 53.8, longitude: -1.54 } }] }]],
      [
        'lamp_coupon',
        [
          text('25%'),
          { type: 'button', subType: 'copy_code', index: 0, parameters: [{ type: 'coupon_code', coupon_code: 'LAMP25' }] },
        ],
      ],
      [
        'book_a_visit',
        [{ type: 'button', subType: 'flow', index: 0, parameters: [{ type: 'action', action: { flow_token: 't' } }] }],
      ],
      ['whole_catalogue', [{ type: 'button', subType: 'catalog', index: 0, parameters: [] }]],
      [
        'track_delivery',
        [text('NH-1'), { type: 'button', subType: 'url', index: 0, parameters: [{ type: 'text', text: 'NH-1' }] }],
      ],
    ]
    for (const [name, components] of templates) {
      const answer = await client.messages.sendTemplate({
        phoneNumberId,
        to,
        template: { name, language: { code: 'en_GB' }, components: components as never },
      })
      expect(answer.messages[0], name).toMatchObject({ messageStatus: 'accepted' })
    }
  })

  test('uploads, reads, downloads and deletes media', async () => {
    const { id } = await client.media.upload({
      phoneNumberId,
      type: 'image',
      file: new Blob([new Uint8Array(png)], { type: 'image/png' }),
      fileName: 'sofa.png',
    })
    expect(await client.media.get({ mediaId: id, phoneNumberId })).toMatchObject({ id, mimeType: 'image/png' })
    // Without `auth` it sends its token to Kapso's own hosts only, and the file is refused, as Meta refuses it.
    const refused = (await client.media.download({ mediaId: id, as: 'response' }).catch((error) => error)) as Response
    expect(refused).not.toMatchObject({ ok: true })
    const bytes = (await client.media.download({ mediaId: id, auth: 'always' })) as ArrayBuffer
    expect(Buffer.from(bytes)).toEqual(png)
    expect(await client.media.delete({ mediaId: id })).toMatchObject({ success: true })
    await expect(client.media.get({ mediaId: id })).rejects.toMatchObject({ code: 100 })
  })

  test('creates, finds, reads and deletes a template', async () => {
    const created = await client.templates.create({
      businessAccountId: wabaId,
      name: 'visit_reminder',
      language: 'en_GB',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Your visit on {{1}} is tomorrow, see you then.', example: { body_text: [['Friday']] } },
      ],
    })
    expect(created).toMatchObject({ status: 'PENDING', category: 'UTILITY' })
    await emulator.advance(5 * MINUTE)
    const page = await client.templates.list({ businessAccountId: wabaId, name: 'visit_reminder', status: 'APPROVED' })
    expect(page.data).toMatchObject([{ id: created.id, name: 'visit_reminder', status: 'APPROVED' }])
    expect(await client.templates.get({ businessAccountId: wabaId, templateId: created.id })).toMatchObject({
      name: 'visit_reminder',
    })
    expect(await client.templates.delete({ businessAccountId: wabaId, name: 'visit_reminder' })).toMatchObject({ success: true })
    await expect(client.templates.delete({ businessAccountId: wabaId, name: 'visit_reminder' })).rejects.toMatchObject({
      code: 100,
      errorSubcode: 2593002,
    })
  })

  test('registers a number, and changes its profile and settings', async () => {
    const { phoneNumbers } = client
    const { id } = (await client.request('POST', `${wabaId}/phone_numbers`, {
      body: { cc: '44', phone_number: '7700900321', verified_name: 'Nordlys Leeds' },
      responseType: 'json',
    })) as { id: string }
    await expect(phoneNumbers.register({ phoneNumberId: id, pin: '123456' })).rejects.toMatchObject({ code: 133006 })
    expect(await phoneNumbers.requestCode({ phoneNumberId: id, codeMethod: 'SMS', language: 'en_GB' })).toMatchObject({
      success: true,
    })
    expect(await phoneNumbers.verifyCode({ phoneNumberId: id, code: '123456' })).toMatchObject({ success: true })
    expect(await phoneNumbers.register({ phoneNumberId: id, pin: '123456' })).toMatchObject({ success: true })
    const { data } = await phoneNumbers.businessProfile.get({ phoneNumberId: id, fields: 'about,vertical' })
    expect(data[0]).toMatchObject({ messagingProduct: 'whatsapp' })
    expect(
      await phoneNumbers.businessProfile.update({ phoneNumberId: id, about: 'Sofas in Leeds', vertical: 'RETAIL' }),
    ).toMatchObject({ success: true })
    expect((await phoneNumbers.businessProfile.get({ phoneNumberId: id, fields: 'about' })).data[0]).toMatchObject({
      about: 'Sofas in Leeds',
    })
    expect(await phoneNumbers.settings.update({ phoneNumberId: id, calling: { status: 'ENABLED' } })).toMatchObject({
      success: true,
    })
    expect(await phoneNumbers.settings.get({ phoneNumberId: id })).toMatchObject({ calling: { status: 'ENABLED' } })
    expect(await phoneNumbers.deregister({ phoneNumberId: id })).toMatchObject({ success: true })
  })

  test('asks for permission to call, calls, and hangs up', async () => {
    await client.phoneNumbers.settings.update({ phoneNumberId, calling: { status: 'ENABLED' } })
    expect(await client.calls.permissions.get({ phoneNumberId, userWaId: CUSTOMER })).toMatchObject({
      permission: { status: 'no_permission' },
    })
    await emulator.write({
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    })
    expect(await client.calls.permissions.get({ phoneNumberId, userWaId: CUSTOMER })).toMatchObject({
      permission: { status: 'temporary' },
    })
    const { calls } = await client.calls.connect({ phoneNumberId, to: CUSTOMER, session: { sdpType: 'offer', sdp: 'v=0' } })
    const callId = String(calls?.[0]?.id)
    await emulator.advance(MINUTE / 2)
    expect(await client.calls.terminate({ phoneNumberId, callId })).toMatchObject({ success: true })
  })

  test('makes, changes, previews, publishes and ends a flow', async () => {
    const flowJson = {
      version: '7.0',
      screens: [{ id: 'START', terminal: true, layout: { type: 'SingleColumnLayout', children: [] } }],
    }
    const { id: flowId } = await client.flows.create({
      wabaId,
      name: 'Book a visit',
      categories: ['APPOINTMENT_BOOKING'],
      flowJson,
    })
    expect(await client.flows.get({ flowId })).toMatchObject({ id: flowId, name: 'Book a visit', status: 'DRAFT' })
    expect(await client.flows.updateAsset({ flowId, json: flowJson })).toMatchObject({ success: true })
    expect(await client.flows.preview({ flowId })).toMatchObject({ preview: { previewUrl: expect.stringContaining(flowId) } })
    expect(await client.flows.publish({ flowId })).toMatchObject({ success: true })
    expect(await client.flows.list({ wabaId })).toMatchObject({ data: [{ id: flowId, status: 'PUBLISHED' }] })
    await expect(client.flows.updateAsset({ flowId, json: flowJson })).rejects.toMatchObject({ code: 139001 })
    expect(await client.flows.deprecate({ flowId })).toMatchObject({ success: true })
    await emulator.advance(0)
    expect(emulator.changes('flows').map(({ value }) => value.new_status)).toEqual(['PUBLISHED', 'DEPRECATED'])
    const deployed = await client.flows.deploy(flowJson, { wabaId, name: 'Order again', publish: true, preview: true })
    expect(await client.flows.get({ flowId: deployed.flowId })).toMatchObject({ status: 'PUBLISHED' })
  })

  test('verifies and reads what the emulator posts', async () => {
    const { appSecret } = emulator.about
    await emulator.write('Er sofaen på lager? 🛋️')
    await client.messages.sendText({ phoneNumberId, to, body: 'Ja!' })
    await client.messages.markRead({ phoneNumberId, messageId: String(emulator.inbound()[0]?.id) })
    await emulator.advance(MINUTE)
    const read = emulator.received.map(({ body, headers, json }) => {
      const signatureHeader = String(headers['x-hub-signature-256'])
      expect(verifySignature({ appSecret, rawBody: body, signatureHeader })).toBe(true)
      expect(verifySignature({ appSecret: 'another', rawBody: body, signatureHeader })).toBe(false)
      return normalizeWebhook(json)
    })
    expect(read.every((one) => one.phoneNumberId === phoneNumberId)).toBe(true)
    expect(read.flatMap((one) => one.messages)).toMatchObject([
      { type: 'text', from: CUSTOMER, text: { body: 'Er sofaen på lager? 🛋️' } },
    ])
    expect(read.flatMap((one) => one.statuses.map(({ status }) => status))).toEqual(['sent', 'delivered'])
  })

  test('meets refusals as errors with their code', async () => {
    const refused = await client.messages
      .sendText({ phoneNumberId, to: '+447700900123', body: 'to myself' })
      .catch((error) => error)
    expect(refused).toBeInstanceOf(GraphApiError)
    expect(refused).toMatchObject({ httpStatus: 400, code: 131021, type: 'OAuthException' })
    const stranger = new WhatsAppClient({ baseUrl: emulator.about.graphUrl, accessToken: 'nobody' })
    await expect(stranger.templates.list({ businessAccountId: wabaId })).rejects.toMatchObject({ httpStatus: 401, code: 190 })
  })
})

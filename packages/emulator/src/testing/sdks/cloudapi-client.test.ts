import * as client from '@whatsapp-cloudapi/client'
import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../start-emulator.ts'
import { publishFlow } from './approved-templates.ts'
import { fileOf, png } from './sample-files.ts'

/** The functions of ericvera, each pointed here by its own `baseUrl`. They send and upload; templates and webhooks are not theirs. */
describe('@whatsapp-cloudapi/client', () => {
  let emulator: TestEmulator
  let base: { accessToken: string; from: string; baseUrl: string }

  beforeEach(async () => {
    emulator = await TestEmulator.start()
    base = { accessToken: emulator.about.accessToken, from: emulator.about.phoneNumberId, baseUrl: emulator.about.graphUrl }
  })

  test('sends with each of its functions, and all arrive', async () => {
    const { id: messageId } = await emulator.write('Hello')
    const { id: mediaId } = await client.uploadMedia({ ...base, file: fileOf(png, 'sofa.png', 'image/png') })
    const flowId = await publishFlow(emulator)
    const to = { ...base, to: `+${CUSTOMER}` }
    const link = 'https://nordlys-home.example/file'
    const sends: Record<string, (bizOpaqueCallbackData: string) => Promise<unknown>> = {
      text: (label) => client.sendTextMessage({ ...to, text: 'Hello!', previewUrl: true, bizOpaqueCallbackData: label }),
      image: (label) => client.sendImageMessage({ ...to, mediaId, caption: 'The sofa', bizOpaqueCallbackData: label }),
      buttons: (label) =>
        client.sendButtonsMessage({
          ...to,
          bodyText: 'Now?',
          buttons: [{ id: 'yes', title: 'Yes' }],
          headerImage: { id: mediaId },
          footerText: 'Nordlys Home',
          bizOpaqueCallbackData: label,
        }),
      video: (label) =>
        client.sendButtonsMessage({
          ...to,
          bodyText: 'Now?',
          buttons: [{ id: 'yes', title: 'Yes' }],
          headerVideo: { link },
          bizOpaqueCallbackData: label,
        }),
      list: (label) =>
        client.sendListMessage({
          ...to,
          bodyText: 'Which one?',
          buttonText: 'Choose',
          sections: [{ title: 'Sofas', rows: [{ id: 's1', title: 'Fjord', description: 'Three seats' }] }],
          headerText: 'Sofas',
          bizOpaqueCallbackData: label,
        }),
      url: (label) =>
        client.sendCTAURLMessage({
          ...to,
          bodyText: 'Look',
          buttonText: 'See it',
          url: link,
          headerText: 'Fjord',
          bizOpaqueCallbackData: label,
        }),
      flow: (label) =>
        client.sendFlowMessage({
          ...to,
          bodyText: 'When?',
          flowToken: 'token',
          flowId,
          flowCta: 'Book',
          flowAction: 'navigate',
          screen: 'START',
          data: { day: 'Friday' },
          bizOpaqueCallbackData: label,
        }),
      template: (label) =>
        client.sendTemplateMessage({
          ...to,
          templateName: 'order_update',
          languageCode: 'en_GB',
          languagePolicy: 'deterministic',
          replyToMessageId: messageId,
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'NH-1' },
                { type: 'text', text: 'Tuesday' },
              ],
            },
          ],
          bizOpaqueCallbackData: label,
        }),
    }
    for (const [label, send] of Object.entries(sends)) {
      expect(await send(label), label).toMatchObject({
        messaging_product: 'whatsapp',
        contacts: [{ input: `+${CUSTOMER}`, wa_id: CUSTOMER }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      })
    }
    await emulator.advance(MINUTE)
    const arrived = emulator.statuses().filter(({ status }) => status === 'delivered')
    expect(new Set(arrived.map((one) => one.biz_opaque_callback_data))).toEqual(new Set(Object.keys(sends)))
  })

  test('marks as read, with and without showing that it types', async () => {
    const { id: messageId } = await emulator.write('Hello')
    expect(await client.markMessageRead({ ...base, messageId })).toEqual({ success: true })
    expect(await client.markMessageRead({ ...base, messageId, showTypingIndicator: true })).toEqual({ success: true })
    await expect(client.markMessageRead({ ...base, messageId: 'wamid.none' })).rejects.toThrow('Please check the message ID')
  })

  test('meets refusals as errors with Meta’s own words', async () => {
    await expect(client.sendTextMessage({ ...base, to: '+447700900123', text: 'to myself' })).rejects.toThrow('"code":131021')
    await expect(client.sendTextMessage({ ...base, accessToken: 'nobody', to: CUSTOMER, text: 'hi' })).rejects.toThrow(
      '"code":190',
    )
    await expect(
      client.sendTemplateMessage({ ...base, to: CUSTOMER, templateName: 'order_update', languageCode: 'fr' }),
    ).rejects.toThrow('template name (order_update) does not exist in fr')
    await expect(client.sendImageMessage({ ...base, to: CUSTOMER, mediaId: '1' })).rejects.toThrow(
      'is not a valid whatsapp business account media attachment ID',
    )
  })
})

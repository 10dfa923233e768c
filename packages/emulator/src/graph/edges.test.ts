import { expect, test } from 'vitest'
import { HOUR, TestEmulator } from '../testing/start-emulator.ts'

test('profile, settings, ice breakers, commerce: what is written is read', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/v25.0/${emulator.about.phoneNumberId}`
  await emulator.graph('POST', `${path}/whatsapp_business_profile`, {
    messaging_product: 'whatsapp',
    about: 'Open till eight',
    websites: ['https://nordlys-home.example/'],
  })
  expect((await emulator.graph('GET', `${path}/whatsapp_business_profile?fields=about,email,websites`)).body).toEqual({
    data: [{ about: 'Open till eight', websites: ['https://nordlys-home.example/'], messaging_product: 'whatsapp' }],
  })
  expect(
    (await emulator.graph('POST', `${path}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'x'.repeat(140) }))
      .body.error?.message,
  ).toContain('at most 139')
  await emulator.graph('POST', `${path}/settings`, { calling: { status: 'ENABLED' } })
  expect((await emulator.graph('GET', `${path}/settings`)).body).toEqual({ calling: { status: 'ENABLED' } })
  expect((await emulator.graph('POST', `${path}/settings`, { calling: {}, payload_encryption: {} })).status).toBe(400)
  await emulator.graph('POST', `${path}/conversational_automation`, { prompts: ['Where is my order?'] })
  expect((await emulator.graph('GET', `${path}?fields=conversational_automation`)).body).toMatchObject({
    conversational_automation: { prompts: ['Where is my order?'] },
  })
  await emulator.graph('POST', `${path}/whatsapp_commerce_settings?is_cart_enabled=false`)
  expect((await emulator.graph('GET', `${path}/whatsapp_commerce_settings`)).body).toMatchObject({
    data: [{ is_cart_enabled: false }],
  })
  expect((await emulator.graph('POST', `${path}/username`, { username: 'nordlys.home' })).body).toEqual({ status: 'approved' })
  expect((await emulator.graph('POST', `${path}/username`, { username: 'www.home' })).body.error?.code).toBe(147001)
})

test('QR codes are made, listed, changed and deleted', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/v25.0/${emulator.about.phoneNumberId}/message_qrdls`
  const { body: made } = await emulator.graph('POST', `${path}?prefilled_message=Hello&generate_qr_image=png`)
  expect(made).toMatchObject({
    prefilled_message: 'Hello',
    deep_link_url: `https://wa.me/message/${String(made.code)}`,
    qr_image_url: expect.any(String),
  })
  await emulator.graph('POST', `${path}/${String(made.code)}?prefilled_message=Hi`)
  expect((await emulator.graph('GET', `${path}/${String(made.code)}`)).body).toMatchObject({
    data: [{ prefilled_message: 'Hi' }],
  })
  await emulator.graph('DELETE', `${path}/${String(made.code)}`)
  expect((await emulator.graph('GET', path)).body).toEqual({ data: [] })
})

test('registering goes by its pin, ten times in three days', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/${emulator.about.phoneNumberId}`
  const register = (pin: string) => emulator.graph('POST', `${path}/register`, { messaging_product: 'whatsapp', pin })
  expect((await emulator.graph('POST', `${path}/deregister`)).body).toEqual({ success: true })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(133010)
  expect((await register('12345')).body.error?.code).toBe(100)
  expect((await register('123456')).body).toEqual({ success: true })
  expect((await register('654321')).body.error?.code).toBe(133005)
  for (let i = 0; i < 8; i++) await register('123456')
  expect((await register('123456')).body.error?.code).toBe(133016)
  await emulator.advance(72 * HOUR)
  expect((await register('123456')).status).toBe(200)
})

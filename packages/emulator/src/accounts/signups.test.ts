import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
beforeEach(async () => {
  emulator = await TestEmulator.start()
})

describe('the embedded sign-up', () => {
  const finish = () => emulator.control('POST', '/signups', { business: 'Fjord Travel', display: '+44 7700 900321' })
  const exchange = async (code: string) => {
    const { appId, appSecret, graphUrl } = emulator.about
    const query = new URLSearchParams({ client_id: appId, client_secret: appSecret, code })
    return (await fetch(`${graphUrl}/v25.0/oauth/access_token?${query}`)).json() as Promise<{
      access_token?: string
      error?: { code: number; message: string }
    }>
  }

  test('gives a customer accounts, the partner a webhook and a code, and the code a token, once', async () => {
    const { code, businessId, wabaId, phoneNumberId } = await finish()
    await emulator.advance(0)
    expect(emulator.received.at(-1)?.json.entry[0]).toMatchObject({
      id: businessId,
      changes: [
        {
          field: 'account_update',
          value: { event: 'PARTNER_ADDED', waba_info: { waba_id: wabaId, owner_business_id: businessId } },
        },
      ],
    })
    const { access_token: token } = await exchange(code)
    const listed = await emulator.graph('GET', `/v25.0/${wabaId}/phone_numbers`, undefined, { authorization: `Bearer ${token}` })
    expect(listed.body.data).toMatchObject([{ id: phoneNumberId, display_phone_number: '+44 7700 900321' }])
    expect((await exchange(code)).error?.message).toContain('has been used')
    const registered = await emulator.graph('POST', `/v25.0/${phoneNumberId}/register`, {
      messaging_product: 'whatsapp',
      pin: '123456',
    })
    expect(registered.body.error?.code ?? 133006).toBe(133006)
  })

  test.each([
    [10 * MINUTE - 1_000, undefined],
    [10 * MINUTE, 'This authorization code has expired.'],
  ])('after %i ms the code answers %s', async (waited, message) => {
    const { code } = await finish()
    await emulator.advance(waited)
    expect((await exchange(code)).error?.message).toBe(message)
  })

  test('does not take a number that somebody has', async () => {
    await finish()
    await expect(finish()).rejects.toThrow('is taken')
  })
})

describe('sign-ups in a chat', () => {
  const path = () => `/v25.0/${emulator.about.wabaId}/signups`
  const offer = {
    signup_message: 'Get our offers',
    confirmation_message: 'Welcome!',
    privacy_policy_url: 'https://nordlys-home.example/privacy',
  }

  test('are made, read, changed, and taken up by people', async () => {
    const { id } = (await emulator.graph('POST', path(), offer)).body as unknown as { id: string }
    expect((await emulator.graph('GET', path())).body.data).toEqual([{ id, ...offer }])
    await emulator.graph('POST', `/v25.0/signups/${id}`, { promo_code: 'SOFA10' })
    expect((await emulator.graph('GET', `/v25.0/${id}`)).body).toEqual({ id, ...offer, promo_code: 'SOFA10' })
    await emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'stop' })
    await emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'signup', signupId: id })
    await emulator.advance(0)
    expect(emulator.changes('user_preferences').at(-1)?.value.user_preferences).toMatchObject([
      { value: 'signup', signup_id: id },
    ])
    await expect(emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'signup' })).rejects.toThrow(
      'no sign-up',
    )
  })

  test.each([
    ['no message', { signup_message: undefined }, 100],
    ['a policy that is no address', { privacy_policy_url: 'nowhere' }, 100],
  ])('need more than %s', async (_label, change, code) => {
    expect((await emulator.graph('POST', path(), { ...offer, ...change })).body.error?.code).toBe(code)
  })
})

import { expect, test } from 'vitest'
import { CUSTOMER, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

test('another number of the same account has windows of its own and shares the portfolio’s reach', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const second = await emulator.control('POST', '/numbers', { throughput: 1_000 })
  expect(second).toMatchObject({ display: '+44 7700 900124', throughput: 1_000, status: 'CONNECTED' })
  await emulator.write('hi')
  const send = (body: object) =>
    emulator.graph('POST', `/${second.id}/messages`, { messaging_product: 'whatsapp', to: CUSTOMER, ...body })
  const closed = await send({ text: { body: 'hello' } })
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(closed)).error?.code).toBe(131047)
  expect((await emulator.graph('GET', `/${emulator.about.wabaId}/phone_numbers`)).body.data).toHaveLength(2)
})

test('another portfolio knows the same person by another id', async () => {
  const emulator = await TestEmulator.start()
  const portfolio = await emulator.control('POST', '/portfolios', { name: 'Fjord Travel', verified: false, tier: 'TIER_250' })
  const waba = await emulator.control('POST', '/wabas', { portfolioId: portfolio.id, name: 'Fjord', timeZone: 'Europe/Oslo' })
  const number = await emulator.control('POST', '/numbers', { wabaId: waba.id, verifiedName: 'Fjord' })
  await emulator.write('hi')
  await emulator.control('POST', `/customers/${CUSTOMER}/messages`, { to: number.id, text: { body: 'hi' } })
  const ids = emulator.inbound().map((message) => String(message.from_user_id))
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^GB\.[0-9A-Za-z]{12}$/)
  const answer = await emulator.graph('POST', `/${number.id}/messages`, {
    messaging_product: 'whatsapp',
    recipient: ids[1],
    text: { body: 'hello' },
  })
  expect(answer.body).toMatchObject({ contacts: [{ input: ids[1], user_id: ids[1] }] })
  expect(answer.body).not.toHaveProperty('contacts.0.wa_id')
})

test('a one-time code needs a phone number', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('hi')
  const [{ from_user_id: recipient }] = emulator.inbound() as [{ from_user_id: string }]
  const components = [
    { type: 'body', parameters: [{ type: 'text', text: '482915' }] },
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '482915' }] },
  ]
  const answer = await emulator.send({
    to: undefined,
    recipient,
    type: 'template',
    template: { name: 'sign_in_code', language: { code: 'en_GB' }, components },
  })
  expect(answer.body.error?.code).toBe(131062)
})

test('a customer who moves is announced with both numbers, and the old one is gone', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('hi')
  const moved = await emulator.control('POST', `/customers/${CUSTOMER}/moves`, { to: '+44 7700 900789' })
  await emulator.advance(0)
  expect(emulator.inbound().at(-1)).toMatchObject({
    from: CUSTOMER,
    type: 'system',
    system: { type: 'user_changed_number', wa_id: '447700900789', user_id: moved.bsuid },
  })
  const answer = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(answer)).error?.code).toBe(131026)
})

test('a restriction ends by itself, and both the account and its sends hear of it', async () => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', `/wabas/${emulator.about.wabaId}/restrictions`, {
    type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
    hours: 24,
  })
  await emulator.advance(0)
  expect(emulator.changes('account_update')[0]?.value).toMatchObject({
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }],
  })
  await emulator.write('hi')
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(368)
  expect((await emulator.sendText('hello')).status).toBe(200)
  await emulator.advance(24 * HOUR)
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
})

test('a changed category is told, and priced from the next send on', async () => {
  const emulator = await TestEmulator.start()
  const [template] = [...emulator.emulator.world.templates.values()].filter((one) => one.name === 'hello_world')
  await emulator.control('PATCH', `/templates/${template?.id}`, { category: 'MARKETING' })
  const answer = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  expect(emulator.changes('template_category_update')[0]?.value).toMatchObject({
    previous_category: 'UTILITY',
    new_category: 'MARKETING',
  })
  expect((await emulator.outcome(answer)).pricing).toMatchObject({ category: 'marketing' })
})

/** What somebody in the manager does, and the field that tells it: call → field, value. */
test.each([
  [
    'a PIN is changed',
    'PATCH',
    (e: TestEmulator) => `/numbers/${e.about.phoneNumberId}`,
    { pin: '271828' },
    'security',
    { event: 'PIN_CHANGED' },
  ],
  [
    'an account is judged',
    'PATCH',
    (e: TestEmulator) => `/wabas/${e.about.wabaId}`,
    { reviewStatus: 'REJECTED' },
    'account_review_update',
    { decision: 'REJECTED' },
  ],
  [
    'a number becomes official',
    'PATCH',
    (e: TestEmulator) => `/numbers/${e.about.phoneNumberId}`,
    { official: true },
    'account_alerts',
    { entity_type: 'PHONE_NUMBER', alert_info: { alert_type: 'OBA_APPROVED' } },
  ],
] as const)('%s, and is told', async (_label, method, path, body, field, value) => {
  const emulator = await TestEmulator.start()
  await emulator.control(method, path(emulator), body)
  await emulator.advance(0)
  expect(emulator.changes(field).map((change) => change.value)).toMatchObject([value])
})

test('what an edited template says is told once it is approved', async () => {
  const emulator = await TestEmulator.start()
  const [template] = [...emulator.emulator.world.templates.values()].filter((one) => one.name === 'hello_world')
  const components = [
    { type: 'BODY', text: 'Good morning from all of us.' },
    { type: 'FOOTER', text: 'Nordlys Home' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'See', url: 'https://nordlys-home.example' }] },
  ]
  await emulator.graph('POST', `/v25.0/${template?.id}`, { components })
  expect(emulator.changes('message_template_components_update')).toEqual([])
  await emulator.advance(HOUR)
  expect(emulator.changes('message_template_components_update').map(({ value }) => value)).toEqual([
    {
      message_template_id: Number(template?.id),
      message_template_name: 'hello_world',
      message_template_language: 'en_US',
      message_template_element: 'Good morning from all of us.',
      message_template_footer: 'Nordlys Home',
      message_template_buttons: [
        {
          message_template_button_type: 'URL',
          message_template_button_text: 'See',
          message_template_button_url: 'https://nordlys-home.example',
        },
      ],
    },
  ])
})

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
